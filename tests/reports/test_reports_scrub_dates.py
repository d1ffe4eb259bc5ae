"""Dates go in all usual writings; numbers that look like dates and are none stay."""

from __future__ import annotations

from datetime import date

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reports import extract_mentions, scrub

LENGTH = 200_000
"""A megabyte takes at most five times as long, 3 s; quadratic time would be far above the limit."""

WHOLE = [
    "20200310123000", "202003101230", "20200310T100000", "20200310T100000.123", "20200310", "2020-03-10T10:00:00Z",
    "2020-03-10T10:00:00.000+01:00", "2020/03/10", "2020.03.10", "2020_03_10", "2020\u201303\u201310",
    "3/10/2020", "3/10/20", "03-10-2020", "3-10-20", "10.03.2020", "10.03.20", "3 / 10 / 2020", "10 - 03 - 2020",
    "10MAR2020", "10-Mar-2020", "10-Mar-20", "10/Mar/2020", "10.Mar.2020", "10 Mar 20", "10 Mar '20", "10MAR20", "2020-Mar-10",
    "2020 March 10", "Mar-10-2020", "Mar/10/2020", "Mar 10, '20", "March 10,2020", "March 10 2020", "March 10 of 2020",
    "10th of March 2020", "10th March, 2020", "10th of March", "March 10th", "March the 10th", "March 10th, 2020",
    "10 March", "10-Mar", "Mar-10", "5 May", "May 5", "May 5th, 2020", "5 MAY 2020", "may 5, 2020",
    "03-2020", "3/2020", "03.2020", "2020-03", "2020/03", "Mar-2020", "Mar 2020", "Mar. 2020", "March, 2020", "March of 2020",
    "Mar '20", "Mar'20", "Mar-20", "Mar/2020", "MAR2020", "2020 March", "Sept 2020", "March 10-12, 2020", "10-12 March 2020",
]  # fmt: skip


@pytest.mark.parametrize("written", WHOLE)
@pytest.mark.parametrize(
    "frame", ["Seen on {} again.", "Compared to {}, stable.", "({}) SUVmax 5.1", "PET {}: 7.4", "PET-{}"]
)
def test_a_date_goes_whole_in_every_usual_writing(written: str, frame: str) -> None:
    assert scrub(frame.format(written), []) == frame.format("[DATE]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("From 3/10/2020-4/11/2020.", "From [DATE]-[DATE]."),
        ("From 3/10/20-4/11/20.", "From [DATE]-[DATE]."),
        ("Progressive disease 3/4/11.", "Progressive disease [DATE]."),
        ("On 3/10/2020 at 14:22.", "On [DATE] at 14:22."),
        ("Signed 2020-03-10 14:22:10.", "Signed [DATE] 14:22:10."),
        ("Between March and April 2020.", "Between [DATE] and [DATE]."),
        ("Compared to the March PET.", "Compared to the [DATE] PET."),
        ("Scans of 10 March\n2020.", "Scans of [DATE]."),
        ("SUV max of 5.\nMarch 2020 PET.", "SUV max of 5.\n[DATE] PET."),
        ("Slice 10, March 2020.", "Slice 10, [DATE]."),
        ("Node T1 Mar 2020.", "Node T1 [DATE]."),
        ("Seen Monday, 3/10.", "Seen Monday, [DATE]."),
        ("PET/CT of 10.2020.", "PET/CT of [DATE]."),
        ("Surgery in may, PET (March).", "Surgery in [DATE], PET ([DATE])."),
        ("Date: 031020.", "Date: [DATE]."),
        ("DOB 03101945.", "DOB [DATE]."),
        ("In March\n1. Left node.", "In [DATE]\n1. Left node."),
    ],
)
def test_dates_go_and_their_neighbours_stay(text: str, expected: str) -> None:
    assert scrub(text, []) == expected


