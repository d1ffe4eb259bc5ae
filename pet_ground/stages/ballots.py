"""Who reads what of a report, and how the votes become one list of mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pet_ground.config import ENGLISH, ExtractSettings, ModelVoterSettings, RuleVoterSettings, language_pack
from pet_ground.llm import Models, all_or_first_fault, extract_by_model, load_prompt
from pet_ground.records import Mention
from pet_ground.reports import (
    RULE_VOTER,
    certain_passages,
    join_votes,
    join_votes_separately,
    published_mentions,
    read_mentions,
)


@dataclass(frozen=True)
class Reading:
    """What is known of a report before a model is asked.

    Attributes:
        text: the report.
        report_id: its id.
        language: code of its language.
        open: the mentions of the passages that the voters decide: those with an SUV, but for what the rules are certain
            of where the settings leave that to them.
        settled: the mentions of all other passages; the rules decide them alone.
    """

    text: str
    report_id: str
    language: str
    open: Sequence[Mention]
    settled: Sequence[Mention]


async def mentions_of(
    text: str, report_id: str, language: str, settings: ExtractSettings, models: Models
) -> list[Mention]:
    """The mentions of a report after the vote, numbered in the order of the text; each sentence is in one at least.

    Raises:
        ServiceError: a model voter did not answer.
    """
    if settings.filter == "none" and all(_is_own(voter) for voter in settings.voters):
        return read_mentions(text, report_id, language)
    reading = _reading(text, report_id, language, settings)
    ballots = await _ballots(reading, settings, models)
    join = join_votes if settings.vote == "joint" else join_votes_separately
    decided = sorted([*reading.settled, *join(ballots, settings.agreement)], key=lambda one: (one.start, one.number))
    return [one.model_copy(update={"number": rank}) for rank, one in enumerate(decided, start=1)]


def _is_own(voter: object) -> bool:
    return isinstance(voter, RuleVoterSettings) and voter.recipe == "pet_ground"


def _reading(text: str, report_id: str, language: str, settings: ExtractSettings) -> Reading:
    if settings.filter == "huemann2025":
        by_rules = published_mentions(text, report_id, RULE_VOTER)
    else:
        by_rules = read_mentions(text, report_id, language)
    asked = {(one.start, one.end) for one in by_rules if one.suv_max is not None}
    if settings.ask == "unsure":
        asked -= certain_passages(by_rules)
    return Reading(
        text,
        report_id,
        language,
        open=[one for one in by_rules if (one.start, one.end) in asked],
        settled=[one for one in by_rules if (one.start, one.end) not in asked],
    )


async def _ballots(reading: Reading, settings: ExtractSettings, models: Models) -> Mapping[str, Sequence[Mention]]:
    asked = [voter for voter in settings.voters if isinstance(voter, ModelVoterSettings)]
    answers = await all_or_first_fault(_by_model(voter, reading, models) for voter in asked)
    by_models = {voter.name: answer for voter, answer in zip(asked, answers, strict=True)}
    return {
        voter.name: _by_rules(voter, reading) if isinstance(voter, RuleVoterSettings) else by_models[voter.name]
        for voter in settings.voters
    }


def _by_rules(voter: RuleVoterSettings, reading: Reading) -> Sequence[Mention]:
    if voter.recipe == "huemann2025":
        read = published_mentions(reading.text, reading.report_id, voter.name)
    else:
        read = read_mentions(reading.text, reading.report_id, reading.language)
    return list(_touching(read, reading.open))


async def _by_model(voter: ModelVoterSettings, reading: Reading, models: Models) -> Sequence[Mention]:
    note = "" if reading.language == ENGLISH else language_pack(reading.language).prompt_note
    model, prompt = models[voter.endpoint], load_prompt(voter.prompt).noted(note)
    return await extract_by_model(model, prompt, reading.text, reading.open, reading.report_id, voter.name)


def _touching(mentions: Iterable[Mention], passages: Sequence[Mention]) -> Iterable[Mention]:
    """The mentions that share text with one of the passages, which do not overlap each other."""
    places = sorted({(one.start, one.end) for one in passages})
    starts = [start for start, _ in places]
    for mention in mentions:
        last = bisect_right(starts, mention.end - 1) - 1
        if last >= 0 and places[last][1] > mention.start:
            yield mention
