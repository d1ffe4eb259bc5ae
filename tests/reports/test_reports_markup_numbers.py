"""Taking markup off makes no number that does not stand in the report, and nothing struck out or hidden is read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reports import extract_mentions
from pet_ground.reports.text_files import report_text


def kept(raw: str) -> list[tuple[float | None, int | None]]:
    mentions = extract_mentions(report_text(raw), "r")
    return [(one.suv_max, one.axial_slice) for one in mentions if one.status == "kept"]


FOOTNOTES = [
    ("<p>SUVmax 8.1<sup>2</sup> on slice 45<sup>1</sup>", "SUVmax 8.1² on slice 45¹"),
    ("<p>SUVmax 8.1<sup>2,3</sup> on slice 45<sup>1-4</sup>", "SUVmax 8.1²,³ on slice 45¹⁻⁴"),
    ("<p>SUVmax 8.1<sup><a href='#a'>2</a></sup> on slice 45<sub>12</sub>.", "SUVmax 8.1² on slice 45₁₂."),
    ("<p>SUVmax <sup>1</sup>8.1 on slice <sup>2</sup>45", "SUVmax ¹8.1 on slice ²45"),
    ("<p>SUVmax<sup>2</sup> 8.1 on slice<sup>2</sup> 45", "SUVmax² 8.1 on slice² 45"),
    ("<p>SUVmax 8.1<sup>a</sup> on slice 45<sup>*</sup>", "SUVmax 8.1^a on slice 45*"),
    ("<p>SUVmax 8.1<span style='vertical-align: super'>2</span> on slice 45", "SUVmax 8.1² on slice 45"),
    ("<p>SUVmax 8.1 on slice 45<sup>1<p>End", "SUVmax 8.1 on slice 45¹\nEnd"),
    (r"{\rtf1 SUVmax 8.1{\super 2} on slice 45\super 1\nosupersub .\par}", "SUVmax 8.1² on slice 45¹."),
    (r"{\rtf1 SUVmax 8.1\up6 2\up0  on slice 45{\sub 1}}", "SUVmax 8.1² on slice 45₁"),
    (r"{\rtf1 SUVmax 8.1{\footnote 2 by weight} on slice 45}", "SUVmax 8.1 2 by weight on slice 45"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "plain"), FOOTNOTES)
def test_a_raised_mark_is_no_digit_of_the_number_beside_it(raw: str, plain: str) -> None:
    assert report_text(raw) == plain
    assert kept(raw) == [(8.1, 45)]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p><sup>18</sup>F-FDG, [<sup>99m</sup>Tc]", "18F-FDG, [99mTc]"), ("<p>2 cm<sup>3</sup>, 5 m<sup>-2</sup>", "2 cm3, 5 m-2"),
        ("<p>H<sub>2</sub>O, SUV<sub>max</sub>, 1<sup>st</sup>", "H2O, SUVmax, 1st"), ("<p>10<sup>3</sup>", "10³"),
        (r"{\rtf1 {\super 18}F-FDG 2 cm{\super 2} SUV{\sub max} 5}", "18F-FDG 2 cm2 SUVmax 5"),
    ],
)  # fmt: skip
def test_units_nuclides_and_formulas_stay_words(raw: str, plain: str) -> None:
    assert report_text(raw) == plain


UNREAD = [
    "<p>SUVmax <del>18.1</del><ins>8.1</ins> on slice 45", "<p>SUVmax <s>18.1</s> 8.1 on slice <strike>4</strike>45",
    "<p>SUVmax <span style='color:red; text-decoration: line-through'>1<span>8</span>.1</span>8.1 on slice 45",
    "<p>SUVmax <span style='DISPLAY : none'>18.1, </span>8.1 on slice 45", "<p>SUVmax <b hidden>18.1 <b>19.1</b> </b>8.1 on slice 45",
    "<p hidden>SUVmax 18.1 on slice 4<p>SUVmax 8.1 on slice 45", "<div hidden><div>a</div>SUVmax 18.1, slice 4</div>SUVmax 8.1, slice 45",
    "<p>SUVmax 8.1 on slice 45<p><del>SUVmax 18.1 on slice 4</p>", "<p>SUVmax 8.1 on slice 45<p><s>SUVmax 18.1</p><p>on slice 4</p>",
    "<table><tr style='display:none'><td>SUVmax 18.1 on slice 4</td></tr><tr><td>SUVmax 8.1 on slice 45</td></tr></table>",
    "<text>SUVmax <content revised='delete'>18.1 </content>8.1 on slice 45</text>", "<p title='prior > 18.1'>SUVmax 8.1 on slice 45</p>",
    r"{\rtf1 SUVmax {\deleted 18.1}{\revised 8.1} on slice 45\par}", r"{\rtf1 SUVmax \strike 18.1\strike0 8.1 on slice {\v 4}45\par}",
    r"{\rtf1 SUVmax {\striked1 18.1\'32}8.1 on slice {\strike\b 4\plain }45\par}", "SUVmax \\strike 18.1\\strike0 8.1 on slice 45\\par",
]  # fmt: skip


@pytest.mark.parametrize("raw", UNREAD)
def test_what_is_struck_out_or_hidden_is_not_read(raw: str) -> None:
    assert "18" not in report_text(raw)
    assert kept(raw) == [(8.1, 45)]


def test_an_element_named_s_is_a_sentence_in_xml_of_another_kind() -> None:
    assert report_text("<report><s>A node.</s></report>") == "A node."
    assert report_text("<div><s>A node.</s> B</div>") == "B"


@pytest.mark.parametrize(
    "raw",
    [
        "<p>8<b>1</b>", "<p>8<span>1</span>", "<p>8<del>.</del>1", "<p>8<!-- x -->1", "<p>8<wbr>1", "<a>8<![CDATA[1]]></a>",
        r"{\rtf1 8{\b 1}}", r"{\rtf1 8\b 1}", r"{\rtf1 8{\deleted .}1}", r"{\rtf1\ansicpg1252 8{\b\'31}}", r"8\H\1\N\ ",
        "8\x071", "8\u200e1", "8\u200f1", "8\u202a1", "8\u200b1", "8\u00ad1", "<p>8&lrm;1", "<p>8&#7;1", "8_x0007_1",
    ],
)  # fmt: skip
def test_two_digits_with_something_unseen_between_them_become_no_number(raw: str) -> None:
    assert report_text(raw) == "8\ufffd1"


@pytest.mark.parametrize("raw", ["18\x07.1", "18.\u200e1", "18\u202a\u202c.1", "18\u00b7\x001"])
def test_an_unseen_character_beside_a_decimal_point_is_a_lost_one(raw: str) -> None:
    assert report_text(raw).count("\ufffd") == 1


@pytest.mark.parametrize("joiner", ["\u2060", "\u200d"])
def test_joiners_vanish_because_they_say_what_belongs_together(joiner: str) -> None:
    assert report_text(f"SUV{joiner}max 8.{joiner}1") == "SUVmax 8.1"


@pytest.mark.parametrize("raw", ["<p>8<b>.1</b>", "<p>8.<span>1</span>", "<p>8.1<b></b>", r"{\rtf1 8{\b .1}}", "{\\rtf1 8\r\n.1}", "{\\rtf1 8.\r\n1}"])  # fmt: skip
def test_a_number_whose_parts_differ_in_format_stays_the_number_that_is_shown(raw: str) -> None:
    assert report_text(raw) == "8.1"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("SUVmax 8\ufffd1", "SUVmax 8\ufffd1"), ("<p>SUVmax 8\ufffd1", "SUVmax 8\ufffd1"), (r"{\rtf1 8\u65533?1}", "8\ufffd1"),
        ("8\u00b71", "8\u00b71"), ("<p>8&middot;1 8\u22191", "8\u00b71 8\u22191"), (r"{\rtf1 8\u183?1 8\u8729 x1}", "8\u00b71 8\u22191"),
        (r"{\rtf1\ansicpg1252 8\'b71}", "8\u00b71"),
    ],
)  # fmt: skip
def test_a_lost_character_and_a_raised_decimal_point_stay_in_the_text(raw: str, plain: str) -> None:
    assert report_text(raw) == plain


TAGS = st.sampled_from(
    ["<b>", "</b>", "<sup>", "</sup>", "<del>", "</del>", "<span>", "</span>", "<!-- -->", "\x07", "\u200e"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(TAGS, st.sampled_from("123456789")), max_size=20))
def test_no_two_digits_come_together_that_were_apart(pieces: list[str]) -> None:
    raw = "<p>" + "".join(pieces) + "words that make a text of it, whatever control characters there are " * 9
    text = report_text(raw)
    for first, second in pairwise(text):
        assert not (first.isdecimal() and second.isdecimal()) or first + second in "".join(pieces)
