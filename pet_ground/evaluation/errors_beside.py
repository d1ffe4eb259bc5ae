"""The texts that a reader got wrong: labels and findings of every reader side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pet_ground.evaluation.matching import NOT_FOUND, Match, Pair, found_outcome
from pet_ground.records import Interpretation, Laterality, Mention
from pet_ground.records.labelled import LabelledMention, LabelledText


@dataclass(frozen=True, slots=True)
class Cell:
    """What a reader made of a number, in a few words, and whether that is right."""

    words: str
    right: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled number, or "" for one that is none, with a cell for every reader."""

    labelled: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that at least one reader got wrong.

    Attributes:
        labelled: the text with its labels.
        rows: one for every labelled number, then one for every invented mention.
        kept_wrong: whether a reader's kept mentions are wrong, not only a side, an interpretation or a reason.
    """

    labelled: LabelledText
    rows: tuple[Row, ...]
    kept_wrong: bool


def errors_beside(matches: Mapping[str, Sequence[Match]]) -> list[Beside]:
    """The texts with an error of any reader, those with wrong kept mentions first, else in the corpus's order.

    Args:
        matches: reader -> a match for every text, in the same order for all.
    """
    result = []
    for of_text in zip(*matches.values(), strict=True):
        rows = [*_labelled_rows(of_text), *_invented_rows(of_text)]
        if any(not cell.right for row in rows for cell in row.cells):
            result.append(Beside(of_text[0].labelled, tuple(rows), any(_kept_wrong(match) for match in of_text)))
    return sorted(result, key=lambda one: not one.kept_wrong)


def _labelled_rows(of_text: Sequence[Match]) -> list[Row]:
    by_number = zip(*(match.pairs for match in of_text), strict=True)
    return [Row(_labelled_words(pairs[0].labelled), tuple(_cell(pair) for pair in pairs)) for pairs in by_number]


def _invented_rows(of_text: Sequence[Match]) -> list[Row]:
    words = [[_found_words(mention) for mention in match.invented] for match in of_text]
    rows = []
    for one in dict.fromkeys(word for of_reader in words for word in of_reader):
        cells = tuple(Cell(one, right=False) if one in of_reader else Cell("", right=True) for of_reader in words)
        rows.append(Row("", cells))
    return rows


def _cell(pair: Pair) -> Cell:
    if pair.labelled.status == "dropped":
        words = NOT_FOUND if pair.found is None else _found_words(pair.found)
        return Cell(words, right=pair.outcome == pair.labelled.outcome)
    words = NOT_FOUND if pair.found is None else _found_words(pair.found)
    return Cell(words, right=pair.right_with_side and pair.same_interpretation)


def _kept_wrong(match: Match) -> bool:
    right, _, found, labelled = match.counts
    return not right == found == labelled


def _labelled_words(label: LabelledMention) -> str:
    return _words(label.suv_max, label.slice, label.side, label.interpretation, label.outcome)


def _found_words(mention: Mention) -> str:
    outcome = found_outcome(mention)
    return _words(mention.suv_max, mention.axial_slice, mention.laterality, mention.interpretation, outcome)


def _words(
    suv: float | None, number: int | None, side: Laterality | None, meaning: Interpretation, outcome: str
) -> str:
    parts = [
        "" if suv is None else f"{suv:g}",
        "" if number is None else f"@{number}",
        "" if side is None else side.value,
        "" if meaning is Interpretation.UNSPECIFIED else meaning.value,
        "" if outcome == "kept" else outcome,
    ]
    return " ".join(part for part in parts if part)
