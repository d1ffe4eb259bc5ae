"""Writing a demo: repeatable, never over foreign files; and the DICOM writer."""

from __future__ import annotations

import hashlib

import numpy as np
import pydicom
import pytest

from pet_ground.demo import write_demo
from pet_ground.dicom.write import PrivateBlock, SeriesWriter, make_dataset
from pet_ground.errors import UsageError


def digests(folder):
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_however_many_studies_there_are(demo, tmp_path):
    write_demo(tmp_path / "again", studies=1, seed=11)
    again, first = digests(tmp_path / "again"), digests(demo.folder)
    shared = {name for name in again if name.split("/")[0] in ("archive", "labels", "masks")}
    assert len(shared) > 500
    assert {name: again[name] for name in shared} == {name: first[name] for name in shared}
    truth = (tmp_path / "again" / "truth.jsonl").read_text()
    assert (demo.folder / "truth.jsonl").read_text().startswith(truth)


def test_a_folder_that_is_no_demo_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="neither empty nor a demo"):
        write_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_older_demo_is_replaced_and_nothing_else(tmp_path, monkeypatch):
    class Stop(Exception):
        pass

    def stop(seed, index):
        raise Stop

    monkeypatch.setattr("pet_ground.demo.write.make_study", stop)
    (tmp_path / "demo.json").write_text("{}")
    (tmp_path / "archive" / "OLD").mkdir(parents=True)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Stop):
        write_demo(tmp_path, studies=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.json", "notes.txt"]


@pytest.mark.parametrize(("studies", "seed"), [(0, 0), (-1, 0), (1, -1)])
def test_impossible_numbers_are_refused(tmp_path, studies, seed):
    with pytest.raises(UsageError, match="at least 1 study"):
        write_demo(tmp_path, studies=studies, seed=seed)


def test_a_file_is_not_taken_for_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="not a folder"):
        write_demo(tmp_path / "file")


def test_a_written_object_reads_back_with_its_pixels_sequences_and_private_elements(tmp_path):
    block = PrivateBlock(0x0009, "GEMS_PETD_01", {0x0D: ("DT", "20110203040506.00")})
    writer = SeriesWriter({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.128", "Modality": "PT"}, [block])
    pixels = np.array([[-5, 2, 7], [0, 1, 300]], dtype=np.int16)
    own = {"SOPInstanceUID": "2.25.7", "RadionuclideCodeSequence": [{"CodeValue": "C-111A1"}]}
    writer.write(tmp_path / "a.dcm", own, pixels)
    back = pydicom.dcmread(tmp_path / "a.dcm")
    np.testing.assert_array_equal(back.pixel_array, pixels)
    assert back.RadionuclideCodeSequence[0].CodeValue == "C-111A1"
    assert back[0x0009, 0x100D].value == "20110203040506.00"


def test_a_value_of_one_slice_does_not_stay_for_the_next(tmp_path):
    writer = SeriesWriter({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"})
    pixels = np.zeros((2, 3), dtype=np.uint16)
    writer.write(tmp_path / "a", {"SOPInstanceUID": "2.25.1", "InstanceNumber": 4}, pixels)
    writer.write(tmp_path / "b", {"SOPInstanceUID": "2.25.2"}, pixels)
    assert "InstanceNumber" not in pydicom.dcmread(tmp_path / "b")


def test_unknown_keywords_and_pixel_types_are_refused(tmp_path):
    with pytest.raises(ValueError, match="not a DICOM keyword"):
        make_dataset({"PatientWheight": "70"})
    writer = SeriesWriter({"SOPClassUID": "1.2", "SOPInstanceUID": "2.25.1"})
    with pytest.raises(ValueError, match="can't be written"):
        writer.write(tmp_path / "a", {}, np.zeros((2, 2), dtype=np.float32))
