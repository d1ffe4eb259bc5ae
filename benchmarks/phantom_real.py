"""Lesions that nobody simulated: the NEMA phantom's six spheres in a real recording, and real sarcomas."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pydicom
from numpy.typing import NDArray
from phantom_cases import Case, Setting
from phantom_measure import ceiling, scored
from phantom_shapes import Ellipsoid, Floats, share_inside
from scipy.optimize import least_squares

from pet_ground.config.delineation import Method
from pet_ground.grounding import profile
from pet_ground.imaging import Volume, read_nifti
from pet_ground.units import FWHM_PER_SIGMA

NEMA_SLICE = 42
NEMA_SPHERES = {37.0: (97, 121), 28.0: (120, 107), 22.0: (119, 79), 17.0: (95, 67), 13.0: (72, 82), 10.0: (73, 109)}
"""Inner diameter in mm and place (j, i) of each sphere in the slice of their centres, to a few mm."""

NEMA_PART = (slice(18, 66), slice(42, 152), slice(36, 156))
"""The voxels (k, j, i) around the spheres; the rest is not looked at."""

NEAR_MM = 12.0
"""Added to a sphere's radius: the voxels with which its place is found; the spheres are 57 mm from each other."""

STS_FWHM_MM = 6.5
"""A GE Discovery ST's resolution with its usual filters; the lesions are ten times wider."""

EXPERT_AGREES = 0.65
"""``dice41`` from which an expert's mask, drawn on MR, measures a contour (the golden data's README)."""


def nema(folder: Path) -> tuple[Volume, dict[float, Ellipsoid], float]:
    """The recording as plain intensities, its spheres, and its resolution in mm.

    Place, contrast and resolution of each sphere come from a least-squares fit of the blurred sphere of its known size;
    the resolution is that of the largest one, which is five times wider and says nothing about the small ones' volumes.
    """
    slices = sorted(
        (pydicom.dcmread(path) for path in sorted(folder.iterdir())), key=lambda one: float(one.ImagePositionPatient[2])
    )
    stack = [one.pixel_array * float(one.RescaleSlope) + float(one.RescaleIntercept) for one in slices]
    step_mm = float(slices[1].ImagePositionPatient[2]) - float(slices[0].ImagePositionPatient[2])
    j_mm, i_mm = (float(value) for value in slices[0].PixelSpacing)
    pet = Volume(np.stack(stack).astype(np.float32)[NEMA_PART], np.diag([i_mm, j_mm, step_mm, 1.0]))
    first = [part.start for part in NEMA_PART]
    spheres, fwhms = {}, {}
    for diameter_mm, (j, i) in NEMA_SPHERES.items():
        centre = np.subtract([NEMA_SLICE, j, i], first) * pet.spacing_mm
        found, fwhms[diameter_mm] = _fitted(pet, centre, diameter_mm)
        k_mm, j_mm, i_mm = (float(value) for value in found)
        spheres[diameter_mm] = Ellipsoid.of((k_mm, j_mm, i_mm), diameter_mm, (1, 1, 1))
    return pet, spheres, fwhms[max(fwhms)]


def _fitted(pet: Volume, centre_mm: Floats, diameter_mm: float) -> tuple[Floats, float]:
    """Place of a sphere of known size, and the resolution at it."""
    places = np.stack(np.indices(pet.shape_kji), axis=-1) * pet.spacing_mm
    use = np.linalg.norm(places - centre_mm, axis=-1) <= diameter_mm / 2 + NEAR_MM
    places, values = places[use], pet.array[use].astype(np.float64)
    top = float(values.max())

    def residuals(found: Floats) -> Floats:
        distance = np.linalg.norm(places - found[:3], axis=1)
        model = found[4] + found[5] * profile(distance, diameter_mm / 2, abs(found[3]) / FWHM_PER_SIGMA)
        rest: Floats = model - values / top
        return rest

    found = least_squares(residuals, [*centre_mm, 6.0, 0.1, 0.8]).x
    return found[:3], abs(float(found[3]))


def nema_table(folder: Path, methods: Sequence[Method]) -> tuple[pd.DataFrame, float]:
    """Rows as of the simulated lesions, and the resolution that was measured and used."""
    pet, spheres, fwhm_mm = nema(folder)
    rows: list[dict[str, object]] = []
    for diameter_mm, sphere in spheres.items():
        share = share_inside(sphere, pet.shape_kji, pet.spacing_mm)
        case = _case(pet, share, sphere.volume_ml, diameter_mm, fwhm_mm)
        common = {"diameter_mm": diameter_mm, "fwhm_mm": fwhm_mm, "ceiling": ceiling(pet.array, case.truth)}
        rows += [{**common, **scored(case, one, fwhm_mm)} for one in methods]
    return pd.DataFrame(rows), fwhm_mm


def sarcoma_table(folder: Path, methods: Sequence[Method]) -> pd.DataFrame:
    """Rows of the real lesions; the volume error is against the expert's mask."""
    rows: list[dict[str, object]] = []
    for lesion in json.loads((folder / "ibsi_sts_derived.json").read_text(encoding="utf-8")):
        if lesion["dice41"] < EXPERT_AGREES:
            continue
        pet = read_nifti(folder / lesion["id"] / "PET_image.nii.gz")
        mask: NDArray[np.bool_] = read_nifti(folder / lesion["id"] / "PET_mask.nii.gz").array > 0
        truth_ml = np.count_nonzero(mask) * pet.voxel_ml
        diameter_mm = 2 * math.cbrt(3 * truth_ml * 1000 / (4 * math.pi))
        case = _case(pet, mask.astype(np.float64), truth_ml, diameter_mm, STS_FWHM_MM)
        common = {"lesion": lesion["id"], "diameter_mm": diameter_mm, "ceiling": ceiling(pet.array, mask)}
        rows += [{**common, **scored(case, one, STS_FWHM_MM)} for one in methods]
    return pd.DataFrame(rows)


def _case(pet: Volume, share: Floats, truth_ml: float, diameter_mm: float, fwhm_mm: float) -> Case:
    inside = np.where(share >= 0.5, pet.array, -1)
    k, j, i = (int(n) for n in np.unravel_index(int(np.argmax(inside)), inside.shape))
    setting = Setting(diameter_mm, "real", fwhm_mm, "real")
    return Case(setting, math.nan, math.nan, pet, share, truth_ml, (k, j, i))
