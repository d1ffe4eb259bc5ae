"""Synthetic studies of the benchmark of the anatomical check: a label map, perhaps displaced, and lesions.

The truth is the phantom before its label map is displaced: a third of the label maps lie as they are, in a third the
whole map is moved by 5 to 10 mm (the patient moved), in a third the soft organs by 6 or 9 mm along the body (breathing;
bones stay). In 3 % of the studies each, all vertebrae or all ribs bear the number of their neighbour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from anatomy_check_spots import NamedSpot
from numpy.typing import NDArray

from pet_ground.anatomy import CLASSES, ID_OF
from pet_ground.demo.patient import Patient, draw_patient
from pet_ground.demo.phantom import Axes, Placement, label_table, paint_patient
from pet_ground.imaging import LocalMask, Volume

STEP_MM = 3.0
"""Spacing of the label maps, as TotalSegmentator's fast mode makes them."""

PET_MM = (3.27, 3.65, 3.65)
MOVED_MM = (5.0, 10.0)
BREATH_VOXELS = (2, 3)
RELABELLED = 0.03
AT_BORDER = 0.35
"""Share of the lesions in a structure whose centre is a voxel of its border."""

TRIES = 60
BONES = frozenset(n for n, one in CLASSES.items() if one.group in {"bone", "vertebra", "rib"})
NO_NODES = (
    BONES
    | {n for n, one in CLASSES.items() if one.group == "muscle"}
    | {
        ID_OF[name]
        for name in (
            "aorta",
            "heart",
            "kidney_left",
            "kidney_right",
            "urinary_bladder",
            "brain",
            "liver",
            "spleen",
            "stomach",
        )
    }
)
HALF_WIDTH_MM, HALF_DEPTH_MM = 255.0, 165.0

Lps = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlantedLesion:
    """A lesion where the truth knows that its place is."""

    spot: NamedSpot
    centre_lps: Lps
    mask: LocalMask


class SyntheticStudy:
    """One study.

    Attributes:
        labels: the label map that the check sees.
        pet: an empty PET: its grid.
        change: what was done to the label map: "as it is", "moved" or "breathing".
    """

    def __init__(self, truth: Volume, place: Placement | None, rng: np.random.Generator) -> None:
        self.truth, self.place, self.rng = truth, place, rng
        self.change = ("as it is", "moved", "breathing")[int(rng.integers(3))]
        self.labels = _renumbered(_CHANGES[self.change](truth, rng), rng)
        shape = [int(n * step / own) for n, step, own in zip(truth.shape_kji, truth.spacing_mm, PET_MM, strict=True)]
        affine = np.diag([*PET_MM[::-1], 1.0])
        affine[:3, 3] = truth.affine_lps[:3, 3]
        self.pet = Volume(np.broadcast_to(np.float32(0), shape), affine)

    @cached_property
    def voxels(self) -> dict[int, NDArray[np.int64]]:
        """Indices [n, kji] of each class, by its id."""
        flat = np.flatnonzero(self.truth.array)
        ids = self.truth.array.ravel()[flat]
        order = np.argsort(ids, kind="stable")
        edges = np.searchsorted(ids[order], np.arange(257))
        at = np.column_stack(np.unravel_index(flat[order], self.truth.shape_kji))
        return {n: at[edges[n] : edges[n + 1]] for n in range(1, 256) if edges[n] < edges[n + 1]}

    def holds(self, spot: NamedSpot, lps: Lps) -> NDArray[np.bool_]:
        """Which points lie in a place, by the truth."""
        inside = np.ones(len(lps), dtype=np.bool_)
        if spot.ball is not None:
            inside &= (((self._model(lps) - spot.ball[0]) / spot.ball[1]) ** 2).sum(axis=1) <= 1
        if spot.box[0] != (-inf,) * 3 or spot.box[1] != (inf,) * 3:
            model = self._model(lps)
            inside &= np.all((model >= spot.box[0]) & (model <= spot.box[1]), axis=1)
        if spot.classes:
            inside &= np.isin(self._true_class(lps), [ID_OF[name] for name in spot.classes])
        return inside

    def plant(self, spot: NamedSpot, z_mm: tuple[float, float] = (-inf, inf)) -> PlantedLesion | None:
        """A lesion with its centre in a place and between two heights; None where there is no room."""
        centre = self._in_ball(spot, z_mm) if spot.ball else self._in_classes(spot, z_mm)
        if centre is None:
            return None
        radii = self.rng.uniform(*spot.diameter_mm) / 2 * self.rng.uniform(0.8, 1.2, size=3)
        mask = self._ellipsoid(centre, radii)
        return None if mask is None else PlantedLesion(spot, centre, mask)

    def slice_of(self, z_mm: float) -> int:
        """Number of a slice, from 1 at the head."""
        return self.pet.shape_kji[0] - round(self.pet.to_index([0.0, 0.0, z_mm])[0])

    def height_of(self, number: int) -> float:
        """Height of a slice in mm."""
        return float(self.pet.to_lps([self.pet.shape_kji[0] - number, 0, 0])[2])

    def _model(self, lps: Lps) -> Lps:
        if self.place is None:
            raise ValueError("a real label map has no model frame")
        return (lps - np.asarray(self.place.origin_lps_mm)) / np.asarray(self.place.scale_xyz)

    def _true_class(self, lps: Lps) -> NDArray[np.uint8]:
        index = np.rint(self.truth.to_index(lps)).astype(int)
        index = np.clip(index, 0, np.array(self.truth.shape_kji) - 1)
        found: NDArray[np.uint8] = self.truth.array[tuple(index.T)]
        return found

    def _in_ball(self, spot: NamedSpot, z_mm: tuple[float, float]) -> Lps | None:
        if spot.ball is None or self.place is None:
            return None
        centre, radii = (np.asarray(one, dtype=float) for one in spot.ball)
        for _ in range(TRIES):
            ray = self.rng.normal(size=3)
            model = centre + radii * ray / np.linalg.norm(ray) * self.rng.random() ** (1 / 3)
            lps = self.place.to_lps((float(model[0]), float(model[1]), float(model[2])))
            if z_mm[0] <= lps[2] <= z_mm[1] and not np.isin(self._true_class(lps[None]), list(NO_NODES))[0]:
                return lps
        return None

    def _in_classes(self, spot: NamedSpot, z_mm: tuple[float, float]) -> Lps | None:
        held = [self.voxels[ID_OF[name]] for name in spot.classes if ID_OF[name] in self.voxels]
        if not held:
            return None
        at = np.concatenate(held)
        z = self.truth.to_lps(np.column_stack([at[:, 0], at[:, 0] * 0, at[:, 0] * 0]))[:, 2]
        at = at[(z >= z_mm[0]) & (z <= z_mm[1])]
        wants_border = self.rng.random() < AT_BORDER
        for index in at[self.rng.integers(len(at), size=TRIES)] if len(at) else at:
            lps = self.truth.to_lps(index)
            if self.holds(spot, lps[None])[0] and (not wants_border or self._is_border(index)):
                return lps + self.rng.uniform(-1.4, 1.4, size=3)
        return None

    def _is_border(self, index: NDArray[np.int64]) -> bool:
        box = tuple(slice(max(0, n - 1), n + 2) for n in index)
        return bool((self.truth.array[box] != self.truth.array[tuple(index)]).any())

    def _ellipsoid(self, centre: Lps, radii: Lps) -> LocalMask | None:
        low = np.floor(self.pet.to_index(centre - radii)).astype(int)
        high = np.ceil(self.pet.to_index(centre + radii)).astype(int) + 1
        low, high = np.maximum(low, 0), np.minimum(high, self.pet.shape_kji)
        if np.any(high <= low):
            return None
        lps = self.pet.to_lps(np.moveaxis(np.indices(high - low), 0, -1) + low)
        inside = (((lps - centre) / radii) ** 2).sum(axis=-1) <= 1
        return LocalMask((int(low[0]), int(low[1]), int(low[2])), inside) if inside.any() else None


