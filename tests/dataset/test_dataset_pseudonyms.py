"""Pseudonyms are keyed hashes, splits follow the patient, and the key is private."""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_site_group_has_one_pseudonym_in_any_spelling_and_a_pseudonym_stays() -> None:
    expected = hmac.new(KEY, b"pet_ground/group/st. any", hashlib.sha256).hexdigest()[:16]
    pseudonyms = Pseudonyms(KEY)
    assert pseudonyms.group("St.  Any ") == pseudonyms.group("ST. ANY") == "G" + expected
    assert pseudonyms.group("G" + expected) == "G" + expected
    assert pseudonyms.group("St. Other") != pseudonyms.group("St. Any") != Pseudonyms(KEY[::-1]).group("St. Any")


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


def _moved(day: date, patient: str, key: bytes = KEY) -> date:
    return date.fromisoformat(Pseudonyms(key).shifted_date(patient, f"{day:%Y%m%d}") or "")


@given(
    st.text("0123456789abcdef", min_size=1, max_size=8),
    st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    st.integers(0, 5000),
)
@settings(max_examples=100, deadline=None)
def test_the_days_between_a_patient_s_studies_stay(patient: str, day: date, later: int) -> None:
    assert _moved(day + timedelta(days=later), patient) - _moved(day, patient) == timedelta(days=later)


def test_dates_move_back_by_1_to_10_years_by_another_number_of_days_for_each_patient_and_key() -> None:
    shifts = [Pseudonyms(KEY).shift_days(f"P{n}") for n in range(20_000)]
    assert min(shifts) == -3652
    assert max(shifts) == -365
    # Uniform over 3288 days: 20,000 draws leave 7.5 of them out, and 6 standard deviations are about 16 more.
    assert len(set(shifts)) > 3288 - 24
    # Known answer by: printf pet_ground/shift/P1 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001..1f
    digest = hmac.new(KEY, b"pet_ground/shift/P1", hashlib.sha256).hexdigest()
    assert Pseudonyms(KEY).shift_days("P1") == -365 - int(digest, 16) % 3288 == -3394
    assert Pseudonyms(KEY).shifted_date("P1", "20200310") == "2010-11-24"
    assert Pseudonyms(KEY[::-1]).shift_days("P1") != -3394


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "  ",
        "2020",
        "20201340",
        "20200230",
        "2020-03-10",
        "2020031",
        "00010101",
        "0310\u0664\u0660\u0661\u0661",
    ],
)
def test_what_is_no_dicom_date_is_not_guessed(told: str | None) -> None:
    assert Pseudonyms(KEY).shifted_date("P1", told) is None


def test_a_uid_is_replaced_by_a_valid_one_that_only_the_key_can_make() -> None:
    made = Pseudonyms(KEY).uid("1.2.840.113619.2.55.3")
    assert made is not None
    assert re.fullmatch(r"2\.25\.[1-9]\d{0,38}", made)
    assert len(made) <= 64
    as_uuid = uuid.UUID(int=int(made.removeprefix("2.25.")))
    assert (as_uuid.variant, as_uuid.version) == (uuid.RFC_4122, 8)
    assert made == Pseudonyms(KEY).uid("1.2.840.113619.2.55.3\0")
    others = {Pseudonyms(KEY).uid(f"1.2.{n}") for n in range(1000)} | {
        Pseudonyms(KEY[::-1]).uid("1.2.840.113619.2.55.3")
    }
    assert len(others | {made}) == 1002
    assert Pseudonyms(KEY).uid("1.2.840.1") == "2.25.50012749785785694437997266792580356196"


def test_no_uid_stays_none() -> None:
    assert Pseudonyms(KEY).uid("") is Pseudonyms(KEY).uid(" \0") is None


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
