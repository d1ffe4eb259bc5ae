"""The site profile: how a site numbers its slices, how exact its reports are, how sharp its scanners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveFloat, field_validator, model_validator

from pet_ground.config.settings import Settings

Origin = Literal["head", "feet"]
Base = Literal[0, 1]
Numbered = Literal["pet", "ct", "mm"]

AUTO = "auto"
"""What a pipeline writes for its site so that the build estimates it."""


class ScannerProfile(Settings):
    """What differs from the site's profile for the studies of one scanner; None takes the site's.

    Attributes:
        scanner: manufacturer and model as in ``studies.parquet``, with a space between; case does not matter.
        origin, base, numbered, table_origin, psf_fwhm_mm, suv_tolerance, suv_tolerance_share, slice_tolerance_mm: as in
            ``SiteProfile``.
    """

    scanner: str
    origin: Origin | None = None
    base: Base | None = None
    numbered: Numbered | None = None
    table_origin: Origin | None = None
    psf_fwhm_mm: PositiveFloat | None = None
    suv_tolerance: NonNegativeFloat | None = None
    suv_tolerance_share: NonNegativeFloat | None = None
    slice_tolerance_mm: NonNegativeFloat | None = None

    @field_validator("scanner")
    @classmethod
    def a_scanner_has_a_name(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("a scanner without manufacturer and model")
        return name


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

    @property
    def table_counts_from(self) -> Origin:
        """The end from which table positions grow: that given, else ``origin`` where numbers are such positions."""
        return self.table_origin or (self.origin if self.numbered == "mm" else "feet")

    def of_scanner(self, scanner: str) -> SiteProfile:
        """The profile that holds for a scanner (see ``scanner_name``); it names no scanners itself."""
        own: Mapping[str, Any] = next(
            (
                one.model_dump(exclude_none=True, exclude={"scanner"})
                for one in self.scanners
                if scanner_key(one.scanner) == scanner_key(scanner)
            ),
            {},
        )
        return self.model_copy(update={**own, "scanners": ()})


def scanner_name(manufacturer: str, model: str) -> str:
    """What a profile calls a scanner: manufacturer and model; "" where neither is known."""
    return " ".join(f"{manufacturer} {model}".split())


def scanner_key(name: str) -> str:
    """The same for two spellings of a scanner that differ in case and spaces only."""
    return " ".join(name.casefold().split())
