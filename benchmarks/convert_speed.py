"""What converting one study costs: `pet-ground convert` against dcm2niix, on the same files.

    python benchmarks/convert_speed.py [--runs 5] [--study DIR]

Makes a study of usual size in a temporary folder (PET 200 x 200 x 300 with a rescale slope per slice, CT 512 x 512 x
300 of 12 bits, both with anatomy and noise), or takes one (DIR/pet, DIR/ct). Both tools run in turn, as processes of
their own, after one run each that is not counted: the disk is warm and Python's bytecode is written, as it is after an
installation. CPU is user and system time of the process, from its start to its end; dcm2niix runs once per series with
gzip, as its users do, and its two runs are added up. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what measures stays small: a child's peak memory is never below its parent's
    import numpy as np
    from pydicom.dataset import Dataset

PET_KJI, PET_MM = (300, 200, 200), (3.27, 3.65, 3.65)
CT_KJI, CT_MM = (300, 512, 512), (3.27, 0.98, 0.98)
SEED = 1
KIB_PER_MIB = 1024.0


@dataclass(frozen=True)
class Cost:
    """Of one process: CPU and wall clock in seconds, peak memory in MiB."""

    user_s: float
    system_s: float
    wall_s: float
    peak_mib: float

    @property
    def cpu_s(self) -> float:
        return self.user_s + self.system_s

    def after(self, other: Cost) -> Cost:
        """Of two processes, one after the other."""
        return Cost(
            self.user_s + other.user_s,
            self.system_s + other.system_s,
            self.wall_s + other.wall_s,
            max(self.peak_mib, other.peak_mib),
        )


def cost_of(command: list[str], environment: dict[str, str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 (the commands are written below)
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start
    if status:
        message = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}: {message}")
    return Cost(used.ru_utime, used.ru_stime, wall_s, used.ru_maxrss / KIB_PER_MIB)


def dcm2niix(study: Path, out: Path, environment: dict[str, str]) -> Cost:
    import dcm2niix as package

    pet, ct = (
        cost_of(
            [package.bin, "-z", "y", "-b", "n", "-w", "1", "-f", name, "-o", str(out), str(study / name)], environment
        )
        for name in ("pet", "ct")
    )
    return pet.after(ct)


def pet_ground(study: Path, out: Path, environment: dict[str, str]) -> Cost:
    command = [str(Path(sys.executable).with_name("pet-ground")), "convert", str(study), "--out", str(out), "--json"]
    return cost_of(command, environment)


def make_study(folder: Path) -> None:
    """Write the study; in a process of its own, so that its memory is not counted for others."""
    import numpy as np
    from scipy.ndimage import gaussian_filter, zoom

    random = np.random.default_rng(SEED)

    def field(shape_kji: tuple[int, int, int], voxels: float) -> np.ndarray:
        """Smooth random anatomy, mean 0 and deviation 1."""
        coarse = gaussian_filter(random.normal(size=[n // 4 for n in shape_kji]), voxels / 4)
        fine = zoom(coarse, [n / m for n, m in zip(shape_kji, coarse.shape, strict=True)], order=1)
        return (fine / fine.std()).astype(np.float32)

    def body(shape_kji: tuple[int, int, int], share: float) -> np.ndarray:
        j, i = np.ogrid[-1 : 1 : shape_kji[1] * 1j, -1 : 1 : shape_kji[2] * 1j]
        return np.broadcast_to((j / (0.62 * share)) ** 2 + (i / share) ** 2 < 1, shape_kji)

    uptake = np.exp(0.8 * field(PET_KJI, 6.0)) * 5000 * body(PET_KJI, 0.55) + 40
    write_series(folder / "pet", uptake * np.maximum(random.normal(1, 0.1, PET_KJI), 0), "PT")
    density = np.where(body(CT_KJI, 0.8), 30 + 90 * field(CT_KJI, 10.0), -1000)
    write_series(folder / "ct", density + random.normal(0, 10, CT_KJI), "CT")


def write_series(folder: Path, values: np.ndarray, modality: str) -> None:
    import numpy as np
    from pydicom.uid import generate_uid

    folder.mkdir(parents=True)
    header, spacing_mm = header_of(modality), PET_MM if modality == "PT" else CT_MM
    for k, plane in enumerate(values):
        slope, intercept = (float(f"{plane.max() / 32767:.8g}"), 0) if modality == "PT" else (1, -1024)
        low, high = (0, 32767) if modality == "PT" else (0, 4095)
        stored = np.rint((plane - intercept) / slope).clip(low, high).astype("<i2" if modality == "PT" else "<u2")
        header.RescaleSlope, header.RescaleIntercept = slope, intercept
        header.SOPInstanceUID = header.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        header.InstanceNumber = len(values) - k
        header.Rows, header.Columns = plane.shape
        header.ImagePositionPatient = [
            round(-spacing_mm[2] * plane.shape[1] / 2, 4), round(-spacing_mm[1] * plane.shape[0] / 2, 4),
            round(-900 + spacing_mm[0] * k, 4),
        ]  # fmt: skip
        header.SliceLocation = round(-900 + spacing_mm[0] * k, 4)
        header.PixelData = stored.tobytes()
        header.save_as(folder / f"{k:04d}.dcm", enforce_file_format=True)


def header_of(modality: str) -> Dataset:
    """What scanners write into a slice, or about as much."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.sequence import Sequence
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    header = Dataset()
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    is_pet = modality == "PT"
    header.SOPClassUID = "1.2.840.10008.5.1.4.1.1.128" if is_pet else "1.2.840.10008.5.1.4.1.1.2"
    header.file_meta.MediaStorageSOPClassUID = header.SOPClassUID
    header.SpecificCharacterSet, header.Modality = "ISO_IR 100", modality
    header.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    header.StudyInstanceUID = generate_uid(entropy_srcs=["convert_speed"])
    header.FrameOfReferenceUID = generate_uid(entropy_srcs=["convert_speed", "frame"])
    header.SeriesInstanceUID = generate_uid(entropy_srcs=["convert_speed", modality])
    header.StudyDate = header.SeriesDate = header.AcquisitionDate = header.ContentDate = "20200310"
    header.StudyTime = header.SeriesTime = header.AcquisitionTime = header.ContentTime = "100000"
    header.PatientName, header.PatientID, header.PatientSex = "Doe^Jane", "1", "F"
    header.PatientBirthDate, header.PatientWeight, header.PatientSize = "19500101", 72, 1.7
    header.AccessionNumber, header.StudyID, header.SeriesNumber = "A1", "1", 4 if is_pet else 2
    header.Manufacturer, header.ManufacturerModelName = "SIEMENS", "Biograph"
    header.InstitutionName, header.StationName = "General Hospital", "PET1"
    header.StudyDescription, header.SeriesDescription = "PET/CT whole body", modality
    header.BodyPartExamined, header.PatientPosition, header.SoftwareVersions = "WHOLEBODY", "HFS", "VG60A"
    header.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    spacing_mm = PET_MM if is_pet else CT_MM
    header.PixelSpacing, header.SliceThickness = list(spacing_mm[1:]), spacing_mm[0]
    header.SamplesPerPixel, header.PhotometricInterpretation, header.BitsAllocated = 1, "MONOCHROME2", 16
    header.BitsStored, header.PixelRepresentation = (16, 1) if is_pet else (12, 0)
    header.HighBit = header.BitsStored - 1
    header.WindowCenter, header.WindowWidth = 40, 400
    for group in (0x0009, 0x0019, 0x0029):
        block = header.private_block(group, "BENCHMARK", create=True)
        for element in range(10):
            block.add_new(element, "LO", f"private value {element}")
    if not is_pet:
        header.KVP, header.ConvolutionKernel, header.RescaleType = 120, "B30f", "HU"
        return header
    dose = Dataset()
    dose.Radiopharmaceutical, dose.RadiopharmaceuticalStartTime = "FDG", "090000"
    dose.RadionuclideTotalDose, dose.RadionuclideHalfLife = 3.5e8, 6586.2
    nuclide = Dataset()
    nuclide.CodeValue, nuclide.CodingSchemeDesignator, nuclide.CodeMeaning = "C-111A1", "SRT", "^18^Fluorine"
    dose.RadionuclideCodeSequence = Sequence([nuclide])
    header.RadiopharmaceuticalInformationSequence = Sequence([dose])
    header.Units, header.DecayCorrection, header.CorrectedImage = "BQML", "START", ["DECY", "ATTN", "SCAT"]
    header.SeriesType, header.NumberOfSlices = ["WHOLE BODY", "IMAGE"], PET_KJI[0]
    header.ActualFrameDuration, header.FrameReferenceTime = 120000, 0
    header.ReconstructionMethod = "PSF+TOF 3i21s"
    return header


