"""Words of the pelvis; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import (
    ADNEXA,
    COMMON_ILIAC,
    EXTERNAL_ILIAC,
    GROIN,
    ILIAC,
    INTERNAL_ILIAC,
    PERINEUM,
    PERIRECTAL,
    PRESACRAL,
    TRUE_PELVIS,
)
from pet_ground.lexicon.terms import NODE, PELVIS, Term

PELVIS_NODES = (
    Term(
        r"(?:external|internal|common)[ /-](?:external|internal) iliac|"
        r"iliac(?= (?:\w{1,20} ){0,2}(?:lymph|node|nodal|adenop|chain|vessel|LN|station|bifurcation))",
        NODE,
        PELVIS,
        near=ILIAC,
    ),
    Term(r"common iliac", NODE, PELVIS, near=COMMON_ILIAC),
    Term(r"external iliac|ext\.? iliac", NODE, PELVIS, near=EXTERNAL_ILIAC),
    Term(r"internal iliac|int\.? iliac|hypogastric|pelvic side ?wall", NODE, PELVIS, near=INTERNAL_ILIAC),
    Term(r"inguino-?femoral|inguinal|pudendal|cloquet'?s?", NODE, PELVIS, near=GROIN),
    Term(
        r"para-?vesical|peri-?vesical|parametri(?:al|um)",
        NODE,
        PELVIS,
        near=TRUE_PELVIS,
    ),
    Term(r"pre-?sacral", NODE, PELVIS, near=PRESACRAL),
    Term(r"peri-?rectal|para-?rectal|meso-?rect(?:al|um)|superior rectal", NODE, PELVIS, near=PERIRECTAL),
    Term(r"obturator(?! (?:internus|externus|muscle|foramen|ring))", NODE, PELVIS, near=INTERNAL_ILIAC),
)

PELVIS_ORGANS = (
    Term(r"prostate bed|prostatic fossa|prostatectomy (?:bed|fossa)", "prostate", PELVIS, near=TRUE_PELVIS),
    Term(
        r"prostate(?: (?:gland|apex|base))?|prostatic|(?:peripheral|transition(?:al)?) zone",
        "prostate",
        PELVIS,
        classes=("prostate",),
    ),
    Term(r"seminal vesicles?", "seminal vesicle", PELVIS, near=TRUE_PELVIS),
    Term(r"uretero-?vesic(?:al|ular)(?: junction)?|UVJ|distal ureters?", "ureter", PELVIS, near=TRUE_PELVIS),
    Term(r"urethra|urethral", "urethra", PELVIS, near=PERINEUM),
    Term(
        r"(?:urinary )?bladder(?: (?:wall|neck|dome))?|trigone",
        "urinary bladder",
        PELVIS,
        classes=("urinary_bladder",),
    ),
    Term(r"neobladder|cystectomy bed", "urinary bladder", PELVIS, near=TRUE_PELVIS),
    Term(
        r"(?:uterus|uterine)(?: (?:fundus|cervix|body))?|endometri(?:um|al)|myometri(?:um|al)|cervix|cervical os|"
        r"cervical stump|hysterectomy bed",
        "uterus",
        PELVIS,
        near=ADNEXA,
    ),
    Term(r"vagina(?:l)?(?: (?:cuff|vault|apex|wall))?|vulva(?:r)?|labi(?:a|al|um)|introitus", "vagina", PELVIS),
    Term(r"ovar(?:y|ies|ian)|adnexa(?:l)?|fallopian tube|salping\w{1,6}", "ovary", PELVIS, near=ADNEXA),
    Term(
        r"test(?:is|es|icle|icles|icular)|scrot(?:um|al)|epididym(?:is|al)|spermatic cord",
        "testis",
        PELVIS,
        near=PERINEUM,
    ),
    Term(r"penis|penile|corpora cavernosa", "penis", PELVIS, near=PERINEUM),
    Term(r"recto-?sigmoid(?: junction| colon)?|sigmoid(?: colon)?", "colon", PELVIS, classes=("colon",)),
    Term(r"rect(?:um|al)|ano-?rect(?:al|um)(?: junction)?|low rectal", "rectum", PELVIS, classes=("colon",)),
    Term(r"anal canal|anal|anus|peri-?anal|ischio-?(?:rectal|anal)(?: fossa)?", "anus", PELVIS),
    Term(
        r"cul[ -]de[ -]sac|pouch of douglas|space of retzius|para-?sacral|recto-?vaginal septum|"
        r"recto-?uterine pouch|recto-?vesical",
        "",
        PELVIS,
    ),
    Term(r"iliacus|ilio-?psoas", "muscle", PELVIS, classes=("iliopsoas_{side}",)),
    Term(r"piriformis|obturator (?:internus|externus)|levator ani", "muscle", PELVIS),
)

PELVIS_BONES = (
    Term(
        r"sacr(?:um|al)(?: (?:ala|alae|promontory))?|"
        r"S[1-5](?= (?:\w{1,20} ){0,2}(?:vertebra|sacral|level|body|ala|nerve|lesion|metast))|"
        r"(?<=at )S[1-5]|(?<=in )S[1-5]",
        "sacrum",
        PELVIS,
        classes=("sacrum", "vertebrae_S1"),
    ),
    Term(r"coccy(?:x|geal)", "sacrum", PELVIS, near=PRESACRAL),
    Term(
        r"sacro-?iliac(?: joints?)?|SI joints?",
        "sacroiliac joint",
        PELVIS,
        classes=("sacrum", "vertebrae_S1", "hip_{side}"),
    ),
    Term(
        r"iliac (?:bone|wing|crest|spine)|ilium|supra-?acetabular|acetabul(?:um|ar)(?: roof)?|hip bones?|"
        r"ischi(?:um|al)(?: tuberosity)?|(?:superior |inferior )?pubic (?:ramus|rami|bone|body|symphysis)|"
        r"pubic|pubis|symphysis(?: pubis)?|inferior ramus|superior ramus|hemi-?pelvis|innominate|"
        r"obturator (?:ring|foramen)",
        "hip bone",
        PELVIS,
        classes=("hip_{side}",),
    ),
    Term(r"pelvic (?:bone|ring)", "hip bone", PELVIS, classes=("hip_{side}", "sacrum", "vertebrae_S1")),
)

PELVIS_PLACES = (
    # an ``iliac`` focus may be bone, node or muscle
    Term(r"iliac(?: fossa)?|iliacal", "", PELVIS),
    Term(r"groin", "", PELVIS, near=GROIN),
    Term(r"perine(?:um|al)|mons pubis|natal cleft|pelvic floor", "", PELVIS),
    Term(r"pelvi(?:s|c)|hemi-?pelvic", "", PELVIS, general=True),
)
PELVIS_TERMS = (*PELVIS_NODES, *PELVIS_ORGANS, *PELVIS_BONES, *PELVIS_PLACES)
