"""Studies for the benchmark of finding lesions: the demo's patients with lesions where finding is hard.

Beside what the demo plants, each study has lesions that touch a hot organ (gaps of 0 to 4 mm; cooler and hotter than
the organ; some without a maximum of their own), two lesions close to each other, two with one SUV, and a small one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from hot_organs_places import ORGANS, Place, Scene, anywhere, beside, make_scene
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from pet_ground.demo.lesions import Lesion, coverage_of, draw_lesions, mask_of, peak_recovery
from pet_ground.demo.phantom import Axes
from pet_ground.demo.scanner import noisy, pet_noise, scan_pet
from pet_ground.demo.sites import HOT_TISSUES, Site
from pet_ground.demo.tissues import AIR
from pet_ground.demo.vendors import VENDORS
from pet_ground.imaging import Volume

MARGIN_MM = 22.0
"""A lesion's blurred image reaches no further."""

VISIBLE = 0.35
"""Least part of the PET at a lesion's centre that is the lesion's own: nobody reports less."""

SIDE_MM = 25.0
"""Lesions at least so far from the middle have a side in the report."""

GAP_BETWEEN_MM = 12.0
ATTEMPTS = 400
FAINTEST_SUV = 3.0
SAME_SUV_ROUNDS = 4


@dataclass(frozen=True)
class Planted:
    """A lesion and what a reader measures of it: the mask's maximum in the noisy image, its slice from the head."""

    kind: str
    organ: str
    lesion: Lesion
    mask: NDArray[np.bool_]
    peak_kji: tuple[int, int, int]
    suv_max: float
    axial_slice: int
    own_maximum: bool


@dataclass(frozen=True)
class Case:
    """A study: the PET and what was planted."""

    vendor: str
    pet: Volume
    planted: tuple[Planted, ...]


@dataclass(frozen=True)
class _Drawn:
    """A lesion with its blurred image on the PET's grid."""

    kind: str
    organ: str
    lesion: Lesion
    box: tuple[slice, slice, slice]
    image: NDArray[np.float32]


def make_case(seed: int, index: int) -> Case:
    """Study ``index`` of a seed; the same two numbers give the same study."""
    rng = np.random.default_rng((seed, index, 5))
    scene, place = make_scene(index, rng)
    drawn: list[_Drawn] = []
    for kind, organ in _wanted(index):
        drawn += _draw(scene, drawn, kind, organ)
    for lesion in draw_lesions(scene.tissue, scene.ct, place, rng, physiologic=False):
        kind = "site beside organ" if lesion.touches_hot_organ else "site"
        if _clear_of(lesion, [one.lesion for one in drawn], GAP_BETWEEN_MM):
            drawn.append(_imaged(scene, kind, "", lesion))
    noise = pet_noise(scene.pet.shape_kji, rng)
    drawn, suv = _with_equal_suvs(scene, drawn, noise)
    pet = Volume(suv, scene.pet.affine_lps)
    planted = [_measured(one, suv, scene.pet) for one in drawn]
    return Case(VENDORS[index % len(VENDORS)].key, pet, tuple(one for one in planted if one.suv_max >= FAINTEST_SUV))


def _wanted(index: int) -> Iterator[tuple[str, str]]:
    """Kinds of lesions of a study, with the organ that they touch."""
    organs = list(ORGANS)
    turn = itertools.cycle(organs[index % 5 :] + organs[: index % 5])
    yield "beside, cooler", next(turn)
    yield "beside, hotter", next(turn)
    yield "beside, cooler", next(turn)
    # A ureter is too thin to leave a neighbour without a maximum.
    yield "shoulder", organs[index % 4]
    yield "pair", ""
    yield "same suv", ""
    yield "small", ""
    if index % 2:
        yield "large", ""


def _draw(scene: Scene, others: Sequence[_Drawn], kind: str, organ: str) -> list[_Drawn]:
    """Draw places and sizes until a lesion is what its kind says; none where the patient has no such place."""
    taken = [one.lesion for one in others]
    places = beside(scene, ORGANS[organ]) if organ else anywhere(scene)
    for _ in range(ATTEMPTS):
        found = _one(scene, next(places), kind, organ)
        if all(_clear_of(one.lesion, taken, GAP_BETWEEN_MM) and _fits(scene, one) for one in found):
            return found
    return []


def _one(scene: Scene, place: Place, kind: str, organ: str) -> list[_Drawn]:
    rng = scene.rng
    diameter = {"small": 8.0, "large": rng.uniform(35, 55), "shoulder": rng.uniform(9, 16)}.get(kind)
    radius = float(diameter or rng.uniform(10, 24)) / 2
    centre, organ_suv = place(radius)
    share = {"beside, cooler": (0.25, 0.9), "beside, hotter": (1.1, 2.0), "shoulder": (0.2, 0.8)}.get(kind)
    wanted = rng.uniform(*share) * organ_suv if share else rng.uniform(3.5, 12.0)
    first = _sphere(centre, radius, float(wanted) / peak_recovery(radius), organ)
    lesions = [first]
    if kind == "pair":
        second = float(rng.uniform(5, 10))
        away = rng.normal(size=3)
        step = away / np.linalg.norm(away) * (radius + second + rng.uniform(3, 7))
        lesions.append(_sphere(centre + step, second, first.uptake_suv * rng.uniform(0.5, 1.0), organ))
    if kind == "same suv":
        centre[0] += np.sign(centre[0]) * SIDE_MM
        first = _sphere(centre, radius, first.uptake_suv, organ)
        lesions = [first]
        # Told apart by the side, or by the slice.
        apart = np.array([0.0, 0.0, 2 * radius + GAP_BETWEEN_MM + 10])
        other = centre * (-1, 1, 1) if rng.random() < 0.5 else centre + apart
        lesions.append(_sphere(other, radius, first.uptake_suv, organ))
    return [_imaged(scene, kind, organ, lesion) for lesion in lesions]


