"""In which language an article is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stages import language

SENTENCES = {
    "en": "The government presented a draft law on artificial intelligence and the electricity needs of data centres.",
    "de": "Die Regierung stellte einen Gesetzentwurf über künstliche Intelligenz und Strombedarf vor.",
    "fr": "Le gouvernement a présenté un projet de loi sur l'intelligence artificielle et l'électricité.",
    "es": "El gobierno presentó un proyecto de ley sobre la inteligencia artificial y la electricidad.",
    "it": "Il governo ha presentato un disegno di legge sull'intelligenza artificiale e sull'elettricità.",
    "pt": "O governo apresentou um projeto de lei sobre a inteligência artificial e a eletricidade.",
    "nl": "De regering heeft een wetsvoorstel gepresenteerd over kunstmatige intelligentie en elektriciteit.",
    "pl": "Rząd przedstawił projekt ustawy o sztucznej inteligencji i zapotrzebowaniu na energię.",
    "ru": "Правительство представило законопроект об искусственном интеллекте и потребностях центров обработки данных.",
    "uk": "Уряд представив законопроєкт про штучний інтелект і потреби центрів обробки даних в електроенергії.",
    "tr": "Hükümet, yapay zekâ ve veri merkezlerinin elektrik ihtiyacı hakkında bir yasa tasarısı sundu.",
    "no": "Regjeringen la fram et lovforslag om kunstig intelligens og behovet for elektrisitet i årene framover.",
    "zh": "政府提交了一份关于人工智能和数据中心电力需求的法律草案。",
    "ja": "政府は人工知能とデータセンターの電力需要に関する法案を提出した。",
    "ko": "정부는 인공지능과 데이터 센터의 전력 수요에 관한 법안을 제출했다.",
    "ar": "قدمت الحكومة مشروع قانون بشأن الذكاء الاصطناعي واحتياجات مراكز البيانات من الكهرباء.",
    "el": "Η κυβέρνηση παρουσίασε νομοσχέδιο για την τεχνητή νοημοσύνη και τις ανάγκες των κέντρων δεδομένων.",
    "he": "הממשלה הציגה הצעת חוק בנושא בינה מלאכותית וצורכי החשמל של מרכזי הנתונים.",
    "th": "รัฐบาลเสนอร่างกฎหมายเกี่ยวกับปัญญาประดิษฐ์และความต้องการไฟฟ้าของศูนย์ข้อมูล",
    "hi": "सरकार ने कृत्रिम बुद्धिमत्ता और डेटा केंद्रों की बिजली की ज़रूरतों पर एक विधेयक पेश किया।",
}


@pytest.mark.parametrize(("code", "sentence"), SENTENCES.items())
def test_a_sentence_is_enough(code: str, sentence: str) -> None:
    assert language.of("", sentence) == code


@pytest.mark.parametrize(("title", "code"), [
    ("OpenAI、ワシントンで政策の青写真を公表", "ja"), ("OpenAI发布华盛顿政策蓝图", "zh"),
    ("OpenAI, 워싱턴에서 정책 청사진 공개", "ko"),
])
def test_latin_names_do_not_hide_a_script(title: str, code: str) -> None:
    assert language.of(title, "") == code


def test_a_chinese_text_with_a_japanese_name_is_chinese() -> None:
    assert language.of("", "日本共同社报道，公司「ゲーム」在东京召开会议，讨论人工智能监管和半导体出口的限制。") == "zh"


@pytest.mark.parametrize("text", ["", "   ", "12.5 % – 2026", "a"])
def test_too_few_letters_tell_nothing(text: str) -> None:
    assert language.of(text, text) is None


@given(st.text(max_size=300))
def test_the_answer_is_a_code_or_none(text: str) -> None:
    code = language.of("", text)
    assert code is None or (len(code) == 2 and code.islower())
