"""Current and earlier values side by side: an earlier value is never kept, and no value is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_corpus_time import SENTENCES_ON_TIME

from pet_ground.records import Mention
from pet_ground.reports import extract_mentions

CURRENT_STYLES = (
    "Nodes with SUVmax of {values} (slices {slices})",
    "Nodes on slices {slices} now have SUVmax {values}",
    "Nodes, SUVmax: {values} respectively, images {slices}",
)
PRIOR_STYLES = (
    ", previously {values}",
    " (prior {values})",
    "; {values} on the prior study",
    ", compared to {values} on [DATE]",
    ", was {values} on prior studies",
    ", prior SUVmax {values} (slices {slices})",
    "; formerly {values}",
    ", down from {values}",
)
PRIOR_FIRST_STYLES = (
    "Prior SUVmax {values} (slices {slices}). ",
    "SUVmax was {values} on [DATE]; ",
    "Previously SUVmax {values}, ",
)
JOINS = (", ", " and ", "/", ", and ")
NUMBERS = st.lists(st.integers(11, 299), min_size=6, max_size=6, unique=True)


def told(mention: Mention) -> tuple[float | None, int | None, str]:
    if mention.reason is None:
        return mention.suv_max, mention.axial_slice, "kept"
    return mention.suv_max, None, mention.reason.value


def as_list(numbers: list[str], join: str) -> str:
    """Numbers with commas between all but the last two: those have ``join``."""
    *first, last = numbers
    return join.join([", ".join(first), last]) if first else last


@pytest.mark.parametrize(("text", "expected"), SENTENCES_ON_TIME, ids=[text[:60] for text, _ in SENTENCES_ON_TIME])
def test_each_value_has_the_time_and_the_slice_that_a_reader_gives_it(text: str, expected: list) -> None:
    assert [told(mention) for mention in extract_mentions(text, "r")] == expected


@given(NUMBERS, st.integers(1, 3), st.integers(1, 3), st.data())
@settings(max_examples=300, deadline=None)
def test_in_lists_of_current_and_prior_values_each_is_told_once_and_no_prior_one_is_kept(
    numbers: list[int], now_count: int, prior_count: int, data: st.DataObject
) -> None:
    values = [f"{number / 10:.1f}" for number in numbers]
    now, prior = values[:now_count], values[3 : 3 + prior_count]
    slices, old_slices = (
        [str(301 + rank) for rank in range(now_count)],
        [str(401 + rank) for rank in range(prior_count)],
    )
    join, style = data.draw(st.sampled_from(JOINS)), data.draw(st.sampled_from(CURRENT_STYLES))
    current = style.format(values=as_list(now, join), slices=as_list(slices, " and "))
    earlier = {"values": as_list(prior, join), "slices": as_list(old_slices, " and ")}
    if data.draw(st.booleans()):
        text = current + data.draw(st.sampled_from(PRIOR_STYLES)).format(**earlier) + "."
    else:
        first = data.draw(st.sampled_from(PRIOR_FIRST_STYLES)).format(**earlier)
        text = first + (current if first.endswith(". ") else "now " + current[0].lower() + current[1:]) + "."
    found = [mention for mention in extract_mentions(text, "r") if mention.suv_max is not None]
    assert sorted(m.suv_max or 0 for m in found) == sorted(map(float, now + prior)), text
    kept = [(m.suv_max, m.axial_slice) for m in found if m.status == "kept"]
    right = list(zip(map(float, now), map(int, slices), strict=True))
    assert set(kept) <= set(right), text


@given(NUMBERS, st.integers(2, 4), st.integers(1, 4), st.booleans())
@settings(max_examples=100, deadline=None)
def test_slices_in_one_list_behind_scattered_values_are_matched_in_order_or_not_at_all(
    numbers: list[int], count: int, slice_count: int, respectively: bool
) -> None:
    parts = [f"node {'ABCD'[rank]} SUVmax {number / 10:.1f}" for rank, number in enumerate(numbers[:count])]
    slices = as_list([str(301 + rank) for rank in range(slice_count)], " and ")
    text = f"There is {as_list(parts, ' and ')} on slices {slices}{' respectively' if respectively else ''}."
    found = extract_mentions(text, "r")
    assert [m.suv_max for m in found] == [number / 10 for number in numbers[:count]]
    if slice_count == count:
        assert [m.axial_slice for m in found] == [301 + rank for rank in range(count)]
    elif slice_count > 1:
        assert {m.reason for m in found} == {"no_slice"}


@pytest.mark.parametrize("word", ["Marfan", "Augustin", "Jane", "Maya", "Decker", "Octavia", "Junius"])
def test_a_word_that_begins_like_a_month_is_no_date(word: str) -> None:
    (found,) = extract_mentions(f"Nodule in the right lung from {word} (SUVmax 5.5, slice 188).", "r")
    assert (found.status, found.reason) == ("kept", None)


@pytest.mark.parametrize("month", ["March", "Mar.", "Aug", "sept", "December 2019"])
def test_a_month_is_a_date(month: str) -> None:
    (found,) = extract_mentions(f"Nodule in the right lung, from {month}: SUVmax 5.5, slice 188.", "r")
    assert found.reason == "prior_study"
