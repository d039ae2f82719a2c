"""Looking at the page of a filed article again: a changed text becomes a version, a removed page is marked."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from monitor.errors import Final, Gone, MonitorError, Offline, Transient
from monitor.model import (
    Access,
    Article,
    ClaimedEntry,
    Fate,
    Keep,
    Looked,
    Page,
    Response,
    Validators,
)
from monitor.pipeline import asking
from monitor.pipeline.article import article_of
from monitor.pipeline.desk import Desk
from monitor.pipeline.file import file_article
from monitor.pipeline.visit import Visit
from monitor.stages import address, answer, clean, extract, revisits, schedule, versions

_FOUND = {
    Fate.GONE: Looked.REMOVED, Fate.WALL: Looked.WALL, Fate.REFUSED: Looked.REFUSED,
    Fate.UNREACHABLE: Looked.UNREACHABLE, Fate.HELD_BY_TERMS: Looked.HELD_BY_TERMS,
}
_REASONS = {
    Looked.BACK: "The page is there again.",
    Looked.MOVED: "Its address now answers with the page of another entry.",
    Looked.WALL: "Only the beginning of the text is shown now.",
    Looked.HELD_BY_TERMS: "The publisher does not let us keep a new text.",
    Looked.UNREADABLE: "Its article is no longer kept.",
}


def next_look(desk: Desk, article: Article) -> datetime | None:
    """When to look at an article's page again, by the setting; None if never again."""
    if not revisits.is_worth_it(article.access):
        return None
    published = article.published.instant if article.published else None
    return revisits.next_look(
        desk.limits.revisits, article.first_seen, published, desk.clock.now(), desk.jitter()
    )


def look_again(desk: Desk, entry: ClaimedEntry) -> None:
    """Ask for the page of a claimed entry that was filed before; it stays filed, whatever is found."""
    stored = desk.store.articles.get(entry.article_id) if entry.article_id else None
    if stored is None or entry.keep is Keep.HEADLINE:
        with Visit(desk, entry.host, desk.limits.gap):      # nothing is asked: the host is only given back
            found = Looked.HELD_BY_TERMS if stored else Looked.UNREADABLE
            desk.store.entries.looked(entry, found, None, _REASONS[found])
        return
    article = stored.article
    try:
        seen = _seen(desk, entry, article)
        if isinstance(seen, Article):
            file_article(desk, seen, entry, again=next_look(desk, seen))
        elif seen is not None:
            desk.store.entries.looked(entry, seen, next_look(desk, article), _REASONS.get(seen, ""))
    except Final as error:
        looked = _FOUND.get(error.fate, Looked.UNREADABLE)
        desk.store.entries.looked(entry, looked, next_look(desk, article), clean.line(str(error)))
    except Offline as error:
        due = desk.clock.now() + schedule.OFFLINE_PAUSE
        desk.store.entries.postpone(entry, due, clean.line(str(error)), failed=False)
    except Transient as error:
        _again(desk, entry, article, error)
    except MonitorError:
        raise
    except Exception as error:
        desk.store.entries.stumble(entry, clean.line(f"{type(error).__name__}: {error}"))
        raise


def _again(desk: Desk, entry: ClaimedEntry, article: Article, error: Transient) -> None:
    """A failed look waits as a first fetch would; after the last try it is given up."""
    due = schedule.entry_after_failure(entry.failures, desk.clock.now(), error.after, desk.jitter())
    reason = clean.line(str(error))
    if due is None:
        desk.store.entries.looked(entry, Looked.UNREACHABLE, next_look(desk, article), reason)
    else:
        desk.store.entries.postpone(entry, due, reason, failed=True)


def _seen(desk: Desk, entry: ClaimedEntry, article: Article) -> Article | Looked | None:
    """The changed article, or what else the look found; None if its turn comes later."""
    with Visit(desk, entry.host, desk.limits.gap) as visit:
        before = desk.pages.get(article.page_id) if article.page_id else None
        response = _asked(desk, entry, before, visit)
    # the host is free again: reading takes longer than asking
    if response is None:
        return None
    there = Looked.BACK if article.access is Access.REMOVED else Looked.UNCHANGED
    if response.status == 304 or (before is not None and response.body == before.body):
        return there
    other = desk.store.entries.find(address.keys(response.url).safe)
    if other is not None and other.entry_id != entry.entry_id:
        return Looked.MOVED
    return _read(desk, entry, article, before, asking.page_of(entry, response, desk.clock.now())) or there


def _asked(desk: Desk, entry: ClaimedEntry, before: Page | None, visit: Visit) -> Response | None:
    """The page, or word that it is unchanged; None if robots.txt or another host comes first."""
    if not asking.may_fetch(desk, entry, visit):
        return None
    response = visit.get(entry.target, kind="page", validators=_validators(before))
    if response.elsewhere is not None:
        asking.redirect(desk, entry, response.elsewhere)
        return None
    if response.status == 304 and before is not None:
        return response
    answer.page(response, entry.failures, visit.rest)
    if response.truncated:
        raise Transient("The page was cut short.")
    if not urlsplit(response.url).path.strip("/") and urlsplit(entry.target).path.strip("/"):
        raise Gone("Its address now leads to the front page.")
    return response


def _validators(before: Page | None) -> Validators | None:
    """The validators that came with the page of the newest text."""
    if before is None:
        return None
    return Validators(before.url, before.headers.get("etag"), before.headers.get("last-modified"))


def _read(
    desk: Desk, entry: ClaimedEntry, article: Article, before: Page | None, page: Page
) -> Article | Looked | None:
    """The article with its new text, its page kept; None if a reader would see no difference."""
    items = [item for _, item in entry.items]
    # lines that the host was found to repeat since are no change of this page: what was kept stays kept
    known = desk.store.articles.furniture(address.source_of(page.url)) - frozenset(extract.line_hashes(article.text))
    now = desk.parser.page(page, items, known)
    if now.reserved:
        return Looked.HELD_BY_TERMS
    if now.access is not Access.FULL:
        return Looked.WALL      # a beginning never takes the place of a whole text
    then = article.title, article.text
    if now.version != article.made_by and before is not None:
        # what a newer program reads otherwise in the old page too was not changed by the publisher
        reread = desk.parser.page(before, items, known)
        then = reread.title, reread.text
    if not versions.is_changed(then, (now.title, now.text)):
        return None
    desk.pages.put(page)
    desk.store.entries.keep_page(entry, page)
    return article_of(entry, page, now)
