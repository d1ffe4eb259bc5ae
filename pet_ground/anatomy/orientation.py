"""A guard against label maps and CTs whose header has a wrong orientation.

A flipped CT is segmented without an error, and the labels are garbage. The guard looks at where large organs lie to
each other. Every check compares two structures along one axis of the patient, and speaks only where both are there.
A situs inversus, about 1 in 10,000 people, fails the guard too: its sides can't be told from a flip.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pet_ground.anatomy.classes import CLASSES, ID_OF
from pet_ground.anatomy.tally import Tally, tally
from pet_ground.errors import ItemDropped
from pet_ground.imaging import Volume
from pet_ground.reasons import Reason

MIN_CHECKED_ML = 5.0
"""A structure speaks from this volume on. All that are checked are larger when whole (a thoracic vertebra has about
20 ml); specks below it are where segmentation models confuse classes."""

MIN_SHARED_SLICES = 3
"""Checks within slices need this many: one or two may hold only the partial-volume rim of a structure."""

WRONG_SIDE_MM = 10.0
"""Centres must lie this far on the wrong side. A true flip mirrors distances of 20 mm and more; rotated or scoliotic
patients move centres by a few millimetres around zero."""

APART_MM = 60.0
"""A pair of organs, or two ends of the spine, show an axis when they lie so far apart: between neighbouring vertebrae
(25 to 35 mm) a bent spine can run more forward than up."""

TO_LEFT, TO_BACK, TO_HEAD = 0, 1, 2
"""Axes of LPS coordinates, by the direction in which they rise."""


@dataclass(frozen=True)
class OrientationCheck:
    """``further`` must not lie behind ``nearer`` along ``axis_lps``; ``rule`` says it for people.

    With ``in_shared_slices`` the centres are compared in the slices that hold both, because the spine is curved. With
    ``mainly`` the two lie apart along this axis more than along another, once they are ``APART_MM`` apart.
    """

    rule: str
    axis_lps: int
    further: tuple[int, ...]
    nearer: tuple[int, ...]
    in_shared_slices: bool = False
    mainly: bool = False


def _ids(*starts: str, group: str | None = None) -> tuple[int, ...]:
    chosen = (c for c in CLASSES.values() if group is None or c.group == group)
    return tuple(c.id for c in chosen if not starts or c.name.startswith(starts))


def _pair(name: str, left: tuple[int, ...], right: tuple[int, ...]) -> OrientationCheck:
    return OrientationCheck(f"the left {name} lies left of the right {name}", TO_LEFT, left, right, mainly=True)


_LIVER, _SPLEEN, _STOMACH = ((ID_OF[name],) for name in ("liver", "spleen", "stomach"))
_KIDNEYS, _HIPS = _ids("kidney_left", "kidney_right"), _ids("hip_")
_LUNGS = _ids(group="lung_lobe")
_LEFT_LUNG = tuple(n for n in _LUNGS if CLASSES[n].side == "left")
_RIGHT_LUNG = tuple(n for n in _LUNGS if CLASSES[n].side == "right")
_VERTEBRAE = _ids(group="vertebra")

CHECKS: tuple[OrientationCheck, ...] = (
    OrientationCheck("the liver lies right of the spleen", TO_LEFT, _SPLEEN, _LIVER),
    OrientationCheck("the liver lies right of the stomach", TO_LEFT, _STOMACH, _LIVER),
    _pair("lung", _LEFT_LUNG, _RIGHT_LUNG),
    *(_pair(name, (ID_OF[f"{name}_left"],), (ID_OF[f"{name}_right"],)) for name in ("kidney", "hip", "femur")),
    OrientationCheck("the lungs lie above the liver", TO_HEAD, _LUNGS, _LIVER),
    OrientationCheck("the lungs lie above the kidneys", TO_HEAD, _LUNGS, _KIDNEYS),
    OrientationCheck("the lungs lie above the bladder", TO_HEAD, _LUNGS, (ID_OF["urinary_bladder"],)),
    OrientationCheck("the lungs lie above the hips", TO_HEAD, _LUNGS, _HIPS),
    OrientationCheck("the kidneys lie above the hips", TO_HEAD, _KIDNEYS, _HIPS),
    OrientationCheck("the hips lie above the femurs", TO_HEAD, _HIPS, _ids("femur_")),
    OrientationCheck("the brain lies above the lungs", TO_HEAD, (ID_OF["brain"],), _LUNGS),
    OrientationCheck("the vertebrae lie behind the heart", TO_BACK, _VERTEBRAE, (ID_OF["heart"],), True),
    OrientationCheck("the vertebrae lie behind the aorta", TO_BACK, _VERTEBRAE, (ID_OF["aorta"],), True),
    OrientationCheck("the vertebrae lie behind the sternum", TO_BACK, _VERTEBRAE, (ID_OF["sternum"],), True),
    OrientationCheck("the back muscles lie behind the vertebrae", TO_BACK, _ids("autochthon"), _VERTEBRAE, True),
)


def check_orientation(labels: Volume) -> None:
    """Refuse labels whose organs lie where they can't be.

    Args:
        labels: label map, uint8 [k, j, i] of class ids.

    Raises:
        ItemDropped: a check fails (``geometry_flipped``); the detail names the rule and the distance in mm.
            Labels without two structures to compare pass: there is nothing to judge.
    """
    found = tally(labels)
    for check in (*CHECKS, *_spine(found)):
        distance_mm = _distance_mm(found, check)
        if distance_mm is None:
            continue
        ahead_mm = float(distance_mm[check.axis_lps])
        if ahead_mm < -WRONG_SIDE_MM:
            raise ItemDropped(Reason.GEOMETRY_FLIPPED, f"not so by {-ahead_mm:.0f} mm: {check.rule}")
        aside_mm = float(np.abs(distance_mm).max())
        if check.mainly and aside_mm > max(APART_MM, ahead_mm):
            detail = f"not so, {ahead_mm:.0f} mm along that axis and {aside_mm:.0f} mm along another: {check.rule}"
            raise ItemDropped(Reason.GEOMETRY_FLIPPED, detail)


def _large_enough(found: Tally, ids: tuple[int, ...]) -> bool:
    return int(found.slice_voxels(ids).sum()) * found.labels.voxel_ml >= MIN_CHECKED_ML


def _spine(found: Tally) -> tuple[OrientationCheck, ...]:
    # The ids of the vertebrae rise from S1 to C1.
    present = [class_id for class_id in _VERTEBRAE if _large_enough(found, (class_id,))]
    if len(present) < 2:
        return ()
    lowest, highest = present[0], present[-1]
    rule = f"the {CLASSES[highest].readable} lies above the {CLASSES[lowest].readable}"
    return (OrientationCheck(rule, TO_HEAD, (highest,), (lowest,), mainly=True),)


def _distance_mm(found: Tally, check: OrientationCheck) -> NDArray[np.float64] | None:
    """How far ``further`` lies from ``nearer`` along LPS; None where there is too little to compare."""
    if not (_large_enough(found, check.further) and _large_enough(found, check.nearer)):
        return None
    shared = None
    if check.in_shared_slices:
        shared = (found.slice_voxels(check.further) > 0) & (found.slice_voxels(check.nearer) > 0)
        if np.count_nonzero(shared) < MIN_SHARED_SLICES:
            return None
    return found.centroid_lps(check.further, shared) - found.centroid_lps(check.nearer, shared)
