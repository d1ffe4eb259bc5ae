"""The pictures of a study: one per lesion, and one of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pet_ground.dataset import DatasetLayout, LesionCaption, OverviewMark, draw_lesion, draw_overview
from pet_ground.imaging import LocalMask, Volume
from pet_ground.records.results import GroundedLesion


def draw_study(
    study_id: str,
    pet: Volume,
    ct: Volume | None,
    lesions: Sequence[GroundedLesion],
    masks: Sequence[LocalMask],
    layout: DatasetLayout,
) -> None:
    """Draw every lesion, and the overview where there is one."""
    for lesion, mask in zip(lesions, masks, strict=True):
        draw_lesion(layout.lesion_figure(study_id, lesion.lesion_id), pet, ct, mask, _caption(lesion))
    if lesions:
        marks = [OverviewMark(_short(one.lesion_id), one.peak_index_kji, one.suv_max_measured) for one in lesions]
        draw_overview(layout.overview_figure(study_id), pet, marks, title=study_id)


def study_figures(study_id: str, lesions: Sequence[GroundedLesion], layout: DatasetLayout) -> list[Path]:
    """The files that ``draw_study`` writes."""
    pictures = [layout.lesion_figure(study_id, one.lesion_id) for one in lesions]
    return [*pictures, layout.overview_figure(study_id)] if lesions else []


def _short(lesion_id: str) -> str:
    return lesion_id.rpartition("_")[2]


def _caption(lesion: GroundedLesion) -> LesionCaption:
    mention = lesion.mention
    if mention.suv_max is None:
        raise ValueError("a grounded mention has an SUVmax")
    return LesionCaption(
        lesion_id=lesion.lesion_id,
        sentence=mention.sentence,
        suv_max=mention.suv_max,
        axial_slice=mention.axial_slice,
        table_mm=mention.table_mm,
        suv_max_measured=lesion.suv_max_measured,
        mtv_ml=lesion.mtv_ml,
        threshold_suv=lesion.threshold_suv,
        method=lesion.method,
    )
