"""Words of a place and where in a label map a lesion of that place can lie."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.anatomy import CLASSES
from pet_ground.lexicon import FALLBACKS, REGIONS, SITES, strangers_of, whereabouts_of, whereabouts_of_region
from pet_ground.lexicon.landmarks import WHOLE_REGIONS
from pet_ground.lexicon.limits import MIDLINE
from pet_ground.lexicon.positions import POSITIONS
from pet_ground.lexicon.whereabouts import OVER_THE_MIDLINE
from pet_ground.records import Laterality

NAMES = {one.name for one in CLASSES.values()}
LEFT, RIGHT, BOTH = Laterality.LEFT, Laterality.RIGHT, Laterality.BILATERAL


def classes_of_all(place: str, side: Laterality | None = None) -> set[str]:
    return set().union(*(one.classes for one in whereabouts_of(place, side)))


def limits_of(place: str, side: Laterality | None = None) -> set[tuple[str, str]]:
    """Directions of all limits, with the first of their structures; ``midline`` for that of the body."""
    return {
        (limit.direction, "midline" if set(limit.classes) == set(MIDLINE) else limit.classes[0])
        for one in whereabouts_of(place, side)
        for limit in one.limits
    }


@pytest.mark.parametrize("term", [one for one in SITES if one.near], ids=lambda term: term.pattern[:24])
def test_every_landmark_is_one_of_the_117_classes(term) -> None:
    one = WHOLE_REGIONS.get(term.region)
    for station in (term.near, one):
        for name in station.landmarks if station else ():
            filled = name.format(side="left", number=1, level="T5")
            assert filled in NAMES or filled.replace("left", "right") in NAMES


def test_every_limit_is_told_by_one_of_the_117_classes() -> None:
    stations = [one.near for one in (*SITES, *FALLBACKS) if one.near] + list(WHOLE_REGIONS.values())
    limits = [limit for one in (*stations, *POSITIONS) for limit in one.limits]
    assert {name.format(side="left") for limit in limits for name in limit.classes} <= NAMES


SYNONYMS = [
    ("right upper lobe", "RUL", "upper lobe of the right lung"),
    ("liver", "hepatic", "intrahepatic"),
    ("spleen", "splenic", "spleen"),
    ("left kidney", "left renal", "left renal cortex"),
    ("stomach", "gastric", "gastric body"),
    ("left hilar", "left hilum", "left hilus"),
    ("right paratracheal", "4R lymph node", "right pretracheal"),
    ("subcarinal", "station 7", "sub-carinal"),
    ("left para-aortic", "left paraaortic", "left periaortic"),
    ("left supraclavicular", "left supraclavicular fossa", "left supraclav"),
    ("right internal iliac", "right hypogastric", "right int. iliac"),
    ("porta hepatis", "portocaval", "periportal"),
    ("left level II", "left jugulodigastric", "left upper jugular"),
    ("left level IV", "left lower cervical", "left lower jugular"),
    ("left 5th rib", "left fifth rib", "5th left rib"),
    ("T8", "T8 vertebral body", "T8 vertebra"),
    ("right adnexal", "right ovary", "right ovarian"),
]


@pytest.mark.parametrize(("first", "second", "third"), SYNONYMS)
def test_synonyms_name_the_same_place(first: str, second: str, third: str) -> None:
    expected = classes_of_all(first)
    assert expected
    assert classes_of_all(second) == expected
    assert classes_of_all(third) == expected


@pytest.mark.parametrize(
    ("place", "one_of", "not_one_of"),
    [
        ("left axillary", "scapula_left", "scapula_right"),
        ("subcarinal", "trachea", "liver"),
        ("right inguinal", "femur_right", "femur_left"),
        ("left para-aortic", "aorta", "heart"),
        ("mesenteric", "small_bowel", "heart"),
        ("left level II cervical", "vertebrae_C2", "heart"),
        ("adjacent to the liver", "liver", "spleen"),
        ("left breast", "rib_left_4", "rib_right_4"),
        ("right parotid gland", "skull", "trachea"),
        ("uterine", "urinary_bladder", "liver"),
        ("left thigh", "femur_left", "femur_right"),
        ("left pleural", "lung_lower_lobe_left", "lung_lower_lobe_right"),
    ],
)
def test_a_place_without_a_class_lies_around_its_landmarks(place: str, one_of: str, not_one_of: str) -> None:
    assert all(one.reach_mm > 0 for one in whereabouts_of(place))
    assert one_of in classes_of_all(place)
    assert not_one_of not in classes_of_all(place)


@pytest.mark.parametrize(
    ("place", "limit"),
    [
        ("upper pole of the left kidney", ("above", "kidney_left")),
        ("right hepatic lobe", ("right", "midline")),
        ("left lobe of the liver", ("left", "midline")),
        ("segment VII of the liver", ("above", "portal_vein_and_splenic_vein")),
        ("segment 6 of the liver", ("below", "portal_vein_and_splenic_vein")),
        ("tail of the pancreas", ("left", "midline")),
        ("pancreatic head", ("right", "midline")),
        ("ascending colon", ("right", "midline")),
        ("cecum", ("below", "vertebrae_L2")),
        ("rectum", ("below", "sacrum")),
        ("left lung apex", ("above", "vertebrae_T3")),
        ("right lung base", ("below", "vertebrae_T7")),
        ("left femoral head", ("above", "femur_left")),
        ("right iliac bone", ("above", "femur_right")),
        ("manubrium", ("above", "vertebrae_T6")),
        ("left frontal lobe", ("front", "brain")),
        ("left cerebellar", ("behind", "brain")),
    ],
)
def test_a_part_of_a_structure_has_its_limits(place: str, limit: tuple[str, str]) -> None:
    assert limit in limits_of(place)


@pytest.mark.parametrize("words", ["paratracheal", "para-aortic", "thyroid lobe", "external iliac", "sacral", "lung"])
def test_a_named_side_ends_at_the_midline(words: str) -> None:
    assert ("left", "midline") in limits_of(f"left {words}")
    assert ("right", "midline") in limits_of(words, RIGHT)
    sides = {"left", "right"}
    both = {direction for direction, structure in limits_of(words, BOTH) if structure == "midline"}
    assert both in (set(), sides), "no side, or as far from the midline on either"


@pytest.mark.parametrize("place", ["left ventricle", "left atrial", "left portal vein"])
def test_organs_over_the_midline_have_no_side_of_the_body(place: str) -> None:
    assert classes_of_all(place)
    assert ("left", "midline") not in limits_of(place)
    assert OVER_THE_MIDLINE


def test_the_level_of_an_axilla_is_none_of_the_neck() -> None:
    assert not {name for name in classes_of_all("level I right axillary") if name.startswith("vertebrae")}


def test_several_words_of_one_place_narrow_it_down() -> None:
    (both,) = whereabouts_of("left level IB submandibular")
    (one,) = whereabouts_of("left submandibular")
    assert set(one.limits) <= set(both.limits)


def test_places_joined_by_a_stroke_are_either() -> None:
    assert len(whereabouts_of("mediastinal/hilar")) == 2


def test_neighbours_in_the_label_map_are_allowed() -> None:
    assert classes_of_all("T8") == {"vertebrae_T7", "vertebrae_T8", "vertebrae_T9"}
    assert "rib_left_4" in classes_of_all("left 5th rib")
    assert "rib_right_5" not in classes_of_all("left 5th rib")


def test_a_node_is_not_deep_in_a_bone_and_a_lung_lesion_may_seem_to_lie_in_the_liver() -> None:
    (node,) = whereabouts_of("left para-aortic")
    assert {"vertebrae_L3", "liver"} <= strangers_of(node, NAMES)
    (lobe,) = whereabouts_of("right lower lobe")
    assert "vertebrae_T8" in strangers_of(lobe, NAMES)
    assert not {"liver", "lung_lower_lobe_right"} & strangers_of(lobe, NAMES)
    (rib,) = whereabouts_of("left 1st rib")
    assert "rib_left_10" in strangers_of(rib, NAMES), "a number is no beginning of another"


def test_every_region_is_a_place() -> None:
    assert all(whereabouts_of_region(region) for region in REGIONS)
    assert whereabouts_of_region("N/A") == ()


@pytest.mark.parametrize("place", ["", "N/A", "lymph node", "soft tissue"])
def test_words_that_tell_nothing_give_no_place(place: str) -> None:
    assert whereabouts_of(place) == ()


@given(st.text(max_size=60), st.sampled_from([None, *Laterality]))
@settings(max_examples=60, deadline=None)
def test_any_words_give_only_known_classes_and_filled_limits(words: str, side: Laterality | None) -> None:
    for one in whereabouts_of(words, side):
        assert one.classes <= NAMES
        assert all(set(limit.classes) <= NAMES for limit in one.limits)
        assert not {limit.direction for limit in one.limits} & {"inward", "outward"}
