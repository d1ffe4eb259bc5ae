"""A table in markup becomes lines that follow each other, with a tab between cells, whatever stands around the tags."""

from __future__ import annotations

import pytest

from pet_ground.reports import extract_mentions
from pet_ground.reports.text_files import report_text

ROWS = "Site\tSUVmax\tSlice\nRUL\t8.1\t45\nLUL\t7.2\t50"
HEAD = "<tr><th>Site</th><th>SUVmax</th><th>Slice</th></tr>"
BODY = "<tr><td>RUL</td><td>8.1</td><td>45</td></tr><tr><td>LUL</td><td>7.2</td><td>50</td></tr>"

TABLES = {
    "plain": f"<table>{HEAD}{BODY}</table>",
    "parts": f"<table><colgroup><col></colgroup><thead>\n{HEAD}\n</thead>\n<tbody>\n{BODY}\n</tbody></table>",
    "lines": f"<table>{HEAD}{BODY}</table>".replace("<t", "\n  <t").replace("</t", "\n  </t"),
    "windows lines": f"<table>{HEAD}{BODY}</table>".replace("><", ">\r\n<"),
    "inline tags": f"<table>{HEAD}{BODY}</table>".replace("<td>", "<td class='x'><b><span>").replace("</td>", "</span></b></td>"),
    "paragraphs": f"<table>{HEAD}{BODY}</table>".replace("<td>", "<td>\n<p>").replace("</td>", "<o:p></o:p></p>\n</td>"),
    "no end tags": "<table><tr><th>Site<th>SUVmax<th>Slice<tr><td>RUL<td>8.1<td>45<tr><td>LUL<td>7.2<td>50</table>",
    "broken head": f"<table>{HEAD.replace('SUVmax', 'SUV<br/>max')}{BODY}</table>",
    "in a cell": f"<table><tr><td><table>{HEAD}{BODY}</table></td></tr></table>",
    "empty rows": f"<table>{HEAD}<tr><td>&nbsp;</td><td>&#160;</td></tr>{BODY}</table>",
    "html": f"<!DOCTYPE html><html><body>\n<table border=1>\n{HEAD}\n{BODY}\n</table></body></html>",
    "xml": f'<?xml version="1.0"?>\n<text><table>\n{HEAD}\n{BODY}\n</table></text>',
    "rtf": r"{\rtf1 Site\cell SUVmax\cell Slice\cell\row RUL\cell 8.1\cell 45\cell\row LUL\cell 7.2\cell 50\cell\row}",
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_rows_of_a_table_follow_each_other_and_are_read(name: str) -> None:
    text = report_text(TABLES[name]).replace("\t\n", "\n")
    assert text == (ROWS.replace("SUVmax", "SUV max") if name == "broken head" else ROWS)
    kept = [(one.suv_max, one.axial_slice) for one in extract_mentions(text, "r") if one.status == "kept"]
    assert kept == [(8.1, 45), (7.2, 50)]


def test_text_around_a_table_keeps_its_lines() -> None:
    text = report_text(f"<p>FINDINGS:</p><table><caption>Foci</caption>{HEAD}</table>Left lung.<br>Clear.<p>End.")
    assert text == "FINDINGS:\n\nFoci\nSite\tSUVmax\tSlice\n\nLeft lung.\nClear.\nEnd."


def test_a_report_that_is_laid_out_by_a_table_keeps_its_lines() -> None:
    prose = "FINDINGS:<br>A node, SUVmax 8.1, slice 45.<br>A mass, SUVmax 7.2, slice 50."
    assert report_text(f"<table><tr><td>{prose}</td></tr></table>") == prose.replace("<br>", "\n")
    assert report_text(f"<table><tr><td>Text</td><td>{prose}</td></tr></table>") == "Text\t" + prose.replace(
        "<br>", "\n"
    )


def test_cells_with_several_numbers_are_not_put_side_by_side() -> None:
    text = report_text("<table><tr><th>SUVmax<th>Slice<tr><td>8.1<br>7.2</td><td>45<br>46</td></tr></table>")
    assert text == "SUVmax\tSlice\n8.1\n7.2\n45\n46"
    assert not [one for one in extract_mentions(text, "r") if one.status == "kept"]


def test_a_hidden_cell_and_a_hidden_row_leave_nothing() -> None:
    hidden = "<tr hidden><td>x</td><td>9.9</td><td>9</td></tr>"
    table = f"<table>{HEAD}{hidden}{BODY}</table>".replace("<td>8.1", "<td style='display:none'>9.9</td><td>8.1")
    assert report_text(table) == ROWS


@pytest.mark.parametrize("row", ["RUL\t\t8.1\t45", "RUL\t \t8.1 \t 45", "RUL\t1.2 cm\t8.1\t45", "\t\t8.1\t45"])
def test_an_empty_cell_between_tabs_keeps_its_column(row: str) -> None:
    text = f"Site\tSize\tSUVmax\tSlice\nLUL\t2 cm\t7.2\t50\n{row}\n"
    kept = [(one.suv_max, one.axial_slice) for one in extract_mentions(text, "r") if one.status == "kept"]
    assert kept == [(7.2, 50), (8.1, 45)]


def test_an_empty_cell_at_the_end_of_a_row_is_one() -> None:
    text = "Site\tSUVmax\tSlice\tComment\nRUL\t8.1\t45\tbenign\nLUL\t7.2\t50\t\nLLL\t\t60\t\n"
    kept = [(one.suv_max, one.axial_slice) for one in extract_mentions(text, "r") if one.status == "kept"]
    assert kept == [(8.1, 45), (7.2, 50)]
