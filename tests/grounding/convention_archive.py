"""Small archives for the site profile: volumes with foci of known SUVmax, and mentions numbered in any way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from grounding_phantoms import affine_of, mention, position
from numpy.typing import NDArray

from pet_ground.grounding.slices import SliceStack
from pet_ground.grounding.trials import try_conventions
from pet_ground.imaging import Volume
from pet_ground.records import Mention
from pet_ground.records.profile import Convention, TrialsResult

SHAPE_KJI, SPACING_MM = (71, 26, 22), (3.0, 4.0, 4.5)
FIRST_MM = -640.0
CT = SliceStack(slices=52, first_mm=-661.0, step_mm=5.0)
"""A CT that begins below the PET and ends above it, with slices of its own."""


@dataclass(frozen=True)
class Habit:
    """How a site reports: its convention, the share of wrong slices, and the largest error of slices and SUVs.

    With ``as_position`` a table position is told as one, with its sign and a decimal.
    """

    convention: Convention
    wrong: float = 0.0
    slice_error: int = 0
    suv_error: float = 0.0
    series: str = "unspecified"
    as_position: bool = False


def convention(words: str) -> Convention:
    numbered, origin, *base = words.split("-")
    return Convention(numbered=numbered, origin=origin, base=int(base[0]) if base else 1)


def number_of(k: int, way: Convention, ct: SliceStack) -> int:
    """What a person reads off at slice k of the PET: written anew here, not taken from the package."""
    z_mm = FIRST_MM + k * SPACING_MM[0]
    if way.numbered == "mm":
        return round(-z_mm) if way.origin == "head" else round(z_mm)
    count, rank = SHAPE_KJI[0], k
    if way.numbered == "ct":
        count = ct.slices
        rank = min(range(count), key=lambda n: abs(ct.first_mm + n * ct.step_mm - z_mm))
    return (count - 1 - rank if way.origin == "head" else rank) + way.base


def study(
    seed: int, habit: Habit, foci: int = 4, scanner: str = "", ct: SliceStack = CT, ks: list[int] | None = None
) -> TrialsResult:
    """A noisy body with foci, and the trials of the report on it."""
    rng = np.random.default_rng(seed)
    array = rng.normal(1.0, 0.15, SHAPE_KJI).astype(np.float32)
    chosen = rng.choice(np.arange(4, SHAPE_KJI[0] - 4, 4), foci, replace=False) if ks is None else np.array(ks)
    told = [_focus(array, int(k), rng, habit, ct, n) for n, k in enumerate(chosen, start=1)]
    pet = Volume(array, affine_of(SPACING_MM, (-50.0, -50.0, FIRST_MM)))
    return TrialsResult(scanner=scanner, mentions=foci, trials=try_conventions(pet, ct, told, ()))


def _focus(
    array: NDArray[np.float32], k: int, rng: np.random.Generator, habit: Habit, ct: SliceStack, number: int
) -> Mention:
    j, i = (int(rng.integers(3, size - 3)) for size in array.shape[1:])
    suv = round(float(rng.uniform(4.0, 16.0)), 1)
    array[k - 1 : k + 2, j - 1 : j + 2, i - 1 : i + 2] = 0.5 * suv
    array[k, j, i] = suv
    shown = k + int(rng.integers(-habit.slice_error, habit.slice_error + 1))
    if rng.random() < habit.wrong:
        shown = int(rng.integers(0, array.shape[0]))
    reported = round(suv * (1 + float(rng.uniform(-habit.suv_error, habit.suv_error))), 1)
    if habit.as_position:
        z_mm = round(FIRST_MM + shown * SPACING_MM[0], 1)
        told = position(reported, -z_mm if habit.convention.origin == "head" else z_mm, number)
    else:
        told = mention(reported, number_of(shown, habit.convention, ct), number)
    return told.model_copy(update={"slice_series": habit.series, "start": 100 * number, "end": 100 * number + 50})
