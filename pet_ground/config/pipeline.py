"""The pipeline's configuration: one YAML file, every field typed, nothing unknown accepted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
    model_validator,
)

from pet_ground.config.delineation import AvgItm, MethodChoice
from pet_ground.config.models import ModelSettings
from pet_ground.config.profile_file import read_site
from pet_ground.config.question_templates import TemplateKind
from pet_ground.config.resources import resource_path
from pet_ground.config.settings import Settings, published
from pet_ground.config.site import AUTO, SiteProfile, scanner_name
from pet_ground.errors import ConfigurationError, InputNotFoundError
from pet_ground.units import SuvType

SITE_TOLERANCES = ("suv_tolerance", "slice_tolerance_mm")
"""Settings of ``ground`` that a site profile may replace."""


class IndexSettings(Settings):
    """Which studies are taken up. ``require_ct`` drops those without a CT in the PET's frame of reference."""

    require_ct: bool = True


class ConvertSettings(Settings):
    """How DICOM becomes SUV.

    Attributes:
        suv_types: further kinds of SUV whose factor relative to the body-weight SUV is written for every study that
            knows height and sex; the volumes stay body-weight SUV.
        gaps: what happens to a series whose slices are unevenly spaced beyond the tolerance, or sheared: refused with
            its reason, or resampled along the normal and flagged.
    """

    suv_types: tuple[SuvType, ...] = ()
    gaps: Literal["refuse", "resample"] = "refuse"


class RuleVoterSettings(Settings):
    """The embedded voter: patterns and a lexicon, no model.

    Attributes:
        kind: what tells it from a model.
        name: its name in votes.
        recipe: the rules of this package, or the published ones (Huemann 2025) for comparison.
    """

    kind: Literal["rules"] = "rules"
    name: str = "rules"
    recipe: Literal["pet_ground", "huemann2025"] = "pet_ground"


class ModelVoterSettings(Settings):
    """A language model as voter: a model and a prompt version."""

    kind: Literal["model"] = "model"
    name: str
    endpoint: ModelSettings
    prompt: str = "extract-v2"


Voter = Annotated[RuleVoterSettings | ModelVoterSettings, Field(discriminator="kind")]


class ExtractSettings(Settings):
    """Who reads the reports, and how their votes become one list of mentions.

    Attributes:
        voters: the voters; the fields of the first win where values agree.
        agreement: how many of them must agree.
        vote: on what they agree: ``joint`` on SUVmax, slice and time together; ``separate`` on SUVmax and on slice each
            by itself, as published (Huemann 2025).
        ask: which sentences a model is asked about: every one that may hold an SUV (``candidates``), or only those
            that the rules are not certain of (``unsure``).
        filter: sentences that no voter sees: none, or those that the published rules leave out (Huemann 2025).
    """

    voters: tuple[Voter, ...] = (RuleVoterSettings(),)
    agreement: PositiveInt = 1
    vote: Literal["joint", "separate"] = "joint"
    ask: Literal["candidates", "unsure"] = "candidates"
    filter: Literal["none", "huemann2025"] = "none"

    @model_validator(mode="after")
    def no_more_agreement_than_voters(self) -> ExtractSettings:
        if self.agreement > len(self.voters):
            raise ValueError(f"agreement of {self.agreement} among {len(self.voters)} voters")
        return self

    @model_validator(mode="after")
    def voters_have_different_names(self) -> ExtractSettings:
        names = [voter.name for voter in self.voters]
        if len(set(names)) != len(names):
            raise ValueError(f"voters share a name: {names}")
        return self


