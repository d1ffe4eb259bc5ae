"""The engine's process without a model: it answers with the last message, and does what a message tells it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from pet_ground.config import EngineSettings
from pet_ground.llm.model import NoReply, Question, Reply
from pet_ground.llm.vllm_worker import Answers, serve


def load(settings: EngineSettings) -> Answers:
    if settings.weights == "broken":
        raise RuntimeError("no memory")
    sys.stdout.write("noise on standard output\n")
    sys.stdout.flush()
    return answers


def answers(questions: Sequence[Question]) -> list[Reply | NoReply]:
    return [_answer(question.messages[-1]["content"]) for question in questions]


def _answer(content: str) -> Reply | NoReply:
    match content:
        case "fail":
            raise RuntimeError(content)
        case "die":
            os._exit(1)
        case "sleep":
            time.sleep(60)
        case "too long":
            return NoReply("the engine refuses the question", refused=True)
        case "pid":
            return Reply(str(os.getpid()))
    return Reply(f"{content}!", prompt_tokens=3, cached_tokens=2, completion_tokens=1)


if __name__ == "__main__":
    serve(load)
