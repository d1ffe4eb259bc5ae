"""Institutions and addresses in report text, by their form.

An institution is a run of capitalised words that holds a word such as ``Hospital`` and a name. No digit is part of it,
so no value goes with it. Every repetition is bounded or can begin at one place only, so the time is linear.
"""

from __future__ import annotations

import re

from pet_ground.reports.name_words import REPORT_WORDS
from pet_ground.reports.redaction import ADDRESS, NAME, Rule, group_only, unless_counted
from pet_ground.reports.tokens import words

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de"
_WORD = rf"[{_UPPER}](?:[^\W\d_]|['\u2019&-](?=[^\W\d_])){{0,30}}"
_LINKS = words("of the de la los del des du di der am im an rechts links and")
_LINK = rf"(?:{'|'.join(sorted(_LINKS, key=len, reverse=True))})"
_RUN = re.compile(rf"(?<![^\W_]){_WORD}\.?(?: (?:{_LINK} ){{0,3}}{_WORD}\.?){{1,30}}(?![\w'\u2019])")
_TOKEN = re.compile(r"\S+")

_BEFORE_NAME = words("h\u00f4pital hopital cl\u00ednica ospedale policlinico ziekenhuis chu umc krankenhaus klinikum")
"""What stands before the name of the house."""
_HOUSES = _BEFORE_NAME | words(
    "hospital hospitals clinic clinics infirmary healthcare hospice university universities universit\u00e4t "
    "universit\u00e9 universidad universit\u00e0 klinik kliniken"
)
_HOUSE_ENDS = ("klinikum", "klinik", "krankenhaus")
_PAIRS = words("medical cancer health imaging radiology research heart surgery oncology diagnostic")
_PAIR_ENDS = words("center centre college school group system institute associates foundation partners")
"""Two words that are a house together: ``Medical Center``."""
_PARTS = (
    _HOUSES | _PAIRS | _PAIR_ENDS | words("general regional memorial community county city state national veterans")
)
"""Words of institutions that name none by themselves."""
_LOCATIONS = words(
    "lake park hill north south east west good sacred heart holy cross spring grand mount saint st great"
)
_BEFORE_LINK = _PARTS | words("mercy lady sisters city")
_NO_NAMES = words(
    "outside prior previous this that our your other another referring local in at from to compared comparison with by "
    "or nuclear medicine pet ct mr mri nm report exam examination performed obtained seen done same a dept department "
    "outpatient inpatient lymphoma melanoma thyroid see on per via institution stage referral course records"
)
_NEEDED = re.compile(
    r"hospital|clinic|infirmary|hospice|universi|klinik|krankenhaus|h\u00f4pital|hopital|cl\u00ednica|ospedale|policlinico|"
    r"ziekenhuis|\bCHU\b|\bUMC\b|"
    r"(?:medical|cancer|health|imaging|radiology|research|heart|surgery|oncology|diagnostic) ?"
    r"(?:care|cent|col|sch|gro|sys|inst|ass|fou|par)",
    re.IGNORECASE,
)


def _institutions(match: re.Match[str]) -> str:
    """A run of capitalised words with its institutions replaced."""
    run = match.group()
    spans = [token.span() for token in _TOKEN.finditer(run)]
    plain = [run[begin:end].rstrip(".").lower() for begin, end in spans]
    ends = [run[end - 1] == "." and end - begin > len("St.") for begin, end in spans]
    clean, done, place = "", 0, 0
    for index in range(len(plain)):
        if index < done or not _is_house(plain, index):
            continue
        first, last, named = _extent(plain, ends, index, done)
        if named:
            clean, done = clean + run[place : spans[first][0]] + NAME, last + 1
            place = spans[last][1] - (run[spans[last][1] - 1] == ".")
    return clean + run[place:]


def _is_house(plain: list[str], index: int) -> bool:
    word = plain[index]
    after = plain[index + 1] if index + 1 < len(plain) else ""
    return word in _HOUSES or word.endswith(_HOUSE_ENDS) or (word in _PAIRS and after in _PAIR_ENDS)


