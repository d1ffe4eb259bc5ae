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
from pet_ground.reports.digit_joins import between, instead_of
from pet_ground.reports.html_page import Page
from pet_ground.reports.html_tags import NAMES, TAG, UNREAD, is_html
from pet_ground.reports.rtf import is_rtf, rtf_to_text

MAX_LAYERS = 4
"""Times that markup inside markup is taken off: HTML in entities in XML in RTF has four."""

_SURE_TAG = re.compile(
    r"</?(?:html|body|head|style|script|p|br|div|span|table|tbody|tr|td|th|b|i|u|strong|em|font|h[1-6]|ul|ol|li|pre|hr|sup|sub"
    r"|center)(?:\s+[\w:-]{1,40}\s*=[^<>]*)?\s*/?>|<!doctype\b",
    re.IGNORECASE,
)
"""Tags that are no placeholders, as ``<DATE>`` or ``<address>`` may be."""
_XML_START = re.compile(r"\s{0,100}(?:<\?xml\b|<(?P<root>[A-Za-z_][\w.:-]{0,80})(?:\s[^<>]*)?>)")
_DOCUMENT = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"<(?:[!?]|!\[(?=if|endif))[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
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
    return html.unescape(found[0]) or instead_of(found)


def _hl7_text(found: re.Match[str]) -> str:
    if found["sign"]:
        return _HL7_SIGNS[found["sign"]] or instead_of(found)
    if found["word"]:
        return _HL7_WORDS.get(found["word"], "") or instead_of(found)
    data = bytes.fromhex(found["hex"])
    if not data.strip(b"\r\n"):
        return "\n"
    try:
        return decode(data).text
    except ItemFailed:
        return "\ufffd"


def _without_tags(text: str) -> str:
    root = _xml_root(text)
    if root is None and not _SURE_TAG.search(text):
        return text
    xml = root is not None
    document = _DOCUMENT.search(text) is not None
    text = _LINE_ENDS.sub("\n", _without_comments(text))
    last_end = {} if xml and not document else {name: text.lower().rfind(f"</{name}") for name in UNREAD}
    page = Page(foreign=xml and not document and root not in NAMES)
    place = 0
    unread = ""
    for tag in TAG.finditer(text):
        name = tag["name"].lower().rpartition(":")[2]
        if not (xml or is_html(name, tag["rest"])) or (unread and name != unread):
            continue
        if not unread:
            page.text(_spaced(text[place : tag.start()], document=document))
            page.tag(name, tag["rest"], is_end=bool(tag["end"]))
        place = tag.end()
        # One that is never closed hides nothing.
        unread = name if not tag["end"] and not tag["rest"].endswith("/") and last_end.get(name, 0) > place else ""
    page.text(_spaced(text[place:], document=document))
    return page.finished()


def _xml_root(text: str) -> str | None:
    """The name of the root where the text is one XML document: an element from its first to its last character.

    "" where a declaration says that it is XML; None where it is none.
    """
    start = _XML_START.match(text)
    if start is None:
        return None
    root = start["root"]
    if root is None:
        return ""
    return root.lower() if text.rstrip().endswith(f"</{root}>") else None


def _without_comments(text: str) -> str:
    """Without comments and declarations; the content of CDATA sections stays."""
    for opening, closing, kept in (("<!--", "-->", False), ("<![CDATA[", "]]>", True)):
        pieces: list[str] = []
        place = 0
        while (start := text.find(opening, place)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
            inner = text[start + len(opening) : end] if kept else ""
            for piece in (text[place:start], inner):
                pieces += [between(pieces[-1] if pieces else "", piece), piece] if piece else []
            place = end + len(closing)
        rest = text[place:]
        text = "".join([*pieces, between(pieces[-1] if pieces else "", rest), rest])
    return _DECLARATION.sub(instead_of, text)


def _spaced(text: str, *, document: bool) -> str:
    """Text between tags; in a whole HTML document line ends are blanks."""
    return _ALL_BLANKS.sub(" ", text) if document else text
