"""Words of the pelvis; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.reports.lexicon_terms import NODE, PELVIS, Term

PELVIS_NODES = (
    Term(
        r"(?:external|internal|common)(?:[ /-](?:external|internal))? iliac|ext\.? iliac|int\.? iliac|"
        r"iliac(?= (?:\w{1,20} ){0,2}(?:lymph|node|nodal|adenop|chain|vessel|LN|station|bifurcation))|"
        r"hypogastric|inguino-?femoral|inguinal|pre-?sacral|peri-?rectal|para-?rectal|meso-?rect(?:al|um)|"
        r"superior rectal|pudendal|para-?vesical|peri-?vesical|parametri(?:al|um)|pelvic side ?wall|cloquet'?s?",
        NODE,
        PELVIS,
    ),
    Term(r"obturator(?! (?:internus|externus|muscle|foramen|ring))", NODE, PELVIS),
)

PELVIS_ORGANS = (
    Term(
        r"prostate(?: (?:bed|gland|apex|base))?|prostatic(?: fossa)?|prostatectomy (?:bed|fossa)|"
        r"(?:peripheral|transition(?:al)?) zone",
        "prostate",
        PELVIS,
    ),
    Term(r"seminal vesicles?", "seminal vesicle", PELVIS),
    Term(r"uretero-?vesic(?:al|ular)(?: junction)?|UVJ|distal ureters?", "ureter", PELVIS),
    Term(r"urethra|urethral", "urethra", PELVIS),
    Term(r"(?:urinary )?bladder(?: (?:wall|neck|dome))?|trigone|neobladder|cystectomy bed", "urinary bladder", PELVIS),
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
    Term(r"recto-?sigmoid(?: junction| colon)?|sigmoid(?: colon)?", "colon", PELVIS),
    Term(r"rect(?:um|al)|ano-?rect(?:al|um)(?: junction)?|low rectal", "rectum", PELVIS),
    Term(r"anal canal|anal|anus|peri-?anal|ischio-?(?:rectal|anal)(?: fossa)?", "anus", PELVIS),
    Term(
        r"cul[ -]de[ -]sac|pouch of douglas|space of retzius|para-?sacral|recto-?vaginal septum|"
        r"recto-?uterine pouch|recto-?vesical",
        "",
        PELVIS,
    ),
    Term(r"(?:iliacus|ilio-?psoas|piriformis|obturator (?:internus|externus)|levator ani)", "muscle", PELVIS),
)

PELVIS_BONES = (
    Term(
        r"sacr(?:um|al)(?: (?:ala|alae|promontory))?|coccy(?:x|geal)|"
        r"S[1-5](?= (?:vertebra|sacral|level|body|ala|nerve|lesion|metast))|(?<=at )S[1-5]|(?<=in )S[1-5]",
        "sacrum",
        PELVIS,
    ),
    Term(r"sacro-?iliac(?: joints?)?|SI joints?", "sacroiliac joint", PELVIS),
    Term(
        r"iliac (?:bone|wing|crest|spine|fossa)|ilium|iliac|supra-?acetabular|acetabul(?:um|ar)(?: roof)?|"
        r"ischi(?:um|al)(?: tuberosity)?|(?:superior |inferior )?pubic (?:ramus|rami|bone|body|symphysis)|"
        r"pubic|pubis|symphysis(?: pubis)?|inferior ramus|superior ramus|hemi-?pelvis|innominate|pelvic (?:bone|ring)|"
        r"obturator (?:ring|foramen)",
        "hip bone",
        PELVIS,
    ),
)

PELVIS_PLACES = (
    Term(r"groin|perine(?:um|al)|mons pubis|natal cleft|pelvic floor", "", PELVIS),
    Term(r"pelvi(?:s|c)|hemi-?pelvic", "", PELVIS, general=True),
)
PELVIS_TERMS = (*PELVIS_NODES, *PELVIS_ORGANS, *PELVIS_BONES, *PELVIS_PLACES)
