"""Several lesions in one sentence: each focus gets the words on its own lesion."""

from __future__ import annotations

import pytest

from pet_ground.records import NOT_STATED, StructuredFields
from pet_ground.reports import structure_by_rules


def _read(sentence: str, value: str) -> StructuredFields:
    return structure_by_rules(sentence, sentence.index(value))


def _subsites(sentence: str, *values: str) -> list[str]:
    return [_read(sentence, value).anatomic_subsite for value in values]


@pytest.mark.parametrize(
    ("sentence", "values", "subsites"),
    [
        (
            (
                "FDG avid left pericardial lymph node and left axillary lymph node with SUV max of 9.4 and 10.9 "
                "respectively (PET/CT axial slices 150 and 132)."
            ),
            ("9.4", "10.9"),
            ["left pericardial", "left axillary"],
        ),
        (
            (
                "FDG avid right iliac bone lesion and L4 vertebral body lesion with SUV max of 6.2 and 5.2 respectively "
                "(slices 156 and 146)."
            ),
            ("6.2", "5.2"),
            ["right iliac bone", "L4 vertebral body"],
        ),
        (
            (
                "Right hilar node, left adrenal nodule and S1 vertebral lesion with SUVmax of 4.1, 7.2 and 9.3 "
                "respectively (slices 120, 188, and 240)."
            ),
            ("4.1", "7.2", "9.3"),
            ["Right hilar", "left adrenal", "S1 vertebral"],
        ),
        (
            "SUV max of 5.1 and 8.3 in the sternum and T8 vertebral body, respectively (slices 130 and 150).",
            ("5.1", "8.3"),
            ["sternum", "T8 vertebral body"],
        ),
        (
            "Left hilar and right adrenal nodules, SUV max 3.1 (slice 90) and 4.2 (slice 160), respectively.",
            ("3.1", "4.2"),
            ["Left hilar", "right adrenal"],
        ),
        (
            "Left axillary node and sternal lesion, SUV max 4.1 and 5.6, previously 6.0 and 7.0 (slices 100 and 130).",
            ("4.1", "5.6"),
            ["Left axillary", "sternal"],
        ),
        (
            "Left and right axillary lymph nodes with SUV max 3.2 and 4.4 respectively (slices 90 and 97).",
            ("3.2", "4.4"),
            ["Left axillary", "right axillary"],
        ),
        (
            "Uptake with SUV max of 4.2 in the liver (slice 160) and SUV max 5.5 in the spleen (slice 161).",
            ("4.2", "5.5"),
            ["liver", "spleen"],
        ),
        (
            "Lymph nodes: right axilla SUV max 5.6 (slice 100), left axilla SUV max 4.1 (slice 101).",
            ("5.6", "4.1"),
            ["right axilla", "left axilla"],
        ),
    ],
)
def test_the_nth_value_of_a_list_belongs_to_the_nth_lesion(
    sentence: str, values: tuple[str, ...], subsites: list[str]
) -> None:
    assert _subsites(sentence, *values) == subsites


def test_findings_of_a_lesion_in_a_list_are_the_words_on_it() -> None:
    sentence = "Sternal lesion and T8 vertebral body lesion with SUV max of 7.6 and 11.3 respectively (slices 1 and 9)."
    assert [_read(sentence, value).findings for value in ("7.6", "11.3")] == [
        "Sternal lesion",
        "T8 vertebral body lesion",
    ]


def test_a_node_word_at_the_end_of_a_list_holds_for_every_item() -> None:
    sentence = "Left axillary, subpectoral and hilar nodes with SUV max of 3.1, 4.2 and 5.3 respectively (slice 90)."
    assert {_read(sentence, value).organ for value in ("3.1", "4.2", "5.3")} == {"lymph node"}


def test_lists_of_other_lengths_give_only_what_all_their_lesions_share() -> None:
    sentence = "Left hilar lymph node and sternal lesion with SUV max of 3.1, 4.2 and 5.3 (slices 90, 92 and 95)."
    fields = _read(sentence, "4.2")
    assert (fields.region, fields.organ, fields.anatomic_subsite) == ("Chest", NOT_STATED, NOT_STATED)


def test_one_value_for_places_in_two_regions_has_no_region() -> None:
    fields = _read("Left hilar and right adrenal nodules have SUV max up to 8.1 (slice 90).", "8.1")
    assert (fields.region, fields.organ) == (NOT_STATED, NOT_STATED)
    assert fields.anatomic_subsite == "Left hilar and right adrenal"


def test_a_value_without_words_of_its_own_takes_the_words_before_it() -> None:
    sentence = "Multiple hepatic lesions, SUV max 5.1 (slice 100) and 6.2 (slice 120)."
    assert _subsites(sentence, "5.1", "6.2") == ["hepatic", "hepatic"]
