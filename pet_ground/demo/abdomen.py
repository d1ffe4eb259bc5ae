"""Abdomen and pelvis: solid organs, urinary tract, stomach and bowel."""

from __future__ import annotations

import numpy as np

from pet_ground.demo.patient import Patient
from pet_ground.demo.shapes import Canvas, Ellipsoid, Point, mirrored, tilted, tube
from pet_ground.demo.tissues import (
    CLASS_ID,
    DIAPHRAGM,
    FAT,
    GAS,
    LEFT,
    MUSCLE,
    RENAL_PELVIS_LEFT,
    RENAL_PELVIS_RIGHT,
    RIGHT,
    URETER,
    UTERUS,
    VISCERAL_FAT,
    sided,
)

KIDNEY_CENTRE_Z_MM = {LEFT: -588.0, RIGHT: -604.0}
BLADDER_CENTRE: Point = (0.0, -22.0, -822.0)
CAVITY = (VISCERAL_FAT, DIAPHRAGM)


def paint_abdomen(canvas: Canvas, patient: Patient) -> None:
    """Paint the organs below the diaphragm; bowel first, so that the solid organs press it aside."""
    _paint_bowel(canvas, patient.wobble)
    _paint_solid_organs(canvas)
    for side in (LEFT, RIGHT):
        _paint_urinary_side(canvas, side, patient.wobble)
    radius = patient.bladder_radius_mm
    canvas.paint(Ellipsoid(BLADDER_CENTRE, (radius, radius * 0.82, radius * 0.72)), CLASS_ID["urinary_bladder"])
    if patient.sex == "M":
        canvas.paint(Ellipsoid((0, -14, -862), (20, 15, 15)), CLASS_ID["prostate"], over={*CAVITY, MUSCLE, FAT})
    else:
        top = BLADDER_CENTRE[2] + radius * 0.72
        canvas.paint(tilted((4, 8, top + 12), (24, 30, 16), 20, "yz"), UTERUS, over=CAVITY)


def _paint_solid_organs(canvas: Canvas) -> None:
    inside = {*CAVITY, MUSCLE, CLASS_ID["colon"], CLASS_ID["small_bowel"], GAS}
    canvas.paint(Ellipsoid((48, -18, -532), (42, 42, 48)), CLASS_ID["stomach"], over=inside)
    canvas.paint(
        tube([(40, -40, -560), (0, -52, -585), (-30, -40, -580)], [26, 18, 12]), CLASS_ID["stomach"], over=inside
    )
    canvas.paint(Ellipsoid((52, -38, -510), (20, 16, 14)), GAS, over={CLASS_ID["stomach"]})
    canvas.paint(
        tilted((96, 36, -528), (24, 40, 50), -14, "xz"), CLASS_ID["spleen"], over={*inside, CLASS_ID["stomach"]}
    )
    liver = CLASS_ID["liver"]
    over = {*inside, CLASS_ID["stomach"], GAS}
    canvas.paint(Ellipsoid((-70, 2, -545), (68, 82, 84)), liver, over=over)
    canvas.paint(tilted((-16, -36, -520), (72, 40, 40), 14, "xz"), liver, over=over)
    canvas.paint(tilted((-52, -44, -590), (12, 22, 22), 20, "yz"), CLASS_ID["gallbladder"])
    portal: list[Point] = [(-50, -6, -545), (-14, -4, -570), (30, 6, -566), (82, 34, -545)]
    canvas.paint(tube(portal, 5.0), CLASS_ID["portal_vein_and_splenic_vein"])
    canvas.paint(
        tube([(-30, -14, -598), (0, -16, -584), (40, -4, -572), (80, 24, -556)], [17, 11, 11, 8]),
        CLASS_ID["pancreas"],
        over={*CAVITY, CLASS_ID["small_bowel"], CLASS_ID["stomach"]},
    )
    loop: list[Point] = [(-34, -36, -582), (-50, -10, -600), (-46, 2, -640), (-10, 0, -652), (22, -6, -630)]
    canvas.paint(tube(loop, 11.0), CLASS_ID["duodenum"], over={*CAVITY, CLASS_ID["small_bowel"]})


