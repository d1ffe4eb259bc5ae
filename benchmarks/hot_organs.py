"""How many lesions are found where finding is hard, and how well they are contoured.

    python benchmarks/hot_organs.py [--studies 9] [--seed 1 [2 ...]] [--wrong]

Builds synthetic studies (see hot_organs_phantom.py), asks for each lesion by its SUVmax with one decimal, its slice and
its side, as a report would, and prints a Markdown table: per kind of lesion how many were located, how many masks lie
in a wrong place, Dice, the reasons of the refusals, and milliseconds of CPU per mention. A lesion is located where the
mask's maximum lies inside the planted shape. Where it lies outside, but the mask is the lesion's all the same (Dice of
0.5 or more), it spilled over: neither located nor in a wrong place.

``--wrong`` asks for each lesion with an SUVmax 30 % too high or low, or a slice 15 off, one mention at a time. All of
them should be refused; the table counts what was taken instead: the lesion itself, another that happens to have these
numbers, or none at all.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from hot_organs_phantom import Case, Planted, make_case

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.grounding import Grounded, Refusal, ground_mentions
from pet_ground.records import Evidence, Laterality, Mention

FWHM_MM = 6.0
"""Resolution of the demo's scanner, as a site's profile would say."""

SAME_LESION_DICE = 0.5
"""Two masks of one lesion share more than they differ."""

WRONG_SUV, WRONG_SLICES = (1.3, 0.7), (15, -15)


@dataclass(frozen=True)
class Score:
    """One lesion: what it was, and what became of its mention (``dice`` is nan where nothing was grounded)."""

    planted: Planted
    located: bool
    spilled: bool
    wrong: bool
    dice: float
    reason: str
    flags: tuple[str, ...] = ()


def mention_of(one: Planted, number: int) -> Mention:
    """What a report says of a lesion: SUVmax with one decimal, slice, side."""
    suv, place = f"{one.suv_max:.1f}", str(one.axial_slice)
    sentence = f"SUVmax {suv}, slice {place}."
    evidence = (
        Evidence(field="suv_max", start=7, end=7 + len(suv), quote=suv),
        Evidence(field="axial_slice", start=15 + len(suv), end=15 + len(suv) + len(place), quote=place),
    )
    side = one.lesion.site.laterality
    return Mention(
        report_id="R", number=number, sentence=sentence, start=0, end=len(sentence), suv_max=float(suv),
        suv_decimals=1, axial_slice=one.axial_slice, laterality=None if side is None else Laterality(side),
        status="kept", evidence=evidence,
    )  # fmt: skip


def score(case: Case) -> tuple[list[Score], float]:
    """Ground all lesions of a study as one report; scores and seconds of CPU."""
    mentions = [mention_of(one, n) for n, one in enumerate(case.planted, start=1)]
    begin = time.process_time()
    results = ground_mentions(case.pet, mentions, GroundSettings(), SiteProfile(psf_fwhm_mm=FWHM_MM))
    seconds = time.process_time() - begin
    return [_score(one, result, case) for one, result in zip(case.planted, results, strict=True)], seconds


def _score(one: Planted, result: Grounded | Refusal, case: Case) -> Score:
    if isinstance(result, Refusal):
        return Score(one, located=False, spilled=False, wrong=False, dice=np.nan, reason=result.reason.value)
    mask = result.mask.full(case.pet.shape_kji).astype(bool)
    dice = float(2 * (mask & one.mask).sum() / (mask.sum() + one.mask.sum()))
    located = bool(one.mask[result.measures.peak_index_kji])
    spilled = not located and dice >= SAME_LESION_DICE
    return Score(one, located, spilled, not (located or spilled), dice, "", result.flags)


def wrong_mentions(one: Planted, slices: int) -> Iterable[tuple[str, Mention]]:
    """What a report with one wrong number says of a lesion, where there is such a slice."""
    right = mention_of(one, 1)
    for factor in WRONG_SUV:
        yield f"SUVmax x {factor}", right.model_copy(update={"suv_max": round(factor * one.suv_max, 1)})
    for shift in WRONG_SLICES:
        if 1 <= one.axial_slice + shift <= slices:
            yield f"slice {shift:+d}", right.model_copy(update={"axial_slice": one.axial_slice + shift})


def taken_for_wrong(case: Case) -> Counter[tuple[str, str]]:
    """How many mentions with each wrong number were refused, or taken for what."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in case.planted:
        for fault, mention in wrong_mentions(one, case.pet.shape_kji[0]):
            (result,) = ground_mentions(case.pet, [mention], GroundSettings(), SiteProfile(psf_fwhm_mm=FWHM_MM))
            counts[fault, _taken(one, result, case)] += 1
    return counts


def _taken(one: Planted, result: Grounded | Refusal, case: Case) -> str:
    if isinstance(result, Refusal):
        return "refused"
    mask = result.mask.full(case.pet.shape_kji).astype(bool)
    names = {True: "the lesion itself", False: "another lesion"}
    for other in sorted(case.planted, key=lambda planted: planted is not one):
        if other.mask[result.measures.peak_index_kji] or 2 * (mask & other.mask).sum() >= mask.sum():
            return names[other is one]
    return "no lesion"


def wrong_table(counts: Counter[tuple[str, str]]) -> str:
    """The Markdown table of what was taken for wrong numbers."""
    columns = ["refused", "the lesion itself", "another lesion", "no lesion"]
    lines = ["| wrong | mentions | " + " | ".join(columns) + " |", "|---" * (len(columns) + 2) + "|"]
    for fault in dict.fromkeys(name for name, _ in counts):
        row = [counts[fault, column] for column in columns]
        lines.append(f"| {fault} | {sum(row)} | " + " | ".join(str(n) for n in row) + " |")
    return "\n".join(lines)


def kinds_of(one: Planted) -> Iterable[str]:
    """Rows of the table that a lesion counts for."""
    yield "all"
    yield one.kind
    if one.lesion.touches_hot_organ:
        yield "touching a hot organ"
    if not one.own_maximum:
        yield "reported value is no maximum"


def table(scores: Iterable[Score]) -> str:
    """The Markdown table."""
    rows: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        for kind in kinds_of(one.planted):
            rows[kind].append(one)
    head = "| lesions | mentions | located | spilled over | wrong place | mean Dice | median | least | refused |"
    order = sorted(rows, key=lambda name: (name != "all", name))
    return "\n".join([head, "|---" * 9 + "|", *(_row(kind, rows[kind]) for kind in order)])


def _row(kind: str, scores: list[Score]) -> str:
    dice = np.array([one.dice for one in scores if one.located] or [np.nan])
    located, spilled, wrong = (sum(getattr(one, name) for one in scores) for name in ("located", "spilled", "wrong"))
    refused = ", ".join(f"{name} {n}" for name, n in Counter(one.reason for one in scores if one.reason).most_common())
    places = f"{located} ({located / len(scores):.1%}) | {spilled} | {wrong}"
    figures = f"{dice.mean():.3f} | {np.median(dice):.3f} | {dice.min():.3f}"
    return f"| {kind} | {len(scores)} | {places} | {figures} | {refused} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=9)
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    cases = (make_case(seed, index) for seed in options.seed for index in range(options.studies))
    if options.wrong:
        print(wrong_table(sum((taken_for_wrong(case) for case in cases), Counter())))
        return
    scores, seconds = [], 0.0
    for case in cases:
        found, took = score(case)
        scores += found
        seconds += took
    print(table(scores))
    print(f"\n{options.studies * len(options.seed)} studies, {1000 * seconds / len(scores):.1f} ms of CPU per mention")


if __name__ == "__main__":
    main()
