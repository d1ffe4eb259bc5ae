"""Tables: what is written is what is read, and an empty table knows its columns."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dataset_examples import SENTENCE, lesion, study

from pet_ground.dataset import read_jsonl, read_parquet, write_table
from pet_ground.dataset.arrow import arrow_schema, arrow_type
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.reasons import Reason
from pet_ground.records import Lesion, Mention, QaPair, Record, Rejection, StageCounts, StudyRecord


def both(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "t.parquet", tmp_path / "t.jsonl"


@pytest.mark.parametrize(
    ("kind", "records"),
    [
        (Lesion, [lesion(1), lesion(2, runner_up_score=0.5, laterality=None, evidence=(), votes=(), flags=())]),
        (
            StudyRecord,
            [study(), study((1e-4, 2e-4, 3e-4), study_id="S2"), study(study_id="S3", suv=None, pet_shape_kji=None)],
        ),
        (StudyRecord, [study(study_id="S4", status="dropped", reason=Reason.SUV_UNITS)]),
        (
            Rejection,
            [Rejection(stage="ground", outcome="dropped", reason=Reason.AMBIGUOUS, sentence=SENTENCE, suv_max=3.0)],
        ),
        (StageCounts, [StageCounts(stage="index", unit="studies", total=3, kept=1, dropped={"no_report": 2})]),
    ],
)
def test_records_come_back_equal_from_both_files(tmp_path: Path, kind: type[Record], records: list[Record]) -> None:
    parquet, jsonl = both(tmp_path)
    write_table(records, kind, parquet, jsonl)
    assert read_parquet(parquet, kind) == records
    assert read_jsonl(jsonl, kind) == records


@pytest.mark.parametrize("kind", [Lesion, StudyRecord, QaPair, Rejection, Mention])
def test_an_empty_table_has_all_columns_with_their_types(tmp_path: Path, kind: type[Record]) -> None:
    parquet, jsonl = both(tmp_path)
    write_table([], kind, parquet, jsonl)
    schema = pq.read_schema(parquet)
    assert schema.names == list(kind.model_fields)
    assert schema.equals(arrow_schema(kind), check_metadata=False)
    assert not any(pa.types.is_null(field.type) for field in schema)
    assert jsonl.read_bytes() == b""
    assert read_jsonl(jsonl, kind) == read_parquet(parquet, kind) == []


def test_nested_fields_are_structs_and_lists() -> None:
    schema = arrow_schema(Lesion)
    assert schema.field("evidence").type.value_type.field("quote").type == pa.string()
    assert schema.field("votes").type.value_type.field("axial_slice").type == pa.int64()
    assert schema.field("peak_lps_mm").type == pa.list_(pa.float64())
    assert schema.field("provenance").type.field("prompt_sha256").type == pa.map_(pa.string(), pa.string())
    assert schema.field("laterality").type == pa.string()
    assert arrow_schema(StudyRecord).field("suv").type.field("suv_factor").type == pa.list_(pa.float64())


def test_a_type_without_counterpart_is_refused() -> None:
    with pytest.raises(TypeError, match="no Arrow type"):
        arrow_type(complex)
    with pytest.raises(TypeError, match="no Arrow type"):
        arrow_type(int | str)


def test_the_schema_version_stands_in_the_files_metadata(tmp_path: Path) -> None:
    write_table([lesion()], Lesion, tmp_path / "t.parquet")
    metadata = pq.read_schema(tmp_path / "t.parquet").metadata
    assert metadata[b"pet_ground.schema_version"] == b"1"
    assert metadata[b"pet_ground.record"] == b"Lesion"


def test_the_order_of_the_records_changes_no_byte(tmp_path: Path) -> None:
    records = [lesion(n) for n in (1, 2, 3)]
    for name, given in (("a", records), ("b", records[::-1])):
        write_table(given, Lesion, tmp_path / f"{name}.parquet", tmp_path / f"{name}.jsonl")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert [record.lesion_id[-3:] for record in read_jsonl(tmp_path / "b.jsonl", Lesion)] == ["L01", "L02", "L03"]


def test_a_line_is_one_compact_object_with_its_keys_in_the_order_of_the_fields(tmp_path: Path) -> None:
    write_table([lesion()], Lesion, jsonl=tmp_path / "t.jsonl")
    text = (tmp_path / "t.jsonl").read_text(encoding="utf-8")
    assert text.count("\n") == 1
    assert "näher" in text
    assert '": ' not in text
    assert list(json.loads(text)) == list(Lesion.model_fields)


def test_a_wrong_line_is_named_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(lesion().model_dump_json() + "\n\n" + '{"lesion_id": "Jane Doe"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 3") as caught:
        read_jsonl(path, Lesion)
    assert "Jane" not in str(caught.value)


def test_a_file_that_is_missing_or_no_table_is_a_usage_error(tmp_path: Path) -> None:
    for read in (read_jsonl, read_parquet):
        with pytest.raises(InputNotFoundError):
            read(tmp_path / "none", Lesion)
        (tmp_path / "bad").write_bytes(b"\xff\xfe")
        with pytest.raises(UsageError):
            read(tmp_path / "bad", Lesion)
    write_table([study()], StudyRecord, tmp_path / "t.parquet")
    with pytest.raises(UsageError, match="row 0"):
        read_parquet(tmp_path / "t.parquet", Lesion)


def test_a_lesion_at_a_table_position_is_read_back_as_it_was(tmp_path: Path) -> None:
    told = [lesion(1), lesion(2, axial_slice=None, table_mm=-595.1)]
    write_table(told, Lesion, tmp_path / "t.parquet", tmp_path / "t.jsonl")
    rows = pq.read_table(tmp_path / "t.parquet").to_pylist()
    assert [(one["axial_slice"], one["table_mm"]) for one in rows] == [(52, None), (None, -595.1)]
    assert pq.read_schema(tmp_path / "t.parquet").field("axial_slice").type == pa.int64()
    with pytest.raises(ValueError, match="either axial_slice or table_mm"):
        lesion(3, axial_slice=None)
