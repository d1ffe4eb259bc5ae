"""Nothing of a patient leaves the archive: everything that a build writes is searched for planted tokens."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dicom_files import uid
from isal import igzip
from runs import Built
from small_hospital import SECRETS

NAMES = ["Quixada", "Dulcinea", "Cervantes", "Miguel", "Panza", "Sancho", "Toboso", "19410923", "1941-09-23"]
IDS = ["PID-1", "PID-2", "PID-3", "ACC-1", "ACC-2", "ACC-3", "555-123-4567", "123-4567"]
DATES = ["20200310", "2020-03-10", "03/10/2020"]
UIDS = [
    uid(kind, str(number), *more) for number in (1, 2, 3) for kind, *more in (("study",), ("series", "pet"), ("frame",))
]
UIDS += [uid("study", str(number)) for number in (1, 2, 3)]
TOKENS = NAMES + IDS + DATES + UIDS


def content_of(path: Path) -> str:
    """The content of a file as text, unpacked."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return json.dumps(table.to_pylist(), default=str) + str(table.schema.metadata)
    data = path.read_bytes()
    return (igzip.decompress(data) if path.name.endswith(".gz") else data).decode("latin-1")


def found_in(text: str) -> list[str]:
    lowered = text.lower()
    return [token for token in TOKENS if token.lower() in lowered]


def test_the_tokens_are_really_planted(built: Built) -> None:
    header = next((built.archive / "Quixada_1" / "pet").iterdir()).read_bytes().decode("latin-1")
    for value in SECRETS.values():
        assert value in header
    assert "Dulcinea Quixada" in built.reports.read_text(encoding="utf-8")


def test_no_file_of_the_data_set_holds_a_name_id_birth_date_institution_or_exact_date(built: Built) -> None:
    assert built.ran.code == 0
    files = [path for path in built.out.rglob("*") if path.is_file()]
    assert len(files) > 40
    leaks = {path.relative_to(built.out).as_posix(): found_in(content_of(path)) for path in files}
    assert {name: tokens for name, tokens in leaks.items() if tokens} == {}


def test_no_file_name_holds_one(built: Built) -> None:
    assert found_in("\n".join(path.relative_to(built.out).as_posix() for path in built.out.rglob("*"))) == []


def test_neither_the_screen_nor_the_log_holds_one(built: Built) -> None:
    own_paths = (str(built.out.parent), str(built.archive), str(built.reports))
    shown = built.ran.out + built.ran.err
    for path in own_paths:
        shown = shown.replace(path, "")
    assert found_in(shown) == []


def test_the_key_and_the_link_table_lie_outside_with_mode_0600(built: Built) -> None:
    assert not built.private.is_relative_to(built.out)
    assert stat.S_IMODE(built.private.stat().st_mode) == 0o700
    for path in (file for file in built.private.rglob("*") if file.is_file()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    link = (built.private / "link.csv").read_text(encoding="utf-8")
    assert uid("study", "1") in link
    assert "PID-1" in link


def test_the_sentences_keep_what_they_say_without_the_identifiers(built: Built) -> None:
    sentences = {one["sentence"] for one in built.lesions()}
    assert any("SUVmax 4.3, slice 21" in sentence for sentence in sentences)


def test_nothing_is_left_in_the_scratch_folder(built: Built) -> None:
    assert [path for path in (built.private / "scratch").rglob("*") if path.is_file()] == []


def test_a_task_name_holds_the_stage_and_the_pseudonym_only(built: Built) -> None:
    states = sorted(
        path.relative_to(built.out / ".build").as_posix() for path in (built.out / ".build").rglob("*/*.json")
    )
    assert all(re.fullmatch(r"S[0-9a-f]{16}/(convert|extract|ground|structure|anatomy)\.json", name) for name in states)


@pytest.mark.parametrize("pattern", ["*.log", "*.pid", "core*"])
def test_no_log_file_is_written(built: Built, pattern: str) -> None:
    assert list(built.out.parent.rglob(pattern)) == []
