"""`extract` counts every report and file, and gives every report an id of its own."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from pet_ground.config import load_pipeline
from pet_ground.run.mentions import write_mentions

TEXT = "Left hilar node, SUV max 5.4 (slice 112)."


def extracted(reports: Path) -> tuple[list[str], Counter[str]]:
    out = reports.parent / "m.jsonl"
    counts, _ = write_mentions(reports, out, load_pipeline(None, []), None, {})
    return [json.loads(line)["report_id"] for line in out.read_text(encoding="utf-8").splitlines()], counts


def test_mentions_of_two_reports_never_stand_under_one_id(tmp_path: Path) -> None:
    ids = ["A1", "A1", "A1#2", "A1", "B"]
    (tmp_path / "r.csv").write_text("accession,text\n" + "".join(f'{one},"{TEXT}"\n' for one in ids), encoding="utf-8")
    found, counts = extracted(tmp_path / "r.csv")
    assert found == ["A1", "A1#3", "A1#2", "A1#4", "B"]
    assert (counts["reports"], counts["kept"]) == (5, 5)


def test_a_folder_with_two_files_of_one_name_and_others_counts_all(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("A1.txt", "A1.html", "B.pdf", "C.docx"):
        (folder / name).write_text(TEXT, encoding="utf-8")
    found, counts = extracted(folder)
    assert found == ["A1", "A1#2"]
    assert (counts["reports"], counts["failed: report_not_text"]) == (4, 2)


def test_the_help_says_that_the_text_is_not_scrubbed() -> None:
    from pet_ground.cli.extract import extract

    assert "not scrubbed" in (extract.__doc__ or "")
