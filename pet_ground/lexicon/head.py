"""Words of the head and neck; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import NECK, SUPRACLAVICULAR
from pet_ground.lexicon.terms import HEAD, NODE, Term

_LEVEL = r"(?:I{1,3}|IV|VI{0,2}|[1-7])[AB]?"

HEAD_NODES = (
    Term(
        rf"(?:levels?|lev\.?) {_LEVEL}(?:(?:[-/]| and | or | to |, ){_LEVEL}\b(?![.,]\d)){{0,3}}",
        NODE,
        HEAD,
        sure=False,
        landmarks=NECK,
    ),
    Term(
        r"jugulodigastric|jugular chain|jugular|submandibular|submental|pre-?auricular|"
        r"post-?auricular|retroauricular|retropharyngeal|parapharyngeal|posterior triangle|posterior cervical|"
        r"deep cervical|cervical chain|buccal|facial|prelaryngeal|pretracheal neck|delphian|"
        r"sub-?occipital|nuchal|intraparotid|periparotid|central neck",
        NODE,
        HEAD,
        landmarks=NECK,
    ),
    Term(
        r"supraclavicular(?: fossa)?|supraclav|(?-i:SCLN|SCN)|virchow'?s?",
        NODE,
        HEAD,
        landmarks=SUPRACLAVICULAR,
    ),
)

HEAD_THROAT = (
    Term(r"oropharynx|oropharyngeal|soft palate|uvula|pharyngeal wall", "oropharynx", HEAD),
    Term(r"nasopharynx|nasopharyngeal|fossa of rosenm[uü]ller|adenoids?", "nasopharynx", HEAD),
    Term(r"hypopharynx|hypopharyngeal|p[iy]riform sinus(?:es)?|post-?cricoid", "hypopharynx", HEAD),
    Term(r"pharynx|pharyngeal", "pharynx", HEAD),
    Term(
        r"(?:palatine |lingual |pharyngeal |faucial )?tonsils?|(?:palatine )?tonsillar(?: pillar| fossa)?|"
        r"glossotonsillar sulcus",
        "tonsil",
        HEAD,
    ),
    Term(r"base of (?:the )?tongue|tongue base|(?:oral |lateral )?tongue|vallecula", "tongue", HEAD),
    Term(
        r"larynx|laryngeal|(?:true |false )?vocal (?:cords?|folds?)|supraglott\w{1,3}|subglott\w{1,3}|glott(?:is|ic)|"
        r"epiglottis|epiglottic|aryepiglottic folds?|arytenoid|cricoid|thyroid cartilage",
        "larynx",
        HEAD,
    ),
    Term(r"cervical (?:o?esophagus|o?esophageal)", "esophagus", HEAD, classes=("esophagus",)),
    Term(r"cervical trachea", "trachea", HEAD, classes=("trachea",)),
)

HEAD_GLANDS = (
    Term(r"parotid glands?|parotids?", "parotid gland", HEAD),
    Term(r"submandibular glands?|sublingual glands?|salivary glands?", "salivary gland", HEAD),
    Term(r"thyroid bed|thyroidectomy bed", "thyroid", HEAD),
    Term(r"thyroid (?:lobes?|glands?|isthmus)|thyroid", "thyroid", HEAD, classes=("thyroid_gland",)),
    Term(r"parathyroid", "parathyroid gland", HEAD),
)

HEAD_ORGANS = (
    Term(
        r"(?:maxillary|frontal|ethmoid|sphenoid|paranasal) sinus(?:es)?|nasal (?:cavity|septum|turbinates?)|"
        r"sinonasal|nares|nose|nasal",
        "sinus",
        HEAD,
    ),
    Term(r"maxillary(?: alveolar ridge)?|maxilla|hard palate", "maxilla", HEAD),
    Term(r"mandible|mandibular(?: condyle| ramus)?|temporomandibular joint|TMJ", "mandible", HEAD),
    Term(
        r"(?:frontal|temporal|parietal|occipital) (?:lobe|cortex|white matter|gyrus)|cerebell\w{1,4}|cerebral|"
        r"cerebrum|brain(?:stem)?|pineal|thalam(?:us|ic)|basal ganglia|putamen|pons|corpus callosum|"
        r"insula|hippocamp(?:us|al)",
        "brain",
        HEAD,
        classes=("brain",),
    ),
    Term(r"pituitary|sella|dura|dural|meninge(?:s|al)|cerebellopontine angle", "brain", HEAD),
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
    Term(r"orbits?|orbital|retro-?orbital|lacrimal glands?|globe", "orbit", HEAD),
    Term(
        r"floor of (?:the )?mouth|oral cavity|gingiva(?:l)?|alveolar ridge|retromolar trigone|buccal mucosa|"
        r"lips?|palate",
        "oral cavity",
        HEAD,
    ),
    Term(r"scalp|forehead|cheek|face|chin|temple", "", HEAD),
    Term(r"ear|external auditory canal|auricle|pinna", "ear", HEAD),
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
        landmarks=NECK,
    ),
    Term(r"neck", "", HEAD, general=True, landmarks=NECK),
)
HEAD_TERMS = (*HEAD_NODES, *HEAD_THROAT, *HEAD_GLANDS, *HEAD_ORGANS, *HEAD_PLACES)
