"""The patients of the benchmark of finding lesions, and places in them: beside a hot organ, or in soft tissue."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from pet_ground.demo.patient import draw_patient
from pet_ground.demo.phantom import Axes, Placement, paint_patient, suv_table
from pet_ground.demo.scanner import scan_pet
from pet_ground.demo.sites import HOT_TISSUES
from pet_ground.demo.tissues import (
    AIR,
    CEREBELLUM,
    CLASS_ID,
    MYOCARDIUM,
    RENAL_PELVIS_LEFT,
    RENAL_PELVIS_RIGHT,
    URETER,
)
from pet_ground.demo.vendors import VENDORS

ORGANS: dict[str, tuple[int, ...]] = {
    "bladder": (CLASS_ID["urinary_bladder"],),
    "kidney": (RENAL_PELVIS_LEFT, RENAL_PELVIS_RIGHT, CLASS_ID["kidney_left"], CLASS_ID["kidney_right"]),
    "heart": (MYOCARDIUM,),
    "brain": (CLASS_ID["brain"], CEREBELLUM),
    "ureter": (URETER,),
}
PET_MATRIX, CT_MATRIX, CT_PIXEL_MM = 144, 224, 2.2
TOP_MM, BOTTOM_MM = 10.0, -1000.0
Place = Callable[[float], tuple[NDArray[np.float64], float]]
"""From a lesion's radius to a centre, and the SUV of the organ there (0 without one)."""


@dataclass(frozen=True)
class Scene:
    """A patient without lesions, on both grids."""

    rng: np.random.Generator
    tissue: NDArray[np.uint8]
    base_suv: NDArray[np.float32]
    clean: NDArray[np.float32]
    ct: Axes
    pet: Axes


def make_scene(index: int, rng: np.random.Generator) -> tuple[Scene, Placement]:
    patient = replace(
        draw_patient(index, rng),
        myocardium_suv=float(rng.uniform(7, 11)),
        arms_up=bool(index % 2),
    )
    spacing, pixel, _ = VENDORS[index % len(VENDORS)].spacing_kji_mm
    x, y = float(rng.uniform(-12, 12)), float(rng.uniform(-14, 10))
    count = int((TOP_MM - BOTTOM_MM) * patient.scale_xyz[2] // spacing)
    z = BOTTOM_MM * patient.scale_xyz[2] + spacing * np.arange(count)
    fine = (np.arange(CT_MATRIX) - (CT_MATRIX - 1) / 2) * CT_PIXEL_MM
    coarse = (np.arange(PET_MATRIX) - (PET_MATRIX - 1) / 2) * pixel
    ct, pet = Axes(fine, fine, z), Axes(coarse, coarse, z)
    place = Placement(patient.scale_xyz, (x, y, 0.0))
    tissue = paint_patient(patient, place, ct)
    base = suv_table(patient)[tissue]
    return Scene(rng, tissue, base, scan_pet(base, ct, pet), ct, pet), place


def beside(scene: Scene, tissues: tuple[int, ...]) -> Iterator[Place]:
    """Places whose distance from an organ is the lesion's radius and a gap of 0 to 4 mm."""
    organ = np.isin(scene.tissue, tissues)
    where = np.argwhere(organ)
    spacing = scene.ct.spacing_kji_mm
    wide = [int(40.0 / step) for step in spacing]
    box = tuple(
        slice(max(0, a - n), b + n + 1) for a, b, n in zip(where.min(axis=0), where.max(axis=0), wide, strict=True)
    )
    start = np.array([part.start for part in box])
    distance, nearest = distance_transform_edt(~organ[box], sampling=spacing, return_indices=True)
    free = (scene.tissue[box] != AIR) & ~np.isin(scene.tissue[box], list(HOT_TISSUES))

    def at(radius: float) -> tuple[NDArray[np.float64], float]:
        gap = float(scene.rng.uniform(0.5, 4.0))
        places = np.argwhere(free & (np.abs(distance - radius - gap) < 1.2))
        chosen = places[scene.rng.integers(len(places))]
        k, j, i = chosen + start
        at_organ = tuple(nearest[:, *chosen] + start)
        centre = np.array([scene.ct.x_mm[i], scene.ct.y_mm[j], scene.ct.z_mm[k]])
        return centre, float(scene.base_suv[at_organ])

    return itertools.repeat(at)


def anywhere(scene: Scene) -> Iterator[Place]:
    """Places in the body's soft tissue."""
    places = np.argwhere((scene.base_suv > 0) & (scene.base_suv < 2.5))

    def at(_: float) -> tuple[NDArray[np.float64], float]:
        k, j, i = places[scene.rng.integers(len(places))]
        return np.array([scene.ct.x_mm[i], scene.ct.y_mm[j], scene.ct.z_mm[k]]), 0.0

    return itertools.repeat(at)
