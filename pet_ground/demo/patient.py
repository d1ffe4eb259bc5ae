"""Who is scanned: the variation between the synthetic patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Patient:
    """One synthetic patient.

    Attributes:
        sex: "F" or "M".
        weight_kg, height_m: as in the header.
        scale_xyz: size relative to the model frame, along x, y, z.
        fat_mm: thickness of the fat under the skin, in the model frame.
        arms_up: arms beside the head instead of beside the trunk.
        vertex: the scan begins above the vertex; otherwise at the eyes.
        *_suv: body-weight SUV of the tissues that differ most between patients, g/ml.
        bladder_radius_mm: half width of the urinary bladder.
        wobble: seed for the loops of the bowel.
    """

    sex: str
    weight_kg: float
    height_m: float
    scale_xyz: tuple[float, float, float]
    fat_mm: float
    arms_up: bool
    vertex: bool
    brain_suv: float
    liver_suv: float
    myocardium_suv: float
    renal_pelvis_suv: float
    bladder_suv: float
    bowel_suv: float
    bladder_radius_mm: float
    wobble: int


def draw_patient(index: int, rng: np.random.Generator) -> Patient:
    """Draw a patient. Sex, arms, scan range and a glucose-hungry heart alternate with ``index``, the rest is random."""
    height_scale = float(rng.uniform(0.95, 1.05))
    width = float(rng.uniform(0.92, 1.05))
    depth = float(rng.uniform(0.92, 1.12))
    height_m = round(1.72 * height_scale, 2)
    weight_kg = round(float(np.clip(74.0 * height_scale * width * depth * rng.uniform(0.9, 1.15), 50, 110)), 1)
    hungry_heart = index % 3 == 0
    return Patient(
        sex="F" if index % 2 == 0 else "M",
        weight_kg=weight_kg,
        height_m=height_m,
        scale_xyz=(width, depth, height_scale),
        fat_mm=float(rng.uniform(11, 22)),
        arms_up=index % 4 in (1, 2),
        vertex=index % 3 != 2,
        brain_suv=float(rng.uniform(8, 10)),
        liver_suv=float(rng.uniform(2.0, 2.5)),
        myocardium_suv=float(rng.uniform(7, 10) if hungry_heart else rng.uniform(2, 3)),
        renal_pelvis_suv=float(rng.uniform(12, 22)),
        bladder_suv=float(rng.uniform(15, 40)),
        bowel_suv=float(rng.uniform(1.3, 2.4)),
        bladder_radius_mm=float(rng.uniform(30, 40)),
        wobble=int(rng.integers(2**31)),
    )
