"""Phantoms for grounding: spheres of known activity, blurred like a scanner does, on anisotropic grids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import Evidence, Laterality, Mention
from pet_ground.units import FWHM_PER_SIGMA

FWHM_MM = 6.5
FINE = 3
"""Sub-voxels per axis; odd, so that a voxel's centre is the centre of its middle sub-voxel."""


@dataclass(frozen=True)
class Sphere:
    """A sphere at a place (k, j, i in mm from the first voxel's centre)."""

    centre_mm: tuple[float, float, float]
    diameter_mm: float
    suv: float


def affine_of(spacing_mm: tuple[float, float, float], first_lps_mm=(-70.0, -50.0, -300.0)) -> NDArray[np.float64]:
    """Axis-parallel affine of a grid with this spacing along (k, j, i)."""
    affine = np.diag([*spacing_mm[::-1], 1.0])
    affine[:3, 3] = first_lps_mm
    return affine


def inside(sphere: Sphere, shape, spacing_mm, fine: int = 1) -> NDArray[np.bool_]:
    """Sub-voxels whose centre lies in the sphere."""
    axes = [
        ((np.arange(n * fine) + 0.5) / fine - 0.5) * step - c
        for n, step, c in zip(shape, spacing_mm, sphere.centre_mm, strict=True)
    ]
    k, j, i = np.meshgrid(*axes, indexing="ij", sparse=True)
    return k**2 + j**2 + i**2 <= (sphere.diameter_mm / 2) ** 2


def phantom(shape, spacing_mm, spheres, background_suv=1.0, fwhm_mm=FWHM_MM) -> Volume:
    """What a scanner of this resolution sees of spheres in an even background."""
    activity = np.full([n * FINE for n in shape], background_suv, dtype=np.float32)
    for sphere in spheres:
        activity[inside(sphere, shape, spacing_mm, FINE)] = sphere.suv
    sigma = [fwhm_mm / FWHM_PER_SIGMA / step * FINE for step in spacing_mm]
    blurred = gaussian_filter(activity, sigma, mode="nearest")
    middle = slice(FINE // 2, None, FINE)
    return Volume(np.ascontiguousarray(blurred[middle, middle, middle]), affine_of(spacing_mm))


def peak_of(pet: Volume, sphere: Sphere) -> tuple[int, int, int]:
    """The hottest voxel inside a sphere."""
    part = np.where(inside(sphere, pet.shape_kji, pet.spacing_mm), pet.array, -np.inf)
    k, j, i = np.unravel_index(int(np.argmax(part)), part.shape)
    return int(k), int(j), int(i)


def dice(mask: LocalMask | NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Overlap of a mask with the truth, 0 to 1."""
    own = mask.full(truth.shape).astype(bool) if isinstance(mask, LocalMask) else mask
    return float(2 * np.sum(own & truth) / (own.sum() + truth.sum()))


def mention(suv: float, axial_slice: int, number: int = 1, side: str | None = None, decimals: int = 1) -> Mention:
    """A kept mention as the extraction makes it."""
    value = f"{suv:.{decimals}f}"
    sentence = f"Focus with SUVmax {value} on slice {axial_slice}."
    spans = (("suv_max", value), ("axial_slice", str(axial_slice)))
    starts = (sentence.index("SUVmax ") + 7, sentence.index("slice ") + 6)
    evidence = tuple(
        Evidence(field=name, start=start, end=start + len(quote), quote=quote)  # type: ignore[arg-type]
        for (name, quote), start in zip(spans, starts, strict=True)
    )
    return Mention(
        report_id="R1",
        number=number,
        sentence=sentence,
        start=0,
        end=len(sentence),
        suv_max=suv,
        suv_decimals=decimals,
        axial_slice=axial_slice,
        laterality=None if side is None else Laterality(side),
        status="kept",
        evidence=evidence,
    )


def mention_of(pet: Volume, sphere: Sphere, number: int = 1, side: str | None = None) -> Mention:
    """What a reader writes of a sphere: its maximum, and the slice of it, counted from the head from 1."""
    peak = peak_of(pet, sphere)
    return mention(round(float(pet.array[peak]), 1), pet.shape_kji[0] - peak[0], number, side)


def position(suv: float, table_mm: float, number: int = 1) -> Mention:
    """A kept mention with a position of the table in place of a slice."""
    value, place = f"{suv:.1f}", f"{table_mm:.1f}"
    sentence = f"Focus with SUVmax {value}, slice location {place}."
    at = sentence.index(place)
    return Mention(
        report_id="R",
        number=number,
        sentence=sentence,
        start=0,
        end=len(sentence),
        suv_max=suv,
        suv_decimals=1,
        table_mm=table_mm,
        status="kept",
        evidence=(
            Evidence(field="suv_max", start=18, end=18 + len(value), quote=value),
            Evidence(field="table_mm", start=at, end=at + len(place), quote=place),
        ),
    )
