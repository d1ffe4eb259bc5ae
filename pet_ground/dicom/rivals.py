"""The best of several series that could be the PET, or the CT, of a study."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from pet_ground.dicom.admission import overlap_mm, says_uncorrected, words
from pet_ground.dicom.names import DECAY_CORRECTIONS
from pet_ground.dicom.values import moment
from pet_ground.dicom.verdicts import Judged, Verdict
from pet_ground.records.catalog import SeriesEntry

SAME_RANGE = 0.95
"""Share of the longest PET that another must cover to count as the same range: reconstructions of one acquisition
differ by a few slices, separate scans of legs or brain by far more."""
SAME_COVER = 0.98
"""Likewise of the part of the PET that a CT covers; 2 % of a whole body are 20 mm."""
NARROW = 0.8
"""Share of the widest field of view below which a reconstruction shows a part of the body only."""
SAME_ACQUISITION_S = 300.0
"""Starts of acquisition that are closer belong to one: a second scan of the same range begins later."""
TESTS = frozenset(("research", "test", "trial"))
"""Words in the description of a reconstruction that was not made for the report."""
SUV_UNITS = frozenset(("CM2ML", "GML"))
"""Units of an SUV itself (PS3.3 C.8.9.1.1.3); BQML becomes one, and CNTS does by a factor of Philips' own."""

SIEMENS_SHARP = 50
"""Siemens' kernels are a letter or two and a number from 10 (smooth) to 90; from 50 on they are for lung and bone."""
SIEMENS_KERNEL = re.compile(r"[a-z]{1,2}(\d{2})[a-z]?\b", re.IGNORECASE)
CANON_KERNEL = re.compile(r"fc(\d{2})", re.IGNORECASE)
CANON_SHARP = 30
"""Canon's FC01 to FC29 are for body and head, FC30 and above for bone, inner ear and lung."""
SHARP_WORDS = frozenset(("bone", "boneplus", "edge", "knochen", "lung", "lunge"))
"""GE's names of such kernels, and what descriptions say."""

Judgements = dict[str, Judged]


def pet_winner(
    pets: Sequence[SeriesEntry], reconstruction: str, verdicts: Judgements, flags: set[str]
) -> SeriesEntry | None:
    """The PET among series that could be it; writes the verdicts of the others and the flags."""
    pool = _originals(_nearest_to_suv(pets, verdicts), "derived_pet", verdicts, flags)
    if not pool:
        return None
    pool = _widest_range(pool, verdicts, flags)
    named = _named(pool, reconstruction)
    if reconstruction and not named:
        flags.add("reconstruction_not_found")
    rivals = named or pool
    winner = min(rivals, key=lambda one: _standard(one, pool))
    for one in pool:
        if one is not winner:
            same = _same_acquisition(one, winner)
            verdict = Verdict.OTHER_RECONSTRUCTION if same else Verdict.OTHER_ACQUISITION
            verdicts[one.series_instance_uid] = Judged(verdict)
            if one in rivals:
                flags.add("several_reconstructions" if same else "several_acquisitions")
    if says_uncorrected(winner):
        flags.add("attenuation_doubted")
    return winner


def ct_winner(
    cts: Sequence[SeriesEntry], pet: SeriesEntry | None, verdicts: Judgements, flags: set[str]
) -> SeriesEntry | None:
    """The CT among series that could be it; writes the verdicts of the others and the flags."""
    pool = _originals(cts, "derived_ct", verdicts, flags)
    if not pool:
        return None
    cover = {one.series_instance_uid: one.extent_mm if pet is None else overlap_mm(one, pet) for one in pool}
    most = max(cover.values())
    for one in pool:
        own = cover[one.series_instance_uid]
        if own < SAME_COVER * most:
            verdicts[one.series_instance_uid] = Judged(Verdict.LESS_OF_THE_PET, f"{own:.0f} mm, not {most:.0f} mm")
    pool = _left(pool, verdicts)
    if not all(is_sharp(one) for one in pool):
        verdicts |= {one.series_instance_uid: Judged(Verdict.SHARP_KERNEL) for one in pool if is_sharp(one)}
        pool = _left(pool, verdicts)
    winner = min(pool, key=lambda one: (_is_narrow(one, pool), _spacing_mm(one), *_order(one)))
    verdicts |= {one.series_instance_uid: Judged(Verdict.COARSER) for one in pool if one is not winner}
    return winner


def is_sharp(one: SeriesEntry) -> bool:
    """Whether the kernel of a CT is one for lung or bone."""
    for pattern, sharp in ((CANON_KERNEL, CANON_SHARP), (SIEMENS_KERNEL, SIEMENS_SHARP)):
        told = pattern.match(one.kernel)
        if told:
            return int(told[1]) >= sharp
    return bool(SHARP_WORDS & {*words(one.kernel), *words(one.description)})


