"""Pseudonyms are keyed hashes, splits follow the patient, and the key is private."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pet_ground.config import DatasetSettings
from pet_ground.dataset import Pseudonyms, load_or_create_key
from pet_ground.errors import UsageError

KEY = bytes(range(32))


def test_a_pseudonym_is_the_hmac_of_its_domain_and_id() -> None:
    expected = hmac.new(KEY, b"pet_ground/study/1.2.840.1", hashlib.sha256).hexdigest()[:16]
    assert Pseudonyms(KEY).study("1.2.840.1") == "S" + expected
    # Known answers by: printf pet_ground/study/1.2.840.1 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001..1f
    assert Pseudonyms(KEY).study("1.2.840.1") == "Sdfbc60175fe124a8"
    assert Pseudonyms(KEY).patient("1.2.840.1") == "P50fe45cc75d9ed09"


def test_another_key_gives_another_pseudonym_and_the_padding_of_dicom_does_not() -> None:
    assert Pseudonyms(KEY).patient("A7") != Pseudonyms(KEY[::-1]).patient("A7")
    assert Pseudonyms(KEY).study("1.2.3\0") == Pseudonyms(KEY).study("1.2.3")
    assert Pseudonyms(KEY).patient(" A7 ") == Pseudonyms(KEY).patient("A7")


def test_an_empty_id_and_a_short_key_are_refused() -> None:
    with pytest.raises(ValueError, match="empty id"):
        Pseudonyms(KEY).patient("  ")
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonyms(b"short")


def test_the_split_is_by_patient_and_its_fractions_are_about_right() -> None:
    pseudonyms, settings = Pseudonyms(KEY), DatasetSettings()
    patients = [pseudonyms.patient(str(n)) for n in range(10_000)]
    parts = [pseudonyms.split(patient, settings) for patient in patients]
    assert parts == [Pseudonyms(KEY).split(patient, settings) for patient in patients]
    counts = Counter(parts)
    # Four standard deviations of a binomial: 160 for 80 %, 120 for 10 %.
    assert abs(counts["train"] - 8000) < 160
    assert abs(counts["validation"] - 1000) < 120
    assert abs(counts["test"] - 1000) < 120


def test_the_settings_decide_the_fractions() -> None:
    pseudonyms = Pseudonyms(KEY)
    patients = [pseudonyms.patient(str(n)) for n in range(50)]
    assert {pseudonyms.split(p, DatasetSettings(train=1, validation=0)) for p in patients} == {"train"}
    assert {pseudonyms.split(p, DatasetSettings(train=0, validation=1)) for p in patients} == {"validation"}
    assert {pseudonyms.split(p, DatasetSettings(train=0, validation=0)) for p in patients} == {"test"}


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "private" / "key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert load_or_create_key(path) == key
    assert [entry.name for entry in path.parent.iterdir()] == ["key"]
    assert load_or_create_key(tmp_path / "other" / "key") != key


def test_many_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: load_or_create_key(tmp_path / "private" / "key"), range(32)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    load_or_create_key(path)
    path.chmod(mode)
    with pytest.raises(UsageError, match="others may read"):
        load_or_create_key(path)


def test_a_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("not a key\n")
    path.chmod(0o600)
    with pytest.raises(UsageError, match="does not hold a key"):
        load_or_create_key(path)
    assert path.read_text() == "not a key\n"


def test_a_place_where_no_key_can_be_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be made"):
        load_or_create_key(tmp_path / "file" / "key")
