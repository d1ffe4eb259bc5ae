"""Parts of a structure: where in its class ``upper pole``, ``right hepatic lobe`` or ``pancreatic tail`` lies."""

from __future__ import annotations

import re
from typing import NamedTuple

from pet_ground.lexicon.limits import (
    HIGHEST,
    LOWEST,
    MIDDLE,
    SPINE,
    Limit,
    above,
    behind,
    below,
    front,
    inward,
    left,
    outward,
    right,
)


class Position(NamedTuple):
    """Words that narrow a structure down.

    Attributes:
        structure: beginning of the names of its classes.
        pattern: the words, anywhere in the place's.
        limits: of the part.
    """

    structure: str
    pattern: re.Pattern[str]
    limits: tuple[Limit, ...]


def _of(structure: str, pattern: str, *limits: Limit) -> Position:
    return Position(structure, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), limits)


_FEMORA = ("femur_left", "femur_right")
_PORTAL = "portal_vein_and_splenic_vein"
_SEGMENT = r"(?:segments?|seg\.?) "

POSITIONS = (
    # the lobes part at the line from the gallbladder to the vena cava, which lies 20 to 50 mm right of the midline
    _of("liver", r"right (?:hepatic )?lobe|right (?:lobe of (?:the )?)?liver|right hepatic", right(10)),
    _of("liver", r"left (?:hepatic )?lobe|left (?:lobe of (?:the )?)?liver|left hepatic", left(60)),
    _of("liver", r"dome", above("liver", HIGHEST, 75)),
    _of("liver", rf"{_SEGMENT}(?:II|III|2|3)", left(40)),
    _of("liver", rf"{_SEGMENT}(?:IV[AB]?|4[AB]?)", left(90)),
    _of("liver", rf"{_SEGMENT}(?:V|VI|5|6)", right(0), below(_PORTAL, HIGHEST, 30)),
    _of("liver", rf"{_SEGMENT}(?:VII|VIII|7|8)", right(0), above(_PORTAL, LOWEST, 30)),
    _of("liver", rf"caudate|{_SEGMENT}(?:I|1)", inward(75)),
    _of("kidney", r"(?:upper|superior)(?: renal)? pole", above("kidney_{side}", MIDDLE, 15)),
    _of("kidney", r"(?:lower|inferior)(?: renal)? pole", below("kidney_{side}", MIDDLE, 15)),
    _of("pancreas", r"head|uncinate", right(25)),
    _of("pancreas", r"tail", left(0)),
    _of("stomach", r"fundus", left(0)),
    _of("colon", r"ascending|c(?:a)?ec\w{2,3}|hepatic flexure|right colon|ileoc(?:a)?ecal", right(-10)),
    _of("colon", r"descending|splenic flexure|left colon", left(-10)),
    _of("colon", r"c(?:a)?ec\w{2,3}|ileoc(?:a)?ecal", below("vertebrae_L2", LOWEST, 20)),
    _of("colon", r"transverse", front(SPINE, MIDDLE, 0), above("vertebrae_L5", LOWEST, 30)),
    _of("colon", r"(?:hepatic|splenic) flexure", above("vertebrae_L5", HIGHEST, 10)),
    _of("colon", r"sigmoid|recto-?sigmoid", below("vertebrae_L3", LOWEST, 10)),
    _of("colon", r"rect(?:um|al)|ano-?rect(?:um|al)", below("sacrum", MIDDLE, 20), inward(55)),
    _of("duodenum", r"duoden\w{2}", inward(75), above("vertebrae_L5", LOWEST, 20)),
    _of("esophagus", r"upper|proximal|cervical", above("vertebrae_T5", LOWEST, 20)),
    _of("esophagus", r"distal|lower|(?:gastro|GE)\W?\w{0,12} ?junction", below("vertebrae_T6", HIGHEST, 20)),
    _of("lung", r"apex|apices|apical|biapical", above("vertebrae_T3", LOWEST, 20)),
    _of("lung", r"bases?|basal|basilar|bibasilar", below("vertebrae_T7", HIGHEST, 10)),
    _of("lung_upper_lobe_left", r"lingula\w{0,1}", front(SPINE, MIDDLE, -10), below("vertebrae_T3", LOWEST, 20)),
    _of("brain", r"frontal", front("brain", MIDDLE, 15)),
    _of("brain", r"occipital", behind("brain", MIDDLE, 10)),
    _of("brain", r"cerebell\w{1,4}", behind("brain", MIDDLE, 15), below("brain", MIDDLE, 15)),
    _of("skull", r"base|clivus|clival|petrous", below("brain", MIDDLE, 10)),
    _of("skull", r"calvari\w{1,2}|vault", above("brain", LOWEST, 25)),
    _of("skull", r"frontal", front("brain", MIDDLE, 15)),
    _of("skull", r"parietal", above("brain", LOWEST, 10)),
    _of("skull", r"occipital", behind("brain", MIDDLE, 15)),
    _of("sternum", r"manubri\w{2}", above("vertebrae_T6", HIGHEST, 15)),
    _of("sternum", r"xiphoid", below("vertebrae_T6", HIGHEST, 10)),
    _of("hip", r"iliac(?! joint)|ilium", above(_FEMORA, HIGHEST, 20)),
    _of("hip", r"sacro-?iliac|SI joints?", above(_FEMORA, HIGHEST, -15), inward(80), behind(_FEMORA, LOWEST, 10)),
    _of("hip", r"(?:supra-?)?acetabul\w{2}", below(_FEMORA, HIGHEST, 40), above(_FEMORA, HIGHEST, 85), outward(30)),
    _of("hip", r"ischi\w{2,4}", below(_FEMORA, HIGHEST, 0), behind(_FEMORA, LOWEST, 20)),
    _of("hip", r"pubic|pubis|symphysis|ram(?:us|i)", below(_FEMORA, HIGHEST, 20), inward(90),
        front(_FEMORA, MIDDLE, 30)),
    _of("femur", r"head|neck", above("femur_{side}", HIGHEST, 80)),
    _of("femur", r"trochanter\w{0,2}|proximal", above("femur_{side}", HIGHEST, 140)),
    _of("humerus", r"head|neck|proximal|tubero\w{3,5}", above("scapula_{side}", MIDDLE, 40),
        below("scapula_{side}", HIGHEST, 45)),
    _of("femur", r"shaft|diaphysis", below("femur_{side}", HIGHEST, 0)),
    _of("femur", r"condyles?|distal", below("femur_{side}", HIGHEST, -200)),
    _of("rib_", r"anterior", front(SPINE, LOWEST, 0)),
    _of("rib_", r"posterior|costovertebral", behind(SPINE, LOWEST, 15)),
    _of("vertebrae", r"spinous processe?s?|laminae?|posterior elements?", behind(SPINE, LOWEST, 0)),
)  # fmt: skip


def limits_within(structure: str, words: str) -> tuple[Limit, ...]:
    """Limits of the part of a structure that the words name.

    Args:
        structure: name of a class, sides and numbers filled in.
        words: of the place.
    """
    found = (one for one in POSITIONS if structure.startswith(one.structure) and one.pattern.search(words))
    return tuple(limit for one in found for limit in one.limits)
