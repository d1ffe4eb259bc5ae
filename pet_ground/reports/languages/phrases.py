"""A pack's lexicon as one regular expression: at each place the longest phrase, in time linear in the text.

The phrases are grouped by their first character, so that only those that can begin at a place are tried there. No
phrase has an unbounded repetition, and a list holds at most ``MAX_LIST`` numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pet_ground.config.languages import SLOT, LanguagePack
from pet_ground.reports.languages.folding import without_accents

MAX_LIST = 16
"""Numbers read in one list of slices, as in the English rules."""
MIN_BARE_LETTERS = 3
"""Shorter words without their accents can be anything and are left out."""

Spelling = Callable[[str], str]

LETTER = r"[^\W\d_]"
_LIST_SIGNS = r"[,/&\-~\u2013\u2014]"
_NUMBER_START, _NUMBER_END = r"(?<![\d.,])", r"(?![\d]|[.,]\d)"
_SLOT_PATTERNS = {
    "n": rf"{_NUMBER_START}\d{{1,4}}{_NUMBER_END}",
    "v": rf"{_NUMBER_START}\d{{1,4}}(?:[.,]\d{{1,3}})?{_NUMBER_END}",
    "y": r"(?<!\d)(?:19|20)\d\d(?!\d)",
}
_DECIMAL_COMMA = r"(?<![\d.,])\d{1,4},\d{1,2}(?!\d|[.,]\d)"
_BLANK = "[ ]{0,2}"
_SIGNS = frozenset(",:()")
_AROUND_SIGNS = re.compile(r" ?([,:()]) ?")


@dataclass(frozen=True, slots=True)
class Template:
    """A phrase with places for numbers.

    ``pattern`` has a group for each number; ``slots`` are their kinds; ``english`` stands around them.
    """

    pattern: re.Pattern[str]
    slots: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """A compiled lexicon.

    Attributes:
        anything: matches a phrase or template, the longest at its place; or, in groups of these names, a line break
            (``line``), a number with a decimal comma (``decimal``) or a word that is in no phrase (``other``).
        english: phrase in lower case -> English; also phrases without accents, where those may be missing.
        templates: first character without accents (``0`` for a number) -> templates, the longest first.
        headings: heading in lower case -> English.
        heading: matches a heading with what must stand around it, or is None where there are none.
    """

    anything: re.Pattern[str]
    english: Mapping[str, str]
    templates: Mapping[str, tuple[Template, ...]]
    headings: Mapping[str, str]
    heading: re.Pattern[str] | None

    def english_of(self, phrase: str) -> str | None:
        """The English of a phrase in lower case; None where it is none or has places for numbers."""
        key = _key(phrase)
        found = self.english.get(key)
        return self.english.get(without_accents(key)) if found is None else found

    def heading_of(self, heading: str) -> str:
        """The English of what ``heading`` matched."""
        key = _key(heading)
        return self.headings.get(key) or self.headings[without_accents(key)]

    def templates_at(self, char: str) -> tuple[Template, ...]:
        """The templates that may begin with a character."""
        return self.templates.get(_first(char), ())


@lru_cache(maxsize=16)
def compiled(pack: LanguagePack) -> Phrases:
    """The pack's lexicon, compiled once."""
    phrases = {_key(phrase): english for phrase, english in pack.phrases().items()}
    headings = {_key(phrase): name for phrase, name in pack.headings.items()}
    spell = _spelling(pack)
    slots = {**_SLOT_PATTERNS, "list": _list_pattern([_key(join) for join in pack.list_joins], spell)}
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    templates: dict[str, list[Template]] = defaultdict(list)
    for phrase in _longest_first(phrases):
        grouped[_first(phrase)].append((phrase, _pattern(phrase, slots, spell, named=False)))
        if SLOT.search(phrase):
            own = re.compile(_pattern(phrase, slots, spell, named=True))
            template = Template(own, tuple(SLOT.findall(phrase)), _english_parts(phrases[phrase]))
            templates[_first(phrase)].append(template)
    return Phrases(
        re.compile(_anything([_group(first, found, pack) for first, found in grouped.items()], pack)),
        _with_bare({phrase: english for phrase, english in phrases.items() if not SLOT.search(phrase)}, pack),
        {first: tuple(found) for first, found in templates.items()},
        _with_bare(headings, pack),
        _heading_pattern(headings, spell),
    )


def _key(phrase: str) -> str:
    """The phrase as it is looked up: in lower case, single blanks, none beside the signs that need none."""
    return _AROUND_SIGNS.sub(r"\1", " ".join(phrase.lower().split())) or phrase


def _first(phrase: str) -> str:
    """The character by which a phrase is found: where accents may be missing, both forms have the same."""
    return "0" if SLOT.match(phrase) or phrase[0].isdigit() else without_accents(phrase[0])


def _with_bare(phrases: dict[str, str], pack: LanguagePack) -> dict[str, str]:
    """Phrases, and those without accents; where two fall together the first stays."""
    if not pack.letters_may_be_missing:
        return phrases
    return {without_accents(phrase): english for phrase, english in reversed(phrases.items())} | phrases


