"""Language packs: what is accepted, what is refused, and that the shipped ones fit the rules."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pet_ground.config.languages import ENGLISH, LanguagePack, language_pack, language_packs, packs_sha256, parse_pack
from pet_ground.errors import ConfigurationError
from pet_ground.reports.languages.phrases import compiled
from pet_ground.reports.sections import SUB_HEADINGS, TOP_HEADINGS

SMALL: dict[str, Any] = {
    "code": "xx",
    "name": "Example",
    "recognised_by": {"letters": "\u0100-\u0101"},
    "words_are_separated": True,
    "lexicon": {"slice": {"sn {n}": "slice {n}"}},
}


def parsed(**changes: Any) -> LanguagePack:
    return parse_pack("xx", yaml.safe_dump(SMALL | changes, allow_unicode=True).encode())


def test_a_small_pack_is_enough() -> None:
    assert parsed().phrases() == {"sn {n}": "slice {n}"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lexikon": {}}, "lexikon"),
        ({"code": "yy"}, "holds the pack 'yy'"),
        ({"code": "English"}, "code"),
        ({"recognised_by": {"letters": "z-a"}}, "no character class"),
        ({"lexicon": {"slice": {"sn {n}": "slice {v}"}}}, "other numbers"),
        ({"lexicon": {"slice": {"sn {m}": "slice"}}}, "unknown place"),
        ({"lexicon": {"slice": {"sn": "slice 12"}}}, "a number in the English"),
        ({"lexicon": {"a": {"sn": "slice"}, "b": {"sn": "image"}}}, "two groups"),
        ({"lexicon": {"negation": {"nie": False}}}, "valid string"),
        ({"list_joins": ["ir"]}, "list_joins without English"),
    ],
)
def test_a_wrong_pack_is_refused_with_its_file(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        parsed(**changes)
    assert "languages/xx.yaml" in str(caught.value)


@pytest.mark.parametrize("data", [b"a: [", b"\xff\xfe"])
def test_what_is_no_yaml_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigurationError, match="not valid YAML"):
        parse_pack("xx", data)


def test_the_shipped_packs_are_chinese_and_vietnamese_and_english_needs_none() -> None:
    assert [pack.code for pack in language_packs()] == ["vi", "zh"]
    with pytest.raises(ConfigurationError, match="no language pack"):
        language_pack(ENGLISH)


@pytest.mark.parametrize("code", ["zh", "vi"])
def test_headings_are_those_that_the_rules_know(code: str) -> None:
    assert set(language_pack(code).headings.values()) <= set(TOP_HEADINGS) | SUB_HEADINGS


@pytest.mark.parametrize("code", ["zh", "vi"])
def test_a_pack_compiles_and_tells_models_of_its_language(code: str) -> None:
    pack = language_pack(code)
    assert compiled(pack) is compiled(pack)
    assert pack.name in pack.prompt_note


def test_the_packs_have_one_hash_that_results_can_be_keyed_by() -> None:
    assert packs_sha256() == packs_sha256()
    assert len(packs_sha256()) == 64
