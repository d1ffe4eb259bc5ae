"""Lesions: drawing them, planting them in the activity and the CT, and where their voxels are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pet_ground.demo.phantom import Axes, Placement
from pet_ground.demo.scanner import PSF_FWHM_MM
from pet_ground.demo.sites import HOT_TISSUES, PHYSIOLOGIC, Site, all_sites
from pet_ground.units import FWHM_PER_SIGMA, MM3_PER_ML

FEWEST_LESIONS, MOST_LESIONS = 3, 8
JITTER_MM = 2.5
"""Lesions stray a little from their sites, so that no two patients are alike."""

CLEAR_OF_EACH_OTHER_MM = 14.0
"""Least gap between two lesions: over twice the resolution, so that each keeps its own maximum."""

TOUCHING_GAP_MM = PSF_FWHM_MM
"""A gap of one FWHM or less: the blurred images of the two run into each other."""

ESCAPE_STEP_MM = 1.5
SUPERSAMPLES = 4
"""Sub-points per axis and voxel for the share of a voxel that a lesion fills."""

Box = tuple[slice, slice, slice]


@dataclass(frozen=True)
class Lesion:
    """A planted ellipsoid with axes along x, y, z.

    Attributes:
        site: where it lies, and how it is called.
        centre_lps_mm: its centre.
        radii_mm: half axes along x, y, z.
        uptake_suv: true SUV inside, before blur.
        touches_hot_organ: lies within one FWHM of an organ that may outshine it.
    """

    site: Site
    centre_lps_mm: tuple[float, float, float]
    radii_mm: tuple[float, float, float]
    uptake_suv: float
    touches_hot_organ: bool = False

    @property
    def volume_ml(self) -> float:
        """Volume of the shape in ml."""
        return 4.0 / 3.0 * math.pi * math.prod(self.radii_mm) / MM3_PER_ML

    def moved(self, step_lps_mm: NDArray[np.float64]) -> Lesion:
        """The same lesion at another place."""
        x, y, z = (float(c + s) for c, s in zip(self.centre_lps_mm, step_lps_mm, strict=True))
        return replace(self, centre_lps_mm=(x, y, z))


def peak_recovery(radius_mm: float) -> float:
    """Share of a sphere's contrast that is left at its centre after a Gaussian blur (0 to 1).

    Source: f(0) of the sphere model, erf(R / (sqrt2 sigma)) - sqrt(2 / pi) R / sigma exp(-R^2 / (2 sigma^2)).
    """
    sigma = PSF_FWHM_MM / FWHM_PER_SIGMA
    u = radius_mm / sigma
    return math.erf(u / math.sqrt(2)) - math.sqrt(2 / math.pi) * u * math.exp(-u * u / 2)


def box_of(lesion: Lesion, axes: Axes, margin_mm: float = 0.0) -> Box:
    """The part of a grid that holds a lesion and a margin around it."""
    x, y, z = (
        slice(int(np.searchsorted(axis, c - r - margin_mm)), int(np.searchsorted(axis, c + r + margin_mm)))
        for axis, c, r in zip((axes.x_mm, axes.y_mm, axes.z_mm), lesion.centre_lps_mm, lesion.radii_mm, strict=True)
    )
    return z, y, x


def _inside(lesion: Lesion, axes: Sequence[NDArray[np.float64]], margin_mm: float = 0.0) -> NDArray[np.bool_]:
    x, y, z = (
        ((axis - c) / (r + margin_mm)) ** 2
        for axis, c, r in zip(axes, lesion.centre_lps_mm, lesion.radii_mm, strict=True)
    )
    inside: NDArray[np.bool_] = z[:, None, None] + y[None, :, None] + x[None, None, :] <= 1
    return inside


def mask_of(lesion: Lesion, axes: Axes) -> NDArray[np.bool_]:
    """Voxels [k, j, i] of a grid whose centre lies inside the lesion."""
    mask = np.zeros(axes.shape_kji, dtype=np.bool_)
    z, y, x = box_of(lesion, axes)
    mask[z, y, x] = _inside(lesion, (axes.x_mm[x], axes.y_mm[y], axes.z_mm[z]))
    return mask


def coverage_of(lesion: Lesion, axes: Axes) -> tuple[Box, NDArray[np.float32]]:
    """The box of a lesion in a grid, and the share of each voxel there that it fills (0 to 1)."""
    z, y, x = box_of(lesion, axes, margin_mm=max(axes.spacing_kji_mm))
    offsets = (np.arange(SUPERSAMPLES) + 0.5) / SUPERSAMPLES - 0.5
    dz, dy, dx = axes.spacing_kji_mm
    fine = [
        (axis[part][:, None] + offsets * pitch).ravel()
        for axis, part, pitch in ((axes.x_mm, x, dx), (axes.y_mm, y, dy), (axes.z_mm, z, dz))
    ]
    shape = [n for part in (z, y, x) for n in (part.stop - part.start, SUPERSAMPLES)]
    share: NDArray[np.float32] = _inside(lesion, fine).reshape(shape).mean(axis=(1, 3, 5), dtype=np.float32)
    return (z, y, x), share


def near_hot(lesion: Lesion, tissue: NDArray[np.uint8], axes: Axes, gap_mm: float) -> bool:
    """Whether a hot tissue lies within ``gap_mm`` of the lesion's surface."""
    z, y, x = box_of(lesion, axes, margin_mm=gap_mm)
    around = tissue[z, y, x][_inside(lesion, (axes.x_mm[x], axes.y_mm[y], axes.z_mm[z]), gap_mm)]
    return bool(np.isin(around, list(HOT_TISSUES)).any())


