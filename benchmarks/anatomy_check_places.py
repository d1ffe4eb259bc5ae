"""The places of the benchmark of the anatomical check that are structures of the label map or parts of them."""

from __future__ import annotations

from collections.abc import Iterator

from anatomy_check_nodes import (
    NODES_IN_THE_MIDDLE,
    NODES_OF_ONE_SIDE,
    WITHOUT_CLASS_IN_THE_MIDDLE,
    WITHOUT_CLASS_OF_ONE_SIDE,
)
from anatomy_check_spots import BIG_MM, EVERYWHERE, SMALL_MM, Box, NamedSpot, Side, both, box_of


def _of(key: str, group: str, classes: tuple[str, ...], names: tuple[str, ...], box: Box = EVERYWHERE, *,  # noqa: PLR0913
        big: bool = False, side: Side | None = None) -> NamedSpot:  # fmt: skip
    return NamedSpot(key, group, names, side, classes, box, diameter_mm=BIG_MM if big else SMALL_MM)


_UL, _LL = ("lung_upper_lobe_{s}",), ("lung_lower_lobe_{s}",)
ORGANS_OF_ONE_SIDE = (
    _of("{s} upper lobe", "lung", _UL, ("{s} upper lobe pulmonary nodule", "{S}UL nodule", "{s} upper lobe mass",
        "nodule in the {s} upper lobe", "{s} upper lung nodule"), big=True),
    _of("{s} lower lobe", "lung", _LL, ("{s} lower lobe pulmonary nodule", "{S}LL nodule", "{s} lower lobe mass",
        "{s} lower lobe subpleural nodule", "lesion in the {s} lower lobe of the lung"), big=True),
    _of("{s} lung", "lung", (*_UL, *_LL), ("{s} lung nodule", "{s}-sided pulmonary nodule", "nodule in the {s} lung")),
    _of("{s} lung apex", "lung", _UL, ("{s} apical lung nodule", "{s} lung apex nodule"), box_of(z=(-305, 0))),
    _of("{s} lung base", "lung", _LL, ("{s} lung base nodule", "{s} basilar pulmonary nodule"), box_of(z=(-999, -470))),
    _of("{s} kidney", "abdomen", ("kidney_{s}",), ("{s} renal mass", "{s} kidney lesion", "lesion in the {s} kidney")),
    _of("{s} upper kidney", "abdomen", ("kidney_{s}",), ("{s} upper pole renal lesion",
        "upper pole of the {s} kidney"), box_of(z=(-570, 0))),
    _of("{s} adrenal", "abdomen", ("adrenal_gland_{s}",), ("{s} adrenal nodule", "{s} adrenal gland mass",
        "{s} suprarenal nodule")),
    _of("{s} thyroid", "neck", ("thyroid_gland",), ("{s} thyroid lobe nodule", "{s} thyroid nodule"),
        box_of(x=(4, 99))),
    _of("{s} cerebrum", "head", ("brain",), ("{s} frontal lobe lesion",), box_of(x=(10, 99), y=(-99, -25), z=(-90, 0))),
    _of("{s} cerebellum", "head", ("brain",), ("{s} cerebellar lesion",),
        box_of(x=(8, 99), y=(20, 99), z=(-999, -112))),
)  # fmt: skip

BONES_OF_ONE_SIDE = (
    _of("{s} humerus", "bone", ("humerus_{s}",), ("{s} humeral lesion", "{s} humerus metastasis", "{s} humeral shaft")),
    _of("{s} humeral head", "bone", ("humerus_{s}",), ("{s} humeral head lesion", "{s} proximal humerus lesion"),
        box_of(z=(-335, -290))),
    _of("{s} scapula", "bone", ("scapula_{s}",), ("{s} scapular lesion", "{s} scapula metastasis",
        "{s} glenoid lesion")),
    _of("{s} clavicle", "bone", ("clavicula_{s}",), ("{s} clavicle lesion", "{s} clavicular metastasis")),
    _of("{s} iliac bone", "bone", ("hip_{s}",), ("{s} iliac bone lesion", "{s} iliac wing metastasis",
        "{s} iliac crest lesion", "lytic lesion in the {s} ilium"), box_of(z=(-790, 0))),
    _of("{s} acetabulum", "bone", ("hip_{s}",), ("{s} acetabular lesion", "lesion in the {s} acetabulum"),
        box_of(z=(-860, -790), x=(62, 130))),
    _of("{s} ischium", "bone", ("hip_{s}",), ("{s} ischial lesion", "{s} ischial tuberosity"), box_of(z=(-920, -862),
        y=(15, 99))),
    _of("{s} pubis", "bone", ("hip_{s}",), ("{s} superior pubic ramus lesion", "{s} pubic lesion"), box_of(x=(8, 60),
        y=(-99, -15))),
    _of("{s} femur", "bone", ("femur_{s}",), ("{s} femur lesion", "{s} femoral metastasis", "{s} femoral shaft lesion"),
        box_of(z=(-1000, -800))),
    _of("{s} femoral head", "bone", ("femur_{s}",), ("{s} femoral head lesion", "{s} femoral neck lesion"),
        box_of(z=(-860, -800))),
    _of("{s} ribs", "rib", tuple(f"rib_{{s}}_{n}" for n in range(1, 13)), ("{s} rib lesion", "{s} rib metastasis",
        "{s} lateral rib lesion")),
    _of("{s} parietal bone", "bone", ("skull",), ("{s} parietal calvarial lesion", "{s} parietal skull lesion"),
        box_of(x=(20, 99), y=(-30, 60), z=(-75, 0))),
    _of("{s} psoas", "muscle", ("iliopsoas_{s}",), ("{s} psoas muscle lesion", "{s} iliopsoas metastasis")),
    _of("{s} gluteus", "muscle", ("gluteus_maximus_{s}",), ("{s} gluteal soft tissue mass",
        "{s} gluteus maximus lesion"), big=True),
    _of("{s} paraspinal", "muscle", ("autochthon_{s}",), ("{s} paraspinal muscle lesion",
        "{s} paraspinal soft tissue mass")),
    _of("{s} SI joint", "bone", ("hip_{s}", "sacrum"), ("{s} sacroiliac joint", "{s} SI joint"),
        box_of(x=(30, 62), z=(-780, -720))),
)  # fmt: skip

