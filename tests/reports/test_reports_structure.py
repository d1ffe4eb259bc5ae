"""The rule structurer says what the sentence says and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.records import NOT_STATED
from pet_ground.reports import REGIONS, structure_by_rules
from pet_ground.reports.lexicon import FALLBACKS, SITES


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
    assert {region for _, _, region in SITES} <= set(REGIONS)
    assert {region for _, _, region in FALLBACKS} == {""}


@given(st.text(alphabet="left SUVmax3.1,(slc90)nodeliver \n", max_size=200), st.integers(-5, 300) | st.none())
@settings(max_examples=100, deadline=None)
def test_any_text_gives_fields_from_the_closed_list_and_verbatim_words(text: str, focus: int | None) -> None:
    fields = structure_by_rules(text, focus)
    assert fields.region in {*REGIONS, NOT_STATED}
    assert fields.findings == NOT_STATED or fields.findings in text
