"""How many wrong matches the anatomical check of lesions flags, and how many right ones.

    python benchmarks/anatomy_check.py [--studies 40] [--first 0] [--seed 1] [--labels FILE] [--words]

Each synthetic study (anatomy_check_studies.py) gets lesions in places drawn at random (anatomy_check_places.py), each
with a sentence as reports word them, read like a report's. The check sees the sentence, a mask and the label map:

- right: the sentence of a lesion and its mask;
- wrong lesion: the mask of another lesion of the study;
- side swap: the mask of the lesion, its sentence with the other side;
- slice typo: a digit of the slice's number is another one, or two are exchanged; the mask is that of a focus in the
  wrong slice;
- typo, named side: the same, with a focus on the side that the sentence names: grounding takes no other;
- same slices: a focus elsewhere within 10 mm of the right height and on the named side: the hardest wrong lesion.

A wrong mask is *outside* where none of its voxels lies in the place that the sentence names, and its true place is no
part of the same organ on the same side, by the truth and not by the check. The others are in the named organ (``left
lung nodule`` beside the mask of one in the left lower lobe): no reader can tell those by the place. Both shares are
printed, with Wilson's 95 % intervals.

``--labels FILE`` takes a real label map (NIfTI, TotalSegmentator's ids) in place of the phantom's, and the places that
are whole structures of it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nibabel as nib
import numpy as np
from anatomy_check_places import SPOTS, partner, weight
from anatomy_check_spots import EVERYWHERE, NamedSpot, Side
from anatomy_check_studies import PlantedLesion, SyntheticStudy, make_study

from pet_ground.anatomy import ID_OF
from pet_ground.config import ExtractSettings
from pet_ground.demo.phrases import SINGLE
from pet_ground.grounding import OrganDistances, check_place
from pet_ground.imaging import LocalMask
from pet_ground.imaging.volume import canonical
from pet_ground.records import Mention
from pet_ground.stages.extract import extract
from pet_ground.stages.named_organs import named_place
from pet_ground.wilson import wilson_interval

LESIONS = 16
"""Lesions of a study, each in a place of its own."""

SAME_SLICES_MM = 10.0
TYPO_MM = 6.0
"""How far from the wrong slice the centre of a focus lies that crosses it."""

LEAST_TYPO = 5
"""Slices: a smaller slip leaves the right lesion within reach of grounding."""

OFF_SIDE_MM = 10.0
"""How far over the midline a focus still passes for the named side."""

KINDS = ("right", "wrong lesion", "side swap", "slice typo")
HARDER = ("typo, named side", "same slices")


@dataclass(frozen=True)
class Trial:
    """A sentence beside a mask.

    Attributes:
        kind: of ``KINDS`` or ``HARDER``.
        name: words of the place in the sentence.
        told: the place that they name.
        mask: the voxels beside it.
        found: the place in which they truly lie.
        is_outside: whether none of them lies in the place that the sentence names, or in its organ.
    """

    kind: str
    name: str
    told: NamedSpot
    mask: LocalMask
    found: NamedSpot
    is_outside: bool = False


@cache
def mention_of(name: str, template: int) -> Mention | None:
    """The sentence as it is read; None where it is not kept."""
    capital = name[0].upper() + name[1:]
    numbers = {"v": "7.9", "s": 120, "mm": 14, "lower": "5.1", "higher": "9.3", "d": "03/04/2011", "m": "PET", "n": 3}
    text = f"FINDINGS: {SINGLE[template].format(p=name, P=capital, **numbers)}"
    kept = [one for one in extract(text, "study", ExtractSettings()).mentions if one.status == "kept"]
    return kept[0] if len(kept) == 1 else None


class Trials:
    """The sentences and masks of one study, over the places that it can hold."""

    def __init__(self, study: SyntheticStudy, spots: tuple[NamedSpot, ...]) -> None:
        self.study, self.spots, self.rng = study, spots, study.rng
        weights = np.array([weight(one) for one in spots])
        self.weights = weights / weights.sum()

    def every(self) -> Iterator[Trial]:
        """All trials of the study."""
        order = self.rng.choice(len(self.spots), size=len(self.spots), replace=False, p=self.weights)
        found = (self.study.plant(self.spots[at]) for at in order)
        lesions = [one for one, _ in zip((one for one in found if one is not None), range(LESIONS), strict=False)]
        for at, one in enumerate(lesions):
            rank = int(self.rng.integers(len(one.spot.names)))
            yield Trial("right", one.spot.names[rank], one.spot, one.mask, one.spot)
            other = lesions[(at + 1 + int(self.rng.integers(len(lesions) - 1))) % len(lesions)]
            yield self._trial("wrong lesion", one.spot, rank, other)
            mirrored = partner(one.spot)
            if mirrored is not None:
                yield self._trial("side swap", mirrored, rank, one)
            yield from self._at_heights(one, rank)

    def _at_heights(self, one: PlantedLesion, rank: int) -> Iterator[Trial]:
        """Foci in a wrong slice, and in the right ones."""
        typo_mm, own_mm = self._typo(one), float(one.centre_lps[2])
        for kind, z_mm, reach_mm, side in (
            ("slice typo", typo_mm, TYPO_MM, None),
            ("typo, named side", typo_mm, TYPO_MM, one.spot.side),
            ("same slices", own_mm, SAME_SLICES_MM, one.spot.side),
        ):
            focus = None if z_mm is None else self._focus(one.spot, (z_mm - reach_mm, z_mm + reach_mm), side)
            if focus is not None:
                yield self._trial(kind, one.spot, rank, focus)

    def _trial(self, kind: str, told: NamedSpot, rank: int, other: PlantedLesion) -> Trial:
        inside = self.study.holds(told, self.study.pet.to_lps(other.mask.indices())).any()
        same_organ = kind != "side swap" and bool(set(told.classes) & set(other.spot.classes))
        return Trial(kind, told.names[rank], told, other.mask, other.spot, not inside and not same_organ)

    def _typo(self, one: PlantedLesion) -> float | None:
        """Height of the slice with a slip in its number."""
        number, slices = self.study.slice_of(float(one.centre_lps[2])), self.study.pet.shape_kji[0]
        digits = f"{number:03d}"
        slips = {digits[:at] + other + digits[at + 1 :] for at in (0, 1) for other in "0123456789"}
        slips |= {digits[1] + digits[0] + digits[2], digits[0] + digits[2] + digits[1]}
        wrong = sorted(n for n in map(int, slips) if 1 <= n <= slices and abs(n - number) >= LEAST_TYPO)
        return self.study.height_of(int(self.rng.choice(wrong))) if wrong else None

    def _focus(self, told: NamedSpot, z_mm: tuple[float, float], side: Side | None) -> PlantedLesion | None:
        """A focus of another place than ``told`` between two heights, and on a side where one is given."""
        for at in self.rng.choice(len(self.spots), size=len(self.spots), replace=False, p=self.weights):
            spot = self.spots[at]
            if spot.key == told.key or (side and spot.side not in (None, side)):
                continue
            focus = self.study.plant(spot, z_mm)
            if focus is not None and _is_on_side(focus, side):
                return focus
        return None


def _is_on_side(focus: PlantedLesion, side: Side | None) -> bool:
    off_mm = float(focus.centre_lps[0]) * {"left": -1, "right": 1, None: 0}[side]
    return off_mm <= OFF_SIDE_MM


class Tally:
    """Verdicts by kind and by group of places."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Counter[str]] = {}
        self.words: Counter[str] = Counter()

    def add(self, study: SyntheticStudy, organs: OrganDistances, trial: Trial, mention: Mention) -> None:
        """Ask the check, and count."""
        check = check_place(organs, study.pet, trial.mask, named_place(mention))
        flagged = check.anatomy_verdict == "disagree"
        group = study.change if trial.kind == "right" else trial.told.group
        for row in ((trial.kind, ""), (trial.kind, group), ("all three" if trial.kind in KINDS[1:] else "", "")):
            counts = self.rows.setdefault(row, Counter())
            counts.update({"planted": 1, "flagged": flagged, check.anatomy_verdict: 1, "outside": trial.is_outside})
            counts["flagged outside"] += flagged and trial.is_outside
            counts["blind outside"] += trial.is_outside and check.anatomy_verdict == "cannot_tell"
        if flagged if trial.kind == "right" else trial.is_outside and not flagged:
            mm = "-" if check.anatomy_mm is None else f"{check.anatomy_mm:.0f} mm"
            where = trial.found.key + (f" ({study.change})" if trial.kind == "right" else "")
            self.words[f"{trial.kind}: {trial.name} | {where} | {check.anatomy_verdict} {mm}"] += 1

    def table(self, *, with_groups: bool) -> str:
        """Markdown; ``with_groups`` by kind of place too."""
        lines = ["| kind | matches | flagged | of those outside | agree | cannot tell |", "|---" * 6 + "|"]
        for kind in (*KINDS, "all three", *HARDER):
            for (one, group), row in sorted(self.rows.items()):
                if one == kind:
                    shares = [_share(row["flagged"], row["planted"]), _share(row["flagged outside"], row["outside"])]
                    if group and kind != "right" and not with_groups:
                        continue
                    cells = [kind + (f", {group}" if group else ""), row["planted"], *shares, row["agree"],
                             row["cannot_tell"]]  # fmt: skip
                    lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
        return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    if not whole:
        return ""
    low, high = wilson_interval(part / whole, whole)
    return f"{part} of {whole}, {part / whole:.1%} ({low:.1%} to {high:.1%})"


