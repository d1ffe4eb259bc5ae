"""Words of reports that are people's names, too: by themselves they can't be told from the finding that they mean.

A patient Marrow must not take the marrow out of every sentence. Such a name goes as part of the full name and behind a
title only.
"""

from __future__ import annotations

import re

from pet_ground.lexicon import ADJECTIVES, FALLBACKS, NO_SITES, PARTS, SITES
from pet_ground.reports.tokens import words

_COMMON = words(
    # anatomy
    "arm arms back blood bone bones brain breast chest colon cord crown ear eye eyes face fat finger foot gut "
    "hair hand hands head heart heel hip hood joint knee leg lip lips liver lobe lung marrow mouth nail neck "
    "nerve node nodes nose palm rib ribs root scalp shin shoulder side skin skull spine spleen stem temple thigh "
    "throat thumb tongue tonsil tooth trunk vein wall waist wrist "
    # place, size, shape, order
    "above angle anterior apex arch area axial ball band bar base bay below best blade body border branch bridge "
    "broad center central chain cone corner cross crest curve deep dense distal end edge east even far field "
    "fields first flat focal fold folds fore gap great gross half hill high hook large last lateral least left "
    "level line little long low lower main major may middle mid mild minor moderate near new north notch oblique "
    "old outer over pair part parts place plane point pole post posterior proximal ray ridge right ring round "
    "short sharp single site size slice small smaller south space spot spur star stone straight superior tail "
    "thick thin tip top total tract under upper west wide wing young younger "
    # findings, studies, plain words
    "active bad block burn burns can case cases cast cell cells change clear cold cyst dark day days death "
    "diffuse dose drain early fall fast fatty fine flow focus free fusion gene good grade gray grey grown growth "
    "hard heat history hope hot image in intense interval keen late less light marked mark mass masses max mean "
    "medical metal more moore must necrotic negative nodal none normal note only open page pain park pet plug "
    "port positive power prior probe pump quick rate read reading red reed response rest rose sampling scan scar "
    "score screen series severe set shadow shell shunt shot show sign signal soft solid stable stage stain stent "
    "stress strong study suture suv swell swift swelling system tense test the time tracer trace tube tumor "
    "uptake view void wash waters water weak weeks weight white wire with wood and not are was has had his her "
    "out will would see seen since than that there this few did does done due for from one two three ten june "
    "april august summer winter spring autumn black blue brown green gold"
)
_LETTERS = re.compile(r"[a-z]{3,}")
_SURNAMES_FIRST = words("douglas morrison morison meckel virchow")
"""Eponyms of anatomy that are first of all surnames."""


def _lexicon_words() -> frozenset[str]:
    patterns = [*(term.pattern for term in (*SITES, *FALLBACKS)), ADJECTIVES, NO_SITES, PARTS]
    return frozenset(word for pattern in patterns for word in _LETTERS.findall(pattern.lower())) - _SURNAMES_FIRST


REPORT_WORDS = _COMMON | _lexicon_words()
"""In lower case."""

_PLAIN = words(
    "fdg f18 18f psma dotatate avid avidity pet ct petct mr mri nm suvs suvmax suvmean suvpeak max mean lesion "
    "lesions nodal report findings finding impression nuclear medicine hypermetabolic metabolic metabolism "
    "focus foci uptakes activity intensity physiologic physiological malignant malignancy benign disease "
    "metastasis metastases metastatic slice slices series image images cm mm ml mg kg the a an of or to at by "
    "it its is as be no if these those patient patients scans prior previous compared comparison hospital "
    "clinic center doctor dr mrs mr ms"
)
MIN_TELLING_DIGITS = 5
"""A shorter number may be a slice or a dose."""


def is_common(word: str) -> bool:
    """Whether a word, in lower case, is one of reports, or a number that may be a value: it names nobody."""
    if word.isdigit():
        return len(word) < MIN_TELLING_DIGITS
    return word in REPORT_WORDS or word in _PLAIN
