"""Anatomical label maps of the CT: reading them, guarding them, asking about them, and making them."""

from pet_ground.anatomy.classes import CLASSES, ID_OF, TOTALSEGMENTATOR_VERSION, AnatomicalClass
from pet_ground.anatomy.ct_check import check_ct
from pet_ground.anatomy.label_files import find_label_map
from pet_ground.anatomy.label_grids import label_grid, on_small_grid
from pet_ground.anatomy.label_maps import read_label_map
from pet_ground.anatomy.orientation import check_orientation
from pet_ground.anatomy.questions import StudyIds, question_answer_pairs
from pet_ground.anatomy.totalseg import segment
from pet_ground.anatomy.uptake import REFERENCE_ORGANS, measure_structures, study_flags
from pet_ground.anatomy.weights import Availability, TotalSegmentatorHome, availability
from pet_ground.anatomy.weights_list import LIST_NAME, check_weights, recorded, write_list

__all__ = [
    "CLASSES",
    "ID_OF",
    "LIST_NAME",
    "REFERENCE_ORGANS",
    "TOTALSEGMENTATOR_VERSION",
    "AnatomicalClass",
    "Availability",
    "StudyIds",
    "TotalSegmentatorHome",
    "availability",
    "check_ct",
    "check_orientation",
    "check_weights",
    "find_label_map",
    "label_grid",
    "measure_structures",
    "on_small_grid",
    "question_answer_pairs",
    "read_label_map",
    "recorded",
    "segment",
    "study_flags",
    "write_list",
]
