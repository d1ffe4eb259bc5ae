"""Stage ``assemble``: the results of all studies to one data set: tables, and counts that add up.

One study is in memory at a time. The tables grow row group by row group beside their places and are put there together
when the last study is in; the rows are in the order of the studies' ids, so the same results give the same bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from pet_ground.anatomy import REFERENCE_ORGANS
from pet_ground.config import AnatomySettings
from pet_ground.dataset import CardTally, DatasetLayout, TableSet
from pet_ground.records import Lesion, OrganUptake, QaPair, Rejection, StageCounts, StudyRecord
from pet_ground.records.results import (
    AnatomyResult,
    ConvertResult,
    ExtractResult,
    GroundResult,
    StructureResult,
)
from pet_ground.stages.counting import StudyTallies, dropped_mentions
from pet_ground.stages.uptake import asked, uptake_rows

__all__ = ["Assembled", "StudyResults", "assemble", "dropped_mentions"]


@dataclass(frozen=True)
class StudyResults:
    """Everything that was made of one study."""

    convert: ConvertResult
    extract: ExtractResult
    ground: GroundResult
    structure: StructureResult
    anatomy: AnatomyResult

    @property
    def study(self) -> StudyRecord:
        """The study's row: with its label map, and with the flags that its organs gave it."""
        study = self.convert.study
        flags = dict.fromkeys((*study.flags, *self.anatomy.flags))
        return study.model_copy(update={"labels": self.anatomy.labels, "flags": tuple(flags)})

    @property
    def rejections(self) -> list[Rejection]:
        """What was dropped and what failed, at all stages."""
        parts = (self.convert, self.extract, self.ground, self.structure, self.anatomy)
        given = [*(one for part in parts for one in part.rejections), *self.ground.rejections_3mm]
        return given + dropped_mentions(self.extract, self.convert.study.study_id)


@dataclass(frozen=True)
class Assembled:
    """What is known of a data set whose tables are written.

    Attributes:
        counts: of every stage.
        sentences: in the reports.
        card: what the data card says.
        unconverted: why studies were not converted; there is one for each of them.
    """

    counts: tuple[StageCounts, ...]
    sentences: int
    card: CardTally
    unconverted: tuple[Rejection, ...]


def assemble(
    results: Iterable[StudyResults],
    indexed: Sequence[Rejection],
    index_counts: Sequence[StageCounts],
    layout: DatasetLayout,
    settings: AnatomySettings,
) -> Assembled:
    """Join the results of all studies; every item that went in is kept, dropped or failed exactly once.

    Args:
        results: of each study, in the order of their ids; each is asked for when the one before it is written.
        indexed: what the index left out.
        index_counts: its counts.
        layout: where the tables go.
        settings: what is asked about the structures.

    Raises:
        ValueError: the results are not in the order of their ids.
    """
    tallies, card = StudyTallies(), CardTally(REFERENCE_ORGANS)
    left_out = deque(sorted(indexed, key=attrgetter("study_id")))
    unconverted: list[Rejection] = []
    sentences = 0
    with TableSet() as files:
        tables = _Tables(files, layout, card)
        for one in results:
            tallies.add(one.convert, one.extract, one.ground, one.structure, one.anatomy)
            tables.write(one, settings, _up_to(left_out, one.convert.study.study_id))
            unconverted += one.convert.rejections
            sentences += one.extract.sentences
        tables.rejections.write(left_out)
        counts = (*index_counts, *tallies.counts())
    return Assembled(counts, sentences, card, tuple(unconverted))


class _Tables:
    """The tables of a data set while they are written."""

    def __init__(self, files: TableSet, layout: DatasetLayout, card: CardTally) -> None:
        self._lesions = files.table(Lesion, layout.lesions_parquet, layout.lesions_jsonl)
        self._pairs = files.table(QaPair, layout.qa_parquet, layout.qa_jsonl)
        self._uptakes = files.table(OrganUptake, layout.organ_uptake_parquet)
        self._studies = files.table(StudyRecord, layout.studies_parquet)
        self.rejections = files.table(Rejection, layout.rejections_parquet)
        self._card = card

    def write(self, one: StudyResults, settings: AnatomySettings, left_out: Sequence[Rejection]) -> None:
        """Add a study, and what the index left out before it."""
        study = one.study
        pairs, uptakes = asked(one.anatomy, study, settings), uptake_rows(one.anatomy, study)
        self._studies.write([study])
        self._lesions.write(one.structure.lesions)
        self._pairs.write(pairs)
        self._uptakes.write(uptakes)
        self.rejections.write([*left_out, *one.rejections])
        self._card.add_study(study)
        for lesion in one.structure.lesions:
            self._card.add_lesion(lesion)
        for pair in pairs:
            self._card.add_pair(pair)
        for uptake in uptakes:
            self._card.add_uptake(uptake)


def _up_to(waiting: deque[Rejection], study_id: str) -> list[Rejection]:
    """Take out of what waits everything that comes before a study or is of it."""
    taken = []
    while waiting and waiting[0].study_id <= study_id:
        taken.append(waiting.popleft())
    return taken
