"""Words by which a sentence goes on with the focus of the one before it. No expression has a nested repetition."""

from __future__ import annotations

import re

from pet_ground.reports.slice_words import NUMBER_MARK, SLICE_NAMES
from pet_ground.reports.tokens import SUV_TYPOS

SUV_NUMBER = re.compile(
    rf"(?:SU[VL]|S\.U\.V|uptake[ \n-]value|{SUV_TYPOS})[^\d;]{{0,60}}\d|\d\s{{0,2}}(?:max\s)?SU[VL]", re.IGNORECASE
)
SLICE_WORDS = frozenset(SLICE_NAMES.split("|")) | {"axial", "ax", "slcie", "imge", "coronal", "sagittal"}
WORD_NUMBER = re.compile(rf"\b([a-z]{{2,12}}){NUMBER_MARK}\d", re.IGNORECASE)
"""A word and the number behind it, which is a slice where the word is one for slices."""
SLICE_SIGNS = re.compile(
    r"\b\d{1,2}[:/]\d{2,3}[.,]?(?:\s|\Z)|[(\[]\d{1,2}[:/]\d{2,3}[)\]]|#\d",
    re.IGNORECASE,
)
_LESION_NOUN = (
    r"(?:lesion|node|nodule|mass|foc(?:us|i)|area|tumou?r|uptake|activity|site|finding|abnormality|deposit|one|"
    r"lymph node)"
)
ANAPHORA = re.compile(
    r"(?:it|its|this|these|they|their|both|here|that|which|those)\b(?! (?:patient|study|exam|scan))"
    rf"|(?:this|the|these|both|said) (?:\w{{1,15}} )?{_LESION_NOUN}s? (?:has|have|shows?|"
    r"demonstrates?|measures?|had|is|was|now|reach(?:es)?)\b"
    r"|(?:with |the |a |an |measured |corresponding |associated |current |now |maximum ){0,6}"
    r"(?:max\w{0,4}\.? |peak |mean )?(?:m|max)?(?:suv|standardi[sz]ed uptake value)s?",
    re.IGNORECASE,
)
SLICE_LATER = re.compile(
    r"[(\[]?(?:see|it|its|this|these|they|best|both|seen|located|visuali[sz]ed|shown|found|visible|identified|"
    r"displayed|depicted|"
    rf"noted|representative|axial|ax|on|at|pet|ct|{SLICE_NAMES}|series|se|corresponding|fused|"
    r"transaxial|coronal|sagittal|cor|"
    r"the (?:latter|former|slice|image)|(?:the|this) (?:\w{1,15} )?"
    rf"{_LESION_NOUN} (?:is|can be|lies|appears))\b|[(\[]?[#\d]",
    re.IGNORECASE,
)
VALUE_LATER = re.compile(
    r"[(\[]?(?:(?:max\w{0,6}|peak|highest|mean|measured|maximal)\b|(?:m|max)?SU[VL]|standard|intensity|uptake|"
    r"activity|avidity|"
    r"metaboli|measur\w{2,4}\b|current: |(?:psma|dotatate) suv|"
    r"with\b|on\b|at\b|slice|image|im\b|axial|today|currently?\b|now\b|its\b|"
    r"the (?:\w{1,15} )?"
    rf"(?:suv|max|{_LESION_NOUN})|a (?:max|suv|peak)|an suv|{SUV_TYPOS}|\d|size|intense|avid|fdg)",
    re.IGNORECASE,
)
ONLY_SLICE = re.compile(
    rf"(?:on |at |see |axial |pet |ct |fused ){{0,3}}(?:{SLICE_NAMES}|axial|ax){NUMBER_MARK}\d{{1,4}}\.?", re.IGNORECASE
)
"""A sentence that gives nothing but the slice of the focus before it; the SUV stands in the next."""
NOTHING_THERE = re.compile(r"\b(?:no|without|unremarkable|normal|negative|clear|not)\b", re.IGNORECASE)
ANOTHER = re.compile(
    r"\b(?:another|second|third|separate|additional|further|new|other|different|also)\b", re.IGNORECASE
)
EARLIER = re.compile(
    r"[(\[]?(?:previous(?:ly)?|prior|prev\b|formerly|baseline|it (?:was|had|measured|previously|has (?:in|"
    r"de)creased)|this "
    r"(?:was|compares|is (?:de|in)creased|represents|has|had)|these (?:were|compare|had)|they (?:were|had|measured)|"
    r"compar(?:ed|ison)|was|were|versus|vs\b|(?:on|in|at) (?:the |an? )?(?:prior|previous|last|outside|baseline|"
    r"\[date\]|"
    r"\d{1,4}[/-])|on the \w{1,10} (?:study|exam|scan)|interval|(?:the )?(?:prior|previous|earlier|baseline|old)|"
    r"down from|"
    r"up from|(?:de|in)creased|improved|unchanged|stable|last)",
    re.IGNORECASE,
)
DECIMAL = re.compile(r"\d[.,]\d(?!\d*\s{0,2}(?:[x\u00d7]|cm|mm))|\bfrom \d|\bwas \d")
MEASURES = re.compile(
    r"(?:it|this|which|the (?:lesion|node|nodule|mass|focus)|they) (?:measures?|is|are|has|shows|demonstrates)\b"
    r"|measur(?:es|ing)\b|size\b|\d",
    re.IGNORECASE,
)
MEANS = re.compile(
    r"(?:this|it|these|they|likely|probably|possibly|most likely|presumably|favou?r\w{0,3}|consistent|compatible|"
    r"suggest\w{0,4}|findings? (?:is|are)|"
    r"(?:physiol|benign|reactive|degen|inflam)\w{0,8})\b",
    re.IGNORECASE,
)
"""A short sentence that says what the focus before it is."""
HAD = re.compile(r"(?:it|this|these|they|before it|before,? (?:it|they)) (?:was|were|had)\b", re.IGNORECASE)
"""``It was 1.6 cm and SUVmax 2.9`` tells of the earlier scan."""
NOW_IT = re.compile(
    rf"(?:now|currently|today|presently),? (?:it|this|they|these|(?:the|this) (?:same )?{_LESION_NOUN}) "
    r"(?:is|are|has|have|shows?|measures?)\b"
    r"|(?:it|this|they|these) (?:is|are|has|have|shows?|measures?) (?:now|currently|today|presently)\b",
    re.IGNORECASE,
)
"""``Now it is SUVmax 4.4`` goes on from ``The nodule was SUVmax 5.6``."""
PAST = re.compile(r"\b(?:was|were|had)\b", re.IGNORECASE)
KNOWN_LESION = re.compile(
    rf"\b(?:the|this|these|that|its|same|representative|largest|hottest|index|"
    rf"dominant) (?:\w{{1,15}} ){{0,2}}{_LESION_NOUN}",
    re.IGNORECASE,
)
ONE_OF_THEM = re.compile(
    r"(?:the |its |a |an |one |and |another (?=ones?\b)){0,2}(?:ones?(?= (?:is|has|shows)\b)|"
    r"larger|smaller|largest|smallest|bigg(?:er|est)|most \w{4,15}|hottest|\w{4,12} ones?|"
    r"(?:(?:an)?other|second|third|fourth|remaining|former|latter)(?= (?:is|has|shows|had|with|lies|measures|and)\b))\b"
    r"|[^.;:]{0,90}\b(?:adjacent|next|close|posterior|anterior|medial|lateral|superior|inferior|caudal|cranial)(?:ly)? "
    r"to (?:it|this|them|the (?:former|latter|first))\b",
    re.IGNORECASE,
)
"""A sentence on one of the foci that the sentence before names together, or on one beside it."""
