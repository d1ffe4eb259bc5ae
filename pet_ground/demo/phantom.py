"""The patient on a grid: tissues painted in order, and what each shows in PET and CT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.demo.abdomen import paint_abdomen
from pet_ground.demo.body import paint_body
from pet_ground.demo.chest import paint_heart, paint_lungs, paint_vessels
from pet_ground.demo.head import paint_head
from pet_ground.demo.patient import Patient
from pet_ground.demo.shapes import Canvas
from pet_ground.demo.skeleton import paint_pelvis, paint_ribs, paint_shoulders, paint_spine
from pet_ground.demo.tissues import (
    CEREBELLUM,
    CLASS_ID,
    MYOCARDIUM,
    RENAL_PELVIS_LEFT,
    RENAL_PELVIS_RIGHT,
    TISSUES,
)


@dataclass(frozen=True)
class Axes:
    """Voxel centres of an axis-parallel grid in LPS millimetres, rising along each axis."""

    x_mm: NDArray[np.float64]
    y_mm: NDArray[np.float64]
    z_mm: NDArray[np.float64]

    @property
    def shape_kji(self) -> tuple[int, int, int]:
        """Number of voxels along (k, j, i)."""
        return self.z_mm.size, self.y_mm.size, self.x_mm.size

    @property
    def spacing_kji_mm(self) -> tuple[float, float, float]:
        """Distance of neighbours along (k, j, i)."""
        z, y, x = (float(axis[1] - axis[0]) for axis in (self.z_mm, self.y_mm, self.x_mm))
        return z, y, x

    @property
    def affine_lps(self) -> NDArray[np.float64]:
        """Maps (i, j, k, 1) to LPS millimetres."""
        dz, dy, dx = self.spacing_kji_mm
        affine = np.diag([dx, dy, dz, 1.0])
        affine[:3, 3] = (self.x_mm[0], self.y_mm[0], self.z_mm[0])
        return affine


@dataclass(frozen=True)
class Placement:
    """Where the patient lies: LPS millimetres = model millimetres x scale + origin."""

    scale_xyz: tuple[float, float, float]
    origin_lps_mm: tuple[float, float, float]

    def to_lps(self, model_mm: tuple[float, float, float]) -> NDArray[np.float64]:
        """LPS millimetres of a point of the model frame."""
        mapped: NDArray[np.float64] = np.asarray(model_mm) * np.asarray(self.scale_xyz) + np.asarray(self.origin_lps_mm)
        return mapped


def paint_patient(patient: Patient, place: Placement, axes: Axes) -> NDArray[np.uint8]:
    """Tissue numbers [k, j, i] of the patient on a grid."""
    model = [
        (axis - origin) / scale
        for axis, origin, scale in zip(
            (axes.x_mm, axes.y_mm, axes.z_mm), place.origin_lps_mm, place.scale_xyz, strict=True
        )
    ]
    canvas = Canvas(*model)
    paint_body(canvas, patient)
    paint_lungs(canvas)
    paint_head(canvas)
    paint_abdomen(canvas, patient)
    paint_heart(canvas)
    paint_vessels(canvas)
    paint_spine(canvas)
    paint_ribs(canvas)
    paint_shoulders(canvas, patient)
    paint_pelvis(canvas)
    return canvas.tissue


def suv_table(patient: Patient) -> NDArray[np.float32]:
    """SUV in g/ml of each tissue number, shape (256,)."""
    table = np.zeros(256, dtype=np.float32)
    for number, tissue in TISSUES.items():
        table[number] = tissue.suv
    table[CLASS_ID["brain"]] = patient.brain_suv
    table[CEREBELLUM] = 0.8 * patient.brain_suv
    table[CLASS_ID["liver"]] = patient.liver_suv
    table[MYOCARDIUM] = patient.myocardium_suv
    table[[RENAL_PELVIS_LEFT, RENAL_PELVIS_RIGHT]] = patient.renal_pelvis_suv
    table[CLASS_ID["urinary_bladder"]] = patient.bladder_suv
    table[[CLASS_ID["colon"], CLASS_ID["small_bowel"]]] = patient.bowel_suv
    return table


def hu_table() -> NDArray[np.float32]:
    """Hounsfield units of each tissue number, shape (256,)."""
    table = np.full(256, -1000.0, dtype=np.float32)
    for number, tissue in TISSUES.items():
        table[number] = tissue.hu
    return table


def label_table() -> NDArray[np.uint8]:
    """Class id of each tissue number, shape (256,)."""
    table = np.zeros(256, dtype=np.uint8)
    for number, tissue in TISSUES.items():
        table[number] = tissue.label
    return table
