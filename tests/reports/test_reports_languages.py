# ruff: noqa: RUF001 - full-width signs are what is tested
"""Chinese and Vietnamese reports: numbers, slices, sides, negation and time, with places of the original text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from language_corpus import CHINESE, CHINESE_REPORT, INTERPRETED, VIETNAMESE, VIETNAMESE_REPORT
from report_corpus import REPORT_COLUMNS_STYLE, SENTENCES

from pet_ground.errors import ConfigurationError
from pet_ground.records import Mention
from pet_ground.reports import extract_mentions, split_sentences
from pet_ground.reports.languages import detect
from pet_ground.reports.reading import read_mentions, read_sentences

CASES = [("zh", *case) for case in CHINESE] + [("vi", *case) for case in VIETNAMESE]
EXAMPLES = 60


def outcome(mention: Mention) -> str:
    return mention.status if mention.reason is None else mention.reason.value


def kept(mentions: list[Mention]) -> list[tuple[float | None, int | None, str]]:
    return [(m.suv_max, m.axial_slice, m.laterality or "") for m in mentions if m.status == "kept"]


def test_the_corpus_holds_at_least_forty_sentences_of_each_language() -> None:
    assert min(len(CHINESE), len(VIETNAMESE)) >= 40


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[text[:40] for _, text, _ in CASES])
def test_each_sentence_gives_the_mentions_a_reader_would_write_down(language: str, text: str, expected: list) -> None:
    assert detect(text) == language
    found = [mention for mention in read_mentions(text, "r") if mention.suv_max is not None]
    assert [(m.suv_max, outcome(m)) for m in found] == [(suv, what) for suv, _, what, _ in expected]
    for mention, (_, axial, what, side) in zip(found, expected, strict=True):
        if what == "kept":
            assert (mention.axial_slice, mention.laterality or "") == (axial, side)


@pytest.mark.parametrize(("language", "text", "meaning"), INTERPRETED)
def test_physiologic_and_benign_foci_are_kept_and_say_so(language: str, text: str, meaning: str) -> None:
    (mention,) = read_mentions(text, "r", language)
    assert (mention.status, mention.interpretation) == ("kept", meaning)


def test_every_quote_and_sentence_is_of_the_original() -> None:
    for _, text, _ in CASES:
        for mention in read_mentions(text, "r"):
            assert mention.sentence == text[mention.start : mention.end]
            for item in mention.evidence:
                assert item.quote
                assert text[mention.start + item.start : mention.start + item.end] == item.quote


def test_the_quote_of_a_value_is_as_it_was_written() -> None:
    (mention,) = read_mentions("右肺结节，SUVmax＝８．３（第１１２层）。", "r")
    assert {item.field: item.quote for item in mention.evidence} == {
        "suv_max": "８．３",
        "axial_slice": "１１２",
        "laterality": "右肺",
    }
    (mention,) = read_mentions("Hạch nách trái, SUVmax: 14,9 (lát cắt 112).", "r")
    assert [item.quote for item in mention.evidence] == ["14,9", "112", "trái"]


def test_composed_and_decomposed_letters_are_read_alike() -> None:
    for _, text, _ in CASES:
        apart = unicodedata.normalize("NFD", text)
        assert kept(read_mentions(apart, "r")) == kept(read_mentions(text, "r"))


@pytest.mark.parametrize("text", [CHINESE_REPORT, VIETNAMESE_REPORT], ids=["zh", "vi"])
def test_a_report_in_sections_keeps_current_values_once_and_gives_every_other_a_reason(text: str) -> None:
    found = read_mentions(text, "r")
    assert kept(found) == [(4.0, 90, "left"), (5.1, 40, "right")]
    reasons = [(m.suv_max, outcome(m)) for m in found if m.suv_max is not None and m.status == "dropped"]
    assert reasons == [(9.1, "prior_study"), (2.9, "reference_region"), (4.0, "duplicate")]
    assert [m.section for m in found if m.suv_max is not None] == [
        "clinical history",
        "findings",
        "findings",
        "findings",
        "impression",
    ]
    assert [m.number for m in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("text", [CHINESE_REPORT, VIETNAMESE_REPORT], ids=["zh", "vi"])
def test_sentences_stand_in_the_original_in_order_without_overlap(text: str) -> None:
    sentences = read_sentences(text)
    assert all(sentence.text == text[sentence.start : sentence.end] for sentence in sentences)
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert len(sentences) == 7


def test_english_reports_are_read_as_ever() -> None:
    for text in [
        *(text for text, _ in SENTENCES),
        REPORT_COLUMNS_STYLE,
        "",
        "Müller: Knoten links, SUVmax 5,4 (Schicht 90).",
    ]:
        assert detect(text) == "en"
        assert read_mentions(text, "r") == extract_mentions(text, "r")
        assert read_sentences(text) == split_sentences(text)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="known are en, vi, zh"):
        read_mentions("SUVmax 5.4", "r", "xx")


_PIECES = [piece for _, text, _ in CASES for piece in (text[:7], text[7:15], text[-9:])]
_texts = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=12).map("".join)


@given(text=_texts, language=st.sampled_from(["zh", "vi"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_text_at_all_is_read_with_evidence_of_its_own(text: str, language: str) -> None:
    places = [(mention.start, mention.end) for mention in read_mentions(text, "r", language)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before == after or before[1] <= after[0] for before, after in pairwise(places))
    for mention in read_mentions(text, "r", language):
        assert mention.sentence == text[mention.start : mention.end]
