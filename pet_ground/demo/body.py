"""The outer form of the patient: trunk, head, arms, legs; skin fat, muscles, the large muscles with a class."""

from __future__ import annotations

from pet_ground.demo.patient import Patient
from pet_ground.demo.shapes import Canvas, Capsule, Ellipsoid, Shape, Stack, mirrored, tilted, tube
from pet_ground.demo.tissues import BREAST, FAT, FOREARM_BONE, LEFT, MUSCLE, RIGHT, VISCERAL_FAT, sided

TRUNK = Stack(
    (
        (-175, 50, 52, 10),
        (-215, 56, 58, 13),
        (-245, 60, 60, 14),
        (-266, 84, 64, 14),
        (-288, 132, 72, 12),
        (-310, 164, 82, 8),
        (-345, 180, 95, 3),
        (-400, 172, 106, 0),
        (-470, 162, 111, 0),
        (-550, 153, 107, 0),
        (-620, 149, 103, 0),
        (-690, 160, 104, 3),
        (-770, 174, 109, 7),
        (-840, 181, 112, 9),
        (-885, 178, 104, 10),
        (-905, 160, 80, 10),
    )
)
"""Neck to perineum, without arms and legs: (z, half width, half depth, centre y), mm."""

ABDOMEN = Stack(
    (
        (-490, 100, 62, -12),
        (-530, 116, 72, -14),
        (-620, 118, 72, -16),
        (-700, 118, 70, -14),
        (-770, 100, 66, -5),
        (-840, 76, 60, 2),
        (-880, 40, 45, 5),
    )
)
"""The cavity of abdomen and pelvis, filled with fat before the organs are painted."""


def _limbs(arms_up: bool, thinner_mm: float) -> list[Shape]:
    shapes: list[Shape] = []
    for side in (LEFT, RIGHT):
        shoulder = mirrored(side, (165, 14, -312))
        shapes.append(Capsule(mirrored(side, (70, 16, -282)), shoulder, 30 - thinner_mm, 44 - thinner_mm))
        if arms_up:
            arm = [shoulder, mirrored(side, (188, 0, -190)), mirrored(side, (192, -15, 10))]
            shapes += tube(arm, [44 - thinner_mm, 42 - thinner_mm, 34 - thinner_mm])
        else:
            arm = [shoulder, mirrored(side, (196, 20, -420)), mirrored(side, (203, 22, -560))]
            shapes += tube(arm, [42 - thinner_mm, 34 - thinner_mm, 29 - thinner_mm])
            hand = [arm[-1], mirrored(side, (206, 0, -720)), mirrored(side, (204, -20, -850))]
            shapes += tube(hand, [29 - thinner_mm, 24 - thinner_mm, 18 - thinner_mm])
        thigh = [mirrored(side, (92, 8, -860)), mirrored(side, (88, 6, -960)), mirrored(side, (82, 4, -1150))]
        shapes += tube(thigh, [87 - 1.2 * thinner_mm, 82 - 1.2 * thinner_mm, 68 - 1.2 * thinner_mm])
    return shapes


def _head(thinner_mm: float) -> list[Shape]:
    return [
        Ellipsoid((0, 3, -88), (77 - thinner_mm, 97 - thinner_mm, 88 - thinner_mm)),
        Ellipsoid((0, -28, -150), (62 - thinner_mm, 62 - thinner_mm, 76 - thinner_mm)),
        *tube([(0, -84, -128), (0, -98, -150)], [6, 9 - thinner_mm / 2]),
    ]


def paint_body(canvas: Canvas, patient: Patient) -> None:
    """Paint fat, then muscle inside it, then the cavity of the abdomen."""
    thin = patient.fat_mm
    canvas.paint([TRUNK, *_head(0), *_limbs(patient.arms_up, 0)], FAT)
    if patient.sex == "F":
        for side in (LEFT, RIGHT):
            canvas.paint(tilted(mirrored(side, (78, -98, -435)), (56, 42, 52), 12 * side, "xz"), FAT)
    canvas.paint([TRUNK.shrunk(thin), *_head(4), *_limbs(patient.arms_up, thin * 0.55)], MUSCLE)
    if patient.sex == "F":
        for side in (LEFT, RIGHT):
            canvas.paint(Ellipsoid(mirrored(side, (78, -104, -438)), (34, 26, 32)), BREAST, over={FAT})
    canvas.paint(ABDOMEN, VISCERAL_FAT, over={MUSCLE})
    _paint_muscles(canvas)
    if not patient.arms_up:
        for side in (LEFT, RIGHT):
            bone = [mirrored(side, (203, 22, -575)), mirrored(side, (206, 0, -720)), mirrored(side, (205, -15, -800))]
            canvas.paint(tube(bone, [9, 7, 6]), FOREARM_BONE)


def _paint_muscles(canvas: Canvas) -> None:
    """Muscles with a class of their own, parted by a little fat where they meet their neighbours."""
    for side in (LEFT, RIGHT):
        psoas = [(34, 34, -570), (46, 22, -650), (62, 2, -740), (88, -18, -820), (100, 0, -870)]
        points = [mirrored(side, p) for p in psoas]
        canvas.paint(tube(points, [10, 19, 24, 18, 10]), sided("iliopsoas", side))
        back = [(26, 82, -330), (28, 92, -450), (30, 88, -560), (32, 78, -660), (24, 92, -760)]
        points = [mirrored(side, p) for p in back]
        canvas.paint(tube(points, [14, 18, 20, 22, 12]), sided("autochthon", side), over={MUSCLE})
        seat = tilted(mirrored(side, (74, 76, -835)), (58, 30, 76), -18 * side, "xz")
        canvas.paint(seat, sided("gluteus_maximus", side), over={MUSCLE, FAT})
        gap = tilted(mirrored(side, (72, 58, -830)), (46, 8, 60), -18 * side, "xz")
        canvas.paint(gap, FAT, over={MUSCLE})
        groin = [mirrored(side, (82, -64, -840)), mirrored(side, (84, -58, -925))]
        canvas.paint(tube(groin, [20, 16]), FAT, over={MUSCLE})
        axilla = [mirrored(side, (146, 6, -315)), mirrored(side, (158, 8, -380))]
        canvas.paint(tube(axilla, [20, 12]), FAT, over={MUSCLE})
        neck = [mirrored(side, (40, 14, -185)), mirrored(side, (56, 6, -262))]
        canvas.paint(tube(neck, [8, 13]), FAT, over={MUSCLE})
