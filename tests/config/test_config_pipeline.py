"""Pipelines: what is accepted, what is refused, and what the hash covers."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pet_ground.config import AnatomySettings, Pipeline, load_pipeline, resource_path
from pet_ground.config.pipeline import QUESTION_SETTINGS
from pet_ground.errors import ConfigurationError, InputNotFoundError

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_embedded_default_says_what_the_defaults_of_the_fields_say() -> None:
    assert load_pipeline().model_dump(exclude={"name", "description"}) == Pipeline(name="x").model_dump(
        exclude={"name", "description"}
    )


def test_an_embedded_pipeline_is_found_by_its_bare_name() -> None:
    assert load_pipeline(Path("petarseg")).name == "petarseg"


def test_a_setting_is_changed_on_the_command_line() -> None:
    changed = load_pipeline(None, ["ground.suv_tolerance=0.25", "site.origin=feet", "dataset.figures=false"])
    assert (changed.ground.suv_tolerance, changed.site.origin, changed.dataset.figures) == (0.25, "feet", False)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("ground.tolerance=1", "ground.tolerance"),
        ("ground.suv_tolerance=warm", "ground.suv_tolerance"),
        ("ground.suv_tolerance=-1", "ground.suv_tolerance"),
        ("ground.suv_tolerance", "key=value"),
        ("name.first=x", "name holds a value"),
        ("extract.agreement=3", "agreement of 3 among 1 voters"),
        ("dataset.train=0.95", "exceed 1"),
        ("structure.kind=model", "structure.endpoint is missing"),
        ("site.base=[", "not a YAML value"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_its_name(override: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words.replace("[", r"\[")):
        load_pipeline(None, [override])


def test_the_hash_covers_every_setting_but_names_and_what_is_asked_about_structures() -> None:
    base = load_pipeline()
    assert base.model_copy(update={"name": "other", "description": "other"}).sha256() == base.sha256()
    assert load_pipeline(None, ["ground.ambiguity_margin=0.2"]).sha256() != base.sha256()
    assert load_pipeline(None, ["anatomy.mode=full"]).sha256() != base.sha256()
    asked = ["anatomy.templates=[size]", "anatomy.seed=3", "anatomy.min_volume_ml=5", "anatomy.min_volume_share=0"]
    assert load_pipeline(None, asked).sha256() == base.sha256()
    assert base.deciding()["anatomy"].keys() == AnatomySettings.model_fields.keys() - QUESTION_SETTINGS


@pytest.mark.parametrize("content", ["- a list", "a: [", "\x00\x01", "name: x\nunknown: 1"])
def test_a_file_that_is_no_pipeline_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pipeline.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_pipeline(path)


def test_a_pipeline_that_does_not_exist_is_named() -> None:
    with pytest.raises(InputNotFoundError, match="nowhere"):
        load_pipeline(Path("nowhere.yaml"))


def test_prompts_pipelines_and_cards_travel_in_the_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("prompts", "pipelines", "data_cards", "languages", "corpora"):
        root = resource_path(folder)
        own = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
        inside = f"pet_ground/_resources/{folder}/"
        assert {name.removeprefix(inside) for name in names if name.startswith(inside)} == own
    assert "pet_ground/anatomy/classes_total.json" in names
    assert not any(name.endswith((".dcm", ".nii.gz")) for name in names)
