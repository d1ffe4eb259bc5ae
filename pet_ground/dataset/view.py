"""What a panel of a figure shows: a rectangle of a PET's plane in mm, sampled, windowed and coloured.

Places on a panel are *plane millimetres*: index x spacing along the PET's own axes, so that an oblique PET hangs
straight and a circle is a circle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from numpy.typing import NDArray

from pet_ground.imaging import Volume
from pet_ground.imaging.resample import OUTSIDE_HU, OUTSIDE_SUV, Grid, resample_image

WINDOW_FLOOR_SUV = 5.0
WINDOW_CEILING_SUV = 15.0
"""The grey scale ends between these: below 5 noise turns black, above 15 the body fades away."""

WINDOW_PART = 0.8
"""The scale ends at this part of the lesion's maximum, so that its core is saturated and its edge is not."""

CT_WINDOW_HU = (-160.0, 240.0)
"""The usual soft-tissue window: level 40, width 400 HU."""

FUSED_COLOURS = "hot"
FUSED_OPACITY = 0.75
"""The most that the PET hides of the CT; it falls to nothing where there is no uptake."""

OPAQUE_PART = 0.6
"""Part of the window from which on the PET has its full opacity."""

BODY_SUV = 0.2
"""Air is colder, tissue is warmer, in g/ml; it only decides what part of the field of view is shown."""

BODY_PART = 0.02
"""A row or column of a picture belongs to the body where at least this part of it is warmer than ``BODY_SUV``."""

BODY_DEPTH = 0.05
"""A ray through the volume meets the body where at least this part of it is warm: noise in the air is not."""

RIM_MM = 15.0
"""What is shown around the body."""


@dataclass(frozen=True)
class Window:
    """A rectangle in plane mm: ``left`` to ``right`` along columns, ``top`` to ``bottom`` along rows."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """As matplotlib's ``imshow`` takes it, rows downwards."""
        return self.left, self.right, self.bottom, self.top

    def shaped(self, aspect: float) -> Window:
        """The smallest window of this ``aspect`` (width by height) around it, with the same middle."""
        width, height = self.right - self.left, self.bottom - self.top
        width, height = max(width, height * aspect), max(height, width / aspect)
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        return Window(x - width / 2, x + width / 2, y - height / 2, y + height / 2)

    def holding(self, x: float, y: float, rim: float) -> Window:
        """The window grown until a point, with a rim, lies in it."""
        return Window(
            min(self.left, x - rim), max(self.right, x + rim), min(self.top, y - rim), max(self.bottom, y + rim)
        )


def body_window(warm: NDArray[np.bool_], row_mm: float, column_mm: float) -> Window:
    """The part of a picture that shows the body, with a rim; all of it where nothing is warm.

    Args:
        warm: shape (rows, columns), true in tissue.
        row_mm: distance between rows.
        column_mm: distance between columns.
    """
    rows = np.flatnonzero(warm.mean(axis=1) > BODY_PART)
    columns = np.flatnonzero(warm.mean(axis=0) > BODY_PART)
    if not len(rows) or not len(columns):
        rows, columns = np.arange(warm.shape[0]), np.arange(warm.shape[1])
    return Window(
        columns[0] * column_mm - RIM_MM,
        columns[-1] * column_mm + RIM_MM,
        rows[0] * row_mm - RIM_MM,
        rows[-1] * row_mm + RIM_MM,
    )


def coronal_window(pet: Volume) -> Window:
    """The part of the PET's coronal projection that shows the body."""
    k_mm, _, i_mm = pet.spacing_mm
    warm = (pet.array > BODY_SUV).mean(axis=1) > BODY_DEPTH
    return body_window(warm[::-1], k_mm, i_mm)


def sagittal_window(pet: Volume) -> Window:
    """The part of the PET's sagittal projection that shows the body."""
    k_mm, j_mm, _ = pet.spacing_mm
    warm = (pet.array > BODY_SUV).mean(axis=2) > BODY_DEPTH
    return body_window(warm[::-1], k_mm, j_mm)


def from_head_mm(pet: Volume, k: float) -> float:
    """Plane mm of an axial index on a projection, whose rows begin at the most cranial slice."""
    return (pet.shape_kji[0] - 1 - k) * pet.spacing_mm[0]


def axial_grid(pet: Volume, k: int, window: Window, pixels: int) -> Grid:
    """A grid of one axial slice at index ``k`` of the PET, along its axes, that fills a window with square pixels.

    Args:
        pet: whose plane it is.
        k: axial slice, from 0.
        window: what is shown.
        pixels: number of columns.
    """
    pixel_mm = (window.right - window.left) / pixels
    rows = max(1, round((window.bottom - window.top) / pixel_mm))
    directions = pet.affine_lps[:3, :3] / np.linalg.norm(pet.affine_lps[:3, :3], axis=0)
    _, j_mm, i_mm = pet.spacing_mm
    affine = np.eye(4)
    affine[:3, :3] = directions * np.array([pixel_mm, pixel_mm, 1.0])
    affine[:3, 3] = pet.to_lps((k, (window.top + pixel_mm / 2) / j_mm, (window.left + pixel_mm / 2) / i_mm))
    return Grid((1, rows, pixels), affine)


def sampled_suv(pet: Volume, grid: Grid) -> NDArray[np.float32]:
    """SUV on a plane, shape (rows, columns)."""
    plane: NDArray[np.float32] = resample_image(pet, grid, OUTSIDE_SUV).array[0].astype(np.float32)
    return plane


def fused(suv: NDArray[np.float32], ct: Volume | None, grid: Grid, top_suv: float) -> NDArray[np.float64]:
    """PET in colour over CT in grey, as red, green and blue from 0 to 1, shape (rows, columns, 3).

    Without a CT the PET has the whole range of its colours.
    """
    part = np.clip(suv / top_suv, 0.0, 1.0)
    colours: NDArray[np.float64] = colormaps[FUSED_COLOURS](part)[..., :3]
    if ct is None:
        return colours
    low, high = CT_WINDOW_HU
    hu = resample_image(ct, grid, OUTSIDE_HU).array[0].astype(np.float64)
    grey = np.clip((hu - low) / (high - low), 0.0, 1.0)[..., None]
    opacity = FUSED_OPACITY * np.clip(part / OPAQUE_PART, 0.0, 1.0)[..., None]
    # Rounding may lift white a hair above 1, which matplotlib complains about.
    mixed: NDArray[np.float64] = np.clip(grey * (1.0 - opacity) + colours * opacity, 0.0, 1.0)
    return mixed


def holds(volume: Volume, lps_mm: NDArray[np.float64]) -> bool:
    """Whether a point lies within the outer edges of a volume."""
    index = volume.to_index(lps_mm)
    return bool(np.all((index >= -0.5) & (index <= np.array(volume.shape_kji) - 0.5)))


def top_of_window(suv_max: float, ceiling_suv: float = WINDOW_CEILING_SUV) -> float:
    """Where the grey scale ends, in whole SUV."""
    return float(math.ceil(np.clip(WINDOW_PART * suv_max, WINDOW_FLOOR_SUV, ceiling_suv)))