class GroundSettings(Settings):
    """How a mention finds its maximum and its contour.

    Attributes:
        search: how the lesion of a mention is found: among the local maxima, or by the published rules (Huemann 2025),
            which have tolerances of their own.
        method: the delineation, by name or with parameters (``pet_ground.config.delineation``).
        agreement: whether other methods are compared with each contour, for the confidence in its boundary.
        suv_tolerance: largest difference in g/ml between the reported SUVmax and a candidate's maximum, beyond
            the rounding of the report; 0.1 is the published value (Huemann 2025).
        slice_tolerance_mm: how far outside the contour the reported slice may lie; 0 asks that the mask crosses it.
        laterality_tolerance_mm: how far over the midline a mask's centre may lie for the side that is named.
        ambiguity_margin: a match is ambiguous where its score exceeds the runner-up's by less than this.
        anatomy: what becomes of a lesion whose mask lies elsewhere in the label map than its sentence says: ``flag``
            keeps it with the flag ``anatomy_disagrees``, ``drop`` rejects it with the reason ``anatomy``.
    """

    search: Literal["maxima", "huemann2025"] = "maxima"
    method: MethodChoice = AvgItm()
    agreement: bool = True
    suv_tolerance: NonNegativeFloat = 0.1
    slice_tolerance_mm: NonNegativeFloat = 5.0
    laterality_tolerance_mm: NonNegativeFloat = 20.0
    ambiguity_margin: NonNegativeFloat = 0.1
    anatomy: Literal["flag", "drop"] = "flag"


class StructureSettings(Settings):
    """Who writes region, organ and subsite: the rules, or a model with a prompt version."""

    kind: Literal["rules", "model"] = "rules"
    endpoint: ModelSettings | None = None
    prompt: str = "structure-v2"

    @model_validator(mode="after")
    def a_model_needs_an_endpoint(self) -> StructureSettings:
        if self.kind == "model" and self.endpoint is None:
            raise ValueError("structure.kind is model, but structure.endpoint is missing")
        return self


QUESTION_SETTINGS = frozenset({"templates", "seed", "min_volume_ml", "min_volume_share"})
"""Settings of ``anatomy`` that decide which questions are asked, and nothing else of a data set."""


class AnatomySettings(Settings):
    """Anatomical labels and their questions.

    ``segment`` says whether TotalSegmentator may run where no label map is given: ``auto`` runs it where the extra is
    installed and its weights are there, ``never`` takes label maps only. ``min_volume_ml`` is the smallest structure
    that is asked about; 0.1 ml is about four voxels of the 3 mm grid. ``min_volume_share`` is the smallest share of its
    usual volume (``pet_ground.anatomy.usual_volumes``) of which a structure is asked about; 0 leaves that out.
    ``templates`` are the kinds of questions (``question_templates.yaml``), each asked once of every structure that it
    fits; ``seed`` decides the wording where a kind has several. ``labels_grid`` is the grid on which label maps are
    kept: 3 mm in the CT's field of view, a tenth to a thirtieth of the voxels, or the CT's own.
    """

    segment: Literal["auto", "never"] = "auto"
    mode: Literal["fast", "fastest", "full"] = "fast"
    min_volume_ml: NonNegativeFloat = 0.1
    min_volume_share: NonNegativeFloat = 0.1
    templates: tuple[TemplateKind, ...] = ("petar",)
    seed: NonNegativeInt = 0
    labels_grid: Literal["3mm", "ct"] = "3mm"

    @model_validator(mode="after")
    def no_kind_of_question_is_named_twice(self) -> AnatomySettings:
        if len(set(self.templates)) < len(self.templates):
            raise ValueError(f"templates named twice: {list(self.templates)}")
        return self


class DatasetSettings(Settings):
    """How the data set is split and what is drawn. The split is by patient, 80/10/10 as published (PETAR 2025)."""

    train: NonNegativeFloat = 0.8
    validation: NonNegativeFloat = 0.1
    figures: bool = True
    grid_3mm: bool = True

    @model_validator(mode="after")
    def the_parts_leave_room_for_a_test_set(self) -> DatasetSettings:
        if self.train + self.validation > 1:
            raise ValueError(f"train {self.train} + validation {self.validation} exceed 1")
        return self


