"""Contours beside neighbours: borders from the sharpened image, and what of a large contour is another's."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from pet_ground.errors import ItemDropped
from pet_ground.grounding.boxes import Bools, Box, Grid, Index, component, contact_mm2, cropped, saddle_suv, within
from pet_ground.grounding.catchment import COLDER_SADDLE, REACH, first_background, hottest
from pet_ground.grounding.parting import LONE_BASIN, Parting
from pet_ground.grounding.settling import BOX_MARGINS_MM, BoxTooSmallError, Contour, Part, Settling
from pet_ground.grounding.sharpen import sharpened
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

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

SMALL_PART = 0.2
"""Part of such a contour below which it may be a lesion on an organ: up to 0.15 for synthetic lesions of 11 to 30 mm on
heart, kidney and bladder, where noise cuts a tube at 0.05 to 0.5."""

NOISE_SADDLE = 0.75
"""Saddle between a contour's part and its rest, relative to the maximum, that noise can make: down to 0.82 in tubes of
10 to 20 mm with noise of 4 %, 0.77 with 6 %. In small parts ``COLDER_SADDLE`` holds: 0.60 to 0.83 for those lesions."""

NARROW_CONTACT = 0.2
"""Share of its surface up to which the lesion meets the rest by a neck: 0.12 and 0.14 for synthetic lesions on bladder
and heart, 0.26 to 0.70 for the hottest parts of real sarcomas (IBSI STS)."""

NARROW_FWHM2 = 10.0
"""The same as an area, in squares of the resolution, for lesions so small that a neck is much of their surface: up to
8.8 for synthetic lesions hotter than the heart by 10 to 60 %, from 13 on for the hottest parts of real sarcomas."""

TINY_PART = 0.1
"""Part of the contour below which that area counts: 0.01 and 0.02 for those small lesions."""


@dataclass(frozen=True, eq=False)
class Parted:
    """A contour between sharpened neighbours.

    Attributes:
        contour: what avg-ITM draws in the part of its maximum.
        prominence: how far the part stands out of the sharpened image, 0 to 1.
        contact: share of the contour's surface that meets warm voxels.
        contact_mm2: their area.
    """

    contour: Contour
    prominence: float
    contact: float
    contact_mm2: float


@dataclass(frozen=True, eq=False)
class Room:
    """Voxels of a box for a contour, and the hottest of them."""

    peak: Index
    domain: Bools


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
    contact, surface = contact_mm2(within(contour.mask, box), warm, work.grid.spacing_mm)
    return Parted(contour, parting.prominence(label), contact / surface if surface else 0.0, contact)


def beside_neighbours(pet: Volume, contour: Contour, psf_fwhm_mm: float) -> Contour:
    """A contour that meets neighbours, with the border between them from the sharpened image where that is better.

    The spill of a much hotter neighbour moves the valley between the two into the lesion; the sharpened valley lies
    right. Elsewhere a voxel must be on the lesion's side of both.
    """
    peak = contour.peak_kji
    try:
        other = parted_contour(pet, peak, psf_fwhm_mm)
    except ItemDropped:
        return contour
    if other.contour.peak_kji != peak or other.contact > WIDE_CONTACT or _is_one(pet, contour, other.contour):
        return contour
    if contour.saddle_ratio >= HIGH_SADDLE:
        return replace(other.contour, saddle_ratio=contour.saddle_ratio)
    box = Box.around(peak, peak, BOX_MARGINS_MM[0], Grid.of(pet))
    shared = component(within(other.contour.mask, box) & within(contour.mask, box), box.local(peak))
    return replace(contour, mask=cropped(shared, box))


def without_organ(pet: Volume, contour: Contour, psf_fwhm_mm: float) -> Contour:
    """A large contour, or that of its hottest part where this hangs on the rest by a neck only."""
    try:
        other = parted_contour(pet, contour.peak_kji, psf_fwhm_mm)
    except ItemDropped:
        return contour
    if other.contour.peak_kji != contour.peak_kji or not _is_less(other.contour, contour, LESS_THAN):
        return contour
    is_tiny = _is_less(other.contour, contour, TINY_PART)
    is_neck = other.contact <= NARROW_CONTACT or (is_tiny and other.contact_mm2 <= NARROW_FWHM2 * psf_fwhm_mm**2)
    return other.contour if is_neck and not _is_one(pet, contour, other.contour) else contour


def _is_one(pet: Volume, contour: Contour, part: Contour) -> bool:
    """Whether the rest of a contour, half of it or more, is one with a part of it in the image as it is.

    Sharpening deepens the valleys that noise makes in even uptake: a tube would end at each. It says nothing of a faint
    contour, which noise may have led over the background, nor of one that fills all that is seen.
    """
    is_faint = "low_contrast" in contour.flags or contour.background_suv <= 0
    if is_faint or not _is_less(part, contour, LESS_THAN):
        return False
    last = [window.stop - 1 for window in contour.mask.box]
    box = Box.around(contour.mask.origin_kji, last, 0.0, Grid.of(pet))
    whole, own = within(contour.mask, box), within(part.mask, box)
    saddle = saddle_suv(pet.array[box.slices], whole & own, whole & ~own)
    height = float(pet.array[contour.peak_kji]) - contour.background_suv
    ratio = COLDER_SADDLE if _is_less(part, contour, SMALL_PART) else NOISE_SADDLE
    return saddle - contour.background_suv >= ratio * height


def _is_less(part: Contour, contour: Contour, share: float) -> bool:
    return part.mask.voxels < share * contour.mask.voxels
