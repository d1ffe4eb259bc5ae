"""The search itself: every text once, in time that grows with the text and not with the number of patients."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pet_ground.dataset.residual.folding import WORD, Chain, chains, folded
from pet_ground.dataset.residual.known import MIN_SPACED_DIGITS, Known, StudyFacts
from pet_ground.dataset.residual.patterns import matches
from pet_ground.dataset.residual.texts import UNREADABLE, pieces

_PSEUDONYM = re.compile(r"(?<![^\W_])[SP][0-9a-f]{16}(?![^\W_])")
_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?!\w)")
_ANYBODY = StudyFacts()


@dataclass(frozen=True, order=True)
class Finding:
    """Something that identifies a person, in a file that is to be published.

    Attributes:
        study_id: pseudonym, "" where the text belongs to no study.
        file: relative to the data set, the first that holds it; others may hold the same text.
        kind: what it is: ``name``, ``institution``, ``id``, ``uid``, ``date``, ``phone``, ``e-mail``, ``number``,
            ``age``, ``titled name``, or ``unreadable`` for a file that can't be searched.
        value: as it stands in the text. It must not be shown outside the private folder.
    """

    study_id: str
    file: str
    kind: str
    value: str

    @property
    def place(self) -> str:
        """The file, to be shown; where its name is what was found, only that."""
        in_name = bool(self.value) and folded(self.value) in folded(self.file)
        return "the name of a file" if in_name else self.file


class Gate:
    """Finds in a text what identifies a person.

    Args:
        known: what the archive knows.
        common_words: words of reports in lower case, which are no names by themselves.
    """

    def __init__(self, known: Known, common_words: Collection[str]) -> None:
        self._known = known
        self._common = common_words

    def findings(self, text: str, study_id: str) -> Iterator[tuple[str, str]]:
        """Kind and value of everything in a text of a study ("" for a text of none) that identifies a person."""
        facts = self._known.studies.get(study_id, _ANYBODY)
        if text == facts.shifted_date or text in self._known.own:
            return
        has_digits = _DIGIT.search(text) is not None
        plain = _PSEUDONYM.sub(self._unless_own, text) if has_digits else text
        for kind, value in matches(plain, self._common):
            if value not in self._known.own:
                yield kind, value
        lowered = folded(plain)
        yield from self._names(lowered, facts)
        yield from self._names(lowered, self._known.everywhere)
        if has_digits:
            yield from self._ids(lowered, facts)

    def _unless_own(self, match: re.Match[str]) -> str:
        return " " if match.group() in self._known.own else match.group()

    @staticmethod
    def _names(lowered: str, facts: StudyFacts) -> Iterator[tuple[str, str]]:
        if not facts.names and not facts.phrases:
            return
        words = WORD.findall(lowered)
        for word in sorted(facts.names.intersection(words)):
            yield "name", word
        if len(words) > 1:
            joined = f" {' '.join(words)} "
            for phrase, kind in facts.phrases.items():
                if f" {phrase} " in joined:
                    yield kind, phrase

    def _ids(self, lowered: str, facts: StudyFacts) -> Iterator[tuple[str, str]]:
        for match in _DOTTED.finditer(lowered):
            if match.group() in self._known.uids:
                yield "uid", match.group()
        for chain in chains(lowered):
            kind = self._kind(chain, facts)
            if kind is not None:
                yield kind, chain.told

    def _kind(self, chain: Chain, facts: StudyFacts) -> str | None:
        joined, _, spaced, mixed = chain
        digits = joined.isdigit()
        if digits and mixed:
            return None
        if joined in facts.dates and not spaced:
            return "date"
        plain = joined.lstrip("0") if digits else joined
        if plain in facts.ids and (not digits or not spaced or len(plain) >= MIN_SPACED_DIGITS):
            return "id"
        everywhere = plain in self._known.ids or plain in self._known.everywhere.ids
        return "id" if everywhere and not (digits and spaced) else None


def search(root: Path, gate: Gate, studies: Collection[str]) -> tuple[Finding, ...]:
    """Search everything below a folder.

    Args:
        root: the data set.
        gate: what to look for.
        studies: the pseudonyms of the studies, which files and rows bear.

    Returns:
        The findings, sorted; the same text of one study is searched, and named, in the first file only.
    """
    found: set[Finding] = set()
    seen: set[int] = set()
    for file, study_id, text in pieces(root, studies):
        if text is None:
            found.add(Finding(study_id, file, UNREADABLE, ""))
            continue
        key = hash((study_id, text))
        if key not in seen:
            seen.add(key)
            found.update(Finding(study_id, file, kind, value) for kind, value in gate.findings(text, study_id))
    return tuple(sorted(found))
