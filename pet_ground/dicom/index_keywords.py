"""The attributes of a header that the index reads."""

from __future__ import annotations

IDENTIFYING = (
    "AccessionNumber",
    "InstitutionAddress",
    "InstitutionName",
    "InstitutionalDepartmentName",
    "NameOfPhysiciansReadingStudy",
    "OperatorsName",
    "OtherPatientIDs",
    "OtherPatientNames",
    "PatientAddress",
    "PatientBirthDate",
    "PatientBirthName",
    "PatientID",
    "PatientMotherBirthName",
    "PatientName",
    "PatientTelephoneNumbers",
    "PerformingPhysicianName",
    "PhysiciansOfRecord",
    "ReferringPhysicianName",
    "RequestingPhysician",
    "StationName",
    "StudyID",
)
"""Attributes whose values must never leave the archive."""

SHARED = (
    *IDENTIFYING,
    "AttenuationCorrectionMethod",
    "Columns",
    "ConvolutionKernel",
    "CorrectedImage",
    "DecayCorrection",
    "FrameOfReferenceUID",
    "ImageOrientationPatient",
    "ImageType",
    "Manufacturer",
    "Modality",
    "NumberOfTimeSlices",
    "PixelSpacing",
    "ReconstructionMethod",
    "Rows",
    "SOPClassUID",
    "SeriesDescription",
    "SeriesInstanceUID",
    "SeriesNumber",
    "SeriesType",
    "SpecificCharacterSet",
    "StudyDate",
    "StudyInstanceUID",
    "Units",
)
"""What usually is the same in all slices of a series."""
