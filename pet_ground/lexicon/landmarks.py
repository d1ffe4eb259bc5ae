"""Places that no class of a label map holds, told by what stands around them: nodal stations above all.

A station is everything within ``reach_mm`` of its landmarks and inside its limits. The limits follow the borders of the
stations in anatomy (lymph node levels of the neck by vertebrae, mediastinal stations by the trachea), and are wider by
10 mm or more: readers disagree at the borders, and breathing moves them.
"""

from __future__ import annotations

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
    levels,
    outward,
    right,
)


class Station(NamedTuple):
    """A place around landmarks.

    Attributes:
        landmarks: names of classes; ``{side}`` and ``{number}`` are filled in.
        reach_mm: it lies within this distance of one of them.
        limits: and inside all of these.
        has_sides: whether its sides part at the midline of the body.
        hosts: beginnings of the names of further classes in which a label map may show it.
    """

    landmarks: tuple[str, ...]
    reach_mm: float
    limits: tuple[Limit, ...] = ()
    has_sides: bool = True
    hosts: tuple[str, ...] = ()


def around(*classes: str, reach_mm: float = 25.0) -> Station:
    """What lies beside structures: ``perinephric``, ``adjacent to the liver``."""
    return Station(classes, reach_mm, has_sides=False)


LUNGS = ("lung_upper_lobe_{side}", "lung_middle_lobe_right", "lung_lower_lobe_{side}")
RIBS = ("rib_{side}_{number}",)
_UPPER_RIBS = tuple(f"rib_{{side}}_{number}" for number in range(1, 6))
_FRONT_RIBS = tuple(f"rib_{{side}}_{number}" for number in range(2, 8))
_NECK_BONES = tuple(f"vertebrae_C{number}" for number in range(1, 8))
_LUMBAR = tuple(f"vertebrae_L{number}" for number in range(1, 6))
_CAROTIDS = ("common_carotid_artery_left", "common_carotid_artery_right")
_GREAT_VEINS = (
    "superior_vena_cava",
    "brachiocephalic_trunk",
    "brachiocephalic_vein_left",
    "brachiocephalic_vein_right",
)
_HEART = ("heart", "pulmonary_vein", "atrial_appendage_left")
_GUT = ("small_bowel", "colon", "duodenum")
_HIPS = ("hip_left", "hip_right")
_FEMORA = ("femur_left", "femur_right")

# neck: the levels by the vertebrae beside which they lie; the jaw moves, so that each is wide
_NECK = (*_NECK_BONES, "thyroid_gland", "common_carotid_artery_{side}")
NECK = Station(_NECK, 50, (above(("clavicula_left", "clavicula_right"), LOWEST, 20), below("brain", MIDDLE, 0)))
UPPER_NECK = Station((*_NECK, "skull"), 50, (below("vertebrae_C1", HIGHEST, 15), above("vertebrae_C5", LOWEST, 10)))
JAW = Station(UPPER_NECK.landmarks, 60, (below("vertebrae_C1", HIGHEST, 10), above("vertebrae_C5", LOWEST, 10),
                                         front(_NECK_BONES, LOWEST, 5)))  # fmt: skip
SECOND_LEVEL = Station(UPPER_NECK.landmarks, 50, (*UPPER_NECK.limits, outward(15)))
MIDDLE_NECK = Station(_NECK, 50, (*levels("C3", "C6", 15), outward(10)))
LOWER_NECK = Station(_NECK, 50, (*levels("C5", "T2", 10), outward(10)))
BACK_NECK = Station(_NECK, 50, (*levels("C1", "T2", 10), outward(15)))
CENTRAL_NECK = Station(_NECK, 50, (*levels("C4", "T3", 10), inward(40), front(_NECK_BONES, MIDDLE, 5)))
SUPRACLAVICULAR = Station(
    ("clavicula_{side}", "subclavian_artery_{side}", "common_carotid_artery_{side}", "rib_{side}_1"),
    35,
    (above("clavicula_{side}", MIDDLE, 0), below("clavicula_{side}", HIGHEST, 45), outward(15), inward(115)),
)

# head and throat
_HEAD = ("skull", "brain", *_NECK_BONES[:4])
FACE = Station(_HEAD, 60, (above("vertebrae_C4", LOWEST, 20),))
THROAT = Station(_HEAD, 55, (below("vertebrae_C1", HIGHEST, 40), above("vertebrae_C5", LOWEST, 10), inward(45),
                             front(_NECK_BONES, LOWEST, 3)))  # fmt: skip
LARYNX = Station((*_NECK_BONES, "thyroid_gland", "trachea"), 35, (*levels("C3", "C6", 10), inward(30),
                                                                   front(_NECK_BONES, MIDDLE, 0)))  # fmt: skip
PAROTID = Station(_HEAD, 60, (below("vertebrae_C1", HIGHEST, 35), above("vertebrae_C4", LOWEST, 10), outward(25),
                              front(_NECK_BONES, MIDDLE, 10)))  # fmt: skip
THYROID_BED = Station(_NECK, 45, (*levels("C4", "T3", 10), inward(45), front(_NECK_BONES, MIDDLE, 5)))

