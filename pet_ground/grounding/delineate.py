"""The contour of a lesion by a boundary-reproducing threshold relative to the mean inside (avg-ITM, Jentzen 2015)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, component, contact_share, cropped, within
from pet_ground.grounding.catchment import REACH, first_background, hottest
from pet_ground.grounding.noise import SPIKE_ML, without_spike
from pet_ground.grounding.parting import LONE_BASIN, Parting
from pet_ground.grounding.settling import (
    BOX_MARGINS_MM,
    CORE_FRACTION,
    LOW_CONTRAST,
    MAX_EXTENT_MM,
    MAX_VOLUME_ML,
    SHELL_FWHM,
    BoxTooSmallError,
    Contour,
    Part,
    Settling,
)
from pet_ground.grounding.sharpen import sharpened
from pet_ground.grounding.small import resized
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

__all__ = [
    "BOX_MARGINS_MM",
    "CORE_FRACTION",
    "LOW_CONTRAST",
    "MAX_EXTENT_MM",
    "MAX_VOLUME_ML",
    "SHELL_FWHM",
    "Contour",
    "Parted",
    "avg_itm",
    "contour_within",
    "parted_contour",
]

HIGH_SADDLE = 0.75
"""Saddle to a hotter neighbour, relative to the lesion's maximum, from which the neighbour's spill moves the valley
between them into the lesion (synthetic lesions at 0 to 4 mm from bladder, kidney, heart, brain and ureter)."""

WIDE_CONTACT = 0.25
"""Share of its surface with which a contour between sharpened neighbours meets warm voxels, from which it is no lesion
beside an organ but a part of something larger: up to 0.21 for those synthetic lesions, 0.39 for the hot core of a real
sarcoma (STS_001)."""


LARGE_ML = 10.0
"""Contours from this volume on may hold a lesion and a colder organ: a lesion hotter than the heart is its maximum."""

LESS_THAN = 0.5
"""Part of such a contour that the lesion alone must stay below, to be told from the whole."""

NARROW_CONTACT = 0.2
"""Share of its surface up to which the lesion meets the rest by a neck: 0.12 and 0.14 for synthetic lesions on bladder
and heart, 0.26 to 0.70 for the hottest parts of real sarcomas (IBSI STS)."""


@dataclass(frozen=True, eq=False)
class Parted:
    """A contour between sharpened neighbours.

    Attributes:
        contour: what avg-ITM draws in the part of its maximum.
        prominence: how far the part stands out of the sharpened image, 0 to 1.
        contact: share of the contour's surface that meets warm voxels.
    """

    contour: Contour
    prominence: float
    contact: float


@dataclass(frozen=True, eq=False)
class Room:
    """Voxels of a box for a contour, and the hottest of them."""

    peak: Index
    domain: Bools


def avg_itm(pet: Volume, seed_kji: Sequence[int], psf_fwhm_mm: float, highest_suv: float = math.inf) -> Contour:
    """Contour of the lesion whose maximum is at (or is one with the maximum at) ``seed_kji``.

    The threshold is T = B + BRT_avg(V) (mean - B), with V and the mean of the current contour and B the median of a
    shell around it; the part that holds the maximum is thresholded anew at each step, so it grows and shrinks.

    Args:
        pet: SUV volume, g/ml.
        seed_kji: voxel of a local maximum.
        psf_fwhm_mm: resolution of the scanner.
        highest_suv: a lesion with a hotter voxel is not wanted, g/ml.

    Raises:
        ItemDropped: the contour runs out of every bound (``leak``); the lesion is too hot (``suv_mismatch``).
        ValueError: the seed has no positive SUV.
    """
    seed = (int(seed_kji[0]), int(seed_kji[1]), int(seed_kji[2]))
    if not float(pet.array[seed]) > 0:
        raise ValueError(f"the SUV at the seed is {float(pet.array[seed])}, not positive")
    contour = _alone_or_parted(pet, seed, psf_fwhm_mm, highest_suv)
    if "low_contrast" in contour.flags and contour.mask.voxels * pet.voxel_ml < SPIKE_ML:
        return without_spike(pet, contour, psf_fwhm_mm, _alone_or_parted)
    return contour


def _alone_or_parted(pet: Volume, seed: Index, psf_fwhm_mm: float, highest_suv: float = math.inf) -> Contour:
    """The contour in the smallest box that holds it, without the neighbours that it meets."""
    work = Settling(pet, psf_fwhm_mm, highest_suv)
    for margin_mm in BOX_MARGINS_MM:
        try:
            contour = work.within(Box.around(seed, seed, margin_mm, work.grid), seed)
        except BoxTooSmallError:
            continue
        if "touches_hot_organ" in contour.flags:
            return _beside_neighbours(pet, contour, psf_fwhm_mm)
        is_large = contour.mask.voxels * work.grid.voxel_ml >= LARGE_ML
        return _without_organ(pet, contour, psf_fwhm_mm) if is_large else resized(pet, contour, psf_fwhm_mm)
    raise ItemDropped(Reason.LEAK, f"contour beyond {BOX_MARGINS_MM[-1]:g} mm from its maximum")


def contour_within(pet: Volume, box: Box, part: Part, psf_fwhm_mm: float) -> Contour:
    """Contour of a lesion whose neighbours are cut off already: avg-ITM inside ``part`` of a box.

    Raises:
        ItemDropped: the contour reaches the border of the box or is larger than a lesion can be (``leak``).
    """
    work = Settling(pet, psf_fwhm_mm, math.inf)
    try:
        settled = work.settle(part, box)
    except BoxTooSmallError as exc:
        raise ItemDropped(Reason.LEAK, "contour at the border of its box") from exc
    return work.contour(settled, part, box, saddle_ratio=1.0, touches=True)


def parted_contour(pet: Volume, seed: Index, psf_fwhm_mm: float) -> Parted:
    """The contour of a maximum in its part of the sharpened image, where lesions and organs melt into each other less.

    Raises:
        ItemDropped: it reaches the border of its box (``leak``).
    """
    work = Settling(pet, psf_fwhm_mm, math.inf)
    box = Box.around(seed, seed, BOX_MARGINS_MM[0], work.grid)
    suv, local = pet.array[box.slices], box.local(seed)
    peak_suv = float(pet.array[seed])
    background = first_background(suv, peak_suv)
    region = suv >= background + REACH * (peak_suv - background)
    parting = Parting.of(sharpened(suv, work.grid.spacing_mm, psf_fwhm_mm), region, background, LONE_BASIN)
    label = parting.label_at(local)
    own = component(parting.part(label), local)
    contour = contour_within(pet, box, Room(hottest(suv, own), own), psf_fwhm_mm)
    warm = suv >= contour.threshold_suv
    share = contact_share(within(contour.mask, box), warm, work.grid.spacing_mm)
    return Parted(contour, parting.prominence(label), share)


def _beside_neighbours(pet: Volume, contour: Contour, psf_fwhm_mm: float) -> Contour:
    """A contour that meets neighbours, with the border between them from the sharpened image where that is better.

    The spill of a much hotter neighbour moves the valley between the two into the lesion; the sharpened valley lies
    right. Elsewhere a voxel must be on the lesion's side of both.
    """
    peak = contour.peak_kji
    try:
        other = parted_contour(pet, peak, psf_fwhm_mm)
    except ItemDropped:
        return contour
    if other.contour.peak_kji != peak or other.contact > WIDE_CONTACT:
        return contour
    if contour.saddle_ratio >= HIGH_SADDLE:
        return replace(other.contour, saddle_ratio=contour.saddle_ratio)
    box = Box.around(peak, peak, BOX_MARGINS_MM[0], Grid.of(pet))
    shared = component(within(other.contour.mask, box) & within(contour.mask, box), box.local(peak))
    return replace(contour, mask=cropped(shared, box))


def _without_organ(pet: Volume, contour: Contour, psf_fwhm_mm: float) -> Contour:
    """A large contour, or that of its hottest part where this hangs on the rest by a neck only."""
    try:
        other = parted_contour(pet, contour.peak_kji, psf_fwhm_mm)
    except ItemDropped:
        return contour
    is_less = other.contour.mask.voxels < LESS_THAN * contour.mask.voxels
    if other.contour.peak_kji != contour.peak_kji or other.contact > NARROW_CONTACT or not is_less:
        return contour
    return other.contour
