"""Multi-frame PET and CT objects: every frame as if it were a classic slice.

Enhanced and Legacy Converted Enhanced objects keep what differs between frames in functional groups, shared or per
frame, and give other names to what classic slices say. A ``FrameHeader`` answers the classic keywords.

Source: DICOM PS3.3 C.7.6.16 (functional groups), C.8.22 (Enhanced PET), A.70 and A.72 (Legacy Converted).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from pet_ground.dicom.attributes import Key
from pet_ground.dicom.errors import broken_data
from pet_ground.dicom.reading import Source
from pet_ground.dicom.real_world import PixelMeaning, pixel_meaning
from pet_ground.dicom.sop_classes import LEGACY_CONVERTED, MULTI_FRAME
from pet_ground.dicom.values import items, number, text
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason

GROUPS = {
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness"),
    "PlanePositionSequence": ("ImagePositionPatient",),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "PixelValueTransformationSequence": ("RescaleSlope", "RescaleIntercept", "RescaleType"),
    "FrameContentSequence": (
        "FrameAcquisitionDateTime",
        "FrameReferenceDateTime",
        "FrameAcquisitionDuration",
        "TemporalPositionIndex",
        "StackID",
    ),
    "PETFrameTypeSequence": ("FrameType",),
    "CTImageFrameTypeSequence": ("FrameType",),
    "CardiacSynchronizationSequence": ("NominalCardiacTriggerDelayTime",),
    "RespiratorySynchronizationSequence": ("NominalRespiratoryTriggerDelayTime",),
}
"""The functional groups that are read, with the attributes that are read of them."""
SHARED, PER_FRAME = "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"
MAPPING = "RealWorldValueMappingSequence"
OLD_SHARED = "UnassignedSharedConvertedAttributesSequence"
OLD_PER_FRAME = "UnassignedPerFrameConvertedAttributesSequence"
"""Where Legacy Converted objects keep the attributes of the classic slices that have no other place."""
CORRECTIONS = {
    "DecayCorrected": "DECY",
    "AttenuationCorrected": "ATTN",
    "ScatterCorrected": "SCAT",
    "RandomsCorrected": "RAN",
}
"""What Enhanced PET says by YES or NO, as the terms of CorrectedImage (PS3.3 C.8.9.1.1.1)."""
UNCORRECTED = "NONE"
"""Stands in CorrectedImage where every correction is stated to be NO, so that this is not taken for missing."""
DECAY_CORRECTION = {"YES": "START", "NO": "NONE"}
"""DecayCorrected in the terms of DecayCorrection: YES is a time of its own, DecayCorrectionDateTime."""
DIMENSIONS = (
    "TemporalPositionIndex",
    "StackID",
    "NominalCardiacTriggerDelayTime",
    "NominalRespiratoryTriggerDelayTime",
)
"""What may distinguish frames at the same place."""
GATES = ("NominalCardiacTriggerDelayTime", "NominalRespiratoryTriggerDelayTime")


class Groups:
    """The functional groups of one frame, or those that all frames share.

    Attributes:
        told: the attributes of ``GROUPS`` that they hold.
        mappings: the items of RealWorldValueMappingSequence.
        old: the attributes of the classic slices, of a Legacy Converted object.
    """

    __slots__ = ("mappings", "old", "told")

    def __init__(self, item: Source, old: str) -> None:
        self.told: dict[Any, Any] = {}
        for group, keys in GROUPS.items():
            for one in items(item, group)[:1]:
                self.told |= {key: value for key in keys if (value := one.get(key)) not in (None, "")}
        self.mappings = items(item, MAPPING)
        self.old = items(item, old)


class FrameHeader:
    """What is said of one frame: by its own groups, by the shared ones, and by the object as a whole.

    Attributes:
        whole: the header of the object.
    """

    def __init__(self, whole: Source, own: Groups, shared: Groups) -> None:
        self.whole = whole
        self._groups = own, shared
        self._is_legacy = text(whole, "SOPClassUID") in LEGACY_CONVERTED

    def __contains__(self, key: Key) -> bool:
        return self.get(key) is not None

    def get(self, key: Key, default: Any = None) -> Any:
        """The value of a classic keyword, or ``default``.

        Raises:
            ItemDropped: ``suv_inconsistent`` where mappings of the pixels contradict each other.
        """
        answer = ANSWERS.get(key) if isinstance(key, str) else None
        value = self.found(key) if answer is None else answer(self)
        return default if value is None else value

    def found(self, key: Key) -> Any:
        """The value of an attribute wherever it stands, None without."""
        for groups in self._groups:
            if key in groups.told:
                return groups.told[key]
        for source in (*self._groups[0].old, *self._groups[1].old, self.whole):
            if key in source:
                return source.get(key)
        return None

    @cached_property
    def meaning(self) -> PixelMeaning:
        """What the stored pixels mean."""
        own, shared = self._groups
        mappings = own.mappings or shared.mappings or items(self.whole, MAPPING)
        rescale = {key: self.found(key) for key in GROUPS["PixelValueTransformationSequence"]}
        if text(self.whole, "Modality") != "PT":
            mappings = ()
        return pixel_meaning(rescale, mappings, _string(self.found("Units")), _string(self.found("SUVType")))

    def image_type(self) -> Any:
        """FrameType; ImageType of a mixed object says MIXED."""
        return self.found("FrameType") or self.found("ImageType")

    def series_type(self) -> Any:
        """SeriesType, or GATED for a frame that has a place in a cycle."""
        told = self.found("SeriesType")
        return "GATED" if told is None and any(self.found(key) is not None for key in GATES) else told

    def corrected_image(self) -> Any:
        """CorrectedImage, or the corrections that are stated with YES."""
        told = self.found("CorrectedImage")
        stated = {term: self.found(key) for key, term in CORRECTIONS.items()}
        if told is not None or not any(stated.values()):
            return told
        return [term for term, value in stated.items() if value == "YES"] or UNCORRECTED

    def decay_correction(self) -> Any:
        """DecayCorrection, or what DecayCorrected says."""
        return self.found("DecayCorrection") or DECAY_CORRECTION.get(_string(self.found("DecayCorrected")))

    def acquired(self) -> Any:
        """FrameAcquisitionDateTime, or AcquisitionDateTime."""
        return self.found("FrameAcquisitionDateTime") or self.found("AcquisitionDateTime")

    def classic_acquired(self, key: str) -> Any:
        """AcquisitionDate or AcquisitionTime; none where the frame has a date and time of its own."""
        return None if self.found("FrameAcquisitionDateTime") else self.found(key)

    def duration(self) -> Any:
        """ActualFrameDuration of the classic slice, or FrameAcquisitionDuration; both in ms."""
        told = self.found("ActualFrameDuration")
        return self.found("FrameAcquisitionDuration") if told is None else told

    def reference(self) -> Any:
        """FrameReferenceDateTime, which a conversion of classic slices can't know."""
        return None if self._is_legacy else self.found("FrameReferenceDateTime")


