"""A web of many different articles, some of them copies and a few of them poison, served as a proxy for its hosts."""

from __future__ import annotations

import random

from tests.site import Item, Site

CONSONANTS = ("b", "c", "d", "fl", "g", "k", "l", "m", "pr", "s", "t", "v")
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in "aeiou"]
MOST_HOSTS = 40
COPIES = 0.1            # share of articles that repeat one of another host, word by word
POISON_ONE_IN = 400


class FaultWeb:
    """Addresses, which of them are poison, and which repeat each other."""

    def __init__(self, site: Site, articles: int, seed: int, *, poison: bool = True) -> None:
        self.site = site
        self.poison: set[str] = set()
        self.pages: list[str] = []
        self.copies = 0
        self.hosts = max(4, min(MOST_HOSTS, articles // 10))
        chance = random.Random(seed)
        words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3000)]
        told: list[tuple[str, str]] = []
        items: dict[int, list[Item]] = {host: [] for host in range(self.hosts)}
        for number in range(articles):
            host = number % self.hosts
            url = f"http://h{host}.example/{number}"
            if told and chance.random() < COPIES:
                title, text = chance.choice(told)
                self.copies += 1
            else:
                title, text = self.prose(chance, words)
                told.append((title, text))
            if poison and number % POISON_ONE_IN == POISON_ONE_IN // 2:
                text += "<!-- poison-pill -->"
                self.poison.add(url)
            head = f"<!doctype html><html lang=en><head><title>{title}</title></head>"
            site.page(url, f"{head}<body><article><h1>{title}</h1>{text}</article></body></html>")
            items[host].append(Item(url, title))
            self.pages.append(url)
        self.feeds = [site.feed(f"http://h{host}.example/feed.xml", some) for host, some in items.items() if some]

    @staticmethod
    def prose(chance: random.Random, words: list[str]) -> tuple[str, str]:
        """A title and paragraphs that nobody else has."""
        def sentence(length: int) -> str:
            return " ".join(chance.choices(words, k=length)).capitalize() + "."

        paragraphs = ("".join(f"{sentence(chance.randint(9, 16))} " for _ in range(4)) for _ in range(4))
        return sentence(6).rstrip("."), "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
