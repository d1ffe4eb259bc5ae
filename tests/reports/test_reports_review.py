"""Sentences that a review found misread: earlier scans, reference regions, cut numbers and slices of another scan."""

from __future__ import annotations

import pytest

from pet_ground.reports import extract_mentions

PRIOR, REFERENCE = "prior_study", "reference_region"
TIMES = (
    *(
        (f"{name} ({date}): RLL nodule SUVmax 2.3 (slice 130).", [(2.3, None, PRIOR)])
        for name in ("Prior PET", "Previous study", "Outside PET")
        for date in ("[DATE]", "3/10/2020")
    ),
    ("On prior PET, RLL nodule SUVmax 2.3 (slice 130).", [(2.3, None, PRIOR)]),
    ("Previously, RLL nodule SUVmax 2.3 on slice 130.", [(2.3, None, PRIOR)]),
    ("On the previous study, RLL nodule SUVmax 2.3 (slice 130).", [(2.3, None, PRIOR)]),
    ("On the prior study, right lung nodule SUVmax 5.6 on slice 45.", [(5.6, None, PRIOR)]),
    ("Nodule used to have SUVmax 5.6 on slice 45.", [(5.6, None, PRIOR)]),
    ("Nodule has resolved (SUVmax 5.6, slice 45).", [(5.6, None, PRIOR)]),
    ("RUL nodule SUVmax 12.4 (slice 88) decreased to 3.1 (slice 90).", [(12.4, None, PRIOR), (3.1, 90, "kept")]),
    (
        "The right lung nodule was SUVmax 5.6 on slice 45. Now it is SUVmax 4.4 on slice 47.",
        [(5.6, None, PRIOR), (4.4, 47, "kept")],
    ),
    ("SUVmax decreased from 12.4 (slice 88) to 3.1 (slice 90).", [(12.4, None, PRIOR), (3.1, 90, "kept")]),
    ("SUVmax decreased from 12.4 (image 88) to 3.1 (image 90).", [(12.4, None, PRIOR), (3.1, 90, "kept")]),
    ("SUVmax decreased from 12.4 on slice 88 to 3.1 on slice 90.", [(12.4, None, PRIOR), (3.1, 90, "kept")]),
    ("SUVmax 5.6 (slice 45 on the prior, slice 48 today)", [(5.6, 48, "kept")]),
    ("Prior PET (from [DATE]): RLL nodule SUVmax 2.3 (slice 130).", [(2.3, None, PRIOR)]),
    ("Current PET ([DATE]): RLL nodule SUVmax 2.3 (slice 130).", [(2.3, 130, "kept")]),
    ("Nodule was SUVmax 5.6 on slice 45. It is now SUVmax 4.4 on slice 47.", [(5.6, None, PRIOR), (4.4, 47, "kept")]),
    ("Nodule SUVmax 5.6 (slice 45), decreased to 1.2 cm.", [(5.6, 45, "kept")]),
    ("Nodule, SUVmax 5.6 on slice 48 (slice 45 on the prior).", [(5.6, 48, "kept")]),
    ("Nodule has partially resolved (SUVmax 5.6, slice 45).", [(5.6, 45, "kept")]),
    ("Compared to prior PET, RLL nodule SUVmax 5.6 on slice 45.", [(5.6, 45, "kept")]),
    ("On prior PET, SUVmax 4.0; today SUVmax 5.6 on slice 45.", [(4.0, None, PRIOR), (5.6, 45, "kept")]),
    ("Right lung nodule (prior slice 45), SUVmax 5.6.", [(5.6, None, "no_slice")]),
)
REFERENCES = (
    ("RUL nodule above liver (SUVmax 3.2 on slice 130).", [(3.2, 130, "kept")]),
    ("Liver (ref) SUVmax 3.0 on slice 60.", [(3.0, None, REFERENCE)]),
    (
        "RUL nodule SUVmax 9.9 on slice 50, above liver (SUVmax 3.2 on slice 130).",
        [(9.9, 50, "kept"), (3.2, None, REFERENCE)],
    ),
    (
        "RUL nodule SUVmax 9.9 on slice 50, above background liver (SUVmax 3.2 on slice 130).",
        [(9.9, 50, "kept"), (3.2, None, REFERENCE)],
    ),
    (
        "RUL nodule SUVmax 9.9 on slice 50, greater than mediastinal blood pool (SUVmax 2.2 on slice 90).",
        [(9.9, 50, "kept"), (2.2, None, REFERENCE)],
    ),
    (
        "Site | SUVmax | Slice\nRUL nodule | 9.9 | 50\nLiver (ref) | 3.0 | 60",
        [(9.9, 50, "kept"), (3.0, None, REFERENCE)],
    ),
)
NUMBERS = (
    ("SUVmax increased by 2.5 to 8.1 on slice 45.", [(8.1, 45, "kept")]),
    ("Interval increase in SUVmax (8.1) on slice 45.", [(8.1, 45, "kept")]),
    ("No significant change in SUVmax of 5.6 on slice 45.", [(5.6, 45, "kept")]),
    ("Change in SUVmax: 5.6 to 8.1 (slice 45).", [(5.6, None, PRIOR), (8.1, 45, "kept")]),
    ("Nodule with SUVmax 5.6SUVmean 3.0 slice 45.", [(5.6, 45, "kept")]),
    ("Nodule with SUVmax 5.6on slice 45.", [(5.6, 45, "kept")]),
    ("Nodule with SUVmax 5.6g/ml (4:112).", [(5.6, 112, "kept")]),
    ("Nodules with SUVmax 8 and 10 on slices 45 and 50.", [(8.0, 45, "kept"), (10.0, 50, "kept")]),
    ("SUVmax 5.6 slice 1,045.", [(5.6, None, "no_slice")]),
    ("SUVmax 5.6 \u00b1 0.4 on slice 45.", [(5.6, 45, "kept")]),
    ("SUVmax 5.6 +/- 0.4 on slice 45.", [(5.6, 45, "kept")]),
    ("SUVmax 5.6 (normal up to 3.0) slice 45.", [(5.6, 45, "kept")]),
    ("Nodule with SUV 4.4 (mean) and 5.6 (max) on slice 45.", [(5.6, 45, "kept")]),
    ("Nodule with SUV 4.4 mean, 5.6 max on slice 45.", [(5.6, 45, "kept")]),
    ("SUVmax 8, 2 new nodules, slice 45", [(8.0, 45, "kept")]),
    ("SUVmax 8\u00b71 on slice 45", [(8.1, 45, "kept")]),
    ("SUVmax 8\u22191 on slice 45", [(8.1, 45, "kept")]),
    ("SUVmax \uff18\uff0e\uff11 on slice 45", [(8.1, 45, "kept")]),
)
NOTHING_KEPT = (
    "SUVmax ratio of lesion to liver 2.4 on slice 45.",
    "SUVmax increased by 8.1 on slice 45.",
    "Nodule, delta SUVmax 3.1 on slice 45.",
    "Change in SUVmax of 3.1 (slice 45).",
    "SUVmax difference 3.1 on slice 45.",
    *(
        f"Nodule with SUVmax {number} on slice 45."
        for number in (
            "5:6",
            "5'6",
            "5_6",
            "5..6",
            "5\u00bd",
            "5\ufffd6",
            "5.6.1",
            "5a",
            "5.6q",
            "x5.6",
            "O5.6",
            "5O.6",
            "S.6",
        )
    ),
)


