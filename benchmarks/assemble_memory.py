"""How long the assembly of a large data set takes, and how its memory grows with the studies.

    python benchmarks/assemble_memory.py [--studies 33000] [--templates petar,size] [--steps 10] [--search]

Joins the results of made-up studies (with label maps of all classes, so more questions than a real study has) into
tables in a temporary folder and prints a Markdown table: studies, questions, seconds, and the process's memory after
each step; then the sizes of the tables. The memory that the tables need once, with the first studies, is shown apart
from what grows after. ``--search`` looks for identifiers in the tables afterwards, as a build does.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from synthetic_results import synthetic_ids, synthetic_studies

from pet_ground.config import AnatomySettings, TemplateKind
from pet_ground.dataset import DatasetLayout
from pet_ground.dataset.residual import Gate, Known, StudyFacts, search, study_facts
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


class MadeUpFacts(Mapping[str, StudyFacts]):
    """What is known of each made-up study, made when it is asked for, as a build reads its work orders."""

    def __init__(self, studies: int) -> None:
        self._numbers = {synthetic_ids(number)[0]: number for number in range(studies)}
        self._made = lru_cache(16)(lambda number: study_facts(_identifiers(number), frozenset(), "2015-06-07"))

    def __getitem__(self, study_id: str) -> StudyFacts:
        return self._made(self._numbers[study_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _identifiers(number: int) -> tuple[str, ...]:
    name = "".join(chr(ord("a") + int(digit)) for digit in f"{number:07d}")
    return (f"xq{name}^zy{name}", f"PID-{number:07d}", str(10**8 + number), "19500102", "20200310", "XQUARRY HOSPITAL")


def search_tables(root: Path, studies: int) -> None:
    """Look for identifiers in the tables, and print what that takes."""
    begin, before = time.process_time(), resident_mib()
    own = frozenset(name for number in range(studies) for name in synthetic_ids(number)[:2])
    known = Known(MadeUpFacts(studies), frozenset(), frozenset(), own)
    found = search(root, Gate(known, frozenset()), own)
    spent = time.process_time() - begin
    print(f"searched in {spent:.0f} s of CPU: {len(found)} findings, {resident_mib() - before:+.0f} MiB, ", end="")
    print(f"peak {peak_mib():.0f} MiB")


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=33_000)
    parser.add_argument("--templates", default="petar")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--search", action="store_true")
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
        if options.search:
            search_tables(layout.root, options.studies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
