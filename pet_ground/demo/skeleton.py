"""Bones: skull, spine with processes, ribs, shoulder girdle, pelvis, femora."""

from __future__ import annotations

import numpy as np

from pet_ground.demo.patient import Patient
from pet_ground.demo.shapes import Canvas, Ellipsoid, Point, Stack, mirrored, tilted, tube
from pet_ground.demo.tissues import CLASS_ID, LEFT, RIGHT, sided

CAGE = Stack(
    (
        (-252, 22, 18, 26),
        (-262, 48, 34, 24),
        (-278, 78, 52, 20),
        (-300, 106, 66, 14),
        (-345, 128, 78, 8),
        (-400, 138, 88, 5),
        (-470, 140, 92, 4),
        (-545, 134, 90, 4),
    ),
    exponent=2.2,
)
"""The inner surface of the chest: ribs lie on it, lungs fill it. (z, half width, half depth, centre y), mm."""

SPINE_Z_MM = (-158, -215, -275, -340, -420, -500, -560, -620, -690, -735)
SPINE_Y_MM = (24, 22, 36, 52, 62, 60, 48, 36, 34, 46)
"""The curve of the spine: neck and loins forward, chest backward."""

CERVICAL_TOP_MM, THORACIC_TOP_MM, LUMBAR_TOP_MM, LUMBAR_END_MM = -160.0, -268.0, -544.0, -722.0


def spine_y(z: float) -> float:
    """Depth of the vertebral bodies' centres at height ``z``, mm."""
    return float(np.interp(z, SPINE_Z_MM[::-1], SPINE_Y_MM[::-1]))


def vertebra_heights() -> dict[int, tuple[float, float]]:
    """Centre z and height of each vertebra by its class id (C1 = 50 down to L5 = 27), mm."""
    found: dict[int, tuple[float, float]] = {}
    regions = ((50, 7, CERVICAL_TOP_MM, THORACIC_TOP_MM), (43, 12, THORACIC_TOP_MM, LUMBAR_TOP_MM))
    for first, count, top, bottom in (*regions, (31, 5, LUMBAR_TOP_MM, LUMBAR_END_MM)):
        height = (top - bottom) / count
        for n in range(count):
            found[first - n] = (top - (n + 0.5) * height, height)
    return found


VERTEBRAE = vertebra_heights()


def paint_spine(canvas: Canvas) -> None:
    """Vertebral bodies with a disc's gap, pedicles, transverse and spinous processes, the canal with the cord."""
    canal: list[Point] = []
    for number, (z, height) in VERTEBRAE.items():
        y = spine_y(z)
        size = float(np.interp(z, (-720, -540, -270, -160), (24, 19, 13, 10)))
        body = [(0.0, y, z - height / 2 + 3.5), (0.0, y, z + height / 2 - 3.5)]
        canvas.paint(
            Stack(((body[1][2], size * 1.12, size * 0.85, y), (body[0][2], size * 1.12, size * 0.85, y))), number
        )
        for side in (LEFT, RIGHT):
            root = mirrored(side, (size * 0.7, y + size * 0.9, z))
            canvas.paint(tube([root, mirrored(side, (size * 0.75, y + size * 1.7, z))], size * 0.26), number)
            canvas.paint(tube([root, mirrored(side, (size * 1.9, y + size * 1.5, z))], size * 0.26), number)
            canvas.paint(
                tube([mirrored(side, (size * 0.75, y + size * 1.7, z)), (0, y + size * 2.1, z)], size * 0.24), number
            )
        spinous = [(0.0, y + size * 2.0, z - 2), (0.0, y + size * 2.9, z - height * 0.45)]
        canvas.paint(tube(spinous, size * 0.22), number)
        canal.append((0.0, y + size * 1.35, z))
    canal = [(0.0, 30.0, -140.0), *canal[:-3]]
    canvas.paint(tube(canal, 6.0), CLASS_ID["spinal_cord"])


def rib_path(number: int, side: int) -> list[Point]:
    """Points of rib ``number`` from the spine to the front, mm."""
    z_start = VERTEBRAE[CLASS_ID["vertebrae_T1"] - number + 1][0] + 6
    reach_deg = {1: 150.0, 11: 95.0, 12: 70.0}.get(number, 155.0 if number <= 7 else 135.0)
    drop = 22.0 if number == 1 else 62.0
    points = []
    for angle in np.linspace(14.0, reach_deg, 16):
        z = z_start - drop * ((angle - 14.0) / 141.0) ** 1.2
        a, b, y = CAGE.section(max(z, -540.0))
        sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
        points.append(mirrored(side, (float((a + 5) * sine), float(y + (b + 5) * cosine), float(z))))
    return points


