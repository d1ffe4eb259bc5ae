"""Slices that a sentence tells to be of an earlier scan: ``(prior slice 45)``, ``slice 45 on the prior``."""

from __future__ import annotations

import re

from pet_ground.reports.slice_words import NUMBER_MARK, SLICE_NAMES
from pet_ground.reports.slices import SliceRef

_EARLIER = r"(?:prior|previous|earlier|outside|baseline|old|last)"
_BEFORE = re.compile(
    rf"\b(?:{_EARLIER}|previously|formerly) (?:(?:axial|pet|ct|fused) ){{0,2}}(?:{SLICE_NAMES}){NUMBER_MARK}\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"\s?(?:on|in|at|of) (?:the |an? )?{_EARLIER}\b", re.IGNORECASE)
_CHARS = 50
"""Characters before a slice number in which its word on time stands."""


def of_earlier_scan(text: str, item: SliceRef, *, beside_earlier: bool) -> bool:
    """Whether the slice is of an earlier scan, so that no current value was measured there.

    Beside an earlier value (``beside_earlier``) words behind the slice may speak of that value, and say nothing here.
    """
    if _BEFORE.search(text, max(0, item.start - _CHARS), item.start):
        return True
    return not beside_earlier and _AFTER.match(text, item.end) is not None
