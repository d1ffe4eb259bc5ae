"""Institutions, addresses and foreign dates go by their form; findings, sizes and values beside them stay."""

from __future__ import annotations

import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.reports import scrub
from pet_ground.reports.known_forms import tells_house

INSTITUTIONS = [
    "St. Mary's Hospital", "Toboso General Hospital", "ST ELSEWHERE MEDICAL CENTER", "University Medical Center Utrecht", "Mayo Clinic",
    "University of Wisconsin Hospital", "University of Wisconsin", "Lake Imaginary Cancer Institute", "Mercy of the Fake Hospital",
    "Klinikum Gro\u00dfhadern", "Klinikum rechts der Isar", "Universit\u00e4tsklinikum K\u00f6ln", "H\u00f4pital Saint-Louis", "Hospital de la Paz",
    "Toboso Regional Medical Centre", "Cedars-Sinai Medical Center", "Krankenhaus Bethanien", "Ospedale San Raffaele", "Toboso Radiology Associates",
]  # fmt: skip


@pytest.mark.parametrize("name", INSTITUTIONS)
@pytest.mark.parametrize(
    "form", ["Compared to the PET/CT of {}, SUVmax was 5.4.", "Seen at {} on image 12/90.", "{}\nLeft node SUV 5.4."]
)
def test_an_institution_goes_by_its_form(name: str, form: str) -> None:
    assert scrub(form.format(name), []) == form.format("[NAME]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dept. of Nuclear Medicine, Toboso Clinic.", "Dept. of Nuclear Medicine, [NAME]."),
        ("Lives at 12 Windmill Street, Springfield, IL 62704.", "Lives at [ADDRESS], Springfield, [ADDRESS]."),
        ("1600 N. Oak Grove Avenue", "[ADDRESS]"),
        ("Musterstra\u00dfe 12, D-80331", "[ADDRESS], [ADDRESS]"),
        ("12 rue de la Paix", "[ADDRESS]"),
        ("ZIP code: 53792-1234", "ZIP code: [ADDRESS]"),
        ("P.O. Box 1234", "[ADDRESS]"),
        ("Discussed with J. Smith by phone.", "Discussed with [NAME] by phone."),
        ("Reported to J. R. O'Neill-Gil.", "Reported to [NAME]."),
        ("Untersuchung vom 12. M\u00e4rz 2020.", "Untersuchung vom [DATE]."),
        ("TEP du 3 f\u00e9vrier 2019.", "TEP du [DATE]."),
        ("PET del 4 de enero de 2018.", "PET del [DATE]."),
        ("im Dezember 2019", "im [DATE]"),
        ("am 3. Okt. 2019", "am [DATE]"),
        ("A 95 y.o. woman.", "A [AGE] y.o. woman."),
        ("91 years of age", "[AGE] years of age"),
        ("93-j\u00e4hrige Patientin", "[AGE]-j\u00e4hrige Patientin"),
        ("A nonagenarian with cough.", "A [AGE] with cough."),
    ],
)
def test_addresses_initials_foreign_dates_and_high_ages_go(text: str, expected: str) -> None:
    assert scrub(text, []) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Compared to the outside hospital PET, SUVmax 5.4 (slice 90).", "COMPARED TO THE OUTSIDE HOSPITAL PET, SUV 5.4.", "Prior Hospital CT.",
        "Cancer Center.", "Hospital course was short.", "The Radiology report.", "Left Lung Cancer. Breast Clinic referral.", "Nuclear Medicine.",
        "LEFT LUNG MASS AT THE HOSPITAL, SUV 5.4.", "PET Center. Imaging Center.", "12 Left axillary nodes", "3 Right Hilar Lymph Nodes", "Medical history.",
        "L. Axilla SUV 5.4.", "A. Lung: clear.", "Deauville 3. B. Bone: SUV 5.4.", "to L. Hilum", "SUV max 90 years ago 2.1", "95 mg/dL", "Im 90 of series 2",
        "3 months ago", "six weeks after therapy", "5.4 cm in a road accident", "in 5 mars lesions", "C. difficile", "91 mm", "General anesthesia. System review.",
        "Uptake in AC and AV nodes 12000 counts", "slice 90 of the street view", "IL-2 therapy, IL 6 level", "Health status good.", "Center of the mass.",
        "Stage IV at University", "1.5 cm Lane Hamilton node", "a 5 mm Way",
    ],
)  # fmt: skip
def test_findings_beside_such_words_stay(text: str) -> None:
    assert scrub(text, []) == text


@given(st.floats(0.1, 99.9), st.integers(1, 999), st.sampled_from(INSTITUTIONS), st.integers(1, 60))
@settings(max_examples=80, deadline=None)
def test_values_beside_an_institution_survive(suv: float, axial: int, name: str, months: int) -> None:
    text = f"{months} months ago at {name}: SUVmax {suv:.1f} (slice {axial}), {suv:.1f} x 1.1 cm."
    assert scrub(text, []) == text.replace(name, "[NAME]")