ORGANS_IN_THE_MIDDLE = (
    _of("liver", "abdomen", ("liver",), ("hepatic lesion", "liver metastasis", "lesion in the liver",
        "focus in the hepatic parenchyma", "intrahepatic mass"), big=True),
    _of("right hepatic lobe", "abdomen", ("liver",), ("right hepatic lobe lesion",
        "lesion in the right lobe of the liver",
        "segment VII hepatic lesion", "segment 6 liver lesion"),
        box_of(x=(-999, -75), y=(0, 999)), big=True, side="right"),
    _of("left hepatic lobe", "abdomen", ("liver",), ("left hepatic lobe lesion", "left lobe of the liver lesion",
        "segment III liver lesion", "segment II hepatic lesion"), box_of(x=(0, 999)), big=True, side="left"),
    _of("hepatic dome", "abdomen", ("liver",), ("hepatic dome lesion", "lesion at the dome of the liver"),
        box_of(z=(-500, 0))),
    _of("spleen", "abdomen", ("spleen",), ("splenic lesion", "spleen lesion", "focus in the spleen")),
    _of("stomach", "abdomen", ("stomach",), ("gastric mass", "gastric body lesion", "gastric wall thickening",
        "mass in the stomach")),
    _of("pancreas", "abdomen", ("pancreas",), ("pancreatic mass", "pancreatic lesion", "mass in the pancreas")),
    _of("pancreatic head", "abdomen", ("pancreas",), ("pancreatic head mass", "mass in the head of the pancreas"),
        box_of(x=(-99, -14))),
    _of("pancreatic tail", "abdomen", ("pancreas",), ("pancreatic tail mass", "tail of the pancreas lesion"),
        box_of(x=(45, 99))),
    _of("gallbladder", "abdomen", ("gallbladder",), ("gallbladder wall mass", "gallbladder fundus lesion")),
    _of("duodenum", "abdomen", ("duodenum",), ("duodenal mass", "focus in the duodenum")),
    _of("small bowel", "abdomen", ("small_bowel",), ("small bowel mass", "focus in the jejunum", "ileal lesion")),
    _of("cecum", "abdomen", ("colon",), ("cecum", "cecal mass", "caecal polyp"), box_of(x=(-130, -70), z=(-780, -695))),
    _of("ascending colon", "abdomen", ("colon",), ("ascending colon mass", "hepatic flexure lesion"),
        box_of(x=(-130, -70), z=(-690, -590))),
    _of("descending colon", "abdomen", ("colon",), ("descending colon mass",), box_of(x=(75, 130), z=(-740, -610))),
    _of("sigmoid", "pelvis", ("colon",), ("sigmoid colon mass", "sigmoid lesion"), box_of(x=(5, 60), z=(-800, -765))),
    _of("rectum", "pelvis", ("colon",), ("rectal mass", "rectal wall thickening", "focus in the rectum"),
        box_of(x=(-30, 20), z=(-890, -810))),
    _of("bladder", "pelvis", ("urinary_bladder",), ("bladder wall mass", "urinary bladder lesion")),
    _of("prostate", "pelvis", ("prostate",), ("prostate lesion", "prostatic focus", "prostate gland peripheral zone")),
    _of("esophagus", "chest", ("esophagus",), ("esophageal mass", "oesophageal lesion", "thickening of the esophagus")),
    _of("trachea", "chest", ("trachea",), ("tracheal lesion", "focus in the trachea"), box_of(z=(-360, -260))),
    _of("heart", "chest", ("heart",), ("cardiac lesion", "myocardial focus")),
    _of("right middle lobe", "lung", ("lung_middle_lobe_right",), ("right middle lobe pulmonary nodule", "RML nodule",
        "middle lobe nodule"), side="right"),
    _of("lingula", "lung", ("lung_upper_lobe_left",), ("lingular nodule", "lingula nodule"), box_of(y=(-999, 0),
        z=(-480, -400)), side="left"),
    _of("brain", "head", ("brain",), ("brain metastasis", "cerebral lesion", "intracranial brain lesion")),
)  # fmt: skip

