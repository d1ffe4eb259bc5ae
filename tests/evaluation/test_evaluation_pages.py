"""Tables and pages of errors."""

from __future__ import annotations

from html.parser import HTMLParser

from evaluation_examples import corpus, found, label, labelled, nothing

from pet_ground.evaluation import (
    Evaluation,
    Match,
    as_markdown,
    compare,
    errors_as_html,
    errors_as_markdown,
    errors_beside,
    evaluation_tables,
    match,
    score_reader,
)  # fmt: skip
from pet_ground.reasons import Reason

GOOD = labelled("Node SUVmax 5.1, slice 40.", label("5.1", 40))
SIDE = labelled("Left node SUVmax 6.1, slice 41.", label("6.1", 41, side="left"), id="t-side")
WRONG = labelled(
    "<script>alert(1)</script> ``` Mass SUVmax 7.1 & 8.1, slice 42 | 43.",
    label("7.1", 42), label("8.1", None, "no_slice"), id="t-wrong", categories=["list", "prior"],
)  # fmt: skip
TEXTS = (GOOD, SIDE, WRONG)


def matches() -> dict[str, list[Match]]:
    first = [
        match(GOOD, [found(GOOD.text, "5.1", 5.1, 40)]),
        match(SIDE, [found(SIDE.text, "6.1", 6.1, 41, side="right")]),
        match(WRONG, [found(WRONG.text, "7.1", 7.1, 42), found(WRONG.text, "8.1", 8.1, None, Reason.NO_SLICE)]),
    ]
    second = [
        match(GOOD, [found(GOOD.text, "5.1", 5.1, 40)]),
        match(SIDE, [found(SIDE.text, "6.1", 6.1, 41, side="left")]),
        match(WRONG, [found(WRONG.text, "7.1", 7.1, 43), found(WRONG.text, "42", 42, 42), nothing(WRONG.text)]),
    ]
    return {"one": first, "two": second}


def evaluation() -> Evaluation:
    texts = corpus(*TEXTS)
    readers = tuple(
        score_reader(name, texts, own, [name], 1, seconds=0.25, unanswered=0) for name, own in matches().items()
    )
    return Evaluation(
        version="0", corpus_sha256=texts.sha256, texts=3, kept=3, dropped=1, readers=readers,
        differences=compare(matches()),
    )  # fmt: skip


def test_texts_with_wrong_kept_mentions_come_first_and_right_texts_not_at_all() -> None:
    errors = errors_beside(matches())
    assert [(error.labelled.id, error.kept_wrong) for error in errors] == [("t-wrong", True), ("t-side", False)]


def test_labels_and_findings_of_every_reader_stand_side_by_side() -> None:
    wrong, side = errors_beside(matches())
    assert [(row.labelled, [(cell.words, cell.right) for cell in row.cells]) for row in wrong.rows] == [
        ("7.1 @42", [("7.1 @42", True), ("7.1 @43", False)]),
        ("8.1 no_slice", [("8.1 no_slice", True), ("no_value", False)]),
        ("", [("", True), ("42 @42", False)]),
    ]
    assert [cell.words for cell in side.rows[0].cells] == ["6.1 @41 right", "6.1 @41 left"]


def test_markdown_tables_have_as_many_cells_in_every_row() -> None:
    tables = evaluation_tables(evaluation())
    assert len(tables) == 6, "readers, accuracies, outcomes of both, differences, categories; one language, style, file"
    for block in as_markdown(tables).split("\n\n"):
        if block.startswith("|"):
            assert len({line.count(" | ") for line in block.splitlines()}) == 1
    shown = as_markdown(tables)
    assert "| one | 3 | 3 | 1.000 (0.439 to 1.000) | 1.000 (0.439 to 1.000) | 1.000 (1.000 to 1.000) |" in shown
    assert "| two less one | -0.429 (" in shown


def test_the_errors_in_markdown_hold_the_text_unbroken() -> None:
    page = errors_as_markdown(errors_beside(matches()), ["one", "two"])
    assert f"````text\n{WRONG.text}\n````" in page
    assert "| 7.1 @42 | 7.1 @42 | wrong: 7.1 @43 |" in page


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_errors_in_html_mark_the_labels_and_run_nothing_of_the_text() -> None:
    page = _Page()
    page.feed(errors_as_html(errors_beside(matches()), ["one", "two"]))
    names = [tag for tag, _ in page.tags]
    assert "script" not in names
    assert [attributes["class"] for tag, attributes in page.tags if tag == "mark"] == ["kept", "dropped", "kept"]
    assert sum(attributes.get("class") == "wrong" for tag, attributes in page.tags if tag == "td") == 4
    assert WRONG.text in "".join(page.words)
    assert not any("src" in attributes or "href" in attributes for _, attributes in page.tags)
