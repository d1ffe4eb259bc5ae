"""Words of the abdomen; longer and more special patterns come first."""

from __future__ import annotations

from pet_ground.reports.lexicon_terms import ABDOMEN, NODE, Term

_ROMAN = r"(?:I{1,3}|IV[AB]?|VI{0,3}|[1-8][AB]?)"

ABDOMEN_NODES = (
    Term(
        r"aorto-?caval|inter-?aorto-?caval|para-?caval|retro-?caval|pre-?caval|porta-?caval|porto-?caval|"
        r"peri-?portal|hepato-?duodenal|peri-?pancreatic|peri-?gastric|gastro-?hepatic|gastro-?splenic|peri-?splenic|"
        r"celiac|coeliac|retro-?pancreatic|peri-?renal hilar|retro-?renal|inter-?aorto-?iliac",
        NODE,
        ABDOMEN,
    ),
    Term(r"porta hepatis|portal (?:hilum|hilar)|(?:superior|inferior) mesenteric|common hepatic artery", NODE, ABDOMEN),
    Term(
        r"para-?aortic|peri-?aortic|pre-?aortic|retro-?aortic|left aortic|aortic bifurcation", NODE, ABDOMEN, sure=False
    ),
    Term(r"mesenter(?:ic|y)|mesocolon|mesocolic|retro-?peritone(?:al|um)", NODE, ABDOMEN, sure=False, general=True),
)

ABDOMEN_ORGANS = (
    Term(rf"hepatic segments? {_ROMAN}(?:[-/]{_ROMAN}\b)?", "liver", ABDOMEN),
    Term(rf"segments? {_ROMAN}(?:[-/]{_ROMAN}\b)?", "liver", ABDOMEN, sure=False),
    Term(r"hepatic flexure|splenic flexure", "colon", ABDOMEN),
    Term(
        r"hepatic (?:lobe|dome|segment|capsule|artery|vein)s?|liver|hepatic|caudate(?: lobe)?|intra-?hepatic|"
        r"peri-?hepatic|falciform ligament|hepatectomy (?:bed|margin)",
        "liver",
        ABDOMEN,
    ),
    Term(r"spleen|splenic|splenule|splenectomy bed", "spleen", ABDOMEN),
    Term(
        r"pancreatic (?:head|body|tail|neck|duct)|(?:pancreatic )?uncinate(?: process)?|pancreas|pancreatic|"
        r"ampulla(?:ry)?",
        "pancreas",
        ABDOMEN,
    ),
    Term(r"supra-?renal|adrenal(?: glands?| limbs?)?|adrenalectomy bed", "adrenal gland", ABDOMEN),
    Term(
        r"kidneys?|renal(?: pelvis| cortex| pole)?|reno-?vascular|calyx|calyces|calyceal|nephrectomy bed",
        "kidney",
        ABDOMEN,
    ),
    Term(r"peri-?nephric|para-?renal|pararenal space|peri-?renal|gerota'?s? fascia", "", ABDOMEN),
    Term(
        r"stomach|gastric(?: (?:antrum|body|fundus|cardia|pylorus|wall|remnant))?|antrum|pylor(?:us|ic)|gastric sleeve",
        "stomach",
        ABDOMEN,
    ),
    Term(
        r"duoden(?:um|al)|jejun(?:um|al)|(?:terminal )?ile(?:um|al)|small[ -]bowel|small intestin(?:e|al)|"
        r"ileocolic|ligament of treitz",
        "small bowel",
        ABDOMEN,
    ),
    Term(
        r"ascending colon|descending colon|transverse colon|c(?:a)?ec(?:um|al)|ileocecal(?: valve)?|"
        r"paracolic gutter|right colon|left colon|hemicolectomy",
        "colon",
        ABDOMEN,
    ),
    Term(r"colon|colonic|large bowel|bowel|anastomosis|anastomotic", "colon", "", general=True),
    Term(r"appendi(?:x|ceal)", "appendix", ABDOMEN),
    Term(r"gall ?bladder|cystic duct|(?:common )?bile duct|biliary|CBD|cholecystectomy bed", "gallbladder", ABDOMEN),
    Term(
        r"abdominal aorta|celiac artery|portal vein|splenic (?:vein|artery)|renal (?:vein|artery)",
        "vessel",
        ABDOMEN,
    ),
    Term(r"inferior vena cava|IVC", "vessel", ABDOMEN, sure=False),
    Term(r"peritone(?:um|al)|oment(?:um|al)|peritoneal cavity", "peritoneum", ABDOMEN, sure=False),
    Term(
        r"psoas|quadratus lumborum|diaphragmatic crus|rectus (?:abdominis|sheath|muscle)|obliques?(?= muscle)",
        "muscle",
        ABDOMEN,
    ),
    Term(r"ureters?|ureteral|ureteric", "ureter", ""),
)

ABDOMEN_PLACES = (
    Term(
        r"abdominal wall|umbilic(?:us|al)|peri-?umbilical|para-?umbilical|flank|epigastri(?:um|c)|hypochondrium|"
        r"sub-?phrenic|morison'?s pouch|lesser sac|lesser curvature|greater curvature|ileostomy|colostomy|"
        r"(?:upper|lower) (?:left |right )?quadrant|(?-i:RUQ|LUQ|RLQ|LLQ)",
        "",
        ABDOMEN,
    ),
    Term(r"abdomen|abdominal|intra-?abdominal", "", ABDOMEN, general=True),
)
ABDOMEN_TERMS = (*ABDOMEN_NODES, *ABDOMEN_ORGANS, *ABDOMEN_PLACES)
