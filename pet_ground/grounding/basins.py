"""The parts of a region of warm voxels: watershed basins of its maxima, joined over high saddles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import cc3d
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter
from skimage.segmentation import watershed

from pet_ground.grounding.boxes import Bools, bounds

ALL_DIRECTIONS = 3
"""Connectivity of the watershed: all 26 neighbours, as for maxima."""

CORNERS = 26
"""The same for labelling plateaus."""

HALF_OF_NEIGHBOURS = [step for step in product((-1, 0, 1), repeat=3) if step > (0, 0, 0)]
"""Offsets (k, j, i) to 13 of the 26 neighbours; the others are their opposites."""

TWO = 2
"""Fewer basins have no saddle; a lesion that stands alone has one basin."""

Labels = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Saddles:
    """Where basins meet, highest saddle first: two labels and the SUV over which one steps from one to the other."""

    one: NDArray[np.int64]
    two: NDArray[np.int64]
    suv: NDArray[np.float32]


def basins(suv: NDArray[np.float32], region: Bools) -> tuple[Labels, NDArray[np.float64]]:
    """One basin for each local maximum (or plateau) of a region: labels from 1, and each label's highest SUV."""
    labels: Labels = np.zeros(suv.shape, dtype=np.int32)
    if not region.any():
        return labels, np.zeros(1)
    near = _around(region)
    suv, region = suv[near], region[near]
    maxima = region & (suv == maximum_filter(suv, size=3))
    # cc3d 4.1 raises "maximum length exception" on lattices of lone voxels that fill their array to its ends
    markers = cc3d.connected_components(np.pad(maxima, (0, 1)), connectivity=CORNERS)[:-1, :-1, :-1].astype(np.int32)
    labels[near] = watershed(-suv, markers, connectivity=ALL_DIRECTIONS, mask=region)
    peaks = np.zeros(int(markers.max()) + 1)
    np.maximum.at(peaks, markers[maxima], suv[maxima])
    return labels, peaks


def _around(region: Bools) -> tuple[slice, ...]:
    """The smallest box around a region and the neighbours of its voxels: the rest costs time only."""
    first, last = bounds(region)
    return tuple(slice(max(0, a - 1), b + 2) for a, b in zip(first, last, strict=True))


def saddles(suv: NDArray[np.float32], labels: Labels) -> Saddles:
    """The highest saddle between each two basins that touch."""
    if int(labels.max()) < TWO:
        return Saddles(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    padded = np.pad(labels, 1).ravel()
    value = np.pad(suv, 1).ravel()
    here = np.flatnonzero(padded)
    own = padded[here]
    ones, twos, heights = [], [], []
    rows, columns = labels.shape[1] + 2, labels.shape[2] + 2
    for k, j, i in HALF_OF_NEIGHBOURS:
        there = here + (k * rows + j) * columns + i
        other = padded[there]
        meet = np.flatnonzero((other > 0) & (other != own))
        ones.append(np.minimum(own[meet], other[meet]))
        twos.append(np.maximum(own[meet], other[meet]))
        heights.append(np.minimum(value[here[meet]], value[there[meet]]))
    labels_used = int(labels.max()) + 1
    pair = np.concatenate(ones).astype(np.int64) * labels_used + np.concatenate(twos)
    if not pair.size:
        return Saddles(pair, pair, np.concatenate(heights))
    order = np.argsort(pair, kind="stable")
    starts = np.flatnonzero(np.diff(pair[order], prepend=-1))
    highest = np.maximum.reduceat(np.concatenate(heights)[order], starts)
    pair = pair[order][starts]
    falling = np.argsort(-highest, kind="stable")
    return Saddles(pair[falling] // labels_used, pair[falling] % labels_used, highest[falling])


def joined(
    peaks: NDArray[np.float64], between: Saddles, background_suv: float, ratio: float, ratio_above: tuple[float, float]
) -> NDArray[np.int64]:
    """Join basins whose saddle is high, from the highest saddle down.

    Two groups are one where the saddle's height above background is at least ``ratio`` of the lower group's maximum;
    where the higher group is hotter than the SUV ``ratio_above[0]``, at least ``ratio_above[1]`` of it.

    Returns:
        For each label the label of its group's highest basin, shape of ``peaks``.
    """
    parent = list(range(len(peaks)))
    height = (peaks - background_suv).tolist()

    def root(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    limit = ratio_above[0] - background_suv
    for a, b, suv in zip(between.one.tolist(), between.two.tolist(), between.suv.tolist(), strict=True):
        high, low = root(a), root(b)
        if high == low:
            continue
        if (height[high], -high) < (height[low], -low):
            high, low = low, high
        wanted = ratio_above[1] if height[high] > limit else ratio
        if suv - background_suv >= wanted * height[low]:
            parent[low] = high
    return np.array([root(label) for label in range(len(peaks))], dtype=np.int64)


def any_of(labels: NDArray[Any], wanted: Iterable[int]) -> Bools:
    """Voxels that carry one of some labels."""
    table = np.zeros(int(labels.max()) + 1, dtype=np.bool_)
    table[list(wanted)] = True
    chosen: Bools = table[labels]
    return chosen
