"""What becomes of lesions on the 3 mm grid: volume, piece, place, and the maximum of the PET.

    python benchmarks/grid_3mm.py [--repeats 2] [--seed 1] [--fwhm 6]

Paints spheres, ellipsoids and irregular lesions of 0.3 to 60 ml (see grid_3mm_phantom.py), scans them at random places
between the voxels of three vendors' grids, straight, flipped and oblique, and resamples PET and mask. Prints Markdown:
masks by volume, the maximum by volume and by scanner, and time and memory for whole scans. The maximum is compared with
what a scan that was sampled directly at 3 mm would show of the same lesion, in the same mask.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from grid_3mm_phantom import PLACES, SHAPES, VENDORS, affine_ras, points_of, scanned, thing
from numpy.typing import NDArray

from pet_ground.imaging import Grid, LocalMask, Volume, grid_3mm, grid_of, resample_image, resample_masks, resample_pet
from pet_ground.imaging.mask_joining import parts_of
from pet_ground.imaging.resample import OUTSIDE_SUV

VOLUMES_ML = (0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
SMALL_ML = 2.0
"""Up to here the way of sampling decides how much of the maximum is left, and halves are under 1 ml."""
SCANS = {
    "usual, 4.07 x 4.07 x 3.27 mm": ((300, 200, 200), (3.27, 4.07, 4.07)),
    "large, 1.65 x 1.65 x 2 mm": ((1000, 400, 400), (2.0, 1.65, 1.65)),
}


@dataclass(frozen=True)
class Case:
    """One lesion on 3 mm against its native self.

    Attributes:
        volume_ml, scanner: what it was.
        ratio: volume on 3 mm to native volume.
        half_ratio: the same of its two halves, which touch, resampled together: the one further from 1; None where
            the lesion is too small for halves of 1 ml.
        shared: voxels that both halves hold.
        parts: pieces on 3 mm.
        moved_mm: distance of the centres.
        kept: of the native maximum within the mask, by way of sampling.
        holds: whether the hottest voxel of the lesion lies in the mask.
    """

    volume_ml: float
    scanner: str
    ratio: float
    half_ratio: float | None
    shared: int
    parts: int
    moved_mm: float
    kept: dict[str, float]
    holds: bool


def case(volume_ml: float, shape: str, scanner: str, place: str, fwhm_mm: float, rng: np.random.Generator) -> Case:
    """Scan one lesion and resample it."""
    one = thing(shape, volume_ml, rng, fwhm_mm)
    pet, mask = scanned(one, affine_ras(place, VENDORS[scanner], rng), rng)
    grid = near(pet, one.reach_mm, rng)
    inside = mask.array > 0
    (small,) = on_grid(pet, [inside], grid)
    direct = one.suv(points_of(grid.blank))
    spline = resample_pet(pet, grid).array
    linear = resample_image(pet, grid, OUTSIDE_SUV).array
    top = float(pet.array[inside].max())
    index = np.argwhere(inside)
    side = (index - index.mean(axis=0)) @ rng.normal(size=3) > 0
    halves = [painted(index[own], inside.shape) for own in (side, ~side)]
    parts = on_grid(pet, halves, grid) if side.any() and not side.all() else []
    ratios = [ratio(part, half, pet, grid) for part, half in zip(parts, halves, strict=False)]
    centre = pet.to_lps(index.mean(axis=0)) - grid.blank.to_lps(np.argwhere(small).mean(axis=0))
    return Case(
        volume_ml,
        scanner,
        ratio(small, inside, pet, grid),
        max(ratios, key=lambda r: abs(r - 1)) if volume_ml > SMALL_ML and ratios else None,
        int(np.count_nonzero(parts[0] & parts[1])) if parts else 0,
        parts_of(small)[1],
        float(np.linalg.norm(centre)),
        {name: float(a[small].max()) / top for name, a in (("direct", direct), ("spline", spline), ("linear", linear))},
        bool(small[np.unravel_index(int(spline.argmax()), spline.shape)]),
    )


def near(pet: Volume, reach_mm: float, rng: np.random.Generator) -> Grid:
    """The part of the 3 mm grid around the lesion, moved by part of a voxel: a whole scan's middle lies anywhere."""
    whole = grid_3mm(pet)
    middle, half = np.array(whole.shape_kji) // 2, int(reach_mm / 3) + 3
    part = whole.part(middle - half, middle + half)
    part.affine_lps[:3, 3] += rng.uniform(-1.5, 1.5, 3)
    return part


