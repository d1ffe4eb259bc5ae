"""Sides of lists, and ``image n/N``: what another lesion has must never be given to this one."""

from __future__ import annotations

import pytest

from pet_ground.reports import extract_mentions


def kept(text: str) -> list[tuple[float | None, int | None, str | None]]:
    found = extract_mentions(f"FINDINGS: {text}", "r")
    return [
        (one.suv_max, one.axial_slice, None if one.laterality is None else one.laterality.value)
        for one in found
        if one.status == "kept"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FDG avid right iliac bone lesion and L4 vertebral body lesion with SUV max of 6.2 and 5.2 respectively (PET/CT axial slices 210 and 196).",
            [(6.2, 210, "right"), (5.2, 196, None)],
        ),
        (
            "The L5 vertebra and left iliac lesions show SUVmax 5.2 (slice 146) and 6.2 (slice 156).",
            [(5.2, 146, None), (6.2, 156, "left")],
        ),
        (
            "Right hilar node and subcarinal node, SUV max 8.7 and 7.1 (slices 90 and 95).",
            [(8.7, 90, "right"), (7.1, 95, None)],
        ),
        (
            "Left and right axillary nodes with SUV max of 3.2 and 4.4 respectively (slices 80 and 82).",
            [(3.2, 80, "left"), (4.4, 82, "right")],
        ),
        (
            "FDG avid left pericardial lymph node and left axillary lymph node with SUV max of 9.4 and 10.9 respectively (slices 150 and 132).",
            [(9.4, 150, "left"), (10.9, 132, "left")],
        ),
        (
            "Right axillary lymph node (SUV max 6.8, slice 111) and subcarinal lymph node (SUV max 5.8, slice 128).",
            [(6.8, 111, "right"), (5.8, 128, None)],
        ),
        (
            "Two nodes in the left neck have SUVmax 3.7 and 5.2 (slices 71 and 80).",
            [(3.7, 71, "left"), (5.2, 80, "left")],
        ),
    ],
)
def test_each_lesion_of_a_list_has_the_side_of_its_own_words(
    text: str, expected: list[tuple[float, int, str | None]]
) -> None:
    assert kept(text) == expected


def test_image_n_of_many_is_slice_n_and_no_range() -> None:
    (mention,) = [
        one
        for one in extract_mentions("Left thigh mass with SUVmax 14.7 (image 200/342).", "r")
        if one.status == "kept"
    ]
    assert (mention.axial_slice, mention.slice_last) == (200, None)


@pytest.mark.parametrize(("image", "number"), [("image 3/78", 78), ("image 4/212", 212), ("(4:212)", 212)])
def test_a_small_number_before_the_slash_is_the_series(image: str, number: int) -> None:
    assert kept(f"Left thigh mass with SUVmax 14.7 ({image}).") == [(14.7, number, "left")]


def test_image_and_two_numbers_that_can_be_neither_series_nor_total_are_no_slice() -> None:
    (mention,) = extract_mentions("FINDINGS: Left thigh mass with SUVmax 14.7 (image 300/212).", "r")
    assert (mention.status, mention.reason) == ("dropped", "no_slice")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Right lung: Clear airways. There is a nodule in the upper lobe, SUVmax 4, slice 30.",
            [(4.0, 30, "right")],
        ),
        (
            "Right lung: Clear airways. There is a nodule in the upper lobe, SUVmax 4, slice 30. Another in the lower lobe, SUVmax 3.2, slice 50.",
            [(4.0, 30, "right"), (3.2, 50, "right")],
        ),
        (
            "Right lung:\nThere is a nodule with SUVmax 4.0, slice 30. Another nodule has SUVmax 3.2, slice 50.",
            [(4.0, 30, "right"), (3.2, 50, "right")],
        ),
        (
            "In the right lung there are several nodules. One has SUVmax 4.0, slice 30. Another has SUVmax 3.1, slice 34.",
            [(4.0, 30, "right"), (3.1, 34, "right")],
        ),
        ("R mesorectal node 5 mm. PSMA SUVmax 8.4. Image 399.", [(8.4, 399, "right")]),
        ("Index left iliac node. Current: SUVmax 4.4, image 249. Prior: SUVmax 6.8, image 245.", [(4.4, 249, "left")]),
    ],
)
def test_a_side_holds_for_the_sentences_that_go_on_with_its_place(
    text: str, expected: list[tuple[float, int, str | None]]
) -> None:
    assert kept(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Right lung: Clear airways. There is a subcarinal node, SUVmax 4.0, slice 30.",
        "Right lung: Clear.\nThere is a node, SUVmax 4.0, slice 30.",
        "Right lung: Clear. Mediastinum: node, SUVmax 4.0, slice 30.",
        "Right lung: Clear airways. No effusion. The heart is normal. There is a nodule, SUVmax 4.0, slice 30.",
        "Right and left lung: Clear airways. There is a nodule, SUVmax 4.0, slice 30.",
    ],
)
def test_the_side_of_a_heading_holds_for_nothing_else(text: str) -> None:
    assert [side for _, _, side in kept(text)] == [None]


def test_a_sentence_under_a_heading_keeps_its_own_side() -> None:
    text = "Right lung: Clear airways. There is a nodule in the left upper lobe, SUVmax 4.0, slice 30."
    assert kept(text) == [(4.0, 30, "left")]


def test_a_side_stands_in_the_sentence_of_its_mention() -> None:
    text = "Right lung: Clear airways. There is a nodule in the upper lobe, SUVmax 4, slice 30."
    (mention,) = (one for one in extract_mentions(text, "r") if one.status == "kept")
    assert [item.quote for item in mention.evidence if item.field == "laterality"] == ["Right"]
