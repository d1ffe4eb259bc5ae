"""The places that a text names: runs of neighbouring words of anatomy, each with its organ, region and role.

``right lower lobe pulmonary nodule`` names one place, ``right lower lobe``; ``tail of the pancreas`` is one too. Each
place is the site itself, or only explains, neighbours or is compared with it, as the words before it tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from pet_ground.reports.lesion_words import names_lesion
from pet_ground.reports.lexicon import ADJECTIVES, FALLBACKS, NO_SITES, PARTS, SITES, Term

_TERMS = tuple(
    (re.compile(rf"(?:{term.pattern})\b", re.IGNORECASE), term, not term.region and term in FALLBACKS)
    for term in (*SITES, *FALLBACKS)
)
_ANY_TERM = re.compile("|".join(f"(?:{term.pattern})" for term in (*SITES, *FALLBACKS)), re.IGNORECASE)
_ADJECTIVE = re.compile(rf"(?:{ADJECTIVES})(?!\w)", re.IGNORECASE)
_PART = re.compile(rf"(?:{PARTS})(?!\w)", re.IGNORECASE)
_NO_SITE = re.compile(rf"(?:{NO_SITES})(?!\w)", re.IGNORECASE)
_WORD_START = re.compile(r"(?<!\w)\w")
_GAP = re.compile(r"\s{1,3}|[-/]|\s{1,3}of\s{1,3}(?:the\s{1,3})?")


class Role(IntEnum):
    """What a place is to the focus."""

    OWN = 0
    EXPLAINS = 1
    NEIGHBOUR = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Atom:
    """One word of anatomy at ``start``; ``term`` is None for an adjective or part, ``kind`` says which it is."""

    start: int
    end: int
    kind: str
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in ``text[start:end]``.

    Attributes:
        start, end: its words, with side and modifiers.
        organ, region: "" where the words do not decide it.
        is_place: False for words such as ``soft tissue``, which name an organ and no place.
        general: whether it is a wide place such as ``neck``.
        role: what it is to the focus.
        relation_start: where the words that relate it to the focus begin; ``start`` where there are none.
    """

    start: int
    end: int
    organ: str
    region: str
    is_place: bool
    general: bool
    role: Role = Role.OWN
    relation_start: int = 0


def find_places(text: str) -> list[Place]:
    """Places in the order of the text; without comparisons and known diseases."""
    places = []
    for run in _runs(text, _atoms(text)):
        place = _place(text, run)
        if place is not None and place.role is not Role.OTHER:
            places.append(place)
    return places


def find_adjectives(text: str) -> list[tuple[int, int]]:
    """Stretches of the text that hold only sides and other adjectives of place."""
    return [
        (run[0].start, run[-1].end)
        for run in _runs(text, _atoms(text))
        if all(atom.kind in {"adjective", "part"} for atom in run)
    ]


def _atoms(text: str) -> list[Atom]:
    atoms: list[Atom] = []
    reach = 0
    for match in _WORD_START.finditer(text):
        if match.start() < reach:
            continue
        atom = _atom_at(text, match.start())
        if atom is not None:
            atoms.append(atom)
            reach = atom.end
    return atoms


def _atom_at(text: str, start: int) -> Atom | None:
    """The longest word of anatomy that begins at ``start``."""
    found: Atom | None = None
    for kind, pattern in (("none", _NO_SITE), ("adjective", _ADJECTIVE), ("part", _PART)):
        match = pattern.match(text, start)
        if match and (found is None or match.end() > found.end):
            found = Atom(start, match.end(), kind)
    if not _ANY_TERM.match(text, start):
        return found
    for compiled, term, is_fallback in _TERMS:
        match = compiled.match(text, start)
        if match and (found is None or match.end() > found.end):
            found = Atom(start, match.end(), "fallback" if is_fallback else "site", term)
    return found


def _runs(text: str, atoms: list[Atom]) -> list[list[Atom]]:
    runs: list[list[Atom]] = []
    for atom in atoms:
        if runs and _GAP.fullmatch(text, runs[-1][-1].end, atom.start):
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return runs


def _place(text: str, run: list[Atom]) -> Place | None:
    if any(atom.kind == "none" for atom in run):
        return None
    sites = [atom for atom in run if atom.kind == "site"]
    terms = [atom.term for atom in run if atom.term is not None]
    if not terms:
        return None
    run = _trimmed(run, has_special=any(atom.term and not atom.term.general for atom in sites))
    start, end = run[0].start, run[-1].end
    role, relation_start = _role(text, start, end)
    general = bool(sites) and all(atom.term.general for atom in sites if atom.term)
    return Place(start, end, _organ(terms), _region(terms), bool(sites), general, role, relation_start)


