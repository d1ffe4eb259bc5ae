"""Two houses share a scanner model and number slices from other ends: from their reports' column to every lesion."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from isal import igzip
from runs import Ran
from two_scanners import GE, Hospital, write_hospital

from pet_ground.config import load_pipeline

Run = Callable[..., Ran]
HOUSES = ("Klinikum Wolkenstein", "Quendelbach")
SCANNER = "GE Discovery STE"
LEAN = ("--set", "dataset.figures=false", "--set", "dataset.grid_3mm=false", "--workers", 1)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    """The usual profile is right for neither house."""
    scanners = ((*GE, "ct-head-1"), (*GE, "pet-feet-0"))
    return write_hospital(tmp_path_factory.mktemp("houses"), (2, 2), scanners, houses=HOUSES)


def build(pet_ground: Run, hospital: Hospital, out: Path, site: object) -> Ran:
    sources = ("--archive", hospital.archive, "--reports", hospital.reports, "--out", out)
    return pet_ground("build", *sources, "--set", f"site={site}", *LEAN)


def all_found(out: Path, hospital: Hospital) -> bool:
    lesions = pd.read_parquet(out / "lesions.parquet")
    found = [
        (int(index[0]), round(float(suv), 1))
        for index, suv in zip(lesions["peak_index_kji"], lesions["suv_max"], strict=True)
    ]
    return sorted(found) == sorted(one for part in hospital.lesions.values() for one in part)


def names_in(folder: Path) -> set[str]:
    """Names of the houses in any file below a folder, unpacked, or in the name of one."""
    words = {word.lower() for house in HOUSES for word in house.split() if word != "Klinikum"}
    found = set()
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        plain = igzip.decompress(data) if path.name.endswith(".gz") else data
        found |= {word for word in words if word in (path.name + plain.decode("latin-1")).lower()}
    return found


@pytest.fixture(scope="module")
def built(hospital: Hospital, tmp_path_factory: pytest.TempPathFactory, pet_ground: Run) -> tuple[Path, Ran]:
    out = tmp_path_factory.mktemp("auto") / "dataset"
    return out, build(pet_ground, hospital, out, "auto")


def test_a_build_finds_every_lesion_of_both_houses(hospital: Hospital, built: tuple[Path, Ran]) -> None:
    out, ran = built
    assert ran.code == 0, ran.err
    assert all_found(out, hospital)
    assert "site groups with a numbering of their own: 1" in ran.out


def test_a_data_set_knows_its_site_groups_by_pseudonym_only(built: tuple[Path, Ran]) -> None:
    out, ran = built
    assert names_in(out) == set()
    assert not any(house in ran.out + ran.err for house in HOUSES)
    groups = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["configuration"]["site"]["groups"]
    assert [(one["group"][0], len(one["group"])) for one in groups] == [("G", 17)]


@pytest.mark.slow
def test_the_private_profile_names_them_and_serves_another_data_set(
    hospital: Hospital, built: tuple[Path, Ran], pet_ground: Run, tmp_path: Path
) -> None:
    profile = built[0].with_name("dataset.private") / "profile.yaml"
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    site = load_pipeline(None, [f"site={profile}"]).site
    assert [site.of_scanner(SCANNER, house).numbered for house in HOUSES] == ["ct", "pet"]
    out = tmp_path / "dataset"
    ran = build(pet_ground, hospital, out, profile)
    assert ran.code == 0, ran.err
    assert (all_found(out, hospital), names_in(out)) == (True, set())


def test_the_data_set_gives_the_same_profile_with_the_names_of_its_private_folder(
    built: tuple[Path, Ran], pet_ground: Run, tmp_path: Path
) -> None:
    ran = pet_ground("profile", built[0], "--out", tmp_path / "p.yaml", "--workers", 1)
    assert ran.code == 0, ran.err
    kept = built[0].with_name("dataset.private") / "profile.yaml"
    assert (tmp_path / "p.yaml").read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "p.yaml").stat().st_mode) == 0o600


def test_an_archive_s_profile_shows_the_evidence_of_each_house(
    hospital: Hospital, pet_ground: Run, tmp_path: Path
) -> None:
    out, plot = tmp_path / "profile.yaml", tmp_path / "profile.png"
    sources = ("--archive", hospital.archive, "--reports", hospital.reports, "--columns", "site_group=Hospital")
    ran = pet_ground("profile", *sources, "--out", out, "--plot", plot, "--json", "--workers", 1)
    assert ran.code == 0, ran.err
    found = ran.json()
    told = {
        one["group"]: (one["mentions"], one["counts"][0]["matches"], one["winner"])
        for one in found["evidence"]["groups"]
    }
    assert told == {
        HOUSES[0]: (10, 10, "CT slices from the head, from 1"),
        HOUSES[1]: (10, 10, "PET slices from the feet, from 0"),
    }
    assert found["evidence"]["scanners"] == []
    site = load_pipeline(None, [f"site={out}"]).site
    assert [site.of_scanner(SCANNER, house).numbered for house in HOUSES] == ["ct", "pet"]
    assert plot.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert stat.S_IMODE(plot.stat().st_mode) == 0o600
