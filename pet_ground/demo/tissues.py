"""The tissues of the synthetic patient: number, SUV, Hounsfield units, and class in the label map.

Numbers up to 117 are the class ids of TotalSegmentator's task ``total`` (version 2.18.0); higher numbers are tissues
without a class of their own. The SUVs are usual values of an FDG scan one hour after injection.
"""

from __future__ import annotations

from dataclasses import dataclass

AIR = 0
FAT, MUSCLE, GAS, VISCERAL_FAT = 130, 131, 132, 133
BRAIN_WHITE, CSF, CEREBELLUM = 134, 135, 136
MYOCARDIUM, RENAL_PELVIS_LEFT, RENAL_PELVIS_RIGHT, URETER = 137, 138, 139, 140
SALIVARY, TONSIL, TONGUE, FACE_BONE, EYE = 141, 142, 143, 144, 145
BREAST, MEDIASTINUM, DIAPHRAGM, LARYNX, UTERUS, FOREARM_BONE = 148, 149, 150, 151, 147, 153

LEFT, RIGHT = 1, -1
"""Sides as signs of x in the model frame (x runs to the patient's left)."""

CLASS_ID: dict[str, int] = {
    "spleen": 1,
    "kidney_right": 2,
    "kidney_left": 3,
    "gallbladder": 4,
    "liver": 5,
    "stomach": 6,
    "pancreas": 7,
    "adrenal_gland_right": 8,
    "adrenal_gland_left": 9,
    "lung_upper_lobe_left": 10,
    "lung_lower_lobe_left": 11,
    "lung_upper_lobe_right": 12,
    "lung_middle_lobe_right": 13,
    "lung_lower_lobe_right": 14,
    "esophagus": 15,
    "trachea": 16,
    "thyroid_gland": 17,
    "small_bowel": 18,
    "duodenum": 19,
    "colon": 20,
    "urinary_bladder": 21,
    "prostate": 22,
    "sacrum": 25,
    "vertebrae_L5": 27,
    "vertebrae_T1": 43,
    "vertebrae_C1": 50,
    "heart": 51,
    "aorta": 52,
    "common_carotid_artery_right": 57,
    "common_carotid_artery_left": 58,
    "superior_vena_cava": 62,
    "inferior_vena_cava": 63,
    "portal_vein_and_splenic_vein": 64,
    "iliac_artery_left": 65,
    "iliac_artery_right": 66,
    "humerus_left": 69,
    "humerus_right": 70,
    "scapula_left": 71,
    "scapula_right": 72,
    "clavicula_left": 73,
    "clavicula_right": 74,
    "femur_left": 75,
    "femur_right": 76,
    "hip_left": 77,
    "hip_right": 78,
    "spinal_cord": 79,
    "gluteus_maximus_left": 80,
    "gluteus_maximus_right": 81,
    "autochthon_left": 86,
    "autochthon_right": 87,
    "iliopsoas_left": 88,
    "iliopsoas_right": 89,
    "brain": 90,
    "skull": 91,
    "rib_left_1": 92,
    "rib_right_1": 104,
    "sternum": 116,
    "costal_cartilages": 117,
}
"""The classes that the phantom has. Vertebrae count downwards from C1 = 50 to L5 = 27; ribs upwards from the first."""


@dataclass(frozen=True)
class Tissue:
    """What a tissue shows: body-weight SUV in g/ml, Hounsfield units, class in the label map (0: none)."""

    suv: float
    hu: float
    label: int


BONE_HU = 320.0
"""Spongy bone with its marrow; the rim of each bone is drawn denser (see ``scanner``)."""

LUNG_HU = -850.0
BLOOD_SUV = 1.8

