"""Trials of mentions without volumes: which slices hold a maximum, and which a number means, are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pet_ground.config import SiteProfile
from pet_ground.errors import ItemDropped
from pet_ground.grounding.slices import SliceNumbering, SliceStack, k_to_slice
from pet_ground.grounding.trials import CONVENTIONS
from pet_ground.records.profile import Convention, MentionTrial, TrialsResult

PET = SliceStack(slices=110, first_mm=-700.0, step_mm=3.0)
CT = SliceStack(slices=73, first_mm=-715.0, step_mm=5.0)


@dataclass(frozen=True)
class Readers:
    """Who reads at a site: the convention of each, with its share of the studies.

    Attributes:
        conventions: convention -> share of the studies.
        wrong: share of the mentions whose slice is any.
        wrong_studies: share of the studies in which all slices are any.
        by_chance: share of all slices that hold a maximum of about a mention's SUV.
        off: the largest error of a slice.
    """

    conventions: dict[Convention, float]
    wrong: float = 0.0
    wrong_studies: float = 0.0
    by_chance: float = 0.06
    off: int = 0


def archive(
    rng: np.random.Generator, readers: Readers, studies: int, foci: int = 3, scanner: str = "A"
) -> list[TrialsResult]:
    """The trials of some studies with ``foci`` mentions each."""
    ways, shares = list(readers.conventions), list(readers.conventions.values())
    results = []
    for _ in range(studies):
        way = ways[int(rng.choice(len(ways), p=shares))]
        wrong = 1.0 if rng.random() < readers.wrong_studies else readers.wrong
        trials = tuple(_trial(rng, readers, way, wrong) for _ in range(foci))
        results.append(TrialsResult(scanner=scanner, mentions=foci, trials=trials))
    return results


def _trial(rng: np.random.Generator, readers: Readers, way: Convention, wrong: float) -> MentionTrial:
    true = int(rng.integers(8, PET.slices - 8))
    near = {int(k) for k in np.flatnonzero(rng.random(PET.slices) < readers.by_chance)} | {true}
    shown = true + int(rng.integers(-readers.off, readers.off + 1))
    shown = int(rng.integers(0, PET.slices)) if rng.random() < wrong else shown
    number = _number(shown, way)
    return MentionTrial(
        suv_max=8.0,
        decimals=1,
        certain=True,
        slices=PET.slices,
        step_mm=PET.step_mm,
        places=tuple(_place(number, one) for one in CONVENTIONS),
        near=tuple((k, 0.0) for k in sorted(near)),
    )


def _number(k: int, way: Convention) -> int:
    site = SiteProfile(**way.model_dump())
    if way.numbered == "mm":
        return round(-PET.z_mm(k) if way.origin == "head" else PET.z_mm(k))
    if way.numbered == "pet":
        return k_to_slice(k, PET.slices, site)
    return k_to_slice(round((PET.z_mm(k) - CT.first_mm) / CT.step_mm), CT.slices, site)


def _place(number: int, way: Convention) -> tuple[int, int] | None:
    try:
        return SliceNumbering(PET, CT, SiteProfile(**way.model_dump())).range_of(number)
    except ItemDropped:
        return None
