"""Pseudonyms, splits, date shifts and UIDs from one secret key.

A pseudonym is a keyed hash (HMAC-SHA256, RFC 2104): who has the key can make it again from the hospital's id, who has
not can neither invert it nor test a guess. The key is made once per site, stays at the site, and is no part of the
data set. Each kind of pseudonym has its own domain, so that equal ids of different kinds don't show.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pet_ground.config import DatasetSettings, group_key
from pet_ground.errors import UsageError
from pet_ground.records import Split

KEY_BYTES = 32
"""Length of the key: that of the hash, as RFC 2104 recommends."""

PSEUDONYM_DIGITS = 16
"""Hexadecimal digits of a pseudonym: 64 bits, so that among a million ids a collision has a chance of 3e-8."""

FEWEST_SHIFT_DAYS, MOST_SHIFT_DAYS = 365, 3652
"""A patient's dates move back by 1 to 10 years: never by nothing, never into the future, and by whole days, because
a shift by hours would change the time from injection to scan and with it every SUV."""

UUID_VERSION, UUID_VARIANT = 8, 0b10
"""A UUID of the kind that leaves its bits to the maker (RFC 9562, section 5.8)."""

PRIVATE_FILE_MODE: Final = 0o600
PRIVATE_FOLDER_MODE: Final = 0o700
OTHERS = 0o077
"""The permission bits of everybody but the owner."""


class Pseudonyms:
    """Makes the pseudonyms and splits of one site.

    Args:
        key: the site's secret, at least ``KEY_BYTES`` bytes.

    Raises:
        ValueError: the key is shorter.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"a key has at least {KEY_BYTES} bytes, not {len(key)}")
        self._key = key

    def study(self, study_instance_uid: str) -> str:
        """``S`` and 16 hexadecimal digits.

        Raises:
            ValueError: the UID is empty.
        """
        return "S" + self._digest("study", study_instance_uid)[:PSEUDONYM_DIGITS]

    def patient(self, patient_id: str) -> str:
        """``P`` and 16 hexadecimal digits. Patients without an id must not share one: an empty id is refused.

        Raises:
            ValueError: the id is empty.
        """
        return "P" + self._digest("patient", patient_id)[:PSEUDONYM_DIGITS]

    def group(self, site_group: str) -> str:
        """``G`` and 16 hexadecimal digits, in any spelling of case and blanks; a pseudonym of a group stays as it is.

        Raises:
            ValueError: the name is empty.
        """
        if re.fullmatch(rf"G[0-9a-f]{{{PSEUDONYM_DIGITS}}}", site_group.strip(), re.ASCII):
            return site_group.strip()
        return "G" + self._digest("group", group_key(site_group))[:PSEUDONYM_DIGITS]

    def split(self, patient_pseudonym: str, settings: DatasetSettings) -> Split:
        """The part of the data set to which a patient belongs, with all studies, in every build with this key.

        A patient's place between 0 and 1 depends on the key and the pseudonym only, so adding patients moves nobody.
        """
        place = int(self._digest("split", patient_pseudonym)[:PSEUDONYM_DIGITS], 16) / 16**PSEUDONYM_DIGITS
        if place < settings.train:
            return "train"
        return "validation" if place < settings.train + settings.validation else "test"

    def shift_days(self, patient_pseudonym: str) -> int:
        """By how many days a patient's dates move: -``MOST_SHIFT_DAYS`` to -``FEWEST_SHIFT_DAYS``.

        It depends on the key and the pseudonym only, so all studies of a patient move alike and the days between them
        stay.
        """
        span = MOST_SHIFT_DAYS - FEWEST_SHIFT_DAYS + 1
        return -FEWEST_SHIFT_DAYS - int(self._digest("shift", patient_pseudonym), 16) % span

    def shifted_date(self, patient_pseudonym: str, date: str | None) -> str | None:
        """A date of a patient, YYYYMMDD as in DICOM, moved by ``shift_days``: YYYY-MM-DD, None where it is no date."""
        digits = (date or "").strip(" \0")
        if not re.fullmatch(r"\d{8}", digits, re.ASCII):
            return None
        try:
            day = datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
            return (day + timedelta(days=self.shift_days(patient_pseudonym))).isoformat()
        except (ValueError, OverflowError):
            return None

    def uid(self, original: str) -> str | None:
        """The UID that stands for a UID of the archive: ``2.25.`` and a UUID as a number (DICOM PS3.5, B.2).

        Equal UIDs stay equal, so that series of one frame of reference can be told. None where there is no UID.
        """
        if not original.strip(" \0"):
            return None
        number = int(self._digest("uid", original)[:32], 16)
        number = number & ~(0xF << 76) | UUID_VERSION << 76
        number = number & ~(0b11 << 62) | UUID_VARIANT << 62
        return f"2.25.{number}"

    def _digest(self, domain: str, value: str) -> str:
        # DICOM pads ids to even length with a blank or a NUL, and reports write them without.
        trimmed = value.strip(" \0")
        if not trimmed:
            raise ValueError(f"an empty id has no pseudonym ({domain})")
        return hmac.new(self._key, f"pet_ground/{domain}/{trimmed}".encode(), "sha256").hexdigest()


def load_or_create_key(path: Path) -> bytes:
    """The key in ``path``; where there is none, a random one is made, readable by its owner only.

    A file that exists is never overwritten: with another key every pseudonym and split would change.

    Raises:
        UsageError: others may read the file, it does not hold a key, or it can't be made or read.
    """
    try:
        if not path.exists():
            _create(path)
        return _load(path)
    except OSError as exc:
        raise UsageError(f"the key {path} can't be made or read ({type(exc).__name__})") from exc


def _load(path: Path) -> bytes:
    mode = path.stat().st_mode
    if mode & OTHERS:
        raise UsageError(f"others may read the key {path} (mode {mode & 0o777:o}): restrict it with chmod 600")
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", text):
        raise UsageError(f"{path} does not hold a key of {KEY_BYTES} bytes in hexadecimal digits")
    return bytes.fromhex(text)


def _create(path: Path) -> None:
    """Write a new key beside ``path`` and link it there; where another process was faster, its key stays."""
    path.parent.mkdir(mode=PRIVATE_FOLDER_MODE, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
    partial = Path(name)
    try:
        os.fchmod(handle, PRIVATE_FILE_MODE)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(KEY_BYTES) + "\n")
        if not path.exists():
            _link(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _link(partial: Path, path: Path) -> None:
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        return
