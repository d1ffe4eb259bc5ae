"""The structurer's answer with quotes: words of the sentence, the mention's own focus, a region that the words decide."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questions import server_of

from pet_ground.errors import ItemDropped
from pet_ground.llm import Message, load_prompt, structure_by_model
from pet_ground.llm.fake_server import FakeServer
from pet_ground.llm.structure import focus_words
from pet_ground.llm.structure_quotes import QuotedStructureAnswer, Region, read_quoted_answer
from pet_ground.reasons import Reason
from pet_ground.records import NOT_STATED, Evidence, Laterality, Mention, StructuredReading

PROMPT = load_prompt("structure-v2")
SENTENCE = "Left  hilar nodes (SUV max 9.1, slice 80) and a right hepatic\n lobe lesion (SUV max 4.2, slice 97)."


def mention_of(sentence: str, suv: str, number: int, **more: Any) -> Mention:
    places = {"suv_max": sentence.index(suv), "axial_slice": sentence.index(str(number))}
    quotes = {"suv_max": suv, "axial_slice": str(number)}
    evidence = [
        Evidence.model_validate({"field": name, "start": at, "end": at + len(quotes[name]), "quote": quotes[name]})
        for name, at in places.items()
    ]
    return Mention(
        report_id="r", number=1, sentence=sentence, start=0, end=len(sentence), suv_max=float(suv.replace(",", ".")),
        axial_slice=number, status="kept", evidence=tuple(evidence), **more,
    )  # fmt: skip


MENTION = mention_of(SENTENCE, "4.2", 97, laterality=Laterality.RIGHT)
GOOD: dict[str, Any] = {
    "findings": "right hepatic lobe lesion",
    "suv_quote": "SUV max 4.2",
    "suv_max": 4.2,
    "slice_quote": "slice 97",
    "axial_slice": 97,
    "subsite_quote": "right hepatic lobe",
    "anatomic_subsite": "right hepatic lobe",
    "organ_quote": "hepatic lobe",
    "organ": "liver",
    "region_quote": "hepatic",
    "region": "Abdomen",
}


def structured(answers: list[dict[str, Any]]) -> tuple[StructuredReading, list[dict[str, Any]]]:
    left = list(answers)

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        return json.dumps(left.pop(0))

    async def run(server: FakeServer) -> StructuredReading:
        async with server_of(server, attempts=1) as model:
            return await structure_by_model(model, PROMPT, MENTION)

    with FakeServer(answer) as server:
        return asyncio.run(run(server)), server.requests


def test_a_good_answer_gives_fields_with_evidence_as_it_stands_in_the_sentence() -> None:
    reading, requests = structured([GOOD])
    assert (reading.region, reading.organ, reading.anatomic_subsite) == ("Abdomen", "liver", "right hepatic lobe")
    assert reading.findings == "right hepatic\n lobe lesion"
    assert {item.field: item.quote for item in reading.evidence} == {
        "region": "right hepatic\n lobe",
        "organ": "hepatic\n lobe",
        "anatomic_subsite": "right hepatic\n lobe",
        "findings": "right hepatic\n lobe lesion",
    }
    assert reading.flags == ()
    assert "<focus>lesion (SUV max 4.2</focus>" in requests[0]["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"suv_max": 9.1, "suv_quote": "SUV max 9.1"}, "suv_max: not the SUVmax of the focus"),
        ({"suv_max": 9.1}, "suv_max: not the SUVmax of the focus"),
        ({"suv_quote": "SUV max 9.1"}, "suv_max: not the SUVmax of the focus"),
        ({"axial_slice": 80, "slice_quote": "slice 80"}, "axial_slice: not the slice of the focus"),
        ({"slice_quote": "slice 98"}, "axial_slice: not the slice of the focus"),
        ({"subsite_quote": "left hepatic lobe"}, "anatomic_subsite: the words of the quote do not stand"),
        ({"subsite_quote": None}, "anatomic_subsite: stated without a quote"),
        ({"organ_quote": " "}, "organ: stated without a quote"),
        ({"organ_quote": "lesion", "organ": "pancreas"}, "organ: does not follow from the words of its quote"),
        ({"subsite_quote": "Left hilar", "anatomic_subsite": "left hilar"}, "anatomic_subsite: on the other side"),
        ({"region_quote": "abdominal"}, "region: the words of the quote do not stand"),
        ({"findings": "right hepatic metastasis"}, "findings: the words of the quote do not stand"),
        ({"region": "Liver"}, "region: Input should be 'Head and neck'"),
        ({"organ_quote": 3}, "organ_quote: Input should be a valid string"),
    ],
)
def test_what_does_not_hold_is_named_for_the_second_try(broken: dict[str, Any], fault: str) -> None:
    reading, requests = structured([GOOD | broken, GOOD])
    assert reading.organ == "liver"
    assert fault in requests[1]["messages"][-1]["content"]


def test_two_bad_answers_drop_the_mention_and_no_word_of_them_is_told() -> None:
    with pytest.raises(ItemDropped, match="asked 2 times") as caught:
        structured([GOOD | {"organ_quote": "pancreas", "organ": "pancreas"}] * 2)
    assert caught.value.reason is Reason.UNUSABLE_ANSWER
    assert "pancreas" not in str(caught.value)
    assert "hepatic" not in str(caught.value)


@pytest.mark.parametrize(
    ("sentence", "quote", "organ", "expected"),
    [
        ("Avid pulmonary nodule, SUV 4.2, slice 97.", "pulmonary nodule", "lung", "lung"),
        ("Avid pulmonary nodule, SUV 4.2, slice 97.", "pulmonary nodule", "pulmonary nodule", "pulmonary nodule"),
        ("Right upper lobe nodule, SUV 4.2, slice 97.", "upper lobe", "Lung", "lung"),
        ("Axillary adenopathy, SUV 4.2, slice 97.", "adenopathy", "lymph nodes", "lymph node"),
        ("Enlarged node, SUV 4.2, slice 97.", "node", "lymph node", "lymph node"),
        ("Hepatic lesion, SUV 4.2, slice 97.", "Hepatic", "metastatic organ", "Hepatic"),
        ("Lesions of the ribs, SUV 4.2, slice 97.", "ribs", "rib", "rib"),
    ],
)
def test_an_organ_is_its_quoted_words_or_the_lexicons_name_for_them(
    sentence: str, quote: str, organ: str, expected: str
) -> None:
    nothing = {"subsite_quote": None, "anatomic_subsite": NOT_STATED, "region_quote": None, "region": NOT_STATED}
    own = {"findings": quote, "suv_quote": "SUV 4.2", "organ_quote": quote, "organ": organ}
    assert read_quoted_answer(GOOD | nothing | own, mention_of(sentence, "4.2", 97)).organ == expected


def test_a_subsite_with_words_that_the_quote_does_not_hold_becomes_the_quote() -> None:
    reading = read_quoted_answer(GOOD | {"anatomic_subsite": "segment VI of the liver"}, MENTION)
    assert reading.anatomic_subsite == "right hepatic lobe"


@pytest.mark.parametrize(
    ("sentence", "quote", "answered", "region", "flags"),
    [
        ("Lesion of L3, SUV 4.2, slice 97.", "L3", "Abdomen", "Spine", ("region_corrected",)),
        ("Lesion of L3, SUV 4.2, slice 97.", "L3", "N/A", "Spine", ("region_corrected",)),
        ("Lesion of L3, SUV 4.2, slice 97.", "L3", "Spine", "Spine", ()),
        ("Right renal hilar node, SUV 4.2, slice 97.", "hilar", "Chest", "Abdomen", ("region_corrected",)),
        ("Ganglion of Frankenhauser, SUV 4.2, slice 97.", "Frankenhauser", "Pelvis", "Pelvis", ("region_by_model",)),
        ("Level II node, SUV 4.2, slice 97.", "Level II", "Head and neck", "Head and neck", ("region_by_model",)),
        ("Second focus, SUV 4.2, slice 97.", "Second", "N/A", "N/A", ()),
    ],
)
def test_the_region_is_the_lexicons_where_the_quoted_words_decide_it(
    sentence: str, quote: str, answered: str, region: str, flags: tuple[str, ...]
) -> None:
    own = {
        "findings": quote, "suv_quote": "SUV 4.2", "subsite_quote": quote, "anatomic_subsite": quote,
        "organ_quote": None, "organ": NOT_STATED, "region_quote": quote, "region": answered,
    }  # fmt: skip
    reading = read_quoted_answer(GOOD | own, mention_of(sentence, "4.2", 97))
    assert (reading.region, reading.flags) == (region, flags)
    assert [item.quote for item in reading.evidence if item.field == "region"] == [quote] * (region != NOT_STATED)


def test_where_the_sentence_does_not_say_there_is_neither_a_field_nor_a_quote() -> None:
    quotes = dict.fromkeys(("subsite_quote", "organ_quote", "region_quote"))
    silent = dict.fromkeys(("anatomic_subsite", "organ", "region", "findings"), NOT_STATED)
    assert read_quoted_answer(GOOD | quotes | silent, MENTION) == StructuredReading()


def test_the_number_of_another_focus_with_the_same_value_is_another_focus() -> None:
    sentence = "Left hilar node (SUV 4.2, slice 97) and sternal lesion (SUV 4.2, slice 98)."
    mention = mention_of(sentence, "4.2", 98)
    own = {"findings": "sternal lesion", "axial_slice": 98, "slice_quote": "slice 98"}
    places = {"subsite_quote": None, "anatomic_subsite": "N/A", "organ_quote": None, "organ": "N/A", "region": "N/A"}
    with pytest.raises(ItemDropped, match="suv_max"):
        read_quoted_answer(GOOD | own | places | {"suv_quote": "sternal lesion (SUV 4.2"}, mention)


def test_the_focus_is_told_by_the_words_that_end_with_its_value() -> None:
    assert focus_words(MENTION) == "lesion (SUV max 4.2"
    assert focus_words(mention_of("4.2 is the SUV, slice 97.", "4.2", 97)) == "4.2"
    assert focus_words(mention_of("Nodes: SUVmax of 3.1, 4.2 (97).", "4.2", 97)) == "SUVmax of 3.1, 4.2"


def test_the_examples_look_like_questions_and_pass_their_own_check() -> None:
    for question, answer in PROMPT.examples:
        sentence, focus = (re.search(rf"<{tag}>(.*?)</{tag}>", question)[1] for tag in ("sentence", "focus"))
        told = json.loads(answer)
        suv = focus.split()[-1]
        mention = mention_of(sentence, suv, told["axial_slice"])
        assert PROMPT.messages(sentence=sentence, focus=focus_words(mention), fault="")[-1]["content"] == question
        reading = read_quoted_answer(told, mention)
        fields = ("region", "organ", "anatomic_subsite", "findings")
        assert [getattr(reading, name) for name in fields] == [told[name] for name in fields]
        assert "region_corrected" not in reading.flags


def test_the_schema_and_the_check_ask_for_the_same_fields() -> None:
    schema = PROMPT.schema
    assert list(schema["properties"]) == schema["required"] == list(QuotedStructureAnswer.model_fields)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["region"]["enum"] == list(Region.__args__)  # type: ignore[attr-defined]


WORDS = st.sampled_from(["right hepatic", "hepatic\n lobe lesion", "Left  hilar", "liver", "N/A", "pancreas", "(", ""])


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("findings", "anatomic_subsite", "organ"), WORDS)
        | {name: st.none() | WORDS for name in ("subsite_quote", "organ_quote", "region_quote")}
        | {"region": st.sampled_from(Region.__args__)}  # type: ignore[attr-defined]
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_answered_no_word_gets_in_that_the_sentence_does_not_hold(answer: dict[str, Any]) -> None:
    try:
        reading = read_quoted_answer(GOOD | answer, MENTION)
    except ItemDropped:
        return
    held = {word.lower() for word in re.findall(r"\w+", SENTENCE)}
    known = {"lung", "liver", "lymph", "node", "a", "n"}
    for name in ("organ", "anatomic_subsite", "findings"):
        assert {word.lower() for word in re.findall(r"\w+", getattr(reading, name))} <= held | known
    assert {item.field for item in reading.evidence} <= {"region", "organ", "anatomic_subsite", "findings"}
