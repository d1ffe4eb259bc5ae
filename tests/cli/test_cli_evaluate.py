"""``pet-ground evaluate-extraction`` as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from runs import Ran

Run = Callable[..., Ran]

RIGHT = "Left axillary node with SUVmax 5.1 on slice 40."
OTHER = "Right lung nodule with SUVmax 7.4 on slice 31."


def line(name: str, text: str, suv: str, axial_slice: int, side: str, **more: Any) -> str:
    mention = {
        "suv": suv, "nth": 1, "slice": axial_slice, "side": side, "status": "kept", "reason": None,
        "interpretation": "unspecified",
    }  # fmt: skip
    content = {
        "id": name, "style": "by-hand", "language": "en", "categories": ["side"], "text": text, "mentions": [mention],
        **more,
    }  # fmt: skip
    return json.dumps(content) + "\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Two texts; of the second the label names the wrong number on purpose, so that the rules are in the wrong."""
    path = tmp_path / "ours.jsonl"
    path.write_text(
        line("o-1", RIGHT, "5.1", 40, "left") + line("o-2", OTHER, "31", 7, "right", categories=["list"]),
        encoding="utf-8",
    )
    return path


def test_one_json_object_holds_every_figure(pet_ground: Run, ours: Path) -> None:
    ran = pet_ground("evaluate-extraction", "--corpus", ours, "--json")
    facts = ran.json()
    assert (ran.code, facts["texts"], facts["kept"], facts["dropped"], facts["differences"]) == (0, 2, 2, 0, [])
    (rules,) = facts["readers"]
    assert (rules["name"], rules["voters"], rules["unanswered"]) == ("rules", ["rules"], 0)
    overall = rules["groups"][0]
    assert (overall["precision"]["count"], overall["precision"]["total"], overall["recall"]["total"]) == (1, 2, 2)
    assert overall["f1"]["value"] == 0.5
    assert {group["name"]: group["f1"]["value"] for group in rules["groups"] if group["kind"] == "category"} == {
        "side": 1.0, "list": 0.0,
    }  # fmt: skip


def test_tables_and_errors_are_printed_for_people(pet_ground: Run, ours: Path) -> None:
    ran = pet_ground("evaluate-extraction", "--corpus", ours.parent, "--errors", 5)
    assert ran.code == 0
    for words in (
        "Kept mentions in 2 texts",
        "By category",
        OTHER,
        "31 @7 right",
        "wrong: 7.4 @31 right",
        "1 of 1 texts",
    ):
        assert words in ran.out
    assert RIGHT not in ran.out


def test_markdown_and_a_page_of_errors(pet_ground: Run, ours: Path, tmp_path: Path) -> None:
    page = tmp_path / "errors.html"
    ran = pet_ground("evaluate-extraction", "--corpus", ours, "--markdown", "--errors-out", page)
    assert (ran.code, ran.out.startswith("**Kept mentions in 2 texts")) == (0, True)
    assert "1 texts with errors" in ran.err
    assert "Right lung nodule" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--corpus", "nowhere.jsonl"), "nowhere.jsonl"),
        (("--corpus", "bad.jsonl"), "bad.jsonl, line 1"),
        (("--voters", "nobody"), "nobody"),
        (("--set", "extract.agreement=3"), "agreement"),
        (("--errors-out", "errors.pdf"), ".pdf"),
    ],
)
def test_what_can_not_be_read_or_asked_is_one_line_and_exit_code_2(
    pet_ground: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "bad.jsonl").write_text('{"text": "Secretname"}\n')
    ran = pet_ground("evaluate-extraction", *arguments, cwd=tmp_path)
    assert (ran.code, ran.err.count("\n"), words in ran.err) == (2, 1, True), ran.err
    assert "Secretname" not in ran.err


def test_a_server_that_does_not_answer_is_told_and_exits_with_1(pet_ground: Run, ours: Path, tmp_path: Path) -> None:
    pipeline = tmp_path / "p.yaml"
    pipeline.write_text(
        "name: lonely\nextract:\n  voters:\n    - kind: model\n      name: small\n      endpoint:\n"
        "        base_url: http://127.0.0.1:9/v1\n        model: m\n        attempts: 1\n        patience_s: 0\n"
    )
    ran = pet_ground("evaluate-extraction", "--corpus", ours, "--config", pipeline)
    assert (ran.code, "small: no answer for 2 texts" in ran.err) == (1, True), ran.err


def test_the_corpus_of_the_package_is_read_where_none_is_named(pet_ground: Run) -> None:
    facts = pet_ground("evaluate-extraction", "--json").json()
    assert facts["texts"] >= 400
    (rules,) = facts["readers"]
    assert {group["kind"] for group in rules["groups"]} == {"all", "file", "category", "language", "style"}
