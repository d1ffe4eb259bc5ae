"""Words of anatomy, in one place for all parts: what organ and region they name, and which label classes hold it."""

from pet_ground.lexicon.classes import classes_of, with_confusions
from pet_ground.lexicon.limits import Limit
from pet_ground.lexicon.phrases import Anatomy, Phrase, find_adjectives, find_phrases
from pet_ground.lexicon.sites import FALLBACKS, SITES
from pet_ground.lexicon.terms import ADJECTIVES, NO_SITES, NODE, NODE_WORDS, PARTS, REGIONS, Term
from pet_ground.lexicon.whereabouts import Whereabouts, strangers_of, whereabouts_of, whereabouts_of_region

__all__ = [
    "ADJECTIVES",
    "FALLBACKS",
    "NODE",
    "NODE_WORDS",
    "NO_SITES",
    "PARTS",
    "REGIONS",
    "SITES",
    "Anatomy",
    "Limit",
    "Phrase",
    "Term",
    "Whereabouts",
    "classes_of",
    "find_adjectives",
    "find_phrases",
    "strangers_of",
    "whereabouts_of",
    "whereabouts_of_region",
    "with_confusions",
]
