"""What the index keeps of a file: what it shares with the other slices of its series, and what is its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pet_ground.dicom.attributes import tag_of
from pet_ground.dicom.enhanced import frame_headers
from pet_ground.dicom.facts import PHILIPS_ACTIVITY_FACTOR, PHILIPS_SUV_FACTOR
from pet_ground.dicom.header import Header
from pet_ground.dicom.index_keywords import IDENTIFYING, SHARED
from pet_ground.dicom.names import vendor_name
from pet_ground.dicom.reading import Source, open_header
from pet_ground.dicom.sop_classes import MULTI_FRAME
from pet_ground.dicom.values import number, numbers, text, texts
from pet_ground.errors import ItemDropped
from pet_ground.records import Record

SHARED_TAGS = tuple(tag_of(keyword) for keyword in SHARED)
STOP = tag_of("FrameReferenceTime") + 1
"""The first tag that is of no interest."""
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
ORIENTATION_DECIMALS = 3
POSITION_DECIMALS = 2
REMEMBERED = 2000
"""How many different sets of shared values are remembered while an archive is read (a few kB each)."""

PHASES = ("FrameReferenceTime", "TemporalPositionIdentifier", "TemporalPositionIndex")
"""What tells a slice from another at the same place, besides the time of its acquisition and its trigger time."""

Vector = tuple[float, float, float]


class Shared(Record):
    """What the slices of a series share; the names are those of ``SeriesEntry`` and ``StudyEntry``."""

    study: str
    series: str
    patient_id: str
    accession_number: str
    study_date: str
    identifiers: tuple[str, ...]
    sop_class_uid: str
    modality: str
    image_type: tuple[str, ...]
    series_type: tuple[str, ...]
    corrected_image: tuple[str, ...] | None
    attenuation_method: str
    frame_of_reference_uid: str
    series_number: int | None
    description: str
    orientation: tuple[float, ...]
    rows: int | None
    columns: int | None
    pixel_mm: tuple[float, ...]
    kernel: str
    reconstruction: str
    manufacturer: str
    units: str
    decay_correction: str
    has_philips_factor: bool
    time_slices: int | None


@dataclass(frozen=True)
class Place:
    """Where and when a slice was taken.

    Attributes:
        height_mm: along the normal, from the feet to the head where that is axial; None where it is not known.
        acquired: its date and time as they stand, "" where there is none.
        phase: frame reference time and time slice.
        gate: trigger time.
    """

    height_mm: float | None
    acquired: str = ""
    phase: str = ""
    gate: str = ""


@dataclass(frozen=True)
class FileFacts:
    """One DICOM file. ``places`` has one entry for a slice, more for a multi-frame object."""

    shared: Shared
    sop_instance_uid: str
    number: int | None
    places: tuple[Place, ...]


@dataclass
class FactsReader:
    """Reads files; remembers what the slices of a series share, so that it is decoded once."""

    _known: dict[tuple[object, ...], tuple[Shared, Vector | None]] = field(default_factory=dict)

    def read(self, path: Path) -> FileFacts | None:
        """The facts of a file; None where it is not DICOM.

        Raises:
            OSError: it can't be opened.
            ItemFailed: ``corrupt_file``.
            KeyError: it lacks one of ``UIDS``.
        """
        header = open_header(path, STOP)
        if header is None:
            return None
        shared, normal = self._shared(header, path)
        sop = text(header, "SOPInstanceUID")
        if not (shared.study and shared.series and sop):
            raise KeyError("no instance UIDs")
        if shared.sop_class_uid in MULTI_FRAME:
            return _multi_frame(header, sop, path)
        place = Place(_height(normal, numbers(header, "ImagePositionPatient")), *_times(header))
        return FileFacts(shared, sop, _whole(header, "InstanceNumber"), (place,))

    def _shared(self, header: Source, path: Path) -> tuple[Shared, Vector | None]:
        if not isinstance(header, Header):
            return read_shared(header, path), _normal(numbers(header, "ImageOrientationPatient"))
        key = (header.syntax, *map(header.raw, SHARED_TAGS))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = read_shared(header, path), _normal(numbers(header, "ImageOrientationPatient"))
            self._known[key] = known
        return known


def read_shared(header: Source, path: Path) -> Shared:
    """What a slice shares with the others of its series; ``path`` is its file.

    Raises:
        OSError, ItemFailed: the file can't be opened, or read, once more.
    """
    units = _units(header)
    return Shared(
        study=text(header, "StudyInstanceUID"),
        series=text(header, "SeriesInstanceUID"),
        patient_id=text(header, "PatientID"),
        accession_number=text(header, "AccessionNumber"),
        study_date=text(header, "StudyDate"),
        identifiers=tuple(sorted({part for key in IDENTIFYING for part in texts(header, key) if part})),
        sop_class_uid=text(header, "SOPClassUID"),
        modality=text(header, "Modality").upper(),
        image_type=_upper(header, "ImageType"),
        series_type=_upper(header, "SeriesType"),
        corrected_image=tuple(part for part in _upper(header, "CorrectedImage") if part) or None,
        attenuation_method=text(header, "AttenuationCorrectionMethod"),
        frame_of_reference_uid=text(header, "FrameOfReferenceUID"),
        series_number=_whole(header, "SeriesNumber"),
        description=text(header, "SeriesDescription"),
        orientation=_rounded(numbers(header, "ImageOrientationPatient")),
        rows=_whole(header, "Rows"),
        columns=_whole(header, "Columns"),
        pixel_mm=numbers(header, "PixelSpacing"),
        kernel="\\".join(texts(header, "ConvolutionKernel")),
        reconstruction=text(header, "ReconstructionMethod"),
        manufacturer=vendor_name(text(header, "Manufacturer")),
        units=units,
        decay_correction=text(header, "DecayCorrection").upper(),
        has_philips_factor=units == "CNTS" and _has_philips_factor(path),
        time_slices=_whole(header, "NumberOfTimeSlices"),
    )


def _multi_frame(header: Source, sop: str, path: Path) -> FileFacts:
    """The facts of an object whose frames have places of their own."""
    frames = frame_headers(header)
    cosines = [numbers(frame, "ImageOrientationPatient") for frame in frames]
    orientations = {_rounded(one) for one in cosines}
    shared = read_shared(frames[0], path)
    if len(orientations) > 1:
        shared = shared.model_copy(update={"orientation": ()})
    places = [
        Place(_height(_normal(one), numbers(frame, "ImagePositionPatient")), *_times(frame))
        for frame, one in zip(frames, cosines, strict=True)
    ]
    return FileFacts(shared, sop, None, tuple(places))


def _units(header: Source) -> str:
    """Units, "" where the pixels of a frame have several meanings: that is for the conversion to refuse."""
    try:
        return text(header, "Units").upper()
    except ItemDropped:
        return ""


def _has_philips_factor(path: Path) -> bool:
    """Whether counts can become an SUV. They come late in a header, so that it is read again, once per series."""
    header = open_header(path)
    factors = () if header is None else (number(header, key) for key in (PHILIPS_SUV_FACTOR, PHILIPS_ACTIVITY_FACTOR))
    return any(factor is not None and factor > 0 for factor in factors)


def _times(header: Source) -> tuple[str, str, str]:
    acquired = text(header, "AcquisitionDate") + text(header, "AcquisitionTime") or text(header, "AcquisitionDateTime")
    gate = text(header, "TriggerTime") or text(header, "NominalCardiacTriggerDelayTime")
    return acquired, "|".join(text(header, key) for key in PHASES).strip("|"), gate


def _normal(cosines: Sequence[float]) -> Vector | None:
    """The normal of a slice, its largest component positive: one axis for CT and PET, whichever way they are stored."""
    if len(cosines) != 6:
        return None
    a, b, c, d, e, f = cosines
    x, y, z = b * f - c * e, c * d - a * f, a * e - b * d
    return (x, y, z) if max(z, y, x, key=abs) > 0 else (-x, -y, -z)


def _height(normal: Vector | None, position: Sequence[float]) -> float | None:
    """Position along the normal; None where it is not known, or no number that a float holds."""
    if normal is None or len(position) != 3:
        return None
    height = normal[0] * position[0] + normal[1] * position[1] + normal[2] * position[2]
    return round(height, POSITION_DECIMALS) if math.isfinite(height) else None


def _rounded(cosines: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, ORIENTATION_DECIMALS) for value in cosines)


def _upper(header: Source, key: str) -> tuple[str, ...]:
    return tuple(part.upper() for part in texts(header, key))


def _whole(header: Source, key: str) -> int | None:
    value = number(header, key)
    return None if value is None else math.floor(value)
