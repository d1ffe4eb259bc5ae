"""What the report calls a focus."""

from __future__ import annotations

import re

from pet_ground.records import Interpretation
from pet_ground.reports.lesion_words import Span

_PHYSIOLOGIC = re.compile(
    r"\b(?:physiol\w{0,10}|ph(?:ys|sy|y)i?ol?o?gic\w{0,4}|normal (?:variant|structures?|rebound)|(?:urinary|"
    r"renal) (?:excretion|"
    r"activity)|excreted|brown (?:fat|adipose)|(?:thymic )?rebound|compensatory)\b",
    re.IGNORECASE,
)
_BENIGN = re.compile(
    r"\b(?:benign|degen(?:erative|eration)?|reactive|inflam(?:matory|mation|med)?|infectious|infection|infected|"
    r"abscess|"
    r"post-?(?:surgical|operative|op|traumatic|obstructive|obstr|radiation|procedural|vaccination|vaccinal)|"
    r"(?:effects?|changes?) of "
    r"(?:radiation|surgery|treatment)|radiation (?:changes?|effects?)|arthri\w{1,5}|arthropathy|osteoarthrosis|"
    r"granul\w{3,8}|"
    r"ha?emangioma|lipoma|hamartoma|(?:leio)?myoma|fibroids?|schwannoma|neurofibroma|seroma|hematoma|haematoma|"
    r"scar(?:ring)?|splenosis|"
    r"healing|fibrous dysplasia|sarcoid(?:osis)?(?:-like)?|reflux|aspiration|"
    r"sarcoid-like|enthesopathy|paget'?s disease|fractures?|calluses|callus|pneumonia)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\bnot |\brisk of |\bpathologic(?:al)? |\bnon-?|\bunlikely(?: to be)? |\brather than |\bless likely |\bno |"
    r"\bwithout |\bexclude |"
    r"\bversus |\bvs\.? |\bthan )"
    r"(?:likely |definitely |typical for |merely |simply |just |a |an )?\Z",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:versus|vs\.?|or)\s(?:[a-z]+ ){0,2}(?:malignan|metasta|neoplas|tumou?r|cancer|lymphom|recurren|disease)|"
    r"\b(?:malignan\w*|metasta\w*|neoplas\w*|tumou?r|recurren\w*|disease)\s(?:versus|vs\.?|or)\b|"
    r"\b(?:cannot be excluded|not excluded)\b",
    re.IGNORECASE,
)


_ITIS = re.compile(r"\b(?!lymphang|carcino)[a-z]{2,14}itis\b", re.IGNORECASE)
"""Inflammations. ``Lymphangitis carcinomatosa`` is none."""


_STEMS = (
    *("phy", "phs", "normal ", "urinary", "renal ", "excreted", "brown", "rebound", "compensat"),
    *("benign", "degen", "reactive", "infla", "infect", "abscess", "post", "radiation", "of surgery", "of treatment"),
    *("arthr", "granul", "angioma", "lipoma", "hamartoma", "myoma", "fibro", "schwannoma", "seroma", "hematoma"),
    *("haematoma", "scar", "splenosis", "healing", "sarcoid", "reflux", "aspiration", "enthesop", "paget", "fracture"),
    *("callus", "pneumonia", "itis"),
)
"""One of these stands in every text that calls a focus physiologic or benign: a quick test before the expressions."""


def interpretation(segment: str) -> tuple[Interpretation, Span | None]:
    """What the segment calls the focus, and the word that says so; a doubt says nothing."""
    lowered = segment.lower()
    if not any(stem in lowered for stem in _STEMS) or _DOUBT.search(segment):
        return Interpretation.UNSPECIFIED, None
    meanings = [(_PHYSIOLOGIC, Interpretation.PHYSIOLOGIC), (_BENIGN, Interpretation.BENIGN)]
    if "itis" in segment or "ITIS" in segment:
        meanings.append((_ITIS, Interpretation.BENIGN))
    for pattern, meaning in meanings:
        for match in pattern.finditer(segment):
            if not _NOT.search(segment[max(0, match.start() - 30) : match.start()]):
                return meaning, Span(match.start(), match.end())
    return Interpretation.UNSPECIFIED, None
