"""How fast an archive is indexed, and what memory that takes, against pydicom's reader.

    python benchmarks/index_speed.py [--files 100000] [--runs 3]

Makes an archive of small DICOM files (real headers of slices, tiny pixels) in a temporary folder, reads it once so that
the disk is warm, and prints a Markdown table: files per second of CPU and of wall clock, median and range of the runs,
and the peak of the process's memory. Every measurement is a process of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

SLICES = 250
SMALL, LARGE = 10_000, 1_000_000
ROOT = "1.2.826.0.1.3680043.10.1."
PLAIN = {
    "SpecificCharacterSet": "ISO_IR 100", "ImageType": ["ORIGINAL", "PRIMARY"], "StudyDate": "20200310",
    "SeriesDate": "20200310", "AcquisitionDate": "20200310", "ContentDate": "20200310", "StudyTime": "101112.000000",
    "SeriesTime": "101500.000000", "ContentTime": "101500.000000", "Modality": "PT", "Manufacturer": "SIEMENS",
    "InstitutionName": "General Hospital", "ReferringPhysicianName": "Doe^John", "StationName": "PET1",
    "StudyDescription": "PET WB", "SeriesDescription": "PET WB AC", "ManufacturerModelName": "Biograph",
    "PatientBirthDate": "19500101", "PatientSex": "F", "PatientSize": "1.7", "PatientWeight": "72",
    "BodyPartExamined": "WHOLEBODY", "SliceThickness": "3", "SoftwareVersions": "VG60A", "ProtocolName": "PET WB",
    "CollimatorType": "NONE", "DateOfLastCalibration": "20200310", "ConvolutionKernel": "XYZ Gauss4.00",
    "ActualFrameDuration": "120000", "PatientPosition": "HFS", "SeriesNumber": "4", "PositionReferenceIndicator": "",
    "SamplesPerPixel": 1, "PhotometricInterpretation": "MONOCHROME2", "Rows": 4, "Columns": 4, "BitsAllocated": 16,
    "PixelSpacing": ["4.07283", "4.07283"], "CorrectedImage": ["NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN"],
    "BitsStored": 16, "HighBit": 15, "PixelRepresentation": 0, "RescaleIntercept": "0", "RescaleType": "BQML",
    "SeriesType": ["WHOLE BODY", "IMAGE"], "Units": "BQML", "CountsSource": "EMISSION", "DecayCorrection": "START",
    "RandomsCorrectionMethod": "DLYD", "AttenuationCorrectionMethod": "measured,AC_CT", "NumberOfSlices": SLICES,
    "ReconstructionMethod": "PSF+TOF 3i21s", "ScatterCorrectionMethod": "Model-based", "AxialAcceptance": "38",
    "ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "FrameReferenceTime": "0", "PixelData": b"\0" * 32,
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One measured process."""

    files: int
    cpu_s: float
    wall_s: float
    peak_mib: float


def write_archive(folder: Path, files: int) -> None:
    """``files`` slices in series of 250, two series to a study."""
    header = _header()
    for number in range(files):
        series, slice_number = divmod(number, SLICES)
        study = series // 2
        if slice_number == 0:
            place = folder / f"patient{study:05}" / f"series{series:05}"
            place.mkdir(parents=True)
            header.StudyInstanceUID = f"{ROOT}{study}"
            header.SeriesInstanceUID = f"{ROOT}{study}.{series}"
            header.FrameOfReferenceUID = f"{ROOT}{study}.0.1"
            header.PatientID, header.AccessionNumber = f"PID{study}", f"A{study}"
            header.PatientName = f"Doe^{study}"
        header.SOPInstanceUID = f"{ROOT}{study}.{series}.{slice_number}"
        header.InstanceNumber = slice_number + 1
        header.AcquisitionTime = f"1015{slice_number // 50:02}"
        header.ImagePositionPatient = ["-405.2", "-605.9", f"{-900 + 3 * slice_number}"]
        header.RescaleSlope = f"{1 + slice_number / 1000:.6g}"
        header.save_as(place / f"{header.SOPInstanceUID}.dcm", enforce_file_format=True)


