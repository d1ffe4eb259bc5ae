"""The records that the stages exchange and the data set holds: frozen, validated, versioned."""

from pet_ground.records.base import SCHEMA_VERSION, Record
from pet_ground.records.lesion import (
    NOT_STATED,
    AnatomyCheck,
    AnatomyVerdict,
    Lesion,
    Measures,
    Provenance,
    StructuredFields,
    StructuredReading,
)
from pet_ground.records.mention import Evidence, Interpretation, Laterality, Mention, Vote
from pet_ground.records.outcome import Rejection, StageCounts
from pet_ground.records.override import SuvOverride
from pet_ground.records.qa import ExportedMask, QaPair
from pet_ground.records.report import Report, Sentence
from pet_ground.records.study import Split, StudyRecord, SuvProvenance
from pet_ground.records.uptake import OrganUptake, StructureUptake

__all__ = [
    "NOT_STATED",
    "SCHEMA_VERSION",
    "AnatomyCheck",
    "AnatomyVerdict",
    "Evidence",
    "ExportedMask",
    "Interpretation",
    "Laterality",
    "Lesion",
    "Measures",
    "Mention",
    "OrganUptake",
    "Provenance",
    "QaPair",
    "Record",
    "Rejection",
    "Report",
    "Sentence",
    "Split",
    "StageCounts",
    "StructureUptake",
    "StructuredFields",
    "StructuredReading",
    "StudyRecord",
    "SuvOverride",
    "SuvProvenance",
    "Vote",
]
