"""The phrases of anatomy in a text: runs of neighbouring words, each with the organ and region that it names.

``right lower lobe pulmonary nodule`` holds one phrase, ``right lower lobe``; ``tail of the pancreas`` is one too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pet_ground.lexicon.beginnings import alternatives, first_characters
from pet_ground.lexicon.sites import FALLBACKS, SITES
from pet_ground.lexicon.terms import ADJECTIVES, NO_SITES, NODE, PARTS, Term

_TERMS = tuple(
    (re.compile(rf"(?:{term.pattern})\b", re.IGNORECASE), term, not term.region and term in FALLBACKS)
    for term in (*SITES, *FALLBACKS)
)
_EVERY_WORD = (NO_SITES, ADJECTIVES, PARTS, *(f"(?:{term.pattern})" for term in (*SITES, *FALLBACKS)))
_ADJECTIVE = re.compile(rf"(?:{ADJECTIVES})(?!\w)", re.IGNORECASE)
_PART = re.compile(rf"(?:{PARTS})(?!\w)", re.IGNORECASE)
_NO_SITE = re.compile(rf"(?:{NO_SITES})(?!\w)", re.IGNORECASE)
_WORD_START = re.compile(r"(?<!\w)\w")
_GAP = re.compile(r"\s{1,3}|[-/]|\s{1,3}of\s{1,3}(?:the\s{1,3})?")

_BEST_FIRST = ((True, False), (True, True), (False, False), (False, True))
"""Which words decide: (sure, general). The first kind that a phrase has decides alone."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """One word of anatomy at ``start``; ``term`` is None for an adjective or part."""

    start: int
    end: int
    kind: Literal["none", "adjective", "part", "site", "fallback"]
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What words of anatomy, ``text[start:end]``, name.

    Attributes:
        start, end: the words, with side and modifiers.
        organ, region: "" where the words do not decide it.
        is_place: False for words such as ``soft tissue``, which name an organ and no place.
        general: whether it is a wide place such as ``neck``.
    """

    start: int
    end: int
    organ: str
    region: str
    is_place: bool
    general: bool


@dataclass(frozen=True, slots=True)
class Phrase(Anatomy):
    """A run of words of anatomy; ``terms`` are those in it, each with its words."""

    terms: tuple[tuple[Term, str], ...]


def find_phrases(text: str) -> list[Phrase]:
    """The phrases that name an organ or a place, in the order of the text, in time linear in its length."""
    return [phrase for run in _runs(text) if (phrase := _phrase(text, run)) is not None]


def find_adjectives(text: str) -> list[tuple[int, int]]:
    """Stretches of the text that hold only sides and other adjectives and parts of a place."""
    return [
        (run[0].start, run[-1].end) for run in _runs(text) if all(atom.kind in {"adjective", "part"} for atom in run)
    ]


