"""Facts that repeat are read once; a change of any byte that goes into them is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dicom_files import BQML_PER_SUV, change, pet_header, radiopharmaceutical, suv_phantom, write_slices
from pydicom.sequence import Sequence
from pydicom.uid import ImplicitVRLittleEndian

from pet_ground.dicom.facts import SeriesFacts, read_series_facts, read_slice_facts
from pet_ground.dicom.foreign import read_foreign
from pet_ground.dicom.reading import Source, read_header
from pet_ground.dicom.repeated import Repeated

CHANGES: list[dict[str, Any]] = [
    {"PatientWeight": "81"},
    {"PatientWeight": None},
    {"PatientSize": "1.8"},
    {"Units": "GML"},
    {"SeriesTime": "100001"},
    {"SeriesDate": None},
    {"AcquisitionTime": "100500"},
    {"FrameReferenceTime": "5"},
    {"TimezoneOffsetFromUTC": "+0100"},
    {"CorrectedImage": ["ATTN"]},
    {"Manufacturer": "GE MEDICAL SYSTEMS"},
    {"SpecificCharacterSet": "ISO_IR 100"},
    {"RadiopharmaceuticalInformationSequence": Sequence([radiopharmaceutical(RadionuclideTotalDose=4.1e8)])},
    {"RadiopharmaceuticalInformationSequence": Sequence([radiopharmaceutical(Radiopharmaceutical="Choline")])},
    {"RadiopharmaceuticalInformationSequence": Sequence([radiopharmaceutical(), radiopharmaceutical()])},
    {"RadiopharmaceuticalInformationSequence": None},
]


def written(folder: Path, **changes: Any) -> Path:
    header = change(pet_header(), changes)
    return write_slices(folder, header, suv_phantom()[:1] * BQML_PER_SUV)[0]


@pytest.mark.parametrize("read", [read_series_facts, read_slice_facts])
@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_the_facts_are_those_that_are_read_anew(tmp_path: Path, read: Any, number: int) -> None:
    headers = [
        read_header(written(tmp_path / "a")),
        read_header(written(tmp_path / "b", **CHANGES[number])),
        read_header(written(tmp_path / "c")),
    ]
    repeated = Repeated(read)
    assert [repeated(header) for header in headers] == [read(header) for header in headers]


def test_what_is_the_same_is_read_once(tmp_path: Path) -> None:
    calls = []

    def read(header: Source) -> SeriesFacts:
        calls.append(header)
        return read_series_facts(header)

    paths = write_slices(tmp_path, pet_header(), suv_phantom() * BQML_PER_SUV)
    repeated = Repeated(read)
    facts = {id(repeated(read_header(path))) for path in paths}
    assert (len(calls), len(facts)) == (1, 1)


def test_the_same_bytes_written_in_another_way_are_read_anew(tmp_path: Path) -> None:
    header = pet_header()
    explicit = write_slices(tmp_path / "e", header, suv_phantom() * BQML_PER_SUV)[0]
    header.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    implicit = write_slices(tmp_path / "i", header, suv_phantom() * BQML_PER_SUV)[0]
    calls = []
    repeated = Repeated(lambda one: calls.append(one) or read_series_facts(one))
    assert repeated(read_header(explicit)) == repeated(read_header(implicit))
    assert len(calls) == 2


def test_a_header_that_pydicom_reads_is_not_compared(tmp_path: Path) -> None:
    path = written(tmp_path)
    repeated = Repeated(read_series_facts)
    assert repeated(read_foreign(path, with_pixels=False)) == repeated(read_header(path))
