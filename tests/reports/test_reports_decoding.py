# ruff: noqa: RUF001
"""Bytes become the text that was written, or are refused: never other characters."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_ground.errors import ItemFailed
from pet_ground.reasons import Reason
from pet_ground.reports.decoding import decode
from pet_ground.reports.garbled import LOST, repaired
from pet_ground.reports.scripts import is_chinese, is_vietnamese, is_western
from pet_ground.reports.text_files import report_text

ENGLISH = "Uptake in the left lung, “avid”, SUV max 5.4 – 37° tilt, 3 × 4 mm, 2 cm³."
GERMAN = "Größenprogredienter Rundherd im linken Oberlappen, SUVmax 5,4, Schicht 112. Übrige Lunge unauffällig."
FRENCH = "Foyer hypermétabolique du lobe supérieur gauche, SUVmax à 5,4 (coupe 112). Pas d’épanchement. Créée."
SPANISH = "Nódulo hipermetabólico en el pulmón izquierdo, SUV máx 5,4. ¿Lesión pequeña?"
PORTUGUESE = "Lesão no pulmão esquerdo com captação, SUVmáx 5,4. Nódulo não."
DANISH = "Forøget optagelse i højre lunge, SUVmax 5,4. Små læsioner på højre side."
SIMPLIFIED = "左肺上叶见结节，代谢增高，SUV最大值约8.3，层面112。"
TRADITIONAL = "左肺上葉見結節，代謝增高，SUV最大值約8.3。"
VIETNAMESE = "Tổn thương thùy trên phổi trái tăng chuyển hóa, SUVmax: 14,9, lát cắt 112."
RUSSIAN = "Очаг в левом лёгком, SUV max 5.4"
POLISH = "Ognisko w płacie górnym płuca lewego, SUVmax 5,4, powiększone węzły chłonne."
CZECH = "Ložisko v levé plíci, zvětšené uzliny, předchozí vyšetření, SUVmax 5,4."
TURKISH = "Sol akciğerde artmış tutulum, SUVmax 5,4, değişiklik yok, sağ tarafta lezyon saptanmadı."
GREEK = "Εστία στον αριστερό πνεύμονα, SUVmax 5,4"
JAPANESE = "左肺上葉に結節を認め、集積亢進あり。SUVmax 8.3"
KOREAN = "좌폐 상엽 결절에서 대사 증가, SUVmax 8.3"
WESTERN = (ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, DANISH)


def windows_1258(text: str) -> bytes:
    """As Vietnamese Windows writes it: the tone mark behind the vowel."""
    written = b""
    for char in text:
        base, *marks = unicodedata.normalize("NFD", char)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        shape = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
        written += shape.encode("cp1258") + "".join(tones).encode("cp1258")
    return written


WRITTEN = [
    *((text, name) for text in (*WESTERN, SIMPLIFIED, TRADITIONAL, VIETNAMESE, POLISH) for name in ("utf-8", "utf-8-sig")),
    *((text, name) for text in (*WESTERN, SIMPLIFIED, VIETNAMESE) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    *((text, "cp1252") for text in WESTERN),
    *((text, "gb18030") for text in (SIMPLIFIED, TRADITIONAL, "SUV最大值约8.3", "FDG avid 左肺 SUV 3 " * 3, "Node 3.2×2.1 cm – 37°")),
    *((text, "big5") for text in (TRADITIONAL, "左肺 SUV 8.3")),
    ("Läsion", "cp1252"), ("37°", "cp1252"), ("3 – 4", "cp1252"), ("naïve", "latin-1"), ("A node.", "ascii"), ("", "ascii"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_what_was_written_comes_back_from_every_encoding_of_an_archive(text: str, encoding: str) -> None:
    assert report_text(text.encode(encoding)) == text.strip()


def test_vietnamese_of_windows_comes_back_with_whole_letters() -> None:
    assert decode(windows_1258(VIETNAMESE)) == (VIETNAMESE, "cp1258")
    assert report_text(unicodedata.normalize("NFD", VIETNAMESE)) == VIETNAMESE


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "iso8859-5"), (POLISH, "cp1250"), (POLISH, "iso8859-2"),
        (CZECH, "cp1250"), (TURKISH, "cp1254"), (GREEK, "cp1253"), (JAPANESE, "shift-jis"), (JAPANESE, "euc-jp"),
        (KOREAN, "euc-kr"), (GERMAN, "cp437"), (GERMAN, "cp850"), (GERMAN, "mac-roman"), (FRENCH.replace("’", "'"), "cp850"),
    ],
)  # fmt: skip
def test_an_encoding_that_cannot_be_told_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(ItemFailed) as caught:
        report_text(text.encode(encoding))
    assert caught.value.reason is Reason.REPORT_ENCODING
    assert not any(char in str(caught.value) for char in text if not char.isascii())


def test_tcvn3_of_vietnamese_fonts_is_refused() -> None:
    with pytest.raises(ItemFailed):
        decode("Tæn th­¬ng thïy trªn phæi ph¶i".encode("latin-1"))


def test_two_encodings_in_one_text_are_refused() -> None:
    with pytest.raises(ItemFailed):
        decode((GERMAN + "\n").encode() * 3 + GERMAN.encode("cp1252"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"), (b"PK\x03\x04" + bytes(40), "Office"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"), (b"\xff\xd8\xff\xe0", "picture"), (b"\x1f\x8b\x08\0", "compressed"),
        (bytes(128) + b"DICM" + bytes(40), "DICOM"), (bytes(range(256)) * 4, "binary"), (b"\0" * 50 + b"\x01\x02\x03" * 9, "binary"),
    ],
)  # fmt: skip
def test_a_binary_file_is_refused_with_what_it_is(data: bytes, told: str) -> None:
    with pytest.raises(ItemFailed, match=told) as caught:
        report_text(data)
    assert caught.value.reason is Reason.REPORT_NOT_TEXT


def test_a_field_that_was_cut_inside_a_character_keeps_what_is_whole() -> None:
    assert report_text(f"{GERMAN} Ä".encode()[:-1]) == GERMAN
    assert report_text("Carré".encode("cp1252")) == "Carré"


def test_padding_and_a_mark_that_does_not_fit() -> None:
    assert report_text("Läsion.".encode("cp1252") + b"\0" * 40) == "Läsion."
    with pytest.raises(ItemFailed, match="mark"):
        report_text(b"\xef\xbb\xbfL\xe4sion")


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=120))
def test_any_bytes_are_a_text_that_can_be_written_or_a_reason(data: bytes) -> None:
    with suppress(ItemFailed):
        text = report_text(data)
        text.encode("utf-8")
        assert not any(char < " " and char not in "\t\n" for char in text)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="abc äöü SUV 5.4,\n", max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252"]))
def test_german_is_read_or_refused_but_never_changed(text: str, encoding: str) -> None:
    with suppress(ItemFailed):
        assert report_text(text.encode(encoding)) == report_text(text)


def test_the_alphabets_tell_each_other_apart() -> None:
    for text in WESTERN:
        assert is_western(text)
        assert not is_chinese(text)
    assert is_chinese(SIMPLIFIED)
    assert is_chinese(TRADITIONAL)
    assert not is_western(VIETNAMESE)
    assert not is_vietnamese(unicodedata.normalize("NFD", FRENCH))
    assert is_vietnamese(unicodedata.normalize("NFD", VIETNAMESE))


MISREAD = [
    *((text, "utf-8", read) for text in WESTERN for read in ("cp1252", "latin-1", "gb18030")),
    *((text, "utf-8", "latin-1") for text in (SIMPLIFIED, TRADITIONAL, VIETNAMESE)),
    *((text, "gb18030", read) for text in (ENGLISH, FRENCH, SIMPLIFIED, "左肺 3.2×2.1cm") for read in ("cp1252", "latin-1")),
    (VIETNAMESE, "utf-8", "gb18030"), (ENGLISH, "cp1252", "latin-1"), (GERMAN, "cp1252", "latin-1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "read"), MISREAD)
def test_text_that_was_read_wrongly_before_is_restored_or_refused(text: str, written: str, read: str) -> None:
    try:
        garbled = text.encode(written).decode(read)
    except UnicodeDecodeError:
        return
    assert repaired(garbled) == text


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("LÃ¤sion, 37Â°, 3 Ã— 4 mm â€“ â€œavidâ€\x9d", "Läsion, 37°, 3 × 4 mm – “avid”"), ("å·¦è‚º SUV 8.3", "左肺 SUV 8.3"),
        ("LÃƒÂ¤sion", "Läsion"), ("A â€“ B, and – C, Größe", "A – B, and – C, Größe"), ("It\x92s 3 \x96 4 mm", "It’s 3 – 4 mm"),
        ("One.\x85Two.", "One.\nTwo."), ("ï»¿A node.", "A node."),
    ],
)  # fmt: skip
def test_known_signs_of_a_wrong_decoding_are_restored(garbled: str, meant: str) -> None:
    assert report_text(garbled) == meant


def test_a_lost_character_stays_lost_and_too_many_refuse_the_report() -> None:
    assert repaired("It is â€œavidâ€ and large") == f"It is “avid{LOST} and large"
    assert repaired(f"L{LOST}sion of the lung") == f"L{LOST}sion of the lung"
    for garbled in (f"{LOST}{LOST}{LOST} SUV 5", "Ð¾Ñ‡Ð°Ð³ SUV 5", "Ïàöèåíò, SUV 5", "锟斤拷锟斤拷 SUV 5"):
        with pytest.raises(ItemFailed) as caught:
            report_text(garbled)
        assert caught.value.reason is Reason.REPORT_ENCODING


@pytest.mark.parametrize(
    "text",
    [*WESTERN, SIMPLIFIED, TRADITIONAL, VIETNAMESE, POLISH, CZECH, TURKISH, GREEK, RUSSIAN, JAPANESE, KOREAN, "LESÃO NÃO", "Étendue : « opéré\u00a0», 3 µm"],
)  # fmt: skip
def test_text_that_is_right_is_not_repaired(text: str) -> None:
    assert repaired(text) == text
    assert report_text(text) == text.replace("\u00a0", " ")
