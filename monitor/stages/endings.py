"""Where snowball parts forms of one word: endings exchanged before and after stemming, and a few irregular words.

Without these rules a form found the others of its word in .88 of all pairs in French, .89 in Spanish, .94 in German.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rules:
    """Endings with what replaces them (the first that fits), for words with at least so many letters."""

    endings: tuple[tuple[str, str, int], ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    parts: tuple[tuple[str, str], ...] = ()     # exchanged anywhere in a stem of five letters or more

    def apply(self, found: list[str]) -> list[str]:
        """The words, changed where a rule fits."""
        ends = tuple(ending for ending, _, _ in self.endings)
        return [
            self._changed(word) if word in self.words or word.endswith(ends) or self.parts else word for word in found
        ]

    def _changed(self, word: str) -> str:
        if (other := self.words.get(word)) is not None:
            return other
        for ending, rest, least in self.endings:
            if word.endswith(ending) and len(word) >= least:
                word = word[: len(word) - len(ending)] + rest
                break
        if self.parts and len(word) >= 5:
            for part, rest in self.parts:
                word = word.replace(part, rest)
        return word


BEFORE: dict[str, Rules] = {
    "en": Rules(words={
        "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot", "teeth": "tooth",
        "mice": "mouse", "crises": "crisis", "analyses": "analysis", "theses": "thesis", "criteria": "criterion",
        "indices": "index", "gases": "gas", "wives": "wife", "lives": "life", "leaves": "leaf", "halves": "half",
        "shelves": "shelf",
        "built": "build", "sold": "sell", "bought": "buy", "won": "win", "held": "hold", "said": "say", "made": "make",
        "taken": "take", "took": "take", "given": "give", "gave": "give", "grew": "grow", "grown": "grow",
        "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "led": "lead", "lost": "lose",
        "met": "meet", "paid": "pay", "sent": "send", "spent": "spend", "struck": "strike", "fought": "fight",
        "sought": "seek", "wrote": "write", "written": "write", "chose": "choose", "chosen": "choose",
    }),
    "fr": Rules(
        endings=(("ives", "if", 6), ("ive", "if", 5), ("trices", "teur", 8), ("trice", "teur", 7)),
        words={
            "travaux": "travail", "yeux": "œil", "lois": "loi", "rois": "roi", "nouvelle": "nouveau",
            "nouvelles": "nouveau", "nouvel": "nouveau", "belle": "beau", "belles": "beau", "vieille": "vieux",
            "vieilles": "vieux", "vieil": "vieux",
        },
    ),
    "de": Rules(endings=(("ps", "p", 5), ("os", "o", 5), ("ys", "y", 5)), words={"chaos": "chaos", "kosmos": "kosmos"}),
    "es": Rules(
        endings=(
            ("ces", "z", 4), ("des", "d", 5), ("les", "l", 5), ("nes", "n", 5), ("res", "r", 5), ("yes", "y", 5),
            ("as", "a", 4), ("es", "e", 4), ("os", "o", 4), ("ps", "p", 5), ("ts", "t", 5), ("ks", "k", 5),
        ),
    ),
    "it": Rules(endings=(
        ("ari", "are", 5), ("aria", "are", 6), ("ario", "are", 6), ("arie", "are", 6),
        ("ana", "ano", 6), ("ani", "ano", 6), ("ane", "ano", 6), ("iere", "iero", 6),
    )),
    "pt": Rules(
        endings=(
            ("ões", "ão", 4), ("ães", "ão", 5), ("ãos", "ão", 4), ("ais", "al", 5), ("éis", "el", 5), ("óis", "ol", 5),
            ("uis", "ul", 5), ("veis", "vel", 6), ("íceis", "ícil", 6), ("áceis", "ácil", 6),
            ("ns", "m", 4), ("eias", "eu", 7), ("eia", "eu", 6),
            ("as", "a", 4), ("os", "o", 4), ("us", "u", 6), ("eis", "ei", 4),
        ),
        words={"mísseis": "míssil", "fósseis": "fóssil", "répteis": "réptil", "têxteis": "têxtil"},
    ),
}

AFTER: dict[str, Rules] = {
    "fr": Rules(endings=(
        ("qu", "c", 4), ("ment", "ment", 0), ("ent", "", 7), ("it", "", 6), ("ir", "", 6), ("er", "", 6), ("i", "", 5),
    )),
    "de": Rules(endings=(
        ("iert", "i", 7), ("ier", "i", 6), ("igt", "ig", 5), ("eln", "el", 7), ("elt", "el", 7), ("eht", "eh", 5),
        ("oht", "oh", 5), ("uht", "uh", 5), ("um", "", 6), ("o", "", 5), ("a", "", 5),
    )),
    "es": Rules(endings=(("i", "", 5), ("an", "", 6)), parts=(("ie", "e"), ("ue", "o"))),
    "ru": Rules(endings=(
        ("ок", "к", 5), ("ек", "к", 5), ("ец", "ц", 5), ("ен", "н", 6), ("ем", "", 6), ("ам", "", 6), ("ом", "", 6),
        ("е", "", 6),
    )),
}


def before(language: str, found: list[str]) -> list[str]:
    """The words of a language as its stemmer takes them best."""
    rules = BEFORE.get(language)
    return found if rules is None else rules.apply(found)


def after(language: str, found: list[str]) -> list[str]:
    """The stems of a language, once more alike."""
    rules = AFTER.get(language)
    return found if rules is None else rules.apply(found)
