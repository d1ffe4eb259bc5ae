"""A model as structurer: a closed list, words of the sentence, one second try."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from questions import server_of

from pet_ground.errors import ItemDropped, ServiceError
from pet_ground.llm import Message, load_prompt, structure_by_model
from pet_ground.llm.fake_server import FakeServer, Fault, Status
from pet_ground.reasons import Reason
from pet_ground.records import NOT_STATED, Evidence, Mention, StructuredReading

SENTENCE = "Lytic lesion of the left\n iliac bone (SUV max 7.9, slice 231)."
MENTION = Mention(
    report_id="r",
    number=1,
    sentence=SENTENCE,
    start=0,
    end=len(SENTENCE),
    suv_max=7.9,
    axial_slice=231,
    status="kept",
    evidence=(
        Evidence(field="suv_max", start=SENTENCE.index("7.9"), end=SENTENCE.index("7.9") + 3, quote="7.9"),
        Evidence(field="axial_slice", start=SENTENCE.index("231"), end=SENTENCE.index("231") + 3, quote="231"),
    ),
)
GOOD = {
    "region": "Pelvis",
    "organ": "iliac bone",
    "anatomic_subsite": "left iliac bone",
    "findings": "Lytic lesion of the left iliac bone",
}


def structure(
    answers: list[dict[str, Any]], faults: list[Fault | None] | None = None
) -> tuple[StructuredReading, list[dict[str, Any]]]:
    left = list(answers)

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        return json.dumps(left.pop(0))

    async def run(server: FakeServer) -> StructuredReading:
        async with server_of(server, attempts=1) as model:
            return await structure_by_model(model, load_prompt("structure-v1"), MENTION)

    with FakeServer(answer, faults or ()) as server:
        return asyncio.run(run(server)), server.requests


def test_findings_are_cut_from_the_sentence_as_they_stand_there() -> None:
    fields, requests = structure([GOOD])
    assert fields.findings == "Lytic lesion of the left\n iliac bone"
    assert (fields.region, fields.organ, fields.anatomic_subsite) == ("Pelvis", "iliac bone", "left iliac bone")
    assert "<focus>bone (SUV max 7.9</focus>" in requests[0]["messages"][-1]["content"]
    assert "last answer" not in requests[0]["messages"][-1]["content"]


def test_what_the_sentence_does_not_say_is_not_stated() -> None:
    nothing = dict.fromkeys(GOOD, NOT_STATED)
    assert structure([nothing])[0] == StructuredReading()


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (GOOD | {"findings": "Lytic metastasis of the left iliac bone"}, "findings: the words do not stand"),
        (GOOD | {"region": "Hip"}, "region: Input should be 'Head and neck'"),
        (GOOD | {"organ": " "}, "organ: String should have at least 1 character"),
        ({"region": "Pelvis"}, "the answer lacks organ, anatomic_subsite, findings"),
        (GOOD | {"extra": "x"}, "answer: Extra inputs are not permitted"),
    ],
)
def test_a_broken_answer_is_asked_for_again_with_its_fault_named(broken: dict[str, Any], fault: str) -> None:
    fields, requests = structure([broken, GOOD])
    assert fields.region == "Pelvis"
    first, second = (request["messages"] for request in requests)
    assert first[:-1] == second[:-1], "the prefix stays, so that a server's cache holds"
    assert second[-1]["content"].startswith(first[-1]["content"])
    assert fault in second[-1]["content"]


def test_a_second_broken_answer_drops_the_item_and_nothing_is_filled_in() -> None:
    broken = GOOD | {"findings": "Metastasis"}
    with pytest.raises(ItemDropped, match="asked 2 times") as caught:
        structure([broken, broken])
    assert caught.value.reason is Reason.UNUSABLE_ANSWER
    assert "etastasis" not in str(caught.value)
    assert "iliac" not in str(caught.value)


def test_a_service_that_fails_is_not_an_answer() -> None:
    with pytest.raises(ServiceError, match="HTTP 500"):
        structure([GOOD], [Status(500)])


def test_a_question_that_the_server_refuses_is_not_put_in_other_words() -> None:
    with pytest.raises(ItemDropped, match="HTTP 400"):
        structure([], [Status(400)])
