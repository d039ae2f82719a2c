"""An article is text: pictures, documents and noise are refused by name and by their bytes."""

from __future__ import annotations

import random

import pytest

from monitor.errors import Refused
from monitor.net.kinds import check_bytes, check_type

PAGE = "<!doctype html><title>Ein Titel</title><p>Grüße und ein Text, der lang genug ist. ".encode() * 50


@pytest.mark.parametrize(
    "content_type",
    ["", "text/html", "TEXT/HTML; charset=utf-8", "text/plain", "application/xhtml+xml", "text/xml", "text", "html",
     "application/octet-stream"],
)
def test_a_page_may_be_called_so(content_type: str) -> None:
    check_type(content_type)


@pytest.mark.parametrize(
    "content_type",
    ["image/png", "image/svg+xml", "video/mp4", "audio/mpeg", "application/pdf", "application/zip", "application/json",
     "text/css", "application/javascript", "font/woff2", "application/vnd.ms-excel", "multipart/mixed"],
)
def test_what_is_no_page_is_refused_by_its_name(content_type: str) -> None:
    with pytest.raises(Refused, match=content_type.split("/")[0]):
        check_type(content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (PAGE, "text/html"),
        (b"", "text/html"),
        (PAGE, "application/octet-stream"),
        (PAGE.decode().encode("utf-16"), "text/html"),
        (PAGE.decode().encode("utf-16-le"), "text/html; charset=utf-16le"),
        ("<p>Привет, мир".encode("windows-1251") * 50, "text/html"),
        ("<p>こんにちは世界".encode("iso-2022-jp") * 50, "text/html"),
        ("<p>こんにちは世界".encode("shift_jis") * 50, "text/html"),
        (PAGE + b"\x00\x07\x08" * 10, "text/html"),
        (b"<p>\x1b[31mred\x1b[0m " * 200, "text/html"),
    ],
)
def test_text_in_any_charset_passes(body: bytes, content_type: str) -> None:
    check_bytes(body, content_type)


@pytest.mark.parametrize("size", [100, 5000, 300_000])
def test_noise_is_refused(size: int) -> None:
    with pytest.raises(Refused, match="noise"):
        check_bytes(b"x" + random.Random(size).randbytes(size), "text/html")


@pytest.mark.parametrize(
    "body",
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b\x08",
     b"RIFF....WEBP", b"\x7fELF", b"SQLite format 3\x00"],
)
def test_a_picture_or_archive_called_a_page_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        check_bytes(body + PAGE, "text/html")


def test_noise_behind_an_honest_beginning_is_seen() -> None:
    with pytest.raises(Refused, match="noise"):
        check_bytes(b"<html>" + b" " * 10 + random.Random(1).randbytes(400_000), "text/html")


def test_a_body_without_type_must_begin_like_a_page() -> None:
    with pytest.raises(Refused, match="begin"):
        check_bytes(b"MZ and more", "application/octet-stream")
