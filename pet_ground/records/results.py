"""What each stage hands on for one study. These records are free of identifiers and lie in the data set's folder."""

from __future__ import annotations

from pydantic import NonNegativeFloat

from pet_ground.records.base import Record
from pet_ground.records.lesion import AnatomyCheck, Lesion, Measures
from pet_ground.records.mention import Mention
from pet_ground.records.outcome import Rejection
from pet_ground.records.study import StudyRecord
from pet_ground.records.uptake import StructureUptake


class ConvertResult(Record):
    """A converted study, or why it was not; ``study`` is there either way."""

    study: StudyRecord
    rejections: tuple[Rejection, ...] = ()


class ExtractResult(Record):
    """Every mention of the report, kept and dropped; ``rejections`` only where the report could not be read.

    ``language`` is the code of the language that it was read in.
    """

    sentences: int = 0
    language: str = "en"
    mentions: tuple[Mention, ...] = ()
    rejections: tuple[Rejection, ...] = ()


class GroundedLesion(AnatomyCheck, Measures):
    """A mention with its mask, before it is structured. Paths are relative to the data set's root."""

    lesion_id: str
    mention: Mention
    method: str
    flags: tuple[str, ...]
    match_score: NonNegativeFloat
    runner_up_score: NonNegativeFloat | None
    mask: str
    mask_3mm: str | None


class GroundResult(Record):
    """The lesions of a study, and the mentions that found none.

    ``rejections_3mm`` are of lesions that have their native mask, and none on the 3 mm grid, which cuts them off.
    """

    lesions: tuple[GroundedLesion, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    rejections_3mm: tuple[Rejection, ...] = ()


class StructureResult(Record):
    """The finished lesions of a study, and those that could not be structured."""

    lesions: tuple[Lesion, ...] = ()
    rejections: tuple[Rejection, ...] = ()


class AnatomyResult(Record):
    """The label map of a study, relative to the data set's root, and what was measured on its structures.

    The questions follow from the structures when the data set is assembled. ``flags`` are for the study.
    """

    labels: str | None = None
    structures: tuple[StructureUptake, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    flags: tuple[str, ...] = ()


StageResult = ConvertResult | ExtractResult | GroundResult | StructureResult | AnatomyResult
