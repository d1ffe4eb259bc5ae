"""Ids go with whatever separators they are written; vertebrae, doses and series of numbers stay."""

from __future__ import annotations

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reports import scrub

LENGTH = 200_000
"""A megabyte takes at most five times as long, 3 s; quadratic time would be far above the limit."""


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("ACC-1", "ACC 1"), ("ACC-1", "ACC1"), ("ACC-1", "acc_1"), ("ACC1", "ACC-1"), ("STS_001", "STS 001"), ("STS_001", "STS001"),
        ("4471230", "447 1230"), ("4471230", "447-12-30"), ("0004471230", "4471230"), ("4471230", "0004471230"), ("AB12CD34", "AB-12 CD.34"),
        ("12 Main Street, Town", "12 Main  Street, Town"), ("A(12)B", "a(12)b"),
    ],
)  # fmt: skip
def test_a_known_id_goes_with_other_separators(known: str, written: str) -> None:
    assert scrub(f"Number {written} at hand.", [known]) == "Number [ID] at hand."


def test_a_known_birth_date_is_a_date_in_its_other_writings() -> None:
    assert scrub("Born 1945-03-10, 19450310.", ["19450310"]) == "Born [DATE], [ID]."


def test_a_known_id_or_name_goes_inside_a_file_name() -> None:
    assert scrub("File STS_001_PET of doe_jane.", ["STS_001", "DOE^JANE"]) == "File [ID]_PET of [NAME]."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MRN: 12 345 67 at hand.", "MRN: [ID] at hand."),
        ("MRN: 12-345-67.", "MRN: [ID]."),
        ("MRN is 123.", "MRN is [ID]."),
        ("MRN (123)", "MRN ([ID])"),
        ("MRN No. 123", "MRN No. [ID]"),
        ("ID: A-12", "ID: [ID]"),
        ("Acc: 123", "Acc: [ID]"),
        ("Patient ID AB123.", "Patient ID [ID]."),
        ("Encounter #123", "Encounter #[ID]"),
        ("SSN-like 123-45-6789 here.", "SSN-like [ID] here."),
        ("SSN 123 45 6789 here.", "SSN [ID] here."),
        ("Number 12345678 here.", "Number [ID] here."),
        ("Number A12345678 here.", "Number [ID] here."),
        ("Number AB-12345678-2 here.", "Number [ID] here."),
        ("Series 1.2.840.113619.2.55.3.604688 here.", "Series [ID] here."),
        ("UID1.2.840.4 here.", "UID[ID] here."),
        ("(1.2.840.10008.5.1.4.1.1.128)", "([ID])"),
        ("2.25.123456789012345678901234567890", "[ID]"),
        ("1.3.12.2.1107.5.1", "[ID]"),
        ("1.3.6.1.4.1.14519.5.2.1." + "1." * 25 + "7", "[ID]"),
    ],
)
def test_ids_go_by_form_and_label(text: str, expected: str) -> None:
    assert scrub(text, []) == expected


@pytest.mark.parametrize(
    "text",
    [
        "MRN: [ID] 67 years", "T8", "L4-5", "level II", "L 4", "T 12", "CT 99", "1.2.3 cm", "370000000 Bq", "3.14159265", "12 345 counts", "SUV 3.7",
        "1234567.5 Bq/ml", "series 3, image 78", "slices 100-1200", "95 mg/dL", "Id est 5", "acc 5",
    ],
)  # fmt: skip
def test_numbers_that_are_no_ids_stay(text: str) -> None:
    known = ["DOE^JANE", "T12", "L004", "CT99", "T-12", "78"]
    assert scrub(f"Left node, {text}, stable.", known) == f"Left node, {text}, stable."


@given(
    st.text(alphabet="BCDFGHJK", min_size=2, max_size=5),
    st.integers(100, 9_999_999),
    st.sampled_from(["-", "", "_", "/", "."]),
    st.sampled_from(["-", "", " ", "_", "."]),
)
@settings(max_examples=150, deadline=None)
def test_no_known_id_survives_in_any_writing(letters: str, number: int, stored: str, written: str) -> None:
    text = f"Left node SUVmax 5.1 ({letters.lower()}{written}{number}), 12 x 3 mm."
    assert scrub(text, [f"{letters}{stored}{number}"]) == "Left node SUVmax 5.1 ([ID]), 12 x 3 mm."


@pytest.mark.parametrize(
    "unit", ["1.", "1 ", "12-", "7", "A1-", "MRN: 1 ", "ACC-", "a@", "a.b-", "1.2.840.", "0", "4-4-7-1-2-3 "]
)
def test_the_time_is_linear_for_half_ids(unit: str) -> None:
    assert grows_linearly(
        lambda text: scrub(text, ["DOE^JANE", "A123456", "4471230", "ACC-1", "000", "STS_001"]), unit, LENGTH
    )
