"""An evaluation as tables, for the terminal and for Markdown alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pet_ground.evaluation.results import Estimate, Evaluation, Group, GroupKind, Rate

NOTHING = "-"
_FIGURES = ("labelled", "found", "right", "precision", "recall", "F1")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval, both as words; the interval may be ""."""

    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, the rows. Columns hold figures but for those whose ranks are ``words``."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Figure, ...], ...]
    words: tuple[int, ...] = (0,)


def evaluation_tables(evaluation: Evaluation) -> list[Table]:
    """Readers, their further accuracies, differences between them, groups of texts, outcomes of labelled numbers."""
    several = (
        _differences(evaluation),
        _grouping(evaluation, "language", "By language"),
        _grouping(evaluation, "file", "By file"),
        _grouping(evaluation, "category", "By category (a text counts in each of its categories)"),
        _grouping(evaluation, "style", "By style"),
    )
    return [_readers(evaluation), _accuracies(evaluation), *_outcomes(evaluation), *filter(None, several)]


def as_markdown(tables: Sequence[Table]) -> str:
    """The tables in Markdown, each under its title."""
    parts = []
    for table in tables:
        rule = ("---" if rank in table.words else "---:" for rank in range(len(table.columns)))
        rows = (table.columns, rule, *table.rows)
        lines = ["| " + " | ".join(_in_a_line(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
        parts.append("\n".join([f"**{table.title}**", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _in_a_line(cell: str | Figure) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell.value} ({cell.interval})" if cell.interval else cell.value


def _figure(figure: Rate | Estimate, sign: str = "") -> Figure:
    """``0.974`` with ``0.961 to 0.983``, or ``-`` where there is nothing to tell."""
    if figure.value is None:
        return Figure(NOTHING, "")
    if figure.low is None or figure.high is None:
        return Figure(f"{figure.value:{sign}.3f}", "")
    return Figure(f"{figure.value:{sign}.3f}", f"{figure.low:{sign}.3f} to {figure.high:{sign}.3f}")


def _readers(evaluation: Evaluation) -> Table:
    rows = tuple(
        (reader.name, *_figures(reader.overall)[1:], _figure(reader.overall.f1_with_side))
        for reader in evaluation.readers
    )
    title = f"Kept mentions in {evaluation.texts} texts: {evaluation.kept} labelled kept, {evaluation.dropped} dropped"
    return Table(title, ("reader", *_FIGURES[1:], "F1 with side"), rows)


def _figures(group: Group) -> tuple[str | Figure, ...]:
    counts = (group.recall.total, group.precision.total, group.recall.count)
    return (*map(str, counts), _figure(group.precision), _figure(group.recall), _figure(group.f1))


def _accuracies(evaluation: Evaluation) -> Table:
    rows: list[tuple[str | Figure, ...]] = []
    for reader in evaluation.readers:
        shares = (reader.slices, reader.sides, reader.interpretations, reader.reasons)
        rows.append((reader.name, *map(_share, shares)))
    columns = ("reader", "slice", "side", "interpretation", "reason")
    return Table("The same as labelled, of what was found; reasons of what is to be dropped", columns, tuple(rows))


def _share(rate: Rate) -> Figure:
    figure = _figure(rate)
    return Figure(f"{figure.value}, {rate.count}/{rate.total}", figure.interval) if rate.total else figure


def _differences(evaluation: Evaluation) -> Table | None:
    rows = tuple((f"{one.reader} less {one.than}", _figure(one.f1, "+")) for one in evaluation.differences)
    return Table("Differences in F1, on the same draws of the texts", ("readers", "F1"), rows) if rows else None


def _grouping(evaluation: Evaluation, kind: GroupKind, title: str) -> Table | None:
    readers = [{one.name: one for one in reader.groups if one.kind == kind} for reader in evaluation.readers]
    if len(readers[0]) < 2:
        return None
    rows: list[tuple[str | Figure, ...]] = []
    for name in readers[0]:
        for rank, (reader, groups) in enumerate(zip(evaluation.readers, readers, strict=True)):
            shown = (name, str(groups[name].texts)) if rank == 0 else ("", "")
            rows.append((shown[0], *([reader.name] if len(readers) > 1 else []), shown[1], *_figures(groups[name])))
    names = (kind, "reader") if len(readers) > 1 else (kind,)
    return Table(title, (*names, "texts", *_FIGURES), tuple(rows), words=tuple(range(len(names))))


def _outcomes(evaluation: Evaluation) -> Iterator[Table]:
    for reader in evaluation.readers:
        rows = tuple(
            (labelled, str(sum(found.values())), str(found.get(labelled, 0)), _others(labelled, found))
            for labelled, found in reader.outcomes.items()
        )
        if rows:
            title = f"What {reader.name} made of each labelled number (read in {reader.seconds:.1f} s)"
            yield Table(title, ("labelled", "numbers", "the same", "something else"), rows, words=(0, 3))


def _others(labelled: str, found: Mapping[str, int]) -> str:
    others = sorted((name for name in found if name != labelled), key=lambda name: -found[name])
    return ", ".join(f"{found[name]} {name}" for name in others)
