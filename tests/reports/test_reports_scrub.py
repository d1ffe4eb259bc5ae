"""Identifiers go, and what the pipeline needs stays."""

from __future__ import annotations

from datetime import date

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reports import scrub

DATES = [
    "03/04/2011", "3/4/11", "2011-03-04", "20110304", "March 4, 2011", "4 March 2011", "Mar 2011", "04.03.2011", "4-Mar-2011",
    "MARCH 4TH, 2011", "2011/03/04", "03-04-2011", "Mar. 4, 2011", "03/2011", "March 4",
]  # fmt: skip


@pytest.mark.parametrize("written", DATES)
def test_dates_go_in_every_usual_form(written: str) -> None:
    assert scrub(f"Compared to {written}, stable.", []) == "Compared to [DATE], stable."


@pytest.mark.parametrize("word", ["on", "dated", "from"])
def test_partial_dates_go_behind_a_word_of_time_only(word: str) -> None:
    assert scrub(f"Seen {word} 3/4 again.", []) == f"Seen {word} [DATE] again."
    assert scrub("Lesions 3/4 are stable.", []) == "Lesions 3/4 are stable."


@pytest.mark.parametrize(
    "written", ["Jane Doe", "Doe, Jane", "DOE^JANE", "Doe", "jane doe", "JANE", "Jane  Doe", "Jane\nDoe", "J. Doe"]
)
def test_a_name_of_the_header_goes_in_every_order(written: str) -> None:
    assert scrub(f"Patient {written} was scanned.", ["DOE^JANE"]) == "Patient [NAME] was scanned."


def test_parts_of_other_words_stay() -> None:
    assert scrub("The doer saw Wright on the right.", ["DOE^JANE", "RIGHT^LI"]) == "The doer saw Wright on the right."


def test_a_name_that_is_a_report_word_goes_as_a_full_name_only() -> None:
    assert scrub("John Mass has a mass.", ["MASS^JOHN"]) == "[NAME] has a mass."


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("MRN: 123456.", [], "MRN: [ID]."),
        ("Accession #A-123.", [], "Accession #[ID]."),
        ("Accession number: 123.", [], "Accession number: [ID]."),
        ("Study STS_001 at hand.", ["STS_001"], "Study [ID] at hand."),
        ("Number 4471230 at hand.", ["4471230"], "Number [ID] at hand."),
        ("Seen at General Hospital.", ["GENERAL HOSPITAL"], "Seen at [NAME]."),
        ("Seen by Dr. Smith.", [], "Seen by Dr. [NAME]."),
        ("Read by: John A. Smith, MD.", [], "Read by: [NAME], MD."),
        ("Call (555) 123-4567 or 555-123-4567 or 555-1234.", [], "Call [PHONE] or [PHONE] or [PHONE]."),
        ("Mail jane.doe@mail.hospital.org now.", [], "Mail [EMAIL] now."),
        ("A 92-year-old woman.", [], "A [AGE]-year-old woman."),
        ("A 92 y/o woman, aged 92.", [], "A [AGE] y/o woman, aged [AGE]."),
        ("A 67-year-old woman.", [], "A 67-year-old woman."),
        ("UID 1.2.840.113619.2.55.3.604688.", [], "UID [ID]."),
    ],
)
def test_ids_people_places_and_addresses_go(text: str, known: list[str], expected: str) -> None:
    assert scrub(text, known) == expected


KEEP = [
    "SUV max of 7.4 (PET/CT axial slice 29)", "SUVmax/SUVmean 5.1/3.0", "3.2 x 1.1 cm", "series 3, image 78", "2 of 14", "45 minutes",
    "slices 90-95", "SUV max from 7.4 to 4.0", "10.5 mCi", "levels 2-3", "T11 and L3", "95 mg/dL", "slices 150, 158 and 160",
    "images 10-11-12", "14,9", "Deauville 4", "SUV may be 5", "nodes 3 and 5 may be reactive", "in 2011", "1.1 x 0.8 x 2.2 cm", "Dr.",
]  # fmt: skip


@pytest.mark.parametrize("text", KEEP)
def test_values_sizes_slices_and_times_stay(text: str) -> None:
    assert scrub(f"Left node, {text}, stable.", ["DOE^JANE", "78", "7.4", "29"]) == f"Left node, {text}, stable."


@given(
    st.floats(0.1, 99.9),
    st.integers(1, 999),
    st.integers(1, 9),
    st.sampled_from(
        [
            "Left node SUV max {v:.1f} (slice {s}), {n} of 14.",
            "SUVmax {v:.2f}, series {n}, image {s}: {v:.1f} x 1.1 cm.",
        ]
    ),
)
@settings(max_examples=100, deadline=None)
def test_any_suv_and_slice_survive(value: float, axial: int, count: int, form: str) -> None:
    text = form.format(v=value, s=axial, n=count)
    assert scrub(text, ["DOE^JANE", "A1234567"]) == text


@given(
    st.text(alphabet="bcdfghjklmnp", min_size=5, max_size=9),
    st.text(alphabet="bcdfghjklmnp", min_size=5, max_size=9),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
)
@settings(max_examples=100, deadline=None)
def test_no_name_or_date_survives(last: str, first: str, day: date) -> None:
    text = f"{first.title()} {last.upper()} ({last}, {first}) came on {day:%Y%m%d} and {day:%Y-%m-%d}; {last.title()} left."
    known = [f"{last.upper()}^{first.upper()}"]
    clean = scrub(text, known)
    assert clean == "[NAME] ([NAME]) came on [DATE] and [DATE]; [NAME] left."


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=4))
@settings(max_examples=150, deadline=None)
def test_scrubbing_never_raises_and_a_second_time_changes_nothing(text: str, known: list[str]) -> None:
    once = scrub(text, known)
    assert scrub(once, known) == once


@pytest.mark.parametrize("unit", ["Dr. Aa ", "March ", "PET 3/10 and ", "MRN: 1 "])
def test_a_megabyte_is_scrubbed_in_linear_time(unit: str) -> None:
    assert grows_linearly(lambda text: scrub(text, ["DOE^JANE", "A123456"]), unit, 1_000_000)


@pytest.mark.parametrize("unit", ["A-", "555-", "a.b.", "Aa ", "1.", "MRN:", "3/4/11 ", " "])
def test_a_long_text_is_scrubbed_in_linear_time(unit: str) -> None:
    assert grows_linearly(lambda text: scrub(text, ["DOE^JANE", "A123456"]), unit, 200_000)
