"""Words of the chest; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.reports.lexicon_terms import CHEST, NODE, Term

_RIB_NUMBER = r"(?:\d{1,2}[a-z]{2}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"

CHEST_NODES = (
    Term(r"axilla(?:e|ry)?(?: tail)?|sub-?pectoral|inter-?pectoral|retro-?pectoral|rotter'?s?", NODE, CHEST),
    Term(r"internal mammary(?: chain)?|intra-?mammary|parasternal|infraclavicular|intercostal", NODE, CHEST),
    Term(
        r"para-?tracheal|pre-?tracheal|sub-?carinal|carinal|aorto-?pulmonary(?: window)?|AP window|pre-?vascular|"
        r"retro-?tracheal|para-?o?esophageal|peri-?o?esophageal|para-?cardiac|azygo-?o?esophageal recess|"
        r"peri-?bronchial|inter-?lobar|retro-?crural|cardio-?phrenic(?: angle)?|epi-?phrenic|supra-?diaphragmatic|"
        r"pre-?pericardial|peri-?cardiac|para-?aortic arch",
        NODE,
        CHEST,
    ),
    Term(r"stations? \d{1,2}[LR]?|(?-i:(?:1|2|4|10|11|12)[LR])(?= (?:\w{1,20} )?(?:lymph|node|nodal|LN))", NODE, CHEST),
    Term(r"diaphragmatic|diaphragm", "", CHEST, sure=False),
    Term(r"hil(?:um|ar|a|us)", NODE, CHEST, sure=False),
)

CHEST_ORGANS = (
    Term(
        r"(?:upper|lower|middle) lobes?|lobar|lingula|lingular|lung (?:apex|apices|bases?)|peri-?hilar|"
        r"costophrenic (?:angle|sulcus)|bronch(?:us|ial|i)|endobronchial|bronchovascular|lobectomy bed|"
        r"(?:major|minor|oblique|horizontal) fissure|(?-i:RUL|RML|RLL|LUL|LLL)",
        "lung",
        CHEST,
    ),
    Term(r"tracheal|trachea|carina", "trachea", CHEST, sure=False),
    Term(r"lungs?|pulmonary|intra-?pulmonary|airspace", "lung", CHEST, general=True),
    Term(r"sub-?pleural", "lung", CHEST),
    Term(r"pleura(?:e|l)?|hemithorax", "pleura", CHEST),
    Term(
        r"gastro-?o?esophageal(?: junction)?|o?esophagogastric(?: junction)?|GE junction|GEJ|hiatal hernia",
        "esophagus",
        "",
    ),
    Term(r"(?:mid-?|thoracic )?o?esophag(?:us|eal)", "esophagus", CHEST),
    Term(r"breasts?|mammary|nipple|areola\w{0,1}|retro-?areolar|sub-?areolar|mastectomy(?: bed)?", "breast", CHEST),
    Term(r"(?:upper|lower)[ -](?:outer|inner) quadrant", "breast", CHEST),
    Term(
        r"myocardi(?:um|al)|hearts?|cardiac|(?:left |right )?ventric(?:le|ular)|pericardi(?:al|um)|epicardial|"
        r"atri(?:um|al)|interatrial septum",
        "heart",
        CHEST,
    ),
    Term(r"thym(?:us|ic)", "thymus", CHEST),
    Term(
        r"ascending aorta|aortic arch|thoracic aorta|(?:main )?pulmonary (?:artery|vein|trunk)|superior vena cava|SVC|"
        r"brachiocephalic (?:vein|artery)",
        "vessel",
        CHEST,
    ),
)

CHEST_WALL = (
    Term(
        rf"{_RIB_NUMBER}(?: (?:and|through|to) {_RIB_NUMBER})? (?:(?:anterior|posterior|lateral) )?ribs?|"
        r"ribs? \d{1,2}(?:(?: and |-)\d{1,2}\b)?|ribs?|costochondral(?: junction)?|costal(?: cartilage)?",
        "rib",
        CHEST,
    ),
    Term(r"costovertebral(?: junction| joint)?", "rib", ""),
    Term(
        r"stern(?:um|al)(?: body)?|manubri(?:um|al)|xiphoid|sternomanubrial|sternoclavicular(?: joint)?",
        "sternum",
        CHEST,
    ),
    Term(r"scapula(?:r|e)?|coracoid|glenoid|acromi(?:on|al)|scapular spine", "scapula", CHEST),
    Term(r"clavic(?:le|les|ular)", "clavicle", CHEST),
    Term(r"chest wall|pectoralis(?: (?:major|minor))?|pectoral|serratus|latissimus|trapezius", "chest wall", CHEST),
)

CHEST_PLACES = (
    Term(r"mediastin(?:um|al)", NODE, CHEST, general=True),
    Term(r"chest|thorax|thoracic(?! (?:spine|vertebra))|intra-?thoracic|thoracic inlet", "", CHEST, general=True),
)
CHEST_TERMS = (*CHEST_WALL, *CHEST_NODES, *CHEST_ORGANS, *CHEST_PLACES)
