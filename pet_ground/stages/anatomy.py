"""Stage ``anatomy``: the CT's label map, given or made. What is measured on its structures: ``uptake``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pet_ground.anatomy import (
    TotalSegmentatorHome,
    availability,
    check_ct,
    check_orientation,
    check_weights,
    find_label_map,
    on_small_grid,
    read_label_map,
    segment,
    write_list,
)
from pet_ground.config import AnatomySettings
from pet_ground.dataset import DatasetLayout
from pet_ground.errors import ItemDropped, ItemError
from pet_ground.imaging import Volume, read_nifti, write_nifti
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
        weights_list: what the weights of this data set must be; written by ``keep_weights``; or None.
    """

    folder: Path | None
    weights: Path | None
    scratch: Path
    weights_list: Path | None = None

    @property
    def home(self) -> TotalSegmentatorHome:
        """The weights, and what they must be."""
        return TotalSegmentatorHome(self.weights, () if self.weights_list is None else (self.weights_list,))

    def given(self, keys: Sequence[str]) -> Path | None:
        """The label map that the user gave for a study with one of these names."""
        return None if self.folder is None else find_label_map(self.folder, keys)

    def can_segment(self, settings: AnatomySettings) -> bool:
        """Whether TotalSegmentator may and can run here."""
        return settings.segment == "auto" and availability(settings.mode, self.home).ready

    def keep_weights(self, settings: AnatomySettings) -> None:
        """Compare the weights with what is recorded of them, and record them for this data set, where they are used.

        Raises:
            ConfigurationError: a file is another one than the data set was begun with, or than a person recorded.
        """
        if self.weights_list is not None and self.can_segment(settings):
            write_list(self.weights_list, check_weights(settings.mode, self.home))


def anatomy(
    study: StudyRecord,
    ct: Volume | None,
    given: Path | None,
    source: LabelSource,
    layout: DatasetLayout,
    settings: AnatomySettings,
) -> AnatomyResult:
    """Find or make the label map of a study, check it, and write it on its grid (``anatomy.labels_grid``).

    A map that is made is made on the grid that is kept: the CT is sampled once, and the labels at most once. All that
    is said of structures later, volumes too, is of the map as it is kept.

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
    return AnatomyResult(labels=layout.relative(path))


def _labels(
    study: StudyRecord,
    ct: Volume,
    given: Path | None,
    source: LabelSource,
    layout: DatasetLayout,
    settings: AnatomySettings,
) -> Volume:
    if given is not None:
        labels = read_label_map(given, ct)
        return on_small_grid(labels) if settings.labels_grid == "3mm" else labels
    if not source.can_segment(settings):
        raise ItemDropped(Reason.ANATOMY_UNAVAILABLE, UNAVAILABLE)
    # A wrong orientation gives garbage without an error.
    check_ct(ct)
    with TemporaryDirectory(dir=source.scratch) as scratch:
        made = Path(scratch) / "labels.nii.gz"
        segment(layout.ct(study.study_id), made, settings.mode, source.scratch, source.home, settings.labels_grid)
        return read_nifti(made)