ANSWERS: dict[str, Callable[[FrameHeader], Any]] = {
    "AcquisitionDate": lambda frame: frame.classic_acquired("AcquisitionDate"),
    "AcquisitionDateTime": FrameHeader.acquired,
    "AcquisitionTime": lambda frame: frame.classic_acquired("AcquisitionTime"),
    "ActualFrameDuration": FrameHeader.duration,
    "CorrectedImage": FrameHeader.corrected_image,
    "DecayCorrection": FrameHeader.decay_correction,
    "FrameReferenceDateTime": FrameHeader.reference,
    "ImageType": FrameHeader.image_type,
    "RescaleIntercept": lambda frame: frame.meaning.intercept,
    "RescaleSlope": lambda frame: frame.meaning.slope,
    "SUVType": lambda frame: frame.meaning.suv_type or None,
    "SeriesType": FrameHeader.series_type,
    "Units": lambda frame: frame.meaning.units or None,
}
"""Keywords whose answer is not just what stands under them."""


def is_multi_frame(header: Source) -> bool:
    """Whether the frames of an object have functional groups."""
    return text(header, "SOPClassUID") in MULTI_FRAME


@broken_data()
def frame_headers(header: Source) -> tuple[FrameHeader, ...]:
    """The frames of a multi-frame object, in the order of their pixels.

    Raises:
        ItemFailed: ``corrupt_file``: their number is not NumberOfFrames, or a group is broken.
    """
    shared = items(header, SHARED)
    each = items(header, PER_FRAME)
    if len(shared) > 1 or not each or len(each) != number(header, "NumberOfFrames"):
        raise ItemFailed(Reason.CORRUPT_FILE, f"functional groups for {len(each)} frames")
    common = Groups(shared[0] if shared else {}, OLD_SHARED)
    return tuple(FrameHeader(header, Groups(one, OLD_PER_FRAME), common) for one in each)


def several_times(frames: tuple[FrameHeader, ...]) -> bool:
    """Whether the frames belong to several time points, gates or stacks."""
    return len({tuple(_string(one.found(key)) for key in DIMENSIONS) for one in frames}) > 1


def check_one_volume(frames: tuple[FrameHeader, ...]) -> None:
    """Refuse several time points, gates or stacks in one object.

    Raises:
        ItemDropped: ``geometry_several_times``.
    """
    if several_times(frames):
        raise ItemDropped(Reason.GEOMETRY_SEVERAL_TIMES, "the frames belong to several times, gates or stacks")


def _string(value: Any) -> str:
    return "" if value is None else str(value).strip("\0 ")