def on_grid(pet: Volume, masks: Iterable[NDArray[np.bool_]], grid: Grid) -> list[NDArray[np.bool_]]:
    """Masks of one scan on the grid, each as a whole array."""
    local = [LocalMask((0, 0, 0), mask) for mask in masks]
    found = resample_masks(grid_of(pet), local, [None] * len(local), grid)
    return [one.mask.full(grid.shape_kji) > 0 for one in found if one.mask is not None]


def painted(index: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    out = np.zeros(shape, dtype=bool)
    out[tuple(index.T)] = True
    return out


def ratio(small: NDArray[np.bool_], native: NDArray[np.bool_], pet: Volume, grid: Grid) -> float:
    return float(np.count_nonzero(small) * grid.blank.voxel_ml / (np.count_nonzero(native) * pet.voxel_ml))


def spread(values: Iterable[float]) -> str:
    """Median, and lowest to highest."""
    all_of = list(values)
    return f"{statistics.median(all_of):.3f} ({min(all_of):.3f} to {max(all_of):.3f})"


def mask_table(cases: list[Case]) -> None:
    print(
        "| volume | lesions | vanished | volume 3 mm / native | halves that touch | shared voxels | in pieces ", end=""
    )
    print("| centre moved, mm | holds the maximum |\n|---|---|---|---|---|---|---|---|---|")
    for volume_ml in VOLUMES_ML:
        rows = [one for one in cases if one.volume_ml == volume_ml]
        halves = [one.half_ratio for one in rows if one.half_ratio is not None]
        print(
            f"| {volume_ml:g} ml | {len(rows)} | {sum(one.ratio == 0 for one in rows)} "
            f"| {spread(one.ratio for one in rows)} | {spread(halves) if halves else ''} "
            f"| {sum(one.shared for one in rows)} | {sum(one.parts > 1 for one in rows)} "
            f"| {max(one.moved_mm for one in rows):.1f} | {sum(one.holds for one in rows)} |"
        )


def peak_table(cases: list[Case], name: str, of: Callable[[Case], object]) -> None:
    print(f"\n| {name} | sampled at 3 mm | B-spline | linear | B-spline / what 3 mm can show | linear / the same |")
    print("|---|---|---|---|---|---|")
    for key in dict.fromkeys(of(one) for one in cases):
        rows = [one.kept for one in cases if of(one) == key]
        cells = [spread(kept[way] for kept in rows) for way in ("direct", "spline", "linear")]
        cells += [spread(kept[way] / min(1.0, kept["direct"]) for kept in rows) for way in ("spline", "linear")]
        print(f"| {key} | {' | '.join(cells)} |")


def cost(scan: str, way: str) -> tuple[float, float]:
    """Seconds of CPU and MiB of memory beyond the scan itself. The grid is turned by 3 degrees for an oblique scan."""
    shape, (k, j, i) = SCANS[scan]
    pet = Volume(np.random.default_rng(1).random(shape, dtype=np.float32), np.diag([i, j, k, 1.0]))
    grid = grid_3mm(pet)
    if way == "B-spline, oblique":
        c, s = np.cos(np.deg2rad(3)), np.sin(np.deg2rad(3))
        grid.affine_lps[:3, :3] @= np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    if way == "linear":
        resample_image(pet, grid, OUTSIDE_SUV)
    else:
        resample_pet(pet, grid)
    took = time.process_time() - begin
    return took, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def cost_rows() -> list[str]:
    """Each in a process of its own. A process begins with the peak of the one that starts it: before all else, then."""
    rows = []
    for scan in SCANS:
        for way in ("B-spline", "linear", "B-spline, oblique"):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                took, more = pool.submit(cost, scan, way).result()
            rows.append(f"| {scan} | {way} | {took:.1f} | {more:.0f} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fwhm", type=float, default=6.0)
    options = parser.parse_args()
    rows = cost_rows()
    rng = np.random.default_rng(options.seed)
    cases = [
        case(volume_ml, shape, scanner, PLACES[int(rng.integers(len(PLACES)))], options.fwhm, rng)
        for volume_ml in VOLUMES_ML
        for shape in SHAPES
        for scanner in VENDORS
        for _ in range(options.repeats)
    ]
    mask_table(cases)
    peak_table(cases, "volume", lambda one: f"{one.volume_ml:g} ml")
    small = [one for one in cases if one.volume_ml <= SMALL_ML]
    peak_table(small, f"scanner, lesions up to {SMALL_ML:g} ml", lambda one: one.scanner)
    print("\n| scan | way | s of CPU | MiB more |\n|---|---|---|---|", *rows, sep="\n")


if __name__ == "__main__":
    main()
