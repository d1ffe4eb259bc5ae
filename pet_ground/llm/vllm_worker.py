"""The process in which vLLM runs, from within: the offline engine, asked as vLLM's own server would ask it.

    python -m pet_ground.llm.vllm_worker

It reads lines of JSON: the settings, then batches of questions. It writes a line for each: ``{}`` once the weights are
loaded, ``{"replies": [...]}`` for a batch, ``{"failed": ...}`` for what went wrong, without the text of a question.
It ends, with all that it has started, when its input ends.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from pet_ground.config import EngineSettings
from pet_ground.llm.model import NoReply, Question, Reply

GRACE_S = 2.0
"""How long vLLM's own processes may take to end, in seconds, before they are killed."""

Answers = Callable[[Sequence[Question]], list[Reply | NoReply]]
"""Answers a batch."""


def serve(load: Callable[[EngineSettings], Answers]) -> None:
    """Answer batches until standard input ends.

    Args:
        load: loads the weights.
    """
    # Not ignored, which vLLM's processes would inherit: this one ends with its input, after them.
    signal.signal(signal.SIGTERM, lambda *_: None)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as replies:
        os.dup2(2, 1)  # whatever else is printed must not come between the lines
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read, args=(lines,), daemon=True).start()
        answers: Answers | None = None
        while True:
            line = json.loads(lines.get())
            try:
                if answers is None:
                    answers = load(EngineSettings(**line))
                    told: dict[str, Any] = {}
                else:
                    told = {"replies": [asdict(reply) for reply in answers([Question(**one) for one in line])]}
            except Exception as exc:  # noqa: BLE001  (only its type goes on: its text may quote a question)
                what = "the engine failed" if answers else "vLLM can't load the weights"
                told = {"failed": f"{what} ({type(exc).__name__})"}
            replies.write(json.dumps(told) + "\n")
            replies.flush()
            if answers is None:
                return


def _read(lines: queue.Queue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    _end()


def _end() -> None:
    """End this process and all of its group, at once; those who clean up after others get a moment."""
    os.killpg(0, signal.SIGTERM)
    end = time.monotonic() + GRACE_S
    while multiprocessing.active_children():
        if time.monotonic() > end:
            os.killpg(0, signal.SIGKILL)
        time.sleep(0.05)
    os._exit(0)


class VllmModel:
    """A model in ``vllm.LLM``.

    Args:
        settings: the model; its weights are loaded here.
    """

    def __init__(self, settings: EngineSettings) -> None:
        import vllm

        self._settings = settings
        self._engine = vllm.LLM(
            model=settings.weights,
            max_model_len=settings.max_model_len,
            gpu_memory_utilization=settings.gpu_memory_utilization,
            tensor_parallel_size=settings.tensor_parallel_size,
            dtype=settings.dtype,
            enforce_eager=settings.enforce_eager,
            seed=settings.seed,
            use_tqdm_on_load=False,
        )
        # At temperature 0, of the model's own defaults only this one still matters; a server applies it too.
        self._repetition_penalty = self._engine.get_default_sampling_params().repetition_penalty
        # A question that can't be taken was a ValueError; it has a class of its own in newer versions.
        exceptions = getattr(vllm, "exceptions", None)
        self._refusals = (ValueError, getattr(exceptions, "VLLMClientError", ValueError))

    def answers(self, questions: Sequence[Question]) -> list[Reply | NoReply]:
        """The replies to a batch.

        vLLM refuses a batch as a whole, before it begins, where one question in it can't be taken (too long, mostly).
        The batch is halved then, until that question is alone.
        """
        try:
            outputs = self._engine.chat(
                [list(question.messages) for question in questions],
                [self._sampling(question) for question in questions],
                use_tqdm=False,
                chat_template_kwargs=dict(self._settings.chat_template_kwargs) or None,
            )
        except self._refusals as exc:
            if len(questions) == 1:
                return [NoReply(f"the engine refuses the question ({type(exc).__name__})", refused=True)]
            middle = len(questions) // 2
            return [*self.answers(questions[:middle]), *self.answers(questions[middle:])]
        return [_reply(output) for output in outputs]

    def _sampling(self, question: Question) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import StructuredOutputsParams

        return SamplingParams(
            temperature=0,
            seed=self._settings.seed,
            max_tokens=self._settings.max_tokens,
            repetition_penalty=self._repetition_penalty,
            structured_outputs=StructuredOutputsParams(json=question.schema),
        )


def _reply(output: Any) -> Reply:
    answer = output.outputs[0]
    return Reply(
        text=answer.text,
        cut_off=answer.finish_reason == "length",
        prompt_tokens=len(output.prompt_token_ids),
        cached_tokens=output.num_cached_tokens or 0,
        completion_tokens=len(answer.token_ids),
    )


def main() -> None:
    """The process."""
    serve(lambda settings: VllmModel(settings).answers)


if __name__ == "__main__":
    main()
