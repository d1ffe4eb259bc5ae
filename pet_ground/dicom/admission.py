"""Which series can be the PET or the CT of a study at all, and why the others can't."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from pet_ground.dicom.sop_classes import CT_CLASSES, PET_CLASSES
from pet_ground.dicom.verdicts import Judged, Verdict
from pet_ground.records.catalog import SeriesEntry

AXIAL_COSINE = 0.9
"""Least cosine between a series' normal and the body axis for slices to count as axial (26 degrees)."""
SCOUT_POSITIONS = 9
"""A series of more positions than this is no scout, whatever its description says."""

IMAGES = "1.2.840.10008.5.1.4.1.1."
SECONDARY_CAPTURE = (f"{IMAGES}7", f"{IMAGES}7.")
NO_IMAGES: Mapping[str, str] = MappingProxyType(
    {
        f"{IMAGES}88.": "a structured report, such as a dose report",
        f"{IMAGES}481.": "contours, a plan or a dose of radiotherapy",
        f"{IMAGES}66": "a segmentation, a registration or raw data",
        f"{IMAGES}11.": "a presentation state",
        f"{IMAGES}104.": "a document",
    }
)
"""Beginnings of the SOP classes of objects that hold no images (PS3.4 table B.5-1)."""

OF_IMAGE_TYPE: Mapping[str, Verdict] = MappingProxyType(
    {
        "LOCALIZER": Verdict.LOCALIZER,
        "MIP": Verdict.PROJECTION,
        "MAX_IP": Verdict.PROJECTION,
        "PROJECTION IMAGE": Verdict.PROJECTION,
        "REPROJECTION": Verdict.PROJECTION,
        "FUSED": Verdict.FUSED,
        "FUSION": Verdict.FUSED,
        "SCREEN SAVE": Verdict.FUSED,
    }
)
OF_DESCRIPTION: Mapping[str, Verdict] = MappingProxyType(
    {
        "mip": Verdict.PROJECTION,
        "mips": Verdict.PROJECTION,
        "fused": Verdict.FUSED,
        "fusion": Verdict.FUSED,
    }
)
"""Words of a SeriesDescription that count where ImageType does not say ORIGINAL."""
SCOUT_WORDS = frozenset(("localizer", "scanogram", "scout", "surview", "topogram"))
NOT_CORRECTED = re.compile(r"\b(nac|noac|uncorrected|(no|non|without|w o|ohne) (ac|atten\w*|schw\w*))\b")
"""How a description or a method says that attenuation is not corrected."""
NO_METHOD = re.compile(r"\s*(none|no|not .*)\s*", re.IGNORECASE)
MODALITY = re.compile(r"[A-Z]{2,16}")
FRAME_TYPES = {"GATED": Verdict.GATED, "DYNAMIC": Verdict.DYNAMIC, "REPROJECTION": Verdict.PROJECTION}


def words(description: str) -> tuple[str, ...]:
    """The words and numbers of a description, in small letters."""
    return tuple(re.findall(r"[^\W_]+", description.casefold()))


def image_fault(one: SeriesEntry) -> Judged | None:
    """Why a series is no axial PET or CT of the body; None where it is."""
    return _class_fault(one) or _content_fault(one) or _geometry_fault(one)


def pet_fault(one: SeriesEntry) -> Judged | None:
    """Why a PET series can't be the PET of its study; None where it can."""
    if one.corrected_image is not None and "ATTN" not in one.corrected_image:
        return Judged(Verdict.NOT_ATTENUATION_CORRECTED)
    if one.corrected_image is None and says_uncorrected(one):
        return Judged(Verdict.NOT_ATTENUATION_CORRECTED, "as its description or method says")
    told = next((verdict for term, verdict in FRAME_TYPES.items() if term in one.series_type), None)
    if told is None and not one.series_type and (one.time_slices or 1) > 1:
        return Judged(Verdict.DYNAMIC, f"one of {one.time_slices} time slices")
    return _repeats(one) if told is None else Judged(told)


def ct_fault(one: SeriesEntry, pet: SeriesEntry | None) -> Judged | None:
    """Why a CT series can't be the CT of a study with this PET; None where it can."""
    repeats = _repeats(one)
    if repeats is not None or pet is None:
        return repeats
    if one.frame_of_reference_uid != pet.frame_of_reference_uid:
        return Judged(Verdict.OTHER_FRAME)
    return Judged(Verdict.NO_OVERLAP) if overlap_mm(one, pet) <= 0 else None


def says_uncorrected(one: SeriesEntry) -> bool:
    """Whether the description or the method says that attenuation is not corrected."""
    told = any(NOT_CORRECTED.search(" ".join(words(text))) for text in (one.description, one.attenuation_method))
    return told or NO_METHOD.fullmatch(one.attenuation_method) is not None


def overlap_mm(one: SeriesEntry, other: SeriesEntry) -> float:
    """Length of the axial range that two series share, in mm."""
    if one.first_mm is None or one.last_mm is None or other.first_mm is None or other.last_mm is None:
        return 0.0
    return min(one.last_mm, other.last_mm) - max(one.first_mm, other.first_mm)


def _repeats(one: SeriesEntry) -> Judged | None:
    """Whether the slices repeat their positions at other times."""
    if one.gates > 1:
        return Judged(Verdict.GATED, f"{one.gates} trigger times at each position")
    return Judged(Verdict.DYNAMIC, f"{one.times} at each") if one.times > 1 else None


def _class_fault(one: SeriesEntry) -> Judged | None:
    if one.sop_class_uid == SECONDARY_CAPTURE[0] or one.sop_class_uid.startswith(SECONDARY_CAPTURE[1]):
        return Judged(Verdict.SECONDARY_CAPTURE)
    for beginning, what in NO_IMAGES.items():
        if one.sop_class_uid.startswith(beginning):
            return Judged(Verdict.NOT_AN_IMAGE, what)
    classes = {"PT": PET_CLASSES, "CT": CT_CLASSES}.get(one.modality)
    if classes is None:
        told = one.modality if MODALITY.fullmatch(one.modality) else "missing or unknown"
        return Judged(Verdict.OTHER_MODALITY, f"modality {told}")
    return None if one.sop_class_uid in classes else Judged(Verdict.OTHER_SOP_CLASS)


def _content_fault(one: SeriesEntry) -> Judged | None:
    for term, verdict in OF_IMAGE_TYPE.items():
        if term in one.image_type:
            return Judged(verdict)
    said = words(one.description)
    if one.positions <= SCOUT_POSITIONS and SCOUT_WORDS & set(said):
        return Judged(Verdict.LOCALIZER, "as its description says")
    if "ORIGINAL" in one.image_type:
        return None
    return next(
        (Judged(OF_DESCRIPTION[word], "as its description says") for word in said if word in OF_DESCRIPTION), None
    )


def _geometry_fault(one: SeriesEntry) -> Judged | None:
    if len(one.orientation) != 6:
        return Judged(Verdict.NO_ORIENTATION)
    a, b, _, d, e, _ = one.orientation
    if abs(a * e - b * d) < AXIAL_COSINE:
        return Judged(Verdict.NOT_AXIAL)
    return Judged(Verdict.TOO_FEW_POSITIONS) if one.positions < 2 else None
