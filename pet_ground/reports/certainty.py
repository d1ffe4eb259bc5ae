"""Which passages the rules are certain of: plain statements of one focus, of which a model is not asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pet_ground.records import Mention

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SUV_WORD = re.compile(r"SUV|standardi[sz]ed uptake", re.IGNORECASE)
_CAUTION = re.compile(
    r"\b(?:(?:no|not|now|from|vs|was|were|had|since|if|prev)\b|prior|previous|former|earlier|initial|baseline|compar|"
    r"versus|interval|increas|decreas|declin|chang|stable|unchanged|resol|improv|progress|background|blood|reference|"
    r"contralateral|normal|without|negative|absen|free|mean|peak|average|range|up to|between|respective|coronal|"
    r"sagittal|location|position|level of|above|below|than|threshold|delayed|ignore|answer|instruct)|->|\u2192",
    re.IGNORECASE,
)
"""Words after which a number may be something else than the SUVmax of a current focus."""
NUMBERS_OF_A_PLAIN_STATEMENT = 2
"""The SUVmax and the slice; a third number is a size, a level, a list or another value."""


def certain_passages(mentions: Sequence[Mention]) -> frozenset[tuple[int, int]]:
    """Places (start, end) of the passages that hold one kept mention and nothing that calls for judgement.

    Args:
        mentions: what the rules found in a report.
    """
    found: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        found.setdefault((mention.start, mention.end), []).append(mention)
    return frozenset(place for place, here in found.items() if len(here) == 1 and _is_plain(here[0]))


def _is_plain(mention: Mention) -> bool:
    return (
        mention.status == "kept"
        and len(_NUMBER.findall(mention.sentence)) == NUMBERS_OF_A_PLAIN_STATEMENT
        and len(_SUV_WORD.findall(mention.sentence)) == 1
        and not _CAUTION.search(mention.sentence)
        and all(item.field != "time" for item in mention.evidence)
    )
