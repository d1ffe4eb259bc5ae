"""The report of a synthetic study, and the sentence that belongs to each lesion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from pet_ground.demo.archive import CT_NUMBER, PET_NUMBER
from pet_ground.demo.phrases import HISTORIES, PAIR, PHYSIOLOGIC, QUIET, SINGLE
from pet_ground.demo.study import Planted, Study
from pet_ground.units import BQ_PER_MBQ, BQ_PER_MCI, SECONDS_PER_MINUTE

SHARED_SENTENCE = 0.45
"""Share of the neighbouring pairs of lesions of one section that are told in one sentence."""

BLOOD_POOL_NOISE, LIVER_NOISE = 0.3, 0.6
"""How far a region's maximum lies above its mean, SUV."""


@dataclass(frozen=True)
class Told:
    """What the report says: the text, and the sentence of each planted lesion, in their order."""

    text: str
    sentences: tuple[str, ...]


def _fields(one: Planted, study: Study, rng: np.random.Generator) -> dict[str, object]:
    phrase = one.lesion.site.phrase
    prior = study.dose.reference - timedelta(days=int(rng.integers(60, 400)))
    change = float(rng.uniform(1.0, 2.0))
    return {
        "p": phrase,
        "P": phrase[0].upper() + phrase[1:],
        "v": f"{one.suv_max:.1f}",
        "s": one.axial_slice,
        "mm": round(2 * max(one.lesion.radii_mm)),
        "lower": f"{one.suv_max - change:.1f}",
        "higher": f"{one.suv_max + change:.1f}",
        "d": prior.strftime("%m/%d/%Y"),
        "n": CT_NUMBER if study.numbered == "ct" else PET_NUMBER,
        "m": "CT" if study.numbered == "ct" else "PET",
    }


def _groups(members: list[int], rng: np.random.Generator) -> list[list[int]]:
    """Lesions of one section, alone or in pairs."""
    groups: list[list[int]] = []
    n = 0
    while n < len(members):
        size = 2 if n + 1 < len(members) and rng.random() < SHARED_SENTENCE else 1
        groups.append(members[n : n + size])
        n += size
    return groups


class _Phrasing:
    """Deals out phrasings so that none comes again before all were used."""

    def __init__(self, study: Study, rng: np.random.Generator) -> None:
        self._single = [SINGLE[(n + 5 * study.index) % len(SINGLE)] for n in range(len(SINGLE))]
        self._pair = [PAIR[(n + study.index) % len(PAIR)] for n in range(len(PAIR))]
        self._study, self._rng = study, rng

    def tell(self, lesions: Sequence[Planted]) -> str:
        """The sentence of one lesion or of two."""
        fields = [_fields(one, self._study, self._rng) for one in lesions]
        if len(fields) == 1:
            if lesions[0].lesion.site.physiologic:
                return PHYSIOLOGIC[self._study.index // 2 % len(PHYSIOLOGIC)].format(**fields[0])
            self._single.append(self._single.pop(0))
            return self._single[-1].format(**fields[0])
        self._pair.append(self._pair.pop(0))
        numbered = {f"{key}{n}": value for n, one in enumerate(fields, start=1) for key, value in one.items()}
        return self._pair[-1].format(**numbered)


def _section(name: str, study: Study, phrasing: _Phrasing, rng: np.random.Generator) -> tuple[str, dict[int, str]]:
    members = [n for n, one in enumerate(study.planted) if one.lesion.site.region == name]
    plain = [n for n in members if not study.planted[n].lesion.site.physiologic]
    groups = [[n] for n in members if n not in plain] + _groups(plain, rng)
    told: dict[int, str] = {}
    parts: list[str] = []
    for group in groups:
        sentence = phrasing.tell([study.planted[n] for n in group])
        parts.append(sentence)
        told |= dict.fromkeys(group, sentence)
    quiet = [str(q) for q in rng.permutation(np.array(QUIET[name], dtype=object))[:2]]
    ct = int(rng.integers(40, study.ct_axes.shape_kji[0] - 20))
    parts[len(parts) // 2 : len(parts) // 2] = [quiet[0].format(ct=ct)]
    parts.append(quiet[1].format(ct=ct))
    return f"{name}: {' '.join(parts)}", told


def _head(study: Study, rng: np.random.Generator) -> list[str]:
    person, dose = study.identity, study.dose
    minutes = round((dose.reference - dose.injection).total_seconds() / SECONDS_PER_MINUTE)
    mci, mbq = dose.injected_bq / BQ_PER_MCI, dose.injected_bq / BQ_PER_MBQ
    who = f"{person.spoken_name}, born {person.birth_date:%m/%d/%Y}. " if study.index % 2 == 0 else ""
    prior = dose.reference - timedelta(days=int(rng.integers(90, 500)))
    top = "vertex" if study.patient.vertex else "eyes"
    return [
        "EXAM: Whole body FDG PET/CT.",
        f"CLINICAL HISTORY: {who}{HISTORIES[study.index % len(HISTORIES)]} Referred by Dr. {person.physician_surname}.",
        (
            f"TECHNIQUE: {mci:.1f} mCi ({mbq:.0f} MBq) of F-18 FDG were injected intravenously. Blood glucose was "
            f"{int(rng.integers(82, 140))} mg/dL. Imaging from the {top} to the "
            f"mid thighs began {minutes} minutes after injection, with low dose CT for attenuation correction."
        ),
        f"COMPARISON: PET/CT dated {prior:%m/%d/%Y}.",
    ]


def _background(study: Study, rng: np.random.Generator) -> str:
    pool, liver = 1.8 + rng.uniform(0, BLOOD_POOL_NOISE), study.patient.liver_suv + rng.uniform(0.2, LIVER_NOISE)
    return (
        f"Background mediastinal blood pool SUV max {pool:.1f}. "
        f"Reference liver SUV max {liver:.1f}, SUV mean {study.patient.liver_suv:.1f}."
    )


def _impression(study: Study) -> list[str]:
    lesions = [one for one in study.planted if not one.lesion.site.physiologic]
    hottest = max(lesions, key=lambda one: one.suv_max).lesion.site.phrase
    lines = [
        f"1. Multiple FDG avid lesions, the most intense being the {hottest}, suspicious for active malignancy.",
        "2. No FDG avid lesion elsewhere.",
    ]
    if study.index % 2 == 1:
        date, name = study.dose.reference.strftime("%m/%d/%Y"), study.identity.spoken_name
        lines.append(
            f"3. Findings regarding {name} were discussed with Dr. {study.identity.physician_surname} on {date}."
        )
    return lines


def make_report(seed: int, study: Study) -> Told:
    """Write the report of a study: the same seed and study give the same text."""
    rng = np.random.default_rng((seed, study.index, 1))
    phrasing = _Phrasing(study, rng)
    lines = [*_head(study, rng), "FINDINGS:", _background(study, rng)]
    told: dict[int, str] = {}
    for name in QUIET:
        line, sentences = _section(name, study, phrasing, rng)
        lines.append(line)
        told |= sentences
    lines += ["IMPRESSION:", *_impression(study)]
    return Told("\n".join(lines), tuple(told[n] for n in range(len(study.planted))))
