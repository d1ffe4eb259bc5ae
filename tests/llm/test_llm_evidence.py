"""Quotes and numbers: what counts as standing in the text."""

from __future__ import annotations

import pytest
from growth import is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.llm.evidence import find_side, find_slice, find_suv, quote_spans
from pet_ground.records import Laterality


@pytest.mark.parametrize(
    ("sentence", "quote", "value", "number", "decimals"),
    [
        ("SUV max of 5.4 (slice 90)", "SUV max of 5.4", 5.4, "5.4", 1),
        ("SUVmax 14,9 auf Schicht 90", "SUVmax 14,9", 14.9, "14,9", 1),
        ("SUVmax 12 on 90", "SUVmax 12", 12.0, "12", 0),
        ("SUVmax 5.40, slice 90", "5.40", 5.4, "5.40", 2),
        ("SUV\n  max 5.4.", "SUV max 5.4", 5.4, "5.4", 1),
    ],
)
def test_a_number_is_read_from_its_quote(sentence: str, quote: str, value: float, number: str, decimals: int) -> None:
    found = find_suv(sentence, quote, value)
    assert found is not None
    assert (found.number, found.decimals) == (number, decimals)
    assert sentence[found.start : found.end].split() == quote.split()


@pytest.mark.parametrize(
    ("sentence", "quote", "value"),
    [
        ("SUV max 14.2", "4.2", 4.2),
        ("SUV max 4.25", "SUV max 4.2", 4.2),
        ("SUV max 4.2", "SUVmax 4.2", 4.2),
        ("SUV max 4.2", "suv max 4.2", 4.2),
        ("SUV max 4.2", "SUV max 4.2", 4.3),
        ("SUV max 4.2", "SUV max", 4.2),
        ("SUV max 4.2", "", 4.2),
        ("SUV max 4.2", " ", 4.2),
    ],
)
def test_a_quote_that_is_not_there_or_cuts_its_number_is_no_evidence(sentence: str, quote: str, value: float) -> None:
    assert find_suv(sentence, quote, value) is None


@settings(deadline=None, max_examples=60)
@given(whole=st.integers(0, 99), tenth=st.integers(0, 9), comma=st.booleans())
def test_every_reported_value_is_found_where_it_stands(whole: int, tenth: int, comma: bool) -> None:
    written = f"{whole}{',' if comma else '.'}{tenth}"
    sentence = f"Node in station 4R with SUVmax {written}, slice 77."
    found = find_suv(sentence, f"SUVmax {written}", float(f"{whole}.{tenth}"))
    assert found is not None
    assert sentence[found.number_start :].startswith(written)


def test_equal_values_of_two_foci_take_different_places() -> None:
    sentence = "Node A has SUVmax 3.1 and node B has SUVmax 3.1."
    first = find_suv(sentence, "SUVmax 3.1", 3.1)
    assert first is not None
    second = find_suv(sentence, "SUVmax 3.1", 3.1, {first.number_start})
    assert second is not None
    assert second.start > first.start
    assert find_suv(sentence, "SUVmax 3.1", 3.1, {first.number_start, second.number_start}) == first


@pytest.mark.parametrize(
    ("quote", "value", "there"),
    [
        ("slices 90,91", 91, True),
        ("slices 90,91", 90, True),
        ("slice 90", 9, False),
        ("slice 90", 90, True),
        ("location -595.1", 595, False),
        ("images 90-95", 95, True),
        (None, 90, False),
    ],
)
def test_a_slice_is_a_whole_number_in_its_quote(quote: str | None, value: int, there: bool) -> None:
    sentence = f"SUVmax 5.4, {quote}."
    assert (find_slice(sentence, quote, value) is not None) == there


def test_a_side_stands_as_a_word_and_the_closest_one_counts() -> None:
    sentence = "Left lung nodule, SUV 3; left adrenal SUV 4; the leftover and RUL are clear."
    assert find_side(sentence, Laterality.LEFT, 33) == (25, 29)
    assert find_side(sentence, Laterality.LEFT, 0) == (0, 4)
    assert find_side(sentence, Laterality.RIGHT, 0) == (62, 65)
    assert find_side(sentence, Laterality.BILATERAL, 0) is None


@settings(deadline=None, max_examples=60)
@given(sentence=st.text(alphabet="ab .()\n", max_size=20), quote=st.text(alphabet="ab .()\n", max_size=5))
def test_a_span_holds_the_quote_and_nothing_else(sentence: str, quote: str) -> None:
    for start, end in quote_spans(sentence, quote):
        assert sentence[start:end].split() == quote.split()


def test_a_number_that_stands_everywhere_is_found_in_time_that_grows_with_the_sentence() -> None:
    def find(count: int) -> None:
        sentence = "8.1 or " * count
        assert find_suv(sentence, "8.1", 8.1, {0}) is not None
        assert find_suv(sentence, "8.1 or", 8.2) is None

    # 64 times where each number is held against each quote
    assert is_linear(find, 2_000, 16_000)
