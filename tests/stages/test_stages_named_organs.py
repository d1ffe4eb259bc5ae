"""Where in a label map the lesion of a sentence can lie."""

from __future__ import annotations

import pytest

from pet_ground.anatomy import CLASSES
from pet_ground.config import ExtractSettings
from pet_ground.stages.extract import extract
from pet_ground.stages.named_organs import expected_classes


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
