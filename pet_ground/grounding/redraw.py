"""The lesion that a mention got, drawn by the method that the pipeline names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pet_ground.config import GroundSettings, SiteProfile
from pet_ground.config.delineation import AvgItm, method_name
from pet_ground.grounding.boxes import Index
from pet_ground.grounding.delineate import Contour
from pet_ground.grounding.matching import Target
from pet_ground.grounding.measures import Agreement
from pet_ground.grounding.methods import Delineator, Focus, LiverReference, agreement, delineator, liver_for
from pet_ground.imaging import LocalMask, Volume


@dataclass(frozen=True, eq=False)
class Draughtsman:
    """One PET and the delineation of its lesions. Which lesion is meant does not depend on the delineation.

    Attributes:
        pet: SUV volume, g/ml.
        settings: the method, and whether others are compared with it.
        site: the scanner's resolution.
        labels: label map in the PET's frame, for methods that need the liver.
    """

    pet: Volume
    settings: GroundSettings
    site: SiteProfile
    labels: Volume | None = None

    @property
    def name(self) -> str:
        """The method as lesions name it."""
        return method_name(self.settings.method)

    def redrawn(self, found: Contour, target: Target) -> Contour:
        """The lesion of a contour by which it was found, in the contour of the chosen method.

        Raises:
            ItemDropped: the method has no contour for it (``no_contour``, ``no_reference``, ``leak``), or one with a
                hotter maximum than the mention allows (``suv_mismatch``).
        """
        if isinstance(self.settings.method, AvgItm):
            return found
        return self.drawn(found.peak_kji, target.suv, target.suv_range[1])

    def drawn(self, peak_kji: Index, reported_suv: float, highest_suv: float) -> Contour:
        """The contour of a maximum; raises as ``redrawn``."""
        focus = Focus(self.pet, peak_kji, self.site.psf_fwhm_mm, reported_suv, highest_suv, self._liver)
        return self._draw(focus)

    def agreement(self, mask: LocalMask, peak_kji: Index) -> Agreement | None:
        """How far other methods agree with a final mask; None where the pipeline does not ask."""
        if not self.settings.agreement:
            return None
        return agreement(self.pet, mask, peak_kji, self.site.psf_fwhm_mm, self.settings.method)

    @cached_property
    def _draw(self) -> Delineator:
        return delineator(self.settings.method)

    @cached_property
    def _liver(self) -> LiverReference | None:
        return liver_for(self.settings.method, self.pet, self.labels)
