"""A report in another language, rewritten in the words that the English rules read.

Not a translation: numbers stay where they are, known phrases become English, any other word of the language becomes
the neutral ``OTHER_WORD``, so that it neither counts as a word of the rules nor vanishes from between two numbers.
"""

from __future__ import annotations

import re

from pet_ground.config.languages import LanguagePack
from pet_ground.reports.languages.aligned import Aligned, Writer
from pet_ground.reports.languages.folding import fold
from pet_ground.reports.languages.phrases import Template, compiled

OTHER_WORD = "word"
"""Stands for a word of the language that the pack does not know."""
AND = "and"

_LIST_MARK = re.compile(r"\d{1,2}[\u3001.)](?!\d)|[-*\u2022(]")
_LOOK_AHEAD = 24
"""Characters of the next line that are looked at: its indent, and how it begins."""
_LIST_SIGN = re.compile(r"[^\d.]+")
_SPACED = {",": ", ", "/": "/", "-": "-"}
_LEADS_TO_HEADING = frozenset("\n.:;!?\u3002\u3010[-*\u2022\u3001)")
_LINE_GOES_ON = frozenset(",\u3001(:-/.;!?\u3002")
"""Signs at the end of a line after which the sentence goes on, or has ended already."""


def normalise(text: str, pack: LanguagePack) -> Aligned:
    """The text in the words of the English rules, with the place in ``text`` of every character.

    Takes time linear in the text, and never fails on any text.
    """
    folded = fold(text)
    return _Rewriter(folded.text, pack).rewritten().after(folded)


class _Rewriter:
    """Rewrites one folded text."""

    def __init__(self, text: str, pack: LanguagePack) -> None:
        self.text = text
        self.lowered = _lowered(text)
        self.pack = pack
        self.phrases = compiled(pack)
        self.writer = Writer()
        self.skip_blank = False
        """The phrase before has no English: one of the blanks beside it goes too."""
        self.in_unknown = False

    def rewritten(self) -> Aligned:
        place = 0
        heading = self.phrases.heading
        for match in heading.finditer(self.lowered) if heading else ():
            if not self._may_be_heading(match.start()):
                continue
            self._block(place, match.start())
            name = self.phrases.heading_of(match.group()).upper()
            self._english(name, match.start(), match.end())
            place = match.end()
        self._block(place, len(self.text))
        return self.writer.done(len(self.text))

    def _may_be_heading(self, start: int) -> bool:
        before = self.lowered[max(0, start - 6) : start].rstrip(" \t0123456789")
        return start == 0 or not before or before[-1] in _LEADS_TO_HEADING

    def _block(self, start: int, end: int) -> None:
        place = start
        for match in self.phrases.anything.finditer(self.lowered, start, end):
            if not self._goes_on(match, place):
                self._copy(place, match.start())
                self._piece(match)
            place = match.end()
        self._copy(place, end)

    def _goes_on(self, match: re.Match[str], place: int) -> bool:
        """Whether the match belongs to a run of unknown words, which is one neutral word already.

        An ``and`` between two unknown words does too: it joins properties of a lesion more often than two lesions.
        """
        if not self.in_unknown or self.text[place : match.start()] not in {"", " "}:
            return False
        return _is_unknown(match) or (
            self.phrases.english_of(match.group()) == AND and self._unknown_follows(match.end())
        )

    def _unknown_follows(self, place: int) -> bool:
        place += self.text[place : place + 1] == " "
        following = self.phrases.anything.match(self.lowered, place)
        return following is not None and _is_unknown(following)

    def _piece(self, match: re.Match[str]) -> None:
        start, end = match.span()
        kind = match.lastgroup
        self.in_unknown = False
        if kind == "other":
            self._unknown(start, end)
        elif kind == "decimal":
            comma = self.lowered.index(",", start, end)
            self._copy(start, comma)
            self.writer.write(".", comma, comma + 1)
            self._copy(comma + 1, end)
        elif kind == "line":
            self._line_break(start, end)
        else:
            self._phrase(match.group(), start, end)

    def _phrase(self, phrase: str, start: int, end: int) -> None:
        english = self.phrases.english_of(phrase)
        if english is None:
            self._template(start, end)
        else:
            self._english(english, start, end)

    def _template(self, start: int, end: int) -> None:
        for template in self.phrases.templates_at(self.lowered[start]):
            match = template.pattern.match(self.lowered, start, end)
            if match is not None and match.end() == end:
                self._fill(template, match)
                return
        self._copy(start, end)

    def _fill(self, template: Template, match: re.Match[str]) -> None:
        """Write the English with the numbers at their own places."""
        if len(template.english) == 1:
            self._english(template.english[0], match.start(), match.end())
            return
        place = match.start()
        for rank, english in enumerate(template.english):
            last = rank + 1 == len(template.english)
            border = match.end() if last else match.start(rank + 1)
            self._english(english, place, border)
            if not last:
                self._numbers(*match.span(rank + 1), listed=template.slots[rank] == "list")
                place = match.end(rank + 1)

    def _numbers(self, start: int, end: int, *, listed: bool) -> None:
        """The number of a slot with a decimal point, or a list's numbers with the signs between them in English."""
        place = start
        for sign in _LIST_SIGN.finditer(self.lowered, start, end):
            self._copy(place, sign.start())
            if listed:
                found = sign.group().strip()
                english = (self.phrases.english_of(found) or found).strip()
                self.writer.write(_SPACED.get(english, f" {english} "), *sign.span())
            else:
                self.writer.write(".", *sign.span())
            place = sign.end()
        self._copy(place, end)

    def _english(self, english: str, start: int, end: int) -> None:
        if not english:
            self.skip_blank = not self.writer.last or self.writer.last.isspace()
            return
        if self.text[start : start + 1].isupper():
            english = english[:1].upper() + english[1:]
        self.writer.part(english, start)
        self.writer.write(english, start, end)
        self.skip_blank = False

    def _unknown(self, start: int, end: int) -> None:
        """A neutral word for one that the pack does not know; words in plain letters, as English ones, stay."""
        if self.text[start:end].isascii():
            self._copy(start, end)
            return
        self._english(OTHER_WORD, start, end)
        self.in_unknown = True

    def _line_break(self, start: int, end: int) -> None:
        before = self.lowered[max(0, start - 4) : start].rstrip()[-1:]
        if before and before not in _LINE_GOES_ON and _begins_sentence(self.text[end : end + _LOOK_AHEAD]):
            self.writer.write(".", start, start)
        self._copy(start, end)

    def _copy(self, start: int, end: int) -> None:
        if start >= end:
            return
        self.in_unknown = False
        if self.skip_blank and self.text[start] == " ":
            start += 1
        self.skip_blank = False
        if start == end:
            return
        if self.writer.copied_to != start:
            self.writer.part(self.text[start], start)
        self.writer.copy(self.text, start, end)


def _is_unknown(match: re.Match[str]) -> bool:
    return match.lastgroup == "other" and not match.group().isascii()


def _begins_sentence(line: str) -> bool:
    """Whether a line begins with a list mark, a capital before a small letter, or a letter that knows neither."""
    line = line.lstrip(" \t")
    first, second = line[:1], line[1:2]
    return _LIST_MARK.match(line) is not None or (first.isalpha() and not first.islower() and not second.isupper())


def _lowered(text: str) -> str:
    """The text in lower case, character for character."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)
