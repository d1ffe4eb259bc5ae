"""One study without a data set around it: ground its report on its PET and write what was found."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pet_ground.config import Pipeline
from pet_ground.dataset import DatasetLayout, write_table
from pet_ground.errors import InputNotFoundError, OutputMismatchError, ReportFormatError
from pet_ground.imaging import Volume, read_nifti
from pet_ground.reasons import Reason
from pet_ground.records import Lesion, QaPair, Rejection, Report, StudyRecord
from pet_ground.records.catalog import StudyEntry
from pet_ground.records.results import AnatomyResult
from pet_ground.reports import TEXT_SUFFIXES, read_report_text, read_reports
from pet_ground.reports.known_forms import tells_house
from pet_ground.run.counted import counted
from pet_ground.run.folder import FolderStudy, read_study, write_study
from pet_ground.run.steps import provenance
from pet_ground.stages.anatomy import LabelSource, anatomy
from pet_ground.stages.assemble import dropped_mentions
from pet_ground.stages.extract import extract, scrubbed
from pet_ground.stages.ground import ground
from pet_ground.stages.matching import contradicts, match_reports
from pet_ground.stages.structure import structure
from pet_ground.stages.uptake import asked, with_uptake

STUDY_ID = "study"
PATIENT_ID = "patient"
"""Outside a data set there is no need for pseudonyms; the hospital's ids are not written either."""
MARKER = ".pet_ground_study"
OWN_ENTRIES = ("images", "masks", "labels", "figures", "lesions.jsonl", "rejections.jsonl", "qa.jsonl")
TEXT_ENDINGS = {*TEXT_SUFFIXES, ".md", ".text", ""}


@dataclass(frozen=True)
class SingleResult:
    """What was found in one study.

    Attributes:
        study: its record.
        lesions: the grounded lesions.
        rejections: every sentence and mention without one, and why.
        pairs: anatomical questions, where label maps are given.
        layout: where the files lie.
    """

    study: StudyRecord
    lesions: tuple[Lesion, ...]
    rejections: tuple[Rejection, ...]
    pairs: tuple[QaPair, ...]
    layout: DatasetLayout

    @property
    def failed(self) -> int:
        """Number of items that failed."""
        return sum(one.outcome == "failed" for one in self.rejections)


def ground_single(
    pet: Path, ct: Path | None, report: Path, labels: Path | None, out: Path, pipeline: Pipeline
) -> SingleResult:
    """Ground the report of one study on its PET.

    Args:
        pet: DICOM folder, or NIfTI file in SUV.
        ct: the same for the CT; None takes the CT beside the PET's DICOM files, where there is one.
        report: text file, or table or folder of reports in which the study's is found.
        labels: label map on the CT grid, or None.
        out: folder for what is found; an earlier result there is replaced.
        pipeline: the settings.

    Raises:
        UsageError: bad input, or ``out`` holds something else.
        ItemDropped, ItemFailed: the study can't be converted.
        ServiceError: a model did not answer.
    """
    check_free(out)
    if labels is not None and not labels.exists():
        raise InputNotFoundError(f"there is no label map {labels}")
    study = read_study(pet, ct)
    told = one_report(report, study.entry)
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent, prefix=".partial-", ignore_cleanup_errors=True) as beside:
        result = _ground(study, told, labels, DatasetLayout(Path(beside)), pipeline)
        take_over(Path(beside), out)
    return replace(result, layout=DatasetLayout(out))


