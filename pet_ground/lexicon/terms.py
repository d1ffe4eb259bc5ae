"""What the tables of anatomy are made of: the closed list of regions, and the words that stand beside a site."""

from __future__ import annotations

from typing import NamedTuple

from pet_ground.lexicon.landmarks import Station

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
in the pelvis; the shoulder joint and the arm are the upper extremity, the buttock and all below the lower one."""

HEAD, CHEST, ABDOMEN, PELVIS, SPINE, ARM, LEG = REGIONS

NODE = "lymph node"
NODE_WORDS = r"(?:lymph[ -]?nod(?:es?|al)|nodes?|nodal|lymphadenopathy|adenopathy|LNs?)"
"""Words that make a lymph node of whatever site stands beside them."""


class Term(NamedTuple):
    """A word of anatomy.

    Attributes:
        pattern: regular expression without capturing groups; ignores case and matches whole words.
        organ: the organ that it names, "" where it names only a place.
        region: the region in which it lies, "" where the word alone does not decide it.
        sure: whether the region holds whatever stands beside the word: a ``hilum`` is the lung's, but a ``renal hilum``
            is not.
        general: a wide place, which a more special word beside it makes needless: ``right lower lobe pulmonary``.
        classes: the classes of TotalSegmentator's task ``total`` in which it lies, each a name with places to fill:
            ``{side}``, ``{level}`` (of a vertebra) and ``{number}`` (of a rib). Empty where no class holds it.
        near: the place around other structures in which it lies, where no class holds it.
    """

    pattern: str
    organ: str
    region: str
    sure: bool = True
    general: bool = False
    classes: tuple[str, ...] = ()
    near: Station | None = None


ADJECTIVES = (
    r"(?:left|right)(?:-sided| sided|ward)?|(?:lt|rt)\b\.?|(?-i:[LR])(?= )|bilateral|bilat\b\.?|b/l|both|biapical|"
    r"(?:mid|upper|lower|middle|inner|outer|high|low|deep|superficial|midline|central|peripheral|main|"
    r"anterior|posterior|medial|lateral|superior|inferior|proximal|distal|apical|basal|basilar|dorsal|ventral|"
    r"caudal|cranial|cephalad|paramedian|subsegmental|segmental|subcapsular|cortical|medullary|dependent|"
    r"(?:antero|postero|supero|infero)(?:lateral|medial|superior|inferior))"
)
"""Words before a site that belong to the subsite: ``right upper lobe``."""

PARTS = (
    r"lobe|lobes|head|tail|body|dome|tip|apex|base|wall|aspect|side|sides|sidewall|portion|part|region|regions|half|third|"
    r"pole|poles|segment|angle|fundus|shaft|diaphysis|metaphysis|epiphysis|condyle|process|tuberosity|tubercle|cortex|"
    r"margin|surface|bed|fossa|fossae|stump|remnant|chain|chains|station|stations|axis|artery|vein|vessels|quadrant|"
    r"zone|glands?|joint|compartment|space|junction|recess|sulcus|fissure|crus|ligament|root|border|wing|crest|arch|"
    r"ring|folds?|cavity|canal|muscles?|apices|bases|"
    r"neck(?= of (?:the )?(?:left |right )?(?:pancreas|femur|humerus|bladder|gallbladder|scapula|rib))"
)
"""Parts of a site, in front of ``of`` or behind the site: ``tail of the pancreas``, ``gallbladder fundus``."""

NO_SITES = (
    r"blood[ -]?pool|background|reference|renal cell|squamous cell|small cell|hepatocellular|cholangiocarcinoma|"
    r"hand side|other hand|(?:one|second)[ -]hand|bone (?:scan|window)s?|lung windows?|soft tissue windows?|"
    r"arms (?:up|down|raised)|(?:frontal|lateral) (?:view|projection)|temporal (?:evolution|course|change)|"
    r"T[12][ -](?:weighted|hyperintens\w{2,3}|signal)|(?:clinical |pathologic )?stage|liver function|"
    r"breast (?:prosthesis|implants?)|breast[ -]conserving|head and neck (?:cancer|carcinoma)|(?:body|chest) CT|"
    r"CT (?:chest|abdomen|pelvis)"
)
"""Words that look like a site and are none; a phrase that holds one names no place."""
