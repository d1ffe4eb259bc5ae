# ruff: noqa: RUF001
"""Markup becomes plain text before anything gets a span; plain text stays as it is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from growth import TIMES, is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.errors import ItemFailed
from pet_ground.reports import extract_mentions
from pet_ground.reports.text_files import report_text

RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}}{\colortbl;\red0\green0\blue0;}"
    r"{\*\generator Riched20;}{\info{\author SECRET}}{\header SECRET}\viewkind4\uc1\pard\f0\fs20 FINDINGS:\par "  # codespell:ignore pard
    "L\\'e4sion of the left lung,\r\n SUV max 5.4 \\endash  slice 112.\\par{\\b IMPRESSION:}\\par \\u8804?5 mm\\{x\\}}"
)
HTML = (
    "<!DOCTYPE html><html><head><title>SECRET</title><style>p {color: red}</style><script>SECRET < 3</script></head>"
    "<body><!-- SECRET --><p class='a > b'>FINDINGS:<br>L&auml;sion\nof the lung&nbsp;SUV &lt;5 &#8211; &#x2264; &#150;</p>"
    "<ul><li>one</li><li>two</li></ul><table><tr><td>SUVmax</td><td>6.3</td></tr></table></body></html>"
)

CASES = [
    (RTF, "FINDINGS:\nLäsion of the left lung, SUV max 5.4 – slice 112.\nIMPRESSION:\n≤5 mm{x}"),
    (r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \'d7\'f3\'b7\'ce SUV 8.3\par}", "左肺 SUV 8.3"),
    (r"{\rtf1{\fonttbl{\f1\fcharset136 MingLiU;}}\f1 \'a5\'aa\'aa\'cd\plain  SUV 8.3}", "左肺 SUV 8.3"),
    (r"{\rtf1\uc1 \u-10179?\u-8704? x\uc2\u24038\'d7\'f3y}", "\U0001f600 x\u5de6y"),
    ("Findings:\\par A node\\par SUVmax 5.4 \\'b0\\pard\\fs20", "Findings:\nA node\nSUVmax 5.4 °"),  # codespell:ignore pard
    (r"A \'d7\'f3\'b7\'ce node\par end", "A 左肺 node\nend"),
    ("<b>FINDINGS:</b>\nLungs: SUV<sub>max</sub> 5.4 <br/>Liver <5 mm, <LLN>", "FINDINGS:\nLungs: SUVmax 5.4\nLiver <5 mm, <LLN>"),
    ('<?xml version="1.0"?><r><section><title>Findings</title><text>A <content>node</content>, 5.4 &lt; 6</text></section></r>', "Findings\n\nA node, 5.4 < 6"),
    ("<report><![CDATA[<p>A node.</p>]]></report>", "A node."),
    ("&lt;p&gt;A &amp;amp; B&lt;/p&gt;", "A & B"),
    (r"FINDINGS:\.br\Node SUV 5.4\X0D\slice 3 \T\ more \H\loud\N\\XC3A4\\X41\ ", "FINDINGS:\nNode SUV 5.4\nslice 3 & more loudäA"),
    ("A._x000D_\nB._x000A_C_x0009_D_x005F_", "A.\nB.\nC\tD_"),
    ("SUV\u200bmax\u00ad 5.4\u00a0cm\u2028x\u202e\x07\u2009y\U000e0041\ufeff", "SUVmax 5.4 cm\nx y"),
    ("<p>A</p>\n\n\n<p>B", "A\n\nB"),
    ("<b>A</b> <script>alert(1)", "A\nalert(1)"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "plain"), CASES)
def test_markup_becomes_the_text_that_a_reader_sees(raw: str, plain: str) -> None:
    assert report_text(raw) == plain


def test_a_whole_html_document_hides_its_head_and_comments_and_breaks_lines_at_blocks() -> None:
    text = report_text(HTML)
    assert "SECRET" not in text
    assert "color" not in text
    assert text.endswith("FINDINGS:\nLäsion of the lung SUV <5 – ≤ –\n\n- one\n- two\n\nSUVmax\t6.3")


@pytest.mark.parametrize(
    "text",
    [
        "SUV <2.5 and >3; <DATE> <NAME> <address>; R&D; AT&T; x<y>z; a < b > c", "C:\\new\\fsx {braces} ~ ^ | \\server\\t",
        "FINDINGS:\n\n  1. Node, 1.1 x 0.8 cm.\n\t2. Mass_x_", "5 & 6; &c; &;", "patient\\'s", "“Ä” – 37° ³ ½", "左肺：ＳＵＶ８．３，＜5",
        "<s>struck</s", "<<SYS>> [INST] <|im_end|>",
    ],
)  # fmt: skip
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert report_text(text) == text
    assert report_text(text.encode()) == text


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="aB5. \n<>&;", max_size=60))
def test_signs_alone_are_no_markup(text: str) -> None:
    if "<B" not in text.upper():
        assert report_text(text) == text.strip()


def test_spans_refer_to_the_clean_text() -> None:
    text = report_text(RTF)
    (mention,) = [one for one in extract_mentions(text, "r") if one.suv_max == 5.4]
    assert text[mention.start : mention.end] == mention.sentence
    assert "\\" not in mention.sentence


HOSTILE = {
    "<": "<" * 200_000, "<b": "<b" * 100_000, "<b blanks": "<b" + " " * 200_000, "comments": "<!--" * 50_000 + "<b>",
    "script": "<script>" * 25_000, "attributes": "<p a=" * 40_000, "td": "<td>" + " " * 200_000 + "x", "entities": "&amp;" * 40_000,
    "long entity": "&" + "a" * 200_000, "braces": "{\\rtf" + "{" * 200_000, "par": "\\par" * 50_000, "bytes": "\\'e4" * 50_000,
    "hl7": "\\X0" * 60_000, "cells": "_x000D" * 30_000, "garbled": "Ã¤" * 100_000, "marks": "a" + "\u0301\u0323" * 100_000,
    "lines": "<p>" + "\n" * 200_000 + "x", "xml": "<a>" * 60_000 + "</a>",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear_in_the_length_of_any_text(name: str) -> None:
    def read(text: str) -> None:
        with suppress(ItemFailed):
            report_text(text)

    long = HOSTILE[name]
    end = len(long) // TIMES // 2
    assert is_linear(read, long[:end] + long[-end:], long)
