"""What the index knows of an archive. These records are identified data: they live in the private folder only."""

from __future__ import annotations

from pydantic import NonNegativeInt

from pet_ground.records.base import Record
from pet_ground.records.override import SuvOverride
from pet_ground.records.report import Report
from pet_ground.records.study import Split, StudyKeys


class SeriesEntry(Record):
    """One series, from its headers.

    Attributes:
        files: paths relative to the archive, sorted, one per file that is no copy of another, byte for byte.
        duplicates: number of files left out as such copies.
        description: SeriesDescription.
        attenuation_method, kernel, reconstruction, manufacturer, units: AttenuationCorrectionMethod, ConvolutionKernel,
            ReconstructionMethod, the vendor, Units; "" where missing.
        decay_correction: DecayCorrection, "" where missing.
        has_philips_factor: its unit is counts, and one of Philips' factors for them is there.
        rows, columns, pixel_mm: size of the slices and of their pixels.
        time_slices: NumberOfTimeSlices.
        orientation: the six direction cosines of ImageOrientationPatient, or () where the slices disagree.
        positions: number of different slice positions.
        first_mm, last_mm: extent of the slice positions along the normal, LPS.
        images: number of slices, or of frames.
        gates, times: how many trigger times and acquisition times the slices at one position have (the median).
        acquired: earliest acquisition, YYYYMMDDHHMMSS as it stands, "" where it is not known.
        images_sha256: the same for two series of which one is a copy of the other under new UIDs.
    """

    series_instance_uid: str
    sop_class_uid: str
    modality: str
    image_type: tuple[str, ...] = ()
    series_type: tuple[str, ...] = ()
    corrected_image: tuple[str, ...] | None = None
    frame_of_reference_uid: str = ""
    series_number: int | None = None
    description: str = ""
    attenuation_method: str = ""
    kernel: str = ""
    reconstruction: str = ""
    manufacturer: str = ""
    units: str = ""
    decay_correction: str = ""
    has_philips_factor: bool = False
    rows: int | None = None
    columns: int | None = None
    pixel_mm: tuple[float, ...] = ()
    time_slices: int | None = None
    orientation: tuple[float, ...] = ()
    positions: NonNegativeInt = 0
    first_mm: float | None = None
    last_mm: float | None = None
    images: NonNegativeInt = 0
    gates: NonNegativeInt = 1
    times: NonNegativeInt = 1
    acquired: str = ""
    images_sha256: str = ""
    files: tuple[str, ...] = ()
    duplicates: NonNegativeInt = 0

    @property
    def extent_mm(self) -> float:
        """Distance between the outermost slices, 0 where it is not known."""
        if self.first_mm is None or self.last_mm is None:
            return 0.0
        return self.last_mm - self.first_mm


class StudyEntry(Record):
    """One study: its keys, its series, and what must never leave the archive.

    Attributes:
        patient_id: the first of ``patient_ids``, "" where there is none.
        patient_ids: every PatientID in the study's files, in the order of the files; more than one is a fault.
        identifiers: strings of the headers that name the patient, staff or institution.
        unreadable: paths of damaged files in the folders of the study.
    """

    study_instance_uid: str
    patient_id: str
    patient_ids: tuple[str, ...] = ()
    accession_numbers: tuple[str, ...] = ()
    study_date: str | None = None
    identifiers: tuple[str, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    unreadable: tuple[str, ...] = ()


class WorkOrder(Record):
    """One study with its report and its chosen series, ready to be worked on under its pseudonyms.

    Attributes:
        study_id, patient_id: pseudonyms.
        site_group: pseudonym of the report's site group, "" where it has none.
        identifiers: strings that must not stay in the report's text.
        pet_files, ct_files: the chosen series, relative to the archive.
        selection_flags: what a person should look at in the choice of the series.
        damaged_files: number of damaged files in the folders of the chosen series.
        label_keys: names under which a label map of the study may lie: study UID and accession numbers.
        files_sha256: hash of the names, sizes and times of all these files.
        override: facts that a person gave for this study.
        keys: the moved date and the replaced UIDs that are published.
    """

    study_id: str
    patient_id: str
    split: Split
    identifiers: tuple[str, ...]
    pet_files: tuple[str, ...]
    ct_files: tuple[str, ...]
    damaged_files: NonNegativeInt
    label_keys: tuple[str, ...]
    report: Report
    files_sha256: str
    override: SuvOverride | None = None
    keys: StudyKeys = StudyKeys()
    selection_flags: tuple[str, ...] = ()
    site_group: str = ""
