"""Records refuse what must not be, and their errors hide what they were given."""

from __future__ import annotations

import pickle

import pytest
from pydantic import ValidationError

from pet_ground.errors import ItemDropped, ItemFailed
from pet_ground.reasons import Reason
from pet_ground.records import Evidence, Mention, Rejection, Sentence

SENTENCE = "Node with SUV max 3.1 (slice 90)."
EVIDENCE = (
    Evidence(field="suv_max", start=18, end=21, quote="3.1"),
    Evidence(field="axial_slice", start=29, end=31, quote="90"),
)
KEPT = {
    "report_id": "r", "number": 1, "sentence": SENTENCE, "start": 0, "end": 33, "suv_max": 3.1, "axial_slice": 90,
    "status": "kept", "evidence": EVIDENCE,
}  # fmt: skip


def test_a_mention_with_evidence_for_its_values_is_kept() -> None:
    assert Mention(**KEPT).axial_slice == 90


AT_TABLE = {
    "axial_slice": None,
    "table_mm": 90.0,
    "evidence": (EVIDENCE[0], Evidence(field="table_mm", start=29, end=31, quote="90")),
}
"""The same number as a position of the table."""


def test_a_mention_of_a_table_position_needs_no_slice_and_loses_nothing_on_its_way() -> None:
    mention = Mention.model_validate({**KEPT, **AT_TABLE})
    assert (mention.axial_slice, mention.table_mm) == (None, 90.0)
    assert Mention.model_validate_json(mention.model_dump_json()) == mention
    rejection = Rejection.of(ItemDropped(Reason.NO_CANDIDATE), "ground", "S", mention)
    assert (rejection.axial_slice, rejection.table_mm) == (None, 90.0)


@pytest.mark.parametrize(
    "change",
    [
        {"evidence": EVIDENCE[:1]},
        {"table_mm": 90.0},
        {**AT_TABLE, "evidence": EVIDENCE},
        {**AT_TABLE, "axial_slice": 90},
        {"axial_slice": None},
        {"reason": Reason.NEGATED},
        {"status": "dropped"},
        {"suv_max": -1.0},
        {"suv_max": float("nan")},
        {"evidence": (Evidence(field="suv_max", start=18, end=21, quote="9.9"), EVIDENCE[1])},
        {"unknown": 1},
    ],
)
def test_a_mention_that_contradicts_itself_is_refused_without_quoting_the_report(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        Mention(**{**KEPT, **change})
    assert "Node with" not in str(caught.value)


def test_a_sentence_is_as_long_as_its_span() -> None:
    with pytest.raises(ValidationError):
        Sentence(start=0, end=5, text="four", section="")


def test_records_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Mention(**KEPT).suv_max = 4.0  # type: ignore[misc]


@pytest.mark.parametrize("kind", [ItemDropped, ItemFailed])
def test_errors_of_items_survive_the_way_between_processes(kind: type[ItemDropped]) -> None:
    again = pickle.loads(pickle.dumps(kind(Reason.SUV_UNITS, "Units is CPS")))
    assert (type(again), again.reason, again.detail) == (kind, Reason.SUV_UNITS, "Units is CPS")


def test_every_reason_has_a_code_of_its_name_and_a_sentence() -> None:
    for reason in Reason:
        assert reason.value == reason.name.lower()
        assert reason.sentence.endswith(".")
