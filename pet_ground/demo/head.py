"""Head and neck: brain in its skull, face, throat, glands."""

from __future__ import annotations

from pet_ground.demo.shapes import Canvas, Ellipsoid, mirrored, tilted, tube
from pet_ground.demo.tissues import (
    AIR,
    BRAIN_WHITE,
    CEREBELLUM,
    CLASS_ID,
    CSF,
    EYE,
    FACE_BONE,
    LARYNX,
    LEFT,
    MUSCLE,
    RIGHT,
    SALIVARY,
    TONGUE,
    TONSIL,
    sided,
)


def paint_head(canvas: Canvas) -> None:
    """Paint everything above the shoulders except the spine."""
    _paint_face(canvas)
    canvas.paint(Ellipsoid((0, 5, -80), (71, 90, 74)), CLASS_ID["skull"])
    canvas.paint(Ellipsoid((0, 5, -81), (64.5, 83.5, 67.5)), CSF)
    canvas.paint(Ellipsoid((0, 5, -81), (63, 82, 66)), CLASS_ID["brain"])
    for side in (LEFT, RIGHT):
        canvas.paint(Ellipsoid(mirrored(side, (29, 4, -75)), (19, 57, 32)), BRAIN_WHITE)
        canvas.paint(Ellipsoid(mirrored(side, (17, -6, -84)), (8, 15, 11)), CLASS_ID["brain"])
        canvas.paint(Ellipsoid(mirrored(side, (9, 8, -68)), (5, 28, 8)), CSF)
        canvas.paint(Ellipsoid(mirrored(side, (26, 50, -127)), (25, 27, 21)), CEREBELLUM)
    canvas.paint(Ellipsoid((0, 5, -60), (2.2, 80, 45)), CSF, over={CLASS_ID["brain"], BRAIN_WHITE})
    canvas.paint(tube([(0, 18, -112), (0, 28, -150)], [13, 8]), BRAIN_WHITE)


def _paint_face(canvas: Canvas) -> None:
    canvas.paint(Ellipsoid((0, -46, -142), (44, 32, 32)), FACE_BONE)
    canvas.paint(Ellipsoid((0, -62, -140), (9, 26, 24)), AIR)
    jaw = [(52, -2, -150), (50, -14, -186), (30, -58, -204), (0, -76, -208)]
    for side in (LEFT, RIGHT):
        canvas.paint(Ellipsoid(mirrored(side, (27, -54, -142)), (12, 16, 14)), AIR)
        canvas.paint(Ellipsoid(mirrored(side, (32, -66, -108)), (14, 14, 13)), EYE)
        canvas.paint(tube([mirrored(side, p) for p in jaw], [7, 7, 8, 9]), FACE_BONE)
        canvas.paint(Ellipsoid(mirrored(side, (57, 8, -165)), (9, 15, 20)), SALIVARY)
        canvas.paint(Ellipsoid(mirrored(side, (27, -30, -208)), (10, 14, 9)), SALIVARY)
    canvas.paint(tilted((0, -38, -186), (21, 30, 15), 15, "yz"), TONGUE)
    canvas.paint(tube([(0, -8, -140), (0, -4, -180), (0, -6, -218)], [10, 8, 7]), AIR)
    for side in (LEFT, RIGHT):
        canvas.paint(Ellipsoid(mirrored(side, (15, -8, -180)), (5, 7, 10)), TONSIL)
        canvas.paint(tilted(mirrored(side, (20, -12, -246)), (8, 9, 18), 8 * side, "xz"), CLASS_ID["thyroid_gland"])
        carotid = [(34, 10, -170), (30, 4, -215), (26, 4, -262), (12, 4, -318)]
        canvas.paint(
            tube([mirrored(side, p) for p in carotid], 4.0), sided("common_carotid_artery", side), over={MUSCLE}
        )
    canvas.paint(Ellipsoid((0, -14, -226), (15, 16, 16)), LARYNX)
    canvas.paint(tube([(0, -8, -215), (0, -6, -262), (0, 8, -318), (0, 16, -356)], 8.0), CLASS_ID["trachea"])