def studies_of(options: argparse.Namespace) -> Iterator[tuple[SyntheticStudy, tuple[NamedSpot, ...]]]:
    """The studies, and the places that each can hold."""
    numbers = range(options.first, options.first + options.studies)
    if options.labels is None:
        yield from ((make_study(options.seed, index), SPOTS) for index in numbers)
        return
    image = nib.load(options.labels)
    truth = canonical(np.asarray(image.dataobj).astype(np.uint8), image.affine)
    present = set(np.unique(truth.array).tolist())
    spots = tuple(
        one
        for one in SPOTS
        if one.classes and one.box == EVERYWHERE and {ID_OF[name] for name in one.classes} <= present
    )
    for index in numbers:
        yield SyntheticStudy(truth, None, np.random.default_rng((options.seed, index))), spots


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=40)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--words", action="store_true", help="list wrong matches outside that were missed, and others")
    options = parser.parse_args()
    tally = Tally()
    unread = 0
    for study, spots in studies_of(options):
        organs = OrganDistances(study.labels)
        for trial in Trials(study, spots).every():
            mention = mention_of(trial.name, int(study.rng.integers(len(SINGLE))))
            if mention is None:
                unread += 1
            else:
                tally.add(study, organs, trial, mention)
    print(tally.table(with_groups=options.words))
    print(f"{unread} sentences were not kept", file=sys.stderr)
    if options.words:
        for words, number in tally.words.most_common():
            print(f"{number:4d} {words}")


if __name__ == "__main__":
    main()