class Pipeline(Settings):
    """A whole pipeline, as in ``pipelines/*.yaml``."""

    name: str
    description: str = ""
    site: SiteProfile = SiteProfile()
    index: IndexSettings = IndexSettings()
    convert: ConvertSettings = ConvertSettings()
    extract: ExtractSettings = ExtractSettings()
    ground: GroundSettings = GroundSettings()
    structure: StructureSettings = StructureSettings()
    anatomy: AnatomySettings = AnatomySettings()
    dataset: DatasetSettings = DatasetSettings()

    def models(self) -> tuple[ModelSettings, ...]:
        """Every model that the pipeline asks, once each: the voters', then the structurer's."""
        asked = [voter.endpoint for voter in self.extract.voters if isinstance(voter, ModelVoterSettings)]
        if self.structure.kind == "model" and self.structure.endpoint is not None:
            asked.append(self.structure.endpoint)
        return tuple(dict.fromkeys(asked))

    def for_scanner(self, manufacturer: str, model: str) -> Pipeline:
        """The pipeline for the studies of one scanner: its site profile, with the site's tolerances in ``ground``."""
        site = self.site.of_scanner(scanner_name(manufacturer, model))
        own = {name: getattr(site, name) for name in SITE_TOLERANCES if getattr(site, name) is not None}
        return self.model_copy(update={"site": site, "ground": self.ground.model_copy(update=own)})

    def deciding(self) -> dict[str, Any]:
        """The settings that decide images, lesions and label maps, as JSON.

        Neither name and description, nor where a model is served, nor which questions are asked about the structures:
        those follow from what is there, so another choice makes no other data set.
        """
        content = published(self)
        del content["name"], content["description"]
        content["anatomy"] = {
            name: value for name, value in content["anatomy"].items() if name not in QUESTION_SETTINGS
        }
        return content

    def sha256(self) -> str:
        """Hash of everything that decides images, lesions and label maps (``deciding``)."""
        return hashlib.sha256(json.dumps(self.deciding(), sort_keys=True).encode()).hexdigest()


def load_pipeline(path: Path | None = None, overrides: Sequence[str] = ()) -> Pipeline:
    """Read a pipeline and apply ``key=value`` overrides such as ``ground.suv_tolerance=0.2``.

    ``path`` is a YAML file, or None for the embedded default; the bare name of an embedded pipeline works too. Its
    ``site`` may be the name of a profile file (see ``profile_file``), or ``auto``.

    Raises:
        InputNotFoundError: there is no such file.
        ConfigurationError: it is not YAML, or a field is unknown or wrong.
    """
    source = _find(path)
    try:
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise ConfigurationError(f"{source} is not valid YAML") from exc
    if not isinstance(content, dict):
        raise ConfigurationError(f"{source} does not hold a mapping of settings")
    _include_site(content, source.parent)
    for override in overrides:
        _apply(content, override)
        _include_site(content, Path.cwd())
    try:
        return Pipeline.model_validate(content)
    except ValidationError as exc:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'pipeline'}: {e['msg']}" for e in exc.errors())
        raise ConfigurationError(f"{source.name}: {faults}") from exc


def _include_site(content: dict[str, Any], folder: Path) -> None:
    """Put settings in the place of the name of a profile file, or of ``auto``; a relative file lies in ``folder``."""
    named = content.get("site")
    if isinstance(named, str):
        content["site"] = {"estimate": True} if named == AUTO else read_site(folder / named)


def _find(path: Path | None) -> Path:
    if path is None:
        return resource_path("pipelines", "default.yaml")
    if path.is_file():
        return path
    if path != Path(path.name):
        raise InputNotFoundError(f"there is no pipeline {path}")
    try:
        return resource_path("pipelines", path.name if path.suffix else f"{path.name}.yaml")
    except FileNotFoundError as exc:
        raise InputNotFoundError(f"there is no pipeline {path}") from exc


def _apply(content: dict[str, Any], override: str) -> None:
    key, separator, value = override.partition("=")
    if not separator or not key.strip():
        raise ConfigurationError(f"--set takes key=value, not {override!r}")
    *parents, last = key.strip().split(".")
    place = content
    for parent in parents:
        child = place.setdefault(parent, {})
        if not isinstance(child, Mapping):
            raise ConfigurationError(f"--set {key}: {parent} holds a value, not settings")
        place = child  # type: ignore[assignment]
    try:
        place[last] = yaml.safe_load(value)
    except yaml.YAMLError as exc:
        raise ConfigurationError(f"--set {key}: {value!r} is not a YAML value") from exc
