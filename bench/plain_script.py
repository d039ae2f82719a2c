"""The program that one would write in an afternoon: sixteen threads fetch, two processes extract, SQLite keeps.

The peer A(ii) of the measurements: feedparser, urllib3, trafilatura, no robots, no pace, no repeats, no search.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any


def extract(job: tuple[str, bytes]) -> tuple[str, str, str, str]:
    """Title, text and date of one page."""
    import trafilatura

    url, body = job
    found: Any = trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False)
    if found is None:
        return url, "", "", ""
    return url, found.title or "", found.text or "", found.date or ""


def main() -> None:
    """Crawl the feeds of a list through the proxy and print articles and seconds."""
    import feedparser
    import urllib3

    arguments = argparse.ArgumentParser()
    arguments.add_argument("--proxy", required=True)
    arguments.add_argument("--feeds", type=Path, required=True, help="one address a line")
    arguments.add_argument("--store", type=Path, required=True)
    options = arguments.parse_args()
    web = urllib3.ProxyManager(options.proxy, maxsize=16)
    began = time.monotonic()
    with ThreadPoolExecutor(16) as threads, ProcessPoolExecutor(2) as processes:
        feeds = threads.map(lambda url: web.request("GET", url).data, options.feeds.read_text().split())
        links = [entry.link for body in feeds for entry in feedparser.parse(body).entries]
        pages = threads.map(lambda url: (url, web.request("GET", url).data), links)
        rows = [row for row in processes.map(extract, pages, chunksize=4) if row[2]]
    with sqlite3.connect(options.store) as store:
        store.execute("CREATE TABLE article (url TEXT PRIMARY KEY, title TEXT, text TEXT, date TEXT)")
        store.executemany("INSERT OR IGNORE INTO article VALUES (?, ?, ?, ?)", rows)
    print(len(rows), time.monotonic() - began)


if __name__ == "__main__":
    main()
