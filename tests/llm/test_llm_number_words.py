"""What the words beside a number say it is: sizes, slices, means and parts of numbers are no SUVmax and no slice."""

from __future__ import annotations

import pytest

from pet_ground.llm import number_words as words
from pet_ground.llm.evidence import find_slice, find_suv


def place(sentence: str, number: str) -> tuple[int, int]:
    start = sentence.rindex(number)
    return start, start + len(number)


@pytest.mark.parametrize(
    ("sentence", "number", "rule"),
    [
        ("A 12 mm nodule.", "12", words.WITH_UNIT),
        ("A 12-mm nodule.", "12", words.WITH_UNIT),
        ("A nodule of 8 x 12 mm.", "8", words.WITH_UNIT),
        ("A nodule of 8 x 12 mm.", "12", words.WITH_UNIT),
        ("A nodule of 8-12 mm.", "8", words.WITH_UNIT),
        ("Density of 34 HU.", "34", words.WITH_UNIT),
        ("Injected were 312 MBq.", "312", words.WITH_UNIT),
        ("Threshold of 41%.", "41", words.WITH_UNIT),
        ("右肺12mm的结节", "12", words.WITH_UNIT),
        ("右肺12毫米结节", "12", words.WITH_UNIT),
        ("Seen on slice 45.", "45", words.OF_SLICE),
        ("Seen on series 3 image no. 45.", "45", words.OF_SLICE),
        ("Nodules on slices 4,5 today.", "4,5", words.OF_SLICE),
        ("Nodules on images 44, 45 and 46.", "46", words.OF_SLICE),
        ("结节见于第45层", "45", words.OF_SLICE),
        ("hạch ở lát cắt 45", "45", words.OF_SLICE),
        ("Node with SUVmean 8.1.", "8.1", words.NOT_MAXIMUM),
        ("Node with SUV mean of 8.1.", "8.1", words.NOT_MAXIMUM),
        ("Node with mean SUV 8.1.", "8.1", words.NOT_MAXIMUM),
        ("Node with SUVpeak: 8.1.", "8.1", words.NOT_MAXIMUM),
        ("SUV平均值8.1", "8.1", words.NOT_MAXIMUM),
        ("SUV trung bình 8,1", "8,1", words.NOT_MAXIMUM),
    ],
)
def test_a_number_that_its_words_say_is_something_else_is_no_suvmax(sentence: str, number: str, rule: str) -> None:
    assert words.not_an_suvmax(sentence, *place(sentence, number)) == rule
    assert find_suv(sentence, sentence, float(number.replace(",", "."))) is None


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("SUVmax 8.1 g/ml on slice 45", "8.1"),
        ("SUVmax/mean 8.1/5.2", "8.1"),
        ("SUVmax and SUVmean 8.1 and 5.2", "8.1"),
        ("SUVmean 5.2, SUVmax 8.1", "8.1"),
        ("5 on image 45 and 8 on image 60", "8"),
        ("Slice 45: SUVmax 8.1", "8.1"),
        ("maximum SUV 4.0", "4.0"),
        ("第45层SUVmax8.1", "8.1"),
        ("SUV最大值约8.3", "8.3"),
        ("SUV最大值及平均值分别约为10.2和6.4", "10.2"),
        ("SUV平均值较低SUV最大值8.3", "8.3"),
        ("SUVmax 8,1 lát cắt 45", "8,1"),
        ("SUVmax 8.1 - 12 mm nodule", "8.1"),
    ],
)
def test_an_suvmax_beside_such_words_stays_one(sentence: str, number: str) -> None:
    assert words.not_an_suvmax(sentence, *place(sentence, number)) == ""


@pytest.mark.parametrize(
    ("sentence", "number", "rule"),
    [
        ("Nodule with SUVmax 8,1 on", "1", words.PART_OF_DECIMAL),
        ("Nodule with 8,1 on", "8", words.PART_OF_DECIMAL),
        ("A 12 mm nodule", "12", words.WITH_UNIT),
        ("Nodule with SUVmax of 8", "8", words.OF_SUV),
        ("Nodule on coronal slice 45", "45", words.NOT_AXIAL),
        ("Nodule on sagittal CT image 45", "45", words.NOT_AXIAL),
        ("Nodule, cor 45", "45", words.NOT_AXIAL),
        ("冠状面第45层", "45", words.NOT_AXIAL),
        ("lát cắt đứng ngang 45", "45", words.NOT_AXIAL),
        ("slices 90,91", "90", ""),
        ("slices 90,91", "91", ""),
        ("lát cắt 45,46", "46", ""),
        ("images 90-95", "95", ""),
        ("coronal image 98, axial image 77", "77", ""),
        ("axial and coronal slices 90 and 98", "90", ""),
        ("第45层", "45", ""),
    ],
)
def test_a_slice_is_whole_without_a_unit_and_axial(sentence: str, number: str, rule: str) -> None:
    assert words.not_an_axial_slice(sentence, *place(sentence, number)) == rule
    assert (find_slice(sentence, sentence, int(number)) is None) == bool(rule)


@pytest.mark.parametrize("text", ["1" * 4000, "1, " * 2000, "slice " * 1000, "mean SUV " * 500, "x 1" * 1500])
def test_hostile_runs_are_read_within_a_small_window(text: str) -> None:
    middle = len(text) // 2
    words.not_an_suvmax(text, middle, middle + 1)
    words.not_an_axial_slice(text, middle, middle + 1)
