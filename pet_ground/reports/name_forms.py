"""Names of people in report text: behind labels such as ``Dictated by``, behind titles, before degrees.

Every repetition is bounded, so the time is linear.
"""

from __future__ import annotations

import re

from pet_ground.reports.name_words import REPORT_WORDS
from pet_ground.reports.redaction import NAME, Rule, group_only

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f"
_LOWER = "a-z\u00df-\u00f6\u00f8-\u00ff\u0100-\u017f"
_DEGREE = r"(?:M\.?D\b|D\.O\b|Ph\.?D\b|MBBS\b|FRCR\b|FACR\b|CNMT\b|RN\b|Pharm\.?D\b)\.?"
_OSTEOPATH = r"(?<=, )DO\b(?! (?:NOT|[A-Z]{2}|[a-z]))"
"""``DO`` is a degree only behind a comma: reports in capitals hold the verb."""
_FUNCTION_WORDS = (
    "on|at|by|and|the|in|of|who|is|was|were|are|to|for|with|from|via|as|this|these|there|that|a(?![.^])|an|no|not|none|he|she|we|has|"
    "have|had|it|its|if|or|but|do|does|did|be|been|also|please|see|consensus"
)
_HEADINGS = (
    "findings?|impressions?|history|indications?|techniques?|comparisons?|conclusions?|clinical|procedures?|exams?|"
    "examination|study|report|reports|date|time|electronically|digitally|signed|dictated|transcribed|reviewed|verified|"
    "addendum|final|preliminary|patients?|attending|resident|radiologist|physician|name|dob|mrn|accession|sex|age|male|female|"
    "unknown|anonymous|deidentified"
)
_FINDING_WORDS = (
    "pet|ct|cta|mr|mri|mra|us|fdg|psma|suv|suvmax|scan|scans|image|images|series|slice|slices|left|right|bilateral|upper|"
    "lower|lungs?|liver|spleen|bones?|nodes?|nodules?|nodal|lymph|mass|masses|lesions?|breast|chest|thorax|abdomen|pelvis|"
    "head and|neck|brain|skull|spine|spinal|cervical|thoracic|lumbar|cardiac|hepatic|renal|prostate|angiogram|"
    "angiography|enterography|cholangiography|spectroscopy|imaging|new|avid|intense|mild|moderate|normal|increased|decreased|"
    "stable|interval|multiple|hypermetabolic|metabolic|uptake|large|small|focal|diffuse|whole|biopsy|pathology|cancer|carcinoma|"
    "lymphoma|melanoma"
)
_TITLES = r"(?:D[Rr][Ss]?|M[Rr][Ss]?|M[Ss]|Prof|PROF|Miss)\b"
_NOT_NAME = rf"(?=[{_UPPER}])(?!(?i:{_FUNCTION_WORDS}|{_HEADINGS}|{_FINDING_WORDS})\b)(?!{_DEGREE}|{_TITLES})"
_CAPITALISED = (
    rf"[{_UPPER}](?:[{_LOWER}'\u2019-]{{1,30}}|['\u2019](?=[{_UPPER}]))(?:[{_UPPER}][{_LOWER}'\u2019-]{{0,30}}){{0,3}}"
)
_WORD = (
    rf"{_NOT_NAME}(?:{_CAPITALISED}|[{_UPPER}][{_UPPER}'\u2019-]{{1,30}}|"
    rf"(?:[{_UPPER}]\.){{1,3}}(?!\w)|[{_UPPER}](?=[ ,^\n]))"
    r"(?![\w'\u2019]|\s?:)"
)
_PARTICLE = r"(?:(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|zu|al|el|bin|ben|ter|st\.) ){0,2}"
_BETWEEN = r"(?:, ?|\^| )"
_FULL = rf"{_PARTICLE}{_WORD}(?:{_BETWEEN}{_PARTICLE}{_WORD}){{0,5}}(?:\^[{_UPPER}]?){{0,3}}"
_TITLE = rf"{_TITLES}\.?[ ]{{0,2}}"
_NEXT = (
    rf"(?:(?:,? {_DEGREE})?(?:[,;] ?| and | & ?|/ ?){_PARTICLE}{_WORD}(?:{_BETWEEN}{_PARTICLE}{_WORD}){{0,3}}){{0,4}}"
)

