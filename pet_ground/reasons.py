"""The closed list of reasons for which an item may be dropped or fail, with a sentence each.

A reason is a code that tables count and a sentence that people read. Nothing leaves the pipeline without one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Explained(StrEnum):
    """Codes, each with its ``sentence``."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        """Make a member of a code and its sentence."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member


class Reason(Explained):
    """Why an item did not become part of the data set. ``reason.sentence`` explains it."""

    # index
    NO_REPORT = "no_report", "The study has no report in the given reports."
    NO_STUDY = "no_study", "The report belongs to no study in the archive."
    NO_PET_SERIES = "no_pet_series", "The study has no attenuation-corrected, original, axial PET series."
    NO_CT_SERIES = "no_ct_series", "The study has no original axial CT series in the frame of reference of its PET."
    AMBIGUOUS_MATCH = "ambiguous_match", "Several studies fit the report, or several reports fit the study."
    INCONSISTENT_STUDY = "inconsistent_study", "The files of the study name several patients."
    REPORT_NOT_TEXT = "report_not_text", "The report is a binary file, a picture or encoded data, not text."
    REPORT_ENCODING = "report_encoding", "The encoding of the report can't be told for sure, or its text is garbled."
    REPORT_TOO_LONG = "report_too_long", "The report is longer than a report can be."
    REPORT_BROKEN_ROW = "report_broken_row", "The report's row does not fit the columns of its table."
    # convert, its SUVs
    SUV_UNITS = "suv_units", "The unit of the voxels does not allow an SUV."
    SUV_NO_WEIGHT = "suv_no_weight", "The patient's weight is missing or zero."
    SUV_IMPLAUSIBLE_WEIGHT = "suv_implausible_weight", "The patient's weight is outside what a person can weigh."
    SUV_NO_DOSE = "suv_no_dose", "The injected activity is missing or zero."
    SUV_IMPLAUSIBLE_DOSE = "suv_implausible_dose", "The injected activity is outside what is given to people."
    SUV_NO_HALF_LIFE = "suv_no_half_life", "The half-life is missing and the radionuclide is not known."
    SUV_IMPLAUSIBLE_HALF_LIFE = "suv_implausible_half_life", "The half-life is not that of the radionuclide."
    SUV_NO_INJECTION_TIME = "suv_no_injection_time", "The time of injection is missing."
    SUV_IMPLAUSIBLE_UPTAKE = "suv_implausible_uptake", "The time from injection to scan is negative or too long."
    SUV_NO_SCAN_TIME = "suv_no_scan_time", "Neither the series nor its slices say when they were acquired."
    SUV_DECAY_CORRECTION = "suv_decay_correction", "The kind of decay correction is missing or unknown."
    SUV_SEVERAL_TRACERS = "suv_several_tracers", "More than one radiopharmaceutical was given."
    SUV_INCONSISTENT = "suv_inconsistent", "The slices of the series disagree on a value that the SUV needs."
    SUV_TYPE = "suv_type", "The voxels are an SUV of a type that cannot be turned into a body-weight SUV."
    SUV_NO_HEIGHT = "suv_no_height", "The patient's height or sex, which this SUV type needs, is missing."
    SUV_IMPLAUSIBLE_HEIGHT = "suv_implausible_height", "The patient's height is outside what a person can measure."
    # geometry, in convert and anatomy
    GEOMETRY_MISSING_SLICE = "geometry_missing_slice", "The gaps between slices say that a slice is missing."
    GEOMETRY_ORIENTATION = "geometry_orientation", "The slices are not parallel, or their orientation is missing."
    GEOMETRY_SIZE = "geometry_size", "The slices differ in size or pixel spacing."
    GEOMETRY_SEVERAL_TIMES = "geometry_several_times", "The series is gated, dynamic or repeats its positions."
    GEOMETRY_TILT = "geometry_tilt", "The slices are sheared against each other (gantry tilt)."
    GEOMETRY_TOO_FEW = "geometry_too_few", "The series has fewer than two slices."
    GEOMETRY_MISMATCH = "geometry_mismatch", "Two volumes that must share a grid do not."
    GEOMETRY_FLIPPED = "geometry_flipped", "The organs lie where they can't be: the orientation is wrong."
    GEOMETRY_OUTSIDE_GRID = "geometry_outside_grid", "Less than 90 % of the lesion lies on the 3 mm grid."
    # extract
    NO_VALUE = "no_value", "The sentence reports no SUVmax."
    NO_SLICE = "no_slice", "The sentence reports an SUVmax but no axial slice."
    PRIOR_STUDY = "prior_study", "The value is that of an earlier study."
    REFERENCE_REGION = "reference_region", "The value is a reference measurement (blood pool, liver, background)."
    NEGATED = "negated", "The sentence says that there is no such focus."
    NOT_AXIAL = "not_axial", "The slice is not an axial one."
    DISAGREEMENT = "disagreement", "The voters do not agree on the mention."
    NOT_IN_TEXT = "not_in_text", "A voter gave a value that the sentence does not hold."
    SENTENCE_FILTER = "sentence_filter", "The pipeline's filter leaves such sentences out."
    DUPLICATE = "duplicate", "The same focus was already reported in another sentence."
    # ground
    NO_CANDIDATE = "no_candidate", "No maximum of the PET fits the reported SUVmax and slice."
    AMBIGUOUS = "ambiguous", "Several maxima fit the report about equally well."
    SUV_MISMATCH = "suv_mismatch", "The mask's maximum is not the reported SUVmax."
    SLICE_MISMATCH = "slice_mismatch", "The mask does not cross the reported slice."
    SLICE_OUT_OF_RANGE = "slice_out_of_range", "The PET has no slice of the reported number."
    LATERALITY = "laterality", "The mask lies on the other side than the sentence says."
    ANATOMY = "anatomy", "The mask lies in another organ than the sentence says."
    LEAK = "leak", "The contour runs out of the lesion."
    NO_CONTOUR = "no_contour", "The delineation finds no contour around the maximum."
    NO_REFERENCE = "no_reference", "The delineation needs a reference region (the liver) that is not known."
    OVERLAP = "overlap", "Two lesions of one study overlap."
    # structure
    UNUSABLE_ANSWER = "unusable_answer", "The answer of a language model could not be used."
    # anatomy
    ANATOMY_UNAVAILABLE = "anatomy_unavailable", "There is neither a label map nor a segmentation model."
    # faults, at any stage: the item failed, it was not judged
    CORRUPT_FILE = "corrupt_file", "A file of the item is damaged, truncated or can't be decoded."
    MISSING_FILE = "missing_file", "A file of the item is gone or can't be opened."
    SERVICE_UNAVAILABLE = "service_unavailable", "A service that the stage needs did not answer."
    UPSTREAM_FAILED = "upstream_failed", "An earlier stage of the item did not give what this one needs."
    WORKER_LOST = "worker_lost", "The worker process died, or ran out of memory, while it did the item."
