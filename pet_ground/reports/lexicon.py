"""The words of anatomy: a pattern, the organ that it names, and the region in which the organ lies.

To extend it, add a line. Longer and more special patterns come first within a group, as the first that fits at a place
is taken. Patterns ignore case, match whole words, and hold no capturing groups.
"""

from __future__ import annotations

REGIONS = (
    "Head and neck",
    "Chest",
    "Abdomen",
    "Pelvis",
    "Spine",
    "Upper extremity",
    "Lower extremity",
)
"""The closed list of regions. Ribs, sternum, scapula, axilla and breast lie in the chest; sacrum, hip bones and groin
in the pelvis; the shoulder joint and the arm are the upper extremity, the thigh and all below the lower one."""

HEAD, CHEST, ABDOMEN, PELVIS, SPINE, ARM, LEG = REGIONS

NODE = "lymph node"
NODE_WORDS = r"(?:lymph[ -]?nodes?|nodes?|nodal|lymphadenopathy|adenopathy)"
"""Words that make a lymph node of whatever site stands beside them."""

SITES: tuple[tuple[str, str, str], ...] = (
    # head and neck
    (
        r"level (?:I{1,3}V?|IV|VI{0,2}|V[AB]?|[1-7])(?:[ABab])?(?= (?:\w+ ){0,2}(?:lymph|node|nodal|adenop)|\b)",
        NODE,
        HEAD,
    ),
    (
        (
            r"(?:jugulodigastric|submandibular|submental|cervical|supraclavicular|preauricular|retropharyngeal|"
            r"posterior triangle)"
        ),
        NODE,
        HEAD,
    ),
    (r"oropharynx|oropharyngeal", "oropharynx", HEAD),
    (r"nasopharynx|nasopharyngeal", "nasopharynx", HEAD),
    (r"hypopharynx|hypopharyngeal|piriform sinus|pyriform sinus", "hypopharynx", HEAD),
    (r"(?:palatine |lingual )?tonsils?|tonsillar", "tonsil", HEAD),
    (r"base of (?:the )?tongue|tongue base|tongue", "tongue", HEAD),
    (r"larynx|laryngeal|vocal cords?|glottis|glottic|epiglottis", "larynx", HEAD),
    (r"parotid glands?|parotid", "parotid gland", HEAD),
    (r"thyroid lobe|thyroid gland|thyroid", "thyroid", HEAD),
    (r"maxillary sinus|maxilla", "maxilla", HEAD),
    (r"mandible|mandibular", "mandible", HEAD),
    (r"frontal lobe|temporal lobe|parietal lobe|occipital lobe|cerebellum|cerebellar|brain|pituitary", "brain", HEAD),
    (r"calvarium|skull base|skull", "skull", HEAD),
    (r"scalp|orbit|floor of (?:the )?mouth|oral cavity|neck", "", HEAD),
    # chest
    (r"axilla|axillary|subpectoral|internal mammary|infraclavicular", NODE, CHEST),
    (
        (
            r"(?:para|pre|sub)tracheal|subcarinal|aortopulmonary window|prevascular|hilum|hilar|hila|"
            r"mediastinal|mediastinum|station \d{1,2}[LR]?"
        ),
        NODE,
        CHEST,
    ),
    (
        r"upper lobe|lower lobe|middle lobe|lingula|lung apex|lung base|lungs?|pulmonary|perihilar|bronch(?:us|ial|i)",
        "lung",
        CHEST,
    ),
    (r"pleura|pleural", "pleura", CHEST),
    (r"o?esophagus|o?esophageal|gastroesophageal junction", "esophagus", CHEST),
    (r"breasts?|(?:upper|lower) (?:outer|inner) quadrant", "breast", CHEST),
    (r"myocardium|myocardial|heart|cardiac|ventric(?:le|ular)|pericardial|pericardium", "heart", CHEST),
    (r"thymus|thymic", "thymus", CHEST),
    (r"(?:\w+th |first |second |third )?ribs?", "rib", CHEST),
    (r"sternum|manubrium|sternal", "sternum", CHEST),
    (r"scapula|scapular", "scapula", CHEST),
    (r"clavicle|clavicular", "clavicle", CHEST),
    (r"chest wall|pectoralis", "chest wall", CHEST),
    # abdomen
    (
        r"(?:hepatic )?segment (?:I{1,3}|IV[AB]?|VI{0,3}|V|[1-8])|hepatic (?:lobe|dome)|liver|hepatic|caudate",
        "liver",
        ABDOMEN,
    ),
    (r"spleen|splenic", "spleen", ABDOMEN),
    (r"pancreatic (?:head|body|tail|uncinate)|pancreas|pancreatic", "pancreas", ABDOMEN),
    (r"adrenal glands?|adrenal", "adrenal gland", ABDOMEN),
    (r"kidneys?|renal", "kidney", ABDOMEN),
    (r"stomach|gastric", "stomach", ABDOMEN),
    (r"duodenum|duodenal|jejunum|jejunal|ileum|ileal|small bowel", "small bowel", ABDOMEN),
    (
        r"(?:ascending|descending|transverse|sigmoid) colon|cecum|caecum|colon|colonic|hepatic flexure|splenic flexure",
        "colon",
        ABDOMEN,
    ),
    (r"gallbladder|bile duct", "gallbladder", ABDOMEN),
    (
        (
            r"retroperitoneal|retroperitoneum|para-?aortic|aortocaval|paracaval|portacaval|porta hepatis|"
            r"mesenteric|mesentery|celiac"
        ),
        NODE,
        ABDOMEN,
    ),
    (r"peritoneum|peritoneal|omentum|omental", "peritoneum", ABDOMEN),
    (r"abdominal wall|abdomen", "", ABDOMEN),
    # pelvis
    (
        (
            r"(?:external |internal |common )?iliac(?= (?:\w+ ){0,2}(?:lymph|node|nodal|adenop|chain|vessel))|"
            r"obturator|inguinal|presacral|perirectal|mesorectal"
        ),
        NODE,
        PELVIS,
    ),
    (r"prostate(?: bed)?|prostatic", "prostate", PELVIS),
    (r"seminal vesicles?", "seminal vesicle", PELVIS),
    (r"urinary bladder|bladder", "urinary bladder", PELVIS),
    (r"ureters?|ureteral", "ureter", PELVIS),
    (r"uterus|uterine|endometrium|endometrial|cervix", "uterus", PELVIS),
    (r"ovary|ovarian|adnexa|adnexal", "ovary", PELVIS),
    (r"rectum|rectal|anal canal|anus|anorectal", "rectum", PELVIS),
    (r"sacrum|sacral ala|sacral|coccyx", "sacrum", PELVIS),
    (
        (
            r"iliac (?:bone|wing|crest)|ilium|iliac|acetabulum|acetabular|ischium|ischial|pubic (?:ramus|bone|"
            r"symphysis)|pubis|sacroiliac joint"
        ),
        "hip bone",
        PELVIS,
    ),
    (r"pelvis|pelvic|groin|perineum", "", PELVIS),
    # spine
    (
        (
            r"[CTL]\d{1,2}(?:[-/][CTLS]?\d{1,2})? (?:vertebral body|vertebra|spinous process|pedicle|lamina|"
            r"transverse process)"
        ),
        "vertebra",
        SPINE,
    ),
    (r"(?:C[1-7]|T(?:1[0-2]|[1-9])|L[1-5])(?![\d.])", "vertebra", SPINE),
    (
        r"(?:cervical|thoracic|lumbar) (?:spine|vertebra(?:l body|e)?)|vertebral body|vertebra|vertebrae|spine",
        "vertebra",
        SPINE,
    ),
    # extremities
    (r"humeral head|humerus|humeral", "humerus", ARM),
    (r"shoulder(?: joint)?|elbow|forearm|wrist|hand|upper arm|arm", "", ARM),
    (r"femoral (?:head|neck|shaft)|femur|femoral|trochanter", "femur", LEG),
    (r"tibia|tibial", "tibia", LEG),
    (r"fibula|fibular", "fibula", LEG),
    (r"popliteal", NODE, LEG),
    (r"thigh|calf|knee|lower leg|leg|foot|ankle|gluteal|gluteus|buttock|hamstring", "", LEG),
)
"""(pattern, organ or "" where the word names only a place, region)."""

FALLBACKS: tuple[tuple[str, str, str], ...] = (
    (NODE_WORDS, NODE, ""),
    (r"bone marrow|osseous|bones?|skelet(?:on|al)", "bone", ""),
    (r"muscles?|musculature", "muscle", ""),
    (r"skin|cutaneous|subcutaneous|soft tissues?", "soft tissue", ""),
)
"""Words that name an organ but no place: they count only where no site gives the organ."""

MODIFIERS = (
    r"(?:left|right|bilateral|lt\.?|rt\.?|upper|lower|middle|mid|anterior|posterior|medial|lateral|"
    r"superior|inferior|proximal|distal|"
    r"apical|basal|central|peripheral|deep|superficial|dorsal|ventral|high|low|midline|subsegmental|paramedian)"
)
"""Words before a site that belong to the subsite: ``right upper lobe``."""
