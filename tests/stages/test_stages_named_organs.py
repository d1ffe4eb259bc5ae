"""Where in a label map the lesion of a sentence can lie."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pet_ground.anatomy import CLASSES, ID_OF
from pet_ground.config import ExtractSettings
from pet_ground.grounding import Area, NamedPlace
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


def place_of(sentence: str) -> NamedPlace:
    mentions = extract(f"FINDINGS: {sentence}", "study", ExtractSettings()).mentions
    (kept,) = (one for one in mentions if one.status == "kept")
    return named_place(kept)


def classes_in(areas: Sequence[Area]) -> set[str]:
    return {CLASSES[class_id].name for area in areas for class_id in area.classes}


def test_a_structure_is_a_place_on_its_side_of_the_spine() -> None:
    (area,) = place_of("Left kidney lesion with SUVmax 7.9 (slice 120).").areas
    assert classes_in([area]) == {"kidney_left", "kidney_cyst_left"}
    assert area.reach_mm == 0
    (border,) = area.borders
    assert (border.axis, border.is_lower) == (0, True), "x rises to the left"
    assert ID_OF["vertebrae_L1"] in border.classes


def test_a_structure_in_the_middle_has_no_side() -> None:
    (area,) = place_of("Hepatic lesion with SUVmax 7.9 (slice 120).").areas
    assert (classes_in([area]), area.borders) == ({"liver"}, ())


@pytest.mark.parametrize(
    ("sentence", "one_of", "axis", "is_lower"),
    [
        ("Left axillary lymph node", "scapula_left", 0, True),
        ("Right hilar lymph node", "trachea", 0, False),
        ("4R lymph node", "trachea", 0, False),
        ("Presacral lymph node", "sacrum", 1, False),
        ("Right inguinal node", "femur_right", 2, False),
        ("Left supraclavicular node", "clavicula_left", 2, True),
    ],
)
def test_a_station_lies_around_its_landmarks_inside_its_borders(
    sentence: str, one_of: str, axis: int, is_lower: bool
) -> None:
    (area,) = place_of(f"{sentence}, SUVmax 7.9, slice 120.").areas
    assert area.reach_mm > 0
    assert one_of in classes_in([area])
    assert (axis, is_lower) in {(border.axis, border.is_lower) for border in area.borders}


def test_words_of_which_only_the_region_is_known_have_that() -> None:
    place = place_of("Left tibial lesion, SUVmax 7.9, slice 120.")
    assert place.areas == []
    assert "femur_left" in classes_in(place.around)


def test_words_without_a_place_name_none() -> None:
    place = place_of("Hypermetabolic focus, SUVmax 5.4, slice 90.")
    assert (place.areas, place.around) == ([], [])