def _header() -> Dataset:
    header = Dataset()
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    header.SOPClassUID = "1.2.840.10008.5.1.4.1.1.128"
    for keyword, value in PLAIN.items():
        setattr(header, keyword, value)
    code, item = Dataset(), Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "C-111A1", "SRT", "^18^Fluorine"
    item.RadiopharmaceuticalStartTime, item.RadionuclideTotalDose = "091500.000000", "350000000"
    item.RadionuclideHalfLife, item.RadionuclideCodeSequence = "6586.2", Sequence([code])
    header.RadiopharmaceuticalInformationSequence = Sequence([item])
    return header


def scan(archive: Path, cache: Path | None) -> int:
    """The index as a build makes it: walk, headers, bookkeeping, every study once."""
    from pet_ground.dicom import scan_archive, select_series

    found = scan_archive(archive, cache)
    for study in found.studies:
        select_series(study)
    found.sha256()
    return found.files


def scan_with_pydicom(archive: Path, _: Path | None) -> int:
    """The least that pydicom does for the same facts: no bookkeeping."""
    from pet_ground.dicom.file_facts import PHASES, SHARED, UIDS

    tags = [*SHARED, *UIDS, *PHASES[:2], "InstanceNumber", "ImagePositionPatient", "AcquisitionTime", "TriggerTime"]
    return sum(1 for path in _files(archive) if pydicom.dcmread(path, stop_before_pixels=True, specific_tags=tags))


def _files(archive: Path) -> Iterator[Path]:
    return (path for path in sorted(archive.rglob("*")) if path.is_file())


WAYS: dict[str, Callable[[Path, Path | None], int]] = {"pet_ground": scan, "pydicom": scan_with_pydicom}


def measure(way: str, archive: Path, cache: Path | None) -> Run:
    """One run in a process of its own."""
    command = [sys.executable, __file__, "--child", way, "--archive", str(archive)]
    command += [] if cache is None else ["--cache", str(cache)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 (this very script)
    return Run(**json.loads(done.stdout))


def child(way: str, archive: Path, cache: Path | None) -> Run:
    """Measure this process; imports are not counted in the time, but in the memory."""
    import pet_ground.dicom  # noqa: F401

    start_cpu, start = time.process_time(), time.perf_counter()
    files = WAYS[way](archive, cache)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(files, time.process_time() - start_cpu, time.perf_counter() - start, peak)


def _row(name: str, runs: list[Run]) -> str:
    rates = [
        [run.files / seconds for run in runs for seconds in (getattr(run, clock),)] for clock in ("cpu_s", "wall_s")
    ]
    cells = [f"{statistics.median(one):,.0f} ({min(one):,.0f} to {max(one):,.0f})" for one in rates]
    peak = statistics.median(run.peak_mib for run in runs)
    return f"| {name} | {runs[0].files:,} | {cells[0]} | {cells[1]} | {peak:.0f} |"


def study(files: int, runs: int) -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        small, large = folder / "small", folder / "large"
        write_archive(large, files)
        for source in itertools.islice(_files(large), SMALL):
            target = small / source.relative_to(large)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(source)
        print("| what | files | files per s of CPU | files per s | peak MiB |\n|---|---|---|---|---|")
        print(_row("pydicom, headers only", [measure("pydicom", small, None) for _ in range(runs)]))
        few = [measure("pet_ground", small, None) for _ in range(runs)]
        many = [measure("pet_ground", large, None) for _ in range(runs)]
        print(_row("pet_ground", few))
        print(_row("pet_ground", many))
        cache = folder / "headers.sqlite"
        first = [measure("pet_ground", large, cache)]
        print(_row("pet_ground, first scan with a cache", first))
        print(_row("pet_ground, the same archive again", [measure("pet_ground", large, cache) for _ in range(runs)]))
        slope = (many[0].peak_mib - few[0].peak_mib) / max(many[0].files - few[0].files, 1)
        print(
            f"\nMemory at {LARGE:,} files, extrapolated: {many[0].peak_mib + slope * (LARGE - files):.0f} MiB; ", end=""
        )
        print(f"cache of {files:,} files: {cache.stat().st_size / 2**20:.0f} MiB on disk.")


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(vars(child(given.child, given.archive, given.cache))))
    else:
        study(given.files, given.runs)


if __name__ == "__main__":
    main()
