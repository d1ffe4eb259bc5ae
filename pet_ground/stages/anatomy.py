"""Stage ``anatomy``: the CT's label map, given or made, and its questions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pet_ground.anatomy import (
    TotalSegmentatorHome,
    availability,
    check_orientation,
    find_label_map,
    question_answer_pairs,
    read_label_map,
    segment,
)
from pet_ground.config import AnatomySettings
from pet_ground.dataset import DatasetLayout
from pet_ground.errors import ItemDropped, ItemError
from pet_ground.imaging import Volume, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import Rejection, StudyRecord
from pet_ground.records.results import AnatomyResult

UNAVAILABLE = "no label map was given, and TotalSegmentator or its weights are not installed"


@dataclass(frozen=True)
class LabelSource:
    """Where label maps come from.

    Attributes:
        folder: the user's label maps, or None.
        weights: TotalSegmentator's weights, or None.
        scratch: folder for temporary files.
    """

    folder: Path | None
    weights: Path | None
    scratch: Path

    def given(self, keys: Sequence[str]) -> Path | None:
        """The label map that the user gave for a study with one of these names."""
        return None if self.folder is None else find_label_map(self.folder, keys)

    def can_segment(self, settings: AnatomySettings) -> bool:
        """Whether TotalSegmentator may and can run here."""
        home = TotalSegmentatorHome(self.weights)
        return settings.segment == "auto" and availability(settings.mode, home).ready


def anatomy(
    study: StudyRecord,
    ct: Volume | None,
    given: Path | None,
    source: LabelSource,
    layout: DatasetLayout,
    settings: AnatomySettings,
) -> AnatomyResult:
    """Find or make the label map of a study, check it, write it on the CT grid, and ask about its structures.

    Args:
        study: the converted study.
        ct: its CT, or None.
        given: the user's label map of the study: a NIfTI file or a folder of binary masks; or None.
        source: what makes one where none is given.
        layout: where the label map goes.
        settings: of the anatomy stage.
    """
    try:
        if ct is None:
            raise ItemDropped(Reason.ANATOMY_UNAVAILABLE, "the study has no CT")
        labels = _labels(study, ct, given, source, layout, settings)
        check_orientation(labels)
    except ItemError as exc:
        return AnatomyResult(rejections=(Rejection.of(exc, "anatomy", study.study_id),))
    path = layout.labels(study.study_id)
    write_nifti(labels, path)
    name = layout.relative(path)
    return AnatomyResult(labels=name, pairs=tuple(question_answer_pairs(labels, study, name, settings)))


def _labels(
    study: StudyRecord,
    ct: Volume,
    given: Path | None,
    source: LabelSource,
    layout: DatasetLayout,
    settings: AnatomySettings,
) -> Volume:
    if given is not None:
        return read_label_map(given, ct)
    if not source.can_segment(settings):
        raise ItemDropped(Reason.ANATOMY_UNAVAILABLE, UNAVAILABLE)
    with TemporaryDirectory(dir=source.scratch) as scratch:
        made = Path(scratch) / "labels.nii.gz"
        home = TotalSegmentatorHome(source.weights)
        segment(layout.ct(study.study_id), made, settings.mode, Path(scratch), home)
        return read_label_map(made, ct)
