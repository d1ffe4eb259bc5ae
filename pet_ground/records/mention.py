"""A mention: one focus with its SUVmax and slice, as the report tells it, with the evidence for each value."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt, model_validator

from pet_ground.reasons import Reason
from pet_ground.records.base import Record


class Laterality(StrEnum):
    """The side that the sentence names for the focus."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"


class Interpretation(StrEnum):
    """What the report calls the focus."""

    UNSPECIFIED = "unspecified"
    PHYSIOLOGIC = "physiologic"
    BENIGN = "benign"


class Evidence(Record):
    """Where a value stands: ``sentence[start:end] == quote``, with ``sentence`` the mention's."""

    field: Literal[
        "suv_max", "axial_slice", "table_mm", "laterality", "time", "size", "interpretation",
        "region", "organ", "anatomic_subsite", "findings",
    ]  # fmt: skip
    start: NonNegativeInt
    end: NonNegativeInt
    quote: str


class Vote(Record):
    """What one voter said of the mention; None where it said nothing.

    Attributes:
        voter: its name.
        suv_max, axial_slice: what it said, also where the sentence does not hold it.
        agrees: whether it says what the mention says.
        detail: why not: the reason for which it dropped the value itself, or why it could not be asked.
        suv_quote, slice_quote: the words that it gave for the two, as it gave them; "" where it gave none.
    """

    voter: str
    suv_max: float | None
    axial_slice: int | None
    agrees: bool
    detail: str = ""
    suv_quote: str = ""
    slice_quote: str = ""


class Mention(Record):
    """One focus of the report, kept or dropped; a sentence without any is one dropped mention (``no_value``).

    Attributes:
        report_id: id of the report.
        number: rank of the mention in its report, from 1.
        sentence: the text in which all the evidence stands: one sentence, or neighbours that belong together.
        start, end: its place in the report's text, in characters.
        section: heading of the report's section (lower case), or "" before the first.
        suv_max: SUVmax of the current scan in g/ml as reported.
        suv_decimals: decimals with which it was reported; its precision is half a unit of the last.
        axial_slice: number of the axial slice as reported.
        slice_series: which series the number counts, where the sentence says so.
        slice_last: last slice where the sentence gives a range that begins at ``axial_slice``.
        table_mm: position of the table as reported, with its sign, where that is given in place of a slice's number.
        laterality: side of the focus where the sentence names one.
        interpretation: what the report calls it.
        status, reason, detail: kept, or dropped and why.
        evidence: a span of ``sentence`` for every value above.
        votes: what each voter said.
    """

    report_id: str
    number: PositiveInt
    sentence: str
    start: NonNegativeInt
    end: NonNegativeInt
    section: str = ""
    suv_max: PositiveFloat | None = None
    suv_decimals: NonNegativeInt | None = None
    axial_slice: NonNegativeInt | None = None
    slice_series: Literal["pet", "ct", "unspecified"] = "unspecified"
    slice_last: NonNegativeInt | None = None
    table_mm: float | None = None
    laterality: Laterality | None = None
    interpretation: Interpretation = Interpretation.UNSPECIFIED
    status: Literal["kept", "dropped"]
    reason: Reason | None = None
    detail: str = ""
    evidence: tuple[Evidence, ...] = ()
    votes: tuple[Vote, ...] = ()

    @model_validator(mode="after")
    def a_dropped_mention_has_a_reason_and_a_kept_one_has_none(self) -> Mention:
        if (self.status == "dropped") != (self.reason is not None):
            raise ValueError(f"status {self.status} with reason {self.reason}")
        return self

    @model_validator(mode="after")
    def a_kept_mention_has_suvmax_and_place_with_evidence(self) -> Mention:
        if self.status == "kept":
            if self.suv_max is None or (self.axial_slice is None and self.table_mm is None):
                raise ValueError("a kept mention needs suv_max, and axial_slice or table_mm")
            needed = {"suv_max", "table_mm" if self.axial_slice is None else "axial_slice"}
            missing = needed - {item.field for item in self.evidence}
            if missing:
                raise ValueError(f"no evidence for {sorted(missing)}")
        return self

    @model_validator(mode="after")
    def a_place_is_a_slice_or_a_table_position(self) -> Mention:
        if self.axial_slice is not None and self.table_mm is not None:
            raise ValueError("a mention with both a slice and a table position")
        return self

    @model_validator(mode="after")
    def every_quote_stands_in_the_sentence(self) -> Mention:
        for item in self.evidence:
            if self.sentence[item.start : item.end] != item.quote:
                raise ValueError(f"the evidence for {item.field} is not what stands at {item.start}:{item.end}")
        return self
