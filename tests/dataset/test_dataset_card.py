"""Data card and manifest: complete, without dates, and the same for the same data."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
import yaml
from dataset_examples import lesion, study, uptake

from pet_ground.config import (
    AnatomySettings,
    EndpointSettings,
    ExtractSettings,
    ModelVoterSettings,
    Pipeline,
    resource_path,
)
from pet_ground.dataset import (
    CardSummary,
    CardTally,
    DatasetLayout,
    changed_files,
    read_manifest,
    render_card,
    write_card,
    write_manifest,
)
from pet_ground.dataset.summary import OrganSpread, SplitCounts, Spread
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.reasons import Reason
from pet_ground.records import QaPair, StageCounts

STAGES = (
    StageCounts(stage="index", unit="studies", total=3, kept=2, dropped={"no_report": 1}),
    StageCounts(
        stage="ground",
        unit="mentions",
        total=9,
        kept=3,
        dropped={"no_candidate": 1, "ambiguous": 4},
        failed={"corrupt_file": 1},
    ),
)


def summary() -> CardSummary:
    studies = [
        study(),
        study(study_id="S2"),
        study(study_id="S3", patient_id="P3", split="test", labels="labels/S3.nii.gz"),
        study(study_id="S4", patient_id="P4", split="test", status="dropped", reason=Reason.SUV_UNITS),
    ]
    lesions = [lesion(1), lesion(2, mtv_ml=7.5), lesion(3, study_id="S3", patient_id="P3", split="test", organ="N/A")]
    pair = QaPair(
        qa_id="Q1", study_id="S3", patient_id="P3", split="test", question="?", answer="!", class_name="liver",
        class_id=5, label_map="labels/S3.nii.gz", volume_ml=1500.0,
    )  # fmt: skip
    uptakes = [
        uptake(tracer="FDG", structure="liver", suv_mean=2.0),
        uptake(tracer="FDG", structure="liver", suv_mean=2.4),
        uptake(tracer="FDG", structure="liver", suv_mean=5.0),
        uptake(tracer="FDG", structure="colon", suv_mean=1.0),
        uptake(tracer="FDG", structure="brain"),
    ]
    tally = CardTally(("liver", "brain"))
    for records, add in ((studies, tally.add_study), (lesions, tally.add_lesion), ([pair], tally.add_pair)):
        for record in records:
            add(record)
    for one in uptakes:
        tally.add_uptake(one)
    return tally.summary(Pipeline(name="default"), STAGES)


def example() -> CardSummary:
    """What the filled example in ``data_cards`` shows."""
    return CardSummary(
        name="PET/CT lesions from reports",
        note="This is an example of a data card. Every number in it is made up.",
        package_version="0.0.0",
        schema_version=1,
        pipeline="default",
        configuration_sha256="0" * 64,
        splits=(
            SplitCounts(split="train", patients=161, studies=204, lesions=431, qa_pairs=9180),
            SplitCounts(split="validation", patients=19, studies=24, lesions=48, qa_pairs=1080),
            SplitCounts(split="test", patients=20, studies=26, lesions=55, qa_pairs=1170),
        ),
        patients=200,
        studies=254,
        lesions=534,
        qa_pairs=11430,
        tracers={"FDG": 231, "DOTATATE": 14, "PSMA": 9},
        scanners={"Maker One": 170, "Maker Two": 84},
        regions={"Chest": 214, "Abdomen": 133, "Neck": 92, "Pelvis": 61, "N/A": 34},
        organs={"Lymph node": 240, "Lung": 88, "Liver": 54, "Bone": 49, "N/A": 103},
        interpretations={"unspecified": 488, "physiologic": 31, "benign": 15},
        methods={"avg_itm": 534},
        flags={"below_resolution": 57, "touches_hot_organ": 22},
        spreads=(
            Spread(name="SUVmax", unit="g/ml", minimum=2.1, lower=4.3, median=6.8, upper=10.9, maximum=41.2),
            Spread(name="Metabolic volume", unit="ml", minimum=0.21, lower=0.9, median=2.4, upper=8.8, maximum=612.0),
        ),
        verdicts={"agree": 203, "cannot tell": 329, "disagree": 2},
        questions={"petar": 11430},
        label_maps=110,
        uptakes=(
            OrganSpread(tracer="FDG", organ="liver", studies=98, lower=1.8, median=2.2, upper=2.5),
            OrganSpread(tracer="FDG", organ="blood_pool", studies=101, lower=1.4, median=1.6, upper=1.9),
            OrganSpread(tracer="DOTATATE", organ="liver", studies=9, lower=4.6, median=5.5, upper=6.8),
        ),
        study_flags={"uptake_long": 12, "liver_suv_unusual": 2},
        stages=(
            StageCounts(stage="index", unit="studies", total=300, kept=271, dropped={"no_report": 23, "no_pet_series": 6}),
            StageCounts(stage="convert", unit="studies", total=271, kept=254, dropped={"suv_no_weight": 9, "suv_units": 7}, failed={"corrupt_file": 1}),
            StageCounts(stage="extract", unit="mentions", total=1460, kept=621, dropped={"no_value": 588, "prior_study": 147, "reference_region": 104}),
            StageCounts(stage="ground", unit="mentions", total=621, kept=534, dropped={"no_candidate": 41, "ambiguous": 33, "laterality": 13}),
        ),
        grid_3mm=True,
        labels=True,
    )  # fmt: skip


def test_the_summary_counts_patients_once_and_kept_studies_only() -> None:
    found = summary()
    assert [(s.split, s.patients, s.studies, s.lesions, s.qa_pairs) for s in found.splits] == [
        ("train", 1, 2, 2, 0),
        ("validation", 0, 0, 0, 0),
        ("test", 1, 1, 1, 1),
    ]
    assert (found.patients, found.studies, found.lesions, found.qa_pairs) == (2, 3, 3, 1)
    assert found.organs == {"Lymph node": 2, "N/A": 1}
    assert found.tracers == {"FDG": 3}
    volume = next(row for row in found.spreads if row.unit == "ml")
    assert (volume.minimum, volume.median, volume.maximum) == (2.5, 2.5, 7.5)
    assert found.prompt_sha256 == {"extract-v1": "cd"}
    assert found.models == ("m",)
    assert found.questions == {"petar": 1}
    assert found.label_maps == 1


def test_the_summary_shows_median_and_quartiles_of_the_organs_that_it_was_asked_for() -> None:
    (liver,) = summary().uptakes
    expected = OrganSpread(tracer="FDG", organ="liver", studies=3, lower=2.2, median=2.4, upper=3.7)
    assert liver.model_dump() == pytest.approx(expected.model_dump())


def test_the_card_shows_the_uptake_of_organs_only_where_there_are_label_maps() -> None:
    with_labels = render_card(summary())
    assert "| FDG | liver | 3 | 2.2 | 2.4 | 3.7 |" in with_labels
    assert "1 of 3 studies have an anatomical label map" in with_labels
    without = render_card(CardTally().summary(Pipeline(name="default"), []))
    assert "organ_uptake" not in without
    assert "Uptake of organs" not in without


def test_the_card_explains_every_reason_and_what_is_not_labelled(tmp_path: Path) -> None:
    layout = DatasetLayout(tmp_path)
    write_card(layout, summary())
    card = layout.card.read_text(encoding="utf-8")
    assert f"| ground | dropped | `ambiguous` | 4 | {Reason.AMBIGUOUS.sentence} |" in card
    assert "| ground | mentions | 9 | 3 | 5 | 1 |" in card
    assert card.index("`ambiguous`") < card.index("`no_candidate`")
    assert "Not every lesion is labelled" in card
    assert "images_3mm" not in card
    assert "Maker One \\| Two &lt;b>" in card
    assert not re.search(r"\n\n\n", card)


def test_the_front_matter_is_yaml() -> None:
    _, front, _ = render_card(summary()).split("---\n", 2)
    content = yaml.safe_load(front)
    assert content["size_categories"] == ["n<1K"]
    assert {entry["config_name"] for entry in content["configs"]} == {"lesions", "qa", "organ_uptake"}


def test_an_empty_data_set_has_a_card_too() -> None:
    card = render_card(CardTally().summary(Pipeline(name="default"), []))
    assert "| lesions | 0 | 0 | 0 | 0 |" in card


def test_card_and_manifest_hold_no_date(tmp_path: Path) -> None:
    layout = DatasetLayout(tmp_path)
    write_card(layout, summary())
    write_manifest(layout, Pipeline(name="default"), STAGES)
    for path in (layout.card, layout.manifest):
        text = re.sub(r"20\d\d, arXiv [\d.]+|et al\. 20\d\d", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"\b(19|20)\d{2}[-/.]?(0[1-9]|1[0-2])\b", text)


@pytest.mark.parametrize("grid", ["3mm", "ct"])
def test_the_card_says_on_which_grid_the_label_maps_are_and_how_many_lesions_lie_where_they_should(grid: str) -> None:
    tally = CardTally()
    tally.add_study(study(labels="labels/S1.nii.gz"))
    for verdict, mm in (("agree", 0.0), ("agree", 1.0), ("disagree", 80.0), ("cannot_tell", None)):
        tally.add_lesion(lesion(1, anatomy_verdict=verdict, anatomy_mm=mm))
    pipeline = Pipeline(name="default", anatomy=AnatomySettings.model_validate({"labels_grid": grid}))
    found = tally.summary(pipeline, [])
    assert found.verdicts == {"agree": 2, "cannot tell": 1, "disagree": 1}
    card = render_card(found)
    assert "| disagree | 1 | 25.0 % |" in card
    assert ("on the CT's grid" in card, "3 mm in the CT's field of view" in card) == (grid == "ct", grid == "3mm")


def test_without_label_maps_the_card_does_not_speak_of_verdicts() -> None:
    tally = CardTally()
    tally.add_study(study())
    tally.add_lesion(lesion(1))
    assert "by the label map |" not in render_card(tally.summary(Pipeline(name="default"), []))


def test_the_filled_example_follows_from_the_template() -> None:
    path = resource_path("data_cards") / "example.md"
    if os.environ.get("PET_GROUND_REWRITE_EXAMPLES"):
        path.write_text(render_card(example()), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == render_card(example())


def test_the_manifest_hashes_every_file_but_itself_and_the_hidden(tmp_path: Path) -> None:
    layout = DatasetLayout(tmp_path)
    for path, content in ((layout.suv("S1"), b"abc"), (layout.card, b"card"), (layout.state("S1", "convert"), b"{}")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / ".partial-x").write_bytes(b"half")
    write_manifest(layout, Pipeline(name="default"), STAGES, {"b": "2", "a": "1"}, ["m"])
    manifest = read_manifest(layout)
    assert [entry.path for entry in manifest.files] == ["README.md", "images/S1/suv.nii.gz"]
    assert manifest.files[1].sha256 == hashlib.sha256(b"abc").hexdigest()
    assert manifest.files[1].bytes == 3
    first = layout.manifest.read_bytes()
    write_manifest(layout, Pipeline(name="default"), STAGES, {"a": "1", "b": "2"}, ["m"])
    assert layout.manifest.read_bytes() == first
    assert list(json.loads(first)["prompt_sha256"]) == ["a", "b"]


@pytest.mark.parametrize("names", [[], ["a"], ["a/b", "a.b", "a-b/c", "a_b/c", "a/é", "b/c/d", "b.c"]])
def test_the_manifest_is_the_json_of_its_record_with_the_files_in_order(tmp_path: Path, names: list[str]) -> None:
    layout = DatasetLayout(tmp_path)
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    write_manifest(layout, Pipeline(name="default"), STAGES)
    manifest = read_manifest(layout)
    assert layout.manifest.read_text(encoding="utf-8") == manifest.model_dump_json(indent=1) + "\n"
    assert [entry.path for entry in manifest.files] == sorted(names)


def test_what_changed_since_the_manifest_is_named(tmp_path: Path) -> None:
    layout = DatasetLayout(tmp_path)
    for name in ("same", "changed", "missing"):
        (tmp_path / name).write_text(name)
    write_manifest(layout, Pipeline(name="default"), [])
    manifest = read_manifest(layout)
    assert changed_files(layout, manifest) == {}
    (tmp_path / "changed").write_text("CHANGED")
    (tmp_path / "missing").unlink()
    (tmp_path / "unlisted").write_text("x")
    assert changed_files(layout, manifest) == {"changed": "changed", "missing": "missing", "unlisted": "unlisted"}


def test_the_manifest_does_not_name_the_sites_servers(tmp_path: Path) -> None:
    endpoint = EndpointSettings(base_url="http://ward7.hospital:8000", model="qwen", api_key_env="WARD7")
    voter = ModelVoterSettings(name="a", endpoint=endpoint)
    layout = DatasetLayout(tmp_path)
    pipeline = Pipeline(name="p", extract=ExtractSettings(voters=(voter,)))
    write_manifest(layout, pipeline, [])
    text = layout.manifest.read_text(encoding="utf-8")
    assert "ward7" not in text.lower()
    assert "qwen" in text
    assert pipeline.sha256() in text


def test_a_missing_or_damaged_manifest_is_a_usage_error(tmp_path: Path) -> None:
    layout = DatasetLayout(tmp_path)
    with pytest.raises(InputNotFoundError):
        read_manifest(layout)
    layout.manifest.write_text("{")
    with pytest.raises(UsageError, match="not a manifest"):
        read_manifest(layout)
