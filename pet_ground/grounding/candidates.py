"""The local maxima of a PET whose value a report could have meant. No global threshold takes part."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pet_ground.imaging import Volume

NEIGHBOURS = np.array([step for step in product((-1, 0, 1), repeat=3) if any(step)])
"""Offsets (k, j, i) of the 26 neighbours of a voxel."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HotVoxels:
    """The voxels of a volume above some SUV, in order of k: one pass serves all mentions of a report.

    Attributes:
        array: the volume's SUVs [k, j, i].
        flat: flat indices of the voxels, rising.
        suv: their SUVs.
    """

    array: NDArray[np.float32]
    flat: Ints
    suv: NDArray[np.float32]

    @classmethod
    def above(cls, pet: Volume, lowest_suv: float) -> HotVoxels:
        """All voxels of ``pet`` of at least ``lowest_suv`` g/ml."""
        flat = np.flatnonzero(pet.array >= lowest_suv)
        return cls(pet.array, flat, pet.array.ravel()[flat])

    def maxima(self, low_suv: float, high_suv: float, first_k: int, last_k: int) -> Ints:
        """Local maxima with low <= SUV <= high and first_k <= k <= last_k: indices (k, j, i), shape (n, 3).

        A maximum has no hotter voxel among its 26 neighbours. A plateau of equal voxels counts once, by its voxel
        nearest to the plateau's centre, and only where no voxel of the plateau has a hotter neighbour.
        """
        per_slice = self.array.shape[1] * self.array.shape[2]
        begin, end = np.searchsorted(self.flat, [first_k * per_slice, (last_k + 1) * per_slice])
        suv = self.suv[begin:end]
        flat = self.flat[begin:end][(suv >= low_suv) & (suv <= high_suv)]
        kji = np.stack(np.unravel_index(flat, self.array.shape), axis=1)
        hotter, level = self._compare(kji)
        alone = ~hotter & ~level.any(axis=1)
        found = np.concatenate([kji[alone], self._plateaus(kji, flat, hotter, level)])
        return found[np.lexsort(found.T[::-1])]

    def _compare(self, kji: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether a neighbour is hotter, shape (n,), and which neighbours are equal, shape (n, 26)."""
        around = kji[:, None, :] + NEIGHBOURS[None]
        exists = ((around >= 0) & (around < self.array.shape)).all(axis=2)
        around = np.where(exists[..., None], around, 0)
        values = np.where(exists, self.array[tuple(np.moveaxis(around, 2, 0))], -np.inf)
        own = self.array[tuple(kji.T)][:, None]
        return (values > own).any(axis=1), values == own

    def _plateaus(self, kji: Ints, flat: Ints, hotter: NDArray[np.bool_], level: NDArray[np.bool_]) -> Ints:
        """One voxel for each plateau that is a maximum."""
        member, step = np.nonzero(level)
        neighbour = np.ravel_multi_index(tuple((kji[member] + NEIGHBOURS[step]).T), self.array.shape)
        place = np.searchsorted(flat, neighbour)
        asked = flat[np.minimum(place, len(flat) - 1)] == neighbour  # a plateau may go on beyond the asked slices
        member, place = member[asked], place[asked]
        links = coo_array((np.ones(len(member)), (member, place)), shape=(len(flat),) * 2)
        _, plateau = connected_components(links, directed=False)
        spoiled = np.zeros(len(flat), dtype=bool)
        spoiled[plateau[hotter]] = True
        wanted = np.unique(plateau[level.any(axis=1) & ~spoiled[plateau]])
        chosen = [_most_central(kji[plateau == label]) for label in wanted]
        return np.array(chosen, dtype=np.int64).reshape(-1, 3)


def _most_central(kji: Ints) -> Ints:
    """The voxel nearest to the centre of a group; the first of several."""
    nearest: Ints = kji[np.argmin(((kji - kji.mean(axis=0)) ** 2).sum(axis=1))]
    return nearest
