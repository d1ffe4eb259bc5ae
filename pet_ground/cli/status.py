"""``pet-ground status``."""

from __future__ import annotations

from pathlib import Path

import typer


def status(out: Path = typer.Argument(..., help="Folder of a data set, finished or not.")) -> None:
    """Say how far a build is, and what came out of it."""
    from rich.console import Console

    from pet_ground.run.counted import studies_counted
    from pet_ground.run.progress import flow_table, reason_table
    from pet_ground.run.state import read_state

    state = read_state(out)
    console = Console(markup=False, highlight=False)
    console.print(f"pipeline {state.pipeline}, {studies_counted(len(state.studies))} begun")
    for stage, done in state.done.items():
        console.print(f"  {stage:<10} {studies_counted(done)} done")
    if state.counts is None:
        console.print("not assembled yet: run the same build again to finish it")
        return
    console.print(flow_table(state.counts))
    reasons = reason_table(state.counts)
    if reasons is not None:
        console.print(reasons)
    if state.quarantined:
        console.print(
            f"in quarantine: {studies_counted(state.quarantined)}, listed in quarantine.csv of the private folder",
            soft_wrap=True,
        )
    if state.stopped:
        console.print(
            "NOT FINISHED, NOT FIT TO BE PUBLISHED: something in it identifies a person; the findings are listed in "
            "residual.csv of the private folder",
            soft_wrap=True,
        )
