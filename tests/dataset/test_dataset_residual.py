"""The residual gate finds what is known of a patient and what has the form of an identifier, and nothing else."""

from __future__ import annotations

import gzip
import json
import struct
import sys
import zlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import nibabel as nib
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from growth import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.dataset.residual import Finding, Gate, Known, search, study_facts

sys.path.append(str(Path(__file__).parents[1] / "reports"))
from report_corpus import SENTENCES

STUDY, PATIENT, OTHER = "S0123456789abcdef", "P0123456789abcde0", "S0000000000000001"
OWN_UID, UID = "2.25.50012749785785694437997266792580356196", "1.2.840.113619.2.55.3"
COMMON = frozenset({"young", "mass", "hand", "marrow", "head", "chest", "brain", "bone", "lung", "colon"})
TOLD = [
    "QUIXADA-M\u00dcLLER^DULCINEA", "CERVANTES^MIGUEL", "TOBOSO GENERAL HOSPITAL", "NUCLEAR MEDICINE", "PID-77", "4471230", "1005", "CT99", "L004",
    "19410923", "20200310", UID, "HAND^LI", "12 Windmill Lane",
]  # fmt: skip


def gate(told: Iterable[str] = TOLD) -> Gate:
    facts = study_facts(told, COMMON, "2015-06-07")
    return Gate(
        Known(
            {STUDY: facts},
            frozenset({"acc54270005"}),
            frozenset({UID, "1.2.3.4"}),
            frozenset({STUDY, PATIENT, OWN_UID}),
        ),
        COMMON,
    )


def kinds(text: str, study: str = STUDY) -> set[str]:
    return {kind for kind, _ in gate().findings(text, study)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Seen in Quixada.", "name"),
        ("QUIXADA-MULLER", "name"),
        ("Mueller", "name"),
        ("M\u00fcller's node", "name"),
        ("dulcinea", "name"),
        ("asked miguel cervantes", "name"),
        ("seen with Li Hand", "name"),
        ("From Toboso General Hospital.", "institution"),
        ("toboso_general_hospital", "institution"),
        ("PID-77", "id"),
        ("pid 77", "id"),
        ("PID77_suv", "id"),
        ("No. 447 1230", "id"),
        ("No. 004471230", "id"),
        ("12 Windmill Lane", "id"),
        ("born 1941-09-23", "date"),
        ("19410923", "date"),
        ("03/10/2020", "date"),
        ("10.03.2020", "date"),
        ("10MAR2020", "date"),
        ("March 10, 2020", "date"),
        ("12. M\u00e4rz 2020", "date"),
        ("le 3 f\u00e9vrier 2019", "date"),
        ("3 de enero de 2018", "date"),
        ("3/4/11", "date"),
        ("20200310T1200", "date"),
        ("1.2.840.113619.2.55.3.604688", "uid"),
        ("2.25.111578612309122627058201702945692793956", "uid"),
        ("frame 1.2.3.4", "uid"),
        ("(555) 123-4567", "phone"),
        ("+49 89 1234567", "phone"),
        ("jane.doe@hospital.org", "e-mail"),
        ("123-45-6789", "number"),
        ("MRN7654321", "number"),
        ("number 7654321", "number"),
        ("A 92-year-old", "age"),
        ("Dr. Larkspur", "titled name"),
        ("Frau Musterfrau", "titled name"),
    ],
)
def test_what_identifies_a_person_is_found_in_every_writing(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Left node SUV max of 7.4 (PET/CT axial slice 29), 3.2 x 1.1 cm.", "The hand and the bone marrow.", "slice 1005", "CT 99 and L4", "images 10-11-12",
        "Nuclear Medicine", "A 67-year-old.", "Dr. [NAME] on [DATE]", "MR Brain. Dr. Head", "SUV 44.71 230", "slices 447, 1230", "12000 counts", "in 2020",
        "12345678 Bq", "image 3/4/11", "3 months ago", "six weeks after", "Deauville 3/5", "2.18.0", "T1 2 3.4 5", "0.000283942187", "slices 150, 158 and 160",
        f"images/{STUDY}/suv.nii.gz", f"{STUDY}_L05", PATIENT, OWN_UID, "2015-06-07", "a" * 64, "0123456789abcdef" * 4, "avg_itm", "hospital",
    ],
)  # fmt: skip
def test_findings_values_and_the_data_set_s_own_ids_are_no_identifiers(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("At Toboso, FDG avid.", "institution"),
        ("seen at toboso general", "institution"),
        ("MiguelCervantes", "name"),
        ("CERVANTESMIGUEL", "name"),
        ("CERVANTES2MIGUEL", "name"),
        ("cervantes_miguel", "name"),
        ("theCervantesScan", "name"),
        ("PETCervantes", "name"),
        ("LiHand", "name"),
        ("handli", "name"),
    ],
)
def test_shortened_institutions_and_joined_names_are_found(text: str, kind: str) -> None:
    assert kind in kinds(text)
    assert kinds(text, OTHER) == set()