def make_study(seed: int, index: int) -> SyntheticStudy:
    """Study ``index`` of ``seed``: a patient of the demo on a grid of 3 mm."""
    rng = np.random.default_rng((seed, index))
    patient = draw_patient(index, rng)
    place = Placement(patient.scale_xyz, (float(rng.uniform(-4, 4)), float(rng.uniform(-14, 10)), 0.0))
    return SyntheticStudy(_painted(patient, place), place, rng)


def _painted(patient: Patient, place: Placement) -> Volume:
    top = (10.0 if patient.vertex else -84.0) * patient.scale_xyz[2]
    axes = Axes(
        np.arange(-HALF_WIDTH_MM, HALF_WIDTH_MM, STEP_MM),
        np.arange(-HALF_DEPTH_MM, HALF_DEPTH_MM, STEP_MM),
        np.arange(-1000.0 * patient.scale_xyz[2], top, STEP_MM),
    )
    return Volume(label_table()[paint_patient(patient, place, axes)], axes.affine_lps)


def _as_it_is(truth: Volume, _: np.random.Generator) -> Volume:
    return truth


def _moved(truth: Volume, rng: np.random.Generator) -> Volume:
    ray = rng.normal(size=3)
    affine = truth.affine_lps.copy()
    affine[:3, 3] += ray / np.linalg.norm(ray) * rng.uniform(*MOVED_MM)
    return Volume(truth.array, affine)


def _breathing(truth: Volume, rng: np.random.Generator) -> Volume:
    steps = int(rng.choice(BREATH_VOXELS)) * int(rng.choice([-1, 1]))
    is_bone = np.isin(truth.array, list(BONES))
    soft = np.roll(np.where(is_bone, 0, truth.array), steps, axis=0)
    return truth.like(np.where(is_bone, truth.array, soft).astype(np.uint8))


_CHANGES: dict[str, Callable[[Volume, np.random.Generator], Volume]] = {
    "as it is": _as_it_is,
    "moved": _moved,
    "breathing": _breathing,
}


def _renumbered(labels: Volume, rng: np.random.Generator) -> Volume:
    """Now and then every vertebra, or every rib, with the number of its neighbour."""
    table = np.arange(256, dtype=np.uint8)
    if rng.random() < RELABELLED:
        table[ID_OF["vertebrae_L5"] : ID_OF["vertebrae_C1"]] += 1
    if rng.random() < RELABELLED:
        for side in ("left", "right"):
            table[ID_OF[f"rib_{side}_1"] : ID_OF[f"rib_{side}_12"]] += 1
    return labels.like(table[labels.array])
