"""The evidence for a site profile in words: for files, and in one line for the screen."""

from __future__ import annotations

from typing import Any

from pet_ground.records.profile import NumberingEvidence, ProfileEvidence


def evidence_facts(evidence: ProfileEvidence) -> dict[str, Any]:
    """The evidence as YAML and JSON hold it; conventions in words."""
    facts: dict[str, Any] = evidence.model_dump(mode="json")
    _in_words(evidence, facts)
    if evidence.positions is not None:
        _in_words(evidence.positions, facts["positions"])
    return facts


def _in_words(evidence: NumberingEvidence, facts: dict[str, Any]) -> None:
    parts = [facts["whole"], *facts["scanners"], *facts["groups"], *facts["group_scanners"]]
    for one, part in zip((evidence.whole, *evidence.parts), parts, strict=True):
        part["winner"] = one.winner.words
        part["same_as"] = [other.words for other in one.same_as]
        for count, found in zip(one.counts, part["counts"], strict=True):
            found["convention"] = count.convention.words


def sentence(evidence: ProfileEvidence) -> str:
    """The result in one line."""
    if evidence.positions is None:
        return _of(evidence)
    if evidence.whole.best is None:
        return _of(evidence.positions)
    return f"{_of(evidence)}; {_of(evidence.positions)}"


def _of(evidence: NumberingEvidence) -> str:
    """What the mentions of one kind say, in a line."""
    whole = evidence.whole
    best, second = whole.best, whole.runner_up
    if best is None:
        return f"no mention tells how slices are numbered; taken as given: {whole.winner.words}"
    found = f"{best.convention.words} matches {best.matches} of {whole.mentions} mentions ({100 * best.share:.0f} %"
    found += f", 95 % interval {100 * best.low:.0f} to {100 * best.high:.0f})"
    if second is not None:
        found += f"; runner-up {second.convention.words}: {second.matches}"
    flags = ", ".join(whole.flags).replace("_", " ")
    if not whole.decided:
        found += f"; {flags}: taken as given: {whole.winner.words}"
    elif flags:
        found += f"; {flags}"
    of_groups = sum(one.name in evidence.own for one in (*evidence.groups, *evidence.group_scanners))
    for parts, count in (("scanners", len(evidence.own) - of_groups), ("site groups", of_groups)):
        found += f"; {parts} with a numbering of their own: {count}" if count else ""
    return found