def _trimmed(run: list[Atom], *, has_special: bool) -> list[Atom]:
    """The run without what adds nothing at its end: adjectives, ``soft tissue``, ``pulmonary`` after a lobe."""
    while len(run) > 1:
        last = run[-1]
        needless = last.kind == "adjective" or (last.kind == "fallback" and any(a.kind == "site" for a in run))
        wide = last.term is not None and has_special and last.term.general and last.term.organ == "lung"
        if not needless and not wide:
            break
        run = run[:-1]
    return run


def _organ(terms: list[Term]) -> str:
    """English puts the head of a compound last: of the words that hold, the last that names an organ."""
    for wanted in ((True, False), (True, True), (False, False), (False, True)):
        named = [term.organ for term in terms if (term.sure, term.general) == wanted and term.organ and term.region]
        if named:
            return named[-1]
    return next((term.organ for term in terms if term.organ), "")


def _region(terms: list[Term]) -> str:
    """The region that the surest words name, or "" where they name different ones."""
    for wanted in ((True, False), (True, True), (False, False), (False, True)):
        regions = {term.region for term in terms if (term.sure, term.general) == wanted and term.region}
        if regions:
            return regions.pop() if len(regions) == 1 else ""
    return ""


_CONTEXT_CHARS = 70
"""Characters before a place in which its role is told."""
_ARTICLE = r"(?:(?:the|a|an|its|this|this patient's|nearby|adjacent|known|physiologic|normal|expected)\s){0,2}\Z"
_COMPARED = re.compile(
    r"\b(?:than|above|below|over|beyond|exceed(?:s|ing)|in excess of|versus|vs\.?|"
    r"(?:relative|similar|equal|equivalent|comparable|compared|isointense|in comparison) (?:to|with))\s"
    r"(?:(?:that|those|the|a|of|in|normal|background|adjacent|physiologic|reference|uptake|activity|surrounding|"
    r"contralateral|levels?|mediastinal|seen|within|previous|prior)\s){0,5}\Z",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"\b(?:history of|levels? of|diagnosis of|patient with|status[ -]post|s/p|post|rather than|sparing|spares|spared|"
    r"(?:separate|distinct|away|remote) from|"
    r"(?:not|no|without)(?: (?:evidence of|involvement of|involving|extension into|invasion of|uptake in|in|within|"
    r"of|abnormal uptake in|other lesions? in))|excluding|metasta\w{1,5} from|unlike|towards?|"
    r"known(?: primary)?|primary)\s"
    r"(?:(?:the|a|an|left|right|prior|known|metastatic|abnormal)\s){0,3}\Z",
    re.IGNORECASE,
)
_NEIGHBOURS = re.compile(
    r"\b(?:(?:immediately |just |directly )?(?:adjacent|contiguous|posterior|anterior|medial|lateral|inferior|superior|"
    r"caudal|cranial|deep|superficial|close|next|lateral and posterior)(?:ly)? (?:to|with)|near|beside|abutting|abuts|"
    r"between|beneath|behind|overlying|underlying|invading|invades|encasing|encases|compressing|displacing|eroding|"
    r"inseparable from|extending (?:in)?to|extends (?:in)?to|extension (?:in)?to|along side|alongside|draining)\s"
    + _ARTICLE,
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:consistent with|compatible with|suspicious for|concerning for|corresponds to|corresponding to|"
    r"correlat(?:es|ing) (?:to|with)|represent(?:s|ing)?|due to|related to|likely|probably|possibly|"
    r"suggest(?:s|ive of|ing)|"
    r"favou?red?|from|worrisome for|attributable to|excreted (?:in|into))\s"
    r"(?:(?:the|a|an|in|within|physiologic|urinary|activity|uptake|excretion|metastatic|to|be|new|of)\s){0,4}\Z",
    re.IGNORECASE,
)
_DISEASE = re.compile(
    r"(?:[\s-](?:cell|ductal|squamous|primary|invasive)){0,2}\s(?:cancer|carcinoma|adenocarcinoma|primary|malignancy|"
    r"melanoma|lymphoma|sarcoma|neoplasm|transplant)\b",
    re.IGNORECASE,
)


def _role(text: str, start: int, end: int) -> tuple[Role, int]:
    """The role of the place at ``text[start:end]``, and where the words that give it begin."""
    offset = max(0, start - _CONTEXT_CHARS)
    before = text[offset:start]
    if _COMPARED.search(before):
        return Role.OTHER, start
    disease = _DISEASE.match(text, end)
    if _NOT_HERE.search(before):
        return (Role.OTHER, start) if not disease or _lesion_follows(text, disease.end()) else (Role.NEIGHBOUR, start)
    neighbour = _NEIGHBOURS.search(before)
    if neighbour:
        return Role.NEIGHBOUR, offset + neighbour.start()
    if disease:
        return Role.OTHER if _lesion_follows(text, disease.end()) else Role.NEIGHBOUR, start
    return (Role.EXPLAINS if _EXPLAINS.search(before) else Role.OWN), start


def _lesion_follows(text: str, end: int) -> bool:
    return names_lesion(text[end : end + 200])
