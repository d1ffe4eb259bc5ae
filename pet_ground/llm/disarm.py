# ruff: noqa: RUF001 (look-alikes are what this module is about)
"""Report text is data: nothing in it may end its delimiters or pose as a control token of a chat template.

A server that tokenizes the finished prompt reads control tokens as turns even where they come from a report. They are
looked for in a plain copy of the text, without blanks, line ends and characters that nobody sees, with look-alikes made
equal, because a model may read through all of these; the text itself only changes in its brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

CONTROL_TOKENS = (
    r"<(?=\|)",  # <|im_start|>, <|eot_id|>, <|start_header_id|>: Qwen, Llama 3 and 4, Phi
    r"(?<=\|)>",
    (
        r"\[/?(?:inst|system_prompt|available_tools|tool_calls|tool_results|tool_content|model_settings|think|args"
        r"|call_id|img|img_break|img_end|audio|begin_audio|prefix|suffix|middle|control_\d{1,4})\]"
    ),  # Mistral
    r"<</?sys>>",  # Llama 2
    (
        r"</?(?:s|unk|pad|bos|eos|mask|think|tool_call|tool_response|tools|start_of_turn|end_of_turn|system|user"
        r"|assistant|0x[0-9a-f]{2})>"
    ),  # Llama 2, Mistral, Qwen, Gemma
)
"""How chat templates mark turns, in lower case and without blanks."""

_ROUND = {"<": "(", ">": ")", "[": "(", "]": ")"}
_LOOK_ALIKES = {
    "<": "‹«〈《⟨⟪❮❬❰˂ᐸ≺⋖",
    ">": "›»〉》⟩⟫❯❭❱˃ᐳ≻⋗",
    "[": "【〔⟦",
    "]": "】〕⟧",
    "/": "∕⁄⧸╱",
    "|": "∣│❘ǀ¦┃",
    "_": "▁‗",
} | dict(
    zip(
        "abcdeghijklmnopqrstuvwxyz",
        "аαɑᴀ вβʙ сϲᴄ ԁᴅ еεᴇ ɡɢ һнʜ іιıɪ јᴊ кκᴋ ӏʟ мᴍ ηɴո оοᴏ рρᴘ ԛ ʀг ѕꜱ тτᴛ υսᴜ νѵᴠ ԝωᴡ хχ уγʏ ᴢ".split(),  # noqa: SIM905
        strict=True,
    )
)
"""A character to those of other alphabets that are drawn like it (Unicode Technical Standard 39)."""
_PLAIN = {other: plain for plain, others in _LOOK_ALIKES.items() for other in others}
_BRACKETS = re.compile(f"[<>\\[\\]＜＞［］﹤﹥{re.escape(''.join(_LOOK_ALIKES[one] for one in '<>[]'))}]")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Categories of characters that leave no mark of their own: controls, formats, combining marks, blanks."""


def disarm(text: str, delimiters: Collection[str] = ()) -> str:
    """``text`` with round brackets where it opens or closes a control token, or a tag named in ``delimiters``.

    The length stays, and every other character; a comparison such as ``SUV < 2`` is left alone. Once is enough, and it
    takes time linear in the length.
    """
    if not _BRACKETS.search(text):
        return text
    plain, places = _plain_copy(text)
    changed = list(text)
    for found in _pattern(frozenset(delimiters)).finditer(plain):
        for at in range(found.start(), found.end()):
            if plain[at] in _ROUND:
                changed[places[at]] = _ROUND[plain[at]]
    return "".join(changed)


@lru_cache(maxsize=32)
def _pattern(delimiters: frozenset[str]) -> re.Pattern[str]:
    tags = "|".join(re.escape(name.lower()) for name in sorted(delimiters))
    return re.compile("|".join((*CONTROL_TOKENS, rf"</?(?:{tags})") if tags else CONTROL_TOKENS))


def _plain_copy(text: str) -> tuple[str, list[int]]:
    """The text as a model may read it, and the place in ``text`` of each character of it."""
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in _folded(char):
            plain.append(one)
            places.append(place)
    return "".join(plain), places


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    letters = unicodedata.normalize("NFKD", char).lower()
    return "".join(_PLAIN.get(one, one) for one in letters if unicodedata.category(one) not in _UNSEEN)