# chest
_CHEST_HEIGHT = (below(("clavicula_left", "clavicula_right"), HIGHEST, 5), above("heart", LOWEST, 15))
MEDIASTINUM = Station(
    ("trachea", "esophagus", *_HEART, *_GREAT_VEINS),
    30,
    (*_CHEST_HEIGHT, inward(50), front(SPINE, LOWEST, 12), behind("sternum", HIGHEST, 0)),
)
_TRACHEA = ("trachea", *_GREAT_VEINS)
_BEHIND_STERNUM = behind("sternum", HIGHEST, 0)
PARATRACHEAL = Station(_TRACHEA, 25, (above("trachea", LOWEST, 10), below("vertebrae_T1", HIGHEST, 5), inward(45),
                       front(SPINE, LOWEST, 5), _BEHIND_STERNUM))  # fmt: skip
SUBCARINAL = Station(
    ("trachea", "esophagus", *_HEART), 25, (below("trachea", LOWEST, 50), above("trachea", LOWEST, 60), inward(35))
)
PREVASCULAR = Station(
    ("trachea", "aorta", "heart", "thyroid_gland", "sternum", *_GREAT_VEINS),
    40,
    (*_CHEST_HEIGHT, inward(45), front("trachea", MIDDLE, 5), above("trachea", LOWEST, 40)),
)
AORTOPULMONARY = Station(("trachea", "aorta", "pulmonary_vein"), 25, (above("trachea", LOWEST, 20),
                         below("vertebrae_T2", HIGHEST, 10), inward(60), left(10)))  # fmt: skip
HILUM = Station(
    ("trachea", *_HEART),
    45,
    (
        below("trachea", LOWEST, 45),
        above("trachea", LOWEST, 70),
        outward(5),
        inward(90),
        front(SPINE, MIDDLE, 0),
        behind("sternum", HIGHEST, -15),
    ),
    hosts=("lung",),
)
PARAESOPHAGEAL = Station(("esophagus",), 30, (*_CHEST_HEIGHT, inward(50)))
PERICARDIAL = Station(("heart",), 30, (above("heart", LOWEST, 35), below("heart", HIGHEST, 20)))
RETROCRURAL = Station(
    ("aorta", "inferior_vena_cava", "esophagus", "vertebrae_T11", "vertebrae_T12", "vertebrae_L1"),
    25,
    (*levels("T10", "L1", 10), inward(32), behind(SPINE, LOWEST, 40)),
)
AXILLA = Station(
    ("scapula_{side}", "humerus_{side}", "clavicula_{side}", *_UPPER_RIBS),
    45,
    (outward(70), below("clavicula_{side}", HIGHEST, 20), above("scapula_{side}", LOWEST, 20)),
)
PARASTERNAL = Station(("sternum", "costal_cartilages"), 30, (outward(0), inward(65), front("heart", MIDDLE, 0)))
BREAST = Station(
    ("sternum", "costal_cartilages", *_FRONT_RIBS),
    70,
    (outward(5), front(SPINE, LOWEST, -60), below("clavicula_{side}", LOWEST, 10), above("liver", MIDDLE, 20)),
)
PLEURA = Station((*LUNGS, *RIBS), 8, (*levels("T1", "L1", 10), outward(15)), hosts=("lung",))
WALL_OF_CHEST = Station((*RIBS, "sternum", "costal_cartilages", "clavicula_{side}", "scapula_{side}"), 40)

# abdomen
_MIDDLE_ABDOMEN = (*levels("T11", "L3", 10), inward(70))
GASTROHEPATIC = Station(
    ("stomach",), 20, (*levels("T10", "L2", 10), inward(65), front(SPINE, LOWEST, 0)), hosts=("stomach", "liver")
)
CELIAC = Station(("aorta", "portal_vein_and_splenic_vein", "pancreas"), 20, (*levels("T11", "L2", 10), inward(40),
                 front(SPINE, LOWEST, 5)))  # fmt: skip
UPPER_ABDOMEN = Station(
    ("portal_vein_and_splenic_vein", "pancreas", "stomach", "duodenum", "inferior_vena_cava", "aorta"),
    20,
    (*_MIDDLE_ABDOMEN, front(SPINE, MIDDLE, 0)),
)
PORTA = Station(
    ("portal_vein_and_splenic_vein", "pancreas", "duodenum", "gallbladder"),
    25,
    (*_MIDDLE_ABDOMEN, right(20)),
    hosts=("liver",),
)
_GREAT_VESSELS = ("aorta", "inferior_vena_cava", *_LUMBAR)
RETROPERITONEUM = Station(_GREAT_VESSELS, 30, (*levels("T12", "L5", 15), inward(60), front(SPINE, MIDDLE, 0),
                          behind(SPINE, LOWEST, 55)))  # fmt: skip
PARAAORTIC = Station(("aorta", "inferior_vena_cava"), 25, (*levels("T12", "L5", 10), inward(55),
                     front(SPINE, LOWEST, 12), behind(SPINE, LOWEST, 45)))  # fmt: skip
