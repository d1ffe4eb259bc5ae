"""HTML, XML, HL7 and spreadsheet remains in a report to plain text; text without any comes back unchanged.

Tags are recognised by a closed list of names, so that ``SUV <2`` and ``<LLN`` are no tags. The parser of the standard
library is not used: older ones of the supported Pythons take quadratic time on broken tags, and all take a report's
``<LLN ...`` for one. Nothing is fetched, run or expanded but characters.
"""

from __future__ import annotations

import html
import re

from pet_ground.errors import ItemFailed
from pet_ground.reports.decoding import decode
from pet_ground.reports.rtf import is_rtf, rtf_to_text
from pet_ground.reports.tokens import words

MAX_LAYERS = 4
"""Times that markup inside markup is taken off: HTML in entities in XML in RTF has four."""

_BREAKS = words(
    "address article aside blockquote br caption center col colgroup dd div dl dt fieldset footer form h1 h2 h3 h4 h5 "
    "h6 header hr html body legend main nav ol option p pre section select table tbody textarea tfoot thead tr ul"
)
_CELLS = frozenset({"td", "th"})
_INLINE = words(
    "a abbr acronym b base basefont bdo big button cite code del dfn em font i img input ins kbd label link map mark "
    "meta object param q s samp small span strike strong sub sup tt u var wbr"
)
_HIDDEN = frozenset({"script", "style", "head", "title"})
"""Elements whose content nobody reads in a document."""
_NAMES = _BREAKS | _CELLS | _INLINE | _HIDDEN | {"li"}
_XML_INLINE = frozenset({"content", "linkhtml", "footnoteref", "rendermultimedia"})
"""Inline elements of the narrative text in HL7's Clinical Document Architecture."""

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w.-]{0,40}(?::[\w.-]{1,40})?)(?P<rest>(?:[\s/][^<>]*)?)>")
_SURE_TAG = re.compile(
    r"</?(?:html|body|head|style|script|p|br|div|span|table|tbody|tr|td|th|b|i|u|strong|em|font|h[1-6]|ul|ol|li|pre|hr|sup|sub"
    r"|center)(?:\s+[\w:-]{1,40}\s*=[^<>]*)?\s*/?>|<!doctype\b",
    re.IGNORECASE,
)
"""Tags that are no placeholders, as ``<DATE>`` or ``<address>`` may be."""
_XML_START = re.compile(r"\s{0,100}(?:<\?xml\b|<(?P<root>[A-Za-z_][\w.:-]{0,80})(?:\s[^<>]*)?>)")
_DOCUMENT = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"<[!?][A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MANY_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?")
_ALL_BLANKS = re.compile(r"[ \t\r\n]+")

_EXCEL = re.compile(r"_x(?P<code>00[01][0-9A-Fa-f]|005[Ff]|007[Ff]|00[Aa]0)_\n?")
_HL7 = re.compile(
    r"\\(?:X(?P<hex>(?:[0-9A-Fa-f]{2}){1,200})|(?P<sign>[FSTREHN])|\.(?P<word>br|sp|in|ti|fi|nf|sk|ce)[+-]?\d{0,3})\\"
)
_HL7_SIGNS = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\", "H": "", "N": ""}
_HL7_WORDS = {"br": "\n", "sp": "\n", "ce": "\n", "sk": " "}


def plain_text(text: str) -> str:
    """The text without markup, layer by layer; takes time linear in its length.

    Raises:
        ItemFailed: ``report_encoding``: bytes inside the markup are of an encoding that can't be told.
    """
    for _ in range(MAX_LAYERS):
        before = text
        text = _EXCEL.sub(_excel_character, text)
        text = rtf_to_text(text) if is_rtf(text) else text
        text = _HL7.sub(_hl7_text, text) if "\\" in text else text
        text = _without_tags(text) if "<" in text else text
        text = _ENTITY.sub(_entity, text) if "&" in text else text
        if text == before:
            break
    return text


def _excel_character(found: re.Match[str]) -> str:
    code = int(found["code"], 16)
    if code in (0x0A, 0x0D):
        return "\n"
    return chr(code) + found[0][7:]


def _entity(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def _hl7_text(found: re.Match[str]) -> str:
    if found["sign"]:
        return _HL7_SIGNS[found["sign"]]
    if found["word"]:
        return _HL7_WORDS.get(found["word"], "")
    data = bytes.fromhex(found["hex"])
    if not data.strip(b"\r\n"):
        return "\n"
    try:
        return decode(data).text
    except ItemFailed:
        return "\ufffd"


def _without_tags(text: str) -> str:
    xml = _is_xml(text)
    if not xml and not _SURE_TAG.search(text):
        return text
    document = _DOCUMENT.search(text) is not None
    text = _LINE_ENDS.sub("\n", _without_comments(text))
    last_end = {} if xml and not document else {name: text.lower().rfind(f"</{name}") for name in _HIDDEN}
    pieces: list[str] = []
    place = 0
    hidden = ""
    for tag in _TAG.finditer(text):
        name = tag["name"].lower().rpartition(":")[2]
        if not (xml or _is_html(name, tag["rest"])) or (hidden and name != hidden):
            continue
        if not hidden:
            pieces += [_spaced(text[place : tag.start()], document=document), _instead(name, is_end=bool(tag["end"]))]
        place = tag.end()
        # One that is never closed hides nothing.
        hidden = name if not tag["end"] and not tag["rest"].endswith("/") and last_end.get(name, 0) > place else ""
    pieces.append(_spaced(text[place:], document=document))
    lines = (line.strip(" \t") for line in "".join(pieces).split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines))


def _is_html(name: str, rest: str) -> bool:
    """Whether a tag is one of HTML: a known name, and behind it nothing or attributes."""
    return name in _NAMES and ("=" in rest or not rest.strip(" \t\n/"))


def _is_xml(text: str) -> bool:
    """Whether the text is one XML document: a declaration, or an element from its first to its last character."""
    start = _XML_START.match(text)
    if start is None:
        return False
    root = start["root"]
    return root is None or text.rstrip().endswith(f"</{root}>")


def _without_comments(text: str) -> str:
    """Without comments and declarations; the content of CDATA sections stays."""
    for opening, closing, kept in (("<!--", "-->", False), ("<![CDATA[", "]]>", True)):
        pieces = []
        place = 0
        while (start := text.find(opening, place)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
            pieces += [text[place:start], text[start + len(opening) : end] if kept else ""]
            place = end + len(closing)
        text = "".join([*pieces, text[place:]])
    return _DECLARATION.sub("", text)


def _spaced(text: str, *, document: bool) -> str:
    """Text between tags; in a whole HTML document line ends are blanks."""
    return _ALL_BLANKS.sub(" ", text) if document else text


def _instead(name: str, *, is_end: bool) -> str:
    """What stands for a tag in the text."""
    if name in _INLINE or name in _XML_INLINE:
        return ""
    if name in _CELLS:
        return "\t" if is_end else ""
    if name == "li":
        return "" if is_end else "\n- "
    return "\n"
