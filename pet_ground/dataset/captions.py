"""What is written under the picture of a lesion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pet_ground.records import NOT_STATED, Lesion


@dataclass(frozen=True)
class LesionCaption:
    """What is written under a lesion's picture. The sentence must be de-identified already.

    Attributes:
        lesion_id: stands in the corner.
        sentence: what the report says.
        suv_max, axial_slice, table_mm: as reported.
        suv_max_measured, mtv_ml, threshold_suv: measured on the mask.
        method: the delineation.
        place: organ and subsite in words, or "".
    """

    lesion_id: str
    sentence: str
    suv_max: float
    axial_slice: int | None
    suv_max_measured: float
    mtv_ml: float
    threshold_suv: float
    method: str
    place: str = ""
    table_mm: float | None = None

    @property
    def where(self) -> str:
        """The slice, or the position of the table, as reported."""
        return f"slice {self.axial_slice}" if self.table_mm is None else f"table {self.table_mm:g} mm"

    @classmethod
    def of(cls, lesion: Lesion) -> Self:
        """The caption of a lesion's record."""
        names = [name for name in (lesion.organ, lesion.anatomic_subsite) if name != NOT_STATED]
        return cls(
            lesion_id=lesion.lesion_id,
            sentence=lesion.sentence,
            suv_max=lesion.suv_max,
            axial_slice=lesion.axial_slice,
            suv_max_measured=lesion.suv_max_measured,
            mtv_ml=lesion.mtv_ml,
            threshold_suv=lesion.threshold_suv,
            method=lesion.method,
            place=", ".join(dict.fromkeys(names)),
            table_mm=lesion.table_mm,
        )
