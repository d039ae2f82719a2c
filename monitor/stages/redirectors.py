"""Redirector links that contain their target, so that nobody needs to be asked for it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

# (host, start of the path, parameters that may hold the target); a host that begins with a dot stands for all below it
_WRAPPERS = (
    ("www.google.", "/url", ("url", "q")),
    ("google.", "/url", ("url", "q")),
    ("www.bing.com", "/news/apiclick.aspx", ("url",)),
    ("l.facebook.com", "/l.php", ("u",)),
    ("lm.facebook.com", "/l.php", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    ("out.reddit.com", "/", ("url",)),
    ("slack-redir.net", "/link", ("url",)),
    ("www.youtube.com", "/redirect", ("q",)),
    ("vk.com", "/away.php", ("to",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("go.redirectingat.com", "/", ("url",)),
    ("go.skimresources.com", "/", ("url",)),
    ("www.linkedin.com", "/redir/redirect", ("url",)),
    (".safelinks.protection.outlook.com", "/", ("url",)),
)
_BEHIND_A_STAR = re.compile(r"/\*-?(https?(?:://|%3A%2F%2F).+)", re.IGNORECASE)     # Yahoo's, Folha's and others'
_YAHOO_SEARCH = re.compile(r"/RU=([^/]+)/RK=")
MOST_LAYERS = 3

GOOGLE_NEWS = (
    "Google News hides the publisher's address behind a redirect of its own, which would have to be asked for each "
    "article and forbids robots: add the publishers' own feeds instead."
)


def unwrap(url: str) -> str:
    """The target of a redirector link if it is written in the link; else the link itself."""
    for _ in range(MOST_LAYERS):
        inner = _target(url)
        if inner is None:
            break
        url = inner
    return url


def is_google_news(url: str) -> bool:
    """Whether an address is one of Google News, feeds and articles alike."""
    try:
        return (urlsplit(url.strip()).hostname or "") == "news.google.com"
    except ValueError:
        return False


def _target(url: str) -> str | None:
    if "http" not in url[8:]:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    for pattern, path, names in _WRAPPERS:
        if _is_host(host, pattern) and parts.path.startswith(path):
            return _parameter(parts.query, names)
    if host == "r.search.yahoo.com" and (found := _YAHOO_SEARCH.search(parts.path)):
        return _address(unquote(found[1]))
    if found := _BEHIND_A_STAR.search(url):
        return _address(unquote(found[1]) if "%3A" in found[1][:9].upper() else found[1])
    return None


def _is_host(host: str, pattern: str) -> bool:
    if pattern.startswith("."):
        return host.endswith(pattern)
    # a pattern that ends in a dot stands for the countries of one name: google.de, google.co.jp, google.com.au
    country = host.removeprefix(pattern)
    if pattern.endswith("."):
        return country != host and re.fullmatch(r"[a-z]{2,3}(\.[a-z]{2})?", country) is not None
    return host == pattern


def _parameter(query: str, names: tuple[str, ...]) -> str | None:
    values = {name.removeprefix("amp;"): value for name, value in parse_qsl(query)}
    for name in names:
        if (target := _address(values.get(name, ""))) is not None:
            return target
    return None


def _address(text: str) -> str | None:
    return text if text.lower().startswith(("http://", "https://")) else None
