"""All words of anatomy in one table: a pattern, the organ that it names, and the region in which the organ lies.

To extend it, add a line to the table of the body part. Of all patterns that fit at a place the longest match counts, so
the order of the lines decides only ties. Patterns ignore case, match whole words, and hold no capturing groups and no
nested repetition.
"""

from __future__ import annotations

from pet_ground.lexicon.abdomen import ABDOMEN_TERMS
from pet_ground.lexicon.chest import CHEST_TERMS
from pet_ground.lexicon.head import HEAD_TERMS
from pet_ground.lexicon.limbs import LIMB_TERMS
from pet_ground.lexicon.pelvis import PELVIS_TERMS
from pet_ground.lexicon.terms import Term

SITES = (*HEAD_TERMS, *CHEST_TERMS, *ABDOMEN_TERMS, *PELVIS_TERMS, *LIMB_TERMS)

FALLBACKS = (
    Term(r"bone marrow|osseous|bones?|bony|skelet(?:on|al)", "bone", ""),
    Term(r"muscles?|musculature|intra-?muscular|muscular", "muscle", ""),
    Term(r"skin|cutaneous|sub-?cutaneous|soft[ -]tissues?|dermal", "soft tissue", ""),
    Term(r"brown (?:fat|adipose(?: tissue)?)", "brown fat", ""),
)
"""Words that name an organ but no place: they count only where no site gives the organ."""
