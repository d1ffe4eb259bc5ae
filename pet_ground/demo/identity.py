"""Invented names, numbers and dates: protected information that a data set must never show.

Nobody of these names exists here: they are planted, so that a leak is recognised at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

_SURNAMES = (
    "DOE",
    "ROE",
    "SAMPLEMAN",
    "TESTERLY",
    "PHANTOMSEN",
    "MUSTERFRAU",
    "PLACEHOLT",
    "FICTIVAN",
    "INVENTERO",
    "MOCKINGTON",
    "DUMMERSON",
    "EXEMPLAR",
    "SYNTHWAITE",
    "NOBODY",
    "ANYPERSON",
    "MADEUPSKI",
)
_FIRST_NAMES = {
    "F": ("JANE", "ERIKA", "WILHELMINA", "ODETTE", "PERPETUA", "CLOTILDE", "ISOLDE", "MARGUERITE"),
    "M": ("RICHARD", "MAXIMILIAN", "BARTHOLOMEW", "THADDEUS", "OSWALD", "LEOPOLD", "CORNELIUS", "AMBROSE"),
}
_HOSPITALS = (
    "ST ELSEWHERE MEDICAL CENTER",
    "NOWHERE GENERAL HOSPITAL",
    "INVENTED COUNTY CLINIC",
    "MERCY OF THE FAKE HOSPITAL",
    "LAKE IMAGINARY CANCER INSTITUTE",
)
_PHYSICIANS = (
    "QUILLFEATHER^AGATHA",
    "BROADBENT^SEPTIMUS",
    "LARKSPUR^HENRIETTA",
    "OAKENSHIELD^MORTIMER",
    "VANDERPLAS^ODILE",
)


@dataclass(frozen=True)
class Identity:
    """Who a study belongs to, and when it was done."""

    patient_name: str
    patient_id: str
    birth_date: date
    accession_number: str
    institution: str
    referring_physician: str
    study_instance_uid: str
    injection: datetime

    @property
    def spoken_name(self) -> str:
        """The name as a report writes it."""
        last, first = self.patient_name.split("^")
        return f"{first.title()} {last.title()}"

    @property
    def physician_surname(self) -> str:
        """The referring physician as a report writes the name."""
        return self.referring_physician.split("^")[0].title()


def make_uid(*parts: object) -> str:
    """A UID that depends on nothing but ``parts`` (form ``2.25.<128-bit number>``, DICOM PS3.5 B.2)."""
    digest = hashlib.sha256("|".join(str(part) for part in parts).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def draw_identity(seed: int, index: int, sex: str, rng: np.random.Generator) -> Identity:
    """Invent the person of study ``index``; names differ between the first 128 studies, numbers between all."""
    names = _FIRST_NAMES[sex]
    first = names[(index // len(_SURNAMES) + index // 2) % len(names)]
    injection = datetime(2009, 1, 5, 8, 0, 0) + timedelta(  # noqa: DTZ001  (a scanner's header holds local times)
        days=int(rng.integers(0, 2000)), minutes=int(rng.integers(0, 420)), seconds=int(rng.integers(0, 60))
    )
    return Identity(
        patient_name=f"{_SURNAMES[index % len(_SURNAMES)]}^{first}",
        patient_id=f"MRN{int(rng.integers(100, 999))}{index:05d}",
        birth_date=date(1930, 1, 1) + timedelta(days=int(rng.integers(0, 20000))),
        accession_number=f"ACC{int(rng.integers(1000, 9999))}{index:04d}",
        institution=_HOSPITALS[index % len(_HOSPITALS)],
        referring_physician=_PHYSICIANS[index % len(_PHYSICIANS)],
        study_instance_uid=make_uid(seed, index, "study"),
        injection=injection,
    )
