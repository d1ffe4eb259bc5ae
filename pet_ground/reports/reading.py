"""Mentions and sentences of a report in any language that there is a pack for; places are those of the original."""

from __future__ import annotations

from pet_ground.config.languages import ENGLISH, language_pack
from pet_ground.records import Evidence, Mention, Sentence
from pet_ground.reports.languages import Aligned, detect, normalise
from pet_ground.reports.mentions import extract_mentions
from pet_ground.reports.sentences import split_sentences


def read_mentions(text: str, report_id: str, language: str | None = None) -> list[Mention]:
    """Mentions of a report by the rules; its language is detected where ``language`` does not give its code.

    An English report is read as it is. Any other is read in the words of the English rules, and sentence, evidence and
    their places are then taken from ``text``: ``mention.sentence == text[mention.start:mention.end]``.

    Raises:
        ConfigurationError: there is no pack of the language.
    """
    code = detect(text) if language is None else language
    if code == ENGLISH:
        return extract_mentions(text, report_id)
    aligned = normalise(text, language_pack(code))
    return [_in_original(mention, aligned, text) for mention in extract_mentions(aligned.text, report_id)]


def read_sentences(text: str, language: str | None = None) -> list[Sentence]:
    """Sentences of a report, found as ``read_mentions`` finds them.

    Raises:
        ConfigurationError: there is no pack of the language.
    """
    code = detect(text) if language is None else language
    if code == ENGLISH:
        return split_sentences(text)
    aligned = normalise(text, language_pack(code))
    sentences = []
    for sentence in split_sentences(aligned.text):
        start, end = aligned.original(sentence.start, sentence.end)
        sentences.append(Sentence(start=start, end=end, text=text[start:end], section=sentence.section))
    return sentences


def _in_original(mention: Mention, aligned: Aligned, text: str) -> Mention:
    start, end = aligned.original(mention.start, mention.end)
    evidence = []
    for item in mention.evidence:
        first, last = aligned.original(mention.start + item.start, mention.start + item.end)
        if first < last:
            found = Evidence(field=item.field, start=first - start, end=last - start, quote=text[first:last])
            evidence.append(found)
    content = {name: getattr(mention, name) for name in Mention.model_fields}
    changed = {"sentence": text[start:end], "start": start, "end": end, "evidence": tuple(evidence)}
    return Mention.model_validate(content | changed)
