"""From DICOM to volumes: index an archive, choose the series, decide the SUV, read the slices."""

from pet_ground.dicom.convert import BODY_SUV, SuvVolume, convert_ct, convert_pet, in_suv_type, write_ct
from pet_ground.dicom.index import ArchiveScan, scan_archive
from pet_ground.dicom.quarantine_facts import header_facts
from pet_ground.dicom.select import Selection, select_series

__all__ = [
    "BODY_SUV",
    "ArchiveScan",
    "Selection",
    "SuvVolume",
    "convert_ct",
    "convert_pet",
    "header_facts",
    "in_suv_type",
    "scan_archive",
    "select_series",
    "write_ct",
]
