# ruff: noqa: RUF001 - full-width signs are what is tested
"""What is today's value: beside an earlier one with a slice of its own, after a change, of what is gone, of a range."""

from __future__ import annotations

import pytest

from pet_ground.reports import extract_mentions, read_mentions

PRIOR, REFERENCE = "prior_study", "reference_region"


def told(text: str) -> list[tuple[float | None, int | None, str]]:
    """Value, slice where it is kept, and what became of it, for each mention of a text."""
    return [
        (one.suv_max, one.axial_slice if one.status == "kept" else None, one.reason or one.status)
        for one in extract_mentions(text, "r")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FDG avid node, SUVmax 5.6 (was 7.1 (slice 45)) on slice 48.", [(5.6, 48, "kept"), (7.1, None, PRIOR)]),
        ("FDG avid node, SUVmax 5.6 (was 7.1 [slice 45]), slice 48.", [(5.6, 48, "kept"), (7.1, None, PRIOR)]),
        ("FDG avid node, SUVmax 5.6 (was 7.1 (slice 45)).", [(5.6, None, "no_slice"), (7.1, None, PRIOR)]),
        ("FDG avid node, SUVmax 5.6 (was 7.1) (slice 45).", [(5.6, 45, "kept"), (7.1, None, PRIOR)]),
    ],
)
def test_a_slice_in_the_earlier_values_own_brackets_is_of_the_earlier_scan(text: str, expected: list) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Node with SUVmax decreased 3.1 on slice 45.",
        "Right hilar node, SUVmax has increased 3.1 (slice 45).",
        "SUVmax significantly declined 3.1 on slice 45.",
    ],
)
def test_a_value_that_changed_to_or_by_a_number_is_no_value(text: str) -> None:
    assert told(text) == [(None, None, "no_value")]


@pytest.mark.parametrize(
    "text",
    [
        "Node with SUVmax decreased to 3.1 on slice 45.",
        "Node with SUVmax decreased, 3.1 on slice 45.",
        "Node with SUVmax decreased (3.1) on slice 45.",
        "Node with SUVmax decreased: 3.1 on slice 45.",
        "Node with decreased SUVmax 3.1 on slice 45.",
        "Node with SUVmax decreased now 3.1 on slice 45.",
    ],
)
def test_a_value_that_changed_to_a_number_is_read(text: str) -> None:
    assert told(text) == [(3.1, 45, "kept")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Node with SUVmax decreased 3.1 (previously 7.1) on slice 45.", [(3.1, 45, "kept"), (7.1, None, PRIOR)]),
        ("Node with SUVmax decreased 7.1 to 3.1 on slice 45.", [(7.1, None, PRIOR), (3.1, 45, "kept")]),
    ],
)
def test_a_changed_value_beside_the_earlier_one_is_read(text: str, expected: list) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Resolved nodule (SUVmax 5.6, slice 45).",
        "Resolved right upper lobe nodule (SUVmax 5.6, slice 45).",
        "Interval resolution of the right upper lobe nodule (SUVmax 5.6, slice 45).",
        "Completely resolved nodule, SUVmax 5.6, slice 45.",
    ],
)
def test_what_is_resolved_has_no_value_of_today(text: str) -> None:
    assert told(text) == [(5.6, None, PRIOR)]


@pytest.mark.parametrize(
    "text",
    [
        "Nearly resolved nodule (SUVmax 5.6, slice 45).",
        "Near-complete resolution of the nodule (SUVmax 5.6, slice 45).",
        "Partial resolution of the nodule (SUVmax 5.6, slice 45).",
        "Incompletely resolved nodule (SUVmax 5.6, slice 45).",
        "Not resolved nodule (SUVmax 5.6, slice 45).",
        "Resolved pneumonia with a residual nodule (SUVmax 5.6, slice 45).",
        "Resolved uptake in the nodule (SUVmax 5.6, slice 45).",
        "Resolved effusion, right upper lobe nodule (SUVmax 5.6, slice 45).",
    ],
)
def test_what_is_left_when_something_resolves_has_a_value_of_today(text: str) -> None:
    assert told(text) == [(5.6, 45, "kept")]


