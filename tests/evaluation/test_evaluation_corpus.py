"""The format of labelled texts, reading a corpus, and the corpus that travels with the package."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from evaluation_examples import item, label, labelled, write_corpus
from pydantic import ValidationError

from pet_ground.config import resource_path
from pet_ground.errors import InputNotFoundError, UsageError
from pet_ground.evaluation import read_corpus
from pet_ground.records.labelled import Category, stands_alone

TEXT = "Nodule SUVmax 13.1, 3.1 before, node SUV 14,9 (slice 31) and .9 (slice 32)."
REPOSITORY = Path(__file__).parents[2]
SHIPPED = REPOSITORY / "corpora" / "extraction-v1"
SENTENCES, REPORTS = 400, 60


def test_an_occurrence_inside_a_longer_number_is_counted_and_can_not_be_labelled() -> None:
    second = labelled(TEXT, label("3.1", reason="prior_study", nth=2))
    start, end = second.span(second.mentions[0])
    assert (TEXT[start:end], start) == ("3.1", TEXT.index("3.1 before"))
    with pytest.raises(ValidationError, match="part of a longer one"):
        labelled(TEXT, label("3.1", reason="prior_study", nth=1))


def test_numbers_are_read_with_a_decimal_comma_and_without_a_zero() -> None:
    text = labelled(TEXT, label("14,9", 31), label(".9", 32))
    assert [mention.suv_max for mention in text.mentions] == [14.9, 0.9]


@pytest.mark.parametrize(
    ("text", "number", "alone"),
    [
        ("13.1", "13", False),
        ("13.1", "1", False),
        ("3.2,4.1", "3.2", True),
        ("3.2,4.1", "4.1", True),
        ("5.1.2011", "5.1", False),
        ("SUV 5.", "5", True),
        ("5.1/3.0", "5.1", True),
        ("约8.3。", "8.3", True),
    ],
)
def test_a_labelled_number_is_a_whole_number_of_the_text(text: str, number: str, alone: bool) -> None:
    start = text.rindex(number)
    assert stands_alone(text, start, start + len(number)) is alone


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ({"suv": "13.1", "nth": 2}, "does not stand in the text"),
        ({"suv": "99"}, "does not stand in the text"),
        ({"suv": "0"}, "positive number"),
        ({"suv": "13.1.2"}, "positive number"),
        ({"slice": 77}, "slice does not stand"),
        ({"slice": None}, "needs a slice"),
        ({"reason": "no_slice"}, "no reason"),
        ({"status": "dropped"}, "needs a reason"),
        ({"status": "dropped", "reason": "disagreement"}, "needs a reason"),
        ({"status": "perhaps"}, "status"),
        ({"side": "up"}, "side"),
        ({"organ": "lung"}, "organ"),
        ({"interpretation": "malignant"}, "interpretation"),
    ],
)
def test_a_label_that_breaks_a_rule_is_refused(fault: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule):
        labelled(TEXT, {**label("13.1", 31), **fault})


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ({"categories": []}, "at least one category"),
        ({"categories": ["list", "list"]}, "each once"),
        ({"categories": ["listing"]}, "categories"),
        ({"language": "de"}, "language"),
        ({"mentions": [label("14,9", 31), label("13.1", 31)]}, "order of the text"),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused(fault: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule):
        labelled(TEXT, **fault)


def test_a_fault_is_named_by_file_and_line_without_the_text(tmp_path: Path) -> None:
    good, bad = item(TEXT, label("13.1", 31)), item("Secretname SUVmax 5.5", label("5.6", 5), id="t-2")
    path = write_corpus(tmp_path / "ours.jsonl", good, bad)
    with pytest.raises(UsageError, match=r"ours\.jsonl, line 2: .*does not stand in the text") as caught:
        read_corpus(path)
    assert "Secretname" not in str(caught.value)


@pytest.mark.parametrize("content", [b"{not json\n", b'"Secretname"\n', b"\xff\xfeSecretname\n", b"[]\n"])
def test_a_file_that_is_no_corpus_is_bad_input_and_its_content_is_not_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ours.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="line 1") as caught:
        read_corpus(path)
    assert "Secret" not in str(caught.value)


def test_a_folder_is_read_in_the_order_of_its_files_and_ids_are_unique(tmp_path: Path) -> None:
    write_corpus(tmp_path / "b.jsonl", item(TEXT, id="2"))
    write_corpus(tmp_path / "a.jsonl", item(TEXT, id="1"))
    (tmp_path / "README.md").write_text("not a part of it")
    corpus = read_corpus(tmp_path)
    assert [(text.labelled.id, text.file) for text in corpus.texts] == [("1", "a"), ("2", "b")]
    assert len(corpus.sha256) == 64
    write_corpus(tmp_path / "c.jsonl", item(TEXT, id="1"))
    with pytest.raises(UsageError, match="a and c"):
        read_corpus(tmp_path)


def test_a_corpus_that_is_not_there_or_empty_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    for path in (tmp_path / "nowhere.jsonl", tmp_path / "empty.jsonl", tmp_path):
        with pytest.raises(InputNotFoundError, match=str(path)):
            read_corpus(path)


def test_the_shipped_corpus_is_valid_and_large_enough() -> None:
    per_file = Counter(text.file for text in read_corpus(SHIPPED).texts)
    assert set(per_file) == {"sentences-a", "sentences-b", "reports"}
    assert per_file["sentences-a"] + per_file["sentences-b"] >= SENTENCES
    assert per_file["reports"] >= REPORTS


def test_the_shipped_corpus_covers_every_category_language_outcome_and_side() -> None:
    texts = [text.labelled for text in read_corpus(SHIPPED).texts]
    assert {category for text in texts for category in text.categories} == set(Category)
    assert {text.language for text in texts} == {"en", "zh", "vi"}
    mentions = [mention for text in texts for mention in text.mentions]
    assert {mention.outcome for mention in mentions} == {
        "kept", "no_slice", "prior_study", "reference_region", "negated", "not_axial", "duplicate",
    }  # fmt: skip
    assert {mention.side for mention in mentions} == {"left", "right", "bilateral", None}
    assert {mention.interpretation for mention in mentions} == {"unspecified", "physiologic", "benign"}
    assert len({text.style for text in texts}) >= 10
    assert len({text.text for text in texts}) == len(texts)


def test_the_shipped_corpus_explains_every_category_and_travels_in_the_wheel() -> None:
    guide = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for category in Category:
        assert f"| `{category.value}` | {category.sentence} |" in guide
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert packed["corpora"] == "pet_ground/_resources/corpora"
    assert resource_path("corpora", "extraction-v1").samefile(SHIPPED)


def test_the_example_in_the_guide_is_a_line_of_the_corpus(tmp_path: Path) -> None:
    guide = (SHIPPED / "README.md").read_text(encoding="utf-8")
    example = json.loads(guide.split("```json\n")[1].split("```")[0])
    path = write_corpus(tmp_path / "example.jsonl", example)
    (text,) = read_corpus(path).texts
    assert text.labelled in [one.labelled for one in read_corpus(SHIPPED).texts]
