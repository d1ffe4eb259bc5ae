# ruff: noqa: RUF001 - full-width signs are what is tested
"""Rewriting a report in the words of the English rules: alignment, folding, detection and time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st
from language_corpus import CHINESE, VIETNAMESE
from report_corpus import SENTENCES

from pet_ground.config.languages import language_pack
from pet_ground.reports.languages import Aligned, detect, normalise
from pet_ground.reports.languages.folding import fold, without_accents

EXAMPLES = 100
CHARS = 40_000
"""A quadratic loop over so many characters takes minutes."""

_PIECES = [piece for text, _ in [*CHINESE, *VIETNAMESE] for piece in (text[:7], text[7:15], text[-9:])]
texts = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=12).map("".join)
codes = st.sampled_from(["zh", "vi"])


def english(text: str, code: str) -> str:
    return normalise(text, language_pack(code)).text


@given(text=texts, code=codes)
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_places_of_the_characters_never_fall_and_stay_in_the_text(text: str, code: str) -> None:
    aligned = normalise(text, language_pack(code))
    assert len(aligned.begins) == len(aligned.ends) == len(aligned.text)
    assert aligned.original_length == len(text)
    for places in (aligned.begins, aligned.ends):
        assert all(before <= after for before, after in pairwise(places))
        assert all(0 <= place <= len(text) for place in places)
    assert all(begin <= end for begin, end in zip(aligned.begins, aligned.ends, strict=True))


@given(text=texts, code=codes)
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_digit_stands_for_the_same_digit_of_the_original(text: str, code: str) -> None:
    aligned = normalise(text, language_pack(code))
    for place, char in enumerate(aligned.text):
        begin, end = aligned.original(place, place + 1)
        if char in "0123456789" and end == begin + 1 and text[begin].isdecimal():
            assert int(text[begin]) == int(char)


@given(text=texts)
@settings(max_examples=EXAMPLES, deadline=None)
def test_folding_is_aligned_too(text: str) -> None:
    folded = fold(text)
    assert all(before <= after for before, after in pairwise(folded.begins))
    assert all(before <= after for before, after in pairwise(folded.ends))


def test_a_stretch_is_mapped_to_the_phrase_that_it_translates() -> None:
    text = "左肺见结节（第１１２层）。"
    aligned = normalise(text, language_pack("zh"))
    for english_words, original in (("left lung", "左肺"), ("nodule", "结节"), ("112", "１１２"), ("slice", "第")):
        at = aligned.text.index(english_words)
        begin, end = aligned.original(at, at + len(english_words))
        assert text[begin:end] == original
    assert aligned.original(3, 3) == (0, 0)
    assert aligned.original(len(aligned.text), len(aligned.text)) == (len(text), len(text))


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("zh", "第112层", "slice 112"),
        ("zh", "112层", "slice 112"),
        ("zh", "第112、118层", "slices 112, 118"),
        ("zh", "第112层和第118层", "slices 112 and 118"),
        ("zh", "第112至118层", "slices 112 to 118"),
        ("zh", "层面：112", "slice:112"),
        ("zh", "第12胸椎", "thoracic level 12"),
        ("zh", "共267层", "of 267 slices"),
        ("zh", "由9.1降至4.0", "decreased from 9.1 to 4.0"),
        ("zh", "2020年5月6日", "[date]"),
        ("zh", "（2020-05-06）", " [date]"),
        ("zh", "12cm", "12cm"),
        ("zh", "S3 34mm", "S3 34mm"),
        ("vi", "lát cắt 112", "slice 112"),
        ("vi", "lát cắt 112, 118 và 120", "slices 112, 118 and 120"),
        ("vi", "lat cat 112", "slice 112"),
        ("vi", "lát cắt 112,118", "slices 112, 118"),
        ("vi", "SUVmax 14,9", "SUVmax 14.9"),
        ("vi", "3,2, 4,4 và 5,1", "3.2, 4.4 and 5.1"),
        ("vi", "3,2/4,4", "3.2/4.4"),
        ("vi", "giảm từ 7,4 xuống 4,0", "decreased from 7.4 to 4.0"),
        ("vi", "T12, T2aN1M0, phổi T", "T12, T2aN1M0, lung Left"),
        ("vi", "Phổi", "Lung"),
        ("vi", "ngày 6/5/2020", "[date]"),
    ],
)
def test_numbers_and_their_words_become_english(code: str, text: str, expected: str) -> None:
    assert english(text, code) == expected


def test_unknown_words_become_one_neutral_word_and_english_ones_stay() -> None:
    assert english("结节呈分叶状SUVmax", "zh") == "nodule word SUVmax"
    assert english("nốt bờ tua gai rõ hot spot", "vi").endswith("hot spot")


def test_a_line_break_ends_a_sentence_where_the_next_line_begins_one() -> None:
    assert english("左肺结节\n右肺结节", "zh") == "left lung nodule.\nright lung nodule"
    assert english("左肺结节，\n右肺结节", "zh").count(".") == 0
    assert english("nốt phổi\ntrái", "vi") == "nodule lung\nleft"


def test_full_width_signs_become_narrow_ones_and_superscripts_stay() -> None:
    assert fold("ＳＵＶ：８．３（cm²）").text == "SUV: 8.3 (cm²)"
    assert fold("a\u0301").text == "\u00e1"
    assert without_accents("Đường kính") == "Duong kinh"


def test_what_is_rewritten_twice_maps_to_the_first_text() -> None:
    folded = fold("８．３")
    again = Aligned("8.3", folded.begins, folded.ends, 3).after(folded)
    assert again.original(0, 3) == (0, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "en"),
        ("SUVmax 8.3", "en"),
        ("SUV最大值约8.3", "zh"),
        ("Left lung nodule 左肺结节 SUVmax 5.4", "zh"),
        ("Left lung nodule, SUVmax 5.4 (slice 90), reported by Dr. 王小明." * 3, "en"),
        ("左肺結節、SUVmax 5.4。右にも小さな集積があります。", "en"),
        ("SUVmax: 14,9 ở gan", "vi"),
        ("Patient Nguyễn: left axillary node with SUVmax of 5.4 on slice 90, unchanged from the prior study.", "en"),
        ("Not phoi trai SUVmax 5,4, lat cat 90", "vi"),
        ("Nœud axillaire à gauche, SUVmax 5,4 (coupe 90), déjà décrit.", "en"),
        ("Vergrößerter Lymphknoten links, SUVmax 5,4.", "en"),
    ],
)
def test_the_language_of_a_report_is_known(text: str, code: str) -> None:
    assert detect(text) == code


def test_english_sentences_are_never_taken_for_another_language() -> None:
    assert {detect(text) for text, _ in SENTENCES} == {"en"}


@pytest.mark.parametrize(
    "piece", ["左", "第1、", "1,", "a\u0301", "由1", "未见", "và lát ", "ă", "lát cắt ", "（", "\n", "1层、第"]
)
@pytest.mark.parametrize("code", ["zh", "vi"])
def test_time_is_linear_in_the_text(piece: str, code: str) -> None:
    pack = language_pack(code)
    assert grows_linearly(lambda text: (normalise(text, pack), detect(text)), piece, CHARS)