def test_common_words_of_an_institution_are_no_finding() -> None:
    small = gate(["ST ELSEWHERE MEDICAL CENTER", "DEPARTMENT OF NUCLEAR MEDICINE", "NORTH LUNG CANCER CLINIC"])
    text = "Medical center, north clinic, lung cancer, nuclear department."
    assert list(small.findings(text, STUDY)) == []
    assert list(small.findings("St Elsewhere", STUDY)) == [("institution", "elsewhere")]


def test_a_listed_phrase_is_looked_for_as_a_whole_and_everywhere() -> None:
    small = Gate(Known({}, frozenset(), frozenset(), frozenset(), ("Does FDG", "M\u00fcller")), COMMON)
    assert [kind for kind, _ in small.findings("It does -  fdg. MULLER", OTHER)] == ["listed", "listed"]
    assert list(small.findings("Does it? FDG avid, does not FDGavid.", OTHER)) == []


def test_a_finding_bears_the_text_around_it_and_is_listed_at_the_table_only(tmp_path: Path) -> None:
    (tmp_path / ".build" / STUDY).mkdir(parents=True)
    sentence = "x" * 60 + " seen by M\u00dcLLER in the\nclinic " + "y" * 60
    (tmp_path / ".build" / STUDY / "extract.json").write_text(json.dumps([sentence + " more", "Dulcinea"]))
    (tmp_path / "rows.jsonl").write_text(json.dumps({"study_id": STUDY, "x": sentence}) + "\n")
    found = {(one.file, one.value): one.context for one in search(tmp_path, gate(), {STUDY})}
    assert set(found) == {("rows.jsonl", "M\u00dcLLER"), (f".build/{STUDY}/extract.json", "Dulcinea")}
    context = found["rows.jsonl", "M\u00dcLLER"]
    assert " seen by M\u00dcLLER in the clinic " in context
    assert len(context) == 2 * 40 + len("M\u00dcLLER")


def test_names_are_looked_for_in_their_own_study_only_and_long_ids_everywhere() -> None:
    assert kinds("Quixada") == {"name"}
    assert kinds("Quixada", OTHER) == kinds("PID-77", OTHER) == set()
    assert kinds("ACC 54270005", OTHER) >= {"id"}


def test_the_moved_date_is_published_alone_and_of_its_study_only() -> None:
    assert kinds("2015-06-07") == set()
    assert kinds("on 2015-06-07") == {"date"}
    assert kinds("2015-06-07", OTHER) == {"date"}


@pytest.mark.parametrize("sentence", [text for text, _ in SENTENCES])
def test_no_sentence_of_a_report_is_a_false_alarm(sentence: str) -> None:
    if "/2011" not in sentence and "/2010" not in sentence:
        assert kinds(sentence) == set()


