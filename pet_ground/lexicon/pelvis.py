"""Words of the pelvis; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import GROIN, ILIAC, INNER_PELVIS
from pet_ground.lexicon.terms import NODE, PELVIS, Term

PELVIS_NODES = (
    Term(
        r"(?:external|internal|common)(?:[ /-](?:external|internal))? iliac|ext\.? iliac|int\.? iliac|"
        r"iliac(?= (?:\w{1,20} ){0,2}(?:lymph|node|nodal|adenop|chain|vessel|LN|station|bifurcation))|"
        r"hypogastric|pelvic side ?wall",
        NODE,
        PELVIS,
        landmarks=ILIAC,
    ),
    Term(r"inguino-?femoral|inguinal|pudendal|cloquet'?s?", NODE, PELVIS, landmarks=GROIN),
    Term(
        r"pre-?sacral|peri-?rectal|para-?rectal|meso-?rect(?:al|um)|superior rectal|para-?vesical|peri-?vesical|"
        r"parametri(?:al|um)",
        NODE,
        PELVIS,
        landmarks=INNER_PELVIS,
    ),
    Term(r"obturator(?! (?:internus|externus|muscle|foramen|ring))", NODE, PELVIS, landmarks=ILIAC),
)

PELVIS_ORGANS = (
    Term(r"prostate bed|prostatic fossa|prostatectomy (?:bed|fossa)", "prostate", PELVIS),
    Term(
        r"prostate(?: (?:gland|apex|base))?|prostatic|(?:peripheral|transition(?:al)?) zone",
        "prostate",
        PELVIS,
        classes=("prostate",),
    ),
    Term(r"seminal vesicles?", "seminal vesicle", PELVIS),
    Term(r"uretero-?vesic(?:al|ular)(?: junction)?|UVJ|distal ureters?", "ureter", PELVIS),
    Term(r"urethra|urethral", "urethra", PELVIS),
    Term(
        r"(?:urinary )?bladder(?: (?:wall|neck|dome))?|trigone",
        "urinary bladder",
        PELVIS,
        classes=("urinary_bladder",),
    ),
    Term(r"neobladder|cystectomy bed", "urinary bladder", PELVIS),
    Term(
        r"(?:uterus|uterine)(?: (?:fundus|cervix|body))?|endometri(?:um|al)|myometri(?:um|al)|cervix|cervical os|"
        r"cervical stump|hysterectomy bed",
        "uterus",
        PELVIS,
    ),
    Term(r"vagina(?:l)?(?: (?:cuff|vault|apex|wall))?|vulva(?:r)?|labi(?:a|al|um)|introitus", "vagina", PELVIS),
    Term(r"ovar(?:y|ies|ian)|adnexa(?:l)?|fallopian tube|salping\w{1,6}", "ovary", PELVIS),
    Term(r"test(?:is|es|icle|icles|icular)|scrot(?:um|al)|epididym(?:is|al)|spermatic cord", "testis", PELVIS),
    Term(r"penis|penile|corpora cavernosa", "penis", PELVIS),
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
    Term(r"coccy(?:x|geal)", "sacrum", PELVIS),
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
    Term(r"groin", "", PELVIS, landmarks=GROIN),
    Term(r"perine(?:um|al)|mons pubis|natal cleft|pelvic floor", "", PELVIS),
    Term(r"pelvi(?:s|c)|hemi-?pelvic", "", PELVIS, general=True),
)
PELVIS_TERMS = (*PELVIS_NODES, *PELVIS_ORGANS, *PELVIS_BONES, *PELVIS_PLACES)
