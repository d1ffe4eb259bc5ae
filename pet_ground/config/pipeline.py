"""The pipeline's configuration: every field typed, nothing unknown accepted."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pet_ground.config.models import ModelSettings
from pet_ground.config.settings import Settings, published
from pet_ground.config.site import SiteProfile, scanner_name
from pet_ground.config.stage_settings import (
    QUESTION_SETTINGS,
    AnatomySettings,
    ConvertSettings,
    DatasetSettings,
    GroundSettings,
    IndexSettings,
    StructureSettings,
)
from pet_ground.config.voters import ExtractSettings, ModelVoterSettings

SITE_TOLERANCES = ("suv_tolerance", "slice_tolerance_mm")
"""Settings of ``ground`` that a site profile may replace."""


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

    def for_scanner(self, manufacturer: str, model: str, group: str = "") -> Pipeline:
        """The pipeline for the studies of one scanner: its site profile, with the site's tolerances in ``ground``.

        ``group`` is the site group of the study, named as in the profile, or "".
        """
        site = self.site.of_scanner(scanner_name(manufacturer, model), group)
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
