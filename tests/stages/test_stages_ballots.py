"""Who is asked what, and how the votes become one list: over real HTTP, with voters that answer from a list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pet_ground.config import EndpointSettings, ExtractSettings, ModelVoterSettings, RuleVoterSettings, load_pipeline
from pet_ground.llm import Message
from pet_ground.llm.fake_server import FakeServer
from pet_ground.records import Mention
from pet_ground.stages.extract import extract

PLAIN = "There is a left hilar node with SUV max of 5.4 (slice 90)."
LIST = "Two lung nodules have SUVmax 3.2 and 4.4, respectively (slices 150 and 158)."
EMPTY = "The liver is normal."
REPORT = f"FINDINGS:\n{PLAIN}\n{EMPTY}\n{LIST}"


def focus(suv: str, axial: str) -> dict[str, Any]:
    return {
        "suv_quote": suv,
        "suv_max": float(suv),
        "slice_quote": axial,
        "axial_slice": int(axial),
        "laterality": None,
        "time": "current",
        "interpretation": "unspecified",
    }


def reader(messages: list[Message], schema: dict[str, Any]) -> str:
    """A voter that pairs the list wrongly and reads everything else as it stands."""
    asked = messages[-1]["content"]
    foci = [focus("5.4", "90")] if PLAIN in asked.split("<sentence>")[1].split("</sentence>")[0] else []
    foci = foci or [focus("3.2", "158"), focus("4.4", "158")]
    return json.dumps({"mentions": foci})


def settings_of(server: FakeServer, **more: Any) -> ExtractSettings:
    endpoint = EndpointSettings(base_url=server.base_url, model="fake")
    voters = (RuleVoterSettings(), ModelVoterSettings(name="model", endpoint=endpoint))
    return ExtractSettings.model_validate({"voters": voters, "agreement": 2, **more})


def said(mentions: tuple[Mention, ...]) -> list[tuple[float | None, int | None, str]]:
    return [(one.suv_max, one.axial_slice, one.reason or "kept") for one in mentions]


def test_every_sentence_with_an_suv_is_asked_about_and_each_pair_needs_the_votes() -> None:
    with FakeServer(reader) as server:
        result = extract(REPORT, "r", settings_of(server))
        assert len(server.requests) == 2
    assert said(result.mentions) == [
        (5.4, 90, "kept"),
        (None, None, "no_value"),
        (3.2, 158, "disagreement"),
        (3.2, 150, "disagreement"),
        (4.4, 158, "kept"),
    ]
    assert [one.number for one in result.mentions] == [1, 2, 3, 4, 5]


def test_what_the_rules_are_certain_of_is_not_asked_where_the_settings_say_so() -> None:
    with FakeServer(reader) as server:
        result = extract(REPORT, "r", settings_of(server, ask="unsure"))
        assert len(server.requests) == 1
    assert said(result.mentions)[0] == (5.4, 90, "kept")
    assert [vote.voter for vote in result.mentions[0].votes] == ["rules"]
    assert [item[2] for item in said(result.mentions)[2:]] == ["disagreement", "disagreement", "kept"]


def test_the_published_filter_decides_what_the_voters_see_and_each_sentence_is_accounted_for() -> None:
    with FakeServer(reader) as server:
        endpoint = EndpointSettings(base_url=server.base_url, model="fake")
        voters = tuple(ModelVoterSettings(name=name, endpoint=endpoint) for name in ("a", "b", "c"))
        settings = ExtractSettings(voters=voters, agreement=2, filter="huemann2025", vote="separate")
        result = extract(REPORT, "r", settings)
        assert len(server.requests) == 3
    assert said(result.mentions) == [
        (5.4, 90, "kept"),
        (None, None, "no_value"),
        (None, None, "sentence_filter"),
    ]


def test_the_published_rules_stand_as_a_voter_without_a_model() -> None:
    overrides = ["extract.voters=[{kind: rules, recipe: huemann2025}]", "extract.agreement=1"]
    settings = load_pipeline(Path("huemann2025"), overrides).extract
    assert said(extract(REPORT, "r", settings).mentions)[0] == (5.4, 90, "kept")
