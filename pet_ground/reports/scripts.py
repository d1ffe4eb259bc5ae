# ruff: noqa: RUF001 (signs that look alike are what this module is about)
"""Whether a decoded text reads like a report: Western European, Chinese or Vietnamese letters in places they can have.

Single bytes above 127 mean something in every code page, so a decoding without an error proves nothing. Each test here
asks for positive evidence, and is strict: a text that only looks half right was decoded wrongly.
"""

from __future__ import annotations

import re
import unicodedata

_WESTERN = {
    "German": "äöüß",
    "French": "éèêëàâçîïôùûüœæ",
    "Spanish": "áéíóúñü",
    "Italian": "àèéìíòóùú",
    "Portuguese": "áâãàçéêíóôõú",
    "Danish and Norwegian": "æøåéèòôö",
    "Swedish and Finnish": "åäöéü",
    "Dutch": "éëïöüèêáóí",
    "Catalan": "àçèéíïòóúü",
}
"""Letters beyond ASCII that running text of a language holds. Icelandic is left out: its letters stand at the places
of Turkish ones."""
MIN_COVER = 0.9
"""Least share of the letters that one language must explain; the rest may be names of another."""

_SYMBOLS = "€‚„…†‡‰‹‘’“”•–—™›\u00a0¡£§©ª«\u00ad®°±²³´µ¶·¹º»¼½¾¿×÷"
_WESTERN_ONLY = re.compile(
    f"[\t\n\r\x0b\x0c\x1c-\x1f\x20-\x7e{_SYMBOLS}{''.join(sorted(set(''.join(_WESTERN.values()))))}"
    f"{''.join(sorted(set(''.join(_WESTERN.values()).upper().replace('SS', ''))))}\0\x1a]*"
)
_WESTERN_LETTER = re.compile("[À-ÖØ-öø-ÿŒœ]")
_OUT_OF_PLACE = re.compile(
    r"[À-ÖØ-öø-ÿ]{3}"  # three accented letters in a row: no Western word has them
    r"|[A-Za-zÀ-ÖØ-öø-ÿ][„‚“”«»¡¿§®©¶¹²³°±£†‡‰‹›•™ªº´¼½¾][a-zß-öø-ÿ]"  # a sign inside a word
    r"|[A-Za-zÀ-ÖØ-öø-ÿ][„‚]"  # an opening quotation mark at the end of a word
    r"|[×÷][À-ÖØ-öø-ÿ]|[À-ÖØ-öø-ÿ][×÷]"
    r"|[0-9]¡|¡[^A-Za-zÀ-ÖØ-öø-ÿ]"  # an opening mark of exclamation before no word
)

_VIETNAMESE_LETTERS = frozenset("àáâãèéêìíòóôõùúýăđĩũơư")
_VIETNAMESE_OWN = re.compile("[đơưĐƠƯ]")
_COMBINING = re.compile("[\u0300-\u036f]")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]{1,4}")
"""A letter with its marks; Vietnamese has two, and to order a long row of marks takes quadratic time."""
MIN_TONES = 3
"""Least number of tone marks that stand behind their vowel, as only the Vietnamese code page writes them."""

_HANZI = re.compile("[\u3400-\u9fff]")
MIN_HANZI = 2
MIN_COMMON_SHARE = 0.4
"""Least share of the characters that must be among ``COMMON_HANZI``. Reports have 0.7 and more; bytes of another code
page give 0.02 to 0.1, since the list holds 4 to 7 % of what the code pages hold."""
FEW_HANZI = 4
"""Below this number all characters must be common ones: a share of so few says little."""
COMMON_HANZI = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能"
    "好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进"
    "把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使"
    "教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件"
    "左右肺叶段结节肿块灶瘤癌转移淋巴代谢增强高低异常最值约层面图像示见未及明显影密度软组织骨盆腔腹胸颈纵隔门肝脏脾胰肾"
    "胆囊胃肠直结肠膀胱前列腺子宫卵巢附件甲状腺乳腺脑室皮质椎体肋股髂骶腰放射性摄取浓聚分布均匀弥漫局部病变大小边界清晰"
    "模糊形态规则正常范围考虑良恶可能建议随访复查较前比增大缩小新发消失相仿生理延迟显像扫描检查所诊断意印象描述报告患者姓"
    "名龄号期期术后治疗化疗史临床资料葡萄糖注射静脉空腹血糖空气测量厘米毫米横径短径约为伴有无余双侧两单侧旁周围区域表面壁"
    "厚增粗钙化坏死液积水炎症慢急陈旧纤维条索斑片状结影高低等混杂实磨玻璃支气管血管主动脉心包食道管咽喉鼻口舌扁桃体腮腺眼"
    "眶上下内外中前后缘尖底根浅深群组数枚多发个处者其中提示符合除外待排进一步穿刺活检请密切观察平扫増標準攝取值影像葉結節腫"
    "塊癌轉移淋腺謝異層圖見顯組織盆頸縱門肝臟脾胰腎膽腸攝護宮狀腦質體薦濃佈勻瀰變邊規則範圍慮惡議隨訪複較擴縮發現檢診斷"
    "報後療臨資測約為伴無餘雙兩單側區域壓厚鈣壞積慢舊纖維狀氣血動靜脈個處應與於內與對這個們會來時說國過還經點樣實關間開長"
    "聲學問業東電車馬門頭員場總師書數請觀察線級別類型確認診療醫院病號檢查日男女歲"
)
"""Characters that are frequent in any Chinese text, or in PET/CT reports, simplified and traditional."""

