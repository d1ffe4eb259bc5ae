"""The archive looks like one of a hospital with three makers of scanners."""

from __future__ import annotations

import pydicom
import pytest
from demo_reading import read_headers, read_pet


def by_maker(demo, start):
    return next(pet for pet in demo.pets.values() if pet.headers[0].Manufacturer.startswith(start))


def test_siemens_has_a_slope_per_slice_and_the_date_of_injection(demo):
    headers = by_maker(demo, "SIEMENS").headers
    assert len({d.RescaleSlope for d in headers}) > 50
    assert headers[0].Units == "BQML"
    assert headers[0].PixelRepresentation == 0
    assert "RadiopharmaceuticalStartDateTime" in headers[0].RadiopharmaceuticalInformationSequence[0]
    assert [d.InstanceNumber for d in headers] == list(range(len(headers), 0, -1))


def test_siemens_beds_have_their_own_times_and_one_reference(demo):
    headers = by_maker(demo, "SIEMENS").headers
    beds = {d.AcquisitionTime: float(d.FrameReferenceTime) for d in headers}
    assert len(beds) >= 5
    assert min(beds) == headers[0].SeriesTime
    references = []
    for time, frame_ms in beds.items():
        seconds = int(time[:2]) * 3600 + int(time[2:4]) * 60 + float(time[4:])
        references.append(seconds - frame_ms / 1000)
    assert max(references) - min(references) < 0.01


def test_ge_has_a_private_scan_time_and_no_date_of_injection(demo):
    headers = by_maker(demo, "GE").headers
    assert headers[0][0x0009, 0x0010].value == "GEMS_PETD_01"
    assert headers[0].PixelRepresentation == 1
    assert "RadiopharmaceuticalStartDateTime" not in headers[0].RadiopharmaceuticalInformationSequence[0]
    assert [d.ImageIndex for d in headers] == list(range(1, len(headers) + 1))
    assert headers[0].InstanceNumber == len(headers)


def test_philips_counts_from_the_feet_and_has_its_factors(demo):
    headers = by_maker(demo, "Philips").headers
    assert headers[0].Units == "CNTS"
    assert headers[0][0x7053, 0x0010].value == "Philips PET Private Group"
    assert float(headers[0][0x7053, 0x1009].value) > 0
    assert [d.InstanceNumber for d in headers] == list(range(1, len(headers) + 1))


def test_philips_both_factors_give_the_same_suv(demo):
    header = by_maker(demo, "Philips").headers[0]
    drug = header.RadiopharmaceuticalInformationSequence[0]
    start, injected = header.SeriesTime, drug.RadiopharmaceuticalStartTime
    seconds = [int(t[:2]) * 3600 + int(t[2:4]) * 60 + float(t[4:]) for t in (start, injected)]
    left = float(drug.RadionuclideTotalDose) * 2 ** (-(seconds[0] - seconds[1]) / 6586.2)
    by_activity = float(header[0x7053, 0x1009].value) * float(header.PatientWeight) * 1000 / left
    assert float(header[0x7053, 0x1000].value) == pytest.approx(by_activity, rel=1e-6)


def test_ct_and_pet_share_frame_and_range(demo):
    for folder in demo.summary.archive.iterdir():
        pet = read_pet(next(folder.glob("PET_WB_AC_*"))).headers
        ct = read_headers(next(folder.glob("CT_WB_*")))
        assert pet[0].FrameOfReferenceUID == ct[0].FrameOfReferenceUID
        assert [d.ImagePositionPatient[2] for d in pet] == [d.ImagePositionPatient[2] for d in ct]
        assert ct[0].RescaleIntercept == -1024
        middle = ct[len(ct) // 2].pixel_array.astype(int) - 1024
        assert middle.min() < -950
        assert ((middle > 20) & (middle < 80)).mean() > 0.05  # soft tissue
        assert ((middle > -130) & (middle < -70)).mean() > 0.03  # fat


def test_distractor_series_lie_beside_the_true_ones(demo):
    series = [path.name for path in demo.summary.archive.glob("*/*")]
    assert any("NAC" in name for name in series)
    assert any("TOPOGRAM" in name for name in series)
    assert any("DOSE_REPORT" in name for name in series)
    nac = read_headers(next(demo.summary.archive.glob("*/PET_WB_NAC_*")))[0]
    assert "ATTN" not in nac.CorrectedImage
    scout = pydicom.dcmread(next(next(demo.summary.archive.glob("*/TOPOGRAM_*")).iterdir()))
    assert "LOCALIZER" in scout.ImageType


def test_planted_names_and_numbers_differ_between_studies(demo):
    headers = [pet.headers[0] for pet in demo.pets.values()]
    for keyword in ("PatientName", "PatientID", "AccessionNumber", "PatientBirthDate", "StudyDate", "InstitutionName"):
        assert len({str(d[keyword].value) for d in headers}) == len(headers)


def test_every_object_has_its_own_uid_and_a_file_meta_header(demo):
    seen = set()
    for path in demo.summary.archive.rglob("*"):
        if path.is_file():
            header = pydicom.dcmread(path, stop_before_pixels=True)
            assert header.file_meta.TransferSyntaxUID == pydicom.uid.ExplicitVRLittleEndian
            assert header.file_meta.MediaStorageSOPInstanceUID == header.SOPInstanceUID
            seen.add(header.SOPInstanceUID)
    assert len(seen) == demo.summary.dicom_files


def test_one_maker_has_no_extension_and_one_no_natural_order(demo):
    names = [path.name for path in demo.summary.archive.rglob("*") if path.is_file()]
    assert any("." not in name for name in names)
    assert any(name.startswith("2.25.") for name in names)