_DEED = (
    r"(?:signed|dictated|read|interpreted|transcribed|approved|verified|reported|attested|reviewed|referred|finali[sz]ed|"
    r"authenticated|performed|ordered|requested|supervised|prepared|authored|authori[sz]ed|entered|scanned)"
)
_ROLE = (
    r"(?:(?:attending|resident|referring|ordering|requesting|reading|interpreting|dictating|signing|primary|"
    r"primary care|staff|responsible|supervising|consulting|admitting|treating|family)\s)?"
    r"(?:attending|physicians?|radiologists?|providers?|doctors?|clinicians?|residents?|fellows?|technologists?|"
    r"technicians?|transcriptionist|transcriber|dictator|author|signer|operator|nurse|surgeon|oncologist|M\.?D\.?|staff|"
    r"attn|pcp)"
)
_LABEL = (
    rf"(?:{_DEED}(?: electronically| digitally)? by\s?:?|signed\b[^\n:.]{{0,40}}(?::\d\d[^\n:.]{{0,20}})?\bby\s?:?|"
    rf"{_DEED}\s?:|signed,|/s/|{_ROLE}\s?[:=]|(?<!\d)(?<!\d )cc\s?:|"
    r"(?:patient|pt)(?:'s)?\s?[:=]|"
    r"(?:patient|pt|last|first|middle|given|family|full|maiden|physician|doctor|radiologist)(?:'s)?\sname\s?[:=]|"
    r"(?<![A-Za-z]\s)name\s?[:=])"
)
_LABEL_BEGINS = r"(?<![^\W_])(?=[AaCcDdEeFfGgIiLlMmNnOoPpRrSsTtVv/])"
"""The first letters of all labels, to pass over other places fast."""
_LINE_END = rf"(?=[ \t]{{0,4}}(?:,? ?{_DEGREE}|\d|\[|\n|\Z))"
_WITH_DEGREE = rf",? (?:{_DEGREE}(?!\s?:)|{_OSTEOPATH})"
MAX_NAMES_BEFORE_DEGREE = 4
"""Of a longer run of capitalised words only the last can be names: reports in capitals hold such runs."""
_ONE_WORD = re.compile(_WORD)


def _before_degree(match: re.Match[str]) -> str:
    """The run is matched as a whole, with or without a degree, so that no part of it is tried twice."""
    if match["degree"] is None:
        return match.group()
    starts = [word.start() for word in _ONE_WORD.finditer(match["names"])]
    return match["names"][: starts[-MAX_NAMES_BEFORE_DEGREE:][0]] + NAME + match["degree"]


_INITIALS = rf"(?:[{_UPPER}]\. ?){{1,3}}"


def _behind_initials(match: re.Match[str]) -> str:
    """``with J. Smith``, but not ``to L. Axilla``."""
    if match["surname"].lower() in REPORT_WORDS:
        return match.group()
    return match.group()[: match.start("id") - match.start()] + NAME


NAME_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"\b(?:with|by|to|per|via|from|mit|von|par|por) (?P<id>{_INITIALS}{_NOT_NAME}(?P<surname>{_CAPITALISED}))"
            r"(?![\w'\u2019])"
        ),
        _behind_initials,
    ),
    (re.compile(rf"(?<![^\W_]){_TITLE}(?:and )?(?P<id>{_FULL}(?: and {_WORD})?)"), group_only(NAME)),
    (
        re.compile(
            rf"{_LABEL_BEGINS}(?i:{_LABEL})[ \t]{{0,4}}(?:\n[ \t]{{0,4}}(?={_FULL}{_LINE_END}))?(?P<id>{_FULL}{_NEXT})"
        ),
        group_only(NAME),
    ),
    (
        re.compile(
            rf"{_LABEL_BEGINS}(?i:{_DEED} by)\s?:[ \t]{{0,4}}(?P<id>(?!(?i:{_FUNCTION_WORDS})\b)[{_LOWER}][\w.]{{1,20}}"
            rf"(?: [{_LOWER}][\w.]{{1,20}}){{0,2}}){_LINE_END}"
        ),
        group_only(NAME),
    ),
    (
        re.compile(
            rf"(?<![\w'\u2019.-])(?P<names>{_WORD}(?:{_BETWEEN}{_PARTICLE}{_WORD})*)(?P<degree>{_WITH_DEGREE})?"
        ),
        _before_degree,
    ),
)
"""In the order of use. Names behind a label run up to the line's end, a digit or a word of findings."""
