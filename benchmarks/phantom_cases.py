"""The lesions of the phantom study: shapes, scanners, contrasts and noise, and images of them with their truth."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from phantom_shapes import Ellipsoid, Floats, Triple, blurred, noise, rotation, share_inside

from pet_ground.imaging import Volume

GRIDS: dict[str, Triple] = {
    "GE 2.73": (3.27, 2.73, 2.73),
    "GE 3.65": (3.27, 3.65, 3.65),
    "Siemens 1.65": (3.0, 1.65, 1.65),
    "Siemens 4.07": (3.0, 4.07, 4.07),
    "Philips 4": (4.0, 4.0, 4.0),
}
"""Spacing along (k, j, i) in mm of voxels that three vendors write."""

RATIOS: dict[str, Triple] = {"sphere": (1, 1, 1), "1:1:2": (1, 1, 2), "1:1.5:2": (1, 1.5, 2)}
"""Ratios of the axes; every lesion is turned at random."""

UNEVEN = "uneven"
"""A ball with a ball of half its diameter at its border inside that is twice as hot: no even ellipsoid."""

BACKGROUND_SUV = 1.0
MARGIN_MM = 30.0
"""Background around every lesion."""

ORGAN_MM, ORGAN_TIMES = 60.0, 2.0
"""A ball of this diameter beside the lesion, hotter by this factor."""


@dataclass(frozen=True)
class Setting:
    """A lesion and a scanner; ``gap_fwhm`` is the distance to a hot organ's border in FWHM, None without one."""

    diameter_mm: float
    shape: str
    fwhm_mm: float
    grid: str
    gap_fwhm: float | None = None


@dataclass(frozen=True)
class Design:
    """What is combined with what.

    ``settings`` holds all lesions and scanners; each is seen at all contrasts and noise levels. A noise level is the
    standard deviation in the background, relative to it; in the lesion it rises with the square root of the SUV.
    """

    settings: tuple[Setting, ...]
    contrasts: tuple[float, ...]
    noises: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """One image of a lesion.

    Attributes:
        pet: SUV volume, g/ml.
        share: share of each voxel that lies in the lesion; ``truth`` are the voxels with at least half.
        truth_ml: the lesion's volume, exactly.
        seed_kji: hottest voxel of the truth; beside an organ, of its inner half.
    """

    setting: Setting
    contrast: float
    noise: float
    pet: Volume
    share: Floats
    truth_ml: float
    seed_kji: tuple[int, int, int]

    @property
    def truth(self) -> NDArray[np.bool_]:
        """Voxels that lie in the lesion by half or more; where there is none, the one with the largest share."""
        half = self.share >= 0.5
        return half if half.any() else self.share == self.share.max()


def alone(
    diameters_mm: Sequence[float], shapes: Sequence[str], fwhms_mm: Sequence[float], grids: Sequence[str]
) -> tuple[Setting, ...]:
    """Every combination, in an even background."""
    return tuple(Setting(*one) for one in product(diameters_mm, shapes, fwhms_mm, grids))


def beside_organ(
    diameters_mm: Sequence[float], fwhms_mm: Sequence[float], grids: Sequence[str], gaps_fwhm: Sequence[float]
) -> tuple[Setting, ...]:
    """Spheres at distances from a hot organ."""
    combined = product(diameters_mm, fwhms_mm, grids, gaps_fwhm)
    return tuple(Setting(d, "sphere", fwhm, grid, gap) for d, fwhm, grid, gap in combined)