def deciding(terms: tuple[Term, ...], says: Callable[[Term], bool]) -> tuple[Term, ...]:
    """Those of the terms that decide for a phrase: the surest and most special ones that say something."""
    for wanted in _BEST_FIRST:
        found = tuple(term for term in terms if (term.sure, term.general) == wanted and says(term))
        if found:
            return found
    return ()


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of anatomy that can begin with a character: all of them as one expression, and the terms."""

    any_word: re.Pattern[str]
    terms: tuple[tuple[re.Pattern[str], Term, bool], ...]


@cache
def _words_with(first: str) -> _Words:
    """The words that can begin with the character, in the order of the lexicon; with "" all of them."""

    def may_begin(pattern: str) -> bool:
        known = first_characters(pattern)
        return not first or known is None or first in known

    every = [one for pattern in _EVERY_WORD for one in alternatives(pattern) if may_begin(one)]
    return _Words(
        re.compile("|".join(every) if every else r"(?!)", re.IGNORECASE),
        tuple(compiled for compiled in _TERMS if may_begin(compiled[1].pattern)),
    )


def _words_at(text: str, start: int) -> _Words:
    first = text[start]
    return _words_with(first.lower() if first.isascii() else "")  # other letters may equal one of these but for case


def _atoms(text: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    reach = passed = 0
    for match in _WORD_START.finditer(text):
        start = match.start()
        if start < passed:
            continue
        word = _words_at(text, start).any_word.match(text, start)  # most words are passed over without a further look
        if word is None:
            continue
        passed = word.end()
        atom = _atom_at(text, start) if start >= reach else None
        if atom is not None:
            atoms.append(atom)
            reach = atom.end
    return atoms


def _atom_at(text: str, start: int) -> _Atom | None:
    """The longest word of anatomy that begins at ``start``."""
    found: _Atom | None = None
    kinds: tuple[tuple[Literal["none", "adjective", "part"], re.Pattern[str]], ...] = (
        ("none", _NO_SITE),
        ("adjective", _ADJECTIVE),
        ("part", _PART),
    )
    for kind, pattern in kinds:
        match = pattern.match(text, start)
        if match and (found is None or match.end() > found.end):
            found = _Atom(start, match.end(), kind)
    for compiled, term, is_fallback in _words_at(text, start).terms:
        match = compiled.match(text, start)
        if match and (found is None or match.end() > found.end):
            found = _Atom(start, match.end(), "fallback" if is_fallback else "site", term)
    return found


def _runs(text: str) -> list[list[_Atom]]:
    runs: list[list[_Atom]] = []
    for atom in _atoms(text):
        if runs and _GAP.fullmatch(text, runs[-1][-1].end, atom.start):
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return runs


def _phrase(text: str, run: list[_Atom]) -> Phrase | None:
    if any(atom.kind == "none" for atom in run):
        return None
    worded = tuple((atom.term, text[atom.start : atom.end]) for atom in run if atom.term is not None)
    if not worded:
        return None
    terms = tuple(term for term, _ in worded)
    sites = [atom.term for atom in run if atom.kind == "site" and atom.term]
    run = _trimmed(text, run, has_special=any(not term.general for term in sites))
    general = bool(sites) and all(term.general for term in sites)
    return Phrase(run[0].start, run[-1].end, _organ(terms), _region(terms), bool(sites), general, worded)


def _trimmed(text: str, run: list[_Atom], *, has_special: bool) -> list[_Atom]:
    """The run without what adds nothing at its end: adjectives, ``soft tissue``, ``pulmonary`` after a lobe.

    What stands behind ``of`` stays where it names a site: ``upper lobe of the left lung``.
    """
    needed = 1 + max((at for at in range(1, len(run)) if _is_behind_of(text, run, at)), default=0)
    while len(run) > needed:
        last = run[-1]
        needless = last.kind == "adjective" or (last.kind == "fallback" and any(a.kind == "site" for a in run))
        wide = last.term is not None and has_special and last.term.general and last.term.organ == "lung"
        if not needless and not wide:
            break
        run = run[:-1]
    return run


def _is_behind_of(text: str, run: list[_Atom], at: int) -> bool:
    """Whether the atom is a site, and only sides and the like part it from the ``of`` before it."""
    if run[at].kind != "site":
        return False
    while at > 0 and not text[run[at - 1].end : run[at].start].strip():
        at -= 1
        if run[at].kind != "adjective":
            return False
    return at > 0 and "of" in text[run[at - 1].end : run[at].start].split()


def _organ(terms: tuple[Term, ...]) -> str:
    """English puts the head of a compound last: of the words that decide, the last that names an organ.

    A tissue beside a usual site of nodes is no node: ``supraclavicular brown fat``.
    """
    named = deciding(terms, lambda term: bool(term.organ and term.region))
    tissue = next((term.organ for term in terms if not term.region and term in FALLBACKS), "")
    if named and not (tissue and named[-1].organ == NODE):
        return named[-1].organ
    return tissue or next((term.organ for term in terms if term.organ), "")


def _region(terms: tuple[Term, ...]) -> str:
    """The region that the deciding words name, or "" where they name different ones."""
    regions = {term.region for term in deciding(terms, lambda term: bool(term.region))}
    return regions.pop() if len(regions) == 1 else ""
