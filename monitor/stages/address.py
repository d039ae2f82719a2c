"""Cleaning addresses, and their keys: equal safe keys prevent a second fetch, equal loose keys raise a suspicion."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote, urljoin, urlsplit

from monitor.errors import Refused
from monitor.model import AddressKeys
from monitor.stages import hostname
from monitor.stages.redirectors import GOOGLE_NEWS, is_google_news, unwrap

__all__ = [
    "GOOGLE_NEWS", "host_of", "is_google_news", "keys", "robots_url", "source_of", "unwrap", "without_password",
]

LONGEST = 2048
_PORTS = {"http": "80", "https": "443"}

_OUTER = "".join(map(chr, range(33)))                       # C0 and space, around an address
_INNER = str.maketrans("", "", "\t\n\r")                    # inside it: browsers drop them
_HTTP = re.compile(r"\A(https?):[/\\]*", re.IGNORECASE)     # browsers take any number of slashes, of either kind
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_PASSWORD = re.compile(r"(?:(?<=//)|(?<=http:)|(?<=https:))[^/?#\s]*@")
_ODD_PASSWORD = re.compile(r"(?<=//)[^/?#\s:@]*:(?!\d*(?:[/?#\s]|$))\S*@")   # one that holds / ? or #
_BEFORE_LAST_AT = re.compile(r"(?<=//).*@", re.DOTALL)
_SECRET_IN_QUERY = re.compile(r"([?&](?:ssl)?pass[^=&]*=)[^&]*", re.IGNORECASE)
_MUST_ENCODE = re.compile(r"[^!#-;=?-_a-z|~]")              # all but printable ASCII without " < > ` { }
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DOTS = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)

# Parameters that name the way a reader came and never the thing: the safe key forgets them. MC strips `ref`, `source`
# and `sid`, too, and merges different articles by it (peers.md, finding 5).
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id"
    r"|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|hsctatracking|vero_id|vero_conv|oly_enc_id|oly_anon_id|_bhlid"
    r"|at_(?:medium|campaign|custom\d|link_\w+|format|ptr_name|bbc_team|campaign_type|creation|variant)"
    r"|(?:pk|mtm|piwik|matomo)_(?:campaign|kwd|keyword|source|medium|content|cid|group|placement)|wt[._]mc(?:_id)?"
    r"|__twitter_impression|guccounter|guce_referrer(?:_sig)?|_ga|_gl|traffic_source|cmpid|ns_campaign|ns_mchannel"
)
# Further ones that may mean something on some site: only the loose key forgets them.
_SUSPECT = re.compile(
    r"cmp|ocid|xtor|maca|ito|ncid|icid|dgcid|ftag|smid|smtyp|s_cid|ref_?(?:src|url)?|refer|referr?er|src|source|from|via"
    r"|partner|rss|feed|share|shared|sr_share|spm|iid|traffic|link_source|taid|campaign_?id|ns_\w+|at_\w+|sh|mod|feature"
)
_CAME_BY = frozenset({
    "", "1", "rss", "rssfeed", "feed", "atom", "twitter", "facebook", "newsletter", "email", "mail", "social", "share",
})
_AMP_QUERY = re.compile(r"(?:amp|amp=(?:1|true|yes)?|outputtype=amp|output=amp|_?amp_?js_v=.*|amp_\w+=.*|print=?1?)")
_AMP_CACHE = re.compile(
    r"(?:[\w-]+\.cdn\.ampproject\.org/[acv]|(?:www\.)?google\.[a-z.]+/amp|www\.bing\.com/amp)/(?:s/)?"
)
_LOOSE_HOST = re.compile(r"(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp|cgi)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp)+/?$|^/amp(?=/.)|\.amp(?=\.html?$|$)|(?<=/)amp-(?=[^/]+$)")
_SESSION = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)


def keys(url: str, base: str | None = None) -> AddressKeys:
    """The cleaned address and its keys; raises Refused if it is not a web address, or too long."""
    scheme, host, path, query = _split(url, base)
    cleaned = f"{scheme}://{host}{path}" + (f"?{query}" if query else "")
    if len(cleaned) > 6 * LONGEST:
        raise Refused("The address is too long once it is encoded.")
    pieces = [piece for piece in query.split("&") if piece and not _is_tracking(piece)]
    normal = _normal(path)
    safe = f"{host}{normal}" + (f"?{_normal('&'.join(pieces))}" if pieces else "")
    return AddressKeys(cleaned, safe, _loose(host, normal, pieces), host)


def host_of(url: str) -> str:
    """The host whose pace a request counts for; raises Refused like `keys`."""
    return _split(url, None)[1]


def source_of(url: str) -> str:
    """The host without www., as readers see it; empty if this is not a web address."""
    try:
        return host_of(url).removeprefix("www.")
    except Refused:
        return ""


def robots_url(url: str) -> str:
    """Where the robots.txt of an address's host is."""
    scheme, host, _, _ = _split(url, None)
    return f"{scheme}://{host}/robots.txt"