def _paint_urinary_side(canvas: Canvas, side: int, wobble: int) -> None:
    z = KIDNEY_CENTRE_Z_MM[side]
    flesh = {
        *CAVITY,
        MUSCLE,
        FAT,
        CLASS_ID["spleen"],
        CLASS_ID["liver"],
        CLASS_ID["colon"],
        CLASS_ID["small_bowel"],
        GAS,
    }
    flesh |= {sided("iliopsoas", side), CLASS_ID["stomach"]}
    cushion = tilted(mirrored(side, (66, 42, z)), (37, 33, 62), 12 * side, "xz")
    canvas.paint(cushion, VISCERAL_FAT, over=flesh - {sided("iliopsoas", side)})
    canvas.paint(tilted(mirrored(side, (66, 42, z)), (28, 25, 54), 12 * side, "xz"), sided("kidney", side), over=flesh)
    sinus = RENAL_PELVIS_LEFT if side == LEFT else RENAL_PELVIS_RIGHT
    canvas.paint(Ellipsoid(mirrored(side, (55, 36, z)), (7, 8, 19)), sinus)
    canvas.paint(tube([mirrored(side, (55, 36, z)), mirrored(side, (44, 32, z - 8))], [8, 4]), sinus)
    for dz in (-25.0, -9.0, 10.0, 26.0):
        canvas.paint(Ellipsoid(mirrored(side, (62, 40, z + dz)), (5, 5, 5)), sinus)
    ureter: list[Point] = [
        (44, 32, z - 8),
        (40, 20, -650),
        (44, 10, -715),
        (52, 24, -775),
        (38, 16, -815),
        (16, 0, -828),
    ]
    # Peristalsis: at any moment some stretches of a ureter are empty.
    pieces = tube([mirrored(side, p) for p in ureter], 2.4)
    canvas.paint([piece for n, piece in enumerate(pieces) if (wobble >> (n + (8 if side == LEFT else 0))) % 3], URETER)
    canvas.paint(Ellipsoid(mirrored(side, (37, 38, z + 57)), (16, 15, 25)), VISCERAL_FAT, over=flesh)
    gland = mirrored(side, (40, 38, z + 50))
    tip = mirrored(side, (50, 48, z + 44))
    canvas.paint(tube([gland, tip], [5, 3]), sided("adrenal_gland", side))
    canvas.paint(tube([gland, mirrored(side, (36, 48, z + 40))], [5, 3]), sided("adrenal_gland", side))


def _paint_bowel(canvas: Canvas, wobble: int) -> None:
    rng = np.random.default_rng(wobble)
    for _ in range(5):
        start = np.array([rng.uniform(-60, 60), rng.uniform(-50, -15), rng.uniform(-760, -650)])
        heading = rng.normal(size=3)
        points: list[Point] = []
        for _ in range(22):
            heading = heading + rng.normal(size=3) * 0.9
            heading /= np.linalg.norm(heading)
            start = np.clip(start + heading * 16, (-75, -62, -790), (75, -4, -640))
            points.append((float(start[0]), float(start[1]), float(start[2])))
        canvas.paint(tube(points, 10.5), CLASS_ID["small_bowel"], over={VISCERAL_FAT})
    frame: list[Point] = [
        (-94, -14, -728),
        (-102, -8, -660),
        (-100, -14, -606),
        (-60, -62, -622),
        (0, -70, -636),
        (60, -60, -610),
        (100, -8, -584),
        (106, 2, -650),
        (102, 0, -715),
        (84, 6, -752),
        (40, 6, -770),
        (22, 34, -786),
        (0, 52, -812),
        (0, 44, -850),
        (0, 40, -885),
    ]
    sizes = [22, 20, 19, 17, 17, 17, 16, 15, 14, 13, 13, 14, 16, 15, 10]
    jitter = rng.normal(0, 3.0, size=(len(frame), 3))
    bent = [(float(x + a), float(y + b), float(z + c)) for (x, y, z), (a, b, c) in zip(frame, jitter, strict=True)]
    canvas.paint(tube(bent, sizes), CLASS_ID["colon"], over={VISCERAL_FAT, MUSCLE, CLASS_ID["small_bowel"]})
    for n in (0, 1, 4, 5, 8):
        x, y, z = bent[n]
        canvas.paint(Ellipsoid((x, y - 4, z - 8), (11, 8, 12)), GAS, over={CLASS_ID["colon"]})