def _ground(
    study: FolderStudy, told: Report, labels: Path | None, layout: DatasetLayout, pipeline: Pipeline
) -> SingleResult:
    record = write_study(study, layout, STUDY_ID, PATIENT_ID)
    extracted = extract(scrubbed(told.text, identifiers(told, study.entry)), STUDY_ID, pipeline.extract)
    own = without_3mm(pipeline).for_scanner(record.manufacturer, record.model, told.site_group or "")
    measured = _anatomy(record, study, labels, layout, own)
    label_map = _label_map(measured, layout) if any(one.status == "kept" for one in extracted.mentions) else None
    grounded = ground(STUDY_ID, study.pet, study.ct, extracted.mentions, layout, own, labels=label_map)
    structured = structure(record, grounded.lesions, pipeline.structure, provenance(pipeline))
    lost = (*extracted.rejections, *dropped_mentions(extracted, STUDY_ID))
    pairs = tuple(asked(measured, record, pipeline.anatomy))
    rejections = (*lost, *grounded.rejections, *structured.rejections, *measured.rejections)
    write_table(structured.lesions, Lesion, jsonl=layout.lesions_jsonl)
    write_table(rejections, Rejection, jsonl=layout.root / "rejections.jsonl")
    if labels is not None:
        write_table(pairs, QaPair, jsonl=layout.qa_jsonl)
    return SingleResult(record, structured.lesions, rejections, pairs, layout)


def one_report(path: Path, entry: StudyEntry | None) -> Report:
    """The report of a study from a text file, or from a table or folder of reports.

    Raises:
        InputNotFoundError: there is no such file.
        ReportFormatError: it can't be read, or holds several reports and none, or more than one, is the study's.
    """
    if path.is_file() and path.suffix.lower() in TEXT_ENDINGS:
        return Report(report_id=STUDY_ID, text=read_report_text(path))
    told = _of_study(path, entry)
    if told.fault is not None:
        raise ReportFormatError(f"the study's report in {path} can't be read: {told.fault_detail}")
    return told


def _of_study(path: Path, entry: StudyEntry | None) -> Report:
    reports = read_reports(path)
    texts = [one for one in reports if one.fault is not Reason.REPORT_NOT_TEXT]
    alone = texts if path.is_dir() and texts else reports
    if len(alone) == 1 and not (entry and contradicts(alone[0], entry)):
        return alone[0]
    if entry is not None:
        found = match_reports(reports, [entry]).reports
        if entry.study_instance_uid in found:
            return found[entry.study_instance_uid]
    raise ReportFormatError(f"{path} holds {counted(len(alone), 'report')}, and not exactly one is the study's")


def identifiers(report: Report, entry: StudyEntry | None) -> set[str]:
    """Strings that must not stay in the report's text."""
    known = {report.accession_number, report.patient_id, report.study_instance_uid}
    known |= {report.site_group} if report.site_group and tells_house(report.site_group) else set()
    return {one for one in (*known, *(entry.identifiers if entry else ())) if one}


def without_3mm(pipeline: Pipeline) -> Pipeline:
    """The same pipeline without the 3 mm grid, which only training needs."""
    return pipeline.model_copy(update={"dataset": pipeline.dataset.model_copy(update={"grid_3mm": False})})


def check_free(out: Path) -> None:
    """Refuse a folder that holds something else than an earlier result.

    Raises:
        OutputMismatchError: it does.
    """
    if out.exists() and not out.is_dir():
        raise OutputMismatchError(f"{out} is a file")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise OutputMismatchError(f"{out} is not empty and holds no earlier result; name another folder")


def take_over(beside: Path, out: Path) -> None:
    """Put a finished result into ``out`` in place of an earlier one; other files there stay as they are."""
    out.mkdir(exist_ok=True)
    (out / MARKER).touch()
    for name in OWN_ENTRIES:
        earlier = out / name
        if earlier.is_dir() and not earlier.is_symlink():
            shutil.rmtree(earlier)
        else:
            earlier.unlink(missing_ok=True)
    for entry in sorted(beside.iterdir()):
        shutil.move(entry, out / entry.name)


def _label_map(measured: AnatomyResult, layout: DatasetLayout) -> Volume | None:
    return None if measured.labels is None else read_nifti(layout.root / measured.labels)


def _anatomy(
    record: StudyRecord, study: FolderStudy, labels: Path | None, layout: DatasetLayout, pipeline: Pipeline
) -> AnatomyResult:
    """A given label map and what is measured on it; without one, anatomy is not asked for."""
    if labels is None:
        return AnatomyResult()
    with TemporaryDirectory() as scratch:
        source = LabelSource(None, None, Path(scratch))
        found = anatomy(record, study.ct, labels, source, layout, pipeline.anatomy)
    return with_uptake(found, record, layout, pipeline.site.psf_fwhm_mm)
