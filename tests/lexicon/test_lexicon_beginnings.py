"""Words of anatomy are tried only where they can begin; nothing that would match is passed over."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest

from pet_ground.lexicon import find_phrases, phrases
from pet_ground.lexicon.beginnings import alternatives, first_characters


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("liver|Spleen", "ls"),
        ("(?:right |left )?lung", "rl"),
        ("(?:right )?(?:upper )?lobe", "rul"),
        ("x?y{0,2}z", "xyz"),
        ("a{1,2}b", "a"),
        ("[ab]c", "ab"),
        ("(?-i:L)4", "l"),
    ],
)
def test_the_first_characters_of_a_pattern_are_told(pattern: str, expected: str) -> None:
    assert first_characters(pattern) == frozenset(expected.replace(" ", ""))


@pytest.mark.parametrize("pattern", [r"\d{1,2}th", "(?<=left )neck", "[^a]b", "[a-c]d", "(?:a)?", "\u00e9paule", ".x"])
def test_what_can_not_be_told_may_be_any_character(pattern: str) -> None:
    assert first_characters(pattern) is None


def test_alternatives_are_parted_outside_groups_and_classes_only() -> None:
    assert alternatives(r"a(?:b|c)|[|]d|e\|f|") == ["a(?:b|c)", "[|]d", r"e\|f", ""]


TEXTS = sorted(
    {
        json.loads(line)["text"]
        for file in (Path(__file__).resolve().parents[2] / "corpora" / "extraction-v1").glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
)


def test_in_the_corpora_every_phrase_is_found_that_is_found_without_passing_words_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [find_phrases(text) for text in TEXTS]
    monkeypatch.setattr(phrases, "_words_at", lambda _text, _start: phrases._words_with(""))  # all are tried
    assert sum(map(len, found)) > 500
    assert [find_phrases(text) for text in TEXTS] == found


@pytest.mark.parametrize("letter", ["\u017f", "\u212a"])  # they equal s and k but for case
def test_a_letter_that_equals_another_but_for_case_is_tried(letter: str) -> None:
    word = {"\u017f": "spleen", "\u212a": "kidney"}[letter]
    (phrase,) = find_phrases(f"The {letter}{word[1:]} has uptake.")
    assert phrase.organ == word


def test_every_letter_finds_what_the_whole_lexicon_finds() -> None:
    text = " ".join(f"{letter}x" for letter in string.printable) + " left lower lobe, L4 vertebra, 5th rib, T12"
    assert [text[one.start : one.end] for one in find_phrases(text)][-4:] == [
        "left lower lobe",
        "L4 vertebra",
        "5th rib",
        "T12",
    ]
