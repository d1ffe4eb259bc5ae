"""How far a lesion lies from the organ that its sentence names, in a label map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, find_objects
from scipy.spatial import KDTree

from pet_ground.imaging import LocalMask, Volume

STEP_MM = 3.0
"""Spacing to which a label map is thinned, where it is finer: a third of the distance that first matters."""

SAMPLE = 500
"""Voxels of a mask that are looked at, evenly drawn: the median of more would not move by a millimetre."""

OUTLIERS = 0.005
"""Share of a structure's voxels that is left out at each end: specks of a label map."""

LEVEL_MM = 20.0
"""What lies this far above or below counts as at the same height: half a vertebra on each side, and its neighbours."""


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
        self._trees: dict[tuple[frozenset[int], float], KDTree | None] = {}
        self._depths: dict[int, NDArray[np.float64]] = {}
        self._found: dict[int, NDArray[np.float64]] = {}

    def median_mm(self, pet: Volume, mask: LocalMask, classes: frozenset[int], along: float = 1.0) -> float | None:
        """The distance from the classes within which half of a mask lies, in mm; about 0 for a mask in an organ.

        Args:
            pet: the volume of the mask.
            mask: the lesion.
            classes: ids in any of which it can lie.
            along: share of distances along the body (z) that counts.

        Returns:
            None where nothing can be told: no class is given or found, or the mask lies outside the label map.
        """
        tree = self._tree(classes, along)
        if tree is None:
            return None
        voxels = mask.indices()
        lps = pet.to_lps(voxels[:: max(1, len(voxels) // SAMPLE)])
        index = self._labels.to_index(lps)
        on_map = np.all((index >= -0.5) & (index <= np.array(self._labels.shape_kji) - 0.5), axis=-1)
        if 2 * np.count_nonzero(on_map) < len(lps):
            return None
        distances, _ = tree.query(lps * (1.0, 1.0, along))
        return float(np.median(distances))

    def depth_mm(self, pet: Volume, mask: LocalMask, classes: frozenset[int], share: float) -> float:
        """How deep a mask lies in a structure: the median distance of its voxels from the border, 0 for those outside.

        Args:
            pet: the volume of the mask.
            mask: the lesion.
            classes: ids of the structures that are looked at.
            share: of the mask that one of them must hold, above 0.5.

        Returns:
            mm; 0 where none of them holds so much.
        """
        index = np.rint(self._labels.to_index(pet.to_lps(mask.indices()))).astype(int)
        index = index[np.all((index >= 0) & (index < self._labels.shape_kji), axis=1)]
        ids, counts = np.unique(self._labels.array[tuple(index.T)], return_counts=True)
        held = ids[counts >= share * mask.voxels]
        return self._median_depth_mm(int(held[0]), index) if len(held) and int(held[0]) in classes else 0.0

    def _median_depth_mm(self, class_id: int, index: NDArray[np.int64]) -> float:
        """Of voxels of the label map, in a structure: 0 outside of it."""
        box = self._boxes[class_id]
        if class_id not in self._depths:
            inside = np.pad(self._labels.array[box] == class_id, 1)
            self._depths[class_id] = distance_transform_edt(inside, sampling=self._labels.spacing_mm)
        local = index - [part.start - 1 for part in box]
        local = np.clip(local, 0, np.array(self._depths[class_id].shape) - 1)
        return float(np.median(self._depths[class_id][tuple(local.T)]))

    def edge_mm(self, classes: frozenset[int], axis: int, share: float, z_mm: float) -> float | None:
        """A coordinate of structures taken together: their lowest, highest, or middle one along an axis.

        Args:
            classes: ids of the structures.
            axis: 0 to the left, 1 to the back, 2 to the head (LPS).
            share: of their voxels that lies below the coordinate; ``OUTLIERS`` at both ends are left out.
            z_mm: across the body (axes 0 and 1) only what lies within ``LEVEL_MM`` of this height counts, or all where
                nothing does.

        Returns:
            mm in LPS; None where the label map has none of the structures.
        """
        held = [self._points(one) for one in sorted(classes) if one in self._boxes]
        if not held:
            return None
        points = np.concatenate(held)
        level = points[np.abs(points[:, 2] - z_mm) <= LEVEL_MM] if axis != 2 else points
        values = (level if len(level) else points)[:, axis]
        return float(np.quantile(values, min(max(share, OUTLIERS), 1.0 - OUTLIERS)))

    def _tree(self, classes: frozenset[int], along: float) -> KDTree | None:
        key = classes, along
        if key not in self._trees:
            points = [self._points(one) for one in sorted(classes) if one in self._boxes]
            self._trees[key] = KDTree(np.concatenate(points) * (1.0, 1.0, along)) if points else None
        return self._trees[key]

    def _points(self, class_id: int) -> NDArray[np.float64]:
        if class_id not in self._found:
            box = self._boxes[class_id]
            found = np.argwhere(self._labels.array[box] == class_id) + [part.start for part in box]
            self._found[class_id] = self._labels.to_lps(found)
        return self._found[class_id]


def _thinned(labels: Volume) -> Volume:
    """Every n-th voxel along each axis, with n such that the steps are at most ``STEP_MM``."""
    k, j, i = (max(1, int(STEP_MM / step)) for step in labels.spacing_mm)
    affine = labels.affine_lps.copy()
    affine[:3, :3] *= (i, j, k)
    return Volume(labels.array[::k, ::j, ::i], affine, labels.native_axcodes)
