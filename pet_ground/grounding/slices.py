"""Slice numbers that people read, and the index k of a volume."""

from __future__ import annotations

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason


def slice_to_k(number: int, slices: int, site: SiteProfile) -> int:
    """Index k (from the feet, from 0) of the axial slice that the site calls ``number``.

    Head-first numbers from 1 give ``k = K - number``, with K the number of ``slices``.

    Raises:
        ItemDropped: the volume has no slice of this number (``slice_out_of_range``).
    """
    rank = number - site.base
    if not 0 <= rank < slices:
        raise ItemDropped(Reason.SLICE_OUT_OF_RANGE, f"slice {number} of {slices}, counted from {site.base}")
    return slices - 1 - rank if site.origin == "head" else rank


def k_to_slice(k: int, slices: int, site: SiteProfile) -> int:
    """The number that the site gives to the axial slice of index k; the inverse of ``slice_to_k``.

    Raises:
        ItemDropped: the volume has no such index (``slice_out_of_range``).
    """
    if not 0 <= k < slices:
        raise ItemDropped(Reason.SLICE_OUT_OF_RANGE, f"index {k} of {slices}")
    rank = slices - 1 - k if site.origin == "head" else k
    return rank + site.base
