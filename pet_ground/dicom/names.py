"""Names from headers under the ones that are published. A header's free text never leaves the archive."""

from __future__ import annotations

import re
from collections.abc import Iterable

UNKNOWN_TERM = "an unknown term"
"""Stands for a value that is not one of DICOM's defined terms: it may be anybody's free text."""


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


UNITS = _words(
    "CNTS NONE CM2 CM2ML PCNT CPS BQML MGMINML UMOLMINML MLMING MLG 1CM UMOLML PROPCNTS PROPCPS MLMINML MLML GML STDDEV"
)
DECAY_CORRECTIONS = _words("NONE START ADMIN")
SUV_TYPES = _words("BSA BW LBM LBMJAMES128 LBMJANMA IBW")
"""Defined terms of (0054,1001), (0054,1102) and (0054,1006), DICOM PS3.3 C.8.9.1."""
SEXES = _words("M F O")
"""Enumerated values of PatientSex (0010,0040), DICOM PS3.3 C.7.1.1."""

RADIONUCLIDES = (
    ("C-11", "Carbon", "C-105A1", "40565003"),
    ("N-13", "Nitrogen", "C-107A1", "21576001"),
    ("O-15", "Oxygen", "C-B1038", "129504001"),
    ("F-18", "Fluorine", "C-111A1", "77004003"),
    ("Cu-62", "Copper", "C-127A5", "422934004"),
    ("Cu-64", "Copper", "C-127A2", "3932008"),
    ("Ga-68", "Gallium", "C-131A3", "35337001"),
    ("Br-76", "Bromine", "C-113A2", "79523006"),
    ("Rb-82", "Rubidium", "C-159A2", "79197006"),
    ("Y-86", "Yttrium", "C-162A3", "10738001"),
    ("Zr-89", "Zirconium", "C-168A4", "63360001"),
    ("I-124", "Iodine", "C-114A5", "40937006"),
)
"""Name, element, SNOMED RT code and SNOMED CT code (DICOM CID 4020)."""


def _nuclide_words(name: str, element: str) -> re.Pattern[str]:
    symbol, mass = name.split("-")
    one = rf"(?:{symbol}|{element})"
    gap = r"[\^\s-]*"
    return re.compile(rf"(?<!\w){mass}{gap}{one}(?![a-z])|(?<![a-z]){one}{gap}{mass}(?!\w)", re.IGNORECASE)


RADIONUCLIDE_CODES = {code: name for name, _, *codes in RADIONUCLIDES for code in codes}
RADIONUCLIDE_WORDS = tuple((name, _nuclide_words(name, element)) for name, element, *_ in RADIONUCLIDES)

TRACER_WORDS = tuple(
    (name, re.compile(words, re.IGNORECASE | re.DOTALL))
    for name, words in (
        ("FDG", r"FDG|deoxyglucose"),
        ("DOTATATE", r"dota-?tate|netspot|detectnet"),
        ("DOTATOC", r"dota-?toc|edotreotide"),
        ("DOTANOC", r"dota-?noc"),
        ("fluciclovine", r"fluciclovine|axumin|facbc"),
        ("DCFPyL", r"dcfpyl|piflufolastat|pylarify"),
        ("PSMA-11", r"(?<!rh)psma[\s_-]?11(?!\d)|gozetotide|illuccix|locametz"),
        ("PSMA-1007", r"psma[\s_-]?1007(?!\d)"),
        ("rhPSMA-7.3", r"rhpsma[\s_-]?7\.3|flotufolastat|posluma"),
        ("FES", r"\bFES\b|fluoroestradiol|cerianna"),
        ("sodium fluoride", r"\bNaF\b|sodium fluoride"),
        ("fluorocholine", r"fluoro\w*[\s-]?choline"),
        ("choline", r"\A(?!.*fluoro).*(?<![a-z])choline"),
    )
)
"""Agents that differ by a few letters have other uptake: each goes by its own name, and a family ("PSMA") by none."""

VENDORS = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("Siemens", r"\Asiemens"),
        ("GE", r"\AGE(?:MS)?(?![a-z])|\Ageneral electric"),
        ("Philips", r"\Aphilips"),
        ("Canon", r"\Acanon"),
        ("Toshiba", r"\Atoshiba"),
        ("United Imaging", r"united imaging|\AUIH(?![a-z])"),
        ("Mediso", r"\Amediso"),
    )
)

MODEL_FAMILIES = _words(
    "discovery omni signa advance"  # GE
    " biograph ecat exact hr+ mct vision 1023 1024 1062 1080 1093 1094 1104"  # Siemens and CTI; some send bare numbers
    " gemini ingenuity vereos allegro guardian truflight trueflight"  # Philips
    " celesteion cartesion aquiduo"  # Canon and Toshiba
    " umi uexplorer upmr"  # United Imaging
    " anyscan"  # Mediso
)
"""First words of the names of PET scanners, in lower case."""
MODEL_WORDS = _words(
    "pet ct mr body gen digital dr tof select elite legend nxi st ste step ls rx vct iq mi exact hr+"
    " mct mmr vision horizon trinion truepoint truev flow edge quadra duo sensation hirez 3r 4r x s"
    " tf gxl big bore c prime pca pcd 9000a 1000a vista panorama panvivo gs"
    " 1 2 3 4 5 6 8 10 16 20 30 32 40 47 64 128 256 300 450 500 510 550 560 570 600 610 690 700 710 780 790 870"
    " 890"
)
"""Further words of such names. Free numbers are not among them: a serial number tells the hospital."""
MODEL_BREAKS = re.compile(r"[\s_/()-]+|(?<=[a-z])(?=\d)", re.IGNORECASE)


def defined_term(told: str, terms: Iterable[str]) -> str:
    """One of DICOM's defined terms, in upper case; "" where nothing is told; ``UNKNOWN_TERM`` for anything else."""
    word = told.upper()
    return word if word in terms or not word else UNKNOWN_TERM


def radionuclide_name(code: str, meaning: str) -> str:
    """A radionuclide from its code, else from the code's meaning; "" where it is not one of ``RADIONUCLIDES``."""
    if code in RADIONUCLIDE_CODES:
        return RADIONUCLIDE_CODES[code]
    found = [name for name, words in RADIONUCLIDE_WORDS if words.search(meaning)]
    return found[0] if len(found) == 1 else ""


def tracer_name(told: Iterable[str]) -> str:
    """The one tracer that the texts name; "" where they name none that is known, or several."""
    texts = tuple(told)
    found = [name for name, words in TRACER_WORDS if any(words.search(text) for text in texts)]
    return found[0] if len(found) == 1 else ""


def vendor_name(manufacturer: str) -> str:
    """The manufacturer under its usual name, "other" for one that is not known, "" where nothing is told."""
    known = (name for name, words in VENDORS if words.search(manufacturer))
    return next(known, "other" if manufacturer else "")


def model_name(told: str) -> str:
    """The model where it is made of the words of known scanner families only, else ""."""
    first, *others = [word for word in MODEL_BREAKS.split(told.lower()) if word] or [""]
    return told if first in MODEL_FAMILIES and MODEL_WORDS.issuperset(others) else ""
