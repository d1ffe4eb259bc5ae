"""Reports in other languages: which one it is, and their text in the words that the English rules read."""

from pet_ground.reports.languages.aligned import Aligned
from pet_ground.reports.languages.detection import detect
from pet_ground.reports.languages.normalising import normalise

__all__ = ["Aligned", "detect", "normalise"]