_SIGNS_ONLY = re.compile(
    "[\t\n\r\x20-\x7e×÷°±·–—…“”‘’μ℃\u2160-\u216b\u2190-\u2193≈≤≥\u2460-\u2473\u3000-\u3003\u3008-\u3011\uff01-\uff5e]*"
)
"""English with the signs that a Chinese keyboard writes."""
_LATIN = re.compile("[\0-\u024f\u0300-\u03ff\u1e00-\u22ff\u2460-\u24ff\u3000-\u3011\uff01-\uff5e]*")

_STRANGE = re.compile(
    "[^\t\n\r\x0b\x0c\x1c-\x1f\x20-\x7e\u00a0-\u024f\u0300-\u03ff\u1e00-\u1eff\u2000-\u22ff\u2460-\u24ff\u2500-\u27bf"
    "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\ufeff\uff00-\uffef\ufffd]"
)
"""What no report in a Latin script or in Chinese holds: controls, other scripts, private and unassigned characters."""


def is_western(text: str) -> bool:
    """Whether every character beyond ASCII is a letter of one Western European language or a usual sign, in place."""
    if not _WESTERN_ONLY.fullmatch(text) or _OUT_OF_PLACE.search(text):
        return False
    letters = [letter.lower() for letter in _WESTERN_LETTER.findall(text)]
    best = max(sum(map(alphabet.count, letters)) for alphabet in _WESTERN.values())
    return best >= MIN_COVER * len(letters)


def is_chinese(text: str) -> bool:
    """Whether the text holds Chinese characters, mostly common ones, and nothing strange beside them."""
    found = _HANZI.findall(text)
    common = sum(one in COMMON_HANZI for one in found)
    needed = len(found) if len(found) < FEW_HANZI else MIN_COMMON_SHARE * len(found)
    return len(found) >= MIN_HANZI and common >= needed and is_readable(text)


def is_english_with_wide_signs(text: str) -> bool:
    """Whether the text is ASCII but for signs of a Chinese keyboard, as in English reports from China."""
    return _SIGNS_ONLY.fullmatch(text) is not None


def is_latin(text: str) -> bool:
    """Whether all letters are Latin or Greek."""
    return _LATIN.fullmatch(text) is not None


def is_vietnamese(text: str) -> bool:
    """Whether a text, decoded as Windows-1258, is Vietnamese: tone marks behind vowels, and letters of its own."""
    composed = with_composed_letters(text)
    if len(_COMBINING.findall(text)) < MIN_TONES or _COMBINING.search(composed) or not is_readable(composed):
        return False
    letters = [one.lower() for one in composed if one.isalpha() and not one.isascii()]
    known = all(one in _VIETNAMESE_LETTERS or "\u1ea0" <= one <= "\u1ef9" for one in letters)
    return known and bool(_VIETNAMESE_OWN.search(composed))


def with_composed_letters(text: str) -> str:
    """The text with letters and their accents as one character, where there is one."""
    return _CLUSTER.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def has_hanzi(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return bool(_HANZI.search(text))


def is_readable(text: str) -> bool:
    """Whether no character is one that no report in a Latin script or in Chinese holds."""
    return not _STRANGE.search(text)
