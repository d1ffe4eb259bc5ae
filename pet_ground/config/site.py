"""The site profile: how a site numbers its slices, how exact its reports are, how sharp its scanners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveFloat, field_validator, model_validator

from pet_ground.config.settings import Settings

Origin = Literal["head", "feet"]
Base = Literal[0, 1]
Numbered = Literal["pet", "ct", "mm"]

AUTO = "auto"
"""What a pipeline writes for its site so that the build estimates it."""


class _OwnNumbering(Settings):
    """What may differ from the site's profile for a part of its studies; None takes the site's."""

    origin: Origin | None = None
    base: Base | None = None
    numbered: Numbered | None = None
    table_origin: Origin | None = None
    psf_fwhm_mm: PositiveFloat | None = None
    suv_tolerance: NonNegativeFloat | None = None
    suv_tolerance_share: NonNegativeFloat | None = None
    slice_tolerance_mm: NonNegativeFloat | None = None

    @property
    def own(self) -> dict[str, Any]:
        """What differs, by the names of ``SiteProfile``."""
        return self.model_dump(exclude_none=True, include=set(_OwnNumbering.model_fields))


class _OfScanner(Settings):
    scanner: str

    @field_validator("scanner")
    @classmethod
    def a_scanner_has_a_name(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("a scanner without manufacturer and model")
        return name


class _OfGroup(Settings):
    group: str
    scanner: str = ""

    @field_validator("group")
    @classmethod
    def a_group_has_a_name(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("a site group without a name")
        return name


class ScannerProfile(_OwnNumbering, _OfScanner):  # the name stands first in a file: fields come from the last base on
    """What differs from the site's profile for the studies of one scanner; None takes the site's.

    Attributes:
        scanner: manufacturer and model as in ``studies.parquet``, with a space between; case does not matter.
        origin, base, numbered, table_origin, psf_fwhm_mm, suv_tolerance, suv_tolerance_share, slice_tolerance_mm: as in
            ``SiteProfile``.
    """


class GroupProfile(_OwnNumbering, _OfGroup):
    """What differs for the studies of one site group, or for those of them from one scanner; None takes the site's.

    Attributes:
        group: as the column ``site_group`` of the reports names it, in any case; or its pseudonym under the site's key,
            which is all that a data set may hold of it.
        scanner: as in ``ScannerProfile``; "" for all scanners of the group.
        origin, base, numbered, table_origin, psf_fwhm_mm, suv_tolerance, suv_tolerance_share, slice_tolerance_mm: as in
            ``SiteProfile``.
    """


class SiteProfile(Settings):
    """How a site numbers its slices, how exact its reports are, and how sharp its scanner is.

    Attributes:
        origin: the end from which slices are counted. Table positions (``numbered: mm``) that grow from the feet to the
            head are DICOM's z (``feet``); those that grow from the head to the feet are its negative (``head``).
        base: number of the first slice; without meaning for table positions.
        numbered: what the reports number where they do not say it themselves: the slices of the PET, those of the CT,
            or positions of the table in mm.
        table_origin: the same for positions that the reports call so ("slice location -595.1"), whatever is numbered
            otherwise; None takes DICOM's z (``feet``), or ``origin`` where ``numbered`` is mm.
        psf_fwhm_mm: reconstructed resolution, full width at half maximum; 6.5 mm is typical of clinical PET.
        reconstruction: words in the SeriesDescription of the PET reconstruction that the site reports from, in any
            case; "" takes the standard one.
        suv_tolerance: the site's own in g/ml; None takes ``ground.suv_tolerance``.
        suv_tolerance_share: the tolerance is at least this share of the reported SUVmax.
        suv_decimals: decimals of a reported SUVmax where a voter did not say how many there were.
        slice_tolerance_mm: the site's own; None takes ``ground.slice_tolerance_mm``.
        scanners: what differs for single scanners.
        groups: what differs for single site groups, and goes before what differs for their scanners.
        estimate: the numbering and the tolerances are estimated during the build; what is given here is taken where the
            reports say too little. ``site: auto`` is short for it.
    """

    origin: Origin = "head"
    base: Base = 1
    numbered: Numbered = "pet"
    table_origin: Origin | None = None
    psf_fwhm_mm: PositiveFloat = 6.5
    reconstruction: str = ""
    suv_tolerance: NonNegativeFloat | None = None
    suv_tolerance_share: NonNegativeFloat = 0.0
    suv_decimals: NonNegativeInt | None = None
    slice_tolerance_mm: NonNegativeFloat | None = None
    scanners: tuple[ScannerProfile, ...] = ()
    groups: tuple[GroupProfile, ...] = ()
    estimate: bool = False

    @model_validator(mode="before")
    @classmethod
    def auto_is_short_for_estimate(cls, given: Any) -> Any:
        return {"estimate": True} if given == AUTO else given

    @model_validator(mode="after")
    def no_scanner_is_named_twice(self) -> SiteProfile:
        names = [scanner_key(one.scanner) for one in self.scanners]
        if len(set(names)) < len(names):
            raise ValueError(f"scanners named twice: {sorted({name for name in names if names.count(name) > 1})}")
        return self

    @model_validator(mode="after")
    def no_group_is_named_twice(self) -> SiteProfile:
        parts = [(group_key(one.group), scanner_key(one.scanner)) for one in self.groups]
        if len(set(parts)) < len(parts):
            raise ValueError("a site group is named twice, for the same scanners")
        return self

    @property
    def table_counts_from(self) -> Origin:
        """The end from which table positions grow: that given, else ``origin`` where numbers are such positions."""
        return self.table_origin or (self.origin if self.numbered == "mm" else "feet")

    def of_scanner(self, scanner: str, group: str = "") -> SiteProfile:
        """The profile that holds for a scanner (see ``scanner_name``) of a site group; it names neither itself.

        Where several entries hold, what a group says goes before what a scanner says, and what it says of the scanner
        before what it says of all.
        """
        entries = (
            *(one for one in self.scanners if scanner_key(one.scanner) == scanner_key(scanner)),
            *(one for one in self._of_group(group) if not one.scanner.strip()),
            *(one for one in self._of_group(group) if scanner_key(one.scanner) == scanner_key(scanner)),
        )
        own = {name: value for one in entries for name, value in one.own.items()}
        return self.model_copy(update={**own, "scanners": (), "groups": ()})

    def _of_group(self, group: str) -> list[GroupProfile]:
        return [one for one in self.groups if group_key(one.group) == group_key(group)]

    def with_groups_called(self, name_of: Callable[[str], str]) -> SiteProfile:
        """The same profile with other names of the site groups, in their order."""
        called = (one.model_copy(update={"group": name_of(one.group)}) for one in self.groups)
        groups = sorted(called, key=lambda one: (group_key(one.group), scanner_key(one.scanner)))
        return self.model_copy(update={"groups": tuple(groups)})


def scanner_name(manufacturer: str, model: str) -> str:
    """What a profile calls a scanner: manufacturer and model; "" where neither is known."""
    return " ".join(f"{manufacturer} {model}".split())


def scanner_key(name: str) -> str:
    """The same for two spellings of a scanner that differ in case and spaces only."""
    return " ".join(name.casefold().split())


def group_key(name: str) -> str:
    """The same for two spellings of a site group that differ in case and spaces only."""
    return " ".join(name.casefold().split())
