"""The masks of a study's lesions as files: on the PET's own grid and on the 3 mm grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pet_ground.dataset import DatasetLayout
from pet_ground.errors import ItemDropped
from pet_ground.grounding import Grounded
from pet_ground.imaging import Grid, GridMask, Volume, grid_3mm, grid_of, resample_masks, write_nifti
from pet_ground.reasons import Reason
from pet_ground.records import Rejection
from pet_ground.records.results import GroundedLesion


def write_masks(
    study_id: str, pet: Volume, grounded: Sequence[Grounded], layout: DatasetLayout, *, with_3mm: bool
) -> tuple[list[GroundedLesion], list[Rejection]]:
    """Write the masks of all lesions of a study.

    Args:
        study_id: pseudonym.
        pet: SUV volume, on whose grid the lesions lie.
        grounded: the lesions, in the order of their numbers.
        layout: where the masks go.
        with_3mm: whether the 3 mm grid is wanted.

    Returns:
        The lesions, and the reason for each that has no mask on the 3 mm grid though one was wanted.
    """
    lesions: list[GroundedLesion] = []
    lost: list[Rejection] = []
    grid = grid_3mm(pet)
    placed: Sequence[GridMask | None] = _placed(pet, grounded, grid) if with_3mm else [None] * len(grounded)
    for n, (one, on_3mm) in enumerate(zip(grounded, placed, strict=True), start=1):
        lesion_id = f"{study_id}_L{n:02d}"
        write_nifti(one.mask.on(pet), layout.mask(study_id, lesion_id))
        if on_3mm is not None and on_3mm.mask is not None:
            write_nifti(grid.volume(on_3mm.mask.full(grid.shape_kji)), layout.mask_3mm(study_id, lesion_id))
        lesions.append(_lesion(one, lesion_id, study_id, layout, on_3mm))
        lost.extend(_outside(one, lesion_id, study_id, on_3mm))
    return lesions, lost


def _placed(pet: Volume, grounded: Sequence[Grounded], grid: Grid) -> list[GridMask]:
    """The lesions on the 3 mm grid, placed together so that each has its own voxels."""
    masks, peaks = [one.mask for one in grounded], [one.measures.peak_index_kji for one in grounded]
    return resample_masks(grid_of(pet), masks, peaks, grid)


def _lesion(
    one: Grounded, lesion_id: str, study_id: str, layout: DatasetLayout, on_3mm: GridMask | None
) -> GroundedLesion:
    has_3mm = on_3mm is not None and on_3mm.mask is not None
    return GroundedLesion(
        **one.measures.model_dump(),
        **one.anatomy.model_dump(),
        lesion_id=lesion_id,
        mention=one.mention,
        method=one.method,
        flags=(*one.flags, *_flags(on_3mm)),
        match_score=one.match_score,
        runner_up_score=one.runner_up_score,
        mask=layout.relative(layout.mask(study_id, lesion_id)),
        mask_3mm=layout.relative(layout.mask_3mm(study_id, lesion_id)) if has_3mm else None,
    )


def _flags(on_3mm: GridMask | None) -> tuple[str, ...]:
    if on_3mm is None or on_3mm.covered == 1:
        return ()
    return ("outside_3mm_grid",) if on_3mm.mask is None else ("cut_by_3mm_grid",)


def _outside(one: Grounded, lesion_id: str, study_id: str, on_3mm: GridMask | None) -> Iterator[Rejection]:
    if on_3mm is not None and on_3mm.mask is None:
        detail = f"{on_3mm.covered:.0%} of {lesion_id} lies on the 3 mm grid: it has its native mask only"
        yield Rejection.of(ItemDropped(Reason.GEOMETRY_OUTSIDE_GRID, detail), "ground", study_id, one.mention)