BONES_IN_THE_MIDDLE = (
    _of("sternum", "bone", ("sternum",), ("sternal lesion", "lesion in the sternum", "sternal body metastasis")),
    _of("manubrium", "bone", ("sternum",), ("manubrium lesion", "manubrial metastasis"), box_of(z=(-350, 0))),
    _of("sacrum", "bone", ("sacrum",), ("sacral lesion", "sacrum metastasis", "lesion in the sacrum")),
    _of("skull base", "bone", ("skull",), ("skull base lesion", "clivus lesion"), box_of(x=(-40, 40), y=(-30, 40),
        z=(-170, -125))),
    _of("lumbar spine", "spine", tuple(f"vertebrae_L{n}" for n in range(1, 6)), ("lumbar spine lesion",
        "lumbar vertebral body metastasis", "lesion in the lumbar spine")),
    _of("thoracic spine", "spine", tuple(f"vertebrae_T{n}" for n in range(1, 13)), ("thoracic spine lesion",
        "thoracic vertebral body metastasis")),
    _of("cervical spine", "spine", tuple(f"vertebrae_C{n}" for n in range(1, 8)), ("cervical spine lesion",
        "cervical vertebral body lesion")),
)  # fmt: skip


def _vertebrae() -> Iterator[NamedSpot]:
    levels = [*(f"C{n}" for n in range(2, 8)), *(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6))]
    for level in levels:
        names = (f"{level} vertebral body lesion", f"{level} lytic lesion", f"lesion in the {level} vertebra",
                 f"{level} spinous process lesion", f"{level} metastasis")  # fmt: skip
        yield _of(level, "spine", (f"vertebrae_{level}",), names)


_RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh",
          "eighth", "ninth", "tenth", "eleventh", "twelfth")  # fmt: skip
_ENDINGS = ("1st", "2nd", "3rd", *(f"{n}th" for n in range(4, 13)))


def _ribs() -> Iterator[NamedSpot]:
    for number, (rank, ending) in enumerate(zip(_RANKS, _ENDINGS, strict=True), 1):
        names = (f"{{s}} {rank} rib lesion", f"{{s}} {ending} rib metastasis", f"lesion in the {{s}} {ending} rib",
                 f"{{s}} lateral {ending} rib lesion", f"{ending} {{s}} rib lesion")  # fmt: skip
        yield from both(_of(f"{{s}} rib {number}", "rib", (f"rib_{{s}}_{number}",), names))


def _right_lung(spot: NamedSpot) -> NamedSpot:
    if spot.key != "right lung":
        return spot
    return NamedSpot(spot.key, spot.group, spot.names, spot.side, (*spot.classes, "lung_middle_lobe_right"),
                     diameter_mm=spot.diameter_mm)  # fmt: skip


PAIRED = (*NODES_OF_ONE_SIDE, *WITHOUT_CLASS_OF_ONE_SIDE, *ORGANS_OF_ONE_SIDE, *BONES_OF_ONE_SIDE)
SPOTS: tuple[NamedSpot, ...] = (
    *NODES_IN_THE_MIDDLE,
    *WITHOUT_CLASS_IN_THE_MIDDLE,
    *ORGANS_IN_THE_MIDDLE,
    *BONES_IN_THE_MIDDLE,
    *(_right_lung(one) for spot in PAIRED for one in both(spot)),
    *_vertebrae(),
    *_ribs(),
)
"""Every place. Vertebrae and ribs are many; ``weight`` evens their share out."""


def weight(spot: NamedSpot) -> float:
    """How often a place is drawn: single vertebrae and ribs a quarter as often, as they are many."""
    return 0.25 if spot.group in {"spine", "rib"} and any(letter.isdigit() for letter in spot.key) else 1.0


def partner(spot: NamedSpot) -> NamedSpot | None:
    """The place of the same words on the other side."""
    if spot.side is None:
        return None
    other = {"left": "right", "right": "left"}[spot.side]
    wanted = " ".join(other if word == spot.side else word for word in spot.key.split())
    return next((one for one in SPOTS if one.key == wanted and one is not spot), None)
