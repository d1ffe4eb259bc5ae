"""Never silently wrong: whatever happens to a header, the SUV is right, or flagged, or refused.

A study of which the right SUV is known is written as a scanner would: several times and dates that agree, a slope and
an acquisition time of each slice. Then its headers are spoilt in one to three ways and it is converted.
"""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from dicom_files import (
    BQML_PER_SUV,
    DOSE_BQ,
    HALF_LIFE_S,
    SPACING_MM,
    WEIGHT_KG,
    change,
    pet_header,
    radiopharmaceutical,
    suv_phantom,
    uid,
    write_slices,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from pet_ground.dicom import convert_pet
from pet_ground.dicom.foreign import quiet
from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.imaging import Volume

SECONDS_PER_BED = 120.0
DECAY_PER_S = np.log(2) / HALF_LIFE_S
SAME = 1e-3
"""How far an SUV may lie from the right one without a flag, as a part of the hottest voxel; the pixels are rounded."""
FIRST_VOXEL_LPS_MM = (-27.5, -30.0, -900.0)
"""Where ``write_slices`` puts it."""

Slices = list[Dataset]
Mutation = Callable[[Slices, random.Random], None]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EVERYWHERE = words(
    "SeriesDate SeriesTime AcquisitionDate AcquisitionTime StudyDate Units DecayCorrection CorrectedImage PatientWeight"
    " ActualFrameDuration FrameReferenceTime RescaleSlope RescaleIntercept ImagePositionPatient ImageOrientationPatient"
    " PixelSpacing Rows Columns BitsAllocated BitsStored HighBit PixelRepresentation PixelData SeriesType ImageType"
    " FrameOfReferenceUID SamplesPerPixel PhotometricInterpretation Modality SOPClassUID"
    " RadiopharmaceuticalInformationSequence NumberOfSlices InstanceNumber"
)
OF_THE_DOSE = words(
    "RadionuclideTotalDose RadionuclideHalfLife RadiopharmaceuticalStartTime RadiopharmaceuticalStartDateTime"
    " RadionuclideCodeSequence Radiopharmaceutical"
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Slices:
    """Three beds of three slices, from the head; injected at 09:00, scanned from 10:00 on."""
    folder = tmp_path_factory.mktemp("right")
    dose = radiopharmaceutical(RadiopharmaceuticalStartDateTime="20200310090000")
    header = pet_header(dose, PatientSize=1.75, PatientSex="F", NumberOfSlices=9)
    slices = [pydicom.dcmread(path) for path in write_slices(folder, header, suv_phantom() * BQML_PER_SUV)]
    decays = DECAY_PER_S * SECONDS_PER_BED
    average_s = float(np.log(decays / -np.expm1(-decays)) / DECAY_PER_S)
    for k, one in enumerate(slices):
        bed = (len(slices) - 1 - k) // 3
        one.AcquisitionTime = f"10{2 * bed:02d}00"
        one.FrameReferenceTime = round(1000 * (SECONDS_PER_BED * bed + average_s), 3)
    return slices


def dose_of(one: Dataset) -> Dataset:
    found = one.get("RadiopharmaceuticalInformationSequence")
    return found[0] if found else Dataset()


def removed(keyword: str) -> Mutation:
    return changed({keyword: None})


def changed(changes: dict[str, Any]) -> Mutation:
    def mutate(slices: Slices, _: random.Random) -> None:
        for one in slices:
            change(one, changes)

    return mutate


def set_to(keyword: str, value: Any) -> Mutation:
    def mutate(slices: Slices, _: random.Random) -> None:
        for one in slices:
            setattr(one, keyword, value)

    return mutate


def of_the_dose(keyword: str, value: Any) -> Mutation:
    def mutate(slices: Slices, _: random.Random) -> None:
        for one in slices:
            if "RadiopharmaceuticalInformationSequence" in one:
                change(dose_of(one), {keyword: value})

    return mutate


def in_one_slice(mutation: Mutation) -> Mutation:
    return lambda slices, rng: mutation([rng.choice(slices)], rng)


def moved(keyword: str, seconds: int) -> Mutation:
    """A time of day that is moved; its date stays."""

    def mutate(slices: Slices, _: random.Random) -> None:
        for one in slices:
            told = str(one.get(keyword, ""))
            if told:
                clock = int(told[:2]) * 3600 + int(told[2:4]) * 60 + int(told[4:6]) + seconds
                setattr(one, keyword, f"{clock // 3600 % 24:02d}{clock // 60 % 60:02d}{clock % 60:02d}")

    return mutate


def all_times_moved_over_midnight(slices: Slices, _: random.Random) -> None:
    """The whole examination happens at night: injected at 23:15, scanned from 00:15 on; only the clock is kept."""
    for one in slices:
        clock = 15 + int(str(one.get("AcquisitionTime", "1000"))[2:4] or 0)
        one.SeriesTime, one.AcquisitionTime = "001500", f"00{clock:02d}00"
        change(dose_of(one), {"RadiopharmaceuticalStartTime": "231500", "RadiopharmaceuticalStartDateTime": None})


def shuffled(slices: Slices, rng: random.Random) -> None:
    rng.shuffle(slices)


def renumbered(slices: Slices, rng: random.Random) -> None:
    for number, one in zip(rng.sample(range(1, 100), len(slices)), slices, strict=True):
        one.InstanceNumber = number


def copied(slices: Slices, rng: random.Random) -> None:
    twin = copy.deepcopy(rng.choice(slices))
    twin.SOPInstanceUID = uid("twin", rng.random())
    slices.append(twin)


def lost(slices: Slices, rng: random.Random) -> None:
    slices.pop(rng.randrange(len(slices)))


def pixels_cut(slices: Slices, rng: random.Random) -> None:
    one = rng.choice(slices)
    if "PixelData" in one:
        one.PixelData = one.PixelData[: len(one.PixelData) // 2]


def second_tracer(slices: Slices, _: random.Random) -> None:
    for one in slices:
        if "RadiopharmaceuticalInformationSequence" in one:
            one.RadiopharmaceuticalInformationSequence.append(copy.deepcopy(dose_of(one)))


MUTATIONS: dict[str, Mutation] = {
    **{f"no {name}": removed(name) for name in EVERYWHERE},
    **{f"blank {name}": set_to(name, None) for name in EVERYWHERE if "Sequence" not in name and name != "PixelData"},
    **{f"no {name} in one slice": in_one_slice(removed(name)) for name in EVERYWHERE},
    **{f"no {name}": of_the_dose(name, None) for name in OF_THE_DOSE},
    "weight in grams": set_to("PatientWeight", WEIGHT_KG * 1000),
    "weight and size swapped": changed({"PatientWeight": 1.75, "PatientSize": 80}),
    "weight 0": set_to("PatientWeight", 0),
    "negative weight": set_to("PatientWeight", -80),
    "dose in MBq": of_the_dose("RadionuclideTotalDose", DOSE_BQ / 1e6),
    "dose in kBq": of_the_dose("RadionuclideTotalDose", DOSE_BQ / 1e3),
    "dose in mCi": of_the_dose("RadionuclideTotalDose", DOSE_BQ / 3.7e7),
    "negative dose": of_the_dose("RadionuclideTotalDose", -DOSE_BQ),
    "half-life in minutes": of_the_dose("RadionuclideHalfLife", HALF_LIFE_S / 60),
    "half-life of Ga-68": of_the_dose("RadionuclideHalfLife", 4057.7),
    "half-life of C-11": of_the_dose("RadionuclideHalfLife", 1223),
    **{
        f"Units {name}": set_to("Units", name)
        for name in ("GML", "CNTS", "CPS", "PROPCPS", "PROPCNTS", "1CM", "CM2ML", "X")
    },
    **{f"DecayCorrection {name}": set_to("DecayCorrection", name) for name in ("NONE", "ADMIN", "X")},
    "Units GML in one slice": in_one_slice(set_to("Units", "GML")),
    "DecayCorrection ADMIN in one slice": in_one_slice(set_to("DecayCorrection", "ADMIN")),
    "weight of another in one slice": in_one_slice(set_to("PatientWeight", 60)),
    "frame of another in one slice": in_one_slice(set_to("FrameOfReferenceUID", "1.2.3")),
    "orientation of another in one slice": in_one_slice(set_to("ImageOrientationPatient", [0, 1, 0, 1, 0, 0])),
    "spacing of another in one slice": in_one_slice(set_to("PixelSpacing", [4.0, 5.5])),
    "series described after the scan": moved("SeriesTime", 1800),
    "series described before the scan": moved("SeriesTime", -600),
    "acquisitions an hour early": moved("AcquisitionTime", -3600),
    "acquisitions an hour late": moved("AcquisitionTime", 3600),
    "injection after the scan": of_the_dose("RadiopharmaceuticalStartTime", "110000"),
    "injection DateTime after the scan": of_the_dose("RadiopharmaceuticalStartDateTime", "20200310110000"),
    "injection DateTime of another day": of_the_dose("RadiopharmaceuticalStartDateTime", "20190101090000"),
    "injection DateTime 40 minutes early": of_the_dose("RadiopharmaceuticalStartDateTime", "20200310082000"),
    "injection time 40 minutes early": of_the_dose("RadiopharmaceuticalStartTime", "082000"),
    "injection at midnight": of_the_dose("RadiopharmaceuticalStartDateTime", "20200310000000"),
    "all at night": all_times_moved_over_midnight,
    "old colons": set_to("SeriesTime", "10:00:00"),
    "dates of nowhere": set_to("SeriesDate", "00000000"),
    "a time of nonsense": set_to("SeriesTime", "99"),
    "shuffled": shuffled,
    "renumbered": renumbered,
    "copied": copied,
    "lost": lost,
    "pixels cut": pixels_cut,
    "two tracers": second_tracer,
    "MR": set_to("Modality", "MR"),
    "BitsStored 12": changed({"BitsStored": 12, "HighBit": 11}),
    "unsigned": set_to("PixelRepresentation", 0),
    "slope 0": in_one_slice(set_to("RescaleSlope", 0)),
    "intercept of nonsense": in_one_slice(set_to("RescaleIntercept", "1e400")),
}


def written(slices: Slices, folder: Path) -> list[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    paths = [folder / f"{number:03d}" for number in range(len(slices))]
    with quiet():
        for path, one in zip(paths, slices, strict=True):
            one.save_as(path, enforce_file_format=False)
    return paths


def verdict(slices: Slices, folder: Path) -> str:
    try:
        suv = convert_pet(written(slices, folder))
    except (ItemDropped, ItemFailed) as exc:
        return f"refused: {exc.reason.value}"
    if suv.flags:
        return "flagged: " + ", ".join(suv.flags)
    worst = worst_error(suv.volume)
    return "right" if worst < SAME else f"WRONG by {worst:.4f}"


def worst_error(volume: Volume) -> float:
    """Largest difference to the right SUV at the same place in the patient, as a part of the hottest voxel."""
    right = suv_phantom()
    places = volume.to_lps([(k, 0, 0) for k in range(volume.shape_kji[0])])
    if not np.allclose(places[:, :2], FIRST_VOXEL_LPS_MM[:2]) or volume.shape_kji[1:] != right.shape[1:]:
        return float("inf")
    planes = right[np.rint((places[:, 2] - FIRST_VOXEL_LPS_MM[2]) / SPACING_MM[0]).astype(int)]
    return float(np.abs(volume.array - planes).max() / right.max())


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_spoilt_header_is_refused_or_flagged_or_does_not_matter(study: Slices, tmp_path: Path, name: str) -> None:
    slices = copy.deepcopy(study)
    with quiet():
        MUTATIONS[name](slices, random.Random(7))
    assert not verdict(slices, tmp_path / "spoilt").startswith("WRONG")


def test_the_study_itself_is_right_and_unflagged(study: Slices, tmp_path: Path) -> None:
    assert verdict(copy.deepcopy(study), tmp_path / "right") == "right"


@example(names=["no SeriesTime", "no FrameReferenceTime"], seed=1)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=1, max_size=3, unique=True), seed=st.integers(0, 99))
def test_several_faults_at_once_are_never_silently_wrong(
    study: Slices, tmp_path: Path, names: list[str], seed: int
) -> None:
    slices, rng = copy.deepcopy(study), random.Random(seed)
    with quiet():
        for name in names:
            MUTATIONS[name](slices, rng)
    assert not verdict(slices, tmp_path / "spoilt").startswith("WRONG")
