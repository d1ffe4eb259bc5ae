"""Who reads a corpus: voters alone and together, rules and models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_examples import corpus, label, labelled

from pet_ground.config import EndpointSettings, ExtractSettings, ModelVoterSettings, Pipeline, RuleVoterSettings
from pet_ground.errors import UsageError
from pet_ground.llm import Message
from pet_ground.llm.fake_server import FakeServer, Status
from pet_ground.run.evaluate import evaluate_extraction, readers_of, write_errors

NODE = "Left axillary node with SUVmax 5.1 on slice 40."
LUNG = "Right lung nodule with SUVmax 7.4 on slice 31."
CORPUS = corpus(labelled(NODE, label("5.1", 40, side="left")), labelled(LUNG, label("7.4", 31, side="right"), id="t-2"))


def sees_the_node_only(messages: list[Message], schema: dict[str, Any]) -> str:
    node = {
        "suv_quote": "SUVmax 5.1", "suv_max": 5.1, "slice_quote": "slice 40", "axial_slice": 40, "laterality": "left",
        "time": "current", "interpretation": "unspecified",
    }  # fmt: skip
    return json.dumps({"mentions": [node] if NODE in messages[-1]["content"] else []})


def with_model(base_url: str, name: str = "mixed", agreement: int = 2) -> Pipeline:
    endpoint = EndpointSettings(base_url=base_url, model="fake", attempts=1, patience_s=0)
    voters = (RuleVoterSettings(), ModelVoterSettings(name="small", endpoint=endpoint))
    return Pipeline(name=name, extract=ExtractSettings(voters=voters, agreement=agreement))


def test_every_voter_reads_alone_and_all_read_together() -> None:
    readers = readers_of([with_model("http://127.0.0.1:1/v1")])
    assert [reader.name for reader in readers] == ["rules", "small", "ensemble (2 of 2)"]
    assert [(len(reader.settings.voters), reader.settings.agreement) for reader in readers] == [(1, 1), (1, 1), (2, 2)]


def test_voters_are_chosen_by_name_and_unknown_ones_are_named() -> None:
    pipeline = with_model("http://127.0.0.1:1/v1")
    assert [reader.name for reader in readers_of([pipeline], "small")] == ["small"]
    assert [reader.name for reader in readers_of([Pipeline(name="plain")])] == ["rules"]
    for names in ("nobody", "rules,nobody", " , "):
        with pytest.raises(UsageError, match="rules, small"):
            readers_of([pipeline], names)


def test_readers_of_several_pipelines_bear_their_names_and_nobody_reads_twice() -> None:
    pipelines = [Pipeline(name="plain"), with_model("http://127.0.0.1:1/v1")]
    names = [reader.name for reader in readers_of(pipelines)]
    assert names == ["plain: rules", "mixed: small", "mixed: ensemble (2 of 2)"]
    with pytest.raises(UsageError, match="different names"):
        readers_of([Pipeline(name="plain"), Pipeline(name="plain")])


def test_a_model_and_the_rules_are_scored_alone_and_together() -> None:
    with FakeServer(sees_the_node_only) as server:
        evaluated = evaluate_extraction(CORPUS, readers_of([with_model(server.base_url)]))
        asked = len(server.requests)
    f1 = {reader.name: reader.overall.f1.value for reader in evaluated.evaluation.readers}
    assert f1 == {"rules": 1.0, "small": pytest.approx(2 / 3), "ensemble (2 of 2)": pytest.approx(2 / 3)}
    assert (evaluated.evaluation.texts, evaluated.evaluation.kept, evaluated.evaluation.dropped) == (2, 2, 0)
    assert [(one.reader, one.than) for one in evaluated.evaluation.differences] == [
        ("small", "rules"), ("ensemble (2 of 2)", "rules"), ("ensemble (2 of 2)", "small"),
    ]  # fmt: skip
    assert asked == 2, "the ensemble asks nothing that its voters were asked already"


def test_answers_that_are_kept_are_not_asked_again(tmp_path: Path) -> None:
    with FakeServer(sees_the_node_only) as server:
        readers = readers_of([with_model(server.base_url)])
        first = evaluate_extraction(CORPUS, readers, tmp_path / "answers").evaluation
        second = evaluate_extraction(CORPUS, readers, tmp_path / "answers").evaluation
        assert len(server.requests) == 2
    assert [one.overall for one in first.readers] == [one.overall for one in second.readers]


def test_a_text_without_an_answer_counts_as_not_found_and_is_told(tmp_path: Path) -> None:
    with FakeServer(sees_the_node_only, [Status(500)] * 20) as server:
        evaluated = evaluate_extraction(CORPUS, readers_of([with_model(server.base_url)], "small"))
    (small,) = evaluated.evaluation.readers
    assert (small.unanswered, small.overall.recall.count, small.overall.recall.total) == (2, 0, 2)


def test_every_text_is_told_once_for_each_reader() -> None:
    told: list[str] = []
    evaluate_extraction(CORPUS, readers_of([Pipeline(name="plain")]), on_text=told.append)
    assert told == ["rules", "rules"]


def test_errors_are_written_for_their_owner_only(tmp_path: Path) -> None:
    evaluated = evaluate_extraction(corpus(labelled(NODE)), readers_of([Pipeline(name="plain")]))
    for name in ("errors.md", "errors.HTML"):
        assert write_errors(tmp_path / name, evaluated) == 1
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
        assert NODE in (tmp_path / name).read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="\\.html or \\.md"):
        write_errors(tmp_path / "errors.txt", evaluated)
