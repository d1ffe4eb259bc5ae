"""The counts that a data card shows, drawn from the records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from pydantic import NonNegativeInt

from pet_ground import __version__
from pet_ground.config import Pipeline
from pet_ground.records import SCHEMA_VERSION, Lesion, QaPair, Record, Split, StageCounts, StudyRecord

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_SHOWN = 20
"""Rows of a table of organs or flags; the rest is summed up in one row."""

NAME = "PET/CT lesions from reports"
NOT_KNOWN = "not known"


class SplitCounts(Record):
    """What one part of the data set holds."""

    split: Split
    patients: NonNegativeInt
    studies: NonNegativeInt
    lesions: NonNegativeInt
    qa_pairs: NonNegativeInt


class Spread(Record):
    """How a measure is spread over the lesions: minimum, quartiles and maximum."""

    name: str
    unit: str
    minimum: float
    lower: float
    median: float
    upper: float
    maximum: float


class CardSummary(Record):
    """Everything that a data card says in numbers.

    Attributes:
        name: of the data set.
        note: a sentence that stands at the top, for example that the data are synthetic; or "".
        package_version, schema_version, pipeline, configuration_sha256, prompt_sha256, models: what made it.
        splits: counts of each part, and ``total`` over all.
        tracers, scanners: studies by tracer, and by manufacturer and model.
        regions, organs, interpretations, methods, flags: lesions by each.
        spreads: of SUVmax, volume and the like.
        stages: counts of each stage.
        overridden: studies in which a person replaced facts of the headers.
        overrides: how many of them had each fact replaced, by its name.
        grid_3mm, labels: whether these folders are part of it.
    """

    name: str
    note: str = ""
    package_version: str
    schema_version: int
    pipeline: str
    configuration_sha256: str
    prompt_sha256: dict[str, str] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    models: tuple[str, ...] = ()
    splits: tuple[SplitCounts, ...]
    patients: NonNegativeInt
    studies: NonNegativeInt
    lesions: NonNegativeInt
    qa_pairs: NonNegativeInt
    tracers: dict[str, int]
    scanners: dict[str, int]
    regions: dict[str, int]
    organs: dict[str, int]
    interpretations: dict[str, int]
    methods: dict[str, int]
    flags: dict[str, int]
    spreads: tuple[Spread, ...]
    stages: tuple[StageCounts, ...]
    overridden: NonNegativeInt = 0
    overrides: dict[str, int] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    grid_3mm: bool
    labels: bool

    @classmethod
    def of(
        cls,
        pipeline: Pipeline,
        studies: Sequence[StudyRecord],
        lesions: Sequence[Lesion],
        qa_pairs: Sequence[QaPair],
        stages: Sequence[StageCounts],
        note: str = "",
    ) -> Self:
        """Count a data set. Of the studies only those with status ``kept`` are part of it."""
        kept = [study for study in studies if study.status == "kept"]
        provenance = [lesion.provenance for lesion in lesions]
        overrides = [study.suv.overrides for study in kept if study.suv is not None]
        splits = tuple(_split(part, kept, lesions, qa_pairs) for part in SPLITS)
        return cls(
            name=NAME,
            note=note,
            package_version=__version__,
            schema_version=SCHEMA_VERSION,
            pipeline=pipeline.name,
            configuration_sha256=pipeline.sha256(),
            prompt_sha256=dict(sorted(item for made in provenance for item in made.prompt_sha256.items())),
            models=tuple(sorted({model for made in provenance for model in made.models})),
            splits=splits,
            patients=sum(part.patients for part in splits),
            studies=len(kept),
            lesions=len(lesions),
            qa_pairs=len(qa_pairs),
            tracers=_count(study.tracer or NOT_KNOWN for study in kept),
            scanners=_count(f"{study.manufacturer} {study.model}".strip() or NOT_KNOWN for study in kept),
            regions=_count(lesion.region for lesion in lesions),
            organs=_count(lesion.organ for lesion in lesions),
            interpretations=_count(lesion.interpretation.value for lesion in lesions),
            methods=_count(lesion.method for lesion in lesions),
            flags=_count(flag for lesion in lesions for flag in lesion.flags),
            spreads=_spreads(lesions),
            stages=tuple(stages),
            overridden=sum(bool(names) for names in overrides),
            overrides=_count(name for names in overrides for name in names),
            grid_3mm=any(lesion.pet_3mm for lesion in lesions),
            labels=any(study.labels for study in kept),
        )


def _split(
    part: Split, studies: Sequence[StudyRecord], lesions: Sequence[Lesion], qa_pairs: Sequence[QaPair]
) -> SplitCounts:
    own = [study for study in studies if study.split == part]
    return SplitCounts(
        split=part,
        patients=len({study.patient_id for study in own}),
        studies=len(own),
        lesions=sum(lesion.split == part for lesion in lesions),
        qa_pairs=sum(pair.split == part for pair in qa_pairs),
    )


def _count(values: Iterable[str]) -> dict[str, int]:
    """How often each value comes, the most frequent first; beyond ``MOST_SHOWN`` they are summed up."""
    ordered = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    shown = dict(ordered[:MOST_SHOWN])
    rest = ordered[MOST_SHOWN:]
    if rest:
        shown[f"{len(rest)} others"] = sum(number for _, number in rest)
    return shown


def _spreads(lesions: Sequence[Lesion]) -> tuple[Spread, ...]:
    if not lesions:
        return ()
    measures = {
        ("SUVmax", "g/ml"): [lesion.suv_max_measured for lesion in lesions],
        ("SUVmean", "g/ml"): [lesion.suv_mean for lesion in lesions],
        ("Metabolic volume", "ml"): [lesion.mtv_ml for lesion in lesions],
        ("Total lesion glycolysis", "g"): [lesion.tlg for lesion in lesions],
        ("Difference of SUVmax, measured minus reported", "g/ml"): [
            lesion.suv_max_measured - lesion.suv_max for lesion in lesions
        ],
    }
    return tuple(_spread(name, unit, values) for (name, unit), values in measures.items())


def _spread(name: str, unit: str, values: Sequence[float]) -> Spread:
    low, lower, median, upper, high = (float(value) for value in np.quantile(values, QUANTILES))
    return Spread(name=name, unit=unit, minimum=low, lower=lower, median=median, upper=upper, maximum=high)