def _sphere(centre: NDArray[np.float64], radius: float, uptake: float, organ: str) -> Lesion:
    x, y, z = (float(c) for c in centre)
    side = None if abs(x) < SIDE_MM else "left" if x > 0 else "right"
    site = Site("focus", "Chest", organ or "soft tissue", side, (x, y, z), (8.0, 40.0))
    return Lesion(site, (x, y, z), (radius,) * 3, uptake, touches_hot_organ=bool(organ))


def _clear_of(lesion: Lesion, others: Sequence[Lesion], gap_mm: float) -> bool:
    return all(
        np.linalg.norm(np.subtract(lesion.centre_lps_mm, other.centre_lps_mm)) - max(lesion.radii_mm)
        >= gap_mm + max(other.radii_mm)
        for other in others
    )


def _imaged(scene: Scene, kind: str, organ: str, lesion: Lesion) -> _Drawn:
    """What the scanner adds to the image for a lesion."""
    (z, y, x), share = coverage_of(lesion, scene.ct)
    windows = [
        [
            slice(*np.searchsorted(axis, (c - r - MARGIN_MM, c + r + MARGIN_MM)))
            for axis, c, r in zip((a.x_mm, a.y_mm, a.z_mm), lesion.centre_lps_mm, lesion.radii_mm, strict=True)
        ]
        for a in (scene.ct, scene.pet)
    ]
    (cx, cy, cz), (px, py, pz) = windows
    near = Axes(scene.ct.x_mm[cx], scene.ct.y_mm[cy], scene.ct.z_mm[cz])
    seen = Axes(scene.pet.x_mm[px], scene.pet.y_mm[py], scene.pet.z_mm[pz])
    more = np.zeros(near.shape_kji, dtype=np.float32)
    part = tuple(slice(a.start - b.start, a.stop - b.start) for a, b in zip((z, y, x), (cz, cy, cx), strict=True))
    more[part] = share * (np.float32(lesion.uptake_suv) - scene.base_suv[z, y, x])
    return _Drawn(kind, organ, lesion, (pz, py, px), scan_pet(more, near, seen))


def _fits(scene: Scene, one: _Drawn) -> bool:
    """Whether a lesion lies in the body, off other hot organs, is visible, and has a maximum just where it should."""
    z, y, x = one.box
    mask = mask_of(one.lesion, scene.pet)[one.box]
    (cz, cy, cx), share = coverage_of(one.lesion, scene.ct)
    tissue = scene.tissue[cz, cy, cx][share > 0.5]
    reach = one.lesion.radii_mm[2] + MARGIN_MM
    ends = scene.ct.z_mm[0] + reach < one.lesion.centre_lps_mm[2] < scene.ct.z_mm[-1] - reach
    if not ends or not mask.any() or np.isin(tissue, [AIR, *HOT_TISSUES]).any():
        return False
    image = scene.clean[z, y, x] + one.image
    own = bool((mask & (image == maximum_filter(image, 3))).any())
    peak = float(image[mask].max())
    visible = float(one.image[mask].max()) >= VISIBLE * peak
    return visible and peak >= FAINTEST_SUV and own == (one.kind != "shoulder")


def _with_equal_suvs(
    scene: Scene, drawn: list[_Drawn], noise: NDArray[np.float32]
) -> tuple[list[_Drawn], NDArray[np.float32]]:
    """The noisy image; of two lesions that should have one SUV, the second is scaled until they have."""
    twins = [n for n, one in enumerate(drawn) if one.kind == "same suv"]
    for _ in range(SAME_SUV_ROUNDS):
        clean = scene.clean.copy()
        for one in drawn:
            clean[one.box] += one.image
        suv = noisy(clean, noise)
        if len(twins) == 2:
            first, second = (_measured(drawn[n], suv, scene.pet).suv_max for n in twins)
            last = drawn[twins[1]]
            drawn[twins[1]] = replace(last, image=last.image * np.float32(first / second))
    return drawn, suv


def _measured(one: _Drawn, suv: NDArray[np.float32], axes: Axes) -> Planted:
    mask = mask_of(one.lesion, axes)
    inside = np.argwhere(mask)
    k, j, i = (int(n) for n in inside[int(np.argmax(suv[mask]))])
    top = float(suv[k, j, i])
    own = bool(suv[k - 1 : k + 2, j - 1 : j + 2, i - 1 : i + 2].max() <= top)
    return Planted(one.kind, one.organ, one.lesion, mask, (k, j, i), top, axes.shape_kji[0] - k, own)
