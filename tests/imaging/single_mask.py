"""One mask on another grid, as a volume: what is resampled as a list of lesions, for tests of one."""

from __future__ import annotations

from pet_ground.errors import ItemDropped
from pet_ground.imaging import Grid, LocalMask, Volume, grid_of, resample_masks
from pet_ground.imaging.mask_resample import Index
from pet_ground.reasons import Reason


def resample_mask(mask: Volume, grid: Grid, peak_kji: Index | None = None) -> Volume:
    """A lesion's mask on another grid, uint8; one that the grid does not hold is dropped."""
    (one,) = resample_masks(grid_of(mask), [LocalMask((0, 0, 0), mask.array != 0)], [peak_kji], grid)
    if one.mask is None:
        raise ItemDropped(Reason.GEOMETRY_OUTSIDE_GRID, f"{one.covered:.0%} of the lesion lies on the grid")
    return grid.volume(one.mask.full(grid.shape_kji))
