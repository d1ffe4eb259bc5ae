"""Where lesions may lie: a table of places with their names, sizes and uptakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pet_ground.demo.shapes import Point
from pet_ground.demo.tissues import (
    CEREBELLUM,
    CLASS_ID,
    LEFT,
    MYOCARDIUM,
    RENAL_PELVIS_LEFT,
    RENAL_PELVIS_RIGHT,
    RIGHT,
    URETER,
)

Region = Literal["Head/Neck", "Chest", "Abdomen/Pelvis", "Musculoskeletal"]

HEAD: Region = "Head/Neck"
CHEST: Region = "Chest"
ABDOMEN: Region = "Abdomen/Pelvis"
BONES: Region = "Musculoskeletal"

SOFT_HU, LYTIC_HU, SCLEROTIC_HU, NODULE_HU = 42.0, 90.0, 620.0, 30.0

HOT_TISSUES: frozenset[int] = frozenset(
    {
        CLASS_ID["brain"],
        CEREBELLUM,
        MYOCARDIUM,
        RENAL_PELVIS_LEFT,
        RENAL_PELVIS_RIGHT,
        CLASS_ID["kidney_left"],
        CLASS_ID["kidney_right"],
        CLASS_ID["urinary_bladder"],
        URETER,
    }
)
"""Tissues that can outshine a lesion. A lesion never overlaps them, and may be planted beside them."""


@dataclass(frozen=True)
class Site:
    """A place for a lesion.

    Attributes:
        phrase: how a report names it, with its side.
        region: heading under which the report speaks of it.
        organ: organ in plain words.
        laterality: "left", "right", or None in the midline.
        centre: point of the model frame, mm.
        diameter_mm, suv: ranges of size and of measured SUVmax.
        hu: Hounsfield units of the lesion; None: as its surroundings.
        escape: direction in which the lesion moves off a hot neighbour.
        beside_hot: planted so near to a hot organ that the two run into each other.
        physiologic: the report calls it physiologic.
    """

    phrase: str
    region: Region
    organ: str
    laterality: Literal["left", "right"] | None
    centre: Point
    diameter_mm: tuple[float, float]
    suv: tuple[float, float] = (3.2, 12.0)
    hu: float | None = SOFT_HU
    escape: Point = (0.0, 0.0, 1.0)
    beside_hot: bool = False
    physiologic: bool = False


_NODE = (10.0, 24.0)
_SMALL = (9.0, 16.0)
_LARGE = (16.0, 40.0)

# The phrase with {side}, region, organ, centre for the left side, diameters, SUVs, HU
_PAIRED: tuple[tuple[str, Region, str, Point, tuple[float, float], tuple[float, float], float | None], ...] = (
    ("{side} axillary lymph node", CHEST, "lymph node", (150, 8, -342), _NODE, (3.2, 11.0), SOFT_HU),
    ("{side} supraclavicular lymph node", HEAD, "lymph node", (58, 4, -260), _SMALL, (3.2, 9.0), SOFT_HU),
    ("{side} level II cervical lymph node", HEAD, "lymph node", (42, 12, -202), _SMALL, (4.0, 11.0), SOFT_HU),
    ("{side} hilar lymph node", CHEST, "lymph node", (46, 12, -392), _NODE, (3.4, 10.0), SOFT_HU),
    ("{side} inguinal lymph node", ABDOMEN, "lymph node", (82, -60, -880), _NODE, (3.2, 9.0), SOFT_HU),
    ("{side} common iliac lymph node", ABDOMEN, "lymph node", (52, 22, -742), _NODE, (3.5, 10.0), SOFT_HU),
    ("{side} upper lobe pulmonary nodule", CHEST, "lung", (72, -14, -325), _NODE, (3.2, 12.0), NODULE_HU),
    ("{side} lower lobe pulmonary nodule", CHEST, "lung", (92, 46, -455), _NODE, (3.2, 12.0), NODULE_HU),
    ("{side} upper lobe mass", CHEST, "lung", (80, 0, -345), (26.0, 40.0), (6.0, 15.0), NODULE_HU),
    ("{side} iliac bone lesion", BONES, "bone", (88, 44, -715), _NODE, (3.6, 13.0), LYTIC_HU),
    ("{side} proximal femur lesion", BONES, "bone", (127, 14, -885), _NODE, (3.2, 11.0), SCLEROTIC_HU),
    ("{side} scapular lesion", BONES, "bone", (112, 62, -345), _SMALL, (3.2, 9.0), LYTIC_HU),
    ("{side} humeral head lesion", BONES, "bone", (172, 16, -312), _NODE, (3.2, 10.0), LYTIC_HU),
    ("{side} ischial lesion", BONES, "bone", (60, 40, -890), _SMALL, (3.2, 9.0), SCLEROTIC_HU),
    ("{side} gluteal soft tissue mass", BONES, "muscle", (84, 72, -815), _LARGE, (3.5, 14.0), SOFT_HU),
    ("{side} thigh soft tissue mass", BONES, "muscle", (80, 10, -940), _LARGE, (3.5, 14.0), SOFT_HU),
)

_PAIRED_BESIDE_HOT: tuple[tuple[str, Region, str, Point, tuple[float, float], tuple[float, float], Point], ...] = (
    ("{side} obturator lymph node", ABDOMEN, "lymph node", (34, -18, -822), (14.0, 22.0), (7.0, 14.0), (1, 0, 0)),
    (
        "{side} renal hilar lymph node",
        ABDOMEN,
        "lymph node",
        (44, 28, -570),
        (14.0, 22.0),
        (7.0, 14.0),
        (-1, -0.6, 0.2),
    ),
    ("{side} parietal calvarial lesion", BONES, "bone", (56, 20, -50), (10.0, 13.0), (7.0, 12.0), (1, 0.2, 0.4)),
    (
        "{side} perinephric soft tissue nodule",
        ABDOMEN,
        "retroperitoneum",
        (84, 52, -560),
        (14.0, 22.0),
        (6.0, 12.0),
        (1, 0.6, 0.6),
    ),
)

_MIDLINE: tuple[tuple[str, str, Region, Point, tuple[float, float], tuple[float, float], float | None], ...] = (
    ("subcarinal lymph node", "lymph node", CHEST, (4, 4, -384), _NODE, (3.4, 12.0), SOFT_HU),
    ("prevascular lymph node", "lymph node", CHEST, (2, -40, -335), _SMALL, (3.2, 9.0), SOFT_HU),
    ("mesenteric lymph node", "lymph node", ABDOMEN, (12, -50, -676), _NODE, (4.0, 10.0), SOFT_HU),
    ("T8 vertebral body lesion", "bone", BONES, (0, 62, -441), _SMALL, (3.8, 12.0), LYTIC_HU),
    ("L2 vertebral body lesion", "bone", BONES, (0, 42, -597), _SMALL, (3.8, 12.0), LYTIC_HU),
    ("L4 vertebral body lesion", "bone", BONES, (0, 34, -669), _SMALL, (3.8, 12.0), SCLEROTIC_HU),
    ("sternal lesion", "bone", BONES, (0, -78, -390), _SMALL, (3.4, 9.0), LYTIC_HU),
    ("sacral lesion", "bone", BONES, (0, 72, -772), _NODE, (3.6, 12.0), LYTIC_HU),
)

_ONE_SIDE: tuple[Site, ...] = (
    Site("right paratracheal lymph node", CHEST, "lymph node", "right", (-20, 4, -338), _NODE, (3.2, 12.0)),
    Site("left para-aortic lymph node", ABDOMEN, "lymph node", "left", (24, 0, -640), _NODE, (4.0, 12.0)),
    Site("right middle lobe pulmonary nodule", CHEST, "lung", "right", (-82, -50, -432), _NODE, hu=NODULE_HU),
    Site("right hepatic lobe lesion", ABDOMEN, "liver", "right", (-82, 0, -548), _LARGE, (5.5, 14.0)),
    Site(
        "left adrenal nodule",
        ABDOMEN,
        "adrenal gland",
        "left",
        (36, 37, -530),
        _NODE,
        (4.0, 12.0),
        escape=(-0.8, -0.2, 0.5),
    ),
    Site(
        "right adrenal nodule",
        ABDOMEN,
        "adrenal gland",
        "right",
        (-36, 38, -546),
        _NODE,
        (4.0, 12.0),
        escape=(0.8, -0.2, 0.5),
    ),
    Site("hepatic dome lesion", ABDOMEN, "liver", None, (-66, -6, -496), _NODE, (5.5, 12.0)),
    Site(
        "left pericardial lymph node",
        CHEST,
        "lymph node",
        "left",
        (76, -40, -455),
        (13.0, 20.0),
        (6.0, 13.0),
        escape=(0.8, -0.3, -0.5),
        beside_hot=True,
    ),
)

PHYSIOLOGIC: tuple[Site, ...] = (
    Site(
        "left palatine tonsil",
        HEAD,
        "tonsil",
        "left",
        (15, -9, -181),
        (12.0, 15.0),
        (4.0, 7.0),
        hu=None,
        physiologic=True,
    ),
    Site(
        "right palatine tonsil",
        HEAD,
        "tonsil",
        "right",
        (-15, -9, -181),
        (12.0, 15.0),
        (4.0, 7.0),
        hu=None,
        physiologic=True,
    ),
    Site("cecum", ABDOMEN, "colon", None, (-94, -14, -722), (16.0, 24.0), (4.5, 8.0), hu=None, physiologic=True),
)
"""Foci with a value and a slice that the report calls physiologic."""


def _mirror(point: Point, side: int) -> Point:
    return (side * point[0], point[1], point[2])


def all_sites() -> tuple[Site, ...]:
    """Every place for a lesion, both sides written out."""
    found = list(_ONE_SIDE)
    for phrase, organ, region, centre, size, suv, hu in _MIDLINE:
        found.append(Site(phrase, region, organ, None, centre, size, suv, hu))
    sides: tuple[tuple[Literal["left", "right"], int], ...] = (("left", LEFT), ("right", RIGHT))
    for name, side in sides:
        for phrase, region, organ, centre, size, suv, hu in _PAIRED:
            place = _mirror(centre, side)
            found.append(Site(phrase.format(side=name), region, organ, name, place, size, suv, hu))
        for phrase, region, organ, centre, size, suv, away in _PAIRED_BESIDE_HOT:
            site = Site(
                phrase.format(side=name),
                region,
                organ,
                name,
                _mirror(centre, side),
                size,
                suv,
                escape=_mirror(away, side),
                beside_hot=True,
            )
            found.append(site)
    return tuple(found)
