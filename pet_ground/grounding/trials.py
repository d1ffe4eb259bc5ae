"""Every way of numbering slices, tried on the mentions of one report: from one search for local maxima."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.candidates import HotVoxels
from pet_ground.grounding.matching import FLOAT_MARGIN
from pet_ground.grounding.slices import SliceNumbering, SliceStack
from pet_ground.imaging import Volume
from pet_ground.records import Mention
from pet_ground.records.profile import Convention, MentionTrial, Told

CONVENTIONS: tuple[Convention, ...] = (
    Convention(numbered="pet", origin="head", base=1),
    Convention(numbered="pet", origin="head", base=0),
    Convention(numbered="pet", origin="feet", base=1),
    Convention(numbered="pet", origin="feet", base=0),
    Convention(numbered="ct", origin="head", base=1),
    Convention(numbered="ct", origin="head", base=0),
    Convention(numbered="ct", origin="feet", base=1),
    Convention(numbered="ct", origin="feet", base=0),
    Convention(numbered="mm", origin="feet", base=1),
    Convention(numbered="mm", origin="head", base=1),
)
"""Every convention, the commoner first: of two that mean the same slices the first is taken."""

TABLE_CONVENTIONS: tuple[Convention, ...] = tuple(one for one in CONVENTIONS if one.numbered == "mm")

CONVENTIONS_OF: Mapping[Told, tuple[Convention, ...]] = MappingProxyType(
    {"number": CONVENTIONS, "position": TABLE_CONVENTIONS}
)
"""What may hold for a number of a slice, and for a position that is called one."""

LEAST_SUV = 2.5
"""Mentions below are left out, g/ml: liver and blood pool have maxima of that size everywhere (the published rules
begin here too, Huemann 2025)."""

SEARCH_SHARE = 0.25
"""How far a maximum may lie from the reported SUVmax to be written down; one hospital needed 0.2 at SUV 15."""

SLICES_AT_ONCE = 32
"""Slices whose maxima are searched at a time, so that memory stays small."""

DIFFERENCE_DIGITS = 3
"""Decimals of a difference of SUV that are kept."""

Places = tuple[tuple[int, int] | None, ...]


def try_conventions(
    pet: Volume, ct: SliceStack | None, mentions: Sequence[Mention], certain: Collection[tuple[int, int]]
) -> tuple[MentionTrial, ...]:
    """Try every convention on the mentions of one report.

    Mentions that say too little are left out: dropped ones, below ``LEAST_SUV``, on a range of slices, with words of
    time in their evidence, and repeated ones.

    Args:
        pet: SUV volume [k, j, i], g/ml.
        ct: where the slices of the CT lie, None where there is none.
        mentions: of the report.
        certain: places (start, end) of the passages that are plain statements of one focus.
    """
    told = {_said(one): one for one in mentions[::-1] if can_tell(one)}
    useful = sorted(told.values(), key=lambda one: (one.start, one.number))
    if not useful:
        return ()
    lowest = min(one.suv_max - _half_unit(one) for one in useful if one.suv_max is not None)
    k, suv = _maxima(pet, lowest * (1.0 - SEARCH_SHARE))
    stack = SliceStack.of(pet)
    return tuple(_trial(one, stack, ct, k, suv, is_certain=(one.start, one.end) in certain) for one in useful)


def _said(mention: Mention) -> tuple[object, ...]:
    """What two mentions have in common where one repeats the other."""
    return mention.suv_max, mention.axial_slice, mention.slice_series, mention.table_mm


def can_tell(mention: Mention) -> bool:
    """Whether a mention may tell how slices are numbered; what its PET shows is another question."""
    return (
        mention.status == "kept"
        and mention.suv_max is not None
        and mention.suv_max >= LEAST_SUV
        and mention.slice_last is None
        and all(item.field != "time" for item in mention.evidence)
    )


def _half_unit(mention: Mention) -> float:
    return 0.0 if mention.suv_decimals is None else 0.5 * 10.0**-mention.suv_decimals


def _maxima(pet: Volume, lowest_suv: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Slice k and SUV of every local maximum of at least ``lowest_suv``."""
    hot = HotVoxels.above(pet, lowest_suv)
    slices = pet.shape_kji[0]
    parts = [
        hot.maxima(lowest_suv, math.inf, first, min(first + SLICES_AT_ONCE, slices) - 1)
        for first in range(0, slices, SLICES_AT_ONCE)
    ]
    found = np.concatenate(parts)
    return found[:, 0], pet.array[tuple(found.T)].astype(np.float64)


def _trial(
    mention: Mention,
    stack: SliceStack,
    ct: SliceStack | None,
    k: NDArray[np.int64],
    suv: NDArray[np.float64],
    *,
    is_certain: bool,
) -> MentionTrial:
    reported = mention.suv_max or 0.0
    beyond = np.maximum(0.0, np.abs(suv - reported) - _half_unit(mention) - FLOAT_MARGIN)
    best: dict[int, float] = {}
    for place in np.flatnonzero(beyond <= SEARCH_SHARE * reported):
        best[int(k[place])] = min(best.get(int(k[place]), math.inf), float(beyond[place]))
    told: Told = "number" if mention.table_mm is None else "position"
    return MentionTrial(
        told=told,
        suv_max=reported,
        decimals=mention.suv_decimals,
        certain=is_certain,
        slices=stack.slices,
        step_mm=stack.step_mm,
        places=_places(mention, stack, ct, CONVENTIONS_OF[told]),
        near=tuple((slice_k, round(best[slice_k], DIFFERENCE_DIGITS)) for slice_k in sorted(best)),
    )


def _places(mention: Mention, stack: SliceStack, ct: SliceStack | None, conventions: Sequence[Convention]) -> Places:
    places: list[tuple[int, int] | None] = []
    for convention in conventions:
        numbering = SliceNumbering(stack, ct, SiteProfile(**convention.model_dump()))
        try:
            places.append(numbering.of_mention(mention))
        except ItemDropped:
            places.append(None)
    return tuple(places)