@pytest.mark.parametrize(
    "text",
    [
        "Uptake ranges from SUVmax 2.4 (slice 88) to 3.1 (slice 90).",
        "Mediastinal nodes range from SUVmax 2.4 (slice 88) to SUVmax 3.1 (slice 90).",
        "Nodes with SUVmax ranging from 2.4 (slice 88) to 3.1 (slice 90).",
        "Nodes with SUVmax varying from 2.4 on slice 88 to 3.1 on slice 90.",
    ],
)
def test_both_ends_of_a_range_with_a_slice_each_are_foci_of_today(text: str) -> None:
    assert told(text) == [(2.4, 88, "kept"), (3.1, 90, "kept")]


def test_a_change_with_a_slice_each_is_no_range() -> None:
    text = "SUVmax decreased from 3.1 (slice 88) to 2.4 (slice 90)."
    assert told(text) == [(3.1, None, PRIOR), (2.4, 90, "kept")]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("There is a right hilar node and a left axillary node. The latter has SUVmax 4.1 on slice 45.", "left"),
        ("There is a right hilar node and a left axillary node. The former has SUVmax 4.1 on slice 45.", "right"),
        ("There is a right hilar node and a subcarinal node. The former has SUVmax 4.1 on slice 45.", "right"),
        ("There is a right hilar node and a subcarinal node. The latter has SUVmax 4.1 on slice 45.", None),
        ("A subcarinal node and a left axillary node, the former with SUVmax 4.1 on slice 45.", None),
        ("A right hilar node and a left axillary node, the former with SUVmax 4.1 on slice 45.", "right"),
        ("Right and left hilar nodes, the latter with SUVmax 4.1 on slice 45.", "left"),
    ],
)
def test_the_former_and_the_latter_have_the_side_of_the_one_that_they_name(text: str, side: str | None) -> None:
    kept = [one for one in extract_mentions(text, "r") if one.status == "kept"]
    assert [(one.suv_max, one.axial_slice, one.laterality) for one in kept] == [(4.1, 45, side)]


@pytest.mark.parametrize(
    "scan",
    [
        *("prior PET/CT: ", "prior PET/CT ", "old PET/CT: ", "previous PET/CT SUVmax ", "on prior PET/CT: "),
        *("prior PET/CT from March 2020: ", "prior exam 03/04/2011: ", "prior PET/CT of [DATE]: ", "prior imaging: "),
        *("prior report: ", "prior, ", "prior scan = ", "prior FDG PET/CT: ", "baseline PET/CT: ", "last PET/CT: "),
    ],
)
def test_a_time_in_brackets_is_that_of_the_value_in_the_brackets(scan: str) -> None:
    text = f"Right lung nodule SUVmax 5.6 ({scan}7.1), slice 48."
    assert told(text) == [(5.6, 48, "kept"), (7.1, None, PRIOR)]


