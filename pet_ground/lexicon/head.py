"""Words of the head and neck; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import (
    BACK_NECK,
    CENTRAL_NECK,
    FACE,
    JAW,
    LARYNX,
    LOWER_NECK,
    MIDDLE_NECK,
    NECK,
    PAROTID,
    SECOND_LEVEL,
    SUPRACLAVICULAR,
    THROAT,
    THYROID_BED,
    UPPER_NECK,
    around,
)
from pet_ground.lexicon.terms import HEAD, NODE, Term

_LEVEL = r"(?:I{1,3}|IV|VI{0,2}|[1-7])[AB]?"

LEVELS_BY_NUMBER = (
    ("I|1", JAW),
    ("II|2", SECOND_LEVEL),
    ("III|3", MIDDLE_NECK),
    ("IV|4", LOWER_NECK),
    ("V|5", BACK_NECK),
    ("VI{1,2}|[67]", CENTRAL_NECK),
)
"""The levels of the neck, as far as one is named alone."""

HEAD_NODES = (
    *(
        Term(
            rf"(?:levels?|lev\.?) (?:{numbers})[AB]?(?![-/]|,? ?(?:and|or|to) ?[IV1-7])",
            NODE,
            HEAD,
            sure=False,
            near=near,
        )
        for numbers, near in LEVELS_BY_NUMBER
    ),
    Term(
        rf"(?:levels?|lev\.?) {_LEVEL}(?:(?:[-/]| and | or | to |, ){_LEVEL}\b(?![.,]\d)){{0,3}}",
        NODE,
        HEAD,
        sure=False,
        near=NECK,
    ),
    Term(r"jugulodigastric|upper (?:jugular|cervical)", NODE, HEAD, near=SECOND_LEVEL),
    Term(
        r"retropharyngeal|parapharyngeal|buccal|"
        r"facial|pre-?auricular|post-?auricular|retroauricular|intraparotid|periparotid|sub-?occipital",
        NODE,
        HEAD,
        near=UPPER_NECK,
    ),
    Term(r"submandibular|submental", NODE, HEAD, near=JAW),
    Term(r"mid(?:dle)? (?:jugular|cervical)", NODE, HEAD, near=MIDDLE_NECK),
    Term(r"lower (?:jugular|cervical)", NODE, HEAD, near=LOWER_NECK),
    Term(r"posterior triangle|posterior cervical|nuchal", NODE, HEAD, near=BACK_NECK),
    Term(r"prelaryngeal|pretracheal neck|delphian|central neck", NODE, HEAD, near=CENTRAL_NECK),
    Term(r"jugular chain|jugular|deep cervical|cervical chain", NODE, HEAD, near=NECK),
    Term(
        r"supraclavicular(?: fossa)?|supraclav|(?-i:SCLN|SCN)|virchow'?s?",
        NODE,
        HEAD,
        near=SUPRACLAVICULAR,
    ),
)

HEAD_THROAT = (
    Term(r"oropharynx|oropharyngeal|soft palate|uvula|pharyngeal wall", "oropharynx", HEAD, near=THROAT),
    Term(r"nasopharynx|nasopharyngeal|fossa of rosenm[uü]ller|adenoids?", "nasopharynx", HEAD, near=THROAT),
    Term(r"hypopharynx|hypopharyngeal|p[iy]riform sinus(?:es)?|post-?cricoid", "hypopharynx", HEAD, near=LARYNX),
    Term(r"pharynx|pharyngeal", "pharynx", HEAD, near=THROAT),
    Term(
        r"(?:palatine |lingual |pharyngeal |faucial )?tonsils?|(?:palatine )?tonsillar(?: pillar| fossa)?|"
        r"glossotonsillar sulcus",
        "tonsil",
        HEAD,
        near=THROAT,
    ),
    Term(r"base of (?:the )?tongue|tongue base|(?:oral |lateral )?tongue|vallecula", "tongue", HEAD, near=THROAT),
    Term(
        r"larynx|laryngeal|(?:true |false )?vocal (?:cords?|folds?)|supraglott\w{1,3}|subglott\w{1,3}|glott(?:is|ic)|"
        r"epiglottis|epiglottic|aryepiglottic folds?|arytenoid|cricoid|thyroid cartilage",
        "larynx",
        HEAD,
        near=LARYNX,
    ),
    Term(r"cervical (?:o?esophagus|o?esophageal)", "esophagus", HEAD, classes=("esophagus",)),
    Term(r"cervical trachea", "trachea", HEAD, classes=("trachea",)),
)

HEAD_GLANDS = (
    Term(r"parotid glands?|parotids?", "parotid gland", HEAD, near=PAROTID),
    Term(r"submandibular glands?|sublingual glands?|salivary glands?", "salivary gland", HEAD, near=JAW),
    Term(r"thyroid bed|thyroidectomy bed", "thyroid", HEAD, near=THYROID_BED),
    Term(r"thyroid (?:lobes?|glands?|isthmus)|thyroid", "thyroid", HEAD, classes=("thyroid_gland",)),
    Term(r"parathyroid", "parathyroid gland", HEAD, near=THYROID_BED),
)

HEAD_ORGANS = (
    Term(
        r"(?:maxillary|frontal|ethmoid|sphenoid|paranasal) sinus(?:es)?|nasal (?:cavity|septum|turbinates?)|"
        r"sinonasal|nares|nose|nasal",
        "sinus",
        HEAD,
        near=FACE,
    ),
    Term(r"maxillary(?: alveolar ridge)?|maxilla|hard palate", "maxilla", HEAD, near=FACE),
    Term(r"mandible|mandibular(?: condyle| ramus)?|temporomandibular joint|TMJ", "mandible", HEAD, near=FACE),
    Term(
        r"(?:frontal|temporal|parietal|occipital) (?:lobe|cortex|white matter|gyrus)|cerebell\w{1,4}|cerebral|"
        r"cerebrum|brain(?:stem)?|pineal|thalam(?:us|ic)|basal ganglia|putamen|pons|corpus callosum|"
        r"insula|hippocamp(?:us|al)",
        "brain",
        HEAD,
        classes=("brain",),
    ),
    Term(
        r"pituitary|sella|dura|dural|meninge(?:s|al)|cerebellopontine angle",
        "brain",
        HEAD,
        near=around("brain", "skull"),
    ),
    Term(
        r"calvari(?:um|al|a)|skull base|skull vault|skull|cranium|clivus|clival|"
        r"(?:temporal|frontal|parietal|occipital|sphenoid|zygomatic) bone|zygoma|mastoid|petrous apex|"
        r"occipital condyle|orbital wall",
        "skull",
        HEAD,
        classes=("skull",),
    ),
    Term(r"fronto-?parietal|temporo-?parietal|parieto-?occipital|fronto-?temporal", "", HEAD, sure=False),
    Term(r"frontal|parietal|temporal|occipital|occiput", "", HEAD, sure=False),
    Term(r"orbits?|orbital|retro-?orbital|lacrimal glands?|globe", "orbit", HEAD, near=FACE),
    Term(
        r"floor of (?:the )?mouth|oral cavity|gingiva(?:l)?|alveolar ridge|retromolar trigone|buccal mucosa|"
        r"lips?|palate",
        "oral cavity",
        HEAD,
        near=THROAT,
    ),
    Term(r"scalp|forehead|cheek|face|chin|temple", "", HEAD, near=FACE),
    Term(r"ear|external auditory canal|auricle|pinna", "ear", HEAD, near=FACE),
    Term(
        r"masticator space|masseter|pterygoid|carotid (?:space|sheath)|sternocleidomastoid|"
        r"platysma|carotid bifurcation|common carotid",
        "",
        HEAD,
    ),
)

HEAD_PLACES = (
    # without a side or a node word beside it, ``cervical`` can be the uterus's
    Term(
        r"(?<=left )cervical|(?<=right )cervical|(?<=bilateral )cervical|cervical(?= (?:\w{1,20} )?(?:lymph|node|nodal|"
        r"adenop|level))|(?<=[IVab1-7] )cervical",
        NODE,
        HEAD,
        general=True,
        near=NECK,
    ),
    Term(r"neck", "", HEAD, general=True, near=NECK),
)
HEAD_TERMS = (*HEAD_NODES, *HEAD_THROAT, *HEAD_GLANDS, *HEAD_ORGANS, *HEAD_PLACES)