@pytest.mark.parametrize("known", ["MUELLER-ROTH^J\u00c9R\u00d4ME", "Mueller-Roth^Jerome"])
@pytest.mark.parametrize(
    "written",
    [
        "M\u00fcller",
        "Mueller",
        "MULLER",
        "J\u00e9r\u00f4me",
        "jerome",
        "Roth",
        "M\u00fcller-Roth",
        "jerome m\u00fcller-roth",
    ],
)
def test_a_header_s_name_goes_with_other_accents_and_by_the_halves_of_a_double_name(known: str, written: str) -> None:
    assert scrub(f"Seen: {written}, SUV 5.4.", [known]) == "Seen: [NAME], SUV 5.4."


@pytest.mark.parametrize("word", ["Marrow", "Hand", "Young", "Mass", "Colon", "Lung"])
def test_a_name_that_is_a_word_of_reports_leaves_the_findings_alone(word: str) -> None:
    text = f"The {word.lower()} is avid. {word} SUVmax 5.4."
    assert scrub(text, [f"{word.upper()}^JOHN"]) == text
    assert scrub(f"John {word} and Mr. {word} came.", [f"{word.upper()}^JOHN"]) == "[NAME] and [NAME] came."


@pytest.mark.parametrize(
    "unit",
    ["Aa Hospital ", "Aa Bb ", "12 Aa ", "University of ", "St. ", "with J. ", "12 rue de ", "Klinikum ", "Hospital "],
)
def test_the_time_is_linear_for_half_places(unit: str) -> None:
    assert grows_linearly(lambda text: scrub(text, ["M\u00dcLLER-ROTH^JANE"]), unit, 200_000)


MONTHS = """
    Januar J\u00e4nner Februar M\u00e4rz Maerz Mai Juni Juli Oktober Dezember janvier f\u00e9vrier fevrier mars avril juin juillet
    ao\u00fbt aout septembre octobre novembre d\u00e9cembre decembre enero febrero marzo abril mayo junio julio agosto septiembre
    setiembre octubre noviembre diciembre
"""


@pytest.mark.parametrize("month", MONTHS.split())
def test_a_date_goes_with_the_month_in_german_french_or_spanish(month: str) -> None:
    assert scrub(f"PET 7. {month} 2019, {month} 2018, SUV 5.4.", []) == "PET [DATE], [DATE], SUV 5.4."
    assert scrub(f"Node on slice 7. {month} 2018.", []) == "Node on slice 7. [DATE]."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At St Elsewhere, FDG avid node.", "At [NAME], FDG avid node."),
        ("At St. Elsewhere's, FDG avid.", "At [NAME], FDG avid."),
        ("At Elsewhere Medical, FDG avid.", "At [NAME], FDG avid."),
        ("ELSEWHERE PET of the left lung.", "[NAME] PET of the left lung."),
        ("From the University of Elsewhere Hospital.", "From the [NAME]."),
        ("Medical center nodes, north of the heart.", "Medical center nodes, north of the heart."),
    ],
)
def test_a_shortened_institution_of_the_header_goes_by_its_distinctive_words(text: str, expected: str) -> None:
    assert scrub(text, ["ST ELSEWHERE MEDICAL CENTER", "NUCLEAR MEDICINE", "PET CT LEFT LUNG CENTER"]) == expected


def test_a_common_word_of_an_institution_goes_on_its_own_side_only() -> None:
    known = ["SACRED HEART HOSPITAL", "LEFT TOBOSO CLINIC"]
    text = "Sacred Heart. Left Toboso left axilla, Toboso left node."
    assert scrub(text, known) == "[NAME]. [NAME] left axilla, [NAME] left node."


def test_a_listed_phrase_goes_as_a_whole_only() -> None:
    text = "Does FDG uptake at does\n fdg, FDG-avid. ACC 1234."
    assert scrub(text, [], ["Does FDG", "ACC-1234"]) == "[NAME] uptake at [NAME], FDG-avid. [NAME]."


@pytest.mark.parametrize("name", ["Klinikum Wolkenstein", "Quendelbach", "Wolkenstein Imaging", "QUENDEL"])
def test_the_name_of_a_site_group_tells_its_house(name: str) -> None:
    assert tells_house(name)


@pytest.mark.parametrize(
    "name", ["PET", "PET/CT", "Nuclear Medicine", "North", "Site 2", "2", "04", "Liver", "Dept of Radiology", "-"]
)
def test_common_words_and_numbers_tell_no_house_and_stay_in_reports(name: str) -> None:
    assert not tells_house(name)
