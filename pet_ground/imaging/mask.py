"""A mask that lives in a small box of a volume: lesions are tiny, volumes are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.imaging.volume import Volume


@dataclass(frozen=True, eq=False)
class LocalMask:
    """A boolean box ``array`` [k, j, i] whose first voxel is ``origin_kji`` of the volume."""

    origin_kji: tuple[int, int, int]
    array: NDArray[np.bool_]

    @property
    def box(self) -> tuple[slice, slice, slice]:
        """Where the box lies in the volume."""
        k, j, i = (slice(start, start + n) for start, n in zip(self.origin_kji, self.array.shape, strict=True))
        return k, j, i

    @property
    def voxels(self) -> int:
        """Number of voxels inside."""
        return int(np.count_nonzero(self.array))

    def holds(self, index_kji: tuple[int, int, int]) -> bool:
        """Whether a voxel of the volume is inside."""
        local = [n - start for n, start in zip(index_kji, self.origin_kji, strict=True)]
        if any(not 0 <= n < size for n, size in zip(local, self.array.shape, strict=True)):
            return False
        return bool(self.array[tuple(local)])

    def indices(self) -> NDArray[np.int64]:
        """Indices (k, j, i) in the volume of the mask's voxels, shape (n, 3)."""
        found: NDArray[np.int64] = np.argwhere(self.array) + np.asarray(self.origin_kji)
        return found

    def full(self, shape_kji: tuple[int, int, int]) -> NDArray[np.uint8]:
        """The mask as an array of the volume's shape, 1 inside."""
        out = np.zeros(shape_kji, dtype=np.uint8)
        out[self.box] = self.array
        return out

    def on(self, volume: Volume) -> Volume:
        """The mask as a volume on the grid of ``volume``."""
        return volume.like(self.full(volume.shape_kji))

    def overlaps(self, other: LocalMask) -> bool:
        """Whether two masks of the same volume share a voxel."""
        pairs = list(zip(self.box, other.box, strict=True))
        shared = [slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in pairs]
        if any(s.stop <= s.start for s in shared):
            return False

        def part(mask: LocalMask) -> NDArray[np.bool_]:
            own = zip(shared, mask.origin_kji, strict=True)
            return mask.array[tuple(slice(s.start - o, s.stop - o) for s, o in own)]

        return bool(np.any(part(self) & part(other)))
