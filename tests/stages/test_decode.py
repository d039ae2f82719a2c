"""The characters of a page, whatever the server and the page say of them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import decode

RUSSIAN = "Правительство обсудило закон об искусственном интеллекте и новые правила для центров обработки данных."
CHINESE = "政府讨论了人工智能法案和数据中心的新规定，专家表示电力供应将成为关键问题。"
JAPANESE = "政府は人工知能に関する法案とデータセンターの新しい規則について議論した。専門家は電力供給を懸念している。"
KOREAN = "정부는 인공지능 법안과 데이터 센터에 대한 새로운 규정을 논의했다. 전문가들은 전력 공급을 우려하고 있다."
GERMAN = "Die Behörde prüft das Gesetz über künstliche Intelligenz; größere Rechenzentren sparen Strom – „sofort“."
GREEK = "Η κυβέρνηση συζήτησε το νομοσχέδιο για την τεχνητή νοημοσύνη και τους νέους κανόνες."
TEXTS = {
    "cp1251": RUSSIAN, "koi8-r": RUSSIAN, "gb18030": CHINESE, "cp932": JAPANESE, "euc-jp": JAPANESE, "cp949": KOREAN,
    "cp1252": GERMAN, "cp1253": GREEK, "utf-8": GERMAN + RUSSIAN + CHINESE,
}


def page(text: str, declared: str = "") -> str:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>{text[:20]}</title></head><body><p>{text}</p><p>{text}</p></body></html>"


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
def test_what_is_declared_rightly_is_read(encoding: str, text: str) -> None:
    assert text in decode.text(page(text, encoding).encode(encoding))
    assert text in decode.text(page(text).encode(encoding), f"text/html; charset={encoding}")


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
def test_what_is_not_declared_is_recognised(encoding: str, text: str) -> None:
    assert text in decode.text(page(text).encode(encoding), "text/html")


@pytest.mark.parametrize(("encoding", "text"), TEXTS.items())
@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1"])
def test_what_is_declared_wrongly_is_recognised(encoding: str, text: str, lie: str) -> None:
    assert text in decode.text(page(text, lie).encode(encoding), f"text/html; charset={lie}")


@pytest.mark.parametrize(("name", "encoding"), [
    ("gb2312", "gb18030"), ("GBK", "gb18030"), ("Shift_JIS", "cp932"), ("x-sjis", "cp932"), ("EUC-KR", "cp949"),
    ("ks_c_5601-1987", "cp949"),
])
def test_a_name_means_what_browsers_take_it_for(name: str, encoding: str) -> None:
    text = {"gb18030": "镕" + CHINESE, "cp932": "①髙" + JAPANESE, "cp949": "똠" + KOREAN}[encoding]
    assert text in decode.text(page(text, name).encode(encoding))


@pytest.mark.parametrize(("name", "codec"), [
    ("IBM037", "cp037"), ("ebcdic-cp-be", "cp500"), ("IBM01140", "cp1140"), ("ibm273", "cp273"), ("utf-8", "cp037"),
    ("idna", "cp037"),
])
def test_a_declaration_in_ebcdic_is_read(name: str, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?><rss>{GERMAN[:80]}</rss>'
    assert decode.text(text.encode(codec)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8", "utf-32-le"])
def test_a_mark_at_the_beginning_decides(encoding: str) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-8": codecs.BOM_UTF8,
             "utf-32-le": codecs.BOM_UTF32_LE}
    body = marks[encoding] + page(RUSSIAN, "iso-8859-1").encode(encoding)
    read = decode.text(body, "text/html; charset=iso-8859-1")
    assert RUSSIAN in read
    assert read.startswith("<html>")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_characters_show_without_a_mark(encoding: str) -> None:
    assert GERMAN in decode.text(page(GERMAN).encode(encoding))


def test_a_wound_does_not_turn_utf_8_into_another_encoding() -> None:
    body = page(RUSSIAN * 5, "utf-8").encode().replace("з".encode(), b"\xd0", 1)[:-200]
    assert RUSSIAN in decode.text(body, "text/html; charset=utf-8")


@pytest.mark.parametrize("name", ["no-such-charset", "hex", "zip", "idna", "utf-7\x00", "unicode_escape", "rot13"])
def test_a_name_that_is_no_character_set_is_passed_over(name: str) -> None:
    assert GERMAN in decode.text(page(GERMAN, name).encode("cp1252"), f"text/html; charset={name}")


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_become_some_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode.text(body, content_type), str)
