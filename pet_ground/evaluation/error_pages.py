"""Errors side by side as one page, in HTML or in Markdown. The page holds the texts as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from pet_ground.evaluation.errors_beside import Beside, Cell
from pet_ground.evaluation.tables import Table, as_markdown
from pet_ground.records.labelled import LabelledText

TITLE = "Reading of reports: errors side by side"
LEGEND = "SUVmax @slice side; a reason where it is dropped."
WRONG = "wrong: "

_BACKTICKS = re.compile(r"`+")
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; color: #1d2530; }
h2 { font-size: 1em; margin: 2.2em 0 .4em; } h2 span { font-weight: normal; color: #5a6675; }
p.text { white-space: pre-wrap; background: #f5f6f8; padding: .7em .9em; border-radius: 4px; }
mark { background: #bfe5c5; padding: 0 .15em; } mark.dropped { background: #d9dde3; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .2em .9em .2em 0; border-bottom: 1px solid #dde1e6; }
td.wrong { color: #a4161a; font-weight: 600; }
"""


def errors_as_html(errors: Sequence[Beside], readers: Sequence[str]) -> str:
    """A page of its own, without anything to load: labelled numbers marked, wrong cells in red."""
    sections = "\n".join(_section(error, readers) for error in errors)
    head = f'<meta charset="utf-8"><title>{escape(TITLE)}</title><style>{_STYLE}</style>'
    body = f"<h1>{escape(TITLE)}</h1><p>{len(errors)} texts. {escape(LEGEND)}</p>\n{sections}"
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def errors_as_markdown(errors: Sequence[Beside], readers: Sequence[str]) -> str:
    """The same in Markdown; wrong cells begin with ``wrong:``."""
    parts = [f"# {TITLE}", f"{len(errors)} texts. {LEGEND}"]
    for error in errors:
        rows = tuple(
            (row.labelled, *(cell.words if cell.right else WRONG + cell.words for cell in row.cells))
            for row in error.rows
        )
        table = as_markdown(
            [Table(_heading(error.labelled), ("labelled", *readers), rows, words=tuple(range(1 + len(readers))))]
        )
        parts += [_fenced(error.labelled.text), table.rstrip("\n")]
    return "\n\n".join(parts) + "\n"


def _heading(labelled: LabelledText) -> str:
    return f"{labelled.id} ({', '.join(labelled.categories)}; {labelled.style})"


def _fenced(text: str) -> str:
    longest = max((len(found.group()) for found in _BACKTICKS.finditer(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _section(error: Beside, readers: Sequence[str]) -> str:
    labelled = error.labelled
    facts = f"{', '.join(labelled.categories)}; {labelled.style}"
    head = "".join(f"<th>{escape(name)}</th>" for name in ("labelled", *readers))
    rows = "".join(f"<tr><td>{escape(row.labelled)}</td>{''.join(map(_cell, row.cells))}</tr>" for row in error.rows)
    return (
        f"<h2>{escape(labelled.id)} <span>{escape(facts)}</span></h2>"
        f'<p class="text">{"".join(_marked(labelled))}</p><table><tr>{head}</tr>{rows}</table>'
    )


def _cell(cell: Cell) -> str:
    kind = "right" if cell.right else "wrong"
    return f'<td class="{kind}">{escape(cell.words)}</td>'


def _marked(labelled: LabelledText) -> Iterator[str]:
    end = 0
    for mention in labelled.mentions:
        start, stop = labelled.span(mention)
        yield escape(labelled.text[end:start])
        yield f'<mark class="{mention.status}">{escape(labelled.text[start:stop])}</mark>'
        end = stop
    yield escape(labelled.text[end:])
