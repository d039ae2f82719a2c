"""The language of an article, by its script first, then by its words."""

from __future__ import annotations

import re

LEAD = 500              # code points that are looked at; 200 already give 188 of 190, 1,000 no more (extraction.md)
_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
# Scripts that one language alone writes, among those that news is written in.
_OWN_SCRIPT = {
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), "he": re.compile("[\u0590-\u05ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"), "ka": re.compile("[\u10a0-\u10ff]"), "hy": re.compile("[\u0530-\u058f]"),
    "ta": re.compile("[\u0b80-\u0bff]"), "te": re.compile("[\u0c00-\u0c7f]"), "kn": re.compile("[\u0c80-\u0cff]"),
    "ml": re.compile("[\u0d00-\u0d7f]"), "gu": re.compile("[\u0a80-\u0aff]"), "pa": re.compile("[\u0a00-\u0a7f]"),
    "si": re.compile("[\u0d80-\u0dff]"), "km": re.compile("[\u1780-\u17ff]"), "lo": re.compile("[\u0e80-\u0eff]"),
}
_SHARE = 0.3            # of the letters: names and quotations in Latin letters are common everywhere

# Both written forms of Norwegian are one language here; the model's other labels of three letters count as none.
_SAME = {"nb": "no", "nn": "no", "srl": "sr"}


def of(title: str, text: str) -> str | None:
    """ISO 639-1 code for title and lead; None if there are too few letters to tell."""
    sample = f"{title}\n{text[:LEAD]}".strip()
    letters = len(_LETTER.findall(sample))
    if letters < 3:
        return None
    if (script := _by_script(sample, letters)) is not None:
        return script
    import py3langid

    code, _ = py3langid.classify(sample)
    code = _SAME.get(code, str(code))
    return code if len(code) == 2 else None


def _by_script(sample: str, letters: int) -> str | None:
    if len(_HANGUL.findall(sample)) >= _SHARE * letters:
        return "ko"
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    # Japanese news is a third to a half kana; a Chinese text holds it in names alone.
    if kana + han >= _SHARE * letters:
        return "ja" if kana >= 0.1 * (kana + han) else "zh"
    for language, script in _OWN_SCRIPT.items():
        if len(script.findall(sample)) >= 0.5 * letters:
            return language
    return None
