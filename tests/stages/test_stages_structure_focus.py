"""A model that structures one focus may not use the words on another one of the sentence."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from pet_ground.config import EndpointSettings, StructureSettings
from pet_ground.errors import ItemDropped
from pet_ground.llm import open_models
from pet_ground.llm.fake_server import FakeServer
from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Mention, StructuredReading
from pet_ground.reports import extract_mentions
from pet_ground.stages.structure import fields_with

TWO = (
    "A 12 mm nodule in the right upper lobe, SUVmax 8.1 on slice 45, and a mass in the left kidney, SUVmax 7.2 on "
    "slice 90."
)
LIST = (
    "Enlarged left pericardial lymph node and left axillary lymph node with SUV max of 9.4 and 10.9 respectively "
    "(slices 150 and 132)."
)
NODULE: dict[str, Any] = {
    "findings": "nodule in the right upper lobe", "suv_quote": "SUVmax 8.1", "suv_max": 8.1,
    "slice_quote": "slice 45", "axial_slice": 45, "subsite_quote": "right upper lobe",
    "anatomic_subsite": "right upper lobe", "organ_quote": None, "organ": "N/A",
    "region_quote": "right upper lobe", "region": "Chest",
}  # fmt: skip


def structured(mention: Mention, answers: list[dict[str, Any]], prompt: str = "structure-v2") -> tuple[Any, list[Any]]:
    left = list(answers)

    async def run(settings: StructureSettings) -> StructuredReading | ItemDropped:
        async with open_models([settings.endpoint] if settings.endpoint else []) as panel:
            return (await fields_with([mention], settings, panel.models))[0]

    with FakeServer(lambda *_: json.dumps(left.pop(0))) as server:
        endpoint = EndpointSettings(base_url=server.base_url, model="fake", attempts=1)
        reading = asyncio.run(run(StructureSettings(kind="model", endpoint=endpoint, prompt=prompt)))
        return reading, server.requests


def mention_of(sentence: str, suv: float) -> Mention:
    return next(one for one in extract_mentions(sentence, "r") if one.suv_max == suv)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"findings": "mass in the left kidney"}, "findings: the words are about another focus"),
        ({"findings": "A"}, "findings: no word of them describes a focus"),
        ({"findings": "on slice 45"}, "findings: no word of them describes a focus"),
        ({"findings": "on slice 45, and a mass"}, "findings: the words are about another focus"),
        ({"findings": TWO}, "findings: they hold the SUVmax of another focus"),
        (
            {"findings": "nodule in the right upper lobe, SUVmax 8.1 on slice 45, and a mass in the left kidney"},
            "findings: they go on with the place of another focus",
        ),
        ({"organ_quote": "kidney", "organ": "kidney"}, "organ: the quote is about another focus"),
        ({"subsite_quote": "kidney", "anatomic_subsite": "kidney"}, "anatomic_subsite: the quote is about another"),
        ({"region_quote": "mass", "region": "Abdomen"}, "region: the quote is about another focus"),
    ],
)
def test_words_on_another_focus_are_named_for_the_second_try_and_then_drop_the_lesion(
    wrong: dict[str, Any], fault: str
) -> None:
    mention = mention_of(TWO, 8.1)
    reading, requests = structured(mention, [NODULE | wrong, NODULE])
    assert reading.findings == "nodule in the right upper lobe"
    assert fault in requests[1]["messages"][-1]["content"]
    dropped, _ = structured(mention, [NODULE | wrong] * 2)
    assert dropped.reason is Reason.UNUSABLE_ANSWER
    assert "kidney" not in str(dropped)


@pytest.mark.parametrize("wrong", [{"findings": "mass in the left kidney"}, {"organ": "kidney"}, {"findings": "A"}])
def test_an_answer_without_quotes_is_held_against_the_same_words(wrong: dict[str, Any]) -> None:
    good = {
        "region": "Chest", "organ": "lung", "anatomic_subsite": "right upper lobe", "findings": NODULE["findings"]
    }  # fmt: skip
    reading, requests = structured(mention_of(TWO, 8.1), [good | wrong, good], "structure-v1")
    assert (reading.organ, len(requests)) == ("lung", 2)


def test_the_words_that_a_list_shares_go_for_each_of_its_lesions() -> None:
    answer = {
        "findings": "left axillary lymph node", "suv_quote": "9.4 and 10.9", "suv_max": 10.9,
        "slice_quote": "150 and 132", "axial_slice": 132, "subsite_quote": "left axillary",
        "anatomic_subsite": "left axillary", "organ_quote": "lymph node", "organ": "lymph node",
        "region_quote": "left axillary", "region": "Chest",
    }  # fmt: skip
    reading, requests = structured(mention_of(LIST, 10.9), [answer])
    assert (reading.anatomic_subsite, reading.organ, len(requests)) == ("left axillary", "lymph node", 1)
    other = answer | {"subsite_quote": "left pericardial", "anatomic_subsite": "left pericardial"}
    assert isinstance(structured(mention_of(LIST, 10.9), [other] * 2)[0], ItemDropped)


@pytest.mark.parametrize(
    ("sentence", "suv", "quote"),
    [
        (
            "Lung nodules: right upper lobe SUVmax 8.1 (slice 45), left lower lobe SUVmax 7.2 (slice 90).",
            7.2,
            "nodules",
        ),
        ("In the liver, a lesion has SUVmax 8.1 (slice 45), and a second lesion SUVmax 7.2 (slice 90).", 7.2, "liver"),
    ],
)
def test_a_heading_goes_for_all_lesions_behind_it(sentence: str, suv: float, quote: str) -> None:
    answer = NODULE | {
        "suv_quote": "SUVmax 7.2", "suv_max": 7.2, "slice_quote": "slice 90", "axial_slice": 90, "findings": "N/A",
        "subsite_quote": quote, "anatomic_subsite": quote, "region_quote": None, "region": "N/A",
    }  # fmt: skip
    reading, _ = structured(mention_of(sentence, suv), [answer])
    assert reading.anatomic_subsite == quote


def test_the_rules_read_the_lesion_of_the_number_where_a_models_quote_begins_with_another() -> None:
    start, place = LIST.index("9.4 and 10.9"), LIST.index("132")
    mention = mention_of(LIST, 10.9).model_copy(
        update={
            "evidence": (
                Evidence(field="suv_max", start=start, end=start + 12, quote="9.4 and 10.9"),
                Evidence(field="axial_slice", start=place, end=place + 3, quote="132"),
            )
        }
    )
    (reading,) = asyncio.run(fields_with([mention], StructureSettings(), {}))
    assert isinstance(reading, StructuredReading)
    assert reading.anatomic_subsite == "left axillary"
