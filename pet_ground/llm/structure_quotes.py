"""An answer of the structurer with a quote for each field, held against the sentence, the mention and the lexicon.

Nothing that the sentence does not hold gets in, and no words on another focus. Organ and subsite are words of their
quotes (an organ may also go by the lexicon's name: ``lung`` for ``pulmonary``); the region is the lexicon's where it
knows the quoted words, because small models get that one wrong most often; SUVmax and slice must be the mention's, or
the model reads another focus.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import NonNegativeInt, PositiveFloat, StringConstraints

from pet_ground.lexicon import NODE, NODE_WORDS, Phrase, find_phrases
from pet_ground.llm.answers import MAX_FAULTS, Answer, checked, unusable
from pet_ground.llm.evidence import SIDE_WORDS, find_slice, find_suv, quote_spans
from pet_ground.llm.focus_words import FocusWords, Span, fault_of_findings, is_about
from pet_ground.llm.model import Json
from pet_ground.records import NOT_STATED, Evidence, Laterality, Mention, StructuredReading

Region = Literal["Head and neck", "Chest", "Abdomen", "Pelvis", "Spine", "Upper extremity", "Lower extremity", "N/A"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_WORD = re.compile(r"[^\W_]+")
_NODE = re.compile(rf"\b{NODE_WORDS}\b", re.IGNORECASE)


class QuotedStructureAnswer(Answer):
    """The answer for one focus, as the schema of ``prompts/structure-v2.md`` asks for it."""

    findings: Words
    suv_quote: str
    suv_max: PositiveFloat
    slice_quote: str
    axial_slice: NonNegativeInt
    subsite_quote: str | None
    anatomic_subsite: Words
    organ_quote: str | None
    organ: Words
    region_quote: str | None
    region: Region


@dataclass(slots=True)
class _Quotes:
    """The quotes of an answer as places in the sentence; what can't be believed is collected in ``faults``."""

    sentence: str
    near: int
    words_on_focus: FocusWords | None = None
    faults: list[str] = field(default_factory=list)

    def place(self, name: str, value: str, quote: str | None) -> Span | None:
        """Where the quote of a stated value stands, the nearest to the focus; None where nothing is stated."""
        if value == NOT_STATED:
            return None
        if quote is None or not quote.strip():
            self.faults.append(f"{name}: stated without a quote")
            return None
        spans = list(quote_spans(self.sentence, quote))
        if not spans:
            self.faults.append(f"{name}: the words of the quote do not stand in the sentence in this order")
            return None
        about = [span for span in spans if is_about(self.sentence, span, self.words_on_focus)]
        if not about and name != "findings":
            self.faults.append(f"{name}: the quote is about another focus than the one that is meant")
        return min(about or spans, key=lambda span: abs(span[0] - self.near))

    def findings(self, value: str) -> Span | None:
        """Where the findings stand; they must say something of the focus."""
        span = self.place("findings", value, value)
        fault = fault_of_findings(self.sentence, span, self.words_on_focus) if span else ""
        self.faults += [fault] if fault else []
        return span

    def words(self, span: Span) -> str:
        """The words at a place, as one line."""
        return " ".join(self.sentence[slice(*span)].split())


def read_quoted_answer(answer: Json, mention: Mention, words: FocusWords | None = None) -> StructuredReading:
    """The fields in an answer about a mention; ``words`` are those on its focus, None where they are not known.

    Raises:
        ItemDropped: ``unusable_answer``, the answer is not of the schema, a quote does not stand in the sentence, or
            it speaks of another focus; the detail names what is wrong, never what was answered.
    """
    fields = checked(QuotedStructureAnswer, answer)
    focus = next(item for item in mention.evidence if item.field == "suv_max")
    quotes = _Quotes(mention.sentence, focus.start, words)
    quotes.faults += _another_focus(fields, mention)
    findings = quotes.findings(fields.findings)
    subsite = quotes.place("anatomic_subsite", fields.anatomic_subsite, fields.subsite_quote)
    organ = quotes.place("organ", fields.organ, fields.organ_quote)
    region = quotes.place("region", fields.region, fields.region_quote)
    phrases = find_phrases(mention.sentence)
    organ_name = _organ(fields.organ, organ, quotes, phrases)
    if quotes.faults:
        raise unusable("; ".join(quotes.faults[:MAX_FAULTS]))
    where, decided_by = _region_by_lexicon(phrases, (subsite, organ, region))
    spans = {"region": decided_by or region, "organ": organ, "anatomic_subsite": subsite, "findings": findings}
    return StructuredReading.model_validate(
        {
            "region": where or fields.region,
            "organ": organ_name,
            "anatomic_subsite": _subsite(fields.anatomic_subsite, subsite, quotes),
            "findings": mention.sentence[slice(*findings)] if findings else NOT_STATED,
            "evidence": evidence_of(mention.sentence, spans),
            "flags": _region_flags(fields.region, where),
        }
    )


