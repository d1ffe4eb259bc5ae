"""The data card: a README that says what the data set is, how it was made, and what it must not be taken for."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pet_ground.config import resource_path
from pet_ground.dataset.layout import DatasetLayout
from pet_ground.dataset.summary import CardSummary
from pet_ground.imaging.files import write_beside
from pet_ground.reasons import Reason
from pet_ground.records import StageCounts

TEMPLATE = "README.md.j2"

SIZE_CATEGORIES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGEST_CATEGORY = "n>1M"
"""The size categories of Hugging Face's data cards, by the number of lesions and questions."""


def write_card(layout: DatasetLayout, summary: CardSummary) -> None:
    """Write the data card of a data set. It holds no dates, and is the same for the same summary."""
    with write_beside(layout.card) as partial:
        partial.write_text(render_card(summary), encoding="utf-8")


def render_card(summary: CardSummary) -> str:
    """The data card as Markdown with Hugging Face's front matter."""
    environment = Environment(
        loader=FileSystemLoader(resource_path("data_cards")),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cell=_cell, share=_share, number=_number, thousands=_thousands)
    text = environment.get_template(TEMPLATE).render(
        s=summary, reasons=_reasons(summary.stages), size_category=_size_category(summary.lesions + summary.qa_pairs)
    )
    # Parts that are left out leave their blank lines behind.
    return re.sub(r"\n{3,}", "\n\n", text)


def _reasons(stages: tuple[StageCounts, ...]) -> list[tuple[str, str, str, int, str]]:
    """Rows of stage, outcome, code, number and sentence, in the order of the stages, the most frequent first."""
    return [
        (stage.stage, outcome, code, number, _sentence(code))
        for stage in stages
        for outcome, counts in (("dropped", stage.dropped), ("failed", stage.failed))
        for code, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if number
    ]


def _sentence(code: str) -> str:
    return next((reason.sentence for reason in Reason if reason.value == code), "")


def _size_category(items: int) -> str:
    return next((name for limit, name in SIZE_CATEGORIES if items < limit), LARGEST_CATEGORY)


def _cell(value: Any) -> str:
    """Text that can't break out of a table's cell or become markup."""
    text = " ".join(str(value).split())
    for character, escaped in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("`", "'")):
        text = text.replace(character, escaped)
    return text


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _thousands(value: int) -> str:
    return f"{value:,}"
