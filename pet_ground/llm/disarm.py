"""Report text is data: nothing in it may end its delimiters or pose as a control token of a chat template."""

from __future__ import annotations

import re
from collections.abc import Collection

CONTROL_TOKENS = (
    r"<\|[^<>|]{1,40}\|>",
    r"\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]",
    r"</?(?:s|think|tool_call)>",
    r"<</?SYS>>",
)
"""How the chat templates of the Llama, Mistral and Qwen families mark turns. A server that tokenizes the finished
prompt reads them as turns even where they come from a report."""

ROUND_BRACKETS = str.maketrans("<>[]", "()()")


def disarm(text: str, delimiters: Collection[str] = ()) -> str:
    """``text`` with round brackets around whatever reads as a control token or as a tag named in ``delimiters``.

    The length stays, and every other character; a comparison such as ``SUV < 2`` is left alone.
    """
    patterns = list(CONTROL_TOKENS)
    if delimiters:
        patterns.append(rf"<\s*/?\s*(?:{'|'.join(map(re.escape, sorted(delimiters)))})\b[^<>]{{0,40}}>")
    return re.sub("|".join(patterns), lambda found: found[0].translate(ROUND_BRACKETS), text, flags=re.IGNORECASE)