def evidence_of(sentence: str, spans: dict[str, Span | None]) -> tuple[Evidence, ...]:
    """The evidence at each place of the sentence."""
    return tuple(
        Evidence.model_validate({"field": name, "start": span[0], "end": span[1], "quote": sentence[slice(*span)]})
        for name, span in spans.items()
        if span
    )


def _another_focus(fields: QuotedStructureAnswer, mention: Mention) -> list[str]:
    """Signs that the model reads another focus than the mention's: its value, its slice or its side differs."""
    faults = []
    focus = next(item for item in mention.evidence if item.field == "suv_max")
    found = find_suv(mention.sentence, fields.suv_quote, fields.suv_max)
    spans = list(quote_spans(mention.sentence, fields.suv_quote))
    beside = not any(start < focus.end and focus.start < end for start, end in spans)
    if fields.suv_max != mention.suv_max or found is None or beside:
        faults.append("suv_max: not the SUVmax of the focus that is meant, with the words that hold it")
    told = find_slice(mention.sentence, fields.slice_quote, fields.axial_slice)
    if mention.axial_slice is not None and (fields.axial_slice != mention.axial_slice or not told):
        faults.append("axial_slice: not the slice of the focus that is meant, with the words that hold it")
    other = {Laterality.LEFT: Laterality.RIGHT, Laterality.RIGHT: Laterality.LEFT}
    if mention.laterality in other and fields.subsite_quote:
        own, wrong = (
            SIDE_WORDS[side].search(fields.subsite_quote) for side in (mention.laterality, other[mention.laterality])
        )
        if wrong and not own:
            faults.append("anatomic_subsite: on the other side than the focus that is meant")
    return faults


def _subsite(value: str, span: Span | None, quotes: _Quotes) -> str:
    if span is None:
        return NOT_STATED
    quoted = quotes.words(span)
    return " ".join(value.split()) if _words(value) <= _words(quoted) else quoted


def _organ(value: str, span: Span | None, quotes: _Quotes, phrases: Sequence[Phrase]) -> str:
    """The organ in the words of its quote, or by the lexicon's name for them; else the quoted words themselves."""
    if span is None:
        return NOT_STATED
    quoted = quotes.words(span)
    if _words(value) <= _words(quoted):
        return " ".join(value.split())
    named = {phrase.organ for phrase in _at(phrases, span)} | ({NODE} if _NODE.search(quoted) else set())
    meant = {phrase.organ for phrase in find_phrases(value)} | ({NODE} if _NODE.search(value) else set())
    both = sorted((named & meant) - {""})
    if both:
        return both[0]
    if not named - {""}:
        quotes.faults.append("organ: does not follow from the words of its quote")
    return quoted


def _region_by_lexicon(phrases: Sequence[Phrase], spans: Sequence[Span | None]) -> tuple[str, Span | None]:
    """The region that the quoted words name for sure, and the quote that decides; "" where none does."""
    for span in spans:
        regions = {phrase.region for phrase in _at(phrases, span) if _is_sure(phrase)} if span else set()
        if len(regions) == 1:
            return regions.pop(), span
    return "", None


def _region_flags(answered: str, by_lexicon: str) -> tuple[str, ...]:
    if not by_lexicon:
        return () if answered == NOT_STATED else ("region_by_model",)
    return () if answered == by_lexicon else ("region_corrected",)


def _is_sure(phrase: Phrase) -> bool:
    return bool(phrase.region) and any(term.sure and term.region for term, _ in phrase.terms)


def _at(phrases: Sequence[Phrase], span: Span) -> list[Phrase]:
    """The phrases that share characters with a place: a quote may cut ``hilar`` out of ``renal hilar``."""
    return [phrase for phrase in phrases if phrase.start < span[1] and span[0] < phrase.end]


def _words(text: str) -> set[str]:
    return {word.lower().removesuffix("s") for word in _WORD.findall(text)}
