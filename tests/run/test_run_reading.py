"""Reading a table of reports: many at a time, results in order, memory bounded, nothing asked twice."""

from __future__ import annotations

import csv
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from reading_model import reader, sentence_of
from runs import Ran

from pet_ground.config import ExtractSettings
from pet_ground.errors import ConfigurationError, ServiceError, StageBug
from pet_ground.llm import Account, AnswerStore
from pet_ground.llm.fake_server import FakeServer, Status
from pet_ground.llm.model import Message
from pet_ground.records.results import ExtractResult
from pet_ground.run.reading import read_in_order


def texts(number: int) -> list[tuple[str, str]]:
    return [(f"r{at}", f"FINDINGS: A node {at} has SUVmax 5.4 (slice {at + 1}).") for at in range(number)]


def settings(server: FakeServer, **more: Any) -> ExtractSettings:
    limits = {"timeout_s": 200.0, "attempts": 1, "patience_s": 0.3, "concurrency": 4}
    endpoint = {"base_url": server.base_url, "model": "fake", **limits, **more}
    return ExtractSettings.model_validate({"voters": [{"kind": "model", "name": "fake", "endpoint": endpoint}]})


def ids(results: list[ExtractResult | ServiceError]) -> list[str | None]:
    return [one.mentions[0].report_id if isinstance(one, ExtractResult) else None for one in results]


def test_many_reports_are_read_at_a_time_and_come_in_their_order() -> None:
    all_open, read_ahead = threading.Event(), threading.Event()

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        if server.most_open >= 4:
            all_open.set()
        if len(server.requests) >= 8:
            read_ahead.set()
        all_open.wait(60)
        if "node 0 " in sentence_of(messages):
            read_ahead.wait(60)
        return reader(messages, schema)

    accounts: list[Account] = []
    with FakeServer(answer) as server:
        results = list(read_in_order(texts(40), settings(server), on_accounts=accounts.extend))
        assert (server.most_open, len(server.requests)) == (4, 40)
    assert ids(results) == [f"r{at}" for at in range(40)]
    assert [one.answered for one in accounts] == [40]


def test_no_more_is_read_ahead_than_keeps_the_models_busy() -> None:
    taken = 0

    def many() -> Iterator[tuple[str, str]]:
        nonlocal taken
        for one in texts(1000):
            taken += 1
            yield one

    with FakeServer(reader) as server, closing(read_in_order(many(), settings(server))) as results:
        for _ in range(3):
            next(results)
        time.sleep(0.3)
        assert taken <= 3 + 2 * 4 + 1
        assert len(server.requests) <= 3 + 2 * 4


def test_a_report_that_a_model_does_not_answer_is_an_error_in_its_place() -> None:
    with FakeServer(reader, [None, Status(404)]) as server:
        results = list(read_in_order(texts(4), settings(server, concurrency=1)))
    assert ids(results) == ["r0", None, "r2", "r3"]
    assert str(results[1]) == "fake: HTTP 404"


def test_a_store_spares_the_second_reading(tmp_path: Path) -> None:
    with FakeServer(reader) as server:
        first = list(read_in_order(texts(9), settings(server), AnswerStore(tmp_path)))
        assert list(read_in_order(texts(9), settings(server), AnswerStore(tmp_path))) == first
        assert len(server.requests) == 9


def test_rules_alone_need_no_model() -> None:
    assert ids(list(read_in_order(texts(20), ExtractSettings()))) == [f"r{at}" for at in range(20)]
    assert list(read_in_order([], ExtractSettings())) == []


def test_a_reader_that_stops_early_leaves_nothing_running() -> None:
    with FakeServer(reader, delay_s=600) as server:

        def go_away() -> None:
            while not server.requests:
                time.sleep(0.01)
            server.pause()

        results = read_in_order(texts(9), settings(server))
        going = threading.Thread(target=go_away, daemon=True)
        going.start()
        assert isinstance(next(results), ServiceError)
        results.close()  # type: ignore[attr-defined]
        going.join()
    assert not [thread for thread in threading.enumerate() if thread.name == "background"]


def test_what_goes_wrong_with_the_input_is_raised_where_it_is_read() -> None:
    def broken() -> Iterator[tuple[str, str]]:
        yield from texts(2)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        list(read_in_order(broken(), ExtractSettings()))
    with pytest.raises(StageBug, match="reading: ") as caught:
        list(read_in_order([("r", 5.4)], ExtractSettings()))  # type: ignore[list-item]
    assert "5.4" not in str(caught.value)


def test_an_address_elsewhere_gets_nothing() -> None:
    with FakeServer(reader) as server, pytest.raises(ConfigurationError, match="allow_remote"):
        list(read_in_order(texts(1), settings(server, base_url="http://10.0.0.5/v1")))


def test_the_command_reads_a_table_with_a_store_and_tells_what_it_asked(
    pet_ground: Callable[..., Ran], tmp_path: Path
) -> None:
    table = tmp_path / "reports.csv"
    with table.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["accession_number", "report_text"])
        writer.writerows(texts(12))
    with FakeServer(reader, [Status(404)]) as server:
        content = {"name": "one", "extract": settings(server, concurrency=1).model_dump(mode="json")}
        (tmp_path / "one.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
        arguments = ("extract", table, "--config", tmp_path / "one.yaml", "--answers", tmp_path / "answers")
        first = pet_ground(*arguments, "--out", tmp_path / "a.jsonl")
        assert (first.code, "1 failed: service_unavailable" in first.out) == (1, True), first.out + first.err
        assert "fake: 11 answers, 0 known from before, 1 failed" in first.out
        second = pet_ground(*arguments, "--out", tmp_path / "b.jsonl")
        assert (second.code, "fake: 1 answers, 11 known from before, 0 failed" in second.out) == (0, True), second.err
        assert len(server.requests) == 13
    found = [json.loads(line)["axial_slice"] for line in (tmp_path / "b.jsonl").read_text().splitlines()]
    assert found == list(range(1, 13))
    assert (tmp_path / "answers").stat().st_mode & 0o777 == 0o700
