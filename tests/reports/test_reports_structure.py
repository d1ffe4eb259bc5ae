"""The rule structurer says what the sentence says and nothing else."""

from __future__ import annotations

import re

import pytest
from growth import is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.lexicon import FALLBACKS, SITES
from pet_ground.records import NOT_STATED
from pet_ground.reports import REGIONS, structure_by_rules


@pytest.mark.parametrize(
    ("sentence", "region", "organ", "subsite"),
    [
        (
            "Focal uptake in the left oropharynx with SUV max of 6.7 (slice 29).",
            "Head and neck",
            "oropharynx",
            "left oropharynx",
        ),
        ("Large mass in the left thigh, SUV max 7.9 (slice 239).", "Lower extremity", NOT_STATED, "left thigh"),
        ("Left axillary lymph node, SUV max 3.1 (slice 90).", "Chest", "lymph node", "Left axillary"),
        ("Lymph node in the right hilum, SUV max 3.1 (slice 90).", "Chest", "lymph node", "right hilum"),
        ("Focus in the left axilla, SUV max 3.1 (slice 90).", "Chest", NOT_STATED, "left axilla"),
        ("Right upper lobe nodule, SUV max 3.1 (slice 90).", "Chest", "lung", "Right upper lobe"),
        ("Left level II node, SUV max 3.1 (slice 90).", "Head and neck", "lymph node", "Left level II"),
        ("Lesion of the L3 vertebral body, SUV max 3.1 (slice 90).", "Spine", "vertebra", "L3 vertebral body"),
        ("Lytic lesion in T11, SUV max 3.1 (slice 90).", "Spine", "vertebra", "T11"),
        ("Hepatic segment VII lesion, SUV max 3.1 (slice 90).", "Abdomen", "liver", "Hepatic segment VII"),
        ("Left external iliac lymph node, SUV max 3.1 (slice 90).", "Pelvis", "lymph node", "Left external iliac"),
        ("Focus in the right iliac wing, SUV max 3.1 (slice 90).", "Pelvis", "hip bone", "right iliac wing"),
        ("Hypermetabolic mass, SUV max 3.1 (slice 90).", NOT_STATED, NOT_STATED, NOT_STATED),
        ("Lymph node, SUV max 3.1 (slice 90).", NOT_STATED, "lymph node", NOT_STATED),
        ("Left adrenal nodule, SUV max 3.1 (slice 90), above liver.", "Abdomen", "adrenal gland", "Left adrenal"),
        ("Left rib lesion, SUV max 3.1 (slice 90), consistent with known lung cancer.", "Chest", "rib", "Left rib"),
    ],
)
def test_fields_are_the_sentences_own(sentence: str, region: str, organ: str, subsite: str) -> None:
    fields = structure_by_rules(sentence)
    assert (fields.region, fields.organ, fields.anatomic_subsite) == (region, organ, subsite)
    assert fields.findings in sentence


def test_the_words_nearest_to_the_focus_win_where_lesions_share_a_sentence() -> None:
    sentence = "Left axillary node (SUV max 3.1, slice 90) and right hepatic lobe lesion (SUV max 4.2, slice 97)."
    first = structure_by_rules(sentence, sentence.index("3.1"))
    second = structure_by_rules(sentence, sentence.index("4.2"))
    assert (first.region, first.anatomic_subsite) == ("Chest", "Left axillary")
    assert (second.region, second.anatomic_subsite) == ("Abdomen", "right hepatic lobe")
    assert first.findings == "Left axillary node (SUV max 3.1, slice 90)"
    assert "axillary" not in second.findings


def test_every_region_of_the_lexicon_is_in_the_closed_list() -> None:
    assert {term.region for term in SITES} - {""} == set(REGIONS)
    assert {term.region for term in FALLBACKS} == {""}


def test_patterns_of_the_lexicon_hold_no_capturing_groups_and_match_no_empty_text() -> None:
    patterns = [re.compile(term.pattern) for term in (*SITES, *FALLBACKS)]
    assert not any(pattern.groups or pattern.match("") for pattern in patterns)


@pytest.mark.parametrize(
    "words",
    ["above liver", "greater than blood pool", "similar to spleen", "compared to the mediastinum", "less than liver"],
)
def test_what_a_focus_is_compared_with_is_not_its_place(words: str) -> None:
    fields = structure_by_rules(f"New focus of uptake {words}, SUV max 3.7 (slice 133).")
    assert (fields.region, fields.organ, fields.anatomic_subsite) == (NOT_STATED,) * 3


def test_a_neighbour_gives_the_region_but_not_the_organ() -> None:
    fields = structure_by_rules("Nodule adjacent to the left kidney, SUV max 6.7 (slice 190).")
    assert (fields.region, fields.organ) == ("Abdomen", NOT_STATED)
    assert fields.anatomic_subsite == "adjacent to the left kidney"


def test_an_explanation_gives_the_organ_of_a_wide_place() -> None:
    fields = structure_by_rules("Activity in the left pelvis (SUVmax 13.7, slice 198) corresponds to the left ureter.")
    assert (fields.region, fields.organ, fields.anatomic_subsite) == ("Pelvis", "ureter", "left pelvis")


def test_a_known_disease_is_not_the_place_of_a_new_lesion() -> None:
    fields = structure_by_rules("Known colon cancer with new FDG avid mass, SUV max 8.4 (slice 144).")
    assert (fields.region, fields.anatomic_subsite) == (NOT_STATED, NOT_STATED)


@pytest.mark.parametrize("words", ["liver; ", "left neck. ", "; lesion", "right level II node and ", "above the "])
def test_time_is_linear_in_the_length(words: str) -> None:
    def structured(length: int) -> None:
        text = (words * 6000)[: length - 8] + " SUV 3.1"
        structure_by_rules(text, len(text) - 3)

    structured(500)
    assert is_linear(structured, 750, 6000)


@given(st.text(alphabet="left SUVmax3.1,(slc90)nodeliver \n", max_size=200), st.integers(-5, 300) | st.none())
@settings(max_examples=100, deadline=None)
def test_any_text_gives_fields_from_the_closed_list_and_verbatim_words(text: str, focus: int | None) -> None:
    fields = structure_by_rules(text, focus)
    assert fields.region in {*REGIONS, NOT_STATED}
    assert fields.findings == NOT_STATED or fields.findings in text