def without_password(text: str) -> str:
    """The text with user and password removed from every address in it, valid or not."""
    if "@" not in text:
        return text
    return _ODD_PASSWORD.sub("", _PASSWORD.sub("", text))


def of_server(url: str) -> str:
    """The address of a store or broker without user and password, even if these contain @ : / ? or #."""
    return _SECRET_IN_QUERY.sub(r"\1…", _BEFORE_LAST_AT.sub("", url))


def _split(url: str, base: str | None) -> tuple[str, str, str, str]:
    """Scheme, host with port, path and query, ready to be sent; without fragment, user and password."""
    if len(url) > LONGEST:
        raise Refused(f"The address has {len(url):,} characters, {LONGEST:,} are permitted.")
    text = _HTTP.sub(r"\1://", url.strip(_OUTER).translate(_INNER))
    try:
        parts = urlsplit(text if base is None or _SCHEME.match(text) else urljoin(base, text))
    except ValueError:
        raise Refused("The address cannot be read.") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise Refused(f"The scheme {scheme[:20]!r} is not http or https." if scheme else "The address has no scheme.")
    netloc, slash, more = parts.netloc.replace("\\", "/").partition("/")
    host = _host(netloc.rpartition("@")[2], scheme)
    path = slash + more + parts.path.replace("\\", "/") if slash else parts.path.replace("\\", "/")
    return scheme, host, _without_dots(_encoded(path) or "/"), _encoded(parts.query)


def _host(netloc: str, scheme: str) -> str:
    name, bracket, after = netloc.rpartition("]")
    name, _, port = (name + bracket, "", after.removeprefix(":")) if bracket else netloc.partition(":")
    if not name:
        raise Refused("The address names no host.")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:9]) < 65536):
        raise Refused("The address names no valid port.")
    port = port.lstrip("0")
    host = hostname.canonical(name if name.isascii() and name.islower() else name.lower())
    return host if port in ("", _PORTS[scheme]) else f"{host}:{port}"


def _encoded(text: str) -> str:
    """Encode only what may not stand in a request; existing escapes stay."""
    if not _MUST_ENCODE.search(text):
        return text
    return _MUST_ENCODE.sub(lambda found: quote(found[0], safe="", errors="replace"), text)


def _without_dots(path: str) -> str:
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    last = ""
    for segment in path.split("/")[1:]:
        last = segment.lower().replace("%2e", ".") if _DOTS.fullmatch(segment) else ""
        if last == "..":
            del kept[-1:]
        elif last != ".":
            kept.append(segment)
    return "/" + "/".join([*kept, ""] if last else kept)


def _normal(text: str) -> str:
    """Escapes in upper case, and those of letters and digits decoded (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_normal_escape, text) if "%" in text else text


def _normal_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()


def _is_tracking(piece: str) -> bool:
    name = unquote(piece.partition("=")[0]).lower()
    return _TRACKING.fullmatch(name.removeprefix("amp;")) is not None


def _loose(host: str, path: str, pieces: list[str]) -> str:
    """The address also without AMP and mobile forms, parameter order, index files and trailing slashes."""
    cached = _AMP_CACHE.match(host + path)
    if cached:
        host, slash, rest = (host + path)[cached.end() :].partition("/")
        path = slash + rest
    path = unicodedata.normalize("NFC", unquote(_SESSION.sub("", path), errors="replace"))
    path = _AMP_PATH.sub("", _INDEX.sub("", re.sub(r"/{2,}", "/", path))).rstrip("/")
    kept = sorted({unquote(piece.replace("+", " ")).removeprefix("amp;") for piece in pieces if _tells(piece)})
    return _LOOSE_HOST.sub("", host, count=1) + path + (f"?{'&'.join(kept)}" if kept else "")


def _tells(piece: str) -> bool:
    """Whether a parameter may identify an article."""
    lower = unquote(piece).lower().removeprefix("amp;")
    name, _, value = lower.partition("=")
    return not (_AMP_QUERY.fullmatch(lower) or (_SUSPECT.fullmatch(name) and value in _CAME_BY) or not value)