@pytest.mark.parametrize("time", ["(prior)", "(prior study)", "(previous PET/CT, 1.2 cm)", "(prior, 03.04.2011)"])
def test_a_time_in_brackets_without_a_value_is_that_of_the_value_before(time: str) -> None:
    text = f"Right lung nodule SUVmax 5.6 {time}, today SUVmax 7.1 on slice 48."
    assert told(text) == [(5.6, None, PRIOR), (7.1, 48, "kept")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nodule SUVmax 5.6, previously 7.1 (slice 45), slice 48.", [(5.6, 48, "kept"), (7.1, None, PRIOR)]),
        ("Nodule SUVmax 5.6, previously 7.1 (slice 45), now on slice 48.", [(5.6, 48, "kept"), (7.1, None, PRIOR)]),
        ("Nodule SUVmax 5.6, previously 7.1 (slice 48).", [(5.6, 48, "kept"), (7.1, None, PRIOR)]),
        (
            "Node A SUVmax 5.6, previously 7.1 (slice 45), and node B SUVmax 3.3 (slice 60).",
            [(5.6, 45, "kept"), (7.1, None, PRIOR), (3.3, 60, "kept")],
        ),
    ],
)
def test_a_slice_behind_an_earlier_value_is_its_own_where_the_current_one_has_another(
    text: str, expected: list
) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "reference", ["liver: 2.8", "liver: SUVmax 2.8", "liver SUVmax: 2.8", "blood pool: 2.8", "liver = 2.8", "liver 2.8"]
)
def test_a_reference_region_named_in_brackets_has_the_value_in_them(reference: str) -> None:
    text = f"Right lung nodule SUVmax 5.6 ({reference}), slice 48."
    assert told(text) == [(5.6, 48, "kept"), (2.8, None, REFERENCE)]


def test_an_organ_in_brackets_with_a_slice_is_no_reference() -> None:
    text = "FDG avid metastases (liver: SUVmax 12.1, slice 60; sacrum: SUVmax 5.0, slice 70)."
    assert told(text) == [(12.1, 60, "kept"), (5.0, 70, "kept")]


@pytest.mark.parametrize(
    ("bracket", "reason"),
    [
        ("前次PET/CT：7.1", PRIOR),
        ("前次PET/CT为7.1", PRIOR),
        ("前次PET/CT SUVmax 7.1", PRIOR),
        ("既往PET/CT检查7.1", PRIOR),
        ("前次7.1（第45层）", PRIOR),
        ("肝：7.1", REFERENCE),
        ("肝SUVmax：7.1", REFERENCE),
        ("纵隔血池SUVmax 7.1", REFERENCE),
    ],
)
def test_chinese_brackets_hold_an_earlier_value_or_a_reference(bracket: str, reason: str) -> None:
    found = read_mentions(f"右肺上叶结节SUVmax 5.6（{bracket}），第48层。", "r")
    assert [(one.suv_max, one.reason or one.axial_slice) for one in found] == [(5.6, 48), (7.1, reason)]


@pytest.mark.parametrize(
    ("bracket", "reason"),
    [
        ("PET/CT cũ: 7,1", PRIOR),
        ("PET/CT trước: 7,1", PRIOR),
        ("PET/CT lần trước SUVmax 7,1", PRIOR),
        ("trước 7,1 (lát 45)", PRIOR),
        ("gan: 7,1", REFERENCE),
        ("nhu mô gan: SUVmax 7,1", REFERENCE),
    ],
)
def test_vietnamese_brackets_hold_an_earlier_value_or_a_reference(bracket: str, reason: str) -> None:
    found = read_mentions(f"Nốt thùy trên phổi phải SUVmax 5,6 ({bracket}), lát 48.", "r")
    assert [(one.suv_max, one.reason or one.axial_slice) for one in found] == [(5.6, 48), (7.1, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "右肺上叶结节SUVmax 5.6，前次为7.1（第45层），现第48层。",
        "Nốt phổi phải SUVmax 5,6, lần trước là 7,1 (lát 45), lát 48.",
        "Nốt phổi phải SUVmax 5,6/7,1 (hiện tại/trước), lát 48.",
        "Nốt phổi phải SUVmax 7,1/5,6 (trước/hiện tại), lát 48.",
        "Nốt phổi phải SUVmax giảm từ 7,1 (lát 45) xuống 5,6 (lát 48).",
    ],
)
def test_earlier_values_in_chinese_and_vietnamese_are_none_of_today(text: str) -> None:
    found = read_mentions(text, "r")
    kept = [(one.suv_max, one.axial_slice) for one in found if one.status == "kept"]
    assert kept == [(5.6, 48)]
    assert [one.reason for one in found if one.suv_max == 7.1] == [PRIOR]
