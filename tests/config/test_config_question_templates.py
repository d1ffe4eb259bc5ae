"""The wordings of the anatomical questions, and the settings that choose them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pet_ground.config import AnatomySettings, QuestionTemplate, load_pipeline, question_templates
from pet_ground.config.question_templates import PLACEHOLDERS
from pet_ground.errors import ConfigurationError


def test_the_published_wording_is_word_for_word_and_the_only_one_of_its_kind() -> None:
    (petar,) = question_templates()["petar"]
    assert petar.question == "What is the region highlighted by the mask?"
    assert petar.answer == "The highlighted region is the {region}"


def test_every_kind_has_wordings_and_no_question_comes_twice() -> None:
    templates = question_templates()
    assert set(templates) == set(PLACEHOLDERS)
    questions = [one.question for kind in templates.values() for one in kind]
    assert len(set(questions)) == len(questions)


def test_a_question_that_gives_the_answer_away_is_refused() -> None:
    with pytest.raises(ValidationError, match="region"):
        QuestionTemplate(question="Is it the {region}?", answer="Yes.")


def test_a_pipeline_chooses_the_kinds_of_questions() -> None:
    chosen = load_pipeline(None, ["anatomy.templates=[petar, uptake]", "anatomy.seed=7"]).anatomy
    assert (chosen.templates, chosen.seed) == (("petar", "uptake"), 7)
    assert AnatomySettings().templates == ("petar",)


@pytest.mark.parametrize("wrong", ["[petar, petar]", "[poem]", "petar"])
def test_an_unknown_or_repeated_kind_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigurationError):
        load_pipeline(None, [f"anatomy.templates={wrong}"])
