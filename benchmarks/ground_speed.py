"""What finding and contouring one lesion costs on a whole-body PET in memory.

    python benchmarks/ground_speed.py [--runs 5]

Times candidates and contour of lesions in an even body of 200 x 200 x 300 voxels with noise, some beside a hot organ,
in milliseconds of CPU: all mentions of one report together, each alone, and one whose SUVmax lies on an organ's flank,
for which shoulders are sought in vain. Prints a Markdown table with the median and
range of the runs, and the ratio to one plain labelling of the volume with scikit-image (threshold 2.5) and to the
published rules (``ground.search: huemann2025``).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hot_organs import mention_of
from hot_organs_phantom import Planted
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.measure import label

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.demo.lesions import Lesion
from pet_ground.demo.sites import Site
from pet_ground.grounding import ground_mentions
from pet_ground.grounding.matching import Target
from pet_ground.grounding.search import LesionSearch
from pet_ground.grounding.slices import SliceNumbering, SliceStack
from pet_ground.imaging import Volume
from pet_ground.records import Mention
from pet_ground.units import FWHM_PER_SIGMA

SHAPE = (300, 200, 200)
SPACING_MM = (3.0, 3.4, 3.6)
FWHM_MM = 6.0
LESIONS, BESIDE = 20, 5
ORGAN_SUV, ORGAN_MM, BODY_SUV, NOISE = 20.0, 60.0, 0.8, 0.05
LABELLED_FROM_SUV, FLANK = 2.5, 0.8


def ball(array: NDArray[np.float32], centre: NDArray[np.float64], diameter_mm: float, suv: float) -> NDArray[np.bool_]:
    """Paint a ball; its voxels."""
    axes = np.ogrid[tuple(slice(0, n) for n in array.shape)]
    square = sum(((axis - c) * step) ** 2 for axis, c, step in zip(axes, centre, SPACING_MM, strict=True))
    inside: NDArray[np.bool_] = square <= (diameter_mm / 2) ** 2
    array[inside] = suv
    return inside


def study(rng: np.random.Generator) -> tuple[Volume, list[Planted]]:
    """A body with hot organs and lesions; each lesion has its own slices, so that none is like another."""
    array = np.zeros(SHAPE, dtype=np.float32)
    array[:, 40:160, 30:170] = BODY_SUV
    balls = []
    for n in range(LESIONS):
        centre = np.array([12.0 + 14 * n, rng.uniform(70, 120), rng.uniform(60, 130)])
        diameter = float(rng.uniform(10, 25))
        if n < BESIDE:
            away = np.array([0.0, 0.0, (ORGAN_MM + diameter + 5) / 2 / SPACING_MM[2]])
            ball(array, centre + away, ORGAN_MM, ORGAN_SUV)
        balls.append(ball(array, centre, diameter, float(rng.uniform(5, 12))))
    blurred = gaussian_filter(array, [FWHM_MM / FWHM_PER_SIGMA / step for step in SPACING_MM])
    noise = gaussian_filter(rng.standard_normal(SHAPE, dtype=np.float32), 0.9)
    pet = np.maximum(blurred + np.sqrt(blurred) * noise * np.float32(NOISE / noise.std()), 0)
    affine = np.diag([*SPACING_MM[::-1], 1.0])
    return Volume(pet, affine), [_planted(pet, inside) for inside in balls]


def _planted(pet: NDArray[np.float32], inside: NDArray[np.bool_]) -> Planted:
    where = np.argwhere(inside)
    k, j, i = (int(n) for n in where[int(np.argmax(pet[inside]))])
    lesion = Lesion(Site("focus", "Chest", "", None, (0, 0, 0), (10, 25)), (0, 0, 0), (5, 5, 5), 1.0)
    return Planted("", "", lesion, inside, (k, j, i), float(pet[k, j, i]), SHAPE[0] - k, own_maximum=True)


def flank_of(beside: Planted) -> Mention:
    """A mention in a lesion's slice of an SUVmax that only the flank of the organ beside it has."""
    return mention_of(replace(beside, suv_max=FLANK * ORGAN_SUV), 1)


def cpu_ms(work: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of CPU of each run, after one that does not count."""
    work()
    took = []
    for _ in range(runs):
        begin = time.process_time()
        work()
        took.append(1000 * (time.process_time() - begin))
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    pet, planted = study(np.random.default_rng(1))
    mentions = [mention_of(one, n) for n, one in enumerate(planted, start=1)]
    site = SiteProfile(psf_fwhm_mm=FWHM_MM)
    ours = GroundSettings(agreement=False)
    published = GroundSettings(search="huemann2025", agreement=False)
    numbering = SliceNumbering(SliceStack.of(pet), None, site)
    targets = [Target.of(one, numbering, ours) for one in mentions]

    def found() -> None:
        search = LesionSearch(pet, targets, ours, site)
        for target in targets:
            search.fitting(target)

    rows = {
        "candidates and contours of 20 mentions": cpu_ms(found, runs),
        "a study with 20 mentions, measures and checks too": cpu_ms(
            lambda: ground_mentions(pet, mentions, ours, site), runs
        ),
        "one mention alone": [
            statistics.median(cpu_ms(lambda one=one: ground_mentions(pet, [one], ours, site), 1)) for one in mentions
        ],
        "one mention without a maximum: shoulders are sought": cpu_ms(
            lambda: ground_mentions(pet, [flank_of(planted[0])], ours, site), runs
        ),
        "labelling with scikit-image": cpu_ms(lambda: label(pet.array >= LABELLED_FROM_SUV, connectivity=1), runs),
        "huemann2025, 20 mentions": cpu_ms(lambda: ground_mentions(pet, mentions, published, site), max(1, runs // 2)),
    }
    per_lesion = statistics.median(rows["candidates and contours of 20 mentions"]) / LESIONS
    print("| work | ms of CPU, median | range |\n|---|---|---|")
    for name, took in rows.items():
        print(f"| {name} | {statistics.median(took):.1f} | {min(took):.1f} to {max(took):.1f} |")
    labelling = statistics.median(rows["labelling with scikit-image"])
    theirs = statistics.median(rows["huemann2025, 20 mentions"]) / LESIONS
    print(f"\n{per_lesion:.1f} ms per lesion: 1/{labelling / per_lesion:.0f} of one labelling of the volume,")
    print(f"1/{theirs / per_lesion:.1f} of the published rules ({theirs:.1f} ms per lesion)")


if __name__ == "__main__":
    main()
