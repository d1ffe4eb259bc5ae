"""Affines of grids whose three spacings differ, turned about the body's long axis."""

from __future__ import annotations

import numpy as np

from pet_ground.imaging.volume import Affine


def affine(
    spacing_kji: tuple[float, float, float], origin_lps: tuple[float, float, float], turn_deg: float = 0.0
) -> Affine:
    """The affine (LPS) of a grid with a spacing along (k, j, i) and a first voxel, turned about z."""
    k, j, i = spacing_kji
    c, s = np.cos(np.deg2rad(turn_deg)), np.sin(np.deg2rad(turn_deg))
    out = np.eye(4)
    out[:3, :3] = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.diag([i, j, k])
    out[:3, 3] = origin_lps
    return out
