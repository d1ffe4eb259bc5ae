"""The residual gate goes through a data set study by study: what it remembers does not grow with the studies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pet_ground.dataset.residual import Finding, Gate, Known, search, study_facts
from pet_ground.dataset.residual.texts import pieces

FIRST, SECOND = "S0000000000000001", "S0123456789abcdef"
FACTS = study_facts(["QUIXADA^DULCINEA", "CERVANTES^MIGUEL", "PID-77"], frozenset(), None)
KNOWN = Known({SECOND: FACTS}, frozenset(), frozenset(), frozenset({FIRST, SECOND}))


def rows(path: Path, content: Sequence[tuple[str, str]]) -> None:
    lines = (json.dumps({"study_id": study, "text": text}) + "\n" for study, text in content)
    path.write_text("".join(lines), encoding="utf-8")


def test_sorted_tables_and_folders_are_read_study_by_study_hidden_files_last(tmp_path: Path) -> None:
    studies = [f"S{n:016x}" for n in range(50)]
    for name in ("images", ".build"):
        for study in studies:
            (tmp_path / name / study).mkdir(parents=True)
            (tmp_path / name / study / "a.json").write_text("{}")
    for name in ("a.jsonl", "b.jsonl"):
        rows(tmp_path / name, [(study, f"{name} {n}") for study in studies for n in range(3)])
    found = [one for one in pieces(tmp_path, set(studies)) if one.study_id]
    assert [one.study_id for one in found] == sorted(one.study_id for one in found)
    shown, hidden = f"images/{studies[7]}", f".build/{studies[7]}"
    files = list(dict.fromkeys(one.file for one in found if one.study_id == studies[7]))
    assert files == ["a.jsonl", "b.jsonl", shown, f"{shown}/a.json", hidden, f"{hidden}/a.json"]


def test_a_table_that_is_not_sorted_by_study_is_searched_whole(tmp_path: Path) -> None:
    mixed = [(FIRST, "Quixada"), (SECOND, "mass"), ("", "x"), (FIRST, "Miguel"), (SECOND, "Dulcinea")]
    rows(tmp_path / "a.jsonl", mixed)
    rows(tmp_path / "b.jsonl", [(SECOND, "PID-77"), (FIRST, "mass")])
    found = {(one.file, one.value) for one in search(tmp_path, Gate(KNOWN, frozenset()), {FIRST, SECOND})}
    assert found == {("a.jsonl", "Dulcinea"), ("b.jsonl", "PID-77")}


def test_a_text_of_a_study_is_searched_once_however_many_files_hold_it(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    class Counting(Gate):
        def findings(self, text: str, study_id: str) -> Iterator[tuple[str, str]]:
            asked.append((study_id, text))
            return super().findings(text, study_id)

    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        rows(tmp_path / name, [("", "by Miguel"), *[(FIRST, "by Miguel")] * 2, (SECOND, "by Miguel")])
    found = search(tmp_path, Counting(KNOWN, frozenset()), {FIRST, SECOND})
    assert found == (Finding(SECOND, "a.jsonl", "name", "Miguel", "by Miguel"),)
    assert sorted(asked) == sorted(set(asked))
