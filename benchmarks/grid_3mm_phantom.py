"""Lesions of known shape as a scanner shows them: for ``grid_3mm.py``.

A shape is painted on a grid of half a millimetre to a millimetre and blurred by the scanner's resolution. Cubic
interpolation between such fine samples of a smooth object is exact to about 0.1 %, so the object can be sampled on any
grid: on a vendor's, or directly at 3 mm, as a scanner with that grid would.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates, spline_filter
from skimage.measure import label

from pet_ground.imaging import Volume
from pet_ground.imaging.volume import Affine, canonical
from pet_ground.units import FWHM_PER_SIGMA

VENDORS = {
    "GE 3.65 x 3.65 x 3.27": (3.27, 3.65, 3.65),
    "GE 2.73 x 2.73 x 3.27": (3.27, 2.73, 2.73),
    "Siemens 4.07 x 4.07 x 3": (3.0, 4.07, 4.07),
    "Siemens 1.65 x 1.65 x 3": (3.0, 1.65, 1.65),
    "Philips 4 x 4 x 4": (4.0, 4.0, 4.0),
}
"""Voxel sizes [k, j, i] in mm."""

PLACES = ("straight", "flipped", "oblique")
"""How the axes of a series lie: along LPS; against it; turned by up to ``TURN_DEG`` about all three axes."""
TURN_DEG = 20.0
SHAPES = ("sphere", "ellipsoid", "irregular")
BACKGROUND, CONTRAST = 1.0, 8.0
RIM_MM = 14.0
"""Kept around a shape: more than twice the FWHM, where nothing of the blur is left."""


@dataclass(frozen=True, eq=False)
class Thing:
    """A lesion about the origin of the patient's frame.

    Attributes:
        inside: the painted shape on the fine grid, whose axes are (z, y, x), without a rim.
        step_mm: distance of its samples.
        fwhm_mm: resolution of the scanner.
    """

    inside: NDArray[np.bool_]
    step_mm: float
    fwhm_mm: float

    @property
    def reach_mm(self) -> float:
        """From the middle to the edge of what a scan of it shows."""
        return (self.inside.shape[0] - 1) / 2 * self.step_mm + RIM_MM

    @cached_property
    def _spline(self) -> NDArray[np.float64]:
        activity = BACKGROUND + (CONTRAST - 1) * BACKGROUND * np.pad(self.inside, self._rim).astype(np.float64)
        blurred = gaussian_filter(activity, self.fwhm_mm / FWHM_PER_SIGMA / self.step_mm, mode="nearest")
        spline: NDArray[np.float64] = spline_filter(blurred, order=3, mode="nearest")
        return spline

    @property
    def _rim(self) -> int:
        return int(RIM_MM / self.step_mm)

    def suv(self, lps_mm: NDArray[np.float64]) -> NDArray[np.float32]:
        """What a scanner shows at points, shape (..., 3) to (...)."""
        index = np.moveaxis(self._index(lps_mm), -1, 0) + self._rim
        found: NDArray[np.float32] = map_coordinates(self._spline, index, order=3, mode="nearest", prefilter=False)
        return found.astype(np.float32)

    def holds(self, lps_mm: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether points lie inside the shape, shape (..., 3) to (...)."""
        index = np.rint(self._index(lps_mm)).astype(int)
        within = np.all((index >= 0) & (index < self.inside.shape), axis=-1)
        clipped = np.clip(index, 0, np.array(self.inside.shape) - 1)
        return self.inside[tuple(np.moveaxis(clipped, -1, 0))] & within

    def _index(self, lps_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        return lps_mm[..., ::-1] / self.step_mm + (np.array(self.inside.shape) - 1) / 2


def thing(shape: str, volume_ml: float, rng: np.random.Generator, fwhm_mm: float = 6.0) -> Thing:
    """A sphere, an ellipsoid (axes 1 : 1.4 : 2, turned), or a chain of three to five balls of different sizes."""
    radius = (3000 * volume_ml / (4 * np.pi)) ** (1 / 3)
    step = 0.5 if radius < 8 else 1.0
    half = int(2.2 * radius / step) + 1
    points = np.stack(np.meshgrid(*[np.arange(-half, half + 1) * step] * 3, indexing="ij"), axis=-1)
    score = _score(shape, points / radius, rng)
    count = round(1000 * volume_ml / step**3)
    inside = score <= np.partition(score.ravel(), count)[count]
    return Thing(inside, step, fwhm_mm)


def _score(shape: str, points: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """A function of place whose level sets are the shape in every size."""
    if shape == "sphere":
        return np.linalg.norm(points, axis=-1)
    turn = turned(rng, 180.0)
    if shape == "ellipsoid":
        return np.linalg.norm((points @ turn) * (1.0, 1.4, 2.0), axis=-1)
    number = int(rng.integers(3, 6))
    along = np.cumsum(rng.uniform(0.35, 0.65, number))
    centres = np.stack([along - along.mean(), *rng.uniform(-0.35, 0.35, (2, number))], axis=1) @ turn
    sizes = rng.uniform(0.5, 0.9, number)
    each = [np.linalg.norm(points - centre, axis=-1) - size for centre, size in zip(centres, sizes, strict=True)]
    return np.minimum.reduce(each)


def turned(rng: np.random.Generator, degrees: float) -> NDArray[np.float64]:
    """A rotation about all three axes, each by up to ``degrees``."""
    out = np.eye(3)
    for axis, angle in enumerate(np.deg2rad(rng.uniform(-degrees, degrees, 3))):
        one = np.eye(3)
        a, b = [n for n in range(3) if n != axis]
        one[a, a] = one[b, b] = np.cos(angle)
        one[a, b], one[b, a] = -np.sin(angle), np.sin(angle)
        out = out @ one
    return out


def affine_ras(place: str, spacing_kji: tuple[float, float, float], rng: np.random.Generator) -> Affine:
    """The directions of a series as NIfTI states them, without an origin."""
    signs = {"straight": (-1.0, -1.0, 1.0), "flipped": (1.0, 1.0, -1.0), "oblique": (-1.0, -1.0, 1.0)}[place]
    turn = turned(rng, TURN_DEG) if place == "oblique" else np.eye(3)
    out = np.eye(4)
    out[:3, :3] = turn @ np.diag(signs) @ np.diag(spacing_kji[::-1])
    return out


def scanned(one: Thing, affine: Affine, rng: np.random.Generator) -> tuple[Volume, Volume]:
    """A lesion on a series' own grid, at a random place between its voxels: SUV and mask."""
    mask = contoured(one, affine, rng)
    return mask.like(one.suv(points_of(mask))), mask


def contoured(one: Thing, affine: Affine, rng: np.random.Generator) -> Volume:
    """The mask of a lesion on a series' own grid, at a random place between its voxels; its largest part."""
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    size = (np.ceil(2 * one.reach_mm / spacing)).astype(int) + np.array([1, 2, 3])
    placed = affine.copy()
    placed[:3, 3] = -affine[:3, :3] @ ((size - 1) / 2 + rng.uniform(-0.5, 0.5, 3))
    blank = canonical(np.zeros(tuple(size), np.uint8), placed)
    return blank.like(largest(one.holds(points_of(blank))).astype(np.uint8))


def points_of(volume: Volume) -> NDArray[np.float64]:
    """Where the voxels of a volume lie, LPS in mm, shape (K, J, I, 3)."""
    return volume.to_lps(np.moveaxis(np.indices(volume.shape_kji), 0, -1))


def largest(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest 26-connected part."""
    found = label(mask, connectivity=3)
    sizes = np.bincount(found.ravel())
    sizes[0] = 0
    return np.asarray(found == int(sizes.argmax())) & mask