def _extent(plain: list[str], ends: list[bool], house: int, least: int) -> tuple[int, int, bool]:
    """First and last word of the institution around a house, and whether anything in it is a name."""
    first = last = house
    named = len(plain[house]) > len("universit\u00e4tsklinikum")
    while first > least and not ends[first - 1]:
        before = first - 1
        while before > least and plain[before] in _LINKS:
            before -= 1
        linked = before < first - 1
        if not (_is_part(plain[before]) and (not linked or plain[before] in _BEFORE_LINK)):
            break
        first, named = before, named or _is_name(plain[before])
    direct = plain[house] in _BEFORE_NAME or plain[house].endswith(_HOUSE_ENDS) or plain[house] in _HOUSES_OF_A_TOWN
    while last + 1 < len(plain) and not ends[last]:
        after = last + 1
        while after + 1 < len(plain) and plain[after] in _LINKS:
            after += 1
        linked = after > last + 1
        fits = plain[after] in _PARTS or (_is_part(plain[after]) and (linked or direct))
        if not fits:
            break
        last, named = after, named or _is_name(plain[after])
    return first, last, named


_HOUSES_OF_A_TOWN = words("university")
"""``University Hospital Zurich``: the name may follow at once."""


def _is_part(word: str) -> bool:
    return word in _PARTS or _is_name(word)


def _is_name(word: str) -> bool:
    if word in _LOCATIONS:
        return True
    return word not in _PARTS and word not in _NO_NAMES and word not in _LINKS and word not in REPORT_WORDS


_STREET = r"(?:Street|Avenue|Ave|Road|Rd|Drive|Lane|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Terrace|Turnpike)\b\.?"
_STATES = (
    "A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_HOUSE_NUMBER = r"(?<![\w.,/-])\d{1,5}"
ADDRESS_RULES: tuple[Rule, ...] = (
    (
        re.compile(rf"{_HOUSE_NUMBER} (?:[NSEW]\.? )?(?:{_WORD} ){{1,3}}{_STREET}(?: (?:Suite|Apt\.?|#) ?\w{{1,5}})?"),
        unless_counted(ADDRESS),
    ),
    (
        re.compile(
            r"(?<![^\W_])[A-Z\u00c4\u00d6\u00dc][^\W\d_]{2,30}(?:stra\u00dfe|strasse|str\.|allee) "
            r"\d{1,4}[a-z]?(?![\w.,]\d|\w)"
        ),
        ADDRESS,
    ),
    (
        re.compile(rf"{_HOUSE_NUMBER},? (?:rue|avenue|boulevard|calle|via) (?:(?:de|la|du|des|del) ){{0,2}}{_WORD}"),
        ADDRESS,
    ),
    (
        re.compile(rf"(?<![^\W_])(?:{_STATES}) \d{{5}}(?:-\d{{4}})?(?![\d-]|[.,]\d| ?(?:cts|counts?|k?Bq|mL|ml)\b)"),
        ADDRESS,
    ),
    (
        re.compile(r"\b(?:zip(?: ?code)?|postal code|PLZ)[ :]{0,3}(?P<id>\d{5}(?:-\d{4})?)(?!\d)", re.IGNORECASE),
        group_only(ADDRESS),
    ),
    (re.compile(r"(?<![^\W_])(?:D|A|CH|F)-\d{4,5}(?![\w.,-])"), ADDRESS),
    (re.compile(r"\bP\.? ?O\.? Box \d{1,6}\b"), ADDRESS),
)
ADDRESS_NEEDED = re.compile(
    r"Street|Avenue|Ave\b|Road|Rd\b|Drive|Lane|Boulevard|Blvd|P(?:ark|k)w|H(?:igh)?w|Terrace|Turnpike|stra\u00dfe|strasse|str\.|allee|"
    r"rue |avenue |boulevard |calle |via |\d{5}|-\d{4}|Box"
)
INSTITUTION_RULES: tuple[Rule, ...] = ((_RUN, _institutions),)
INSTITUTION_NEEDED = _NEEDED
"""What a text must hold for ``INSTITUTION_RULES`` to find anything."""
