"""The tags of HTML and of XML: their names, and which of them hide, raise or lower what stands inside."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pet_ground.reports.tokens import words

BREAKS = words(
    "address article aside blockquote br caption center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 "
    "h6 header hr html body legend main nav ol option p pre section select table textarea ul"
)
ROWS = words("tr thead tbody tfoot col colgroup")
CELLS = frozenset({"td", "th"})
INLINE = words(
    "a abbr acronym b base basefont bdo big button cite code del dfn em font i img input ins kbd label link map mark "
    "meta object param q s samp small span strike strong sub sup tt u var wbr"
)
UNREAD = frozenset({"script", "style", "head", "title"})
"""Elements whose content nobody reads in a document; tags inside them are none."""
NAMES = BREAKS | ROWS | CELLS | INLINE | UNREAD | {"li", "template"}
XML_INLINE = frozenset({"content", "linkhtml", "footnoteref", "rendermultimedia"})
"""Inline elements of the narrative text in HL7's Clinical Document Architecture."""
_EMPTY = words("base basefont br col hr img input link meta param wbr")
_STRUCK = words("del s strike")
_NOT_ENDED_BY_BLOCKS = words("s strike")
"""Formatting that goes on behind the end of a paragraph where its own end is missing (HTML Standard, 13.2.4.3)."""
_ENDED_BY = {
    "p": (BREAKS | {"li"}) - {"br"},
    "li": frozenset({"li"}),
    "td": CELLS | {"tr"},
    "th": CELLS | {"tr"},
    "tr": frozenset({"tr", "tbody", "tfoot"}),
}
"""Elements whose end tag may be missing, and what begins behind them (HTML Standard, 13.1.2.4)."""

TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w.-]{0,40}(?::[\w.-]{1,40})?)"
    r"(?P<rest>(?:[\s/](?:(?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*(?=>)|[^<>]*))?)>"
)
_BARE = words("hidden checked selected disabled nowrap noshade compact")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"\shidden(?=[\s=/]|\Z)", re.IGNORECASE)
_UNSEEN_STYLE = re.compile(
    r"\bdisplay\s?:\s?none|\bvisibility\s?:\s?hidden|\bmso-hide\s?:\s?all|\bline-through\b|\brevised\s?=\s?[\"']?delete",
    re.IGNORECASE,
)
_OFF_LINE_STYLE = re.compile(r"\bvertical-align\s?:\s?(?P<way>super|sub)\b", re.IGNORECASE)


@dataclass
class Element:
    """An open element that changes how its content is read, and the tags that were opened inside and not closed."""

    name: str
    hidden: bool
    lowered: bool = False
    opened: Counter[str] = field(default_factory=Counter)

    def ends_at_start_of(self, name: str) -> bool:
        """Whether a start tag closes this element, whose own end tag is missing."""
        nested = self.opened["table"] or self.opened["ul"] or self.opened["ol"]
        return not nested and name in _ENDED_BY.get(self.name, ())

    def ends_with_block(self) -> bool:
        """Whether the end of the block around it ends this element, too."""
        return self.name not in _NOT_ENDED_BY_BLOCKS


def is_html(name: str, rest: str) -> bool:
    """Whether a tag is one of HTML: a known name, and behind it nothing or attributes."""
    return name in NAMES and ("=" in rest or set(rest.replace("/", " ").lower().split()) <= _BARE)


def holds_content(name: str, rest: str) -> bool:
    """Whether a start tag opens an element that something can stand in."""
    return name not in _EMPTY and not rest.endswith("/")


def special_element(name: str, rest: str, *, foreign: bool) -> Element | None:
    """The element of a start tag where its content is not seen, or not on the line; None for all others.

    Args:
        name: of the tag, in lower case.
        rest: its attributes.
        foreign: whether the text is XML of another kind, where ``<s>`` may be a sentence.
    """
    hidden = (name in _STRUCK and not (foreign and name == "s")) or name == "template"
    if hidden or (rest and (_UNSEEN_STYLE.search(rest) or _HIDDEN.search(_QUOTED.sub('""', rest)))):
        return Element(name, hidden=True)
    if name in ("sup", "sub"):
        return Element(name, hidden=False, lowered=name == "sub")
    style = _OFF_LINE_STYLE.search(rest) if rest else None
    return Element(name, hidden=False, lowered=style["way"].lower() == "sub") if style else None
