"""What a label map holds: voxels and centres of every class, slice by slice, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.anatomy.classes import LARGEST_ID
from pet_ground.imaging import Volume

ID_COUNT = LARGEST_ID + 1
"""Number of values that a voxel may have, the background among them."""


def voxels_per_class(labels: Volume) -> NDArray[np.int64]:
    """Number of voxels of every class id, shape (118,).

    Slice by slice: ``bincount`` widens its input to 64 bits, which for a whole body at once would take gigabytes.
    """
    counts = np.zeros(ID_COUNT, dtype=np.int64)
    for plane in labels.array:
        counts += np.bincount(plane.ravel(), minlength=ID_COUNT)
    return counts


def classes_at_border(labels: Volume) -> NDArray[np.bool_]:
    """Whether each class id has a voxel on one of the six outer faces of the volume, shape (118,)."""
    found = np.zeros(ID_COUNT, dtype=np.bool_)
    for axis in range(3):
        for end in (0, -1):
            found[np.unique(labels.array.take(end, axis=axis))] = True
    return found


@dataclass(frozen=True, eq=False)
class Tally:
    """Voxels of every class in every slice, and the sums of their indices; arrays of shape (K, 118)."""

    labels: Volume
    voxels: NDArray[np.int64]
    sum_j: NDArray[np.float64]
    sum_i: NDArray[np.float64]

    def slice_voxels(self, ids: Sequence[int]) -> NDArray[np.int64]:
        """Voxels of the union of ``ids`` in every slice, shape (K,)."""
        total: NDArray[np.int64] = self.voxels[:, list(ids)].sum(axis=1)
        return total

    def centroid_lps(self, ids: Sequence[int], slices: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """Centre of the union of ``ids`` in LPS mm, shape (3,).

        With ``slices`` (K,), it is the mean of the centres in these slices, each counted once, so that two
        structures that run through the same slices compare slice by slice. The union has voxels in each of them.
        """
        counts = self.slice_voxels(ids).astype(np.float64)
        used = counts > 0 if slices is None else slices
        weights = counts[used] if slices is None else np.ones(int(used.sum()))
        planes = np.flatnonzero(used).astype(np.float64)
        j = self.sum_j[:, list(ids)].sum(axis=1)[used] / counts[used]
        i = self.sum_i[:, list(ids)].sum(axis=1)[used] / counts[used]
        return self.labels.to_lps(np.average(np.stack([planes, j, i], axis=1), axis=0, weights=weights))


def tally(labels: Volume) -> Tally:
    """Count the classes of a label map, uint8 [k, j, i] of ids 0 to 117."""
    slices, _, columns = labels.shape_kji
    voxels = np.zeros((slices, ID_COUNT), dtype=np.int64)
    sum_j, sum_i = np.zeros((2, slices, ID_COUNT))
    for k, plane in enumerate(labels.array):
        flat = np.flatnonzero(plane)
        ids = plane.ravel()[flat]
        j, i = np.divmod(flat, columns)
        voxels[k] = np.bincount(ids, minlength=ID_COUNT)
        sum_j[k] = np.bincount(ids, weights=j, minlength=ID_COUNT)
        sum_i[k] = np.bincount(ids, weights=i, minlength=ID_COUNT)
    return Tally(labels, voxels, sum_j, sum_i)
