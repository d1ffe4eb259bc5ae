"""The names of a report's sections, as hospitals write them."""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(";"))


_NAMES: dict[str, tuple[str, ...]] = {
    "findings": _names(
        "findings; finding; report; result; results; description; observations; interpretation; body of report; "
        "lesion table; lesions; target lesions; sites"
    ),
    "impression": _names(
        "impression; impressions; imp; conclusion; conclusions; opinion; summary; assessment; final impression; "
        "summary of findings; overall impression; diagnosis; conclusion and recommendation; "
        "impression and recommendation; impression and recommendations; impression/recommendation; key findings; "
        "bottom line; in short; in summary"
    ),
    "technique": _names(
        "technique; tech; technical; technical details; technical note; procedure; protocol; imaging protocol; method; "
        "methods; methodology; acquisition; radiopharmaceutical; radiotracer; tracer; scan protocol; exam technique; "
        "technique and protocol; procedure and materials; dose; preparation"
    ),
    "comparison": _names(
        "comparison; comparisons; comp; comparison studies; comparison study; comparison exam; prior; prior studies; "
        "prior study; prior imaging; previous studies; previous study; previous imaging; previous examinations; priors"
    ),
    "clinical history": _names(
        "clinical history; history; hx; patient history; clinical information; clinical indication; clinical data; "
        "clinical details; clinical context; clinical background; clinical question; clinical; relevant history; "
        "oncologic history; oncological history; indication; indications; indication and history; "
        "history and indication; indication for exam; indication for study; reason for exam; reason for examination; "
        "reason for study; reason for scan; question"
    ),
    "exam": _names("exam; examination; study; exam type; type of exam; scan; procedure performed"),
    "recommendation": _names("recommendation; recommendations; advice; follow-up; plan"),
    "addendum": ("addendum",),
}
TOP_HEADINGS: dict[str, str] = {name: section for section, names in _NAMES.items() for name in names}
"""Heading in lower case -> name of the section that it opens."""
_MODALITIES = _names("pet/ct; pet-ct; pet ct; pet; ct; fdg pet/ct; fdg-pet/ct; imaging; scan")
TOP_HEADINGS |= {
    f"{modality} {name}": TOP_HEADINGS[name]
    for modality in _MODALITIES
    for name in ("findings", "technique", "report", "impression", "protocol", "results")
}
DOUBTFUL_ALONE = frozenset(_names("report; study; scan; exam; examination; question; prior; clinical; dose; plan"))
"""Names that open a section only before a colon or in capitals."""
AT_LINE_START = DOUBTFUL_ALONE | set(
    _names("priors; imp; hx; tech; comp; sites; lesions; diagnosis; interpretation; in short; in summary")
)
"""Names that open a section only at the start of a line, and with no number behind: ``Prior: 6.1`` is a value."""

SUB_HEADINGS = frozenset(
    _names(
        "head; neck; h/n; h&n; abd; abd/pel; abd/pelvis; a/p; msk; head/neck; head & neck; head and neck; brain; "
        "chest; thorax; abdomen; pelvis; abdomen/pelvis; abdomen & pelvis; abdomen and pelvis; abdomen, pelvis; "
        "chest/abdomen/pelvis; extremities; upper extremities; lower extremities; musculoskeletal; skeleton; skeletal; "
        "bones; osseous structures; bones/soft tissues; soft tissues"
    )
)
"""Headings inside a section. They are cut from the sentence; any other ``Word:`` stays in it (``Liver: SUV 2.9``)."""

PRELIMINARY_SECTIONS = frozenset({"clinical history", "comparison", "technique", "exam"})
"""Sections that a sub-heading ends: what stands under ``Chest:`` is a finding."""
HISTORY_SECTIONS = frozenset({"clinical history", "comparison"})
TECHNIQUE_SECTIONS = frozenset({"technique", "exam"})
SUMMARY_SECTIONS = frozenset({"impression", "addendum", "recommendation"})
