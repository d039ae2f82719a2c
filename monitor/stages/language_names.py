"""The languages that a person may name: by code, by name in English or in the language itself, by a country's code."""

from __future__ import annotations

import difflib

_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
CODES = frozenset(_CODES.split())
"""ISO 639-1."""

_NAMES: dict[str, str] = {
    "ar": "arabic العربية ara", "bg": "bulgarian български bul", "bn": "bengali বাংলা ben",
    "ca": "catalan català cat", "cs": "czech čeština cz ces", "da": "danish dansk dk dan",
    "de": "german deutsch deu ger allemand alemán", "el": "greek ελληνικά gr ell",
    "en": "english eng anglais inglés englisch gb us", "es": "spanish español spa spanisch",
    "et": "estonian eesti est", "fa": "persian farsi فارسی fas ir", "fi": "finnish suomi fin",
    "fr": "french français fra fre französisch francés", "he": "hebrew עברית iw heb", "hi": "hindi हिन्दी hin",
    "hr": "croatian hrvatski hrv", "hu": "hungarian magyar hun", "id": "indonesian in ind",
    "it": "italian italiano ita", "ja": "japanese 日本語 jp jpn", "ko": "korean 한국어 kor",
    "lt": "lithuanian lietuvių lit", "lv": "latvian latviešu lav", "ms": "malay melayu msa",
    "nl": "dutch nederlands nld dut", "no": "norwegian norsk nor", "pl": "polish polski pol",
    "pt": "portuguese português por", "ro": "romanian română ron", "ru": "russian русский rus russe",
    "sk": "slovak slovenčina slk", "sl": "slovenian slovenščina slv", "sr": "serbian српски srp",
    "sv": "swedish svenska swe", "sw": "swahili kiswahili swa", "ta": "tamil தமிழ் tam", "th": "thai ไทย tha",
    "tr": "turkish türkçe tur", "uk": "ukrainian українська ua ukr", "ur": "urdu اردو urd",
    "vi": "vietnamese vn vie", "zh": "chinese 中文 汉语 漢語 mandarin cn zho chi chinois chino",
}
_CODE_OF = {name: code for code, names in _NAMES.items() for name in names.split()}


def code_of(said: str) -> str | None:
    """The code that is written, without its region (`pt-BR`); None for what is none."""
    code = said.strip().lower().replace("_", "-").partition("-")[0]
    return code if code in CODES else None


def fault(said: str) -> str:
    """What is wrong with a language that has no such code, and which was meant."""
    name = said.strip().lower()
    close = name if name in _CODE_OF else next(iter(difflib.get_close_matches(name, _CODE_OF, 1, 0.75)), None)
    meant = f", did you mean {_CODE_OF[close]}?" if close else ", such as fr"
    return f"there is no language {said.strip()}: expected one as two letters{meant}"