def cases(setting: Setting, contrasts: Sequence[float], noises: Sequence[float]) -> Iterator[Case]:
    """Images of one lesion. Its place between the voxels, its turn and the noise come from the setting's hash."""
    rng = np.random.default_rng(zlib.crc32(repr(setting).encode()))
    spacing_mm = GRIDS[setting.grid]
    lesion = _lesion(setting, rng)
    cores = [_core(setting, rng)] if setting.shape == UNEVEN else []
    organs = [] if setting.gap_fwhm is None else [_organ(setting, rng)]
    shape_kji, origin_mm = _room([lesion, *organs], spacing_mm, rng)
    lesion, *others = (_moved(one, origin_mm) for one in (lesion, *cores, *organs))
    seen = [blurred(one, shape_kji, spacing_mm, setting.fwhm_mm) for one in (lesion, *others)]
    share = share_inside(lesion, shape_kji, spacing_mm)
    middle = _where_it_is_hottest(setting, lesion, share, spacing_mm)
    grain = noise(rng, shape_kji, spacing_mm, setting.fwhm_mm)
    affine = np.diag([*spacing_mm[::-1], 1.0])
    for contrast, level in product(contrasts, noises):
        added = [contrast - 1, *[contrast for _ in cores], *[ORGAN_TIMES * contrast - 1 for _ in organs]]
        clean = BACKGROUND_SUV * (1 + sum(height * one for height, one in zip(added, seen, strict=True)))
        suv = np.maximum(clean + level * np.sqrt(BACKGROUND_SUV * clean) * grain, 0).astype(np.float32)
        k, j, i = (int(n) for n in np.unravel_index(int(np.argmax(np.where(middle, suv, -1))), suv.shape))
        yield Case(setting, contrast, level, Volume(suv, affine), share, lesion.volume_ml, (k, j, i))


def _where_it_is_hottest(setting: Setting, lesion: Ellipsoid, share: Floats, spacing_mm: Triple) -> NDArray[np.bool_]:
    """Voxels among which the seed is: the lesion's; beside an organ, whose spill is hotter, its inner half."""
    if setting.gap_fwhm is not None:
        share = share_inside(Ellipsoid(lesion.centre_mm, lesion.axes / 2), share.shape, spacing_mm)
    where: NDArray[np.bool_] = share >= min(0.5, float(share.max()))
    return where


def _lesion(setting: Setting, rng: np.random.Generator) -> Ellipsoid:
    ratio = RATIOS["sphere" if setting.shape == UNEVEN else setting.shape]
    return Ellipsoid.of((0.0, 0.0, 0.0), setting.diameter_mm, ratio, rotation(rng))


def _core(setting: Setting, rng: np.random.Generator) -> Ellipsoid:
    return Ellipsoid.of(_triple(rotation(rng)[:, 0] * setting.diameter_mm / 4), setting.diameter_mm / 2, (1, 1, 1))


def _organ(setting: Setting, rng: np.random.Generator) -> Ellipsoid:
    gap_mm = (setting.gap_fwhm or 0.0) * setting.fwhm_mm
    away = rotation(rng)[:, 0] * (setting.diameter_mm / 2 + gap_mm + ORGAN_MM / 2)
    return Ellipsoid.of(_triple(away), ORGAN_MM, RATIOS["sphere"])


def _room(shapes: list[Ellipsoid], spacing_mm: Triple, rng: np.random.Generator) -> tuple[tuple[int, int, int], Floats]:
    """Shape of the volume that holds all shapes with a margin, and by how much they move; between voxels at random."""
    low = np.min([np.asarray(one.centre_mm) - one.reach_mm for one in shapes], axis=0) - MARGIN_MM
    high = np.max([np.asarray(one.centre_mm) + one.reach_mm for one in shapes], axis=0) + MARGIN_MM
    k, j, i = (int(np.ceil(length / step)) + 2 for length, step in zip(high - low, spacing_mm, strict=True))
    return (k, j, i), rng.uniform(0, 1, 3) * spacing_mm - low


def _moved(shape: Ellipsoid, by_mm: Floats) -> Ellipsoid:
    return Ellipsoid(_triple(np.asarray(shape.centre_mm) + by_mm), shape.axes)


def _triple(values: Floats) -> Triple:
    k, j, i = (float(value) for value in values)
    return k, j, i
