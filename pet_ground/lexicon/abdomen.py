"""Words of the abdomen; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.lexicon.landmarks import (
    CELIAC,
    GASTROHEPATIC,
    MESENTERY,
    OMENTUM,
    PARAAORTIC,
    PERITONEUM,
    PORTA,
    RENAL_HILUM,
    RETROPERITONEUM,
    SPLENIC_HILUM,
    UPPER_ABDOMEN,
    around,
)
from pet_ground.lexicon.terms import ABDOMEN, NODE, Term

_ROMAN = r"(?:I{1,3}|IV[AB]?|VI{0,3}|[1-8][AB]?)"
_LIVER = ("liver",)
_COLON = ("colon",)

ABDOMEN_NODES = (
    Term(
        r"aorto-?caval|inter-?aorto-?caval|para-?caval|retro-?caval|pre-?caval|inter-?aorto-?iliac",
        NODE,
        ABDOMEN,
        near=PARAAORTIC,
    ),
    Term(r"porta-?caval|porto-?caval|peri-?portal|hepato-?duodenal", NODE, ABDOMEN, near=PORTA),
    Term(
        r"peri-?pancreatic|retro-?pancreatic",
        NODE,
        ABDOMEN,
        near=UPPER_ABDOMEN,
    ),
    Term(r"peri-?gastric|gastro-?hepatic", NODE, ABDOMEN, near=GASTROHEPATIC),
    Term(r"celiac|coeliac", NODE, ABDOMEN, near=CELIAC),
    Term(r"gastro-?splenic|peri-?splenic", NODE, ABDOMEN, near=around("spleen", reach_mm=35)),
    Term(r"peri-?renal hilar|retro-?renal", NODE, ABDOMEN, near=around("kidney_{side}", reach_mm=35)),
    Term(r"portal(?= (?:\w{1,20} )?(?:lymph|node|nodal|LN))", NODE, ABDOMEN, near=PORTA),
    Term(r"small[ -]bowel (?:mesenteric|mesentery)", NODE, ABDOMEN, near=MESENTERY),
    Term(r"porta hepatis|common hepatic artery", NODE, ABDOMEN, near=PORTA),
    Term(r"(?:superior|inferior) mesenteric", NODE, ABDOMEN, near=RETROPERITONEUM),
    Term(r"(?:portal|hepatic) (?:hilum|hilar|hila|hilus)", NODE, ABDOMEN, near=PORTA),
    Term(r"renal (?:hilum|hilar|hila|hilus)", NODE, ABDOMEN, near=RENAL_HILUM),
    Term(r"splenic (?:hilum|hilar|hila|hilus)", NODE, ABDOMEN, near=SPLENIC_HILUM),
    Term(
        r"para-?aortic|peri-?aortic|pre-?aortic|retro-?aortic|left aortic|aortic bifurcation",
        NODE,
        ABDOMEN,
        sure=False,
        near=PARAAORTIC,
    ),
    Term(
        r"mesenteric|mesentery|mesent|mesocolon|mesocolic",
        NODE,
        ABDOMEN,
        sure=False,
        general=True,
        near=MESENTERY,
    ),
    Term(
        r"retro-?peritone(?:al|um)",
        NODE,
        ABDOMEN,
        sure=False,
        general=True,
        near=RETROPERITONEUM,
    ),
)

LIVER_AND_BILE = (
    Term(rf"hepatic (?:segments?|seg\.?) {_ROMAN}(?:[-/]{_ROMAN}\b)?", "liver", ABDOMEN, classes=_LIVER),
    Term(rf"(?:segments?|seg\.?) {_ROMAN}(?:[-/]{_ROMAN}\b)?", "liver", ABDOMEN, sure=False, classes=_LIVER),
    Term(
        r"peri-?hepatic|falciform ligament|hepatectomy (?:bed|margin)|hepatic (?:artery|vein)s?",
        "liver",
        ABDOMEN,
        near=around("liver"),
    ),
    Term(
        r"hepatic (?:lobe|dome|segment|capsule)s?|liver|hepatic|caudate(?: lobe)?|intra-?hepatic",
        "liver",
        ABDOMEN,
        classes=_LIVER,
    ),
    Term(r"gall ?bladder", "gallbladder", ABDOMEN, classes=("gallbladder",)),
    Term(r"cholecystectomy bed", "gallbladder", ABDOMEN, near=PORTA),
    Term(r"cystic duct|(?:common )?bile ducts?|biliary|CBD", "bile duct", ABDOMEN, near=PORTA),
)

ABDOMEN_ORGANS = (
    Term(r"splenule|splenectomy bed", "spleen", ABDOMEN, near=around("spleen", "stomach", "kidney_left", reach_mm=40)),
    Term(r"spleen|splenic", "spleen", ABDOMEN, classes=("spleen",)),
    Term(
        r"pancreatic (?:head|body|tail|neck|duct)|(?:pancreatic )?uncinate(?: process)?|pancreas|pancreatic",
        "pancreas",
        ABDOMEN,
        classes=("pancreas",),
    ),
    Term(r"ampulla(?:ry)?", "pancreas", ABDOMEN, classes=("pancreas", "duodenum")),
    Term(r"adrenalectomy bed", "adrenal gland", ABDOMEN, near=around("kidney_{side}", reach_mm=40)),
    Term(r"supra-?renal|adrenal(?: glands?| limbs?)?", "adrenal gland", ABDOMEN, classes=("adrenal_gland_{side}",)),
    Term(r"reno-?vascular|nephrectomy bed", "kidney", ABDOMEN, near=RETROPERITONEUM),
    Term(
        r"kidneys?|renal(?: pelvis| cortex| pole)?|calyx|calyces|calyceal",
        "kidney",
        ABDOMEN,
        classes=("kidney_{side}", "kidney_cyst_{side}"),
    ),
    Term(
        r"peri-?nephric|para-?renal|pararenal space|peri-?renal|gerota'?s? fascia",
        "",
        ABDOMEN,
        near=around("kidney_{side}", reach_mm=30),
    ),
    Term(
        r"stomach|gastric(?: (?:antrum|body|fundus|cardia|pylorus|wall|remnant))?|antrum|pylor(?:us|ic)|gastric sleeve",
        "stomach",
        ABDOMEN,
        classes=("stomach",),
    ),
)

BOWEL = (
    Term(r"hepatic flexure|splenic flexure", "colon", ABDOMEN, classes=_COLON),
    Term(r"duoden(?:um|al)", "small bowel", ABDOMEN, classes=("duodenum",)),
    Term(
        r"jejun(?:um|al)|(?:terminal )?ile(?:um|al)|small[ -]bowel|small intestin(?:e|al)",
        "small bowel",
        ABDOMEN,
        classes=("small_bowel",),
    ),
    Term(r"ileocolic|ligament of treitz", "small bowel", ABDOMEN),
    Term(
        r"ascending colon|descending colon|transverse colon|c(?:a)?ec(?:um|al)|right colon|left colon",
        "colon",
        ABDOMEN,
        classes=_COLON,
    ),
    Term(r"ileocecal(?: valve)?", "colon", ABDOMEN, classes=("colon", "small_bowel")),
    Term(r"paracolic gutter|hemicolectomy", "colon", ABDOMEN),
    Term(r"colon|colonic|large bowel", "colon", "", general=True, classes=_COLON),
    Term(r"bowel", "colon", "", general=True),
    Term(r"anastomosis|anastomotic", "", "", general=True),
    Term(r"appendi(?:x|ceal)", "appendix", ABDOMEN),
)

ABDOMEN_VESSELS = (
    Term(r"abdominal aorta", "vessel", ABDOMEN, classes=("aorta",)),
    Term(r"portal vein|splenic vein", "vessel", ABDOMEN, classes=("portal_vein_and_splenic_vein",)),
    Term(r"celiac artery|splenic artery|renal (?:vein|artery)", "vessel", ABDOMEN),
    Term(r"inferior vena cava|IVC", "vessel", ABDOMEN, sure=False, classes=("inferior_vena_cava",)),
)

ABDOMEN_PLACES = (
    Term(r"oment(?:um|al)", "peritoneum", ABDOMEN, sure=False, near=OMENTUM),
    Term(r"peritone(?:um|al)|peritoneal cavity", "peritoneum", ABDOMEN, sure=False, near=PERITONEUM),
    Term(r"psoas", "muscle", ABDOMEN, classes=("iliopsoas_{side}",)),
    Term(
        r"quadratus lumborum|diaphragmatic crus|rectus (?:abdominis|sheath|muscle)|obliques?(?= muscle)",
        "muscle",
        ABDOMEN,
    ),
    Term(r"ureters?|ureteral|ureteric", "ureter", ""),
    Term(
        r"abdominal wall|umbilic(?:us|al)|peri-?umbilical|para-?umbilical|flank|epigastri(?:um|c)|hypochondrium|"
        r"sub-?phrenic|morison'?s pouch|lesser sac|lesser curvature|greater curvature|ileostomy|colostomy|"
        r"(?:upper|lower) (?:left |right )?quadrant|(?-i:RUQ|LUQ|RLQ|LLQ)",
        "",
        ABDOMEN,
    ),
    Term(r"abdomen|abdominal|intra-?abdominal", "", ABDOMEN, general=True),
)
ABDOMEN_TERMS = (*ABDOMEN_NODES, *LIVER_AND_BILE, *ABDOMEN_ORGANS, *BOWEL, *ABDOMEN_VESSELS, *ABDOMEN_PLACES)
