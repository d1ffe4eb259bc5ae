"""``pet-ground convert``: kinds of SUV, what it loads, what memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from dicom_files import BQML_PER_SUV, ct_header, pet_header, suv_phantom, write_slices, write_study
from runs import Ran

Run = Callable[..., Ran]

SLOW_TO_LOAD = ("SimpleITK", "matplotlib", "nibabel", "pandas", "pyarrow", "pydicom", "scipy", "skimage", "yaml")

CONVERT = """
import json, sys
from pathlib import Path
from pet_ground.cli.app import app
app(["convert", sys.argv[1], "--out", sys.argv[2]], standalone_mode=False)
status = Path("/proc/self/status")
peak = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
print(json.dumps([sorted(sys.modules), int(peak[0]) if peak else None]))
"""


def converted(folder: Path, out: Path) -> tuple[set[str], int | None]:
    """The modules that a conversion loaded, and its peak memory in KiB where the system tells it."""
    arguments = [sys.executable, "-c", CONVERT, str(folder), str(out)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=120)
    modules, peak = json.loads(done.stdout.splitlines()[-1])
    return set(modules), peak


def test_converting_plain_files_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    modules, _ = converted(write_study(tmp_path), tmp_path / "out")
    assert not modules & set(SLOW_TO_LOAD)
    assert (tmp_path / "out" / "ct.nii.gz").is_file()


def test_an_suv_of_another_type_is_written_with_its_factor(pet_ground: Run, tmp_path: Path) -> None:
    folder = write_study(tmp_path, PatientSize=1.8, PatientSex="M")
    bw, lbm = (
        pet_ground("convert", folder, "--out", tmp_path / kind, "--json", "--suv-type", kind).json()
        for kind in ("BW", "lbm")
    )
    ratio = lbm["provenance"]["type_factors"]["LBM"]
    assert (lbm["provenance"]["height_m"], lbm["provenance"]["sex"]) == (1.8, "M")
    beside = json.loads((tmp_path / "lbm" / "suv.json").read_text())
    assert (beside["suv_type"], beside["provenance"]) == ("LBM", lbm["provenance"])
    assert (bw["suv_type"], lbm["suv_type"], bw["provenance"]["type_factors"]) == ("BW", "LBM", {})
    assert lbm["provenance"]["suv_factor"] == bw["suv_factor"]
    assert lbm["suv_factor"] == pytest.approx(ratio * bw["suv_factor"])
    assert lbm["suv_max"] == pytest.approx(ratio * bw["suv_max"])
    volumes = [nib.load(tmp_path / kind / "suv.nii.gz").get_fdata() for kind in ("BW", "lbm")]
    np.testing.assert_allclose(volumes[1], ratio * volumes[0], rtol=1e-6)


def test_an_suv_type_that_can_not_be_known_is_refused_with_its_reason(pet_ground: Run, tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    ran = pet_ground("convert", folder, "--out", tmp_path / "c", "--json", "--suv-type", "BSA")
    assert (ran.code, ran.json()["reason"]) == (1, "suv_no_height")
    assert not (tmp_path / "c").exists()


def test_an_suv_type_that_does_not_exist_is_bad_usage(pet_ground: Run, tmp_path: Path) -> None:
    ran = pet_ground("convert", tmp_path, "--out", tmp_path / "c", "--suv-type", "LEAN")
    assert (ran.code, "LBMJANMA" in ran.err) == (2, True)


def test_a_ct_that_can_not_be_converted_is_left_out_and_said(pet_ground: Run, tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    sorted((folder / "ct").iterdir())[4].unlink()
    ran = pet_ground("convert", folder, "--out", tmp_path / "c", "--json")
    assert (ran.code, ran.json()["ct"], "ct_refused" in ran.json()["flags"]) == (0, None, True)
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["suv.json", "suv.nii.gz"]


@pytest.mark.slow
def test_a_ct_never_lies_in_memory_as_a_whole(tmp_path: Path) -> None:
    write_slices(tmp_path / "pet", pet_header(), suv_phantom() * BQML_PER_SUV)
    few = converted(tmp_path, tmp_path / "out")[1]
    planes = np.random.default_rng(2).integers(-1000, 1000, (9, 512, 512)).astype(float)
    many = np.concatenate([planes] * 24)
    write_slices(tmp_path / "ct", ct_header(PixelSpacing=[1, 1]), many)
    much = converted(tmp_path, tmp_path / "out")[1]
    assert nib.load(tmp_path / "out" / "ct.nii.gz").shape == (512, 512, len(many))
    if few is None or much is None:
        pytest.skip("the system does not tell a process's peak memory")
    assert (much - few) / 1024 < many.size * 2 / 2**20 / 4


def test_a_study_is_not_left_with_the_suv_or_the_ct_of_an_earlier_one(pet_ground: Run, tmp_path: Path) -> None:
    out = tmp_path / "c"
    assert pet_ground("convert", write_study(tmp_path / "first"), "--out", out).code == 0
    (out / "notes.txt").write_text("mine")
    alone = write_study(tmp_path / "second", "2") / "pet"
    assert pet_ground("convert", alone, "--out", out).code == 0
    assert sorted(path.name for path in out.iterdir()) == ["notes.txt", "suv.json", "suv.nii.gz"]
    assert pet_ground("convert", write_study(tmp_path / "third", "3", PatientWeight=0), "--out", out).code == 1
    assert [path.name for path in out.iterdir()] == ["notes.txt"]
