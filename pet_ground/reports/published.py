"""The published rules for sentences (Huemann 2025), as far as they work without a language model, for comparison.

Findings text only; a sentence with one SUV and one slice, or with more where it speaks of a previous value; no template
sentence on the background of liver or blood pool; the sentence must name a site of the body. The paper's expressions
were not released: those here read what its examples show, and no other way of writing.
"""

from __future__ import annotations

import re

from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Mention, Sentence, Vote
from pet_ground.reports.places import find_places
from pet_ground.reports.section_names import HISTORY_SECTIONS, SUMMARY_SECTIONS, TECHNIQUE_SECTIONS
from pet_ground.reports.sentences import split_sentences

_SUV = re.compile(r"\bSUV\s?(?:max)?\s(?:of\s)?(\d{1,3}(?:\.\d{1,2})?)(?![\d.,]*\d)", re.IGNORECASE)
_SLICE = re.compile(r"\bslices?\s(\d{1,4})\b", re.IGNORECASE)
_LIST = re.compile(r"\b(?:SUV\s?(?:max)?\s(?:of\s)?|slices?\s)\d[\d.]{0,5}(?:,|,? and|/|-) ?\d", re.IGNORECASE)
_PREVIOUS = re.compile(r"\bprevious(?:ly)?\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"\b(?:background|blood[ -]pool|reference)\b", re.IGNORECASE)
_OUTSIDE_FINDINGS = HISTORY_SECTIONS | SUMMARY_SECTIONS | TECHNIQUE_SECTIONS


def published_mentions(text: str, report_id: str, voter: str) -> list[Mention]:
    """The mentions that the published rules find, and every other sentence with the rule that leaves it out.

    Of a sentence with a previous value, the current one is taken to be the first that stands before ``previous``, else
    the last: without their language models the rules cannot tell more.
    """
    mentions = [_mention(sentence, report_id, voter) for sentence in split_sentences(text)]
    return [mention.model_copy(update={"number": rank}) for rank, mention in enumerate(mentions, start=1)]


def left_out_by_published_rules(sentence: Sentence) -> tuple[Reason, str] | None:
    """Why the published rules do not look at a sentence, or None where they do."""
    text = sentence.text
    suvs, slices = _SUV.findall(text), _SLICE.findall(text)
    if not suvs:
        return Reason.NO_VALUE, ""
    if not slices:
        return Reason.NO_SLICE, ""
    several = (len(suvs) > 1 or len(slices) > 1 or _LIST.search(text)) and not _PREVIOUS.search(text)
    rules = (
        (sentence.section in _OUTSIDE_FINDINGS, "not in the findings"),
        (bool(several), "several SUVs or slices"),
        (_TEMPLATE.search(text) is not None, "template of a background region"),
        (not find_places(text), "no site of the body"),
    )
    return next(((Reason.SENTENCE_FILTER, detail) for broken, detail in rules if broken), None)


def _mention(sentence: Sentence, report_id: str, voter: str) -> Mention:
    frame = {
        "report_id": report_id,
        "number": 1,
        "sentence": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "section": sentence.section,
    }
    out = left_out_by_published_rules(sentence)
    if out is not None:
        reason, detail = out
        vote = Vote(voter=voter, suv_max=None, axial_slice=None, agrees=True)
        return Mention.model_validate(
            {**frame, "status": "dropped", "reason": reason, "detail": detail, "votes": (vote,)}
        )
    suv, place = _current(_SUV, sentence.text), _current(_SLICE, sentence.text)
    number, axial_slice = suv[1], int(place[1])
    vote = Vote(
        voter=voter,
        suv_max=float(number),
        axial_slice=axial_slice,
        agrees=True,
        suv_quote=number,
        slice_quote=place[1],
    )
    return Mention.model_validate(
        {
            **frame,
            "suv_max": float(number),
            "suv_decimals": len(number.partition(".")[2]),
            "axial_slice": axial_slice,
            "status": "kept",
            "evidence": (_evidence("suv_max", suv), _evidence("axial_slice", place)),
            "votes": (vote,),
        }
    )


def _current(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    """The current one of the matches of a sentence that has some."""
    found = list(pattern.finditer(text))
    previous = _PREVIOUS.search(text)
    if previous is None or found[0].start() < previous.start():
        return found[0]
    return found[-1]


def _evidence(field: str, found: re.Match[str]) -> Evidence:
    return Evidence.model_validate({"field": field, "start": found.start(1), "end": found.end(1), "quote": found[1]})
