"""Which language a report is in: by its letters, or by frequent words where its letters are missing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pet_ground.config.languages import ENGLISH, LanguagePack, Recognition, language_packs

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """Code of the language of a report, as a whole: that of the pack whose letters hold the largest share.

    English where no pack's share is reached. A text typed without its language's own letters is known by its words.
    """
    text = unicodedata.normalize("NFC", text)
    best = max(language_packs(), key=lambda pack: _excess(text, pack.recognised_by), default=None)
    if best is not None and _excess(text, best.recognised_by) >= 1:
        return best.code
    return next((pack.code for pack in language_packs() if _has_words(text, pack)), ENGLISH)


def _excess(text: str, known: Recognition) -> float:
    """The share of the language's letters, relative to what is asked for; 0 where an excluding letter stands."""
    if text.isascii():
        return 0.0
    own = len(_one_of(known.letters).findall(text))
    if not own or (known.never and _one_of(known.never).search(text)):
        return 0.0
    return own / len(_LETTER.findall(text)) / known.share


def _has_words(text: str, pack: LanguagePack) -> bool:
    known = pack.recognised_by
    if not known.words or not pack.letters_may_be_missing:
        return False
    found = _any_word(known.words).findall(text)
    if len({word.lower() for word in found}) < known.word_kinds:
        return False
    return len(found) >= known.word_share * len(_WORD.findall(text))


@lru_cache(maxsize=64)
def _one_of(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{letters}]", re.IGNORECASE)


@lru_cache(maxsize=16)
def _any_word(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)