MESENTERY = Station(_GUT, 35, (*levels("T12", "L5", 40), inward(90), front(SPINE, LOWEST, 5)))
PERITONEUM = Station((*_GUT, "liver", "stomach", "spleen", "urinary_bladder"), 25,
                     (below("liver", HIGHEST, 20), above(_HIPS, LOWEST, 0)))  # fmt: skip
OMENTUM = Station(PERITONEUM.landmarks, 40, (*PERITONEUM.limits, front(SPINE, LOWEST, -35)))
SPLENIC_HILUM = Station(("spleen",), 35, (left(-10), *levels("T9", "L3", 10)))
RENAL_HILUM = Station(("kidney_{side}",), 30, (inward(80), above("kidney_{side}", LOWEST, 10),
                      below("kidney_{side}", HIGHEST, 15)))  # fmt: skip

# pelvis
_ILIAC = ("iliac_artery_{side}", "iliac_vena_{side}")
_ABOVE_GROIN = above(_FEMORA, HIGHEST, 45)
COMMON_ILIAC = Station((*_ILIAC, "vertebrae_L5"), 25, (below("vertebrae_L3", LOWEST, 10), above(_FEMORA, HIGHEST, -5),
                                                       inward(95), front(SPINE, MIDDLE, 10)))  # fmt: skip
EXTERNAL_ILIAC = Station((*_ILIAC, "iliopsoas_{side}"), 30, (below("vertebrae_L5", LOWEST, 10), _ABOVE_GROIN,
                         outward(20), front("sacrum", LOWEST, 20)))  # fmt: skip
INTERNAL_ILIAC = Station(_ILIAC, 42, (below("vertebrae_L5", HIGHEST, 10), above(_FEMORA, HIGHEST, 70), inward(85),
                         front("sacrum", MIDDLE, 5)))  # fmt: skip
ILIAC = Station(_ILIAC, 30, (below("vertebrae_L3", LOWEST, 10), _ABOVE_GROIN, inward(120)))
PRESACRAL = Station(("sacrum",), 35, (inward(55), front("sacrum", MIDDLE, 10)))
PERIRECTAL = Station(("sacrum", "colon", "urinary_bladder", "prostate"), 35,
                     (inward(55), below("sacrum", MIDDLE, 10), above(_HIPS, LOWEST, 10)))  # fmt: skip
ADNEXA = Station(
    ("sacrum", "colon", "urinary_bladder", "iliac_artery_{side}", "iliac_vena_{side}"),
    35,
    (below("vertebrae_L5", LOWEST, 10), above(_FEMORA, HIGHEST, 35), inward(80), front("sacrum", LOWEST, 0)),
    hosts=("urinary_bladder",),
)
TRUE_PELVIS = Station(("sacrum", "colon", "urinary_bladder", "prostate", "iliac_artery_{side}"), 40,
                      (below("vertebrae_L5", LOWEST, 10), above(_HIPS, LOWEST, 15), inward(85),
                       front("sacrum", MIDDLE, 0)), hosts=("urinary_bladder",))  # fmt: skip
PERINEUM = Station(
    _HIPS, 90, (below(_HIPS, LOWEST, 45), inward(70), above(_HIPS, LOWEST, 90)), hosts=("urinary_bladder",)
)
GROIN = Station(
    ("hip_{side}", "femur_{side}", "iliac_artery_{side}"),
    60,
    (below(_FEMORA, HIGHEST, 20), above(_HIPS, LOWEST, 65), front(_FEMORA, MIDDLE, 0), outward(25)),
)

# limbs
THIGH = Station(("femur_{side}",), 90, (below(_FEMORA, HIGHEST, -45), outward(15)))
BUTTOCK = Station(("gluteus_maximus_{side}", "gluteus_medius_{side}", "gluteus_minimus_{side}"), 30,
                  (behind(_FEMORA, LOWEST, 0),))  # fmt: skip
SHOULDER = Station(("humerus_{side}", "scapula_{side}", "clavicula_{side}"), 35, (outward(70),))
UPPER_ARM = Station(("humerus_{side}",), 60, (outward(90),))

WHOLE_REGIONS = {
    "Head and neck": Station((*_HEAD, *_NECK), 60, (above("vertebrae_T2", HIGHEST, 10),)),
    "Chest": Station((*LUNGS, "heart", "sternum", *RIBS, "scapula_{side}"), 40, levels("C7", "L1", 15)),
    "Abdomen": Station((*_LUMBAR, *_GUT, "liver", "stomach", "spleen", "kidney_{side}", "rib_{side}_12"), 50,
                       (*levels("T8", "L5", 0)[:1], above(_FEMORA, HIGHEST, 10))),
    "Pelvis": Station((*_HIPS, *_FEMORA, "sacrum", "urinary_bladder"), 50, (below("vertebrae_L4", HIGHEST, 0),
                      above(_HIPS, LOWEST, 80))),
    "Spine": Station(SPINE, 30),
    "Upper extremity": Station(("humerus_{side}",), 600, (outward(90),)),
    "Lower extremity": Station(("femur_{side}", "gluteus_maximus_{side}"), 600, (below(_FEMORA, HIGHEST, 20),)),
}  # fmt: skip
"""The regions as wide stations, for words of which nothing more is known."""
