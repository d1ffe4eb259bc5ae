"""How fast the rule voter reads reports, and whether its time stays linear in their length.

    python benchmarks/extract_speed.py [--runs 5] [--corpus FILE.jsonl ...] [--studies 20]

Reads the labelled sentences of the tests, the reports of a synthetic archive, and every ``--corpus`` (JSON Lines with a
``text``), each repeated to at least MIN_SENTENCES, on one core, and prints a Markdown table of sentences per second of
CPU: median and range of the runs. The second table gives the seconds for hostile text of 1 to 16 times the length;
linear time means about 16 times the seconds.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pet_ground.demo import write_demo
from pet_ground.reports import extract_mentions, split_sentences

TESTS = Path(__file__).resolve().parents[1] / "tests" / "reports"
MIN_SENTENCES = 2_000
"""Sentences of one measurement: under a second, and far above the clock's grain."""
UNIT_CHARS = 25_000
"""Length of the shortest hostile text; the longest has sixteen times as much."""
GROWTH = (1, 2, 4, 8, 16)
HOSTILE = {
    "values and slices": "node SUV max 3.1 (slice 90), ",
    "a bare list": "SUV 1.1, 2.2, ",
    "open brackets": "SUV (((",
    "earlier values": "previously it was 3.1. ",
    "slices": "slices 3 and 4, ",
    "pairs": "(4:112) SUV ",
    "headings": "Findings: ",
    "tables": "Site | SUVmax | Slice\n",
    "blanks": "  \n",
}


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--studies", type=int, default=20)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    sources = {"labelled sentences of the tests": _labelled(), "synthetic archive": _demo(options.studies)}
    sources |= {
        path.name: [json.loads(line)["text"] for line in path.open(encoding="utf-8")] for path in options.corpus
    }
    lines = ["| text | sentences | sentences/s, median | range |", "|---|---|---|---|"]
    lines += [_speed(name, texts, options.runs) for name, texts in sources.items()]
    lines += ["", "| hostile text | " + " | ".join(f"{size}x [s]" for size in GROWTH) + " |", "|---" * 6 + "|"]
    lines += [_growth(name, unit) for name, unit in HOSTILE.items()]
    sys.stdout.write("\n".join(lines) + "\n")


def _labelled() -> list[str]:
    sys.path.insert(0, str(TESTS))
    modules = [__import__(path.stem) for path in sorted(TESTS.glob("report_corpus*.py"))]
    lists = (value for module in modules for name, value in vars(module).items() if name.isupper())
    return [entry[0] for entries in lists if isinstance(entries, list) for entry in entries]


def _demo(studies: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        write_demo(Path(folder), studies, seed=1)
        with (Path(folder) / "reports.csv").open(encoding="utf-8", newline="") as file:
            return [row["report_text"] for row in csv.DictReader(file)]


def _speed(name: str, texts: Sequence[str], runs: int) -> str:
    sentences = sum(len(split_sentences(text)) for text in texts)
    times = -(-MIN_SENTENCES // sentences)
    rates = [sentences * times / _seconds(itertools.chain.from_iterable([texts] * times)) for _ in range(runs)]
    median = statistics.median(rates)
    return f"| {name} | {sentences * times} | {median:.0f} | {min(rates):.0f} to {max(rates):.0f} |"


def _growth(name: str, unit: str) -> str:
    seconds = [_seconds(iter([(unit * (UNIT_CHARS * size // len(unit) + 1))[: UNIT_CHARS * size]])) for size in GROWTH]
    return f"| {name} | " + " | ".join(f"{second:.2f}" for second in seconds) + " |"


def _seconds(texts: Iterator[str]) -> float:
    begin = time.process_time()
    for text in texts:
        extract_mentions(text, "report")
    return time.process_time() - begin


if __name__ == "__main__":
    main()
