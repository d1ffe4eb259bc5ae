"""Stage ``assemble``: the results of all studies to one data set: tables, card, manifest, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pet_ground.dataset import DatasetLayout, write_table
from pet_ground.errors import ItemDropped
from pet_ground.records import Lesion, QaPair, Rejection, StageCounts, StudyRecord
from pet_ground.records.outcome import StageName
from pet_ground.records.results import (
    AnatomyResult,
    ConvertResult,
    ExtractResult,
    GroundResult,
    StructureResult,
)


@dataclass(frozen=True)
class StudyResults:
    """Everything that was made of one study."""

    convert: ConvertResult
    extract: ExtractResult
    ground: GroundResult
    structure: StructureResult
    anatomy: AnatomyResult


@dataclass(frozen=True)
class Assembled:
    """The content of the data set's tables, and the counts of every stage."""

    studies: tuple[StudyRecord, ...]
    lesions: tuple[Lesion, ...]
    pairs: tuple[QaPair, ...]
    rejections: tuple[Rejection, ...]
    counts: tuple[StageCounts, ...]
    sentences: int


def assemble(
    results: Sequence[StudyResults], indexed: Sequence[Rejection], index_counts: Sequence[StageCounts]
) -> Assembled:
    """Join the results of all studies; every item that went in is kept, dropped or failed exactly once.

    Args:
        results: of each study.
        indexed: what the index left out.
        index_counts: its counts.
    """
    rejections = [*indexed, *(one for result in results for one in _rejections(result))]
    counts = (*index_counts, *_counts(results))
    return Assembled(
        studies=tuple(_labelled(one) for one in results),
        lesions=tuple(lesion for one in results for lesion in one.structure.lesions),
        pairs=tuple(pair for one in results for pair in one.anatomy.pairs),
        rejections=tuple(rejections),
        counts=counts,
        sentences=sum(one.extract.sentences for one in results),
    )


def write_tables(assembled: Assembled, layout: DatasetLayout) -> None:
    """Write the tables of the data set."""
    write_table(assembled.lesions, Lesion, layout.lesions_parquet, layout.lesions_jsonl)
    write_table(assembled.pairs, QaPair, layout.qa_parquet, layout.qa_jsonl)
    write_table(assembled.studies, StudyRecord, layout.studies_parquet)
    write_table(assembled.rejections, Rejection, layout.rejections_parquet)


def dropped_mentions(result: ExtractResult, study_id: str) -> list[Rejection]:
    """The mentions that extraction dropped, as rejections."""
    return [
        Rejection.of(ItemDropped(mention.reason, mention.detail), "extract", study_id, mention)
        for mention in result.mentions
        if mention.reason is not None
    ]


def _rejections(result: StudyResults) -> list[Rejection]:
    parts = (result.convert, result.extract, result.ground, result.structure, result.anatomy)
    given = [*(one for part in parts for one in part.rejections), *result.ground.rejections_3mm]
    return given + dropped_mentions(result.extract, result.convert.study.study_id)


def _labelled(result: StudyResults) -> StudyRecord:
    return result.convert.study.model_copy(update={"labels": result.anatomy.labels})


def _counts(results: Sequence[StudyResults]) -> list[StageCounts]:
    """The counts of the stages that work on one study, from their results and not from their rejections alone."""
    converted = [one for one in results if one.convert.study.status == "kept"]
    return [
        _count("convert", "studies", len(results), len(converted), (one.convert.rejections for one in results)),
        _count(
            "extract",
            "sentences and mentions",
            sum(len(one.extract.mentions) + len(one.extract.rejections) for one in results),
            sum(mention.status == "kept" for one in results for mention in one.extract.mentions),
            ((*one.extract.rejections, *dropped_mentions(one.extract, "")) for one in results),
        ),
        _count(
            "ground",
            "mentions",
            sum(mention.status == "kept" for one in results for mention in one.extract.mentions),
            sum(len(one.ground.lesions) for one in results),
            (one.ground.rejections for one in results),
        ),
        *_counts_3mm([one.ground for one in results]),
        _count(
            "structure",
            "lesions",
            sum(len(one.ground.lesions) for one in results),
            sum(len(one.structure.lesions) for one in results),
            (one.structure.rejections for one in results),
        ),
        _count(
            "anatomy",
            "studies",
            len(converted),
            sum(one.anatomy.labels is not None for one in converted),
            (one.anatomy.rejections for one in converted),
        ),
    ]


def _counts_3mm(results: Sequence[GroundResult]) -> list[StageCounts]:
    """What became of the masks on the 3 mm grid; nothing where none was wanted."""
    kept = sum(lesion.mask_3mm is not None for one in results for lesion in one.lesions)
    lost = [one.rejections_3mm for one in results]
    total = kept + sum(map(len, lost))
    return [_count("ground", "masks on the 3 mm grid", total, kept, lost)] if total else []


def _count(stage: StageName, unit: str, total: int, kept: int, lost: Iterable[Sequence[Rejection]]) -> StageCounts:
    rejections = [one for part in lost for one in part]
    tallies = {
        outcome: dict(Counter(one.reason.value for one in rejections if one.outcome == outcome))
        for outcome in ("dropped", "failed")
    }
    return StageCounts(stage=stage, unit=unit, total=total, kept=kept, **tallies)
