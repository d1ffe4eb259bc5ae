"""The counts of the stages that work on one study, added up study by study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pet_ground.errors import ItemDropped
from pet_ground.records import Rejection, StageCounts
from pet_ground.records.outcome import StageName
from pet_ground.records.results import AnatomyResult, ConvertResult, ExtractResult, GroundResult, StructureResult


class StageTally:
    """What went into a stage and what became of it, as far as it has been counted.

    Args:
        stage: the stage.
        unit: what it counts.
    """

    def __init__(self, stage: StageName, unit: str) -> None:
        self._stage, self._unit = stage, unit
        self._total = self._kept = 0
        self._lost: Counter[tuple[str, str]] = Counter()

    def add(self, total: int, kept: int, rejections: Sequence[Rejection]) -> None:
        """Count what a study brought."""
        self._total += total
        self._kept += kept
        self._lost.update((one.outcome, one.reason.value) for one in rejections)

    @property
    def unit(self) -> str:
        """What is counted."""
        return self._unit

    def counts(self) -> StageCounts:
        """The counts.

        Raises:
            pydantic.ValidationError: they don't add up.
        """
        dropped, failed = (
            {reason: number for (outcome, reason), number in sorted(self._lost.items()) if outcome == wanted}
            for wanted in ("dropped", "failed")
        )
        return StageCounts(
            stage=self._stage, unit=self._unit, total=self._total, kept=self._kept, dropped=dropped, failed=failed
        )


class StudyTallies:
    """The counts of all stages that work on one study."""

    def __init__(self) -> None:
        self._convert = StageTally("convert", "studies")
        self._extract = StageTally("extract", "sentences and mentions")
        self._ground = StageTally("ground", "mentions")
        self._masks_3mm = StageTally("ground", "masks on the 3 mm grid")
        self._structure = StageTally("structure", "lesions")
        self._anatomy = StageTally("anatomy", "studies")

    def add(
        self,
        convert: ConvertResult,
        extract: ExtractResult,
        ground: GroundResult,
        structure: StructureResult,
        anatomy: AnatomyResult,
    ) -> None:
        """Count a study, from the results of its stages and not from their rejections alone."""
        is_kept = convert.study.status == "kept"
        self._convert.add(1, is_kept, convert.rejections)
        mentions = sum(mention.status == "kept" for mention in extract.mentions)
        lost = (*extract.rejections, *dropped_mentions(extract, ""))
        self._extract.add(len(extract.mentions) + len(extract.rejections), mentions, lost)
        self._ground.add(mentions, len(ground.lesions), ground.rejections)
        on_3mm = sum(lesion.mask_3mm is not None for lesion in ground.lesions)
        self._masks_3mm.add(on_3mm + len(ground.rejections_3mm), on_3mm, ground.rejections_3mm)
        self._structure.add(len(ground.lesions), len(structure.lesions), structure.rejections)
        if is_kept:
            self._anatomy.add(1, anatomy.labels is not None, anatomy.rejections)

    def counts(self) -> tuple[StageCounts, ...]:
        """The counts, in the order of the stages; masks on the 3 mm grid only where some were wanted.

        Raises:
            pydantic.ValidationError: those of a stage don't add up.
        """
        stages = (self._convert, self._extract, self._ground, self._masks_3mm, self._structure, self._anatomy)
        counts = tuple(stage.counts() for stage in stages)
        return tuple(one for one in counts if one.total or one.unit != self._masks_3mm.unit)


def dropped_mentions(result: ExtractResult, study_id: str) -> list[Rejection]:
    """The mentions that extraction dropped, as rejections."""
    return [
        Rejection.of(ItemDropped(mention.reason, mention.detail), "extract", study_id, mention)
        for mention in result.mentions
        if mention.reason is not None
    ]
