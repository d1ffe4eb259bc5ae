"""Which stretch of a sentence belongs to which lesion."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.side_words import sides
from pet_ground.reports.tokens import Token

_STRONG = frozenset({"and", "while", "whereas", "but"})


def segments(tokens: Sequence[Token], claims: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Stretch of the passage that belongs to each claim (first and last token of a lesion's values and slices).

    Between two claims the border lies at the strongest sign: a sentence's end or semicolon, then the last ``and``, then
    the comma after which another lesion or side is named. ``claims`` are in order; ``length`` is the passage's in
    characters.
    """
    if not claims:
        return []
    borders = [0]
    for (_, left_last), (right_first, _) in pairwise(claims):
        gap = tokens[left_last + 1 : max(right_first, left_last + 1)]
        default = tokens[left_last].end
        borders.append(max(borders[-1], _border(gap, default)))
    borders.append(length)
    return list(pairwise(borders))


def _border(gap: Sequence[Token], default: int) -> int:
    for token in reversed(gap):
        if token.kind == "break" or token.word == ";":
            return token.end
    strong = [token for token in gap if token.word in _STRONG]
    if strong:
        return strong[-1].start
    commas = [rank for rank, token in enumerate(gap) if token.word == ","]
    for rank, following in pairwise([*commas, len(gap)]):
        named = " ".join(token.word for token in gap[rank:following])
        if names_lesion(named) or sides(named):
            return gap[rank].end
    return gap[commas[-1]].end if commas else default
