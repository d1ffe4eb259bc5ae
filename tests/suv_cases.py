"""The facts of one plain PET series, which tests of the SUV rules change one at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from dicom_files import pet_header, radiopharmaceutical
from pydicom.dataset import Dataset

from pet_ground.dicom.facts import SeriesFacts, SliceFacts, read_series_facts, read_slice_facts
from pet_ground.dicom.foreign import ForeignHeader
from pet_ground.dicom.suv import SuvDecision, decide_suv
from pet_ground.errors import ItemDropped
from pet_ground.reasons import Reason

SCAN = datetime(2020, 3, 10, 10, 0, 0)
HALF_LIFE_S = 6586.2
SERIES = SeriesFacts(
    units="BQML", decay_correction="START", weight=80.0, dose=4e8, half_life_s=HALF_LIFE_S, radionuclide="F-18",
    tracer="FDG", tracers=1, series=SCAN, injection_time="090000",
)  # fmt: skip
SLICE = SliceFacts(acquired=SCAN, frame_reference_s=0.0, frame_duration_s=120.0)
UNDECAYED = 80e3 / 4e8
START_FACTOR = UNDECAYED * 2 ** (3600 / HALF_LIFE_S)
"""An hour from injection to scan."""


def factor(series: SeriesFacts = SERIES, one: SliceFacts = SLICE) -> float:
    return decide_suv(series, [one]).factors[0]


def refusal(series: SeriesFacts, one: SliceFacts = SLICE) -> Reason:
    with pytest.raises(ItemDropped) as caught:
        decide_suv(series, [one])
    return caught.value.reason


def decide_header(dose: dict[str, Any] | None = None, **changes: Any) -> SuvDecision:
    """The decision on one slice whose header is the plain one of ``dicom_files`` with changes; None removes a value."""
    return decide_dataset(pet_header(dose=radiopharmaceutical(**(dose or {})), **changes))


def decide_dataset(dataset: Dataset) -> SuvDecision:
    """The decision on one slice, from its header."""
    header = ForeignHeader(dataset)
    return decide_suv(read_series_facts(header), [read_slice_facts(header)])


def header_refusal(dose: dict[str, Any] | None = None, **changes: Any) -> Reason:
    with pytest.raises(ItemDropped) as caught:
        decide_header(dose, **changes)
    return caught.value.reason
