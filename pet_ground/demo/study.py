"""One synthetic study: the patient, the lesions, the images, and what was truly planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pet_ground.demo.identity import Identity, draw_identity
from pet_ground.demo.lesions import ESCAPE_STEP_MM, Lesion, coverage_of, draw_lesions, mask_of
from pet_ground.demo.patient import Patient, draw_patient
from pet_ground.demo.phantom import Axes, Placement, hu_table, label_table, paint_patient, suv_table
from pet_ground.demo.scanner import noisy, pet_noise, scan_ct, scan_pet
from pet_ground.demo.vendors import VENDORS, Dose, EncodedPet, Vendor

PET_MATRIX, CT_MATRIX = 144, 224
CT_PIXEL_MM = 2.2
TOP_OF_VERTEX_MM, TOP_OF_EYES_MM, BOTTOM_MM = 10.0, -84.0, -1000.0
"""Ends of the scan in the model frame."""

ROUNDS = 8
"""How often a lesion is moved or brightened until it is plainly its own maximum; then it is left out."""

BRIGHTER = 1.1
FAINTEST_SUV = 3.0
"""Reports quantify foci that stand out; published sets begin at SUV 2.5."""

DIFFERENT_SLICES = 3
DIFFERENT_SUV = 0.5
"""Two lesions of a study differ by more than this many slices, or at least by this SUV."""


@dataclass(frozen=True)
class Planted:
    """A lesion with what a reader measures on the written PET.

    Attributes:
        mask: voxels of the PET grid inside the shape, [k, j, i].
        peak_kji: voxel of the maximum.
        suv_max: the maximum, SUV.
        axial_slice: number of its slice as the report has it: counted from 1 at the head, unless renumbered.
    """

    lesion: Lesion
    mask: NDArray[np.bool_]
    peak_kji: tuple[int, int, int]
    suv_max: float
    axial_slice: int


@dataclass(frozen=True)
class _Plan:
    """All of a study that stands before it is scanned."""

    index: int
    patient: Patient
    identity: Identity
    vendor: Vendor
    dose: Dose
    pet_axes: Axes
    ct_axes: Axes


@dataclass(frozen=True)
class Study(_Plan):
    """A study ready to be written. ``labels`` and ``ct`` lie on ``ct_axes``, the PET on ``pet_axes``.

    ``numbered`` says what the numbers of its slices count.
    """

    pet: EncodedPet
    ct: NDArray[np.int16]
    labels: NDArray[np.uint8]
    planted: tuple[Planted, ...]
    numbered: Literal["pet", "ct", "mm"] = "pet"


def _grids(patient: Patient, vendor: Vendor, rng: np.random.Generator) -> tuple[Axes, Axes, Placement]:
    """PET axes, CT axes and placement: same slices, own pixels, a table position like a scanner's."""
    origin = (float(rng.uniform(-4, 4)), float(rng.uniform(-14, 10)), float(rng.uniform(-300, 400)))
    spacing, pixel, _ = vendor.spacing_kji_mm
    top = (TOP_OF_VERTEX_MM if patient.vertex else TOP_OF_EYES_MM) * patient.scale_xyz[2] + origin[2]
    bottom = BOTTOM_MM * patient.scale_xyz[2] + origin[2]
    count = int((top - bottom) // spacing) + 1
    z: NDArray[np.float64] = np.round(bottom + spacing * np.arange(count), 3)
    pet = np.round((np.arange(PET_MATRIX) - (PET_MATRIX - 1) / 2) * pixel, 6)
    ct = np.round((np.arange(CT_MATRIX) - (CT_MATRIX - 1) / 2) * CT_PIXEL_MM, 6)
    return Axes(pet, pet, z), Axes(ct, ct, z), Placement(patient.scale_xyz, origin)


def _dose(patient: Patient, identity: Identity, rng: np.random.Generator) -> Dose:
    injected_bq = round(float(np.clip(patient.weight_kg * rng.uniform(3.7, 5.2), 200, 500))) * 1e6
    uptake = timedelta(seconds=int(rng.integers(52 * 60, 72 * 60)))
    return Dose(patient.weight_kg, injected_bq, identity.injection, identity.injection + uptake)


def measure(lesion: Lesion, pet_suv: NDArray[np.float32], axes: Axes) -> Planted:
    """What a reader measures of a lesion on a PET."""
    mask = mask_of(lesion, axes)
    inside = np.argwhere(mask)
    k, j, i = (int(n) for n in inside[int(np.argmax(pet_suv[mask]))])
    return Planted(lesion, mask, (k, j, i), float(pet_suv[k, j, i]), axes.shape_kji[0] - k)


def is_local_maximum(planted: Planted, pet_suv: NDArray[np.float32]) -> bool:
    """Whether none of the 26 neighbours of the maximum is hotter."""
    k, j, i = planted.peak_kji
    return bool(pet_suv[k - 1 : k + 2, j - 1 : j + 2, i - 1 : i + 2].max() <= planted.suv_max)


def _alike(a: Planted, b: Planted) -> bool:
    near = abs(a.axial_slice - b.axial_slice) <= DIFFERENT_SLICES
    return near and abs(round(a.suv_max, 1) - round(b.suv_max, 1)) < DIFFERENT_SUV


def _unclear(planted: Sequence[Planted], pet_suv: NDArray[np.float32]) -> set[int]:
    """Which lesions are no maximum of their own, too faint, or like an earlier one."""
    return {
        n
        for n, one in enumerate(planted)
        if not is_local_maximum(one, pet_suv)
        or one.suv_max < FAINTEST_SUV
        or any(_alike(one, other) for other in planted[:n])
    }


def _clearer(lesion: Lesion) -> Lesion:
    """A lesion a little brighter, and beside a hot organ a step away from it."""
    if lesion.touches_hot_organ:
        away = np.asarray(lesion.site.escape, dtype=np.float64)
        lesion = lesion.moved(away / np.linalg.norm(away) * ESCAPE_STEP_MM)
    return replace(lesion, uptake_suv=lesion.uptake_suv * BRIGHTER)


def _activity(base_suv: NDArray[np.float32], lesions: Sequence[Lesion], axes: Axes) -> NDArray[np.float32]:
    activity = base_suv.copy()
    for lesion in lesions:
        box, share = coverage_of(lesion, axes)
        activity[box] += share * (np.float32(lesion.uptake_suv) - activity[box])
    return activity


def _scan(
    base_suv: NDArray[np.float32], lesions: list[Lesion], noise: NDArray[np.float32], plan: _Plan
) -> tuple[EncodedPet, list[Planted]]:
    """Scan and measure until every lesion is clear: brighten or move those that are not, at last leave them out."""
    rounds = 0
    while True:
        clean = scan_pet(_activity(base_suv, lesions, plan.ct_axes), plan.ct_axes, plan.pet_axes)
        pet = plan.vendor.encode(noisy(clean, noise), plan.pet_axes.spacing_kji_mm[0], plan.dose, plan.index)
        planted = [measure(lesion, pet.suv, plan.pet_axes) for lesion in lesions]
        unclear = _unclear(planted, pet.suv)
        if not unclear:
            return pet, planted
        rounds += 1
        if rounds <= ROUNDS:
            lesions = [_clearer(lesion) if n in unclear else lesion for n, lesion in enumerate(lesions)]
        else:
            lesions = [lesion for n, lesion in enumerate(lesions) if n not in unclear]


def _hounsfield(tissue: NDArray[np.uint8], planted: Sequence[Planted], axes: Axes) -> NDArray[np.float32]:
    hu = hu_table()[tissue]
    for one in planted:
        if one.lesion.site.hu is not None:
            box, share = coverage_of(one.lesion, axes)
            hu[box] += share * (np.float32(one.lesion.site.hu) - hu[box])
    return hu


def make_study(seed: int, index: int) -> Study:
    """Make study ``index`` of the demo of ``seed``; the same two numbers give the same study."""
    rng = np.random.default_rng((seed, index))
    patient = draw_patient(index, rng)
    vendor = VENDORS[index % len(VENDORS)]
    identity = draw_identity(seed, index, patient.sex, rng)
    dose = _dose(patient, identity, rng)
    pet_axes, ct_axes, place = _grids(patient, vendor, rng)
    plan = _Plan(index, patient, identity, vendor, dose, pet_axes, ct_axes)
    tissue = paint_patient(patient, place, ct_axes)
    lesions = draw_lesions(tissue, ct_axes, place, rng, physiologic=index % 2 == 0)
    noise = pet_noise(pet_axes.shape_kji, rng)
    pet, planted = _scan(suv_table(patient)[tissue], lesions, noise, plan)
    ct = scan_ct(_hounsfield(tissue, planted, ct_axes), rng)
    return Study(**vars(plan), pet=pet, ct=ct, labels=label_table()[tissue], planted=tuple(planted))
