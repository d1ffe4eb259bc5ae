"""The assembly, study by study: the counts add up, the order is that of the ids, and patients stay in their split."""

from __future__ import annotations

import gc
import json
import weakref
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from synthetic_results import synthetic_studies, synthetic_study

from pet_ground.config import AnatomySettings, Pipeline
from pet_ground.dataset import DatasetLayout, read_jsonl, read_parquet
from pet_ground.reasons import Reason
from pet_ground.records import Lesion, OrganUptake, QaPair, Rejection, StageCounts, StudyRecord
from pet_ground.stages.assemble import Assembled, StudyResults, assemble

STUDIES = 101
"""Two of them are not converted, six have no label map."""

LEFT_OUT = tuple(
    Rejection(stage="index", outcome="dropped", reason=Reason.NO_REPORT, study_id=study_id)
    for study_id in ("Sffffffffffffffff", "S0000000000000001a", "", "S00000000000000")
)
INDEXED = StageCounts(stage="index", unit="studies", total=105, kept=101, dropped={"no_report": 4})


def joined(folder: Path, studies: int = STUDIES, settings: AnatomySettings | None = None) -> Assembled:
    found = synthetic_studies(studies)
    return assemble(found, LEFT_OUT, [INDEXED], DatasetLayout(folder), settings or AnatomySettings())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assembled")
    joined(folder)
    return folder


def test_the_counts_of_every_stage_add_up_to_the_tables(folder: Path, tmp_path: Path) -> None:
    found = joined(tmp_path)
    layout = DatasetLayout(folder)
    counts = {one.stage: one for one in found.counts if one.unit != "masks on the 3 mm grid"}
    assert found.counts[0] == INDEXED
    assert (counts["convert"].total, counts["convert"].kept) == (STUDIES, STUDIES - 2)
    assert counts["structure"].kept == len(read_jsonl(layout.lesions_jsonl, Lesion))
    assert len(read_parquet(layout.studies_parquet, StudyRecord)) == STUDIES
    rejections = read_parquet(layout.rejections_parquet, Rejection)
    lost: Counter[str] = Counter()
    for one in found.counts:  # `ground` has two: mentions, and masks on the 3 mm grid
        lost[one.stage] += sum((*one.dropped.values(), *one.failed.values()))
    assert lost == Counter(rejection.stage for rejection in rejections)
    assert [one.reason for one in found.unconverted] == [Reason.SUV_UNITS] * 2
    assert found.sentences == 40 * STUDIES


def test_the_card_counts_what_the_tables_hold(folder: Path, tmp_path: Path) -> None:
    summary = joined(tmp_path).card.summary(Pipeline(name="p"), [])
    layout = DatasetLayout(folder)
    pairs = pq.ParquetFile(layout.qa_parquet).metadata.num_rows
    assert (summary.studies, summary.lesions, summary.qa_pairs) == (99, 198, pairs)
    assert summary.questions == {"petar": pairs}
    assert summary.label_maps == 99 - 6
    assert {one.organ: one.studies for one in summary.uptakes} == dict.fromkeys(
        ("liver", "spleen", "blood_pool", "muscle", "brain", "bone_marrow"), 93
    )


def test_every_table_is_in_the_order_of_the_studies(folder: Path) -> None:
    layout = DatasetLayout(folder)
    for path in layout.tables:
        if path.suffix == ".parquet":
            ids = pq.read_table(path, columns=["study_id"])["study_id"].to_pylist()
            assert ids == sorted(ids), path.name
    lines = layout.qa_jsonl.read_text(encoding="utf-8").splitlines()
    ids = [(one["study_id"], one["qa_id"]) for one in map(json.loads, lines)]
    assert ids == sorted(ids)


def test_the_same_results_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    joined(tmp_path)
    for path in DatasetLayout(folder).tables:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_results_out_of_order_are_refused_and_leave_the_tables_as_they_were(folder: Path, tmp_path: Path) -> None:
    joined(tmp_path, studies=3)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match="belongs before"):
        assemble([synthetic_study(5), synthetic_study(4)], (), (), DatasetLayout(tmp_path), AnatomySettings())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_patient_is_in_two_splits_whatever_is_asked_about(folder: Path) -> None:
    splits: defaultdict[str, set[str | None]] = defaultdict(set)
    studies: defaultdict[str, set[str]] = defaultdict(set)
    layout = DatasetLayout(folder)
    for path in (layout.qa_parquet, layout.lesions_parquet, layout.organ_uptake_parquet, layout.studies_parquet):
        columns = pq.read_table(path, columns=["patient_id", "study_id", "split"]).to_pylist()
        for row in columns:
            splits[row["patient_id"]].add(row["split"])
            studies[row["patient_id"]].add(row["study_id"])
    assert all(len(found) == 1 for found in splits.values())
    assert {split for found in splits.values() for split in found} == {"train", "validation", "test"}
    assert max(map(len, studies.values())) > 1


def test_every_question_is_on_a_structure_of_the_uptake_table(folder: Path) -> None:
    layout = DatasetLayout(folder)
    rows = {(one.study_id, one.structure): one for one in read_parquet(layout.organ_uptake_parquet, OrganUptake)}
    pairs = read_parquet(layout.qa_parquet, QaPair)
    assert {(pair.study_id, pair.class_name) for pair in pairs} <= rows.keys()
    assert all(pair.volume_ml == rows[pair.study_id, pair.class_name].volume_ml for pair in pairs)


def test_the_flags_of_the_organs_come_to_the_study(tmp_path: Path) -> None:
    one = synthetic_study(1)
    unusual = replace(one, anatomy=one.anatomy.model_copy(update={"flags": ("liver_suv_unusual",)}))
    found = assemble([unusual], (), (), DatasetLayout(tmp_path), AnatomySettings())
    (study,) = read_parquet(DatasetLayout(tmp_path).studies_parquet, StudyRecord)
    assert study.flags == ("uptake_long", "liver_suv_unusual")
    assert study.labels == one.anatomy.labels
    assert found.card.summary(Pipeline(name="p"), []).study_flags == {"liver_suv_unusual": 1, "uptake_long": 1}


def test_each_study_is_asked_for_when_the_one_before_it_is_written_and_forgotten(tmp_path: Path) -> None:
    alive: list[int] = []
    records: list[int] = []

    def watched() -> Iterator[StudyResults]:
        seen: list[weakref.ref[StudyResults]] = []
        for number in range(1, 31):
            one = synthetic_study(number)
            seen.append(weakref.ref(one))
            yield one
            del one
            alive.append(sum(ref() is not None for ref in seen))
            records.append(sum(isinstance(found, QaPair | OrganUptake | Lesion) for found in gc.get_objects()))

    assemble(watched(), (), (), DatasetLayout(tmp_path), AnatomySettings())
    # The caller's own name for the study that it has written is all that holds on to one.
    assert max(alive) <= 1
    assert max(records) < 2 * 250


def test_a_study_that_was_not_converted_has_a_row_and_no_questions(tmp_path: Path) -> None:
    dropped: StudyResults = synthetic_study(49)
    assemble([dropped], (), (), DatasetLayout(tmp_path), AnatomySettings())
    layout = DatasetLayout(tmp_path)
    (study,) = read_parquet(layout.studies_parquet, StudyRecord)
    assert study.status == "dropped"
    assert read_parquet(layout.qa_parquet, QaPair) == []
    assert read_parquet(layout.organ_uptake_parquet, OrganUptake) == []
