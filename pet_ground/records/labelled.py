"""Labelled report text: what a careful reader says of every SUVmax in it. One line of a corpus in JSON Lines each.

Labels are written by hand, so they name a number by its characters and their occurrence, not by its place.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from pydantic import NonNegativeInt, PositiveInt, field_validator, model_validator

from pet_ground.reasons import Explained, Reason
from pet_ground.records.base import Record
from pet_ground.records.mention import Interpretation, Laterality

LABEL_REASONS = frozenset(
    {
        Reason.NO_SLICE,
        Reason.PRIOR_STUDY,
        Reason.REFERENCE_REGION,
        Reason.NEGATED,
        Reason.NOT_AXIAL,
        Reason.DUPLICATE,
    }
)
"""Why a reader leaves an SUVmax out. The other reasons speak of voters, not of the text."""

_NUMBER = re.compile(r"[0-9]{0,6}[.,]?[0-9]{1,6}")
_MARKS = ".,"

Language = Literal["en", "zh", "vi"]


class Category(Explained):
    """What a labelled text is there for. ``category.sentence`` explains it."""

    SUV_FORM = "suv_form", "A way to write the SUVmax."
    SLICE_FORM = "slice_form", "A way to write the slice."
    RANGE = "range", "A range of values or slices."
    LIST = "list", "Several lesions in one sentence."
    RESPECTIVELY = "respectively", "Values and slices that belong together in their order."
    NEIGHBOURS = "neighbours", "The value or the slice stands in a neighbouring sentence."
    PRIOR = "prior", "An old value beside the new one."
    OTHER_STUDY = "other_study", "A value of another study, another tracer or another hospital."
    REFERENCE = "reference", "A reference measurement: blood pool, liver, background, the other side."
    NEGATED = "negated", "A focus that is said not to be there."
    TECHNIQUE = "technique", "How the scan was done: dose, glucose, times, thresholds."
    TEMPLATE = "template", "Set phrases of a form that say nothing of the patient."
    PHYSIOLOGIC = "physiologic", "Uptake that the report calls physiologic."
    BENIGN = "benign", "Uptake that the report calls benign."
    SIDE = "side", "The side is what is hard."
    NOT_AXIAL = "not_axial", "A coronal or sagittal slice."
    TABLE_POSITION = "table_position", "A table position in mm in place of a slice."
    OTHER_STATISTIC = "other_statistic", "SUVmean, SUVpeak, SUL, MTV, TLG."
    DEAUVILLE = "deauville", "A Deauville score."
    SIZE_NUMBERS = "size_numbers", "Sizes, levels, vertebrae and other numbers that look like values."
    DECIMAL_COMMA = "decimal_comma", "Decimal commas."
    TELEGRAM = "telegram", "Telegram style."
    TYPO = "typo", "Slips of the keyboard or of dictation."
    NO_VALUE = "no_value", "No SUVmax at all."
    CHINESE = "chinese", "Chinese."
    VIETNAMESE = "vietnamese", "Vietnamese."
    INJECTION = "injection", "Text that tries to instruct a model that reads it."


class LabelledMention(Record):
    """One SUVmax of a text, kept or dropped with a reason.

    Attributes:
        suv: the number as it is written in the text, such as ``7.9``, ``14,9`` or ``.9``.
        nth: which occurrence of these characters in the text, from 1; those inside longer numbers count too.
        slice: axial slice of the focus, the first of a range; None where it has none.
        side: side of this focus where the text names it.
        status, reason: kept, or dropped and why, one of ``LABEL_REASONS``.
        interpretation: what the text calls the focus.
    """

    suv: str
    nth: PositiveInt
    slice: NonNegativeInt | None
    side: Laterality | None
    status: Literal["kept", "dropped"]
    reason: Reason | None
    interpretation: Interpretation

    @property
    def suv_max(self) -> float:
        """The number in g/ml."""
        return float(self.suv.replace(",", "."))

    @property
    def outcome(self) -> str:
        """``kept``, or the code of the reason."""
        return "kept" if self.reason is None else self.reason.value

    @field_validator("suv")
    @classmethod
    def the_suv_is_a_positive_number_with_at_most_one_mark(cls, suv: str) -> str:
        if not _NUMBER.fullmatch(suv) or not float(suv.replace(",", ".")) > 0:
            raise ValueError("suv is not a positive number such as 7.9 or 14,9")
        return suv

    @model_validator(mode="after")
    def a_kept_mention_has_a_slice_and_no_reason(self) -> LabelledMention:
        if self.status == "kept" and (self.slice is None or self.reason is not None):
            raise ValueError("a kept mention needs a slice and no reason")
        return self

    @model_validator(mode="after")
    def a_dropped_mention_has_a_reason_that_a_reader_can_see(self) -> LabelledMention:
        if self.status == "dropped" and self.reason not in LABEL_REASONS:
            raise ValueError(f"a dropped mention needs a reason of {sorted(LABEL_REASONS)}")
        return self


class LabelledText(Record):
    """A sentence, a few neighbours or a whole report, with every SUVmax in it, in the order of the text.

    Attributes:
        id: unique in its corpus.
        style: the hospital's style in a few words with hyphens.
        language: of the text.
        categories: what the text is there for.
        text: as a reader is given it.
        mentions: every SUVmax; none where the text holds none.
    """

    id: str
    style: str
    language: Language
    categories: tuple[Category, ...]
    text: str
    mentions: tuple[LabelledMention, ...]

    def span(self, mention: LabelledMention) -> tuple[int, int]:
        """Where the number of a mention stands: ``text[start:end] == mention.suv``.

        Raises:
            ValueError: it does not stand there.
        """
        start = -1
        for _ in range(mention.nth):
            start = self.text.find(mention.suv, start + 1)
            if start < 0:
                raise ValueError("a labelled number does not stand in the text so many times")
        return start, start + len(mention.suv)

    @field_validator("categories")
    @classmethod
    def a_text_has_categories_and_none_twice(cls, categories: tuple[Category, ...]) -> tuple[Category, ...]:
        if not categories or len(set(categories)) != len(categories):
            raise ValueError("a text needs at least one category, each once")
        return categories

    @model_validator(mode="after")
    def labelled_numbers_stand_in_the_text_in_its_order(self) -> LabelledText:
        starts = [self.span(mention)[0] for mention in self.mentions]
        if any(first >= second for first, second in pairwise(starts)):
            raise ValueError("the mentions are not in the order of the text")
        return self

    @model_validator(mode="after")
    def labelled_numbers_are_whole_numbers_of_the_text(self) -> LabelledText:
        if not all(stands_alone(self.text, *self.span(mention)) for mention in self.mentions):
            raise ValueError("a labelled number is part of a longer one")
        return self

    @model_validator(mode="after")
    def labelled_slices_stand_in_the_text(self) -> LabelledText:
        if not all(mention.slice is None or str(mention.slice) in self.text for mention in self.mentions):
            raise ValueError("a labelled slice does not stand in the text")
        return self


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is a whole number: ``4.1`` in ``3.2,4.1`` is one; ``1`` in ``13.1`` is not."""
    marked = any(mark in text[start:end] for mark in _MARKS)
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:].isdecimal() or after[:1].isdecimal():
        return False
    if not marked and len(before) == 2 and before[0].isdecimal() and before[1] in _MARKS:
        return False
    goes_on = len(after) == 2 and after[0] in _MARKS and after[1].isdecimal()
    return not goes_on or (marked and after[0] not in text[start:end])