def _nearest_to_suv(pets: Sequence[SeriesEntry], verdicts: Judgements) -> Sequence[SeriesEntry]:
    """The series that can become an SUV; where there is none, all that come nearest, so that the refusal says why."""
    best = min(map(_suv_rank, pets), default=0)
    verdicts |= {one.series_instance_uid: Judged(Verdict.NO_SUV) for one in pets if _suv_rank(one) > best}
    return _left(pets, verdicts)


def _suv_rank(one: SeriesEntry) -> int:
    """0 for what can become an SUV, 1 for counts whose factor is not there, 2 for all others."""
    if one.units in SUV_UNITS:
        return 0
    is_decay_known = one.decay_correction in DECAY_CORRECTIONS
    if is_decay_known and (one.units == "BQML" or (one.units == "CNTS" and one.has_philips_factor)):
        return 0
    return 1 if one.units == "CNTS" else 2


def _originals(pool: Sequence[SeriesEntry], flag: str, verdicts: Judgements, flags: set[str]) -> Sequence[SeriesEntry]:
    """The original series; where there is none, the derived ones, flagged."""
    originals = [one for one in pool if "ORIGINAL" in one.image_type]
    if not originals:
        flags |= {flag} if pool else set()
        return pool
    verdicts |= {one.series_instance_uid: Judged(Verdict.DERIVED) for one in pool if one not in originals}
    return originals


def _widest_range(pool: Sequence[SeriesEntry], verdicts: Judgements, flags: set[str]) -> Sequence[SeriesEntry]:
    """The series that cover most of the body, all over the same range."""
    most = max(one.extent_mm for one in pool)
    first = min((one for one in pool if one.extent_mm >= SAME_RANGE * most), key=lambda one: _standard(one, pool))
    for one in pool:
        if one is not first and overlap_mm(one, first) < SAME_RANGE * first.extent_mm:
            detail = f"{one.extent_mm:.0f} mm, not {first.extent_mm:.0f} mm"
            verdicts[one.series_instance_uid] = Judged(Verdict.LESS_OF_THE_BODY, detail)
            flags.add("several_ranges")
    return _left(pool, verdicts)


def _left(pool: Iterable[SeriesEntry], verdicts: Judgements) -> list[SeriesEntry]:
    return [one for one in pool if one.series_instance_uid not in verdicts]


def _named(pool: Sequence[SeriesEntry], reconstruction: str) -> list[SeriesEntry]:
    """The series whose description holds all words of a name; those alone that are named exactly so, if there are."""
    wanted = words(reconstruction)
    if not wanted:
        return []
    exact = [one for one in pool if words(one.description) == wanted]
    return exact or [one for one in pool if set(wanted) <= set(words(one.description))]


def _standard(one: SeriesEntry, pool: Sequence[SeriesEntry]) -> tuple[object, ...]:
    """What makes a reconstruction the clinic's routine: the smallest is it."""
    first = min((other.acquired for other in pool if other.acquired), default="")
    return (
        says_uncorrected(one),
        bool(TESTS & set(words(one.description))),
        _is_narrow(one, pool),
        _seconds_between(first, one.acquired) > SAME_ACQUISITION_S,
        *_order(one),
    )


def _order(one: SeriesEntry) -> tuple[float, str]:
    """Series are numbered in the order of a protocol: routine first. One without a number comes last."""
    return math.inf if one.series_number is None else one.series_number, one.series_instance_uid


def _is_narrow(one: SeriesEntry, pool: Sequence[SeriesEntry]) -> bool:
    return _width_mm(one) < NARROW * max(_width_mm(other) for other in pool)


def _width_mm(one: SeriesEntry) -> float:
    return one.columns * one.pixel_mm[1] if one.columns and len(one.pixel_mm) == 2 else 0.0


def _spacing_mm(one: SeriesEntry) -> float:
    return round(one.extent_mm / (one.positions - 1), 1)


def _same_acquisition(one: SeriesEntry, other: SeriesEntry) -> bool:
    if one.frame_of_reference_uid != other.frame_of_reference_uid:
        return False
    return _seconds_between(one.acquired, other.acquired) <= SAME_ACQUISITION_S


def _seconds_between(one: str, other: str) -> float:
    """Seconds between two acquisitions; 0 where one of them is not known."""
    first, second = moment(one[:8], one[8:]), moment(other[:8], other[8:])
    return 0.0 if first is None or second is None else abs((first - second).total_seconds())
