"""What a model was asked and what that cost: exact figures, one line."""

from __future__ import annotations

import asyncio
from pathlib import Path

from questions import QUICK_S, SCHEMA, echo, remembered, settings_of

from pet_ground.llm import Account, ChatServer, Question, Reply, open_models
from pet_ground.llm.fake_server import CutOff, FakeServer, Page, Status

SYSTEM = "one two three four"


def questions(number: int) -> list[Question]:
    system = {"role": "system", "content": SYSTEM}
    return [Question([system, {"role": "user", "content": f"word {at}"}], SCHEMA) for at in range(number)]


def test_tokens_are_those_that_the_server_counts() -> None:
    async def run(server: FakeServer) -> Account:
        settings = settings_of(server, concurrency=3)
        async with open_models([settings]) as panel:
            await asyncio.gather(*(panel.models[settings].reply(one) for one in questions(10)))
            return panel.accounts[0]

    with FakeServer(lambda *_: "a b c") as server:
        account = asyncio.run(run(server))
    assert account.model == "fake"
    assert (account.answered, account.failed, account.refused, account.remembered) == (10, 0, 0, 0)
    assert (account.prompt_tokens, account.cached_tokens, account.completion_tokens) == (60, 36, 30)
    assert account.faults == {}
    assert 0 < account.seconds < 30


def test_every_question_is_booked_once_and_every_fault_by_its_kind(tmp_path: Path) -> None:
    faults = [Status(500), None, Status(400), Page("<html>"), Status(404), Status(429), CutOff()]
    with FakeServer(echo, faults) as server:
        replies, account = remembered(settings_of(server, concurrency=1), tmp_path, *"abcdefg")
        assert len(server.requests) == 9
    answered = [reply for reply in replies if isinstance(reply, Reply)]
    assert (account.answered, account.refused, account.failed) == (len(answered), 1, 2) == (4, 1, 2)
    assert sum(reply.cut_off for reply in answered) == 1
    assert account.faults == {
        "HTTP 400": 1, "HTTP 404": 1, "HTTP 429": 1, "HTTP 500": 1, "the server's reply is not a chat completion": 1,
    }  # fmt: skip


def test_the_account_is_one_line_that_holds_what_happened() -> None:
    account = Account("m/7b", answered=4, remembered=2, failed=1, refused=3, prompt_tokens=200, cached_tokens=50)
    account.completion_tokens, account.first_s, account.last_s = 30, 10.0, 12.0
    account.faults.update({"HTTP 500": 2, "ConnectError": 1})
    assert account.sentence() == (
        "m/7b: 4 answers, 2 known from before, 1 failed, 3 refused; 200 prompt tokens, 25 % of them cached; "
        "30 tokens written in 2 s (15/s); 1 x ConnectError, 2 x HTTP 500"
    )
    assert Account("m").sentence() == "m: 0 answers, 0 known from before, 0 failed"


def test_each_model_has_its_own_account() -> None:
    async def run(one: FakeServer, two: FakeServer) -> list[tuple[str, int]]:
        first, second = settings_of(one), settings_of(two, revision="b")
        async with open_models([first, second, first]) as panel:
            asked = [panel.models[settings].reply(questions(1)[0]) for settings in (first, second, second)]
            await asyncio.gather(*asked)
            return [(account.model, account.answered) for account in panel.accounts]

    with FakeServer(echo) as one, FakeServer(echo) as two:
        assert asyncio.run(run(one, two)) == [("fake", 1), ("fake", 2)]


def test_a_server_that_is_used_by_itself_keeps_an_account_too() -> None:
    async def run(server: FakeServer) -> None:
        async with ChatServer(settings_of(server), backoff_s=QUICK_S) as model:
            await model.reply(questions(1)[0])

    with FakeServer(echo, [Status(500)]) as server:
        asyncio.run(run(server))
        assert len(server.requests) == 2
