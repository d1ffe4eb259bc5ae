"""How many wrong matches the anatomical check of lesions flags, and how many right ones.

    python benchmarks/anatomy_check.py [--studies 6] [--first 0] [--seed 1] [--words]

Takes the demo's synthetic studies with their label maps, writes a sentence for each planted lesion ("Left hilar lymph
node has SUVmax 7.9 (slice 120)."), grounds it, and asks whether the mask lies where the sentence says:

- right: the mask of the lesion that the sentence is about;
- wrong lesion: the words of another lesion of the study, as where two lesions have one SUV;
- side swap: the words with "left" and "right" exchanged;
- slice typo: one digit of the slice is another one, and the mask is that of the hottest focus in the wrong slice.

Not every planted error can be seen: the words must name a place (``checked``), and the wrong mask must really lie
elsewhere (``elsewhere``). It does where the truth says so, and not the check itself: the wrong lesion's centre is at
least 60 mm from the right one's, and the place that the words name holds none of its voxels; of a side swap, the lesion
lies at least 20 mm from the middle of the body.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pet_ground.anatomy import CLASSES
from pet_ground.config import ExtractSettings, GroundSettings, SiteProfile
from pet_ground.demo.study import Planted, Study, make_study
from pet_ground.grounding import Grounded, OrganDistances, check_place, ground_mentions
from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import Mention
from pet_ground.stages.extract import extract
from pet_ground.stages.named_organs import named_place

FWHM_MM = 6.0
"""Resolution of the demo's scanner, as a site's profile would say."""

ELSEWHERE_MM = 60.0
"""Centres so far apart are two places of the body."""

OFF_MIDLINE_MM = 20.0
COLUMNS = ("planted", "checked", "elsewhere", "flagged of elsewhere", "flagged of checked", "flagged of planted")


@dataclass(frozen=True)
class Trial:
    """A sentence beside a mask.

    Attributes:
        kind: what is wrong with them; ``right`` where nothing is.
        mention: the sentence.
        mask: the voxels beside it.
        is_elsewhere: whether the truth says that the mask lies elsewhere than the words.
    """

    kind: str
    mention: Mention
    mask: LocalMask
    is_elsewhere: bool


def mention_of(words: str, suv: float, axial_slice: int) -> Mention | None:
    """The sentence as it is read; None where it is not kept."""
    text = f"FINDINGS: {words[0].upper()}{words[1:]} has SUVmax {suv:.1f} (slice {axial_slice})."
    kept = [one for one in extract(text, "study", ExtractSettings()).mentions if one.status == "kept"]
    return kept[0] if len(kept) == 1 else None


def grounded(pet: Volume, mentions: Sequence[Mention]) -> list[Grounded | None]:
    """The lesions of sentences without a label map, which would avoid what is to be found here."""
    found = ground_mentions(pet, mentions, GroundSettings(agreement=False), SiteProfile(psf_fwhm_mm=FWHM_MM))
    return [one if isinstance(one, Grounded) else None for one in found]


def swapped(words: str) -> str:
    """The words with the sides exchanged."""
    return " ".join({"left": "right", "right": "left"}.get(word, word) for word in words.split())


def typos(axial_slice: int, slices: int) -> Iterator[int]:
    """Slice numbers with one wrong digit of the tens or hundreds: a wrong unit leaves the lesion within reach."""
    for place in (10, 100):
        digit = axial_slice // place % 10
        for other in (digit - 3, digit + 3):
            number = axial_slice + (other - digit) * place
            if 0 <= other <= 9 and 1 <= number <= slices:
                yield number


class Trials:
    """The sentences and masks of one study."""

    def __init__(self, study: Study) -> None:
        self.pet = Volume(study.pet.suv, study.pet_axes.affine_lps)
        self.labels = Volume(study.labels, study.ct_axes.affine_lps)
        self.planted = study.planted
        self.middle_x = float(np.median(self.labels.to_lps(np.argwhere(np.isin(study.labels, SPINE_IDS)))[:, 0]))

    def every(self) -> Iterator[Trial]:
        """All trials of the study."""
        told = [(one, mention) for one in self.planted if (mention := self.mention(one)) is not None]
        for (one, mention), found in zip(told, grounded(self.pet, [mention for _, mention in told]), strict=True):
            if found is None:
                continue
            yield Trial("right", mention, found.mask, is_elsewhere=False)
            yield from self.of_other_words(one, found, [planted for planted in self.planted if planted is not one])
            yield from self.of_other_side(one, found)
        yield from self.of_typos(told)

    def mention(self, one: Planted) -> Mention | None:
        """What a report says of a lesion."""
        return mention_of(one.lesion.site.phrase, one.suv_max, one.axial_slice)

    def of_other_words(self, one: Planted, found: Grounded, others: list[Planted]) -> Iterator[Trial]:
        """The mask of a lesion beside the words of each other."""
        for other in others:
            mention = mention_of(other.lesion.site.phrase, one.suv_max, one.axial_slice)
            if mention is not None:
                centre = np.array(other.lesion.centre_lps_mm)
                yield Trial("wrong lesion", mention, found.mask, self.is_elsewhere(mention, found.mask, centre))

    def of_other_side(self, one: Planted, found: Grounded) -> Iterator[Trial]:
        """The mask of a lesion beside its words with the other side."""
        words = swapped(one.lesion.site.phrase)
        mention = mention_of(words, one.suv_max, one.axial_slice)
        if mention is not None and words != one.lesion.site.phrase:
            off = abs(one.lesion.centre_lps_mm[0] - self.middle_x) >= OFF_MIDLINE_MM
            yield Trial("side swap", mention, found.mask, is_elsewhere=off)

    def of_typos(self, told: Sequence[tuple[Planted, Mention]]) -> Iterator[Trial]:
        """The words of lesions beside the hottest focus of a wrong slice."""
        slices = self.pet.shape_kji[0]
        wrong: list[tuple[Planted, Mention]] = []
        for one, mention in told:
            for number in list(typos(one.axial_slice, slices))[:1]:
                suv = round(float(self.pet.array[slices - number].max()), 1)
                unsided = {"suv_max": suv, "axial_slice": number, "laterality": None}
                wrong.append((one, mention.model_copy(update=unsided)))
        for (one, mention), found in zip(wrong, grounded(self.pet, [mention for _, mention in wrong]), strict=True):
            if found is not None:
                own = mention.model_copy(update={"laterality": one.lesion.site.laterality})
                centre = np.array(one.lesion.centre_lps_mm)
                yield Trial("slice typo", own, found.mask, self.is_elsewhere(own, found.mask, centre))

    def is_elsewhere(self, mention: Mention, mask: LocalMask, right_lps_mm: np.ndarray) -> bool:
        """Whether a mask lies far from the right lesion, and outside of all that the words name."""
        lps = self.pet.to_lps(mask.indices())
        if np.linalg.norm(np.median(lps, axis=0) - right_lps_mm) < ELSEWHERE_MM:
            return False
        index = np.rint(self.labels.to_index(lps)).astype(int)
        index = index[np.all((index >= 0) & (index < self.labels.shape_kji), axis=1)]
        return not np.isin(self.labels.array[tuple(index.T)], list(named_place(mention).classes)).any()


SPINE_IDS = [number for number, one in CLASSES.items() if one.group == "vertebra"]


def count(study: Study, counts: dict[str, Counter[str]], words: Counter[tuple[str, str, str]]) -> None:
    """Add the verdicts of a study."""
    trials = Trials(study)
    organs = OrganDistances(trials.labels)
    for one in trials.every():
        check = check_place(organs, trials.pet, one.mask, named_place(one.mention))
        flagged = check.anatomy_verdict == "disagree"
        row = counts.setdefault(one.kind, Counter())
        checked = check.anatomy_mm is not None
        row.update(planted=1, checked=checked, **{"flagged of planted": flagged})
        row["flagged of checked"] += checked and flagged
        row["elsewhere"] += checked and one.is_elsewhere
        row["flagged of elsewhere"] += checked and one.is_elsewhere and flagged
        row[check.anatomy_verdict] += 1
        if flagged != (one.is_elsewhere and checked):
            words[one.kind, "flagged" if flagged else "missed", one.mention.sentence.split(" has ")[0]] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=6)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", action="store_true", help="list the words of errors that were missed, and others")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    words: Counter[tuple[str, str, str]] = Counter()
    for index in range(options.first, options.first + options.studies):
        count(make_study(options.seed, index), counts, words)
        print(f"study {index + 1} of {options.studies}", file=sys.stderr, flush=True)
    print("| kind | " + " | ".join(COLUMNS) + " | agree | cannot tell |\n" + "|---" * (len(COLUMNS) + 3) + "|")
    for kind, row in counts.items():
        cells = [str(row[name]) for name in (*COLUMNS, "agree", "cannot_tell")]
        print(f"| {kind} | " + " | ".join(cells) + " |")
    wrong = sum((row for kind, row in counts.items() if kind != "right"), Counter[str]())
    share = wrong["flagged of elsewhere"] / max(1, wrong["elsewhere"])
    false = counts["right"]["flagged of checked"] / max(1, counts["right"]["checked"])
    print(f"\nwrong and elsewhere: {share:.1%} flagged of {wrong['elsewhere']}")
    print(f"right: {false:.1%} flagged of {counts['right']['checked']} that could be checked")
    if options.words:
        for (kind, what, sentence), number in words.most_common():
            print(f"{number:4d} {kind}, {what}: {sentence}")


if __name__ == "__main__":
    main()
