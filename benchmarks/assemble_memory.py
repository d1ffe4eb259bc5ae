"""How long the assembly of a large data set takes, and how its memory grows with the studies.

    python benchmarks/assemble_memory.py [--studies 33000] [--templates petar,size] [--steps 10]

Joins the results of made-up studies (with label maps of all classes, so more questions than a real study has) into
tables in a temporary folder and prints a Markdown table: studies, questions, seconds, and the process's memory after
each step; then the sizes of the tables. The memory that the tables need once, with the first studies, is shown apart
from what grows after.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from synthetic_results import synthetic_studies

from pet_ground.config import AnatomySettings, TemplateKind
from pet_ground.dataset import DatasetLayout
from pet_ground.stages.assemble import StudyResults, assemble

MIB = 2**20


def resident_mib() -> float:
    """Memory of this process now, MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def peak_mib() -> float:
    """Highest memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def watched(studies: Iterable[StudyResults], every: int, started: float) -> Iterator[StudyResults]:
    """The studies, with a row of the table after every so many of them."""
    for number, one in enumerate(studies, start=1):
        yield one
        if number % every == 0:
            row = f"| {number:,} | {time.perf_counter() - started:.0f} | {resident_mib():.0f} | {peak_mib():.0f} |"
            print(row, flush=True)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=33_000)
    parser.add_argument("--templates", default="petar")
    parser.add_argument("--steps", type=int, default=10)
    options = parser.parse_args()
    kinds: tuple[TemplateKind, ...] = tuple(options.templates.split(","))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        layout = DatasetLayout(Path(folder))
        print("| studies | s | memory now, MiB | peak, MiB |\n|---:|---:|---:|---:|")
        studies = watched(synthetic_studies(options.studies), max(1, options.studies // options.steps), started)
        found = assemble(studies, (), (), layout, AnatomySettings(templates=kinds))
        print(f"\nassembled in {time.perf_counter() - started:.0f} s, peak {peak_mib():.0f} MiB")
        for one in found.counts:
            print(f"{one.stage}: {one.total:,} {one.unit}, {one.kept:,} kept")
        for path in layout.tables:
            lines = f", {sum(1 for _ in path.open('rb')):,} lines" if path.suffix == ".jsonl" else ""
            print(f"{path.name}: {path.stat().st_size / MIB:.0f} MiB{lines}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
