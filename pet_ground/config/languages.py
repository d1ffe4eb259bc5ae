"""Language packs: what a report's language is known by, and its words in the English that the rules read."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Annotated, Any

import yaml
from pydantic import Field, PositiveInt, StringConstraints, ValidationError, model_validator

from pet_ground.config.resources import resource_path
from pet_ground.config.settings import Settings
from pet_ground.errors import ConfigurationError

ENGLISH = "en"
"""The language that needs no pack: the rules are written for it."""
SLOT = re.compile(r"\{(n|list|v|y)\}")
"""A place for a number in a phrase: a whole number, several of them, a number with or without decimals, a year."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C, ten times as fast, where PyYAML was built with it."""

Share = Annotated[float, Field(gt=0, le=1)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=80)]
English = Annotated[str, StringConstraints(max_length=80)]


class Recognition(Settings):
    """How a text is known to be in the language.

    Attributes:
        letters: the letters that only this language has, as the inside of a regular expression's brackets.
        share: part of a text's letters that must be among them.
        never: letters that exclude the language, in the same form; "" where there are none.
        words: frequent words of texts that are typed without those letters.
        word_share: part of such a text's words that must be among ``words``.
        word_kinds: how many different ones of them it must hold.
    """

    letters: str
    share: Share = 0.1
    never: str = ""
    words: tuple[str, ...] = ()
    word_share: Share = 0.2
    word_kinds: PositiveInt = 3

    @model_validator(mode="after")
    def letters_make_a_character_class(self) -> Recognition:
        for inside in filter(None, (self.letters, self.never)):
            try:
                re.compile(f"[{inside}]")
            except re.error as exc:
                raise ValueError("letters are no character class") from exc
        return self


class LanguagePack(Settings):
    """A language as in ``languages/<code>.yaml``.

    Attributes:
        code: two or three letters of ISO 639.
        name: its English name.
        recognised_by: how a text is known to be in it.
        words_are_separated: whether blanks stand between words; if so a phrase matches whole words only.
        decimal_comma: whether ``14,9`` is a number.
        line_break_ends_sentence: whether a line break ends a sentence that has no full stop.
        letters_may_be_missing: whether texts typed without the language's own letters and accents are read too.
        list_joins: what may stand between the numbers of a ``{list}``; a phrase of the lexicon each.
        headings: heading of a section -> its English name.
        lexicon: phrases in groups, phrase -> English; ``{n}``, ``{list}``, ``{v}`` and ``{y}`` are places for numbers,
            which stand in the English in the same order, or not at all.
        prompt_note: what a language model is told about reports in the language; "" for nothing.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    name: str
    recognised_by: Recognition
    words_are_separated: bool
    decimal_comma: bool = False
    line_break_ends_sentence: bool = False
    letters_may_be_missing: bool = False
    list_joins: tuple[Phrase, ...] = ()
    headings: dict[Phrase, English] = {}
    lexicon: dict[str, dict[Phrase, English]]
    prompt_note: str = ""

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.code))

    @model_validator(mode="after")
    def no_phrase_stands_twice(self) -> LanguagePack:
        seen: set[str] = set()
        for phrases in self.lexicon.values():
            twice = seen & set(phrases)
            if twice:
                raise ValueError(f"in two groups of the lexicon: {sorted(twice)}")
            seen |= set(phrases)
        return self

    @model_validator(mode="after")
    def numbers_keep_their_order(self) -> LanguagePack:
        for phrase, english in self.phrases().items():
            named = SLOT.findall(english)
            if named and named != SLOT.findall(phrase):
                raise ValueError(f"other numbers in the English of {phrase!r}")
            if "{" in SLOT.sub("", phrase + english):
                raise ValueError(f"an unknown place for a number in {phrase!r}")
        return self

    @model_validator(mode="after")
    def no_number_is_put_in(self) -> LanguagePack:
        for phrase, english in self.phrases().items():
            if any(char.isdigit() for char in english):
                raise ValueError(f"a number in the English of {phrase!r}: values come from the report alone")
        return self

    @model_validator(mode="after")
    def what_joins_a_list_is_in_the_lexicon(self) -> LanguagePack:
        unknown = sorted(set(self.list_joins) - set(self.phrases()))
        if unknown:
            raise ValueError(f"list_joins without English: {unknown}")
        return self

    def phrases(self) -> dict[str, str]:
        """All phrases of the lexicon with their English."""
        return {phrase: english for group in self.lexicon.values() for phrase, english in group.items()}


@cache
def language_packs() -> tuple[LanguagePack, ...]:
    """The packs of this installation, in the order of their codes.

    Raises:
        ConfigurationError: a pack is not valid.
    """
    return tuple(parse_pack(path.stem, path.read_bytes()) for path in sorted(resource_path("languages").glob("*.yaml")))


def language_pack(code: str) -> LanguagePack:
    """The pack of a language.

    Raises:
        ConfigurationError: there is none.
    """
    for pack in language_packs():
        if pack.code == code:
            return pack
    known = ", ".join([ENGLISH, *(pack.code for pack in language_packs())])
    raise ConfigurationError(f"there is no language pack {code!r}; known are {known}")


@cache
def packs_sha256() -> str:
    """Hash of all packs: together with the version of the rules it decides what is read in a report."""
    digest = hashlib.sha256()
    for path in sorted(resource_path("languages").glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def parse_pack(stem: str, data: bytes) -> LanguagePack:
    """A pack from the bytes of ``<stem>.yaml``.

    Raises:
        ConfigurationError: it is not YAML, a field is unknown or wrong, or the file bears another language's code.
    """
    try:
        content: Any = yaml.load(data.decode("utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
        pack = LanguagePack.model_validate(content, strict=False)
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise ConfigurationError(f"languages/{stem}.yaml is not valid YAML") from exc
    except ValidationError as exc:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'pack'}: {e['msg']}" for e in exc.errors())
        raise ConfigurationError(f"languages/{stem}.yaml: {faults}") from exc
    if pack.code != stem:
        raise ConfigurationError(f"languages/{stem}.yaml holds the pack {pack.code!r}")
    return pack
