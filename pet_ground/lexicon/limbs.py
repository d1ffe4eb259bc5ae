"""Words of the spine and the limbs; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import BUTTOCK, GROIN, SHOULDER, THIGH, UPPER_ARM, around
from pet_ground.lexicon.terms import ARM, LEG, NODE, SPINE, Term

# ``(T3)`` and ``T2 N1`` are stages of a tumour
_LEVEL = r"(?:C[1-7]|T(?:1[0-2]|[5-9]|(?<!\(T)[1-4]|[1-4](?!\)))|L[1-5])"
_LEVELS = rf"{_LEVEL}(?:[-/](?:{_LEVEL}|S1|[1-9]|1[0-2]))?(?!\d|\.\d| ?N[0-3X])"
_PIECE = (
    r"(?:vertebral bod(?:y|ies)|vertebra[le]?|vertebrae|body|spinous process|transverse process|pedicle|lamina|"
    r"facets?(?: joint)?|end ?plate|posterior elements?|disc space|neural foramen)"
)
_VERTEBRAE = ("vertebrae_{level}",)

SPINE_TERMS = (
    Term(rf"{_LEVELS}(?: (?:left |right )?{_PIECE})?", "vertebra", SPINE, classes=_VERTEBRAE),
    Term(
        r"(?:cervical|thoracic|lumbar|lumbosacral|thoracolumbar|cervicothoracic) (?:spine|"
        r"vertebra(?:l bod(?:y|ies)|e)?|vertebral)|"
        r"pedicle|spinous process|transverse process|lamina|facet joints?|facets?",
        "vertebra",
        SPINE,
        classes=_VERTEBRAE,
    ),
    Term(r"spinal cord", "vertebra", SPINE, classes=("spinal_cord",)),
    Term(
        r"epidural|spinal canal|dens|odontoid|intervertebral disc|neural foramen",
        "vertebra",
        SPINE,
        near=around("spinal_cord", "vertebrae_{level}", reach_mm=10),
    ),
    Term(
        r"vertebral bod(?:y|ies)|vertebra[le]?|vertebrae|lumbar|spine|spinal",
        "vertebra",
        SPINE,
        general=True,
        classes=_VERTEBRAE,
    ),
    Term(r"para-?spin(?:al|ous)|erector spinae", "", SPINE, sure=False, classes=("autochthon_{side}",)),
    Term(r"para-?vertebral|pre-?vertebral", "", SPINE, sure=False, near=around("vertebrae_{level}", reach_mm=30)),
)

ARM_TERMS = (
    Term(r"(?:humerus|humeral)(?: (?:head|neck|shaft|diaphysis))?", "humerus", ARM, classes=("humerus_{side}",)),
    Term(r"radius|radial (?:head|shaft)|ulna(?:r)?|olecranon", "forearm bone", ARM),
    Term(r"epi-?trochlear|brachial|antecubital(?: fossa)?", NODE, ARM),
    Term(
        r"deltoid|biceps(?! femoris)|triceps|brachialis|rotator cuff|supraspinatus|infraspinatus",
        "muscle",
        ARM,
        near=UPPER_ARM,
    ),
    Term(
        r"shoulders?(?: joint)?|gleno-?humeral(?: joint)?|acromio-?clavicular(?: joint)?|AC joint",
        "",
        ARM,
        near=SHOULDER,
    ),
    Term(
        r"elbow|forearm|wrist|"
        r"hands?|fingers?|thumb|metacarpal|upper arm|upper extremit(?:y|ies)|arms?",
        "",
        ARM,
    ),
)

LEG_TERMS = (
    Term(
        r"femoral (?:head|neck|shaft|condyle|diaphysis)|femur|femora|(?:inter|sub|peri)-?trochanter(?:ic)?|"
        r"(?:greater |lesser )?trochanter(?:ic)?",
        "femur",
        LEG,
        classes=("femur_{side}",),
    ),
    Term(r"(?:greater |lesser )?trochanteric bursa", "femur", LEG, near=around("femur_{side}")),
    Term(r"femoral(?= (?:\w{1,20} ){0,1}(?:lymph|node|nodal|adenop))", NODE, LEG, sure=False, near=GROIN),
    Term(r"femoral", "femur", LEG, near=around("femur_{side}", reach_mm=10)),
    Term(r"tibia(?:l)?(?: (?:plateau|shaft))?", "tibia", LEG),
    Term(r"fibula(?:r)?", "fibula", LEG),
    Term(r"patella(?:r)?", "patella", LEG),
    Term(r"popliteal(?: fossa)?", NODE, LEG),
    Term(r"calcane(?:us|al)|talus|talar|metatarsal|tarsal|navicular|cuboid", "foot bone", LEG),
    Term(r"glute(?:us|al) maximus", "muscle", LEG, classes=("gluteus_maximus_{side}",)),
    Term(r"glute(?:us|al) medius", "muscle", LEG, classes=("gluteus_medius_{side}",)),
    Term(r"glute(?:us|al) minimus", "muscle", LEG, classes=("gluteus_minimus_{side}",)),
    Term(
        r"glute(?:us|al)",
        "muscle",
        LEG,
        classes=("gluteus_maximus_{side}", "gluteus_medius_{side}", "gluteus_minimus_{side}"),
    ),
    Term(
        r"hamstrings?|quadriceps|adductor(?: \w{5,7})?|sartorius|"
        r"gastrocnemius|soleus|vastus(?: \w{8,10})?|rectus femoris|biceps femoris|semitendinosus|semimembranosus",
        "muscle",
        LEG,
        near=THIGH,
    ),
    Term(
        r"calf|calves|knees?|shin|lower legs?|legs?|foot|feet|ankles?|heel|toes?|"
        r"lower extremit(?:y|ies)",
        "",
        LEG,
    ),
    Term(r"thighs?", "", LEG, near=THIGH),
    Term(r"buttocks?", "", LEG, near=BUTTOCK),
    Term(r"hips?(?: joint)?", "hip joint", "", classes=("hip_{side}", "femur_{side}")),
)
LIMB_TERMS = (*SPINE_TERMS, *ARM_TERMS, *LEG_TERMS)
