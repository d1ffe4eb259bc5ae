"""Anatomical label maps of the CT: reading them, guarding them, asking about them, and making them."""

from pet_ground.anatomy.classes import CLASSES, ID_OF, TOTALSEGMENTATOR_VERSION, AnatomicalClass
from pet_ground.anatomy.label_files import find_label_map
from pet_ground.anatomy.label_maps import read_label_map
from pet_ground.anatomy.orientation import check_orientation
from pet_ground.anatomy.questions import StudyIds, question_answer_pairs
from pet_ground.anatomy.totalseg import segment
from pet_ground.anatomy.weights import Availability, TotalSegmentatorHome, availability

__all__ = [
    "CLASSES",
    "ID_OF",
    "TOTALSEGMENTATOR_VERSION",
    "AnatomicalClass",
    "Availability",
    "StudyIds",
    "TotalSegmentatorHome",
    "availability",
    "check_orientation",
    "find_label_map",
    "question_answer_pairs",
    "read_label_map",
    "segment",
]
