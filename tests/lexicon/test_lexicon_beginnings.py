"""Words of anatomy are tried only where they can begin; nothing that would match is passed over."""

from __future__ import annotations

import re
import string

import pytest

from pet_ground.lexicon import ADJECTIVES, FALLBACKS, NO_SITES, PARTS, SITES, find_phrases
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


@pytest.mark.parametrize("pattern", [NO_SITES, ADJECTIVES, PARTS, *(one.pattern for one in (*SITES, *FALLBACKS))])
def test_no_word_of_the_lexicon_begins_with_a_character_that_is_left_out(pattern: str) -> None:
    for one in alternatives(pattern):
        known = first_characters(one)
        # a literal beginning of the alternative must be one of those that were told
        literal = re.match(r"[A-Za-z0-9]", one)
        assert known is None or literal is None or literal.group().lower() in known


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
