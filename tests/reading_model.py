"""What a language model that reads well would answer; for fake servers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

FOCUS = re.compile(r"(?P<suv>SUV ?max(?: of)? (?P<value>\d+\.\d))[^.]*?(?P<where>slice (?P<slice>\d+))")


def sentence_of(messages: Sequence[dict[str, str]]) -> str:
    """The sentence that is asked about: between the last pair of tags."""
    return messages[-1]["content"].rpartition("<sentence>")[2].partition("</sentence>")[0]


def reader(messages: Sequence[dict[str, str]], schema: dict[str, Any]) -> str:
    """The answer for any of the package's schemas."""
    sentence = sentence_of(messages)
    if "json" in schema["properties"]:
        return json.dumps({"json": True})
    if "mentions" not in schema["properties"]:
        return json.dumps(structured(sentence, messages[-1]["content"].rpartition("<focus>")[2]))
    found = [
        {
            "suv_quote": match["suv"], "suv_max": float(match["value"]), "slice_quote": match["where"],
            "axial_slice": int(match["slice"]), "laterality": None, "time": "current", "interpretation": "unspecified",
        }
        for match in FOCUS.finditer(sentence)
    ]  # fmt: skip
    return json.dumps({"mentions": found})


def structured(sentence: str, focus: str) -> dict[str, Any]:
    """What the structurer says of the focus whose SUVmax is in ``focus``: its findings, and no place."""
    match = next(found for found in FOCUS.finditer(sentence) if found["value"] in focus)
    nothing = dict.fromkeys(("subsite_quote", "organ_quote", "region_quote"))
    places = dict.fromkeys(("anatomic_subsite", "organ", "region"), "N/A")
    return {
        "findings": sentence.strip().split(",")[0],
        "suv_quote": match["suv"],
        "suv_max": float(match["value"]),
        "slice_quote": match["where"],
        "axial_slice": int(match["slice"]),
        **nothing,
        **places,
    }
