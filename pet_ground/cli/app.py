"""The command line: ``pet-ground COMMAND``. Commands parse, call and print; their heavy imports wait until they run.

Exit codes: 0 all well; 1 some items failed, or the one study was refused; 2 bad usage or input; 3 a bug of ours;
130 interrupted.
"""

from __future__ import annotations

import sys

import typer

from pet_ground import __version__
from pet_ground.cli import (
    build,
    convert,
    demo,
    doctor,
    evaluate,
    export_masks,
    extract,
    ground,
    index,
    profile,
    status,
    validate,
)
from pet_ground.errors import PetGroundError, ServiceError, StageBug, UsageError, describe

EXIT_FAILED_ITEMS = 1
EXIT_USAGE = 2
EXIT_BUG = 3
PLEASE = "Please report it with this line; it holds no patient data."

app = typer.Typer(
    name="pet-ground",
    help="From a hospital's PET/CT archive and its reports to lesion-text-mask data sets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("build")(build.build)
app.command("ground")(ground.ground)
app.command("index")(index.index)
app.command("convert")(convert.convert)
app.command("extract")(extract.extract)
app.command("evaluate-extraction")(evaluate.evaluate)
app.command("profile")(profile.profile)
app.command("status")(status.status)
app.command("validate")(validate.validate)
app.command("export-masks")(export_masks.export_masks)
app.command("doctor")(doctor.doctor)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"pet_ground {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version and exit."),
) -> None:
    """Build lesion-text-mask data sets from a PET/CT archive and its reports."""


def main() -> None:
    """Run a command; turn the errors that people can mend into one line and an exit code."""
    try:
        app()
    except UsageError as exc:
        _stop(f"error: {exc}", EXIT_USAGE)
    except StageBug as exc:
        _stop(f"bug: {exc}\n{PLEASE}", EXIT_BUG)
    except ServiceError as exc:
        _stop(f"service: {exc}", EXIT_FAILED_ITEMS)
    except PetGroundError as exc:
        _stop(f"refused: {exc}", EXIT_FAILED_ITEMS)
    except OSError as exc:
        _stop(f"error: {exc.strerror or type(exc).__name__}: {exc.filename or ''}", EXIT_USAGE)
    except Exception as exc:  # noqa: BLE001  (an unexpected error may quote patient data: only its type and place are shown)
        _stop(f"bug: {describe(exc)}\n{PLEASE}", EXIT_BUG)


def _stop(message: str, code: int) -> None:
    typer.echo(message, err=True)
    sys.exit(code)
