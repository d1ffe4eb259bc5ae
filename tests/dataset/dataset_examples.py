"""Records and volumes that the tests of the data set share. All of it is made up."""

from __future__ import annotations

import numpy as np

from pet_ground.imaging import LocalMask, Volume
from pet_ground.records import (
    Evidence,
    Interpretation,
    Laterality,
    Lesion,
    OrganUptake,
    Provenance,
    StudyRecord,
    SuvProvenance,
    Vote,
)

SENTENCE = "Left hilar node, “hot”, SUVmax 7,9 (slice 52)\u2028→ näher."


def lesion(number: int = 1, **changes: object) -> Lesion:
    content: dict[str, object] = {
        "lesion_id": f"S00000000000000aa-L{number:02d}",
        "study_id": "S00000000000000aa",
        "patient_id": "P00000000000000bb",
        "split": "train",
        "tracer": "FDG",
        "sentence": SENTENCE,
        "evidence": (
            Evidence(field="suv_max", start=SENTENCE.index("7,9"), end=SENTENCE.index("7,9") + 3, quote="7,9"),
        ),
        "suv_max": 7.9,
        "axial_slice": 52,
        "laterality": Laterality.LEFT,
        "interpretation": Interpretation.UNSPECIFIED,
        "region": "Chest",
        "organ": "Lymph node",
        "suv_max_measured": 7.93,
        "suv_peak": 6.5,
        "suv_mean": 5.25,
        "mtv_ml": 2.5,
        "tlg": 13.125,
        "peak_index_kji": (3, 4, 5),
        "peak_lps_mm": (-1.5, 22.25, 300.125),
        "slice_range": (50, 54),
        "threshold_suv": 3.1,
        "iterations": 4,
        "longest_axial_mm": 18.5,
        "sphericity": 0.91,
        "boundary_dice_median": 0.93,
        "boundary_dice_lowest": None,
        "method": "avg_itm",
        "flags": ("below_resolution",),
        "match_score": 0.97,
        "runner_up_score": None,
        "votes": (Vote(voter="rules", suv_max=7.9, axial_slice=52, agrees=True),),
        "pet": "images/S00000000000000aa/suv.nii.gz",
        "ct": None,
        "mask": "masks/S00000000000000aa/L01.nii.gz",
        "pet_3mm": None,
        "ct_3mm": None,
        "mask_3mm": None,
        "provenance": Provenance(
            package_version="0",
            pipeline="p",
            configuration_sha256="ab",
            prompt_sha256={"extract-v1": "cd"},
            models=("m",),
        ),
    }
    return Lesion.model_validate(content | changes)


def study(factor: float | tuple[float, ...] = 2.5e-4, **changes: object) -> StudyRecord:
    content: dict[str, object] = {
        "study_id": "S00000000000000aa",
        "patient_id": "P00000000000000bb",
        "split": "train",
        "status": "kept",
        "flags": ("uptake_long",),
        "tracer": "FDG",
        "manufacturer": "Maker",
        "model": "One | Two <b>",
        "pet_shape_kji": (26, 12, 13),
        "pet_spacing_mm": (3.27, 4.0, 4.5),
        "suv": SuvProvenance(
            rule="BQML/START",
            units="BQML",
            decay_correction="START",
            suv_factor=factor,
            weight_kg=70.0,
            dose_bq=3.7e8,
            half_life_s=6586.2,
            uptake_s=3600.0,
            reference_rule="series",
            reference_candidates_s={"series": 3600.0, "acquisition": 3601.5},
        ),
    }
    return StudyRecord.model_validate(content | changes)


def uptake(**changes: object) -> OrganUptake:
    """The uptake of a structure; it has a core where ``suv_mean`` is given."""
    core = {f"suv_{name}": changes.get("suv_mean") for name in ("mean", "median", "max")}
    content: dict[str, object] = {
        "study_id": "S00000000000000aa",
        "patient_id": "P00000000000000bb",
        "split": "train",
        "tracer": "FDG",
        "structure": "liver",
        "class_ids": (5,),
        "volume_ml": 1500.0,
        "pet_ml": 1490.0,
        "core_ml": 900.0,
        "suv_sd": None if core["suv_mean"] is None else 0.2,
        "whole_suv_mean": 2.0,
        "whole_suv_max": 4.5,
        **core,
    }
    return OrganUptake.model_validate(content | changes)


def scan() -> tuple[Volume, Volume, LocalMask]:
    """A PET with one hot ball in a warm box, its CT on a finer grid, and the ball's mask."""
    affine = np.diag([5.0, 4.0, 3.0, 1.0])
    affine[:3, 3] = (-150.0, -80.0, -400.0)
    suv = np.zeros((120, 40, 60), np.float32)
    suv[5:115, 8:32, 10:50] = 1.0
    k, j, i = np.indices(suv.shape)
    ball = (9 * (k - 84) ** 2 + 16 * (j - 20) ** 2 + 25 * (i - 38) ** 2) < 12**2
    suv[ball] = 6.0
    suv[84, 20, 38] = 8.0
    pet = Volume(suv, affine)
    fine = np.diag([2.5, 2.5, 6.0, 1.0])
    fine[:3, 3] = affine[:3, 3]
    ct = Volume(np.full((60, 64, 120), 40, np.int16), fine)
    inside = np.argwhere(ball)
    low, high = inside.min(axis=0), inside.max(axis=0) + 1
    origin = (int(low[0]), int(low[1]), int(low[2]))
    return pet, ct, LocalMask(origin, ball[low[0] : high[0], low[1] : high[1], low[2] : high[2]])
