"""The closed list of verdicts on a series: taken, or why not, with a sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from pet_ground.reasons import Explained


class Verdict(Explained):
    """What became of a series. ``verdict.sentence`` explains it."""

    TAKEN = "taken", "taken"
    # what it is
    OTHER_MODALITY = "other_modality", "neither PET nor CT"
    NOT_AN_IMAGE = "not_an_image", "not an image"
    SECONDARY_CAPTURE = "secondary_capture", "a secondary capture or a screen"
    OTHER_SOP_CLASS = "other_sop_class", "not stored as a PET or CT image"
    FUSED = "fused", "a fusion of PET and CT, or a screen"
    PROJECTION = "projection", "a projection (MIP) or reprojection"
    LOCALIZER = "localizer", "a scout (localizer, topogram)"
    # how it was made
    NOT_ATTENUATION_CORRECTED = "not_attenuation_corrected", "not attenuation corrected"
    GATED = "gated", "gated"
    DYNAMIC = "dynamic", "dynamic: several times at the same positions"
    # its geometry
    NO_ORIENTATION = "no_orientation", "slices of different or unknown orientation"
    NOT_AXIAL = "not_axial", "not axial"
    TOO_FEW_POSITIONS = "too_few_positions", "fewer than two slice positions"
    OTHER_FRAME = "other_frame_of_reference", "another frame of reference than the PET"
    NO_OVERLAP = "no_overlap", "covers nothing of the PET"
    # beside a better one
    DUPLICATE = "duplicate", "the images of another series once more"
    NO_SUV = "no_suv", "no SUV can be made of its unit and decay correction; another PET allows one"
    DERIVED = "derived", "derived; there is an original series"
    LESS_OF_THE_BODY = "less_of_the_body", "another PET covers more of the body"
    OTHER_ACQUISITION = "other_acquisition", "another acquisition of the same range is taken"
    OTHER_RECONSTRUCTION = "other_reconstruction", "another reconstruction of the same acquisition is taken"
    LESS_OF_THE_PET = "less_of_the_pet", "another CT covers more of the PET"
    SHARP_KERNEL = "sharp_kernel", "a sharp kernel (lung, bone); there is one for soft tissue"
    COARSER = "coarser", "another CT with the same range has finer slices, or the lower number"


@dataclass(frozen=True)
class Judged:
    """A verdict on one series, with a detail in words that holds nothing of the patient."""

    verdict: Verdict
    detail: str = ""

    @property
    def taken(self) -> bool:
        """Whether the series is the PET or the CT of the study."""
        return self.verdict is Verdict.TAKEN

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return f"{self.verdict.sentence} ({self.detail})" if self.detail else self.verdict.sentence
