"""Further pages of our own: metadata that lies or never ends, masses of one sign, markup that is none."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.cases_page import body
from tests.hostile.world import HOSTILE, UNSAFE, Case, Outcome, World, stored, survived
from tests.site import article


def in_head(markup: str) -> Callable[[World], None]:
    """An honest article with this in its head."""
    return lambda world: world.page(article(HOSTILE, "a head").replace("<head>", f"<head>{markup}", 1))


def _about_itself(outcome: Outcome, world: World) -> None:
    stored(outcome, world)
    (held,) = outcome.stored
    assert held.article.published is None or held.article.published.instant <= outcome.now
    assert not UNSAFE.search(f"{held.article.title}{held.article.authors}{held.article.canonical_url}")


def linked_data(text: str) -> Callable[[World], None]:
    return in_head(f'<script type="application/ld+json">{text}</script>')


PAGES = [
    Case("page-data-deep", linked_data('{"a":' * 100_000 + "1" + "}" * 100_000), _about_itself),
    Case("page-data-huge-number", linked_data('{"@type":"NewsArticle","datePublished":' + "9" * 100_000 + "}"),
         _about_itself),
    Case("page-data-nan", linked_data('{"@type":"NewsArticle","datePublished":NaN,"headline":Infinity}'),
         _about_itself),
    Case("page-data-odd-types", linked_data(
        '{"@type":{"a":[1]},"@graph":{"@graph":[null,7,{"@type":"NewsArticle","author":{"name":{"name":9}}}]}}'),
         _about_itself),
    Case("page-data-far-date", linked_data('{"@type":"NewsArticle","datePublished":"9999-12-31T23:59:59-23:59"}'),
         _about_itself),
    Case("page-data-controls", linked_data(
        '{"@type":"NewsArticle","author":{"name":"A \\u001b[31m\\u202eB"},"headline":"\\ud800 \\u0007"}'),
         _about_itself),
    Case("page-canonical-elsewhere", in_head('<link rel="canonical" href="http://victim.example/story">'),
         _about_itself),
    Case("page-canonical-of-script", in_head('<link rel="canonical" href="javascript:alert(1)">'), _about_itself),
    Case("page-base-of-script", in_head('<base href="javascript:alert(1)//">'), _about_itself),
    Case("page-says-utf-7", in_head('<meta http-equiv="Content-Type" content="text/html; charset=utf-7">'), survived),
    Case("page-in-utf-16", lambda world: world.page(article(HOSTILE, "wide").encode("utf-16"), "text/html"), survived),
    Case("page-of-open-brackets", body("<" * 1_000_000), survived),
    Case("page-of-ampersands", body("<p>" + "&amp" * 400_000 + "</p>"), survived),
    Case("page-of-references", body("<p>" + "&#x110000;&#xD800;&#0;&#x1b;" * 50_000 + "</p>"), survived),
    Case("page-of-digits", body("<p>" + "1" * 1_500_000 + "</p>"), survived),
    Case("page-of-dates", body("<p>" + "2026-01-01 " * 100_000 + "</p>"), survived),
    Case("page-of-addresses", body("<p>" + "a@" * 500_000 + "</p>"), survived),
    Case("page-of-dots", body("<p>" + "a." * 500_000 + "</p>"), survived),
    Case("page-of-one-word", body("<p>" + "word" * 400_000 + "</p>"), survived),
    Case("page-of-quotes", body("<p>" + "«" * 200_000 + '"' * 200_000 + "</p>"), survived),
    Case("page-of-marks", body("<p>e" + "\u0301" * 500_000 + "</p>"), survived),
    Case("page-of-signs", body("<p>" + "核" * 400_000 + "</p>"), survived),
    Case("page-of-numbers", body("<p>" + "5,000,000 billion " * 60_000 + "</p>"), survived),
    Case("page-of-wide-cells", body('<table><tr><td colspan="999999999" rowspan="999999999">a</td></tr></table>'),
         survived),
    Case("page-of-foreign-markup", body("<svg><foreignObject><math><mtext>" * 3000 + "deep"), survived),
    Case("page-of-templates", body("<template><script><noscript>" * 3000 + "deep"), survived),
    Case("page-of-conditional-comments", body("<!--[if IE]>" * 50_000), survived),
    # runs that are nearly long enough to be called data: quadratic for a search that begins at each of their letters
    Case("page-of-near-data", in_head(f"<script>{('a' * 4990 + ' ') * 380}</script>"), stored),
    Case("page-title-of-5-mb", in_head(f"<title>{'t' * 2_000_000}</title>"), survived),
    Case("page-of-metas", in_head('<meta property="og:title" content="x">' * 30_000), survived),
]
