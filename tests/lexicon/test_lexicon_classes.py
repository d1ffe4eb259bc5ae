"""The words of a place and the classes of a label map that can hold it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.anatomy import CLASSES
from pet_ground.lexicon import FALLBACKS, SITES, classes_of, with_confusions
from pet_ground.lexicon.classes import _sided
from pet_ground.lexicon.numbers import numbered
from pet_ground.records import Laterality

NAMES = {one.name for one in CLASSES.values()}
LEFT, RIGHT, BOTH = Laterality.LEFT, Laterality.RIGHT, Laterality.BILATERAL
WITH_CLASSES = [term for term in (*SITES, *FALLBACKS) if term.classes]


@pytest.mark.parametrize("term", WITH_CLASSES, ids=lambda term: f"{term.organ}-{term.pattern[:20]}")
def test_every_class_of_every_word_is_one_of_the_117(term) -> None:
    filled = [name for template in term.classes for name in _sided(numbered(template, ""))]
    assert filled
    assert set(filled) <= NAMES


def test_the_words_reach_every_class_that_a_lesion_is_named_by() -> None:
    reached = {name for term in WITH_CLASSES for template in term.classes for name in _sided(numbered(template, ""))}
    vessels = {name for name in NAMES - reached if "artery" in name or "vena" in name or "trunk" in name}
    assert NAMES - reached - vessels == {"pulmonary_vein"}


@pytest.mark.parametrize(
    ("place", "side", "names"),
    [
        ("right upper lobe", None, "lung_upper_lobe_right"),
        ("RUL", None, "lung_upper_lobe_right"),
        ("LLL", None, "lung_lower_lobe_left"),
        ("lingula", None, "lung_upper_lobe_left"),
        ("right middle lobe", None, "lung_middle_lobe_right"),
        ("upper lobe of the left lung", None, "lung_upper_lobe_left"),
        ("lower lobe", RIGHT, "lung_lower_lobe_right"),
        ("left lung", None, "lung_upper_lobe_left lung_lower_lobe_left"),
        ("right lung", None, "lung_upper_lobe_right lung_middle_lobe_right lung_lower_lobe_right"),
        ("left kidney", None, "kidney_left kidney_cyst_left"),
        ("kidney", RIGHT, "kidney_right kidney_cyst_right"),
        ("adrenal gland", None, "adrenal_gland_left adrenal_gland_right"),
        ("both adrenal glands", LEFT, "adrenal_gland_left adrenal_gland_right"),
        ("Left adrenal", RIGHT, "adrenal_gland_left"),
        ("segment VI of the liver", RIGHT, "liver"),
        ("left hepatic lobe", None, "liver"),
        ("hepatic flexure of the colon", None, "colon"),
        ("rectum", None, "colon"),
        ("duodenum", None, "duodenum"),
        ("terminal ileum", None, "small_bowel"),
        ("L3 vertebral body", None, "vertebrae_L3"),
        ("T12-L1", None, "vertebrae_T12 vertebrae_L1"),
        ("L5/S1 facet joint", LEFT, "vertebrae_L5 vertebrae_S1"),
        ("C5/6", None, "vertebrae_C5 vertebrae_C6"),
        ("lumbar spine", None, "vertebrae_L1 vertebrae_L2 vertebrae_L3 vertebrae_L4 vertebrae_L5"),
        ("T3 and T9", None, "vertebrae_T3 vertebrae_T9"),
        ("left 5th rib", None, "rib_left_5"),
        ("third rib", RIGHT, "rib_right_3"),
        ("right 4th through 6th ribs", None, "rib_right_4 rib_right_5 rib_right_6"),
        ("sternoclavicular joint", RIGHT, "sternum clavicula_right"),
        ("manubrium", LEFT, "sternum"),
        ("right iliac bone", None, "hip_right"),
        ("hip bone", LEFT, "hip_left"),
        ("right sacroiliac joint", None, "sacrum vertebrae_S1 hip_right"),
        ("left femoral neck", None, "femur_left"),
        ("left psoas muscle", None, "iliopsoas_left"),
        ("right gluteus maximus", None, "gluteus_maximus_right"),
        ("right paraspinal musculature", None, "autochthon_right"),
        ("left thyroid lobe", None, "thyroid_gland"),
        ("occipital calvarium", None, "skull"),
        ("left temporal lobe", None, "brain"),
        ("prostate", None, "prostate"),
        ("GE junction", None, "esophagus stomach"),
    ],
)
def test_a_place_lies_in_the_classes_of_its_words_and_side(place: str, side: Laterality | None, names: str) -> None:
    assert classes_of(place, side) == set(names.split())


@pytest.mark.parametrize(
    "place",
    [
        "", "N/A", "lymph node", "left axillary lymph node", "Left external iliac", "right hilar", "renal hilar",
        "breast", "left breast", "right parotid gland", "left tonsil", "uterus", "ovary", "seminal vesicle", "pleura",
        "left pelvis", "soft tissue", "bone", "mandible", "tibia", "prostate bed", "right iliac", "mediastinum",
        "adjacent to the left kidney", "between the liver and the stomach", "liver node", "splenic hilum",
        "right paraspinal T6", "left middle lobe", "periportal", "liver and breast", "perihepatic", "bronchus",
    ],
)  # fmt: skip
def test_a_place_that_no_class_holds_can_not_be_told(place: str) -> None:
    assert classes_of(place, None) == frozenset()


def test_neighbours_that_label_maps_mix_up_are_added_on_the_same_side_only() -> None:
    assert with_confusions(["vertebrae_L3"]) == {"vertebrae_L2", "vertebrae_L3", "vertebrae_L4"}
    assert with_confusions(["vertebrae_C1"]) == {"vertebrae_C1", "vertebrae_C2"}
    assert with_confusions(["vertebrae_L5"]) == {"vertebrae_L4", "vertebrae_L5", "vertebrae_S1", "sacrum"}
    assert with_confusions(["rib_left_12"]) == {"rib_left_11", "rib_left_12"}
    assert with_confusions(["rib_left_1"]) == {"rib_left_1", "rib_left_2", "costal_cartilages"}
    assert with_confusions(["colon"]) == {"colon", "small_bowel", "duodenum"}
    assert with_confusions(["kidney_left"]) == {"kidney_left"}
    assert with_confusions(NAMES) == NAMES


@given(st.sampled_from(WITH_CLASSES), st.sampled_from(["left", "right"]))
@settings(max_examples=60, deadline=None)
def test_a_named_side_never_gives_a_class_of_the_other_side(term, side: str) -> None:
    other = {"left": "right", "right": "left"}[side]
    found = classes_of(f"{side} {term.organ}", Laterality(other))
    assert not [name for name in found if other in name.split("_")]


@given(st.text(max_size=80), st.sampled_from([None, *Laterality]))
@settings(max_examples=60, deadline=None)
def test_any_words_give_only_known_classes(words: str, side: Laterality | None) -> None:
    assert classes_of(words, side) <= NAMES
