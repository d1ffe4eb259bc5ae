"""Each structured field of the rules has its evidence; sides, nodes and lists that stand apart from the site."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.records import NOT_STATED, StructuredFields, StructuredReading
from pet_ground.reports import structure_by_rules


def _read(sentence: str, value: str) -> StructuredReading:
    return structure_by_rules(sentence, sentence.index(value))


def _quotes(reading: StructuredReading) -> dict[str, str]:
    return {item.field: item.quote for item in reading.evidence}


@pytest.mark.parametrize(
    ("sentence", "subsite", "quote"),
    [
        ("Left FDG avid hilar node, SUV max 5.0 (slice 90).", "Left hilar", "Left FDG avid hilar"),
        ("A right, hypermetabolic axillary node, SUV max 5.0 (slice 90).", "right axillary", None),
        ("New left 9 mm lower lobe nodule, SUV max 5.0 (slice 90).", "left lower lobe", "left 9 mm lower lobe"),
        ("Right 1.2 x 0.9 cm axillary node, SUV max 5.0 (slice 90).", "Right axillary", "Right 1.2 x 0.9 cm axillary"),
        ("Bilateral FDG-avid hilar nodes, SUV max 5.0 (slice 90).", "Bilateral hilar", None),
        ("Uptake in the hilum on the left, SUV max 5.0 (slice 90).", "hilum on the left", None),
        ("Nodule in the upper lobe of the left lung, SUV 5.0 (slice 90).", "upper lobe of the left lung", None),
        ("On the left a pleural nodule has an SUVmax of 5.0 (slice 90).", "left pleural", "left a pleural"),
        ("Rib 9 dorsally on the left, SUVmax 5.0 (slice 90).", "Rib 9 dorsally on the left", None),
        ("Lymph nodes: pararectal left 4 mm, SUVmax 5.0 (slice 90).", "pararectal left", None),
        ("Left pleural effusion; avid hilar node, SUV max 5.0 (slice 90).", "hilar", None),
        ("The left breast is absent; avid sternal focus, SUV max 5.0 (slice 90).", "sternal", None),
    ],
)
def test_a_side_that_other_words_part_from_its_site_belongs_to_the_subsite(
    sentence: str, subsite: str, quote: str | None
) -> None:
    reading = _read(sentence, "5.0")
    assert reading.anatomic_subsite == subsite
    if quote:
        assert _quotes(reading)["anatomic_subsite"] == quote


@pytest.mark.parametrize(
    ("sentence", "organ"),
    [
        ("Rt axilla: node lights up to an SUV of 5.0 on image 79.", "lymph node"),
        ("Hottest node: right axilla, SUVmax 5.0, slice 80.", "lymph node"),
        ("Left hilar mass with nodes nearby, SUVmax 5.0, slice 80.", NOT_STATED),
        ("Esophageal primary, SUVmax 5.0 (slice 112).", "esophagus"),
        ("SUVmax 5.0 in the right upper lobe primary (slice 75).", "lung"),
        ("Splenic hilar disease has an SUVmax of 5.0 (slice 75).", NOT_STATED),
        ("Left iliac focus with SUVmax of 5.0 (slice 75).", NOT_STATED),
        ("Brown fat in both supraclavicular regions, SUVmax 5.0 (image 50).", "brown fat"),
        ("Node anterior to L3, image 205 of 311, SUVmax 5.0.", "lymph node"),
        ("Avid nodes: left obturator SUVmax 4.0 (slice 270), right common iliac SUVmax 5.0 (image 24).", "lymph node"),
        ("Nodule is iso-avid to liver: SUVmax 5.0 (image 162).", NOT_STATED),
        ("Small bowel mesenteric deposit with SUVmax 5.0 (slice 20).", NOT_STATED),
        ("Right breast primary with SUVmax 5.0 (slice 20) and a satellite nodule.", "breast"),
        ("Breast cancer. SUVmax 5.0 in L3 (image 50).", "vertebra"),
    ],
)
def test_the_organ_is_the_one_that_the_words_on_the_focus_name(sentence: str, organ: str) -> None:
    assert _read(sentence, "5.0").organ == organ


def test_a_part_with_a_side_is_a_subsite_where_no_organ_is_named() -> None:
    reading = _read("The nodule is stable at SUV 5.0, right apex, image 65.", "5.0")
    assert (reading.region, reading.organ, reading.anatomic_subsite) == (NOT_STATED, NOT_STATED, "right apex")


@pytest.mark.parametrize(
    ("sentence", "subsites"),
    [
        ("Nodes at stations 4R (SUVmax 7.8, 5/82), 7 (SUVmax 6.3, 5/93) and 10L (SUVmax 4.2, 5/96).",
         {"7.8": "stations 4R", "6.3": "stations 7", "4.2": "stations 10L"}),
        ("Left neck nodes at levels II (SUV max 7.8, slice 30) and V (SUV max 6.3, slice 41).",
         {"7.8": "levels II", "6.3": "levels V"}),
        ("Lesions of segments 4 (SUV max 7.8, slice 30), 7 (SUV max 6.3, slice 41).",
         {"7.8": "segments 4", "6.3": "segments 7"}),
    ],
)  # fmt: skip
def test_a_number_in_a_list_of_stations_is_a_station(sentence: str, subsites: dict[str, str]) -> None:
    assert {value: _read(sentence, value).anatomic_subsite for value in subsites} == subsites
    organs = {_read(sentence, value).organ for value in subsites}
    assert organs == {"liver" if "segments" in sentence else "lymph node"}


@pytest.mark.parametrize(
    ("sentence", "region", "organ", "subsite"),
    [
        ("Axillae: right axilla with avid nodes after a vaccination, SUVmax 5.0 (ax 107); left axilla free.",
         "Chest", "lymph node", "right axilla"),
        ("Nodule in front of the left kidney, SUVmax 5.0, slice 178.", "Abdomen", NOT_STATED, "in front of the left kidney"),
        ("Prostatic bed: focus near the anastomosis, SUVmax 5.0 (slice 266).", "Pelvis", "prostate", "Prostatic bed"),
        ("Left breast: state after breast-conserving surgery; seroma, SUVmax 5.0.", "Chest", "breast", "Left breast"),
        ("Right level III, 1.5 x 1.1 cm, SUVmax 5.0.", "Head and neck", NOT_STATED, "Right level III"),
        ("Neck: bilateral levels II to V, SUVmax 5.0.", "Head and neck", NOT_STATED, "bilateral levels II to V"),
        ("Left sixth costochondral junction, SUV 5.0.", "Chest", "rib", "Left sixth costochondral junction"),
        ("Right 4R SUVmax 5.0 Im 99.", "Chest", NOT_STATED, "Right 4R"),
        ("Biliary stent with uptake, SUV max of 5.0.", "Abdomen", "bile duct", "Biliary"),
        ("Three right axillary nodes in level I with SUVmax of 5.0.", "Chest", "lymph node",
         "right axillary nodes in level I"),
        ("Brown fat supraclav bilat, SUVmax 5.0 im 73, phys.", "Head and neck", "brown fat", "Brown fat supraclav"),
        ("Right upper lobe mass, the known primary (T3), SUVmax 5.0.", "Chest", "lung", "Right upper lobe"),
        ("Right upper lobe mass, T2 N1 disease, SUVmax 5.0.", "Chest", "lung", "Right upper lobe"),
        ("Lesion at T3. SUVmax 5.0.", "Spine", "vertebra", "T3"),
        ("A portal node, SUV max of 5.0.", "Abdomen", "lymph node", "portal"),
    ],
)  # fmt: skip
def test_the_site_is_the_one_that_a_reader_takes(sentence: str, region: str, organ: str, subsite: str) -> None:
    reading = _read(sentence, "5.0")
    assert (reading.region, reading.organ, reading.anatomic_subsite) == (region, organ, subsite)


def test_what_ended_the_sentence_before_is_no_part_of_the_findings() -> None:
    sentence = "The smaller has SUVmax 4.0 (slice 152).A para-aortic node has SUVmax 3.8 (slice 187)."
    assert _read(sentence, "3.8").findings == "A para-aortic node has SUVmax 3.8 (slice 187)."


def test_both_lobes_of_a_list_keep_their_sides() -> None:
    sentence = "Nodules in the right and left lobes of thyroid with SUVmax 4.4 and 12.7 respectively (80 and 83)."
    subsites = [_read(sentence, value).anatomic_subsite for value in ("4.4", "12.7")]
    assert subsites == ["right lobes of thyroid", "left lobes of thyroid"]


def test_a_list_may_be_joined_by_a_plus() -> None:
    sentence = "Lt + rt adrenal SUVmax 5.5 & 2.8 resp, im 150 & 147."
    assert [_read(sentence, value).anatomic_subsite for value in ("5.5", "2.8")] == ["Lt adrenal", "rt adrenal"]


def test_the_words_on_a_listed_lesion_end_before_its_numbers() -> None:
    sentence = "Nodules in the middle lobe and lingula on images 106 and 111 have SUVs of 2.7 and 3.5 respectively."
    assert [_read(sentence, value).findings for value in ("2.7", "3.5")] == ["Nodules in the middle lobe", "lingula"]
    sentence = "RUL and RLL nodules now SUVmax 4.6 and 3.2 respectively (4/73 and 4/125)."
    assert _read(sentence, "3.2").findings == "RLL nodules"


def test_every_stated_field_is_quoted_from_the_sentence() -> None:
    sentence = "Left hilar mass (SUV max 9.1, slice 80) and left FDG avid axillary lymph node (SUV max 3.1, slice 90)."
    reading = _read(sentence, "3.1")
    assert _quotes(reading) == {
        "region": "left FDG avid axillary",
        "organ": "lymph node",
        "anatomic_subsite": "left FDG avid axillary",
        "findings": "left FDG avid axillary lymph node (SUV max 3.1, slice 90).",
    }
    assert reading.flags == ()


@pytest.mark.parametrize("sentence", ["右肺上叶结节,SUV最大值约8.3,第90层。", "Hạch nách trái SUVmax: 8,3 lát cắt 90."])
def test_words_that_the_lexicon_does_not_know_are_not_guessed(sentence: str) -> None:
    reading = structure_by_rules(sentence, sentence.index("8"))
    assert (reading.region, reading.organ, reading.anatomic_subsite) == (NOT_STATED,) * 3
    assert set(_quotes(reading)) == {"findings"}


PIECES = st.sampled_from(
    ["left ", "FDG avid ", "hilar ", "node ", "L3 ", "liver", " and ", ", ", "stations 4R (", ") ", "SUV max 3.1 ", "7 ",
     "(slice 90) ", "; ", "adjacent to the ", "right ", "axillary ", "bone ", "on the left ", "apex ", "\n", "primary "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 200) | st.none())
@settings(max_examples=150, deadline=None)
def test_any_reading_has_evidence_for_exactly_what_it_states(text: str, focus: int | None) -> None:
    reading = structure_by_rules(text, focus)
    stated = {name for name in StructuredFields.model_fields if getattr(reading, name) != NOT_STATED}
    assert {item.field for item in reading.evidence} == stated
    for item in reading.evidence:
        assert text[item.start : item.end] == item.quote
        assert item.quote.strip()
