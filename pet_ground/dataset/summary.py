"""What a data card says in numbers. ``card_tally`` counts it."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from pet_ground.records import Record, Split, StageCounts


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


class OrganSpread(Record):
    """How the SUVmean of an organ's core is spread over the studies of one tracer: median and quartiles, g/ml."""

    tracer: str
    organ: str
    studies: PositiveInt
    lower: float
    median: float
    upper: float


class CardSummary(Record):
    """Everything that a data card says in numbers.

    Attributes:
        name: of the data set.
        note: a sentence that stands at the top, for example that the data are synthetic; or "".
        package_version, schema_version, pipeline, configuration_sha256, prompt_sha256, models: what made it.
        splits: counts of each part, and ``total`` over all.
        tracers, scanners: studies by tracer, and by manufacturer and model.
        regions, organs, interpretations, methods, flags: lesions by each.
        verdicts: lesions by whether they lie where their sentence says; empty without label maps.
        spreads: of SUVmax, volume and the like.
        questions: anatomical questions by kind.
        label_maps: studies with an anatomical label map.
        uptakes: of the organs that serve as references.
        study_flags: studies by what a person should look at.
        stages: counts of each stage.
        overridden: studies in which a person replaced facts of the headers.
        overrides: how many of them had each fact replaced, by its name.
        grid_3mm, labels: whether these folders are part of it.
        labels_grid: the grid of the label maps.
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
    verdicts: dict[str, int] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    questions: dict[str, int] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    label_maps: NonNegativeInt = 0
    uptakes: tuple[OrganSpread, ...] = ()
    study_flags: dict[str, int] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    stages: tuple[StageCounts, ...]
    overridden: NonNegativeInt = 0
    overrides: dict[str, int] = {}  # noqa: RUF012 (pydantic copies the default of a field)
    grid_3mm: bool
    labels: bool
    labels_grid: Literal["3mm", "ct"] = "3mm"
