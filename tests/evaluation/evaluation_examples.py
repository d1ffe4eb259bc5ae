"""Labelled texts and found mentions, made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pet_ground.evaluation import Corpus, CorpusText
from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Interpretation, Laterality, Mention
from pet_ground.records.labelled import LabelledText


def label(suv: str, axial_slice: int | None = None, reason: str | None = None, **more: Any) -> dict[str, Any]:
    status = "kept" if reason is None else "dropped"
    return {
        "suv": suv, "nth": 1, "slice": axial_slice, "side": None, "status": status, "reason": reason,
        "interpretation": "unspecified", **more,
    }  # fmt: skip


def item(text: str, *mentions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "t-1", "style": "by-hand", "language": "en", "categories": ["list"], "text": text,
        "mentions": list(mentions), **more,
    }  # fmt: skip


def labelled(text: str, *mentions: dict[str, Any], **more: Any) -> LabelledText:
    return LabelledText.model_validate_json(json.dumps(item(text, *mentions, **more)))


def corpus(*texts: LabelledText, file: str = "hand") -> Corpus:
    return Corpus(tuple(CorpusText(text, file) for text in texts), "0" * 64)


def write_corpus(path: Path, *items: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in items), encoding="utf-8")
    return path


def found(
    text: str, quote: str, suv: float, axial_slice: int | None, reason: Reason | None = None, **more: Any
) -> Mention:
    """A mention of the whole text whose SUVmax is quoted as ``quote``; ``sentence`` names a part of the text."""
    sentence = more.pop("sentence", text)
    start = text.index(sentence)
    evidence = [_evidence(sentence, "suv_max", quote)]
    if axial_slice is not None:
        evidence.append(_evidence(sentence, "axial_slice", str(axial_slice)))
    return Mention(
        report_id="t-1", number=1, sentence=sentence, start=start, end=start + len(sentence), suv_max=suv,
        axial_slice=axial_slice, status="dropped" if reason else "kept", reason=reason, evidence=tuple(evidence),
        laterality=Laterality(more["side"]) if more.get("side") else None,
        interpretation=Interpretation(more.get("interpretation", "unspecified")),
    )  # fmt: skip


def nothing(text: str, reason: Reason = Reason.NO_VALUE) -> Mention:
    """A mention of the whole text without a value."""
    return Mention(
        report_id="t-1", number=1, sentence=text, start=0, end=len(text), status="dropped", reason=reason
    )  # fmt: skip


def _evidence(sentence: str, field: str, quote: str) -> Evidence:
    start = sentence.index(quote)
    return Evidence.model_validate({"field": field, "start": start, "end": start + len(quote), "quote": quote})
