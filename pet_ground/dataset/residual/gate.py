"""The search itself: every text once, in time that grows with the text and not with the number of patients."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pet_ground.dataset.residual.folding import WORD, Chain, chains, folded
from pet_ground.dataset.residual.known import MIN_SPACED_DIGITS, Known, StudyFacts
from pet_ground.dataset.residual.patterns import matches
from pet_ground.dataset.residual.places import told_with_context
from pet_ground.dataset.residual.texts import UNREADABLE, pieces

_PSEUDONYM = re.compile(r"(?<![^\W_])[SP][0-9a-f]{16}(?![^\W_])")
_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?!\w)")
_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00f6\u00f8-\u00ff])(?=[A-Z\u00c0-\u00d6\u00d8-\u00de])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where words are run together: ``DoeJane``, ``PETDoe``."""
_LISTED_GAP = r"[\W_]{1,4}"
"""Between the words of a listed phrase: blanks and signs, as the scrubbing removes them."""
_ANYBODY = StudyFacts()


@dataclass(frozen=True, order=True)
class Finding:
    """Something that identifies a person, in a file that is to be published.

    Attributes:
        study_id: pseudonym, "" where the text belongs to no study.
        file: relative to the data set, the first that holds it; others may hold the same text.
        kind: what it is: ``name``, ``institution``, ``id``, ``uid``, ``date``, ``phone``, ``e-mail``, ``number``,
            ``age``, ``titled name``, ``listed``, or ``unreadable`` for a file that can't be searched.
        value: as it stands in the text. It must not be shown outside the private folder.
        context: the text around it in one line. It must not be shown either.
    """

    study_id: str
    file: str
    kind: str
    value: str
    context: str = ""

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
        self._listed = [_listed(phrase) for phrase in known.listed]

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
        apart = _CAMEL.sub(" ", plain)
        if apart != plain:
            yield from self._names(folded(apart), facts)
        for pattern in self._listed:
            yield from (("listed", match.group()) for match in pattern.finditer(lowered))
        if has_digits:
            yield from self._ids(lowered, facts)

    def _unless_own(self, match: re.Match[str]) -> str:
        return " " if match.group() in self._known.own else match.group()

    @staticmethod
    def _names(lowered: str, facts: StudyFacts) -> Iterator[tuple[str, str]]:
        if not (facts.names or facts.houses or facts.phrases):
            return
        words = WORD.findall(lowered)
        for word in sorted(facts.names.intersection(words)):
            yield "name", word
        for word in sorted(facts.houses.intersection(words)):
            yield "institution", word
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
        return "id" if plain in self._known.ids and not (digits and spaced) else None


def search(root: Path, gate: Gate, studies: Collection[str]) -> tuple[Finding, ...]:
    """Search everything below a folder.

    Args:
        root: the data set.
        gate: what to look for.
        studies: the pseudonyms of the studies, which files and rows bear.

    Returns:
        The findings, sorted; the same text of one study is searched, and named, in the first file only, and what stands
        in a published file is not listed again for a hidden one.
    """
    found: dict[tuple[str, str, str, str], Finding] = {}
    shown: set[tuple[str, str, str]] = set()
    seen = _Seen()
    for file, study_id, text in pieces(root, studies):
        if text is None:
            found[study_id, file, UNREADABLE, ""] = Finding(study_id, file, UNREADABLE, "")
            continue
        if not seen.is_new(study_id, text):
            continue
        for kind, value in gate.findings(text, study_id):
            told, context = told_with_context(text, value)
            what = (study_id, kind, folded(told))
            if _is_hidden(file):
                if what in shown:
                    continue
            else:
                shown.add(what)
            found.setdefault((study_id, file, *what[1:]), Finding(study_id, file, kind, told, context))
    return tuple(sorted(found.values()))


class _Seen:
    """The texts of no study that have been searched, and those of the study at which the search is."""

    def __init__(self) -> None:
        self._of_none: set[int] = set()
        self._study_id, self._of_study = "", set[int]()

    def is_new(self, study_id: str, text: str) -> bool:
        """Whether a text has not been searched for this study."""
        if study_id and study_id != self._study_id:
            self._study_id, self._of_study = study_id, set()
        known, key = self._of_study if study_id else self._of_none, hash(text)
        if key in known:
            return False
        known.add(key)
        return True


def _is_hidden(file: str) -> bool:
    """Hidden files come last; what stands in a published table, too, is listed there only."""
    return any(part.startswith(".") for part in file.split("/"))


def _listed(phrase: str) -> re.Pattern[str]:
    words = re.findall(r"[^\W_]+", folded(phrase))
    return re.compile(rf"(?<![^\W_]){_LISTED_GAP.join(map(re.escape, words))}(?![^\W_])")
