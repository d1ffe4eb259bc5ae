"""Names go behind labels, titles and before degrees; findings behind a label stay."""

from __future__ import annotations

import pytest
from growth import grows_linearly

from pet_ground.reports import scrub

LENGTH = 200_000
"""A megabyte takes at most five times as long, 3 s; quadratic time would be far above the limit."""

LABELS = [
    "Electronically signed:", "Electronically signed by:", "Electronically signed by", "Signed by:", "Signed:", "Dictated by", "Dictated by:",
    "Read by", "Attending:", "Attending physician:", "Resident:", "Radiologist:", "Staff radiologist:", "Referring physician:", "cc:", "CC:",
    "Verified by", "Transcribed by", "Reviewed by", "Finalized by", "Ordering provider:", "Referring MD:", "Fellow:", "Technologist:",
    "Patient:", "Patient name:", "PATIENT NAME:", "Name:", "Last name:", "Interpreted by:", "/s/", "SIGNED BY:", "ATTENDING :",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    "name",
    [
        "Miguel Cervantes", "MIGUEL CERVANTES", "Cervantes, Miguel", "CERVANTES^MIGUEL", "Miguel de Cervantes Saavedra", "M. Cervantes", "J.R. O'Brien",
        "Jos\u00e9 M\u00fcller-\u0160\u0165astn\u00fd", "Cervantes", "McDonald", "Dr. Miguel Cervantes",
    ],
)  # fmt: skip
def test_the_name_behind_a_label_goes_up_to_the_line_end_or_a_digit(label: str, name: str) -> None:
    for end in ("", " 14:22", "\nFINDINGS: Left node.", ", MD", ".", " on [DATE]"):
        clean = scrub(f"Stable.\n{label} {name}{end}", [])
        title = "Dr. " if "Dr. [NAME]" in clean else ""
        assert clean == f"Stable.\n{label} {title}[NAME]{end}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dictated by:\nMiguel Cervantes\nEnd.", "Dictated by:\n[NAME]\nEnd."),
        ("cc: Dr. Ana Gil, Dr. Pau Roig; Eva Sanz, MD", "cc: Dr. [NAME], Dr. [NAME]; [NAME], MD"),
        ("Signed on 3/10/2020 at 14:22 by Miguel Cervantes", "Signed on [DATE] at 14:22 by [NAME]"),
        ("Seen by Miguel Cervantes MD.", "Seen by [NAME] MD."),
        ("Seen by MIGUEL CERVANTES, M.D.", "Seen by [NAME], M.D."),
        ("Transcribed by: mcervantes 14:22", "Transcribed by: [NAME] 14:22"),
        ("Signed by: miguel cervantes", "Signed by: [NAME]"),
        ("Cervantes, MD", "[NAME], MD"),
        ("Miguel A. Cervantes, Ph.D.", "[NAME], Ph.D."),
        ("M. Cervantes, DO", "[NAME], DO"),
        ("Call Mr. Cervantes, Mrs. Gil, Ms. Roig.", "Call Mr. [NAME], Mrs. [NAME], Ms. [NAME]."),
        ("Dr.M\u00fcller saw him.", "Dr.[NAME] saw him."),
        ("MRS. O'BRIEN WAS SCANNED.", "MRS. [NAME] WAS SCANNED."),
        ("Attending: Miguel Cervantes FINDINGS: Left node.", "Attending: [NAME] FINDINGS: Left node."),
        ("Attending: Miguel Cervantes. Left node.", "Attending: [NAME]. Left node."),
        ("Patient: Jane Doe, 67 years", "Patient: [NAME], 67 years"),
    ],
)
def test_names_go_in_the_usual_forms(text: str, expected: str) -> None:
    assert scrub(text, []) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Patient: 67-year-old male.", "Patient: Male, 67 years.", "Patient: Lung cancer staging.", "Attending:\nLeft lung mass, SUVmax 5.1.",
        "The images were read by consensus.", "Confirmed by CT.", "Findings were verified by PET.", "Volume 12 cc: Large left mass.",
        "Compared to MR Abdomen.", "MR Brain.", "LESIONS DO NOT CHANGE.", "Read: Left node SUVmax 3.7 (image 3/78).", "Signed.", "Dr.",
        "Dictated by:\nFINDINGS: Avid node.", "Radiologist:\nAvid left node is seen.", "Study name: PET whole body.", "The patient is avid.",
        "Residents of the left lung.", "Attending: none.", "Reviewed by the board. Left node.", "Name: [NAME]", "Signed by:\n\nIMPRESSION: Node.",
    ],
)  # fmt: skip
def test_findings_are_no_names(text: str) -> None:
    assert scrub(text, []) == text


@pytest.mark.parametrize(
    "unit",
    [
        "Aa ",
        "AA, ",
        "A. ",
        "Dr. Aa ",
        "signed ",
        "signed by Aa ",
        "cc: ",
        "Name: Aa Bb ",
        "Aa MD",
        "Aa-",
        "by Aa\n",
        "O'",
    ],
)
def test_the_time_is_linear_for_half_names(unit: str) -> None:
    assert grows_linearly(lambda text: scrub(text, ["DOE^JANE", "A123456"]), unit, LENGTH)


@pytest.mark.parametrize(
    "written",
    ["DoeJane", "JaneDoe", "DOE2JANE", "doe_jane", "jane.doe", "Doe-Jane", "JANEDOE1", "DoeJaneMarie", "jane01doe"],
)
def test_first_and_last_name_run_together_go(written: str) -> None:
    clean = scrub(f"Compared with {written} again.", ["DOE^JANE^MARIE"])
    assert not any(part in clean.lower() for part in ("doe", "jane"))


@pytest.mark.parametrize("known", ["MARK^ED", "LI^VER"])
def test_names_that_make_a_word_of_reports_together_leave_it(known: str) -> None:
    assert scrub("Marked uptake in the liver.", [known]) == "Marked uptake in the liver."
