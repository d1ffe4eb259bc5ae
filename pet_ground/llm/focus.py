"""One focus of a model's answer, held against the sentence and against the foci before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from pydantic import NonNegativeInt, PositiveFloat

from pet_ground.llm.answers import Answer
from pet_ground.llm.evidence import Found, is_shared, slice_places, suv_places
from pet_ground.llm.number_words import NOT_AXIAL
from pet_ground.reasons import Reason

MAX_PLACES = 64
"""Places of one number that are looked at: no sentence of a report says a value so often."""
OF_ANOTHER = "the number is that of another focus of this voter"
THE_SUV = "the number of the SUVmax"


class FocusAnswer(Answer):
    """One focus, as the model answers; the field names are those of the schema in ``prompts/extract-*.md``."""

    suv_quote: str
    suv_max: PositiveFloat
    slice_quote: str | None
    axial_slice: NonNegativeInt | None
    laterality: Literal["left", "right", "bilateral"] | None
    time: Literal["current", "prior"]
    interpretation: Literal["unspecified", "physiologic", "benign"]


@dataclass(frozen=True, slots=True)
class FocusReading:
    """A focus with the places of its SUVmax and slice in the sentence, and why it is dropped; None where it is not."""

    focus: FocusAnswer
    suv: Found | None
    place: Found | None
    reason: Reason | None
    detail: str = ""

    def says_the_same(self, focus: FocusAnswer) -> bool:
        """Whether the other focus has the same SUVmax, slice and time, however it is quoted."""
        mine = (self.focus.suv_max, self.focus.axial_slice, self.focus.time)
        return mine == (focus.suv_max, focus.axial_slice, focus.time)


def read_focus(focus: FocusAnswer, sentence: str, earlier: Sequence[FocusReading]) -> FocusReading | None:
    """The focus as the sentence holds it, or None where an earlier one says it already.

    Args:
        focus: one entry of the answer.
        sentence: the passage it is about.
        earlier: the entries before it, as they were read.
    """
    places = list(islice(suv_places(sentence, focus.suv_quote, focus.suv_max), MAX_PLACES))
    may_be = [found for found in places if not found.refused]
    if _is_repeat(focus, may_be, earlier):
        return None
    taken = {one.suv.number_start for one in earlier if one.suv is not None}
    suv = next((found for found in may_be if found.number_start not in taken), may_be[0] if may_be else None)
    if suv is None:
        refused = places[0].refused if places else ""
        return FocusReading(
            focus, None, _slice(focus, sentence, None)[0], Reason.NOT_IN_TEXT, _told("suv_max", refused)
        )
    place, refused = _slice(focus, sentence, suv)
    others = [one for one in earlier if one.suv is not None and one.suv.number_start == suv.number_start]
    reason, detail = _judged(focus, place, refused)
    if others and not _of_its_own(place, others, shared=is_shared(sentence, suv)):
        reason, detail = Reason.DISAGREEMENT, OF_ANOTHER
    return FocusReading(focus, suv, place, reason, detail)


def _is_repeat(focus: FocusAnswer, places: Sequence[Found], earlier: Sequence[FocusReading]) -> bool:
    """Whether the words can mean a number of which the same was said.

    A quote that holds the number twice (``3.1 and 3.1``) means the next one that is free.
    """
    said = {one.suv.number_start for one in earlier if one.suv is not None and one.says_the_same(focus)}
    in_quote: dict[int, int] = {}
    for found in places:
        in_quote[found.start] = in_quote.get(found.start, 0) + 1
    if any(found.number_start in said and in_quote[found.start] == 1 for found in places):
        return True
    taken = {one.suv.number_start for one in earlier if one.suv is not None}
    return bool(said) and bool(places) and all(found.number_start in taken for found in places)


def _slice(focus: FocusAnswer, sentence: str, suv: Found | None) -> tuple[Found | None, str]:
    """Where the slice stands, apart from the SUVmax; else None and the rule that refuses it ("": not there)."""
    if focus.axial_slice is None:
        return None, ""
    refused = ""
    for found in islice(slice_places(sentence, focus.slice_quote, focus.axial_slice), MAX_PLACES):
        is_suv = suv is not None and found.number_start < suv.number_end and suv.number_start < found.number_end
        why = found.refused or (THE_SUV if is_suv else "")
        if not why:
            return found, ""
        refused = refused or why
    return None, refused


def _judged(focus: FocusAnswer, place: Found | None, refused: str) -> tuple[Reason | None, str]:
    is_axial = refused != NOT_AXIAL
    if focus.axial_slice is not None and place is None and is_axial:
        return Reason.NOT_IN_TEXT, _told("axial_slice", refused)
    if focus.time == "prior":
        return Reason.PRIOR_STUDY, ""
    if place is None:
        return (Reason.NO_SLICE, "") if is_axial else (Reason.NOT_AXIAL, "")
    return None, ""


def _of_its_own(place: Found | None, others: Sequence[FocusReading], *, shared: bool) -> bool:
    """Whether a number that is taken is also that of this focus: the text says so, and the slices are different."""
    slices = {one.place.number_start for one in others if one.place is not None}
    return shared and place is not None and len(slices) == len(others) and place.number_start not in slices


def _told(field: str, refused: str) -> str:
    return f"{field}: {refused}" if refused else field
