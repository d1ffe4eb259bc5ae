"""Other ways of numbering slices than the demo's own: from the feet, from 0, on the CT, or by table position."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pet_ground.demo.phantom import Axes
from pet_ground.demo.study import Planted, Study
from pet_ground.errors import UsageError

CT_SLICE_MM = 5.0
"""Distance of the CT's slices where the reports number them: other than the PET's, as in most hospitals."""

TABLE_END_MM = 20.0
"""Distance of the scan from the table's zero where reports give positions, so that none changes its sign."""


@dataclass(frozen=True)
class Numbering:
    """How the reports of a demo number slices; the fields are those of a site profile."""

    numbered: Literal["pet", "ct", "mm"] = "pet"
    origin: Literal["head", "feet"] = "head"
    base: Literal[0, 1] = 1

    @classmethod
    def parse(cls, words: str) -> Numbering:
        """Read ``ct-feet-0``: what is numbered, the origin, and the base; the last may be left out.

        Raises:
            UsageError: it is something else.
        """
        for numbered in ("pet", "ct", "mm"):
            for origin in ("head", "feet"):
                for base in (0, 1):
                    full = f"{numbered}-{origin}-{base}"
                    if words == full or (base == 1 and words == full.removesuffix("-1")):
                        return cls(numbered, origin, base)
        raise UsageError(f"a numbering reads like pet-head-1, ct-feet-0 or mm-head, not {words!r}")


def renumbered(study: Study, numbering: Numbering) -> Study:
    """A study whose report numbers slices in another way; its PET keeps its voxels.

    The CT gets slices of ``CT_SLICE_MM`` where they are numbered. Where positions are given, the table moves so that
    all are positive as written: z for ``feet``, -z for ``head``.
    """
    if numbering == Numbering():
        return study
    if numbering.numbered == "ct":
        study = _with_ct_slices(study)
    if numbering.numbered == "mm":
        study = _on_one_side(study, numbering.origin)
    planted = tuple(replace(one, axial_slice=_number(study, one, numbering)) for one in study.planted)
    return replace(study, planted=planted, numbered=numbering.numbered)


def _number(study: Study, one: Planted, numbering: Numbering) -> int:
    """What a reader reads off beside the slice of the maximum."""
    z_mm = float(study.pet_axes.z_mm[one.peak_kji[0]])
    if numbering.numbered == "mm":
        return round(-z_mm if numbering.origin == "head" else z_mm)
    stack = study.ct_axes.z_mm if numbering.numbered == "ct" else study.pet_axes.z_mm
    k = int(np.argmin(np.abs(stack - z_mm)))
    rank = len(stack) - 1 - k if numbering.origin == "head" else k
    return rank + numbering.base


def _with_ct_slices(study: Study) -> Study:
    """CT and label map on slices of ``CT_SLICE_MM``, each voxel that of the nearest slice before."""
    z_mm = study.ct_axes.z_mm
    count = int((z_mm[-1] - z_mm[0]) // CT_SLICE_MM) + 1
    positions: NDArray[np.float64] = np.round(z_mm[0] + CT_SLICE_MM * np.arange(count), 3)
    nearest = np.abs(z_mm[None, :] - positions[:, None]).argmin(axis=1)
    axes = Axes(study.ct_axes.x_mm, study.ct_axes.y_mm, positions)
    return replace(study, ct_axes=axes, ct=study.ct[nearest], labels=study.labels[nearest])


def _on_one_side(study: Study, origin: str) -> Study:
    """The same study with all positions below zero (``head``) or above (``feet``)."""
    z_mm = study.pet_axes.z_mm
    shift = float(-z_mm[-1] - TABLE_END_MM if origin == "head" else TABLE_END_MM - z_mm[0])

    def moved(axes: Axes) -> Axes:
        z_mm: NDArray[np.float64] = np.round(axes.z_mm + shift, 3)
        return Axes(axes.x_mm, axes.y_mm, z_mm)

    planted = tuple(replace(one, lesion=one.lesion.moved(np.array([0.0, 0.0, shift]))) for one in study.planted)
    return replace(study, pet_axes=moved(study.pet_axes), ct_axes=moved(study.ct_axes), planted=planted)
