"""Chest: lungs with lobes, diaphragm, mediastinum, heart, great vessels."""

from __future__ import annotations

import numpy as np

from pet_ground.demo.shapes import Canvas, Ellipsoid, HalfSpace, Point, Stack, mirrored, tube
from pet_ground.demo.skeleton import CAGE
from pet_ground.demo.tissues import (
    CLASS_ID,
    DIAPHRAGM,
    FAT,
    LEFT,
    MEDIASTINUM,
    MUSCLE,
    MYOCARDIUM,
    RIGHT,
    VISCERAL_FAT,
    sided,
)

LUNGS = tuple(range(CLASS_ID["lung_upper_lobe_left"], CLASS_ID["lung_lower_lobe_right"] + 1))

_MEDIASTINUM = Stack(
    (
        (-255, 24, 22, 8),
        (-300, 30, 48, 4),
        (-345, 33, 60, 2),
        (-400, 36, 66, 4),
        (-450, 34, 70, 4),
        (-540, 28, 60, 15),
    )
)

LV_AXIS = np.array([0.62, -0.58, -0.53])
"""From the base to the apex of the left ventricle: left, forward, down."""


def paint_lungs(canvas: Canvas) -> None:
    """Lungs cut into lobes by their fissures, the domes of the diaphragm, and the mediastinum between."""
    canvas.paint(CAGE.shrunk(1.0), CLASS_ID["lung_upper_lobe_left"], over={MUSCLE, FAT, VISCERAL_FAT})
    left = {CLASS_ID["lung_upper_lobe_left"]}
    canvas.paint(HalfSpace((-1, 0, 0), 0), CLASS_ID["lung_upper_lobe_right"], over=left)
    # The oblique fissures run from the fourth thoracic vertebra down to the front of the sixth rib.
    oblique = HalfSpace((0.0, 0.70, -0.71), 0.70 * 20 + 0.71 * 400)
    canvas.paint(oblique, CLASS_ID["lung_lower_lobe_left"], over=left)
    right = {CLASS_ID["lung_upper_lobe_right"]}
    canvas.paint(oblique, CLASS_ID["lung_lower_lobe_right"], over=right)
    canvas.paint(HalfSpace((0, 0, -1), 405), CLASS_ID["lung_middle_lobe_right"], over=right)
    domes = (((-72.0, 2.0, -562.0), (76.0, 92.0, 106.0)), ((74.0, 2.0, -572.0), (72.0, 90.0, 102.0)))
    for centre, radii in domes:
        canvas.paint(Ellipsoid(centre, radii), DIAPHRAGM, over=LUNGS)
        inner = (radii[0] - 4, radii[1] - 4, radii[2] - 4)
        canvas.paint(Ellipsoid(centre, inner), VISCERAL_FAT, over={DIAPHRAGM, MUSCLE})
    canvas.paint(_MEDIASTINUM, MEDIASTINUM, over=LUNGS)


def _oriented(centre: Point, radii: Point) -> Ellipsoid:
    """An ellipsoid whose third axis lies along the left ventricle."""
    axis = LV_AXIS / np.linalg.norm(LV_AXIS)
    first = np.cross(axis, (0.0, 0.0, 1.0))
    first /= np.linalg.norm(first)
    rows = (first, np.cross(axis, first), axis)
    x, y, z = ((float(r[0]), float(r[1]), float(r[2])) for r in rows)
    return Ellipsoid(centre, radii, (x, y, z))


def paint_heart(canvas: Canvas) -> None:
    """Heart with atria, right ventricle and the thick ring of the left ventricle, open at its base."""
    heart = CLASS_ID["heart"]
    over = {MEDIASTINUM, DIAPHRAGM, *LUNGS}
    canvas.paint(Ellipsoid((-24, -12, -418), (28, 34, 36)), heart, over=over)
    canvas.paint(Ellipsoid((14, 14, -408), (32, 22, 26)), heart, over=over)
    canvas.paint(_oriented((8, -42, -438), (26, 34, 42)), heart, over=over)
    canvas.paint(_oriented((40, -28, -438), (33, 31, 44)), heart, over=over)
    canvas.paint(_oriented((40, -28, -438), (31, 29, 42)), MYOCARDIUM, over={heart})
    canvas.paint(_oriented((37, -25, -435), (20, 18, 34)), heart, over={MYOCARDIUM})
    base = LV_AXIS / np.linalg.norm(LV_AXIS) * -1.0
    offset = float(base @ np.array([40.0, -28.0, -438.0])) + 22.0
    canvas.paint(HalfSpace((float(base[0]), float(base[1]), float(base[2])), offset), heart, over={MYOCARDIUM})


def paint_vessels(canvas: Canvas) -> None:
    """Aorta with its arch, caval veins, lung vessels, windpipe's branches, oesophagus, iliac arteries."""
    arch = [(-8, -26, -400), (-14, -26, -372), (-4, -14, -346), (14, 10, -340), (24, 30, -354), (24, 40, -380)]
    down = [(24, 40, -380), (20, 42, -480), (12, 32, -545), (8, 14, -600), (6, 8, -672)]
    aorta = CLASS_ID["aorta"]
    canvas.paint(tube([(float(x), float(y), float(z)) for x, y, z in arch], [15, 15, 14, 13, 12, 12]), aorta)
    canvas.paint(tube([(float(x), float(y), float(z)) for x, y, z in down], [12, 12, 11, 10, 9]), aorta)
    canvas.paint(tube([(-26, -12, -318), (-28, -10, -400)], 9.0), CLASS_ID["superior_vena_cava"])
    cava: list[Point] = [(-24, -2, -455), (-24, 8, -520), (-20, 14, -600), (-16, 10, -678)]
    canvas.paint(tube(cava, 11.0), CLASS_ID["inferior_vena_cava"])
    canvas.paint(tube([(2, 24, -290), (6, 30, -400), (12, 18, -500)], 6.0), CLASS_ID["esophagus"])
    for side in (LEFT, RIGHT):
        hilum: list[Point] = [(8, 4, -378), (38, 10, -388), (62, 18, -410)]
        canvas.paint(tube([mirrored(side, p) for p in hilum], [12, 9, 5]), MEDIASTINUM, over=LUNGS)
        canvas.paint(tube([(0, 16, -356), mirrored(side, (34, 14, -384))], [7, 5]), CLASS_ID["trachea"])
        for reach in ((92.0, -20.0, -360.0), (98.0, 45.0, -450.0), (88.0, -45.0, -430.0)):
            branch = [mirrored(side, (52, 14, -398)), mirrored(side, reach)]
            canvas.paint(tube(branch, [4.0, 1.5]), MEDIASTINUM, over=LUNGS)
        iliac: list[Point] = [(4, 8, -672), (34, 14, -725), (62, -6, -785), (80, -42, -848), (78, -50, -960)]
        canvas.paint(tube([mirrored(side, p) for p in iliac], [7, 7, 6, 5, 5]), sided("iliac_artery", side))
