"""Who reads the reports: the voters and how their votes become one list."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PositiveInt, model_validator

from pet_ground.config.models import ModelSettings
from pet_ground.config.settings import Settings


class RuleVoterSettings(Settings):
    """The embedded voter: patterns and a lexicon, no model.

    Attributes:
        kind: what tells it from a model.
        name: its name in votes.
        recipe: the rules of this package, or the published ones (Huemann 2025) for comparison.
    """

    kind: Literal["rules"] = "rules"
    name: str = "rules"
    recipe: Literal["pet_ground", "huemann2025"] = "pet_ground"


class ModelVoterSettings(Settings):
    """A language model as voter: a model and a prompt version."""

    kind: Literal["model"] = "model"
    name: str
    endpoint: ModelSettings
    prompt: str = "extract-v2"


Voter = Annotated[RuleVoterSettings | ModelVoterSettings, Field(discriminator="kind")]


class ExtractSettings(Settings):
    """Who reads the reports, and how their votes become one list of mentions.

    Attributes:
        voters: the voters; the fields of the first win where values agree.
        agreement: how many of them must agree.
        vote: on what they agree: ``joint`` on SUVmax, slice and time together; ``separate`` on SUVmax and on slice each
            by itself, as published (Huemann 2025).
        ask: which sentences a model is asked about: every one that may hold an SUV (``candidates``), or only those
            that the rules are not certain of (``unsure``).
        filter: sentences that no voter sees: none, or those that the published rules leave out (Huemann 2025).
    """

    voters: tuple[Voter, ...] = (RuleVoterSettings(),)
    agreement: PositiveInt = 1
    vote: Literal["joint", "separate"] = "joint"
    ask: Literal["candidates", "unsure"] = "candidates"
    filter: Literal["none", "huemann2025"] = "none"

    @model_validator(mode="after")
    def no_more_agreement_than_voters(self) -> ExtractSettings:
        if self.agreement > len(self.voters):
            raise ValueError(f"agreement of {self.agreement} among {len(self.voters)} voters")
        return self

    @model_validator(mode="after")
    def voters_have_different_names(self) -> ExtractSettings:
        names = [voter.name for voter in self.voters]
        if len(set(names)) != len(names):
            raise ValueError(f"voters share a name: {names}")
        return self