_EXTRA: dict[int, Tissue] = {
    AIR: Tissue(0.0, -1000, 0),
    FAT: Tissue(0.25, -100, 0),
    MUSCLE: Tissue(0.6, 45, 0),
    GAS: Tissue(0.4, -900, 20),
    VISCERAL_FAT: Tissue(0.4, -95, 0),
    BRAIN_WHITE: Tissue(3.6, 30, 90),
    CSF: Tissue(1.0, 8, 90),
    CEREBELLUM: Tissue(7.0, 38, 90),
    MYOCARDIUM: Tissue(2.5, 50, 51),
    RENAL_PELVIS_LEFT: Tissue(18.0, 15, 3),
    RENAL_PELVIS_RIGHT: Tissue(18.0, 15, 2),
    URETER: Tissue(9.0, 20, 0),
    SALIVARY: Tissue(2.0, 20, 0),
    TONSIL: Tissue(3.0, 45, 0),
    TONGUE: Tissue(1.8, 50, 0),
    FACE_BONE: Tissue(0.8, BONE_HU, 91),
    EYE: Tissue(1.2, 15, 0),
    BREAST: Tissue(0.5, -60, 0),
    MEDIASTINUM: Tissue(0.9, -40, 0),
    DIAPHRAGM: Tissue(0.8, 20, 0),
    LARYNX: Tissue(1.6, 60, 0),
    UTERUS: Tissue(1.6, 50, 0),
    FOREARM_BONE: Tissue(0.6, BONE_HU, 0),
}

_CLASS_SUV_HU: dict[str, tuple[float, float]] = {
    "spleen": (1.9, 55),
    "kidney": (3.2, 40),
    "gallbladder": (0.8, 10),
    "liver": (2.2, 60),
    "stomach": (1.7, 35),
    "pancreas": (1.5, 40),
    "adrenal": (1.4, 30),
    "lung": (0.4, LUNG_HU),
    "esophagus": (1.6, 35),
    "trachea": (0.3, -980),
    "thyroid": (1.3, 90),
    "small_bowel": (1.5, 35),
    "duodenum": (1.7, 35),
    "colon": (1.6, 30),
    "urinary_bladder": (25.0, 8),
    "prostate": (1.8, 40),
    "sacrum": (1.5, BONE_HU),
    "vertebrae": (1.8, BONE_HU),
    "heart": (BLOOD_SUV, 45),
    "aorta": (BLOOD_SUV, 45),
    "common_carotid": (BLOOD_SUV, 45),
    "superior_vena": (BLOOD_SUV, 45),
    "inferior_vena": (BLOOD_SUV, 45),
    "portal_vein": (BLOOD_SUV, 45),
    "iliac_artery": (BLOOD_SUV, 45),
    "humerus": (0.8, BONE_HU),
    "scapula": (1.0, BONE_HU),
    "clavicula": (0.9, BONE_HU),
    "femur": (0.8, BONE_HU),
    "hip": (1.3, BONE_HU),
    "spinal_cord": (1.7, 35),
    "gluteus": (0.6, 50),
    "autochthon": (0.65, 48),
    "iliopsoas": (0.65, 48),
    "brain": (9.0, 38),
    "skull": (0.8, BONE_HU),
    "rib": (1.0, BONE_HU),
    "sternum": (1.4, BONE_HU),
    "costal": (0.6, 110),
}


def _class_tissues() -> dict[int, Tissue]:
    """One tissue per class, the vertebrae and ribs written out by their numbers."""
    numbers = dict(CLASS_ID)
    numbers |= {f"vertebrae_{n}": n for n in range(CLASS_ID["vertebrae_L5"], CLASS_ID["vertebrae_C1"] + 1)}
    for side in ("left", "right"):
        numbers |= {f"rib_{side}_{n}": CLASS_ID[f"rib_{side}_1"] + n - 1 for n in range(1, 13)}
    found = {}
    for name, number in numbers.items():
        prefix = max((p for p in _CLASS_SUV_HU if name.startswith(p)), key=len)
        suv, hu = _CLASS_SUV_HU[prefix]
        found[number] = Tissue(suv, hu, number)
    return found


TISSUES: dict[int, Tissue] = _EXTRA | _class_tissues()
"""Every tissue by its number."""


def sided(name: str, side: int) -> int:
    """Class id of ``name_left`` or ``name_right``; ``side`` is LEFT or RIGHT."""
    return CLASS_ID[f"{name}_{'left' if side == LEFT else 'right'}"]