def paint_ribs(canvas: Canvas) -> None:
    """Twelve ribs a side, the cartilages of the upper seven, and the sternum."""
    for side in (LEFT, RIGHT):
        for number in range(1, 13):
            path = rib_path(number, side)
            canvas.paint(tube(path, 5.0), CLASS_ID["rib_left_1" if side == LEFT else "rib_right_1"] + number - 1)
            if number <= 7:
                _, y, z = path[-1]
                breast_bone = (side * 12.0, y + 1, max(z + 14, -462.0))
                canvas.paint(tube([path[-1], breast_bone], 4.5), CLASS_ID["costal_cartilages"])
    top, bottom = CAGE.section(-312), CAGE.section(-455)
    front = [(0.0, top[2] - top[1] - 6, -312.0), (0.0, bottom[2] - bottom[1] - 6, -455.0)]
    for shift in (-7.0, 7.0):
        canvas.paint(tube([(shift, y, z) for _, y, z in front], [9.0, 6.0]), CLASS_ID["sternum"])


def paint_shoulders(canvas: Canvas, patient: Patient) -> None:
    """Clavicles, scapulae and humeri."""
    for side in (LEFT, RIGHT):
        collar: list[Point] = [(16, -38, -308), (62, -42, -292), (110, -12, -286), (150, 8, -290)]
        canvas.paint(tube([mirrored(side, p) for p in collar], [8, 6, 6, 7]), sided("clavicula", side))
        blade = tilted(mirrored(side, (106, 68, -366)), (36, 5, 56), -27 * side, "xy")
        canvas.paint(blade, sided("scapula", side))
        ridge: list[Point] = [(82, 74, -335), (122, 56, -312), (150, 34, -298), (150, 14, -310)]
        canvas.paint(tube([mirrored(side, p) for p in ridge], [5, 7, 8, 10]), sided("scapula", side))
        head = mirrored(side, (172, 16, -312))
        canvas.paint(Ellipsoid(head, (23, 23, 23)), sided("humerus", side))
        end = mirrored(side, (192, -15, 10) if patient.arms_up else (203, 22, -560))
        middle = mirrored(side, (188, 0, -190) if patient.arms_up else (196, 20, -420))
        canvas.paint(tube([head, middle, end], [13, 10, 11]), sided("humerus", side))


def paint_pelvis(canvas: Canvas) -> None:
    """Sacrum, hip bones and femora."""
    canvas.paint(tilted((0, 62, -755), (50, 20, 38), 25, "yz"), CLASS_ID["sacrum"])
    canvas.paint(tube([(0, 74, -775), (0, 90, -820), (0, 84, -862)], [24, 14, 6]), CLASS_ID["sacrum"])
    for side in (LEFT, RIGHT):
        hip = sided("hip", side)
        rows: list[list[Point]] = [
            [(46, 70, -735), (56, 62, -790), (86, 30, -815)],
            [(66, 70, -705), (82, 46, -752), (90, 16, -808)],
            [(88, 52, -674), (104, 22, -722), (96, 6, -800)],
            [(112, 20, -668), (122, -8, -712), (98, -8, -795)],
            [(124, -18, -690), (118, -30, -735), (94, -16, -800)],
        ]
        dense = np.array(
            [np.array(rows)[n] * (1 - t) + np.array(rows)[n + 1] * t for n in range(4) for t in (0, 0.33, 0.67)]
        )
        for row in [*dense.tolist(), rows[-1]]:
            canvas.paint(tube([mirrored(side, p) for p in row], [7, 7, 13]), hip)
        crest = [(46, 72, -728), (70, 70, -690), (96, 44, -664), (116, 10, -668), (125, -24, -696)]
        canvas.paint(tube([mirrored(side, p) for p in crest], 9.0), hip)
        socket = mirrored(side, (90, 6, -826))
        canvas.paint(Ellipsoid(socket, (32, 32, 32)), hip)
        front: list[Point] = [socket, mirrored(side, (52, -34, -828)), mirrored(side, (8, -48, -848))]
        canvas.paint(tube(front, [15, 8, 11]), hip)
        low = [socket, mirrored(side, (72, 40, -860)), mirrored(side, (58, 42, -892)), mirrored(side, (16, -38, -866))]
        canvas.paint(tube(low, [18, 15, 16, 7]), hip)
        femur = sided("femur", side)
        canvas.paint(Ellipsoid(mirrored(side, (93, 4, -829)), (23, 23, 23)), femur)
        neck: list[Point] = [(93, 4, -829), (130, 12, -852), (128, 14, -890), (112, 8, -990), (98, 4, -1150)]
        canvas.paint(tube([mirrored(side, p) for p in neck], [16, 20, 17, 14, 14]), femur)
