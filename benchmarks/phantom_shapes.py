"""What a scanner of Gaussian resolution sees of ellipsoids: exact, from their Fourier transforms.

An ellipsoid is never painted on voxels. The transform of a ball is known in closed form, that of an ellipsoid is the
same on scaled axes, and the blur multiplies it by a Gaussian; so partial volumes have no error of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfftn, next_fast_len
from scipy.ndimage import gaussian_filter

from pet_ground.units import FWHM_PER_SIGMA

Triple = tuple[float, float, float]
Floats = NDArray[np.float64]

POINTS_PER_FWHM = 3.3
"""Points of the fine grid per resolution: what the blur leaves beyond its highest frequency is below 2e-4."""

ALMOST_ZERO = 1e-3
"""Frequency times radius below which a ball's transform is its volume (to 1e-7)."""

PARTS = 6
"""Parts of a voxel per axis for the share of it that lies in the shape."""


@dataclass(frozen=True, eq=False)
class Ellipsoid:
    """A shape in the volume.

    Attributes:
        centre_mm: (k, j, i), from the centre of the first voxel.
        axes: columns are the half axes in mm, (k, j, i).
    """

    centre_mm: Triple
    axes: Floats

    @classmethod
    def of(cls, centre_mm: Triple, diameter_mm: float, ratio: Triple, turn: Floats | None = None) -> Ellipsoid:
        """An ellipsoid with the volume of a ball of ``diameter_mm``, its axes in a ratio, turned by a rotation."""
        half = np.asarray(ratio) * diameter_mm / 2 / np.cbrt(np.prod(ratio))
        return cls(centre_mm, (np.eye(3) if turn is None else turn) @ np.diag(half))

    @property
    def volume_ml(self) -> float:
        """Its volume, exactly."""
        return float(4 / 3 * np.pi * abs(np.linalg.det(self.axes)) / 1000)

    @property
    def reach_mm(self) -> Floats:
        """Half of its extent along (k, j, i)."""
        reach: Floats = np.linalg.norm(self.axes, axis=1)
        return reach


def blurred(shape: Ellipsoid, shape_kji: tuple[int, int, int], spacing_mm: Triple, fwhm_mm: float) -> Floats:
    """The shape at unit contrast as the scanner sees it at the voxels' centres; 0 far outside, values below 1 inside.

    The volume counts as periodic: leave three resolutions between the shape and its faces.
    """
    times = [max(1, int(np.ceil(step * POINTS_PER_FWHM / fwhm_mm))) for step in spacing_mm]
    steps = [step / n for step, n in zip(spacing_mm, times, strict=True)]
    sizes = [next_fast_len(n * m, real=True) for n, m in zip(shape_kji, times, strict=True)]
    k, j = (2 * np.pi * np.fft.fftfreq(n, step) for n, step in zip(sizes[:2], steps[:2], strict=True))
    waves = (k[:, None, None], j[None, :, None], (2 * np.pi * np.fft.rfftfreq(sizes[2], steps[2]))[None, None, :])
    along = [sum(axis[n] * wave for n, wave in enumerate(waves)) for axis in shape.axes.T]
    q = np.maximum(np.sqrt(sum(a**2 for a in along)), ALMOST_ZERO)
    spectrum = (np.sin(q) - q * np.cos(q)) / q**3 * (4 * np.pi * abs(np.linalg.det(shape.axes)) / np.prod(steps))
    moved = spectrum.astype(np.complex128)
    sigma = fwhm_mm / FWHM_PER_SIGMA
    for wave, centre in zip(waves, shape.centre_mm, strict=True):
        moved *= np.exp(-1j * wave * centre - (sigma * wave) ** 2 / 2)
    fine = irfftn(moved, s=sizes, overwrite_x=True)
    k_end, j_end, i_end = shape_kji
    voxels: Floats = fine[:: times[0], :: times[1], :: times[2]][:k_end, :j_end, :i_end]
    return np.clip(voxels, 0.0, 1.0)


def share_inside(shape: Ellipsoid, shape_kji: tuple[int, int, int], spacing_mm: Triple) -> Floats:
    """The share of each voxel that lies in the shape, of ``PARTS`` parts per axis."""
    inverse = np.linalg.inv(shape.axes)
    axes = [
        (((np.arange(n)[:, None] + (np.arange(PARTS) + 0.5) / PARTS - 0.5) * step).ravel() - centre)
        for n, step, centre in zip(shape_kji, spacing_mm, shape.centre_mm, strict=True)
    ]
    spans = [np.flatnonzero(np.abs(axis) <= reach) // PARTS for axis, reach in zip(axes, shape.reach_mm, strict=True)]
    box = tuple(slice(int(span[0]), int(span[-1]) + 1) for span in spans)
    k, j, i = np.ix_(*(axis[part.start * PARTS : part.stop * PARTS] for axis, part in zip(axes, box, strict=True)))
    inside = sum((row[0] * k + row[1] * j + row[2] * i) ** 2 for row in inverse) <= 1
    n = [part.stop - part.start for part in box]
    whole = np.zeros(shape_kji)
    whole[box] = inside.reshape(n[0], PARTS, n[1], PARTS, n[2], PARTS).mean(axis=(1, 3, 5))
    return whole


def noise(rng: np.random.Generator, shape_kji: tuple[int, int, int], spacing_mm: Triple, fwhm_mm: float) -> Floats:
    """Noise of unit standard deviation with the scanner's resolution in it."""
    sigma = [fwhm_mm / FWHM_PER_SIGMA / step for step in spacing_mm]
    smooth = gaussian_filter(rng.standard_normal(shape_kji), sigma, mode="wrap")
    scaled: Floats = smooth / smooth.std()
    return scaled


def rotation(rng: np.random.Generator) -> Floats:
    """A rotation, every one as likely as any other (QR of a Gaussian matrix with its signs fixed)."""
    q, r = np.linalg.qr(rng.standard_normal((3, 3)))
    turned: Floats = q * np.sign(np.diag(r))
    return turned if np.linalg.det(turned) > 0 else -turned
