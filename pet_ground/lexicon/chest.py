"""Words of the chest; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import (
    AORTOPULMONARY,
    AXILLA,
    BREAST,
    HILUM,
    MEDIASTINUM,
    PARAESOPHAGEAL,
    PARASTERNAL,
    PARATRACHEAL,
    PERICARDIAL,
    PLEURA,
    PREVASCULAR,
    RETROCRURAL,
    SUBCARINAL,
    SUPRACLAVICULAR,
    WALL_OF_CHEST,
)
from pet_ground.lexicon.terms import CHEST, NODE, Term

_RIB_NUMBER = r"(?:\d{1,2}[a-z]{2}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
_UPPER = "lung_upper_lobe_{side}"
_MIDDLE = "lung_middle_lobe_right"
_LOWER = "lung_lower_lobe_{side}"
_LUNGS = (_UPPER, _MIDDLE, _LOWER)

STATIONS_BY_NUMBER = (
    ("1|2|4", PARATRACHEAL),
    ("3[AaPp]?", PREVASCULAR),
    ("5|6", AORTOPULMONARY),
    ("7", SUBCARINAL),
    ("8|9", PARAESOPHAGEAL),
    ("10|11|12", HILUM),
)
"""The stations of the mediastinum and the hila by their numbers (IASLC map)."""

CHEST_NODES = (
    Term(r"axillary (?:lymph )?nodes? (?:in|at|of) levels? I{1,3}", NODE, CHEST, near=AXILLA),
    Term(
        r"axilla(?:e|ry)?(?: tail)?|axila|sub-?pectoral|inter-?pectoral|retro-?pectoral|rotter'?s?",
        NODE,
        CHEST,
        near=AXILLA,
    ),
    Term(
        r"internal mammary(?: chain)?|parasternal",
        NODE,
        CHEST,
        near=PARASTERNAL,
    ),
    Term(r"intra-?mammary", NODE, CHEST, near=BREAST),
    Term(r"infraclavicular|intercostal", NODE, CHEST, near=WALL_OF_CHEST),
    Term(
        r"para-?tracheal|pre-?tracheal|retro-?tracheal",
        NODE,
        CHEST,
        near=PARATRACHEAL,
    ),
    Term(r"sub-?carinal|carinal|azygo-?o?esophageal recess", NODE, CHEST, near=SUBCARINAL),
    Term(r"aorto-?pulmonary(?: window)?|AP window", NODE, CHEST, near=AORTOPULMONARY),
    Term(r"pre-?vascular|para-?aortic arch", NODE, CHEST, near=PREVASCULAR),
    Term(r"anterior mediastin(?:um|al)", NODE, CHEST, near=PREVASCULAR),
    Term(r"para-?o?esophageal|peri-?o?esophageal", NODE, CHEST, near=PARAESOPHAGEAL),
    Term(r"peri-?bronchial|inter-?lobar", NODE, CHEST, near=HILUM),
    Term(r"retro-?crural", NODE, CHEST, near=RETROCRURAL),
    Term(
        r"para-?cardiac|cardio-?phrenic(?: angle)?|epi-?phrenic|supra-?diaphragmatic|pre-?pericardial|peri-?cardiac",
        NODE,
        CHEST,
        near=PERICARDIAL,
    ),
    *(
        Term(
            rf"(?:stations? |st\. ?)(?:{numbers})[LR]?|"
            rf"(?-i:(?:{numbers})[LR])(?= (?:\w{{1,20}} )?(?:lymph|node|nodal|LN|SUV))",
            NODE,
            CHEST,
            near=near,
        )
        for numbers, near in STATIONS_BY_NUMBER
    ),
    Term(r"stations? \d{1,2}[LR]?|st\. ?\d{1,2}[LR]?", NODE, CHEST, near=MEDIASTINUM),
    Term(r"diaphragmatic|diaphragm", "", CHEST, sure=False),
    Term(r"hil(?:um|ar|a|us)", NODE, CHEST, sure=False, near=HILUM),
)

LUNG = (
    Term(r"upper lobes?|(?-i:RUL|LUL)", "lung", CHEST, classes=(_UPPER,)),
    Term(r"lower lobes?|(?-i:RLL|LLL)", "lung", CHEST, classes=(_LOWER,)),
    Term(r"middle lobes?|(?-i:RML)", "lung", CHEST, classes=(_MIDDLE,)),
    Term(r"lingula|lingular", "lung", CHEST, classes=("lung_upper_lobe_left",)),
    Term(r"lung (?:apex|apices)", "lung", CHEST, classes=(_UPPER,)),
    Term(
        r"lobar|lung bases?|peri-?hilar|bronchovascular|(?:major|minor|oblique|horizontal) fissure|sub-?pleural",
        "lung",
        CHEST,
        classes=_LUNGS,
    ),
    Term(r"costophrenic (?:angle|sulcus)|bronch(?:us|ial|i)|endobronchial|lobectomy bed", "lung", CHEST),
    Term(r"lungs?|pulmonary|intra-?pulmonary|airspace", "lung", CHEST, general=True, classes=_LUNGS),
)

CHEST_ORGANS = (
    *LUNG,
    Term(r"tracheal|trachea|carina", "trachea", CHEST, sure=False, classes=("trachea",)),
    Term(r"pleura(?:e|l)?|hemithorax", "pleura", CHEST, near=PLEURA),
    Term(
        r"gastro-?o?esophageal(?: junction)?|o?esophagogastric(?: junction)?|GE junction|GEJ|hiatal hernia",
        "esophagus",
        "",
        classes=("esophagus", "stomach"),
    ),
    Term(r"(?:mid-?|thoracic )?o?esophag(?:us|eal)", "esophagus", CHEST, classes=("esophagus",)),
    Term(
        r"breasts?|mammary|nipple|areola\w{0,1}|retro-?areolar|sub-?areolar|mastectomy(?: bed)?",
        "breast",
        CHEST,
        near=BREAST,
    ),
    Term(r"(?:upper|lower)[ -](?:outer|inner) quadrant", "breast", CHEST, near=BREAST),
    Term(
        r"myocardi(?:um|al)|hearts?|cardiac|(?:left |right )?ventric(?:le|ular)|atri(?:um|al)|interatrial septum",
        "heart",
        CHEST,
        classes=("heart", "atrial_appendage_left"),
    ),
    Term(r"pericardi(?:al|um)|epicardial", "heart", CHEST, near=PERICARDIAL),
    Term(r"thym(?:us|ic)", "thymus", CHEST, near=PREVASCULAR),
)

CHEST_VESSELS = (
    Term(r"subclavian (?:artery|arteries)", "vessel", CHEST, classes=("subclavian_artery_{side}",)),
    Term(r"subclavian", NODE, CHEST, near=SUPRACLAVICULAR),
    Term(r"(?:ascending|descending|thoracic) aorta|aortic arch", "vessel", CHEST, classes=("aorta",)),
    Term(r"superior vena cava|SVC", "vessel", CHEST, classes=("superior_vena_cava",)),
    Term(r"brachiocephalic vein", "vessel", CHEST, classes=("brachiocephalic_vein_{side}",)),
    Term(r"(?:main )?pulmonary (?:artery|vein|trunk)|brachiocephalic artery", "vessel", CHEST),
)

CHEST_WALL = (
    Term(
        rf"(?:{_RIB_NUMBER} )?costochondral(?: junction)?",
        "rib",
        CHEST,
        classes=("rib_{side}_{number}", "costal_cartilages"),
    ),
    Term(r"costal cartilage", "rib", CHEST, classes=("costal_cartilages",)),
    Term(
        rf"{_RIB_NUMBER}(?: (?:and|through|to) {_RIB_NUMBER})? "
        r"(?:(?:left|right|anterior|posterior|lateral) ){0,2}ribs?|"
        r"ribs? \d{1,2}(?:(?: and |-)\d{1,2}\b)?|ribs?|costal",
        "rib",
        CHEST,
        classes=("rib_{side}_{number}",),
    ),
    Term(r"costovertebral(?: junction| joint)?", "rib", "", classes=("rib_{side}_{number}", "vertebrae_{level}")),
    Term(r"sternoclavicular(?: joint)?", "sternum", CHEST, classes=("sternum", "clavicula_{side}")),
    Term(r"stern(?:um|al)(?: body)?|manubri(?:um|al)|xiphoid|sternomanubrial", "sternum", CHEST, classes=("sternum",)),
    Term(
        r"scapula(?:r|e)?|coracoid|glenoid|acromi(?:on|al)|scapular spine",
        "scapula",
        CHEST,
        classes=("scapula_{side}",),
    ),
    Term(r"clavic(?:le|les|ular)", "clavicle", CHEST, classes=("clavicula_{side}",)),
    Term(
        r"chest wall|pectoralis(?: (?:major|minor))?|pectoral|serratus|latissimus|trapezius",
        "chest wall",
        CHEST,
        near=WALL_OF_CHEST,
    ),
)

CHEST_PLACES = (
    Term(r"mediastin(?:um|al)", NODE, CHEST, general=True, near=MEDIASTINUM),
    Term(r"chest|thorax|thoracic(?! (?:spine|vertebra))|intra-?thoracic|thoracic inlet", "", CHEST, general=True),
)
CHEST_TERMS = (*CHEST_WALL, *CHEST_NODES, *CHEST_ORGANS, *CHEST_VESSELS, *CHEST_PLACES)
