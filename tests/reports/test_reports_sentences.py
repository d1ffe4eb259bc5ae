"""Sentences and sections with their exact places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reports import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One node. Two nodes.", ["One node.", "Two nodes."]),
        (
            "A 1.1 x 0.8 cm. node is seen with Dr. Smith, e.g. here.",
            ["A 1.1 x 0.8 cm.", "node is seen with Dr. Smith, e.g. here."],
        ),
        ("SUV max of 7.4 in the node.The liver is normal.", ["SUV max of 7.4 in the node.", "The liver is normal."]),
        ("1. Left node.\n2. Right node.", ["Left node.", "Right node."]),
        ("Seen. 2. Right node.", ["Seen.", "Right node."]),
        ("A node in the\nleft axilla.", ["A node in the\nleft axilla."]),
        ("Left node\nRight node", ["Left node", "Right node"]),
        ("Left node.\n\nRight node.", ["Left node.", "Right node."]),
        ("Left node._x000D_\nRight node._x000D_\n", ["Left node.", "Right node."]),
        ("- left node\n- right node", ["left node", "right node"]),
        ("SUV max. 7.4 in the node.", ["SUV max. 7.4 in the node."]),
        ("Is it? Yes! (Probably.) Good.", ["Is it?", "Yes!", "(Probably.)", "Good."]),
        ("", []),
        (" \n\t ", []),
        ("...", []),
    ],
)
def test_sentences_are_those_that_a_reader_sees(text: str, expected: list[str]) -> None:
    assert [s.text for s in split_sentences(text)] == expected


def test_headings_open_sections_and_sub_headings_do_not() -> None:
    text = "HISTORY: Cancer.\nFINDINGS:\nHead/Neck: A node.\nCHEST\nA mass.\nLiver: Normal.\nIMPRESSION:\n1. A mass."
    assert [(s.section, s.text) for s in split_sentences(text)] == [
        ("clinical history", "Cancer."),
        ("findings", "A node."),
        ("findings", "A mass."),
        ("findings", "Liver: Normal."),
        ("impression", "A mass."),
    ]


def test_headings_are_found_where_the_line_breaks_are_lost() -> None:
    text = "FINDINGS: A node. Chest: A mass. IMPRESSION: A mass."
    assert [s.section for s in split_sentences(text)] == ["findings", "findings", "impression"]


def test_a_report_in_capitals_keeps_its_lines() -> None:
    text = "FINDINGS:\nFOCAL UPTAKE IN THE LEFT NODE WITH\nSUV MAX OF 3.1 (SLICE 90)."
    assert [s.text for s in split_sentences(text)] == ["FOCAL UPTAKE IN THE LEFT NODE WITH\nSUV MAX OF 3.1 (SLICE 90)."]


@given(st.text(alphabet="aB1. \n:;()-_x0D\r\t,FINDGS", max_size=200))
@settings(max_examples=200, deadline=None)
def test_every_sentence_stands_where_it_says_and_none_overlap(text: str) -> None:
    sentences = split_sentences(text)
    assert all(text[s.start : s.end] == s.text for s in sentences)
    assert all(one.end <= other.start for one, other in pairwise(sentences))
    assert all(s.text == s.text.strip() and s.text for s in sentences)


def test_no_sentence_is_longer_than_the_bound_and_nothing_is_lost() -> None:
    text = "word " * 5000
    sentences = split_sentences(text)
    assert max(len(s.text) for s in sentences) <= 2000
    assert " ".join(s.text for s in sentences) == text.strip()
