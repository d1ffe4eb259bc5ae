"""Progress of a build, one bar per stage, and what it all came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from pet_ground.reasons import Reason
from pet_ground.records import StageCounts
from pet_ground.records.outcome import StageName
from pet_ground.run.steps import STEPS


class StageProgress:
    """One bar per stage, and one for the language models where some are asked."""

    def __init__(self, progress: Progress, studies: int, *, asks: bool) -> None:
        self._progress = progress
        self._asked = progress.add_task("ask", total=studies, note="") if asks else None
        self._bars: dict[StageName, TaskID] = {name: progress.add_task(name, total=studies, note="") for name in STEPS}

    def __call__(self, stage: StageName) -> None:
        """Take note that a stage is over for one study."""
        self._progress.advance(self._bars[stage])

    def asked(self, study_ids: Iterable[str]) -> Iterator[str]:
        """The same studies, each booked as answered by the models."""
        for study_id in study_ids:
            if self._asked is not None:
                self._progress.advance(self._asked)
            yield study_id


@contextmanager
def stage_progress(console: Console, studies: int, *, asks: bool) -> Iterator[StageProgress]:
    """Show one bar per stage while the block runs; ``asks`` says whether language models are asked."""
    columns = (
        TextColumn("  {task.description:<10}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("studies"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield StageProgress(progress, studies, asks=asks)


def flow_table(counts: Sequence[StageCounts]) -> Table:
    """What went into each stage and what came out."""
    table = Table(title="What went in, and what came out", title_justify="left")
    table.add_column("stage")
    table.add_column("items")
    for name in ("in", "kept", "dropped", "failed"):
        table.add_column(name, justify="right")
    for one in counts:
        dropped, failed = sum(one.dropped.values()), sum(one.failed.values())
        table.add_row(one.stage, one.unit, str(one.total), str(one.kept), str(dropped), str(failed))
    return table


def reason_table(counts: Sequence[StageCounts]) -> Table | None:
    """Why items were lost; None where none was."""
    table = Table(title="Why items were left out", title_justify="left")
    for name, justify in (("stage", "left"), ("reason", "left"), ("count", "right"), ("meaning", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for one in counts:
        for reasons in (one.dropped, one.failed):
            for code, count in sorted(reasons.items(), key=lambda item: -item[1]):
                table.add_row(one.stage, code, str(count), Reason[code.upper()].sentence)
    return table if table.row_count else None
