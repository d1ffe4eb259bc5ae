"""From "SUVmax 7.9, slice 239" to a mask with measures."""

from pet_ground.grounding.delineate import Contour, avg_itm
from pet_ground.grounding.ground import ground_mentions
from pet_ground.grounding.measures import measure, suv_peak
from pet_ground.grounding.organs import NamedOrgans, OrganDistances
from pet_ground.grounding.place_check import Area, Border, NamedPlace, check_place
from pet_ground.grounding.results import Grounded, Refusal
from pet_ground.grounding.slices import SliceNumbering, SliceStack, k_to_slice, slice_to_k
from pet_ground.grounding.sphere import brt_avg, brt_max, profile

__all__ = [
    "Area",
    "Border",
    "Contour",
    "Grounded",
    "NamedOrgans",
    "NamedPlace",
    "OrganDistances",
    "Refusal",
    "SliceNumbering",
    "SliceStack",
    "avg_itm",
    "brt_avg",
    "brt_max",
    "check_place",
    "ground_mentions",
    "k_to_slice",
    "measure",
    "profile",
    "slice_to_k",
    "suv_peak",
]