def _spelling(pack: LanguagePack) -> Spelling:
    """How a piece of a phrase is matched: with any of its accents missing, where the pack says so."""

    def spelled(text: str) -> str:
        optional = pack.letters_may_be_missing and len(text) >= MIN_BARE_LETTERS
        return _literal(text, optional_accents=optional)

    return spelled


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(phrases, key=lambda phrase: (-len(SLOT.sub("0", phrase)), phrase))


def _literal(text: str, *, optional_accents: bool) -> str:
    """The text with any blanks between its words and beside the signs inside it."""
    pattern = ""
    for rank, char in enumerate(text):
        bare = without_accents(char) if optional_accents else char
        piece = r"\s{1,3}" if char == " " else re.escape(char) if bare == char else f"[{char}{bare}]"
        room = r"\s{0,3}" if char in _SIGNS else ""
        pattern += (room if rank else "") + piece + (room if rank + 1 < len(text) else "")
    return pattern


def _list_pattern(joins: list[str], spell: Spelling) -> str:
    join = "|".join([*(spell(item) for item in _longest_first(joins)), _LIST_SIGNS])
    number = r"\d{1,4}(?![\d]|\.\d)"
    return rf"{_NUMBER_START}{number}(?:[ ]{{0,2}}(?:{join})[ ]{{0,2}}{number}){{1,{MAX_LIST - 1}}}"


def _pattern(phrase: str, slots: Mapping[str, str], spell: Spelling, *, named: bool) -> str:
    """The phrase as an expression; ``named`` puts each number into a group."""
    pattern = ""
    place = 0
    for slot in SLOT.finditer(phrase):
        before = phrase[place : slot.start()].rstrip(" ")
        number = slots[slot[1]]
        lead = spell(before.lstrip(" ")) + _BLANK if before.strip() else ""
        pattern += (_BLANK if place and lead else "") + lead + (f"({number})" if named else f"(?:{number})")
        place = slot.end()
    rest = phrase[place:].strip(" ") if place else phrase
    return pattern + ((_BLANK if place else "") + spell(rest) if rest else "")


def _group(first: str, phrases: list[tuple[str, str]], pack: LanguagePack) -> str:
    """The phrases of one first character: it is read once, then the rest of each is tried, the longest first."""
    if first == "0":
        return rf"(?=\d)(?:{'|'.join(pattern + _border_behind(phrase, pack) for phrase, pattern in phrases)})"
    known = "".join(sorted({first, *(phrase[0] for phrase, _ in phrases)}))
    rests = []
    for phrase, pattern in phrases:
        lead = next(lead for lead in (f"[{phrase[0]}{first}]", re.escape(phrase[0])) if pattern.startswith(lead))
        allowed = "" if len(known) == 1 else f"(?<={lead})"
        rests.append(allowed + _border_before(phrase, pack) + pattern[len(lead) :] + _border_behind(phrase, pack))
    return f"[{re.escape(known)}](?:{'|'.join(rests)})"


def _border_before(phrase: str, pack: LanguagePack) -> str:
    """Whole words only, where words are separated; words in plain letters are whole in any language."""
    before = r"[^\W_]" if pack.words_are_separated else "[a-z]"
    return f"(?<!{before}.)" if _is_of_word(phrase[0], pack) else ""


def _border_behind(phrase: str, pack: LanguagePack) -> str:
    """A number may follow without a blank, as in ``SUVmax14``; after a single letter it is the letter's: ``T12``."""
    behind = LETTER if pack.words_are_separated else "[a-z]"
    if pack.words_are_separated and len(phrase) == 1:
        behind = r"[^\W_]"
    return f"(?!{behind})" if _is_of_word(phrase[-1], pack) else ""


def _is_of_word(char: str, pack: LanguagePack) -> bool:
    return char.isalpha() and (pack.words_are_separated or char.isascii())


def _anything(groups: list[str], pack: LanguagePack) -> str:
    """Phrases first, then what the pack's flags name, then any word."""
    other = f"{LETTER}+" if pack.words_are_separated else f"[{pack.recognised_by.letters}]"
    line = [r"(?P<line>\n)"] if pack.line_break_ends_sentence else []
    decimal = [f"(?P<decimal>{_DECIMAL_COMMA})"] if pack.decimal_comma else []
    return "|".join([*line, *groups, *decimal, f"(?P<other>{other})"])


def _english_parts(english: str) -> tuple[str, ...]:
    """The English before, between and behind the numbers; one part only where it has none."""
    return tuple(part.strip(" ") for part in SLOT.split(english)[::2])


def _heading_pattern(headings: Mapping[str, str], spell: Spelling) -> re.Pattern[str] | None:
    if not headings:
        return None
    names = "|".join(spell(name) for name in _longest_first(headings))
    return re.compile(rf"(?<!{LETTER})(?:{names})(?=[ \t]{{0,4}}(?:[:\u3011\]]|$))", re.MULTILINE)
