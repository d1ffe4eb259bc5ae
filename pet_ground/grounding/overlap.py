"""Two lesions that claim the same voxels."""

from __future__ import annotations

import numpy as np
from skimage.segmentation import watershed

from pet_ground.grounding.basins import ALL_DIRECTIONS
from pet_ground.grounding.boxes import Box, Index, component, cropped, within
from pet_ground.imaging import LocalMask, Volume

LEAST_KEPT = 0.3
"""Part of its voxels that each of two overlapping lesions must keep for the border between them to make sense."""


def split(
    pet: Volume, one: LocalMask, one_peak: Index, two: LocalMask, two_peak: Index
) -> tuple[LocalMask, LocalMask] | None:
    """Part two overlapping masks along the valley between their maxima (watershed).

    Only shared voxels change hands; of each mask the part that holds its maximum stays. None where one of them would
    keep less than ``LEAST_KEPT``: then they are one lesion.
    """
    start = [min(a, b) for a, b in zip(one.origin_kji, two.origin_kji, strict=True)]
    stop = [max(a.stop, b.stop) for a, b in zip(one.box, two.box, strict=True)]
    box = Box((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))
    first, second = within(one, box), within(two, box)
    markers = np.zeros(first.shape, dtype=np.int32)
    peaks = box.local(one_peak), box.local(two_peak)
    markers[peaks[0]], markers[peaks[1]] = 1, 2
    basins = watershed(-pet.array[box.slices], markers, connectivity=ALL_DIRECTIONS, mask=first | second)
    shared = first & second
    parts = (
        component(first & ~(shared & (basins == 2)), peaks[0]),
        component(second & ~(shared & (basins == 1)), peaks[1]),
    )
    if any(part.sum() < LEAST_KEPT * whole.voxels for part, whole in zip(parts, (one, two), strict=True)):
        return None
    return cropped(parts[0], box), cropped(parts[1], box)