def spread(values: list[float], digits: int = 2) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def report(costs: dict[str, list[Cost]], files: dict[str, tuple[Path, Path]]) -> str:
    lines = [
        "| | CPU, s | of it system, s | wall clock, s | peak memory, MiB | PET file, MB | CT file, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    sizes = {name: [path.stat().st_size / 1e6 for path in pair] for name, pair in files.items()}
    for name, each in costs.items():
        cells = (
            spread([one.cpu_s for one in each]),
            f"{statistics.median(one.system_s for one in each):.2f}",
            spread([one.wall_s for one in each]),
            f"{max(one.peak_mib for one in each):.0f}",
            *(f"{size:.1f}" for size in sizes[name]),
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    theirs, ours = ([one.cpu_s for one in costs[name]] for name in ("dcm2niix", "pet-ground convert"))
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    grown = [100 * (mine / other - 1) for other, mine in zip(*sizes.values(), strict=True)]
    lines += [
        "",
        f"Ratio of CPU time, run by run: {spread(ratios, 3)}. PET file {grown[0]:+.1f} %, CT file {grown[1]:+.1f} %.",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--study", type=Path, help="a study of your own: DIR/pet and DIR/ct")
    parser.add_argument("--make", type=Path, help="write the study there and end")
    given = parser.parse_args()
    if given.make is not None:
        make_study(given.make)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(work / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        study = given.study or work / "study"
        if given.study is None:
            subprocess.run([sys.executable, __file__, "--make", str(study)], check=True)  # noqa: S603 (this file)
        out = {"dcm2niix": work / "theirs", "pet-ground convert": work / "ours"}
        tools = {"dcm2niix": dcm2niix, "pet-ground convert": pet_ground}
        costs: dict[str, list[Cost]] = {name: [] for name in tools}
        for number in range(given.runs + 1):
            for name, tool in tools.items():
                out[name].mkdir(exist_ok=True)
                cost = tool(study, out[name], environment)
                if number:
                    costs[name].append(cost)
        pairs = {
            "dcm2niix": (out["dcm2niix"] / "pet.nii.gz", out["dcm2niix"] / "ct.nii.gz"),
            "pet-ground convert": (out["pet-ground convert"] / "suv.nii.gz", out["pet-ground convert"] / "ct.nii.gz"),
        }
        print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {given.runs} runs\n")
        print(report(costs, pairs))


if __name__ == "__main__":
    main()
