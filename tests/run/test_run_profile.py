"""The site profile as a user gets it: of an archive, of a data set, and during a build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from runs import Ran
from two_scanners import Hospital, write_hospital

from pet_ground.config import load_pipeline

Run = Callable[..., Ran]
SIEMENS, GE = "Siemens Biograph40_TruePoint", "GE Discovery STE"
LEAN = ("--set", "dataset.figures=false", "--set", "dataset.grid_3mm=false", "--workers", 1)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    return write_hospital(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def built(hospital: Hospital, tmp_path_factory: pytest.TempPathFactory, pet_ground: Run) -> tuple[Path, Ran]:
    """A data set whose site was estimated on the way."""
    out = tmp_path_factory.mktemp("auto") / "dataset"
    return out, _build(pet_ground, hospital, out)


def _build(pet_ground: Run, hospital: Hospital, out: Path) -> Ran:
    sources = ("--archive", hospital.archive, "--reports", hospital.reports, "--out", out)
    return pet_ground("build", *sources, "--set", "site=auto", *LEAN)


def test_an_archive_of_two_scanners_gets_a_profile_for_both(
    hospital: Hospital, pet_ground: Run, tmp_path: Path
) -> None:
    out, plot = tmp_path / "profile.yaml", tmp_path / "profile.png"
    sources = ("--archive", hospital.archive, "--reports", hospital.reports)
    ran = pet_ground("profile", *sources, "--out", out, "--plot", plot, "--json", "--workers", 1)
    assert ran.code == 0, ran.err
    found = ran.json()
    scanners = {one["scanner"]: one for one in found["evidence"]["scanners"]}
    alpha, beta = scanners[SIEMENS], scanners[GE]
    assert (alpha["mentions"], alpha["counts"][0]["matches"], alpha["winner"]) == (
        15,
        15,
        "CT slices from the head, from 1",
    )
    assert (beta["mentions"], beta["counts"][0]["matches"], beta["winner"]) == (
        15,
        15,
        "PET slices from the feet, from 0",
    )
    assert plot.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    site = load_pipeline(None, [f"site={out}"]).site
    assert (site.of_scanner(SIEMENS).numbered, site.of_scanner(SIEMENS).origin) == ("ct", "head")
    assert (site.of_scanner(GE).numbered, site.of_scanner(GE).base) == ("pet", 0)
    assert "ACC-" not in out.read_text(encoding="utf-8") + ran.out
    assert yaml.safe_load(out.read_text(encoding="utf-8"))["evidence"]["whole"]["counts"]


def test_a_build_with_an_estimated_site_finds_every_lesion_at_its_place(
    hospital: Hospital, built: tuple[Path, Ran]
) -> None:
    out, ran = built
    assert ran.code == 0, ran.err
    lesions = pd.read_parquet(out / "lesions.parquet")
    found = sorted(
        (int(index[0]), round(float(suv), 1))
        for index, suv in zip(lesions["peak_index_kji"], lesions["suv_max"], strict=True)
    )
    assert found == sorted(one for part in hospital.lesions.values() for one in part)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {one["scanner"] for one in manifest["configuration"]["site"]["scanners"]}
    assert (out.with_name("dataset.private") / "profile.yaml").is_file()


def test_the_same_build_again_does_nothing(hospital: Hospital, built: tuple[Path, Ran], pet_ground: Run) -> None:
    again = _build(pet_ground, hospital, built[0])
    assert (again.code, "nothing was done" in again.out) == (0, True), again.err


def test_a_data_set_that_was_built_gives_the_same_profile(
    built: tuple[Path, Ran], pet_ground: Run, tmp_path: Path
) -> None:
    ran = pet_ground("profile", built[0], "--out", tmp_path / "p.yaml", "--workers", 1)
    assert ran.code == 0, ran.err
    assert "15 mentions of 3 studies" in ran.out
    kept = built[0].with_name("dataset.private") / "profile.yaml"
    assert (tmp_path / "p.yaml").read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("DATASET", "--archive", "."), "either"),
        (("--archive", ".", "--reports", "r.csv", "--plot", "p.pdf"), "png"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    pet_ground: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = pet_ground("profile", *arguments, cwd=tmp_path)
    assert (ran.code, ran.err.count("\n"), words in ran.err) == (2, 1, True), ran.err