def told(text: str) -> list[tuple[float | None, int | None, str]]:
    return [
        (
            one.suv_max,
            one.axial_slice if one.reason is None else None,
            "kept" if one.reason is None else str(one.reason),
        )
        for one in extract_mentions(text, "r")
        if one.suv_max is not None
    ]


@pytest.mark.parametrize(("text", "expected"), [*TIMES, *REFERENCES, *NUMBERS])
def test_a_value_has_the_time_the_region_and_the_slice_that_the_words_give_it(text: str, expected: list) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", NOTHING_KEPT)
def test_a_number_that_is_no_whole_suvmax_is_not_kept(text: str) -> None:
    assert [item for item in told(text) if item[2] == "kept"] == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("8\u00b71 | 50", (8.1, 50)),
        ("\uff18\uff0e\uff11 | 50", (8.1, 50)),
        ("5.6.1 | 50", None),
        ("5:6 | 50", None),
        ("5'6 | 50", None),
        ("5_6 | 50", None),
        ("5\ufffd6 | 50", None),
        ("5\u00bd | 50", None),
        ("5.6 | 1,045", None),
    ],
)
def test_a_cell_of_a_table_has_a_whole_number_or_none(cells: str, expected: tuple[float, int] | None) -> None:
    found = told(f"Site | SUVmax | Slice\nRUL nodule | 9.9 | 40\nLUL nodule | {cells}")
    kept = [(suv, axial) for suv, axial, state in found if state == "kept"]
    assert kept == [(9.9, 40)] + ([expected] if expected else [])


def test_a_number_parted_by_a_space_does_not_give_two_values() -> None:
    assert len([item for item in told("SUVmax 5 .6 on slice 45.") if item[2] == "kept"]) <= 1


def test_a_slice_with_a_thousands_sign_is_no_range() -> None:
    for one in extract_mentions("SUVmax 5.6 on slice 1,045.", "r"):
        assert (one.axial_slice, one.slice_last) in {(1045, None), (None, None)}


def test_full_width_digits_are_quoted_as_they_are_written() -> None:
    (one,) = extract_mentions("Nodule with SUVmax \uff18\uff0e\uff11 on slice 45.", "r")
    assert [item.quote for item in one.evidence if item.field == "suv_max"] == ["\uff18\uff0e\uff11"]


def test_a_side_that_is_denied_is_not_the_side_of_the_focus() -> None:
    (one,) = extract_mentions("The nodule, SUVmax 8.1 on slice 45, is not in the left but in the right lung.", "r")
    assert one.laterality is None or one.laterality.value == "right"
