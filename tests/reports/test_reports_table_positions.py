"""Positions of the table in reports: read in clear words only, with sign and decimals, and never a size."""

from __future__ import annotations

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reasons import Reason
from pet_ground.reports import extract_mentions


def read(sentence: str):
    return [one for one in extract_mentions(f"FINDINGS: {sentence}", "R") if one.suv_max is not None]


@pytest.mark.parametrize(
    ("words", "table_mm", "quote"),
    [
        ("slice location -595.1", -595.1, "-595.1"),
        ("slice location: -595.1", -595.1, "-595.1"),
        ("slice location = 595.1", 595.1, "595.1"),
        ("slice loc \u2212209 mm", -209.0, "\u2212209 mm"),
        ("image location 412.5", 412.5, "412.5"),
        ("slice position -209", -209.0, "-209"),
        ("slice position 203 mm", 203.0, "203 mm"),
        ("table position 412.5 mm", 412.5, "412.5 mm"),
        ("table position 412", 412.0, "412"),
        ("table position 1245 mm", 1245.0, "1245 mm"),
        ("slice position 312.5", 312.5, "312.5"),
        ("table position (mm): -412,5", -412.5, "-412,5"),
        ("table position of +88.0", 88.0, "+88.0"),
        ("couch position -12.5", -12.5, "-12.5"),
        ("bed position -412.5 mm", -412.5, "-412.5 mm"),
        ("z = -209.5", -209.5, "-209.5"),
        ("z-position 88.25 mm", 88.25, "88.25 mm"),
        ("z position: -5 mm", -5.0, "-5 mm"),
        ("at -209 mm", -209.0, "-209 mm"),
        ("slice -209 mm", -209.0, "-209 mm"),
    ],
)
def test_a_table_position_is_read_with_its_sign_and_decimals(words: str, table_mm: float, quote: str) -> None:
    for sentence in (
        f"Left axillary node, SUVmax 5.4, {words}.",
        f"Left axillary node ({words}) with SUVmax of 5.4.",
        f"A 12 mm left axillary node at {words.removeprefix('at ')}, SUVmax 5.4." if words.startswith("at ") else
        f"A 12 mm left axillary node with SUVmax 5.4 at {words}.",
    ):  # fmt: skip
        (one,) = read(sentence)
        assert (one.status, one.suv_max, one.axial_slice, one.table_mm) == ("kept", 5.4, None, table_mm), sentence
        assert [item.quote for item in one.evidence if item.field == "table_mm"] == [quote]


@pytest.mark.parametrize(
    "words",
    [
        "measuring 12 mm",
        "12.5 mm",
        "at 12 mm",
        "(12 x 14 mm)",
        "decreased from 25 to 20 mm (-5 mm)",
        "slice thickness 3.75 mm",
        "5 mm slices",
        "slice 3.75 mm",
        "bed position 3",
        "z = -3.2",
        "Z-score -2.5",
        "Table 3",
        "location 5",
        "in this location, 12 mm",
        "slice location 112",
        "slice location -595.1 to -601.1",
        "slice location -595.1 and slice location -601.1",
        "table position - 209.5",
        "table position -41.2 cm",
        "prior slice location -595.1",
        "coronal slice 98",
    ],
)
def test_what_is_not_surely_a_table_position_is_none(words: str) -> None:
    found = read(f"Left axillary node with SUVmax 5.4, {words}.")
    assert found
    assert {(one.table_mm, one.axial_slice, one.status) for one in found} == {(None, None, "dropped")}


def test_beside_the_number_of_a_slice_a_table_position_says_the_same_again() -> None:
    for sentence in (
        "Left axillary node, SUVmax 5.4, slice 90 (table position -209.5).",
        "Left axillary node at slice location -209.5, SUVmax 5.4 (slice 90).",
    ):
        (one,) = read(sentence)
        assert (one.axial_slice, one.table_mm) == (90, None)


def test_a_slice_of_another_plane_leaves_the_table_position() -> None:
    (one,) = read("Left axillary node, SUVmax 5.4 (coronal slice 98, table position -209.5 mm).")
    assert (one.axial_slice, one.table_mm, one.status) == (None, -209.5, "kept")


def test_each_lesion_of_a_sentence_has_its_own_position() -> None:
    found = read(
        "Left axillary node SUVmax 5.4 (slice location -209.5) and right hilar node SUVmax 7.1 (slice location -301.0)."
    )
    assert [(one.suv_max, one.table_mm) for one in found] == [(5.4, -209.5), (7.1, -301.0)]


def test_two_lesions_of_one_suv_at_two_positions_are_no_repetition() -> None:
    text = "FINDINGS: Node SUVmax 5.4, slice location -209.5.\nIMPRESSION: Lesion, SUVmax 5.4, slice location {}."
    for position, reason in ((-209.5, Reason.DUPLICATE), (-301.5, None)):
        found = [one for one in extract_mentions(text.format(position), "R") if one.suv_max is not None]
        assert [one.reason for one in found] == [None, reason]


@settings(max_examples=30, deadline=None)
@given(
    table_mm=st.integers(-25000, 25000).map(lambda n: n / 10),
    lead=st.sampled_from(["slice location {}", "table position {} mm", "z = {} mm", "couch position: {}"]),
)
def test_any_position_comes_out_as_it_was_written(table_mm: float, lead: str) -> None:
    (one,) = read(f"Hilar node, SUVmax 6.3 ({lead.format(f'{table_mm:.1f}')}).")
    assert one.table_mm == table_mm


def test_a_long_text_of_signs_and_numbers_takes_linear_time() -> None:
    unit = "slice location - : = ( -595.1 to mm "
    assert grows_linearly(lambda text: extract_mentions("SUVmax 5.4 " + text, "R"), unit, 110_000)
