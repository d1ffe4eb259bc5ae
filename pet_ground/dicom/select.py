"""Choose the one PET and the one CT of a study, with a verdict for every series."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pet_ground.dicom.admission import ct_fault, image_fault, pet_fault
from pet_ground.dicom.rivals import Judgements, ct_winner, pet_winner
from pet_ground.dicom.verdicts import Judged, Verdict
from pet_ground.records.catalog import SeriesEntry, StudyEntry


@dataclass(frozen=True)
class Selection:
    """The choice, and why each series was or was not taken.

    Attributes:
        pet, ct: the chosen series; None where there is none.
        verdicts: by series UID.
        flags: what a person should look at, sorted.
    """

    pet: SeriesEntry | None
    ct: SeriesEntry | None
    verdicts: Judgements
    flags: tuple[str, ...] = ()

    @property
    def faults(self) -> str:
        """The verdicts on the series that were not taken, each once."""
        return "; ".join(sorted({one.sentence for one in self.verdicts.values() if not one.taken}))


def select_series(study: StudyEntry, reconstruction: str = "") -> Selection:
    """Choose the PET and CT of a study; ``docs/series.md`` says by which rules.

    Args:
        study: its series.
        reconstruction: words in the SeriesDescription of the PET reconstruction that is wanted; "" takes the standard.
    """
    verdicts: Judgements = {}
    flags: set[str] = set()
    images = _admitted(study.series, image_fault, verdicts)
    pets = _admitted((one for one in images if one.modality == "PT"), pet_fault, verdicts)
    pet = pet_winner(_without_copies(pets, verdicts, flags), reconstruction, verdicts, flags)
    cts = _admitted((one for one in images if one.modality == "CT"), lambda one: ct_fault(one, pet), verdicts)
    ct = ct_winner(_without_copies(cts, verdicts, flags), pet, verdicts, flags)
    verdicts |= {one.series_instance_uid: Judged(Verdict.TAKEN) for one in (pet, ct) if one is not None}
    return Selection(pet, ct, verdicts, tuple(sorted(flags)))


def _admitted(
    series: Iterable[SeriesEntry], fault: Callable[[SeriesEntry], Judged | None], verdicts: Judgements
) -> list[SeriesEntry]:
    admitted = []
    for one in series:
        judged = fault(one)
        if judged is None:
            admitted.append(one)
        else:
            verdicts[one.series_instance_uid] = judged
    return admitted


def _without_copies(pool: Iterable[SeriesEntry], verdicts: Judgements, flags: set[str]) -> list[SeriesEntry]:
    """Series whose images are not those of another under new UIDs; of such series the first by its UID stays."""
    kept: dict[str, SeriesEntry] = {}
    for one in sorted(pool, key=lambda series: series.series_instance_uid):
        if one.images_sha256 in kept and one.images_sha256:
            verdicts[one.series_instance_uid] = Judged(Verdict.DUPLICATE)
            flags.add("duplicate_series")
        else:
            kept[one.images_sha256 or one.series_instance_uid] = one
    return list(kept.values())