def escape_hot(lesion: Lesion, tissue: NDArray[np.uint8], axes: Axes, gap_mm: float) -> Lesion:
    """Move a lesion along its site's escape until ``gap_mm`` around it is free of hot tissue; note if it touches."""
    direction = np.asarray(lesion.site.escape, dtype=np.float64)
    step = direction / np.linalg.norm(direction) * ESCAPE_STEP_MM
    while near_hot(lesion, tissue, axes, gap_mm):
        lesion = lesion.moved(step)
    return replace(lesion, touches_hot_organ=near_hot(lesion, tissue, axes, TOUCHING_GAP_MM))


def _draw(site: Site, place: Placement, rng: np.random.Generator) -> Lesion:
    diameter = rng.uniform(*site.diameter_mm)
    shape = rng.uniform(0.82, 1.18, size=3) if rng.random() < 0.6 else np.ones(3)
    radii = np.maximum(diameter / 2 * shape / shape.prod() ** (1 / 3), 4.0)
    centre = place.to_lps(site.centre) + rng.uniform(-JITTER_MM, JITTER_MM, size=3)
    wanted = rng.uniform(*site.suv)
    return Lesion(
        site=site,
        centre_lps_mm=(float(centre[0]), float(centre[1]), float(centre[2])),
        radii_mm=(float(radii[0]), float(radii[1]), float(radii[2])),
        uptake_suv=float(wanted / peak_recovery(float(radii.min()))),
    )


def _clear_of(lesion: Lesion, others: Sequence[Lesion]) -> bool:
    def gap(other: Lesion) -> float:
        distance = np.linalg.norm(np.asarray(lesion.centre_lps_mm) - np.asarray(other.centre_lps_mm))
        return float(distance) - max(lesion.radii_mm) - max(other.radii_mm)

    return all(gap(other) >= CLEAR_OF_EACH_OTHER_MM for other in others)


def _in_field(lesion: Lesion, axes: Axes, margin_mm: float = 12.0) -> bool:
    reach = lesion.radii_mm[2] + margin_mm
    return bool(axes.z_mm[0] + reach < lesion.centre_lps_mm[2] < axes.z_mm[-1] - reach)


def draw_lesions(
    tissue: NDArray[np.uint8], axes: Axes, place: Placement, rng: np.random.Generator, physiologic: bool
) -> list[Lesion]:
    """Draw a patient's lesions: three to eight, about a quarter beside hot organs; one physiologic focus if asked."""
    sites = list(all_sites())
    order = [sites[n] for n in rng.permutation(len(sites))]
    count = int(rng.integers(FEWEST_LESIONS + 1, MOST_LESIONS + 1))
    beside = max(1, count // 4)
    wanted = [*[s for s in order if s.beside_hot][: beside + 3], *[s for s in order if not s.beside_hot]]
    if physiologic:
        wanted.insert(0, PHYSIOLOGIC[int(rng.integers(len(PHYSIOLOGIC)))])
    found: list[Lesion] = []
    for site in wanted:
        lesions = [one for one in found if not one.site.physiologic]
        if len(lesions) == count:
            break
        if site.beside_hot and sum(one.site.beside_hot for one in lesions) >= beside:
            continue
        gap_mm = float(rng.uniform(1.5, 3.0)) if site.beside_hot else TOUCHING_GAP_MM + 1.0
        lesion = escape_hot(_draw(site, place, rng), tissue, axes, gap_mm)
        if _clear_of(lesion, found) and _in_field(lesion, axes):
            found.append(lesion)
    return found
