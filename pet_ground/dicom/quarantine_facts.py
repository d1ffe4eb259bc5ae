"""What the headers of a PET series say about its SUV, word for word, for the person who mends them.

These texts are identified data: they go to the private folder and to nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pet_ground.dicom.errors import translated
from pet_ground.dicom.reading import Source, read_header
from pet_ground.dicom.values import items, texts
from pet_ground.errors import ItemFailed

OF_THE_SERIES = (
    "PatientWeight",
    "PatientSize",
    "PatientSex",
    "Units",
    "SUVType",
    "DecayCorrection",
    "SeriesDate",
    "SeriesTime",
    "AcquisitionDate",
    "AcquisitionTime",
    "Manufacturer",
    "ManufacturerModelName",
    "SeriesDescription",
    "SeriesInstanceUID",
)
OF_THE_DOSE = (
    "RadionuclideTotalDose",
    "RadionuclideHalfLife",
    "RadiopharmaceuticalStartDateTime",
    "RadiopharmaceuticalStartTime",
    "Radiopharmaceutical",
)
"""Attributes of the items of RadiopharmaceuticalInformationSequence."""
FACTS = OF_THE_SERIES[:3] + OF_THE_DOSE + OF_THE_SERIES[3:]
"""The attributes in the order in which a person looks at them."""
OR = " | "
"""Stands between the values of slices that differ."""
NOTHING = "(nothing)"
"""Stands for the missing value of a slice where another slice has one."""
MOST_VALUES = 4
"""So many different values are shown; times of acquisition may differ in every slice."""
MOST_CHARACTERS = 200
"""So much of one value is shown: longer than any of these attributes may be by PS3.5 section 6.2."""


def header_facts(files: Iterable[Path]) -> dict[str, str]:
    """The attributes of ``FACTS`` as the files of one series tell them.

    Returns:
        Keyword to text, "" where no file that can be read says anything; values of slices that differ are joined by
        ``OR`` in the order of the files.
    """
    told = [facts for path in files if (facts := _read(path)) is not None]
    return {keyword: _joined([one[keyword] for one in told]) for keyword in FACTS}


def _read(path: Path) -> dict[str, str] | None:
    try:
        header = read_header(path)
        with translated():
            doses = items(header, "RadiopharmaceuticalInformationSequence")
            return {
                **{keyword: _text([header], keyword) for keyword in OF_THE_SERIES},
                **{keyword: _text(doses, keyword) for keyword in OF_THE_DOSE},
            }
    except ItemFailed:
        return None


def _text(sources: Sequence[Source], keyword: str) -> str:
    return _joined(["\\".join(texts(one, keyword)) for one in sources])


def _joined(values: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(" ".join(value.replace("\0", "").split())[:MOST_CHARACTERS] for value in values))
    if not any(distinct):
        return ""
    more = ["..."] if len(distinct) > MOST_VALUES else []
    return OR.join([value or NOTHING for value in distinct[:MOST_VALUES]] + more)
