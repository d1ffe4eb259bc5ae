"""How large every structure usually is, and below which volume it is not asked about.

What a segmentation leaves of a structure below a tenth of its usual volume is a speck in a wrong place, or a sliver at
the border of the field of view that nobody would name. A tenth forgives that the figures are those of adults and right
to within a factor of two or three: a newborn's liver has 130 ml, a child's of five years 570 ml (ICRP 89).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pet_ground.anatomy.classes import CLASSES, AnatomicalClass
from pet_ground.config import AnatomySettings

# Organs: reference masses of ICRP Publication 89 (2002) at about 1 g/ml, mean of woman and man, rounded. Lung lobes: as
# inflated on a CT, 2.5 l in shallow breathing over five lobes. Hollow organs: as good as empty, because a bladder may
# have been voided and a stomach may be fasting.
ORGANS_ML: Mapping[str, float] = MappingProxyType(
    {
        "spleen": 140, "kidney": 145, "gallbladder": 15, "liver": 1600, "stomach": 150, "pancreas": 100,
        "adrenal_gland": 5, "lung_upper_lobe_left": 600, "lung_lower_lobe_left": 500, "lung_upper_lobe_right": 500,
        "lung_middle_lobe_right": 250, "lung_lower_lobe_right": 600, "esophagus": 35, "trachea": 30,
        "thyroid_gland": 15, "small_bowel": 600, "duodenum": 50, "colon": 400, "urinary_bladder": 50, "prostate": 20,
        "heart": 700, "brain": 1350, "spinal_cord": 40,
    }
)  # fmt: skip

# Bones, vessels and muscles have no reference volume per structure. These are round figures of adults, checked against
# the label maps that TotalSegmentator publishes with its tests (lower trunk: within a factor of two where whole).
OTHERS_ML: Mapping[str, float] = MappingProxyType(
    {
        "sacrum": 180, "vertebrae_S1": 50, "vertebrae_L": 60, "vertebrae_T": 25, "vertebrae_C": 12, "rib": 6,
        "humerus": 150, "scapula": 100, "clavicula": 35, "femur": 350, "hip": 350, "skull": 600, "sternum": 60,
        "costal_cartilages": 60,
        "aorta": 200, "pulmonary_vein": 50, "brachiocephalic_trunk": 8, "subclavian_artery": 10,
        "common_carotid_artery": 6, "brachiocephalic_vein": 12, "atrial_appendage": 10, "superior_vena_cava": 20,
        "inferior_vena_cava": 70, "portal_vein_and_splenic_vein": 30, "iliac_artery": 20, "iliac_vena": 30,
        "gluteus_maximus": 500, "gluteus_medius": 250, "gluteus_minimus": 70, "autochthon": 500, "iliopsoas": 300,
    }
)  # fmt: skip

NO_USUAL_VOLUME = frozenset({"kidney_cyst_left", "kidney_cyst_right"})
"""What most people don't have, in any size: only the smallest volume for all counts."""


def usual_volume_ml(entry: AnatomicalClass) -> float | None:
    """The usual volume of a structure in an adult, ml; None where it has none.

    The figure of a name holds for all names that begin with it; of several, the longest.
    """
    if entry.name in NO_USUAL_VOLUME:
        return None
    figures = {**ORGANS_ML, **OTHERS_ML}
    return figures[max((name for name in figures if entry.name.startswith(name)), key=len)]


_USUAL_ML = MappingProxyType({class_id: usual_volume_ml(entry) for class_id, entry in CLASSES.items()})


def smallest_volume_ml(class_id: int, settings: AnatomySettings) -> float:
    """The volume from which on a structure is asked about, ml."""
    usual = _USUAL_ML[class_id]
    return max(settings.min_volume_ml, 0.0 if usual is None else settings.min_volume_share * usual)
