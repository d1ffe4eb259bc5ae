"""Counting a data set for its card, record by record: what is kept grows with the lesions, not with the questions."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from pet_ground import __version__
from pet_ground.config import Pipeline
from pet_ground.dataset.summary import CardSummary, OrganSpread, SplitCounts, Spread
from pet_ground.records import SCHEMA_VERSION, Lesion, OrganUptake, QaPair, Split, StageCounts, StudyRecord

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_SHOWN = 20
"""Rows of a table of organs or flags; the rest is summed up in one row."""

NAME = "PET/CT lesions from reports"
NOT_KNOWN = "not known"

MEASURES = (
    ("SUVmax", "g/ml"),
    ("SUVmean", "g/ml"),
    ("Metabolic volume", "ml"),
    ("Total lesion glycolysis", "g"),
    ("Difference of SUVmax, measured minus reported", "g/ml"),
)
"""What the card shows the spread of, with its unit."""

TABLES = (
    *("tracers", "scanners", "overrides", "regions", "organs", "interpretations", "methods", "flags", "verdicts"),
    "questions",
)
"""What the card counts by value."""


class CardTally:
    """What a card says, as far as the records have come. Of the studies only those with status ``kept`` count.

    Args:
        organs: the structures whose uptake the card shows, in the order in which it shows them.
    """

    def __init__(self, organs: Sequence[str] = ()) -> None:
        self._organs = tuple(organs)
        self._patients: defaultdict[Split | None, set[str]] = defaultdict(set)
        self._items: Counter[tuple[str, Split | None]] = Counter()
        self._tables: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._measures = [array("d") for _ in MEASURES]
        self._uptakes: defaultdict[tuple[str, str], array[float]] = defaultdict(lambda: array("d"))
        self._prompts: dict[str, str] = {}
        self._models: set[str] = set()
        self._has_3mm = False

    def add_study(self, study: StudyRecord) -> None:
        """Count a study."""
        if study.status != "kept":
            return
        self._patients[study.split].add(study.patient_id)
        self._items["studies", study.split] += 1
        self._items["label_maps", None] += study.labels is not None
        self._tables["tracers"][study.tracer or NOT_KNOWN] += 1
        self._tables["scanners"][f"{study.manufacturer} {study.model}".strip() or NOT_KNOWN] += 1
        self._tables["study_flags"].update(study.flags)
        if study.suv is not None and study.suv.overrides:
            self._items["overridden", None] += 1
            self._tables["overrides"].update(study.suv.overrides)

    def add_lesion(self, lesion: Lesion) -> None:
        """Count a lesion."""
        self._items["lesions", lesion.split] += 1
        self._tables["regions"][lesion.region] += 1
        self._tables["organs"][lesion.organ] += 1
        self._tables["interpretations"][lesion.interpretation.value] += 1
        self._tables["methods"][lesion.method] += 1
        self._tables["flags"].update(lesion.flags)
        self._tables["verdicts"][(lesion.anatomy_verdict or "no label map").replace("_", " ")] += 1
        difference = lesion.suv_max_measured - lesion.suv_max
        values = (lesion.suv_max_measured, lesion.suv_mean, lesion.mtv_ml, lesion.tlg, difference)
        for column, value in zip(self._measures, values, strict=True):
            column.append(value)
        self._prompts.update(lesion.provenance.prompt_sha256)
        self._models.update(lesion.provenance.models)
        self._has_3mm |= bool(lesion.pet_3mm)

    def add_pair(self, pair: QaPair) -> None:
        """Count a question."""
        self._items["qa_pairs", pair.split] += 1
        self._tables["questions"][pair.template.partition("-")[0]] += 1

    def add_uptake(self, uptake: OrganUptake) -> None:
        """Note the uptake of an organ, where the card shows it and it could be measured."""
        if uptake.structure in self._organs and uptake.suv_mean is not None:
            self._uptakes[uptake.tracer or NOT_KNOWN, uptake.structure].append(uptake.suv_mean)

    def summary(self, pipeline: Pipeline, stages: Sequence[StageCounts], note: str = "") -> CardSummary:
        """The card's numbers.

        Args:
            pipeline: what made the data set.
            stages: the counts of every stage.
            note: a sentence that stands at the top, or "".
        """
        splits = tuple(self._split(part) for part in SPLITS)
        tables = {name: _shown(self._tables[name]) for name in TABLES}
        if not self._total("label_maps"):
            tables["verdicts"] = {}  # nothing could be checked
        return CardSummary(
            name=NAME,
            note=note,
            package_version=__version__,
            schema_version=SCHEMA_VERSION,
            pipeline=pipeline.name,
            configuration_sha256=pipeline.sha256(),
            prompt_sha256=dict(sorted(self._prompts.items())),
            models=tuple(sorted(self._models)),
            splits=splits,
            patients=sum(part.patients for part in splits),
            studies=self._total("studies"),
            lesions=self._total("lesions"),
            qa_pairs=self._total("qa_pairs"),
            **tables,
            study_flags=dict(_ordered(self._tables["study_flags"])),
            spreads=self._spreads(),
            stages=tuple(stages),
            overridden=self._total("overridden"),
            grid_3mm=self._has_3mm,
            labels=self._total("label_maps") > 0,
            labels_grid=pipeline.anatomy.labels_grid,
            label_maps=self._total("label_maps"),
            uptakes=self._organ_spreads(),
        )

    def _total(self, what: str) -> int:
        return sum(number for (name, _), number in self._items.items() if name == what)

    def _split(self, part: Split) -> SplitCounts:
        items = {name: self._items[name, part] for name in ("studies", "lesions", "qa_pairs")}
        return SplitCounts(split=part, patients=len(self._patients[part]), **items)

    def _spreads(self) -> tuple[Spread, ...]:
        if not self._measures[0]:
            return ()
        return tuple(_spread(*measure, values) for measure, values in zip(MEASURES, self._measures, strict=True))

    def _organ_spreads(self) -> tuple[OrganSpread, ...]:
        """By tracer, the most frequent first, and within it in the order of the organs."""
        tracers = self._tables["tracers"]
        order = {organ: number for number, organ in enumerate(self._organs)}
        keys = sorted(self._uptakes, key=lambda key: (-tracers[key[0]], key[0], order[key[1]]))
        rows = []
        for tracer, organ in keys:
            values = self._uptakes[tracer, organ]
            lower, median, upper = (float(value) for value in np.quantile(values, QUANTILES[1:-1]))
            rows.append(
                OrganSpread(tracer=tracer, organ=organ, studies=len(values), lower=lower, median=median, upper=upper)
            )
        return tuple(rows)


def _ordered(counted: Counter[str]) -> list[tuple[str, int]]:
    """How often each value comes, the most frequent first."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _shown(counted: Counter[str]) -> dict[str, int]:
    """The same as a table; beyond ``MOST_SHOWN`` values are summed up."""
    ordered = _ordered(counted)
    shown = dict(ordered[:MOST_SHOWN])
    rest = ordered[MOST_SHOWN:]
    if rest:
        shown[f"{len(rest)} others"] = sum(number for _, number in rest)
    return shown


def _spread(name: str, unit: str, values: Sequence[float]) -> Spread:
    low, lower, median, upper, high = (float(value) for value in np.quantile(values, QUANTILES))
    return Spread(name=name, unit=unit, minimum=low, lower=lower, median=median, upper=upper, maximum=high)
