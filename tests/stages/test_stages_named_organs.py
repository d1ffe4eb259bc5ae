"""Where in a label map the lesion of a sentence can lie."""

from __future__ import annotations

import pytest

from pet_ground.anatomy import CLASSES
from pet_ground.config import ExtractSettings
from pet_ground.stages.extract import extract
from pet_ground.stages.named_organs import expected_classes, named_place


def names_of(sentence: str, rank: int = 0) -> set[str]:
    mentions = extract(f"FINDINGS: {sentence}", "study", ExtractSettings()).mentions
    kept = [one for one in mentions if one.status == "kept"]
    return {CLASSES[class_id].name for class_id in expected_classes(kept[rank])}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Hepatic lesion with SUVmax 7.9 (slice 120).", {"liver"}),
        ("Right upper lobe nodule, SUVmax 5.4, slice 90.", {"lung_upper_lobe_right"}),
        ("Splenic focus, SUVmax 9.1, slice 130.", {"spleen"}),
        ("Focus in the colon, SUVmax 6.3 (slice 150).", {"colon", "small_bowel", "duodenum"}),
        ("L5 vertebral metastasis, SUVmax 8.8, slice 140.", {"vertebrae_L4", "vertebrae_L5", "vertebrae_S1", "sacrum"}),
    ],
)
def test_the_words_of_a_lesion_give_the_classes_with_which_it_is_mixed_up(sentence: str, expected: set[str]) -> None:
    assert names_of(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Mediastinal lymph node, SUVmax 5.4 (slice 90).",
        "A node adjacent to the liver has SUVmax 5.4 (slice 90).",
        "Hypermetabolic focus, SUVmax 5.4, slice 90.",
        "Left breast mass, SUVmax 5.4, slice 90.",
    ],
)
def test_words_that_name_no_class_give_none(sentence: str) -> None:
    assert names_of(sentence) == set()


def test_each_lesion_of_a_sentence_has_its_own_place() -> None:
    sentence = "Liver lesion with SUVmax 7.9 (slice 120) and splenic lesion with SUVmax 6.1 (slice 125)."
    assert (names_of(sentence, 0), names_of(sentence, 1)) == ({"liver"}, {"spleen"})


def place_of(sentence: str) -> tuple[set[str], set[str], bool]:
    mentions = extract(f"FINDINGS: {sentence}", "study", ExtractSettings()).mentions
    (kept,) = (one for one in mentions if one.status == "kept")
    place = named_place(kept)
    classes, partners = ({CLASSES[one].name for one in ids} for ids in (place.classes, place.partners))
    return classes, partners, place.is_near


def test_a_structure_is_a_place_with_its_partner() -> None:
    found = place_of("Left kidney lesion with SUVmax 7.9 (slice 120).")
    assert found == ({"kidney_left", "kidney_cyst_left"}, {"kidney_right", "kidney_cyst_right"}, False)


def test_a_structure_in_the_middle_has_no_partner() -> None:
    assert place_of("Hepatic lesion with SUVmax 7.9 (slice 120).") == ({"liver"}, set(), False)


@pytest.mark.parametrize(
    ("sentence", "one_of", "not_one_of"),
    [
        ("Left axillary lymph node", "scapula_left", "scapula_right"),
        ("Subcarinal lymph node", "trachea", "liver"),
        ("Right hilar lymph node", "lung_lower_lobe_right", "lung_lower_lobe_left"),
        ("Right inguinal node", "femur_right", "femur_left"),
        ("Left para-aortic lymph node", "vertebrae_L3", "heart"),
        ("Mesenteric lymph node", "small_bowel", "heart"),
        ("Left level II cervical lymph node", "vertebrae_C2", "heart"),
        ("Left supraclavicular node", "clavicula_left", "clavicula_right"),
        ("A node adjacent to the liver", "liver", "spleen"),
        ("Left breast mass", "rib_left_4", "rib_right_4"),
    ],
)
def test_a_place_without_a_class_lies_near_its_landmarks(sentence: str, one_of: str, not_one_of: str) -> None:
    classes, _, is_near = place_of(f"{sentence}, SUVmax 7.9, slice 120.")
    assert is_near
    assert one_of in classes
    assert not_one_of not in classes


def test_words_without_a_place_name_none() -> None:
    assert place_of("Hypermetabolic focus, SUVmax 5.4, slice 90.")[:2] == (set(), set())
