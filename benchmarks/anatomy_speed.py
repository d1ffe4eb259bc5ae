"""What segmenting one whole-body CT costs: time and peak memory of the kept networks, on weights made here.

    python benchmarks/anatomy_speed.py [--slices 300] [--mode fast] [--kind real_size] [--grid 3mm] [--stock]

It needs the extra ``anatomy`` (the environment of ``make test-anatomy``). The network has the size of the published one
and random weights: what it costs is the same, its labels mean nothing. ``--kind random`` takes a tiny network: then
what is left is what everything around the network costs. ``--stock`` runs TotalSegmentator's own function too. Threads
are those of ``OMP_NUM_THREADS``. Prints a Markdown table; memory is that of the process with all its children.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nibabel as nib
import numpy as np

from pet_ground.anatomy import TotalSegmentatorHome, segment
from pet_ground.anatomy.totalseg_process import KEPT
from pet_ground.anatomy.weights import MODELS

HELPERS = Path(__file__).resolve().parents[1] / "tests" / "anatomy"
PIXEL_MM, SLICE_MM, PIXELS = 0.977, 3.27, 512
LOOK_S = 0.05
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Wall clock and CPU time in s, and the largest sum of resident memory in bytes, of a process and its children."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_bytes: int = 0


def family(pid: int) -> Iterator[int]:
    """A process and all that it has started, as far as they live."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def look(cost: Cost, root: int, before_s: dict[int, float]) -> None:
    """Add what the processes under ``root`` use now."""
    total, cpu = 0, 0.0
    for pid in set(family(root)) - {root}:
        try:
            facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(facts[21]) * os.sysconf("SC_PAGE_SIZE")
        before_s[pid] = (int(facts[11]) + int(facts[12])) / TICKS
    cpu = sum(before_s.values())
    cost.peak_bytes, cost.cpu_s = max(cost.peak_bytes, total), cpu


@contextmanager
def measured() -> Iterator[Cost]:
    """Watch all child processes of this one."""
    cost, seen, done = Cost(), {}, threading.Event()
    start = Cost()
    look(start, os.getpid(), seen)

    def watch() -> None:
        while not done.wait(LOOK_S):
            look(cost, os.getpid(), seen)

    watcher = threading.Thread(target=watch)
    began = time.monotonic()
    watcher.start()
    try:
        yield cost
    finally:
        done.set()
        watcher.join()
        cost.wall_s = time.monotonic() - began
        cost.cpu_s -= start.cpu_s


def whole_body(path: Path, slices: int) -> None:
    """A CT of 512 x 512 pixels: an ellipse with bones and lungs in air, with noise."""
    rng = np.random.default_rng(1)
    x, y = np.meshgrid(*[np.linspace(-1, 1, PIXELS)] * 2, indexing="ij")
    plane = np.where((x / 0.7) ** 2 + (y / 0.5) ** 2 < 1, 40, -1000)
    plane[(x / 0.08) ** 2 + ((y + 0.3) / 0.08) ** 2 < 1] = 600
    plane[((np.abs(x) - 0.3) / 0.2) ** 2 + (y / 0.3) ** 2 < 1] = -800
    hu = np.empty((PIXELS, PIXELS, slices), dtype=np.int16)
    for k in range(slices):
        hu[:, :, k] = plane + rng.normal(0, 15, plane.shape)
    nib.save(nib.Nifti1Image(hu, np.diag([PIXEL_MM, PIXEL_MM, SLICE_MM, 1.0])), path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--mode", choices=list(MODELS), default="fast")
    parser.add_argument("--kind", choices=["real_size", "random"], default="real_size")
    parser.add_argument("--grid", choices=["3mm", "ct"], default="3mm")
    parser.add_argument("--stock", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights, ct = folder / "weights", folder / "ct.nii.gz"
        made = [
            sys.executable,
            "-W",
            "ignore",
            str(HELPERS / "make_weights.py"),
            str(weights),
            chosen.mode,
            chosen.kind,
        ]
        subprocess.run(made, check=True)  # noqa: S603 (our own script)
        rows: dict[str, Cost] = {}
        whole_body(folder / "small.nii.gz", 4)
        home, scratch = TotalSegmentatorHome(weights), folder / "scratch"
        if chosen.kind == "random":
            segment(folder / "small.nii.gz", folder / "small_out.nii.gz", chosen.mode, scratch, home)
        whole_body(ct, chosen.slices)
        with measured() as rows["kept"]:
            segment(ct, folder / "out.nii.gz", chosen.mode, scratch, home, chosen.grid)
        KEPT.close()
        if chosen.stock:
            run = [str(HELPERS / "stock_run.py"), str(folder / "home"), str(weights), chosen.mode]
            with measured() as rows["stock"]:
                paths = [str(ct), str(folder / "stock.nii.gz")]
                command = [sys.executable, "-W", "ignore", *run, *paths]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own script)
        size = (folder / "out.nii.gz").stat().st_size
    print(
        f"\n{chosen.mode}, {chosen.kind}, 512 x 512 x {chosen.slices}, labels on {chosen.grid}: {size / 1e3:.0f} kB\n"
    )
    print("| | wall clock, s | CPU, s | peak memory, GiB |\n|---|---|---|---|")
    for what, cost in rows.items():
        print(f"| {what} | {cost.wall_s:.0f} | {cost.cpu_s:.0f} | {cost.peak_bytes / 2**30:.2f} |")


if __name__ == "__main__":
    main()