@pytest.mark.parametrize(
    "frame",
    [
        "Compared to the prior {} PET.", "Previous {}.", "Comparison: {}.", "The study of {}.", "Scan from {}.", "PET {}.", "PET/CT dated {}.",
        "CT of {}.", "CT on {}.", "The prior CT {}.", "Prior outside PET/CT of {}.", "The {} exam.", "The {} PET/CT.", "The {} scan.",
        "Study ({}).", "On {} a node.", "Since {} stable.", "Prior study on {} and {}.", "PET {}, {} and {}.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("written", ["3/10", "03/10", "25/3", "12/31"])
def test_month_and_day_go_beside_a_word_of_studies(frame: str, written: str) -> None:
    assert scrub(frame.replace("{}", written), []) == frame.replace("{}", "[DATE]")


STAY = [
    "Deauville 3/5", "Deauville score of 3/5", "Deauville score decreased from 3/5 to 2/5", "pain 3/10", "Pain score 3/10 on PET", "2/14 nodes",
    "2/14 nodes on PET", "prior 2/14 nodes", "5/6 ribs", "ribs 5/6", "on 3/4 slices", "image 3/78", "SUVmax 3.7 (image 3/78)", "(image 3/12)",
    "series 3/12", "CT image 3/12", "1-2 mm", "3-4-5 mm", "12 x 3 mm", "L4-5", "T8", "level II", "C5/6", "SUV 10/12/15", "slices 3-4-11",
    "SUV max/mean/peak 5.1/3.0/4.2", "10.5 mCi", "95 mg/dL", "45 minutes", "series 3, image 78", "2 of 14", "at 14:22", "in 2020",
    "5 may be", "5 MAY BE", "SUV may be 5", "370000000 Bq", "dec 20%", "SUV 25/26", "SUVmax of 5.2011 g/ml", "SUVmax of 10.2011", "in 3/12 cores", "from 5 to 12", "PET 29/267",
    "5.1.", "blood pressure 120/80", "grade 2/3", "1/3 of the lobe", "80-90% stenosis", "M1a", "Slices 10-11-12", "2/3/1 cm",
]  # fmt: skip


@pytest.mark.parametrize("text", STAY)
def test_what_is_no_date_stays(text: str) -> None:
    sentence = f"Left node, {text}, stable."
    assert scrub(sentence, []) == sentence


FORMS = [
    "%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d.%m.%Y", "%d.%m.%y", "%m-%d-%Y",
    "%d-%m-%y", "%d%b%Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d%b%y", "%d %B %Y", "%B %d, %Y", "%b %d %Y", "%b. %d, %Y", "%B %dth, %Y",
    "%dth of %B %Y", "%dth of %B", "%B %d", "%m/%Y", "%m-%Y", "%Y-%m", "%b-%Y", "%b '%y", "%B %Y", "%Y-%b-%d", "%b-%d-%Y",
]  # fmt: skip


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(FORMS),
    st.sampled_from(["on {}", "prior PET {}", "({})", "study of {}", "{},", "scan {};"]),
    st.sampled_from([str, str.upper, str.lower]),
)
@settings(max_examples=300, deadline=None)
def test_no_planted_date_survives_beside_measurements(day: date, form: str, frame: str, case: object) -> None:
    assert callable(case)
    written = case(day.strftime(form))
    if written.startswith("may") and " " in written and not written[-4:].isdigit():
        written = written.title()  # "may 5" without a year is a verb and a number
    text = f"Left node SUVmax 5.1 {frame.format(written)} 12 x 3 mm, slice 90."
    assert scrub(text, []) == f"Left node SUVmax 5.1 {frame.format('[DATE]')} 12 x 3 mm, slice 90."


@given(
    st.floats(0.1, 99.9),
    st.integers(1, 400),
    st.integers(1, 31),
    st.sampled_from(
        [
            "SUVmax {v:.1f} (image {n}/{s})", "{v:.1f} x {n} mm", "slices {n}-{s}", "{n} of {s} nodes", "{n}/{s} nodes", "series {n}, image {s}",
            "{v:.1f} to {v:.2f} cm", "level L{n}-{s}", "{n}-{s} mm", "SUVmax/SUVmean {v:.1f}/{v:.2f}", "Deauville {n}/5", "{s} minutes",
            "SUV of {v:.1f}, was {v:.1f}", "{n}. SUVmax {v:.1f}", "{v:.1f} mCi", "se {n} im {s}", "{n},{s}",
        ]
    ),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_measurements_never_change(value: float, many: int, few: int, form: str) -> None:
    text = f"Left node, {form.format(v=value, s=many, n=few)}, stable."
    assert scrub(text, ["DOE^JANE", "A1234567"]) == text


@pytest.mark.parametrize("written", ["10-Mar-20", "March 2020", "3/10", "20200310123000", "10th of March 2020"])
def test_the_value_of_an_earlier_date_is_still_known_as_earlier(written: str) -> None:
    text = scrub(f"Left hilar node SUVmax 5.1 (slice 90), on {written} 7.4.", [])
    assert "on [DATE] 7.4" in text
    kept = [m.suv_max for m in extract_mentions(text, "r") if m.axial_slice == 90]
    assert kept == [5.1]


@pytest.mark.parametrize(
    "unit",
    ["20200310", "3/", "10-", "Mar ", "March 10-", "[DATE] and ", "10 ", "PET 3/10 and ", "2020-", "prior ", "1st of ", "may ", "dated ", "Mar'"],
)  # fmt: skip
def test_the_time_is_linear_for_half_dates(unit: str) -> None:
    assert grows_linearly(lambda text: scrub(text, ["DOE^JANE", "A123456"]), unit, LENGTH)
