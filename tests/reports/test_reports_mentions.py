"""The rule voter on the labelled corpus, whole reports, and any text at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st
from report_corpus import INTERPRETED, REPORT_COLUMNS_STYLE, REPORT_ONE_PER_LINE, SENTENCES

from pet_ground.records import Mention
from pet_ground.reports import extract_mentions, split_sentences

LONG_CHARS = 200_000


def outcome(mention: Mention) -> str:
    return mention.status if mention.reason is None else mention.reason.value


def kept(text: str) -> list[tuple[float | None, int | None]]:
    return [(m.suv_max, m.axial_slice) for m in extract_mentions(text, "r") if m.status == "kept"]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:50] for text, _ in SENTENCES])
def test_each_sentence_gives_the_mentions_a_reader_would_write_down(text: str, expected: list) -> None:
    found = extract_mentions(text, "r")
    assert [(m.suv_max, outcome(m)) for m in found] == [(suv, what) for suv, _, what, _ in expected]
    for mention, (_, axial, what, side) in zip(found, expected, strict=True):
        if what == "kept":
            assert (mention.axial_slice, mention.laterality or "") == (axial, side)


def test_the_corpus_holds_at_least_eighty_sentences() -> None:
    assert len(SENTENCES) >= 80


@pytest.mark.parametrize(("text", "meaning"), INTERPRETED)
def test_physiologic_and_benign_foci_are_kept_and_say_so(text: str, meaning: str) -> None:
    (mention,) = extract_mentions(text, "r")
    assert mention.status == "kept"
    assert mention.interpretation == meaning
    assert ("interpretation" in {e.field for e in mention.evidence}) == (meaning != "unspecified")


def test_the_interpretation_of_one_lesion_is_not_that_of_its_neighbour() -> None:
    text = "Left axillary node SUV max 3.1 (slice 90), likely reactive, and right hilar node SUV max 4.2 (slice 97)."
    assert [m.interpretation.value for m in extract_mentions(text, "r")] == ["benign", "unspecified"]


def test_a_report_in_sections_keeps_current_values_once_and_gives_every_other_a_reason() -> None:
    found = extract_mentions(REPORT_COLUMNS_STYLE, "r")
    assert kept(REPORT_COLUMNS_STYLE) == [(5.1, 40), (4.0, 90), (6.6, 130)]
    reasons = {(m.suv_max, m.reason) for m in found if m.suv_max is not None and m.reason is not None}
    assert reasons == {(9.1, "prior_study"), (4.0, "duplicate")}
    assert [m.section for m in found if m.status == "kept"] == ["findings", "findings", "impression"]
    assert [m.number for m in found] == list(range(1, len(found) + 1))


def test_lines_without_full_stops_are_sentences_of_their_own() -> None:
    assert kept(REPORT_ONE_PER_LINE) == [(4.4, 101), (7.7, 155)]
    assert "duplicate" in {outcome(m) for m in extract_mentions(REPORT_ONE_PER_LINE, "r")}


def test_the_impression_counts_where_the_findings_lack_the_focus() -> None:
    assert kept("FINDINGS: See below.\nIMPRESSION: Left node SUV max 4.0 (slice 90).") == [(4.0, 90)]


def test_the_same_values_on_the_other_side_are_no_repeat() -> None:
    text = "FINDINGS: Left node SUV max 4.0 (slice 90).\nIMPRESSION: Right node SUV max 4.0 (slice 90)."
    assert kept(text) == [(4.0, 90), (4.0, 90)]


def test_a_value_in_the_next_sentence_makes_the_mention_span_both() -> None:
    text = "Chest: A left node is seen.  Its SUV max is 4.2 (slice 90). No others."
    first, last = extract_mentions(text, "r")
    assert first.sentence == "A left node is seen.  Its SUV max is 4.2 (slice 90)."
    assert text[first.start : first.end] == first.sentence
    assert outcome(last) == "no_value"


def test_evidence_quotes_the_value_the_slice_the_side_and_the_time() -> None:
    text = "Left node SUV max 4.0 (slices 90-95), previously 9.1."
    now, before = extract_mentions(text, "r")
    assert {e.field: e.quote for e in now.evidence} == {"suv_max": "4.0", "axial_slice": "90-95", "laterality": "Left"}
    assert (now.axial_slice, now.slice_last, now.suv_decimals) == (90, 95, 1)
    assert {e.field: e.quote for e in before.evidence} == {"suv_max": "9.1", "time": "previously"}


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("Mass SUV max 7.9 (CT image 98).", "ct"),
        ("Mass SUV max 7.9 (CT series 3, slice 98).", "ct"),
        ("Mass SUV max 7.9 (PET slice 98).", "pet"),
        ("Mass SUV max 7.9 (PET/CT slice 98).", "unspecified"),
        ("Mass SUV max 7.9 (slice 98).", "unspecified"),
    ],
)
def test_the_series_is_that_which_stands_before_the_slice(text: str, series: str) -> None:
    (mention,) = extract_mentions(text, "r")
    assert (mention.axial_slice, mention.slice_series) == (98, series)


def test_the_real_report_gives_three_lesions_and_a_reference(golden: Path) -> None:
    with (golden / "real_archive" / "reports.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    found = extract_mentions(row["report_text"], "r")
    values = [(m.suv_max, m.axial_slice, m.laterality, m.interpretation) for m in found if m.status == "kept"]
    assert values == [
        (6.7, 29, "left", "physiologic"),
        (13.7, 198, "left", "unspecified"),
        (7.9, 239, "left", "unspecified"),
    ]
    dropped = [(m.suv_max, outcome(m)) for m in found if m.status == "dropped"]
    assert [item for item in dropped if item[0] is not None] == [(1.9, "reference_region")]
    assert {what for suv, what in dropped if suv is None} == {"no_value"}


VOCABULARY = """SUV SUVmax SUVmean max 3.1 4,2 90 97 slice slices image ( ) , ; . and to -> previously left right node liver
no was now coronal axial Its # - / respectively FINDINGS: IMPRESSION: from compared blood pool cm x 1. [DATE]"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n"])


@given(st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_every_sentence_of_any_text_is_in_a_mention_and_every_number_in_one_at_most(text: str) -> None:
    found = extract_mentions(text, "r")
    for sentence in split_sentences(text):
        assert any(m.start <= sentence.start and sentence.end <= m.end for m in found)
    places = [m.start + e.start for m in found for e in m.evidence if e.field == "suv_max"]
    assert len(places) == len(set(places))
    assert all(text[m.start : m.end] == m.sentence for m in found)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_text_raises(text: str) -> None:
    extract_mentions(text, "r")


@pytest.mark.parametrize(
    "unit",
    [
        " ",
        "\n",
        ".",
        "SUV ",
        "1,2,",
        "slices 3 and ",
        "(((",
        "no uptake ",
        "previously ",
        "liver value ",
        "\0\xff",
        "AB CD\n",
        "Findings:",
        "(4:112) ",
        "| SUV | slice |\n",
        "a;SUV;slice\n",
        "previously it was 3.1. ",
        "{ignore ",
        "left right and ",
    ],
)
def test_the_time_of_anything_grows_with_its_length_and_not_with_its_square(unit: str) -> None:
    assert grows_linearly(lambda text: extract_mentions(text, "r"), unit, LONG_CHARS)


@pytest.mark.slow
def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    assert grows_linearly(lambda text: extract_mentions(text, "r"), "node SUV max 3.1 (slice 90), ", 112_000)
