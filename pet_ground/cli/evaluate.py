"""``pet-ground evaluate-extraction``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from pet_ground.evaluation import Beside, Corpus, Figure, Table
    from pet_ground.run.evaluate import Evaluated, Reader

CORPUS = "extraction-v1"
MIN_NAME = 8
"""Narrowest column of names, in characters, where a terminal is too narrow for the figures."""
PIPED_WIDTH = 140
"""Columns of the tables where they go into a file or a pipe."""


def evaluate(
    corpus: Path | None = typer.Option(
        None, help="Labelled texts: a .jsonl file, or a folder of them.", show_default="the one of this package"
    ),
    pipelines: list[Path] = typer.Option(
        [],
        "--config",
        help="Pipeline file, or the name of an embedded one; several are compared.",
        show_default="default",
    ),
    voters: str | None = typer.Option(
        None, help="Names of the pipeline's voters to ask, separated by commas.", show_default="all"
    ),
    set_: list[str] = typer.Option(
        [], "--set", metavar="KEY=VALUE", help="Change a setting, e.g. extract.agreement=2."
    ),
    errors: int = typer.Option(0, min=0, metavar="N", help="Show the first N texts with errors, side by side."),
    errors_out: Path | None = typer.Option(None, metavar="FILE", help="Write all of them to FILE.html or FILE.md."),
    answers: Path | None = typer.Option(
        None, help="Folder that keeps the models' answers for the next time.", show_default="forgotten"
    ),
    markdown: bool = typer.Option(False, "--markdown", help="Print the tables in Markdown."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of tables."),
) -> None:
    """Measure how well reports are read: precision, recall and F1 of each voter on labelled texts, and the errors."""
    from pet_ground.config import load_pipeline, resource_path
    from pet_ground.evaluation import as_markdown, evaluation_tables, read_corpus
    from pet_ground.run.evaluate import check_page, readers_of, write_errors

    if errors_out is not None:
        check_page(errors_out)
    chosen: list[Path | None] = [*pipelines] or [None]
    readers = readers_of([load_pipeline(path, set_) for path in chosen], voters)
    evaluated = _read(read_corpus(corpus or resource_path("corpora", CORPUS)), readers, answers)
    if as_json:
        typer.echo(evaluated.evaluation.model_dump_json())
    elif markdown:
        typer.echo(as_markdown(evaluation_tables(evaluated.evaluation)), nl=False)
    else:
        _print(evaluated)
    if errors:
        _print_errors(evaluated, errors, to_stderr=as_json or markdown)
    if errors_out is not None:
        typer.echo(f"{write_errors(errors_out, evaluated)} texts with errors  {errors_out}", err=True)
    _end(evaluated)


def _read(corpus: Corpus, readers: list[Reader], answers: Path | None) -> Evaluated:
    from rich.console import Console
    from rich.progress import Progress

    from pet_ground.run.evaluate import evaluate_extraction

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks = {reader.name: progress.add_task(reader.name, total=len(corpus.texts)) for reader in readers}
        return evaluate_extraction(corpus, readers, answers, lambda name: progress.advance(tasks[name]))


def _print(evaluated: Evaluated) -> None:
    from rich.console import Console

    from pet_ground.evaluation import evaluation_tables

    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    for table in evaluation_tables(evaluated.evaluation):
        console.print(_rich(table))


def _rich(table: Table) -> RichTable:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    shown = RichTable(title=table.title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for rank, name in enumerate(table.columns):
        words = rank in table.words
        justify: Literal["left", "right"] = "left" if words else "right"
        shown.add_column(
            name, justify=justify, no_wrap=not words, overflow="fold", min_width=MIN_NAME if words else None
        )
    for row in table.rows:
        shown.add_row(*(cell if isinstance(cell, str) else _on_two_lines(cell) for cell in row))
    return shown


def _on_two_lines(figure: Figure) -> str:
    return f"{figure.value}\n{figure.interval.replace(' to ', '-')}" if figure.interval else figure.value


def _print_errors(evaluated: Evaluated, limit: int, *, to_stderr: bool) -> None:
    from rich.console import Console

    from pet_ground.evaluation import errors_beside

    console = Console(markup=False, highlight=False, stderr=to_stderr)
    found = errors_beside(evaluated.matches)
    for error in found[:limit]:
        _print_error(console, error, list(evaluated.matches))
    console.print(f"{min(limit, len(found))} of {len(found)} texts with errors")


def _print_error(console: Console, error: Beside, readers: list[str]) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    labelled = error.labelled
    console.print(f"\n{labelled.id}  {', '.join(labelled.categories)}; {labelled.style}", style="bold")
    console.print(labelled.text)
    table = RichTable()
    for name in ("labelled", *readers):
        table.add_column(name, overflow="fold")
    for row in error.rows:
        cells = [
            Text(cell.words if cell.right else f"wrong: {cell.words}", "" if cell.right else "red")
            for cell in row.cells
        ]
        table.add_row(row.labelled, *cells)
    console.print(table)


def _end(evaluated: Evaluated) -> None:
    """Exit with 1 where a model did not answer: the figures then say less of the reader than of its server."""
    silent = {reader.name: reader.unanswered for reader in evaluated.evaluation.readers if reader.unanswered}
    for name, number in silent.items():
        typer.echo(f"{name}: no answer for {number} texts, counted as not found", err=True)
    if silent:
        raise typer.Exit(1)
