"""What a model was asked and what that cost."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from pet_ground.llm.model import Reply


@dataclass
class Account:
    """The account of one model in one run.

    Attributes:
        model: its name.
        answered: questions that it answered in this run.
        remembered: questions whose answer was known from before.
        failed: questions that stay without an answer.
        refused: questions that the service will not take.
        prompt_tokens, cached_tokens, completion_tokens: of the answers of this run; ``cached_tokens`` of the prompts
            came from the server's prefix cache.
        faults: attempts that failed, by HTTP status or kind of error.
        first_s, last_s: monotonic times of the first question and the last answer.
    """

    model: str
    answered: int = 0
    remembered: int = 0
    failed: int = 0
    refused: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    first_s: float | None = None
    last_s: float | None = None

    def asks(self) -> None:
        """Book that a question goes out."""
        if self.first_s is None:
            self.first_s = time.monotonic()

    def books(self, reply: Reply) -> None:
        """Book an answer."""
        self.last_s = time.monotonic()
        self.answered += 1
        self.prompt_tokens += reply.prompt_tokens
        self.cached_tokens += reply.cached_tokens
        self.completion_tokens += reply.completion_tokens

    @property
    def seconds(self) -> float:
        """From the first question to the last answer."""
        return 0.0 if self.first_s is None or self.last_s is None else self.last_s - self.first_s

    def sentence(self) -> str:
        """The account in one line."""
        line = f"{self.model}: {self.answered} answers, {self.remembered} known from before, {self.failed} failed"
        if self.refused:
            line += f", {self.refused} refused"
        if self.answered:
            cached = (
                f"{100 * self.cached_tokens / self.prompt_tokens:.0f} % of them cached" if self.cached_tokens else ""
            )
            tokens = ", ".join(filter(None, (f"{self.prompt_tokens} prompt tokens", cached)))
            rate = self.completion_tokens / self.seconds if self.seconds else 0.0
            line += f"; {tokens}; {self.completion_tokens} tokens written in {self.seconds:.0f} s ({rate:.0f}/s)"
        if self.faults:
            line += "; " + ", ".join(f"{count} x {name}" for name, count in sorted(self.faults.items()))
        return line
