"""Tables that grow study by study: the same bytes as at once, and files that change together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dataset_examples import lesion, study, uptake

from pet_ground.dataset import TableSet, read_jsonl, read_parquet, stream_jsonl, write_table
from pet_ground.dataset import table_writer as table_writer_module
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.records import Lesion, OrganUptake, StudyRecord

FILES = ("t.parquet", "t.jsonl")


def studies(count: int) -> list[StudyRecord]:
    return [study((1e-4, 2e-4) if n % 2 else 3e-4, study_id=f"S{n:04d}") for n in range(count)]


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer_module, "BATCH_ROWS", 4)
    monkeypatch.setattr(table_writer_module, "ROW_GROUP_ROWS", 8)


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize(("count", "groups"), [(0, []), (8, [8]), (9, [8, 1])])
def test_no_row_group_is_empty(tmp_path: Path, count: int, groups: list[int]) -> None:
    write_table(studies(count), StudyRecord, tmp_path / "t.parquet")
    found = pq.ParquetFile(tmp_path / "t.parquet").metadata
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == groups
    assert len(read_parquet(tmp_path / "t.parquet", StudyRecord)) == count


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize("step", [1, 3, 8, 21])
def test_a_table_that_grows_by_groups_has_the_bytes_of_one_written_at_once(tmp_path: Path, step: int) -> None:
    records = studies(21)
    write_table(records[::-1], StudyRecord, tmp_path / "once.parquet", tmp_path / "once.jsonl")
    with TableSet() as tables:
        writer = tables.table(StudyRecord, *(tmp_path / name for name in FILES))
        for start in range(0, len(records), step):
            writer.write(records[start : start + step][::-1])
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (tmp_path / name.replace("t.", "once.")).read_bytes()
    groups = pq.ParquetFile(tmp_path / "t.parquet").metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [8, 8, 5]
    assert read_parquet(tmp_path / "t.parquet", StudyRecord) == read_jsonl(tmp_path / "t.jsonl", StudyRecord) == records


def test_a_group_that_belongs_before_the_written_rows_is_refused(tmp_path: Path) -> None:
    def write() -> None:
        with TableSet() as tables:
            writer = tables.table(StudyRecord, tmp_path / "t.parquet")
            for one in studies(2)[::-1]:
                writer.write([one])

    with pytest.raises(ValueError, match="belongs before"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_files_change_only_when_all_of_them_are_whole(tmp_path: Path) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.jsonl"
    write_table(studies(1), StudyRecord, one)
    write_table([lesion()], Lesion, jsonl=other)
    before = {path: path.read_bytes() for path in (one, other)}

    def write() -> None:
        with TableSet() as tables:
            tables.table(StudyRecord, one).write(studies(3))
            tables.table(Lesion, None, other).write([lesion(1), lesion(2)])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_can_not_be_finished_leaves_all_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    write_table(studies(1), StudyRecord, one)
    before = one.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def write() -> None:
        with TableSet() as tables:
            tables.table(StudyRecord, one).write(studies(3))
            writer = tables.table(StudyRecord, other)
            writer.write(studies(2))
            monkeypatch.setattr(writer, "_flush", full_disk)

    with pytest.raises(OSError, match="No space"):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["one.parquet"]
    assert one.read_bytes() == before


def test_the_structures_of_a_study_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    rows = [uptake(structure=name) for name in ("spleen", "brain", "liver")]
    write_table(rows, OrganUptake, tmp_path / "t.parquet")
    assert [one.structure for one in read_parquet(tmp_path / "t.parquet", OrganUptake)] == ["brain", "liver", "spleen"]


def test_a_jsonl_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    write_table([lesion(1), lesion(2)], Lesion, jsonl=path)
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"lesion_id": "Jane Doe"}\n')
    lines = stream_jsonl(path, Lesion)
    assert [next(lines).lesion_id[-1], next(lines).lesion_id[-1]] == ["1", "2"]
    with pytest.raises(UsageError, match="line 3") as caught:
        next(lines)
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize("read", [lambda path: next(stream_jsonl(path, Lesion)), lambda path: read_jsonl(path, Lesion)])
def test_a_jsonl_file_that_is_missing_is_a_usage_error(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(InputNotFoundError):
        read(tmp_path / "none.jsonl")
