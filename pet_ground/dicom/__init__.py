"""From DICOM to volumes: index an archive, choose the series, decide the SUV, read the slices."""

from pet_ground.dicom.convert import SuvVolume, convert_ct, convert_pet
from pet_ground.dicom.files import archive_files
from pet_ground.dicom.index import ArchiveScan, scan_archive
from pet_ground.dicom.select import Selection, select_series

__all__ = [
    "ArchiveScan",
    "Selection",
    "SuvVolume",
    "archive_files",
    "convert_ct",
    "convert_pet",
    "scan_archive",
    "select_series",
]
