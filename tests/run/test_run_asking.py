"""A build with language models: one process asks, once; the steps read what was answered, wherever they run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from reading_model import reader, sentence_of
from runs import WAIT_S, Built, Ran, wait_until
from small_hospital import report_text

from pet_ground.config import Pipeline
from pet_ground.errors import ConfigurationError, StageBug
from pet_ground.llm import Account
from pet_ground.llm.fake_server import AnswerFunction, FakeServer
from pet_ground.llm.model import Message
from pet_ground.records.results import ExtractResult, StructureResult
from pet_ground.run.asking import answered
from pet_ground.run.job import Job
from pet_ground.run.ledger import read_entry
from pet_ground.run.steps import RESULTS, STEPS
from pet_ground.run.tasks import is_done, run_step

WORDS = ("round", "oval", "large")
"""One for each study, so that no two ask the same."""
QUESTIONS = 3 * 3
"""Of each voter: in each study the blood pool, the node and the focus."""
LESIONS = 3 * 2
NAMES = ("one", "two", "structurer")


def told(number: int, word: str) -> str:
    text = report_text(number).replace("FDG avid lymph node", f"FDG avid {word} lymph node")
    return text.replace("Focus in the", f"A {word} focus in the").replace("Mediastinal", f"The {word} mediastinal")


def settings(servers: dict[str, FakeServer], **more: Any) -> dict[str, Any]:
    def endpoint(name: str) -> dict[str, Any]:
        limits = {"timeout_s": 200.0, "attempts": 2, "patience_s": 0.4, "concurrency": 4}
        return {"base_url": servers[name].base_url, "model": name, **limits, **more}

    return {
        "name": "models",
        "extract": {
            "agreement": 2,
            "voters": [{"kind": "model", "name": name, "endpoint": endpoint(name)} for name in NAMES[:2]],
        },
        "structure": {"kind": "model", "endpoint": endpoint("structurer")},
        "dataset": {"figures": False, "grid_3mm": False},
    }


@pytest.fixture
def servers() -> Iterator[dict[str, FakeServer]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(FakeServer(reader, models=(name,))) for name in NAMES}


@pytest.fixture
def job(built: Built, servers: dict[str, FakeServer], tmp_path: Path) -> Job:
    """A build of three different reports that has just been indexed."""
    shutil.copytree(built.private, tmp_path / "private")
    out = tmp_path / "dataset"
    one = Job(built.archive, out, tmp_path / "private", Pipeline.model_validate(settings(servers)))
    for number, (word, study_id) in enumerate(zip(WORDS, study_ids(one), strict=True), 1):
        order = one.order(study_id)
        report = order.report.model_copy(update={"text": told(number, word)})
        one.order_file(study_id).write_text(order.model_copy(update={"report": report}).model_dump_json())
    return one


def study_ids(job: Job) -> list[str]:
    return sorted(path.stem for path in (job.private / "orders").glob("*.json"))


def requests(servers: dict[str, FakeServer]) -> dict[str, int]:
    return {name: len(server.requests) for name, server in servers.items()}


def accounts_of(job: Job) -> dict[str, Account]:
    accounts: list[Account] = []
    assert sorted(answered(job, study_ids(job), accounts.extend)) == study_ids(job)
    return {one.model: one for one in accounts}


def work(job: Job, study_id: str, *names: str) -> None:
    for name in STEPS:
        if not names or name in names:
            run_step(job, study_id, name)


def extracted(job: Job, study_id: str) -> ExtractResult:
    entry = read_entry(job.layout.state(study_id, "extract"), ExtractResult)
    assert entry is not None
    result: ExtractResult = entry.result
    return result


def held_back(word: str, gate: threading.Event) -> AnswerFunction:
    """Sentences with this word are answered when the gate opens."""

    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        if word in sentence_of(messages):
            gate.wait(WAIT_S)
        return reader(messages, schema)

    return answer


def test_every_question_is_asked_once_and_the_steps_ask_nobody(job: Job, servers: dict[str, FakeServer]) -> None:
    accounts = accounts_of(job)
    assert requests(servers) == {"one": QUESTIONS, "two": QUESTIONS, "structurer": LESIONS}
    assert {name: one.answered for name, one in accounts.items()} == requests(servers)
    for study_id in study_ids(job):
        work(job, study_id)
        entry = read_entry(job.layout.state(study_id, "structure"), RESULTS["structure"])
        assert entry is not None
        structured: StructureResult = entry.result
        assert [(one.region, one.suv_max) for one in structured.lesions] == [("N/A", 6.4), ("N/A", 4.3)]
        assert is_done(job, study_id)
    assert sum(requests(servers).values()) == 2 * QUESTIONS + LESIONS


def test_a_second_run_asks_nothing(job: Job, servers: dict[str, FakeServer]) -> None:
    accounts_of(job)
    before = requests(servers)
    again = accounts_of(job)
    assert requests(servers) == before
    assert {name: (one.answered, one.remembered) for name, one in again.items()} == {
        name: (0, number) for name, number in before.items()
    }


def test_the_answers_are_private(job: Job) -> None:
    accounts_of(job)
    files = [path for path in job.answers.rglob("*") if path.is_file()]
    assert len(files) == 2 * QUESTIONS + LESIONS
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in {job.answers, *(path.parent for path in files)}} == {0o700}
    assert not job.answers.is_relative_to(job.out)


def test_studies_go_on_before_the_last_report_is_answered(job: Job, servers: dict[str, FakeServer]) -> None:
    *others, last = study_ids(job)
    gate = threading.Event()
    with FakeServer(held_back(WORDS[2], gate), models=("two",)) as holding:
        held = replace(job, pipeline=Pipeline.model_validate(settings({**servers, "two": holding})))
        with closing(answered(held, study_ids(held), lambda _: None)) as ready:
            assert sorted((next(ready), next(ready))) == others
            for study_id in others:
                work(held, study_id, "extract")
                assert len([one for one in extracted(held, study_id).mentions if one.status == "kept"]) == 2
            gate.set()
            assert list(ready) == [last]


def test_a_server_that_is_away_costs_its_studies_and_the_next_run_mends_them(
    job: Job, servers: dict[str, FakeServer]
) -> None:
    servers["two"].pause()
    accounts = accounts_of(job)
    assert (accounts["one"].answered, accounts["two"].failed) == (QUESTIONS, QUESTIONS), "one does not stop the rest"
    for study_id in study_ids(job):
        work(job, study_id, "extract")
        (rejection,) = extracted(job, study_id).rejections
        assert (rejection.outcome, rejection.reason) == ("failed", "service_unavailable")
        assert rejection.detail == "two: ConnectError, away for more than 0.4 s"
        assert not is_done(job, study_id)
    servers["two"].resume()
    mended = accounts_of(job)
    assert (mended["one"].answered, mended["two"].answered) == (0, QUESTIONS)
    for study_id in study_ids(job):
        work(job, study_id, "extract")
        assert extracted(job, study_id).rejections == ()


def test_one_study_that_a_server_does_not_answer_leaves_the_others_alone(job: Job) -> None:
    def answer(messages: list[Message], schema: dict[str, Any]) -> str:
        if WORDS[1] in sentence_of(messages):
            raise ConnectionError("the server drops the connection on this question, every time")
        return reader(messages, schema)

    with ExitStack() as stack:
        servers = {name: stack.enter_context(FakeServer(reader, models=(name,))) for name in NAMES}
        servers["one"] = stack.enter_context(FakeServer(answer, models=("one",)))
        held = replace(job, pipeline=Pipeline.model_validate(settings(servers)))
        accounts = accounts_of(held)
        assert (accounts["one"].answered, accounts["one"].failed) == (QUESTIONS - 3, 3)
        assert len(servers["one"].requests) == QUESTIONS - 3 + 3 * 2, "attempts are bounded"
    reasons = {}
    for study_id in study_ids(job):
        work(held, study_id, "extract")
        reasons[study_id] = [one.reason for one in extracted(held, study_id).rejections]
    assert list(reasons.values()) == [[], ["service_unavailable"], []]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C as in a terminal, even where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def asking_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "background"]


def test_an_interrupt_gives_up_what_is_under_way_at_once(job: Job, interruptible: None) -> None:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(FakeServer(reader, models=(name,), delay_s=600)) for name in NAMES}
        held = replace(job, pipeline=Pipeline.model_validate(settings(servers)))

        def interrupt() -> None:
            while not servers["two"].requests:
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            next(answered(held, study_ids(held), lambda _: None))
        assert not asking_threads(), "none waits for the answers"
    assert not list(job.answers.rglob("*.json")), "nothing is written for what was not answered"


def test_a_reader_that_stops_early_stops_the_asking(job: Job, servers: dict[str, FakeServer]) -> None:
    gate = threading.Event()
    with FakeServer(held_back(WORDS[2], gate), models=("two",)) as holding:
        held = replace(job, pipeline=Pipeline.model_validate(settings({**servers, "two": holding})))
        with closing(answered(held, study_ids(held), lambda _: None)) as ready:
            next(ready)
        assert not asking_threads()
        assert not gate.is_set()
        gate.set()


@pytest.mark.parametrize("broken", ['{"report": {"text": "Quixada SUVmax 5.4"}}', "Quixada SUVmax 5.4"])
def test_an_error_that_nobody_expected_stops_the_build_without_the_report(job: Job, broken: str) -> None:
    job.order_file(study_ids(job)[1]).write_text(broken)
    with pytest.raises(StageBug) as caught:
        list(answered(job, study_ids(job), lambda _: None))
    assert "ValidationError" in str(caught.value)
    assert "Quixada" not in str(caught.value)
    assert not asking_threads()


def test_an_address_that_is_not_allowed_stops_the_build_before_anything_is_sent(job: Job) -> None:
    content = job.pipeline.model_dump()
    content["structure"]["endpoint"]["base_url"] = "http://10.0.0.5:8000/v1"
    with pytest.raises(ConfigurationError, match="allow_remote"):
        list(answered(replace(job, pipeline=Pipeline.model_validate(content)), study_ids(job), lambda _: None))


def test_without_models_every_study_goes_on_at_once(job: Job) -> None:
    rules = replace(job, pipeline=Pipeline(name="rules"))
    assert list(answered(rules, ["a", "b"], lambda _: None)) == ["a", "b"]
    assert not asking_threads()


def test_a_step_whose_question_was_never_asked_says_so(job: Job) -> None:
    study_id = study_ids(job)[0]
    work(job, study_id, "extract")
    (rejection,) = extracted(job, study_id).rejections
    assert (rejection.reason, rejection.detail) == ("service_unavailable", "the model was not asked")


def command(built: Built, folder: Path, servers: dict[str, FakeServer]) -> Sequence[str]:
    pipeline = folder / "models.yaml"
    pipeline.write_text(yaml.safe_dump(settings(servers, patience_s=30.0)), encoding="utf-8")
    arguments = ("build", pipeline, "--archive", built.archive, "--reports", built.reports, "--out", folder / "d")
    return [*map(str, arguments), "--workers", "1"]


@pytest.mark.slow
def test_a_whole_build_that_is_killed_and_resumed_asks_nothing_again_and_tells_what_it_asked(
    built: Built, pet_ground: Callable[..., Ran], servers: dict[str, FakeServer], tmp_path: Path
) -> None:
    gate = threading.Event()
    with FakeServer(held_back("6.4", gate), models=("two",)) as two:
        servers["two"] = two
        arguments = command(built, tmp_path, servers)
        running = subprocess.Popen(
            [sys.executable, "-m", "pet_ground", *arguments], stdout=subprocess.DEVNULL, start_new_session=True
        )
        answers = tmp_path / "d.private" / "answers"
        wait_until(lambda: len(list(answers.rglob("*.json"))) >= 5, running)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        gate.set()
        known = {path: path.stat().st_mtime_ns for path in answers.rglob("*.json")}
        ran = pet_ground(*arguments)
        assert ran.code == 0, ran.out + ran.err
        assert {path: path.stat().st_mtime_ns for path in known} == known
        assert "known from before" in ran.out
        assert len((tmp_path / "d" / "lesions.jsonl").read_text().splitlines()) == LESIONS
        before = requests(servers)
        again = pet_ground(*arguments)
        assert (again.code, "nothing was done" in again.out) == (0, True)
        assert requests(servers) == before
    assert two.base_url not in json.dumps((tmp_path / "d" / "lesions.jsonl").read_text())


@pytest.mark.slow
def test_an_interrupted_build_returns_promptly(built: Built, interruptible: None, tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(FakeServer(reader, models=(name,), delay_s=600)) for name in NAMES}
        running = subprocess.Popen(
            [sys.executable, "-m", "pet_ground", *command(built, tmp_path, servers)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        wait_until(lambda: servers["one"].requests, running)
        os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=WAIT_S)  # an answer would take longer
        assert running.returncode == 130, err
        assert "the same command goes on from here" in err
