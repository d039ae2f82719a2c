"""How raw pages are kept: as the server packed them, else packed by us."""

from __future__ import annotations

import zlib

from monitor.model import Page

LEVEL = 1               # zlib: it is done in the path of every fetch, 1.5 ms a page; level 6 takes 3.9 (baselines.md)
LEAST = 2               # times smaller that a server's packing must make a page, or it is packed anew
ANY_HEADER = 47         # of zlib or of gzip, told by the first bytes


def packed(page: Page) -> bytes:
    """The body as a stream of zlib or gzip: the server's own, which costs nothing, unless it saves little."""
    if page.packed is not None and LEAST * len(page.packed) <= len(page.body):
        return page.packed
    return zlib.compress(page.body, LEVEL)


def unpacked(kept: bytes) -> bytes:
    """The body again; raises zlib.error where it is damaged."""
    return zlib.decompress(kept, ANY_HEADER)
