"""A synthetic body whose organs have a HU band each, so that a network of known weights can name them; no patient.

Nothing in it is symmetric: a swapped axis or a mirrored one can't pass.
"""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np
from numpy.typing import NDArray

SIZE_MM = (250.0, 190.0, 330.0)
AIR_HU, BODY_HU, NOISE_HU = -1000, 30, 5.0

Organ = tuple[str, int, tuple[float, float, float], tuple[float, float, float]]

ORGANS: tuple[Organ, ...] = (
    ("lung_lower_lobe_right", -860, (55, -8, 95), (36, 44, 50)),
    ("lung_lower_lobe_left", -680, (-58, -10, 88), (32, 42, 48)),
    ("heart", 140, (-8, 26, 80), (24, 28, 32)),
    ("liver", 240, (48, 10, -5), (50, 48, 34)),
    ("spleen", 340, (-68, -18, -8), (22, 30, 30)),
    ("kidney_right", 440, (46, -32, -75), (20, 22, 32)),
    ("kidney_left", 540, (-50, -34, -68), (20, 22, 34)),
    ("urinary_bladder", -120, (4, 22, -130), (30, 26, 22)),
    ("vertebrae_L3", 640, (2, -56, -90), (18, 18, 26)),
    ("vertebrae_T9", 740, (-2, -58, 70), (17, 18, 26)),
)
"""Name, HU, centre and half axes in mm along RAS, around the middle of the phantom."""


def phantom_ct(spacing_mm: tuple[float, float, float], axcodes: str = "RAS", tilt_deg: float = 0.0) -> nib.Nifti1Image:
    """The CT, int16, at a spacing along RAS, in an order of axes, turned about the body's long axis."""
    body, _ = _painted(spacing_mm)
    hu = body + np.random.default_rng(3).normal(0, NOISE_HU, body.shape)
    return _image(hu.astype(np.int16), spacing_mm, axcodes, tilt_deg)


def phantom_truth(spacing_mm: tuple[float, float, float], axcodes: str = "RAS") -> dict[str, NDArray[np.bool_]]:
    """Where each organ lies in the CT of the same arguments, two voxels inside its surface."""
    _, inner = _painted(spacing_mm)
    return {
        name: np.asanyarray(_image(core.astype(np.uint8), spacing_mm, axcodes, 0.0).dataobj) > 0
        for name, core in inner.items()
    }


def save_ct(path: Path, image: nib.Nifti1Image) -> Path:
    """Write an image and make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nib.save(image, path)
    return path


def _painted(spacing_mm: tuple[float, float, float]) -> tuple[NDArray[np.float64], dict[str, NDArray[np.bool_]]]:
    counts = [round(size / mm) for size, mm in zip(SIZE_MM, spacing_mm, strict=True)]
    x, y, z = np.meshgrid(
        *[(np.arange(n) - (n - 1) / 2) * mm for n, mm in zip(counts, spacing_mm, strict=True)],
        indexing="ij",
        sparse=True,
    )

    def ellipsoid(centre: tuple[float, float, float], half: NDArray[np.float64]) -> NDArray[np.bool_]:
        inside: NDArray[np.bool_] = sum(((g - c) / h) ** 2 for g, c, h in zip((x, y, z), centre, half, strict=True)) < 1
        return inside

    hu = np.full(counts, float(AIR_HU))
    hu[ellipsoid((0, -4, 0), np.array([112.0, 80.0, 260.0]))] = BODY_HU
    inner = {}
    for name, value, centre, half in ORGANS:
        hu[ellipsoid(centre, np.array(half))] = value
        inner[name] = ellipsoid(centre, np.array(half) - 2 * max(*spacing_mm, 6.0))
    return hu, inner


def _image(
    array: NDArray[np.generic], spacing_mm: tuple[float, float, float], axcodes: str, tilt_deg: float
) -> nib.Nifti1Image:
    angle = np.deg2rad(tilt_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.diag(spacing_mm)
    affine[:3, 3] = turn @ [-(n - 1) / 2 * mm for n, mm in zip(array.shape, spacing_mm, strict=True)] + [
        11.0,
        -7.0,
        350.0,
    ]
    ras, wanted = (nib.orientations.axcodes2ornt(codes) for codes in ("RAS", axcodes))
    return nib.Nifti1Image(array, affine).as_reoriented(nib.orientations.ornt_transform(ras, wanted))
