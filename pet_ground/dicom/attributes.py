"""The DICOM attributes that are read, with their tags and value representations (PS3.6, and vendors' statements).

A table of our own, so that plain files are read without a dictionary of 5,000 attributes; a test compares it with
pydicom's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ATTRIBUTES: dict[str, tuple[int, str]] = {
    "TransferSyntaxUID": (0x00020010, "UI"),
    "SpecificCharacterSet": (0x00080005, "CS"),
    "ImageType": (0x00080008, "CS"),
    "SOPClassUID": (0x00080016, "UI"),
    "SOPInstanceUID": (0x00080018, "UI"),
    "StudyDate": (0x00080020, "DA"),
    "SeriesDate": (0x00080021, "DA"),
    "AcquisitionDate": (0x00080022, "DA"),
    "AcquisitionDateTime": (0x0008002A, "DT"),
    "StudyTime": (0x00080030, "TM"),
    "SeriesTime": (0x00080031, "TM"),
    "AcquisitionTime": (0x00080032, "TM"),
    "AccessionNumber": (0x00080050, "SH"),
    "Modality": (0x00080060, "CS"),
    "Manufacturer": (0x00080070, "LO"),
    "InstitutionName": (0x00080080, "LO"),
    "InstitutionAddress": (0x00080081, "ST"),
    "ReferringPhysicianName": (0x00080090, "PN"),
    "CodeValue": (0x00080100, "SH"),
    "CodingSchemeDesignator": (0x00080102, "SH"),
    "CodeMeaning": (0x00080104, "LO"),
    "LongCodeValue": (0x00080119, "UC"),
    "TimezoneOffsetFromUTC": (0x00080201, "SH"),
    "StationName": (0x00081010, "SH"),
    "StudyDescription": (0x00081030, "LO"),
    "SeriesDescription": (0x0008103E, "LO"),
    "InstitutionalDepartmentName": (0x00081040, "LO"),
    "PhysiciansOfRecord": (0x00081048, "PN"),
    "PerformingPhysicianName": (0x00081050, "PN"),
    "NameOfPhysiciansReadingStudy": (0x00081060, "PN"),
    "OperatorsName": (0x00081070, "PN"),
    "ManufacturerModelName": (0x00081090, "LO"),
    "FrameType": (0x00089007, "CS"),
    "PatientName": (0x00100010, "PN"),
    "PatientID": (0x00100020, "LO"),
    "PatientBirthDate": (0x00100030, "DA"),
    "PatientSex": (0x00100040, "CS"),
    "OtherPatientIDs": (0x00101000, "LO"),
    "OtherPatientNames": (0x00101001, "PN"),
    "PatientBirthName": (0x00101005, "PN"),
    "PatientSize": (0x00101020, "DS"),
    "PatientWeight": (0x00101030, "DS"),
    "PatientAddress": (0x00101040, "LO"),
    "PatientMotherBirthName": (0x00101060, "PN"),
    "PatientTelephoneNumbers": (0x00102154, "SH"),
    "Radiopharmaceutical": (0x00180031, "LO"),
    "SliceThickness": (0x00180050, "DS"),
    "TriggerTime": (0x00181060, "DS"),
    "RadiopharmaceuticalStartTime": (0x00181072, "TM"),
    "RadionuclideTotalDose": (0x00181074, "DS"),
    "RadionuclideHalfLife": (0x00181075, "DS"),
    "RadiopharmaceuticalStartDateTime": (0x00181078, "DT"),
    "ConvolutionKernel": (0x00181210, "SH"),
    "ActualFrameDuration": (0x00181242, "IS"),
    "FrameAcquisitionDateTime": (0x00189074, "DT"),
    "CardiacSynchronizationSequence": (0x00189118, "SQ"),
    "FrameReferenceDateTime": (0x00189151, "DT"),
    "FrameAcquisitionDuration": (0x00189220, "FD"),
    "CTImageFrameTypeSequence": (0x00189329, "SQ"),
    "DecayCorrectionDateTime": (0x00189701, "DT"),
    "PETFrameTypeSequence": (0x00189751, "SQ"),
    "DecayCorrected": (0x00189758, "CS"),
    "AttenuationCorrected": (0x00189759, "CS"),
    "ScatterCorrected": (0x00189760, "CS"),
    "RandomsCorrected": (0x00189765, "CS"),
    "StudyInstanceUID": (0x0020000D, "UI"),
    "SeriesInstanceUID": (0x0020000E, "UI"),
    "StudyID": (0x00200010, "SH"),
    "SeriesNumber": (0x00200011, "IS"),
    "InstanceNumber": (0x00200013, "IS"),
    "ImagePositionPatient": (0x00200032, "DS"),
    "ImageOrientationPatient": (0x00200037, "DS"),
    "FrameOfReferenceUID": (0x00200052, "UI"),
    "TemporalPositionIdentifier": (0x00200100, "IS"),
    "StackID": (0x00209056, "SH"),
    "FrameContentSequence": (0x00209111, "SQ"),
    "PlanePositionSequence": (0x00209113, "SQ"),
    "PlaneOrientationSequence": (0x00209116, "SQ"),
    "TemporalPositionIndex": (0x00209128, "UL"),
    "NominalCardiacTriggerDelayTime": (0x00209153, "FD"),
    "UnassignedSharedConvertedAttributesSequence": (0x00209170, "SQ"),
    "UnassignedPerFrameConvertedAttributesSequence": (0x00209171, "SQ"),
    "RespiratorySynchronizationSequence": (0x00209253, "SQ"),
    "NominalRespiratoryTriggerDelayTime": (0x00209255, "FD"),
    "SamplesPerPixel": (0x00280002, "US"),
    "NumberOfFrames": (0x00280008, "IS"),
    "Rows": (0x00280010, "US"),
    "Columns": (0x00280011, "US"),
    "PixelSpacing": (0x00280030, "DS"),
    "CorrectedImage": (0x00280051, "CS"),
    "BitsAllocated": (0x00280100, "US"),
    "BitsStored": (0x00280101, "US"),
    "HighBit": (0x00280102, "US"),
    "PixelRepresentation": (0x00280103, "US"),
    "RescaleIntercept": (0x00281052, "DS"),
    "RescaleSlope": (0x00281053, "DS"),
    "RescaleType": (0x00281054, "LO"),
    "LossyImageCompression": (0x00282110, "CS"),
    "PixelMeasuresSequence": (0x00289110, "SQ"),
    "PixelValueTransformationSequence": (0x00289145, "SQ"),
    "RequestingPhysician": (0x00321032, "PN"),
    "MeasurementUnitsCodeSequence": (0x004008EA, "SQ"),
    "RealWorldValueMappingSequence": (0x00409096, "SQ"),
    "RealWorldValueIntercept": (0x00409224, "FD"),
    "RealWorldValueSlope": (0x00409225, "FD"),
    "RadiopharmaceuticalInformationSequence": (0x00540016, "SQ"),
    "NumberOfSlices": (0x00540081, "US"),
    "NumberOfTimeSlices": (0x00540101, "US"),
    "RadionuclideCodeSequence": (0x00540300, "SQ"),
    "RadiopharmaceuticalCodeSequence": (0x00540304, "SQ"),
    "SeriesType": (0x00541000, "CS"),
    "Units": (0x00541001, "CS"),
    "SUVType": (0x00541006, "CS"),
    "AttenuationCorrectionMethod": (0x00541101, "LO"),
    "DecayCorrection": (0x00541102, "CS"),
    "ReconstructionMethod": (0x00541103, "LO"),
    "FrameReferenceTime": (0x00541300, "DS"),
    "SharedFunctionalGroupsSequence": (0x52009229, "SQ"),
    "PerFrameFunctionalGroupsSequence": (0x52009230, "SQ"),
}
"""Keyword to tag and value representation."""

PRIVATE: dict[int, str] = {
    0x00090010: "LO",  # creator of GE's block
    0x0009100D: "DT",  # GE, PET scan date and time
    0x00710010: "LO",  # creator of Siemens' block
    0x00711022: "DT",  # Siemens, date and time to which the decay is corrected
    0x70530010: "LO",  # creator of Philips' block
    0x70531000: "DS",  # Philips, SUV scale factor
    0x70531009: "DS",  # Philips, activity concentration scale factor
}

PIXEL_DATA = 0x7FE00010

CREATORS = range(0x10, 0x100)
"""Elements of a group in which makers reserve a block of private elements by their name (PS3.5 section 7.8.1)."""
FIRST_BLOCK = 0x10


@dataclass(frozen=True)
class PrivateKey:
    """A private element of a maker, in whatever block the maker's name stands for.

    Attributes:
        group, element: the tag, without the block: 0 to 0xFF for the element.
        creator: the maker's name for its block.
    """

    group: int
    element: int
    creator: str

    @property
    def tag(self) -> int:
        """The tag in the first block, under which ``PRIVATE`` knows it."""
        return self.tag_in(FIRST_BLOCK)

    def tag_in(self, block: int) -> int:
        """The tag in a block."""
        return self.group << 16 | block << 8 | self.element


Key = str | tuple[int, int] | int | PrivateKey
"""A keyword of ``ATTRIBUTES``, a pair of group and element, a tag, or a private element."""

REPRESENTATION = dict(ATTRIBUTES.values()) | PRIVATE


def tag_of(key: Key) -> int:
    """The tag of a keyword, a pair of group and element, a tag, or a private element in the first block.

    Raises:
        KeyError: the keyword is not one of ``ATTRIBUTES``.
    """
    if isinstance(key, str):
        return ATTRIBUTES[key][0]
    if isinstance(key, PrivateKey):
        return key.tag
    return key if isinstance(key, int) else key[0] << 16 | key[1]


def creator_tags(tags: Iterable[int], group: int) -> list[int]:
    """Those of the tags under which the makers of a group's private blocks stand, in order."""
    first, last = group << 16 | CREATORS[0], group << 16 | CREATORS[-1]
    return sorted(tag for tag in tags if first <= tag <= last)


def private_tags(key: PrivateKey, creators: Iterable[tuple[int, str]]) -> list[int]:
    """The tags under which a private element may stand.

    Some archives drop the makers' names: in a group that names none, it is the first block.

    Args:
        key: the element.
        creators: tag and name of the makers of its group.
    """
    named = [(tag & 0xFF, name.strip("\0 ").upper()) for tag, name in creators]
    if not any(name for _, name in named):
        return [key.tag]
    return [key.tag_in(block) for block, name in named if name == key.creator.upper()]