@given(st.floats(0.1, 99.9), st.integers(1, 999), st.integers(1, 60), st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_no_measurement_is_a_false_alarm(suv: float, axial: int, months: int, part: int) -> None:
    text = f"SUVmax {suv:.2f} ({suv:.1f}) on slice {axial}, series {part} image {axial}, {months} months ago, {part}/9 nodes, {axial} x {months} mm"
    assert kinds(text) == set()


@given(
    st.dates(date(1930, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%d %B %Y", "%b %d, %Y"]),
)
@settings(max_examples=60, deadline=None)
def test_any_full_date_is_found(day: date, form: str) -> None:
    assert "date" in kinds(f"Compared to {day.strftime(form)}, stable.")


def _png(path: Path, *chunks: tuple[bytes, bytes]) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunk(*one) for one in chunks) + chunk(b"IEND", b"")
    )


def _nifti(path: Path, **fields: str) -> None:
    image = nib.Nifti1Image(np.zeros((2, 3, 4), np.float32), np.eye(4))
    for name, value in fields.items():
        if name == "extension":
            image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", value.encode()))
        else:
            image.header[name] = value
    image.to_filename(path)


def _folder(root: Path) -> dict[str, str]:
    """One leak for each place in which text can lie; returns the file of each."""
    study = root / "images" / STUDY
    study.mkdir(parents=True)
    (root / ".build" / STUDY).mkdir(parents=True)
    pq.write_table(
        pa.table({"study_id": [OTHER, STUDY], "deep": [[{"a": "x"}], [{"a": "Quixada"}]]}), root / "rows.parquet"
    )
    (root / "rows.jsonl").write_text(json.dumps({"study_id": STUDY, "x": {"y": ["Dulcinea"]}}) + "\n")
    (root / "keys.json").write_text(json.dumps({"jane@b.org": 1}))
    (root / "README.md").write_text("Call 555-123-4567.")
    (root / ".build" / STUDY / "extract.json").write_text(json.dumps({"sentence": "Miguel"}))
    for name in ("descrip", "aux_file", "intent_name", "db_name", "extension"):
        _nifti(study / f"{name}.nii.gz", **{name: "PID-77"})
    _nifti(study / "plain.nii", descrip="PID-77")
    plain = gzip.decompress((study / "descrip.nii.gz").read_bytes()).replace(b"PID-77", b"      ")
    with (study / "named.nii.gz").open("wb") as raw, gzip.GzipFile("Quixada.nii", "wb", fileobj=raw) as stream:
        stream.write(plain)
    _png(root / "text.png", (b"tEXt", b"Author\0Dr. Larkspur"))
    _png(root / "packed.png", (b"zTXt", b"Comment\0\0" + zlib.compress(b"92-year-old")))
    _png(root / "international.png", (b"iTXt", b"Title\0\0\0\0\0" + "12. M\u00e4rz 2020".encode()))
    _png(root / "time.png", (b"tIME", struct.pack(">HBBBBB", 2020, 3, 10, 1, 2, 3)))
    (root / f"{STUDY}_447.txt").write_text("")
    (root / "ACC54270005").mkdir()
    (root / "broken.nii.gz").write_bytes(b"\x1f\x8b\x08\x00")
    (root / "broken.parquet").write_bytes(b"PAR1")
    return {
        "rows.parquet": "name", "rows.jsonl": "name", "keys.json": "e-mail", "README.md": "phone", f".build/{STUDY}/extract.json": "name",
        f"images/{STUDY}/plain.nii": "id", f"images/{STUDY}/named.nii.gz": "name", "text.png": "titled name", "packed.png": "age",
        "international.png": "date", "time.png": "date", "ACC54270005": "id", "broken.nii.gz": "unreadable", "broken.parquet": "unreadable",
        **{f"images/{STUDY}/{name}.nii.gz": "id" for name in ("descrip", "aux_file", "intent_name", "db_name", "extension")},
    }  # fmt: skip


def test_every_place_that_can_hold_text_is_searched(tmp_path: Path) -> None:
    expected = _folder(tmp_path)
    for file, kind in expected.items():
        alone = tmp_path.with_name(f"{tmp_path.name}_{len(file)}_{kind}")
        target = alone / file
        target.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).rename(target)
        found = search(alone, gate(), {STUDY, PATIENT})
        assert {(one.file, one.kind) for one in found} >= {(file, kind)}, file
    assert search(tmp_path, gate(), {STUDY, PATIENT}) == ()


def test_a_finding_bears_the_study_of_its_row_or_of_its_file(tmp_path: Path) -> None:
    _folder(tmp_path)
    found = {one.file: one.study_id for one in search(tmp_path, gate(), {STUDY, PATIENT})}
    assert found["rows.parquet"] == found[f"images/{STUDY}/aux_file.nii.gz"] == STUDY
    assert found["README.md"] == ""


def test_what_is_shown_of_a_finding_never_holds_its_value() -> None:
    assert Finding(STUDY, "masks/Quixada_1.nii.gz", "name", "quixada").place == "the name of a file"
    assert Finding(STUDY, "lesions.jsonl", "name", "quixada").place == "lesions.jsonl"


@pytest.mark.parametrize(
    "unit", ["Aa ", "12 ", "1.", "3/4/11 ", "2020 ", "Dr. ", "A-1 ", "555-", "+1 ", "a@", "10 March ", "\u00fc1 "]
)
def test_the_search_takes_linear_time(unit: str) -> None:
    small = gate()
    assert grows_linearly(lambda text: list(small.findings(text, STUDY)), unit, 100_000)
