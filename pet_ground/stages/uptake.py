"""What follows from a study's label map: the uptake of its structures, and the questions on them."""

from __future__ import annotations

from pet_ground.anatomy import measure_structures, question_answer_pairs, study_flags
from pet_ground.config import AnatomySettings
from pet_ground.dataset import DatasetLayout
from pet_ground.imaging import read_nifti
from pet_ground.records import OrganUptake, QaPair, StudyRecord
from pet_ground.records.results import AnatomyResult


def with_uptake(found: AnatomyResult, study: StudyRecord, layout: DatasetLayout, psf_fwhm_mm: float) -> AnatomyResult:
    """The result of ``anatomy`` with the size and the uptake of every structure of its label map.

    The label map is read as it is published, and only then the PET: neither is in memory while a CT is segmented.

    Args:
        found: what the stage found; without a label map it stays as it is.
        study: the converted study.
        layout: where its volumes lie.
        psf_fwhm_mm: resolution of its scanner.
    """
    if found.labels is None:
        return found
    labels, pet = read_nifti(layout.root / found.labels), read_nifti(layout.suv(study.study_id))
    structures = measure_structures(labels, pet, psf_fwhm_mm)
    flags = (*found.flags, *study_flags(structures, study.tracer))
    return found.model_copy(update={"structures": structures, "flags": flags})


def asked(found: AnatomyResult, study: StudyRecord, settings: AnatomySettings) -> list[QaPair]:
    """The questions on the structures of a study; none without a label map."""
    if found.labels is None:
        return []
    return question_answer_pairs(found.structures, study, found.labels, settings)


def uptake_rows(found: AnatomyResult, study: StudyRecord) -> list[OrganUptake]:
    """The rows of a study in the table of organ uptake."""
    ids = {"study_id": study.study_id, "patient_id": study.patient_id, "split": study.split, "tracer": study.tracer}
    return [OrganUptake.model_validate({**ids, **one.model_dump()}) for one in found.structures]
