"""The classes of a label map that stand around places which none of them holds: nodal stations above all.

The aorta is left out of all: it runs through chest and abdomen, and would be near everything.
"""

from __future__ import annotations

_UPPER_RIBS = tuple(f"rib_{{side}}_{number}" for number in range(2, 6))
_LUMBAR = ("vertebrae_T12", *(f"vertebrae_L{number}" for number in range(1, 6)))

AXILLA = ("scapula_{side}", "humerus_{side}", *_UPPER_RIBS)
BREAST = _UPPER_RIBS
CHEST_FRAME = ("sternum", "costal_cartilages", "clavicula_{side}", "rib_{side}_{number}")
PLEURA = ("lung_upper_lobe_{side}", "lung_middle_lobe_right", "lung_lower_lobe_{side}", "rib_{side}_{number}")
HILUM = ("lung_upper_lobe_{side}", "lung_middle_lobe_right", "lung_lower_lobe_{side}")
MEDIASTINUM = (
    "trachea",
    "esophagus",
    "heart",
    "atrial_appendage_left",
    "superior_vena_cava",
    "pulmonary_vein",
    "brachiocephalic_trunk",
    "brachiocephalic_vein_left",
    "brachiocephalic_vein_right",
)
NECK = (*(f"vertebrae_C{number}" for number in range(1, 8)), "common_carotid_artery_{side}", "thyroid_gland")
SUPRACLAVICULAR = ("clavicula_{side}", "subclavian_artery_{side}", "common_carotid_artery_{side}", "rib_{side}_1")
UPPER_ABDOMEN = ("portal_vein_and_splenic_vein", "pancreas", "stomach", "duodenum", "inferior_vena_cava", *_LUMBAR)
PORTA = ("liver", "portal_vein_and_splenic_vein", "pancreas")
RETROPERITONEUM = ("inferior_vena_cava", *_LUMBAR)
MESENTERY = ("small_bowel", "colon", "duodenum")
ILIAC = ("iliac_artery_{side}", "iliac_vena_{side}", "hip_{side}")
INNER_PELVIS = ("sacrum", "urinary_bladder", "prostate")
GROIN = ("hip_{side}", "femur_{side}")
