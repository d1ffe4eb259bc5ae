"""How far a lesion lies from the organ that its sentence names, in a label map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects
from scipy.spatial import KDTree

from pet_ground.imaging import LocalMask, Volume

STEP_MM = 3.0
"""Spacing to which a label map is thinned, where it is finer: a third of the distance that first matters."""

SAMPLE = 500
"""Voxels of a mask that are looked at, evenly drawn: the median of more would not move by a millimetre."""


@dataclass(frozen=True, eq=False)
class NamedOrgans:
    """A label map, and what a report's words say of it.

    Attributes:
        labels: class ids [k, j, i], 0 for background, on any grid in the PET's frame.
        places: for each mention, ids of the classes in which its lesion can lie; empty where its words do not tell.
    """

    labels: Volume
    places: Sequence[frozenset[int]]


class OrganDistances:
    """The structures of one study's label map.

    Args:
        labels: class ids [k, j, i], 0 for background, on any grid in the PET's frame.
    """

    def __init__(self, labels: Volume) -> None:
        self._labels = _thinned(labels)
        boxes = find_objects(self._labels.array)
        self._boxes: Mapping[int, tuple[slice, ...]] = {at + 1: box for at, box in enumerate(boxes) if box is not None}
        self._trees: dict[frozenset[int], KDTree | None] = {}

    def median_mm(self, pet: Volume, mask: LocalMask, classes: frozenset[int]) -> float | None:
        """The distance from the classes within which half of a mask lies, in mm; about 0 for a mask in an organ.

        Args:
            pet: the volume of the mask.
            mask: the lesion.
            classes: ids in any of which it can lie.

        Returns:
            None where nothing can be told: no class is given or found, or the mask lies outside the label map.
        """
        tree = self._tree(classes)
        if tree is None:
            return None
        voxels = mask.indices()
        lps = pet.to_lps(voxels[:: max(1, len(voxels) // SAMPLE)])
        index = self._labels.to_index(lps)
        on_map = np.all((index >= -0.5) & (index <= np.array(self._labels.shape_kji) - 0.5), axis=-1)
        if 2 * np.count_nonzero(on_map) < len(lps):
            return None
        distances, _ = tree.query(lps)
        return float(np.median(distances))

    def _tree(self, classes: frozenset[int]) -> KDTree | None:
        if classes not in self._trees:
            points = [self._points(one) for one in sorted(classes) if one in self._boxes]
            self._trees[classes] = KDTree(np.concatenate(points)) if points else None
        return self._trees[classes]

    def _points(self, class_id: int) -> NDArray[np.float64]:
        box = self._boxes[class_id]
        found = np.argwhere(self._labels.array[box] == class_id) + [part.start for part in box]
        return self._labels.to_lps(found)


def _thinned(labels: Volume) -> Volume:
    """Every n-th voxel along each axis, with n such that the steps are at most ``STEP_MM``."""
    k, j, i = (max(1, int(STEP_MM / step)) for step in labels.spacing_mm)
    affine = labels.affine_lps.copy()
    affine[:3, :3] *= (i, j, k)
    return Volume(labels.array[::k, ::j, ::i], affine, labels.native_axcodes)
