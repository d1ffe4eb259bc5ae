"""Tables of the phantom study in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from phantom_measure import lost

Summary = Callable[[pd.DataFrame], str]

FROM_MM = 13.0
"""Diameter from which the headline figures count, and the one below which has its own."""

SMALL_MM = 10.0
LARGE_MM = 60.0


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left, all others to the right."""
    lines = [header, ["---", *(["---:"] * (len(header) - 1))], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def error(table: pd.DataFrame) -> str:
    """Median of |volume error|, in %."""
    return _said(table["volume_error"].abs().median(), ".1f")


def bias(table: pd.DataFrame) -> str:
    """Median volume error with its sign, in %."""
    return _said(table["volume_error"].median(), "+.1f")


def spread(table: pd.DataFrame) -> str:
    """90th percentile of |volume error|, in %."""
    return _said(table["volume_error"].abs().quantile(0.9), ".1f")


def overlap(table: pd.DataFrame) -> str:
    """Median Dice."""
    return _said(table["dice"].median(), ".3f")


def best(table: pd.DataFrame) -> str:
    """Median of the Dice of the best threshold, chosen with the truth in hand."""
    return _said(table["ceiling"].median(), ".3f")


def count(table: pd.DataFrame) -> str:
    """Number of lesions."""
    return f"{len(table)}"


def refused(table: pd.DataFrame) -> str:
    """Number of refusals, and why."""
    reasons = table.loc[table["reason"] != "", "reason"].value_counts()
    return ", ".join(f"{number} {reason}" for reason, number in reasons.items()) or "0"


def missed(table: pd.DataFrame) -> str:
    """Number of lesions that were refused or are wrong by more than a factor of two."""
    return f"{int(lost(table).sum())}"


def _said(value: float, form: str) -> str:
    return "" if pd.isna(value) else format(value, form)


HEADLINE: dict[str, Summary] = {
    "lesions": count,
    "median abs. error, %": error,
    "median error, %": bias,
    "90th percentile, %": spread,
    "median Dice": overlap,
    "Dice of the best threshold": best,
    "refused": refused,
    "lost": missed,
}


def summary(groups: dict[str, pd.DataFrame], first: str, columns: dict[str, Summary] = HEADLINE) -> str:
    """One line per group of lesions."""
    rows = [[name, *(column(table) for column in columns.values())] for name, table in groups.items()]
    return markdown([first, *columns], rows)


def by(table: pd.DataFrame, column: str, unit: str = "") -> dict[str, pd.DataFrame]:
    """The lesions of each value of a column."""
    return {_name(value, unit): part for value, part in table.groupby(column, sort=True)}


def crossed(table: pd.DataFrame, row: str, column: str, cell: Summary, units: tuple[str, str] = ("", "")) -> str:
    """One summary for each value of a column by each value of another, in the order in which they come."""
    across = list(dict.fromkeys(table[column]))
    down = list(dict.fromkeys(table[row]))
    lines = [
        [_name(value, units[0]), *(cell(table[(table[row] == value) & (table[column] == other)]) for other in across)]
        for value in down
    ]
    return markdown([row.replace("_mm", ", mm"), *(_name(other, units[1]) for other in across)], lines)


def headline(table: pd.DataFrame) -> str:
    """The figures that ``avg_itm`` has to reach."""
    groups = {
        f"{SMALL_MM:g} mm": table[table["diameter_mm"] == SMALL_MM],
        f"from {FROM_MM:g} mm up": table[table["diameter_mm"] >= FROM_MM],
        f"{LARGE_MM:g} mm": table[table["diameter_mm"] == LARGE_MM],
    }
    return summary({name: part for name, part in groups.items() if len(part)}, "lesions of")


def _name(value: object, unit: str) -> str:
    said = f"{value:g}" if isinstance(value, int | float) else f"{value}"
    return f"{said} {unit}".strip()
