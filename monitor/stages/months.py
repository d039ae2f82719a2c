"""Names of months, of time zones, and of the halves of a day, as feeds and pages write them."""

from __future__ import annotations

from datetime import timedelta

# One line a language, January first; forms of one month are joined by `|`. A form of three letters or more also stands
# for the words that begin with it (`sept` for `septembre`); the longest form wins.
_NAMES = """
en jan feb mar apr may jun jul aug sep oct nov dec
fr janv|jan fév|fev mars avr mai juin juil|jui août|aout|aoû sept|sep oct nov déc|dec
de jän|jan feb mär|mrz|maer mai|apr|apr mai jun jul aug sep okt nov dez
es ene feb mar abr may jun jul ago sep|set oct nov dic
pt jan fev mar abr mai jun jul ago set out nov dez
it gen feb mar apr mag giu lug ago set ott nov dic
nl jan feb mrt|maart apr mei jun jul aug sep okt nov dec
ca gen febr març|mar abr maig juny|jun jul ago set oct nov des
sv jan feb mar apr maj jun jul aug sep okt nov dec
da jan feb mar apr maj jun jul aug sep okt nov dec
nb jan feb mar apr mai jun jul aug sep okt nov des
fi tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
et jaan veebr märts aprill mai juuni juuli aug sept okt nov dets
lv janv febr marts apr maijs jūn jūl aug sept okt nov dec
lt saus vas kov bal geg bir lie rugp rugs spal lapk gruod
pl sty lut mar kwi maj cze lip sie wrz paź lis gru
cs led úno bře dub kvě červn|červen|čvn červenec|července|čvc srp zář říj lis pro
sk jan feb mar apr máj jún júl aug sep okt nov dec
hu jan feb már ápr máj jún júl aug szept okt nov dec
ro ian feb mar apr mai iun iul aug sep oct noi|nov dec
hr sij velj ožu trav svi lipnj|lipanj srpnj|srpanj kolov ruj - stud pros
sl jan feb mar apr maj jun jul avg sep okt nov dec
tr oca şub|sub mar nis may haz tem ağu|agu eyl eki kas ara
id jan feb mar apr mei jun jul agu|ags|agt sep okt nov des
ms jan feb mac apr mei jun jul ogos sep okt nov dis
el ιαν φεβ μαρ|μάρ απρ μαΐ|μάι|μαϊ|μαι ιουν|ιούν ιουλ|ιούλ αυγ|αύγ σεπ οκτ νοε|νοέ δεκ
ru янв фев мар апр май|мая июн июл авг сен окт ноя дек
uk січ лют бер кві тра чер лип серп вер жов лис гру
bg яну фев мар апр май юни юли авг сеп окт ное дек
sr јан феб мар апр мај јун јул авг сеп окт нов дец
he ינואר פברואר מרץ|מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
ar يناير فبراير مارس أبريل|ابريل مايو يونيو|يونيه يوليو|يوليه أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر
fa ژانویه فوریه مارس آوریل مه ژوئن ژوئیه|جولای اوت|آگوست سپتامبر اکتبر نوامبر دسامبر
ur جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
hi जनवरी|जन फरवरी|फ़रवरी|फर मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर
bn জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
th ม.ค.|มกราคม ก.พ.|กุมภาพันธ์ มี.ค.|มีนาคม เม.ย.|เมษายน พ.ค.|พฤษภาคม มิ.ย.|มิถุนายน ก.ค.|กรกฎาคม \
ส.ค.|สิงหาคม ก.ย.|กันยายน ต.ค.|ตุลาคม พ.ย.|พฤศจิกายน ธ.ค.|ธันวาคม
"""

# Offsets in hours. Where two zones share a name the one that writes more feeds stands: IST is India's, CST America's.
_ZONES = """
GMT 0 UTC 0 UT 0 Z 0 WET 0 WEST 1 BST 1 CET 1 MET 1 MEZ 1 CEST 2 MEST 2 MESZ 2 EET 2 EEST 3 SAST 2 CAT 2 WAT 1 EAT 3
MSK 3 TRT 3 IRST 3.5 GST 4 PKT 5 IST 5.5 NPT 5.75 ICT 7 WIB 7 WITA 8 WIT 9 SGT 8 HKT 8 MYT 8 PHT 8 AWST 8 KST 9 JST 9
ACST 9.5 ACDT 10.5 AEST 10 AEDT 11 NZST 12 NZDT 13 EST -5 EDT -4 CST -6 CDT -5 MST -7 MDT -6 PST -8 PDT -7 AKST -9
AKDT -8 HST -10 AST -4 ADT -3 NST -3.5 NDT -2.5 BRT -3 ART -3 CLT -4 CLST -3 COT -5 PET -5 ET -5 CT -6 MT -7 PT -8
"""

AFTERNOON = frozenset(["pm", "p.m.", "p.m", "nachm", "下午", "午後", "晚上", "오후", "μμ", "μ.μ."])
MORNING = frozenset(["am", "a.m.", "a.m", "vorm", "上午", "午前", "凌晨", "早上", "오전", "πμ", "π.μ."])


def _months() -> dict[str, int]:
    known: dict[str, int] = {}
    for line in _NAMES.strip().splitlines():
        for number, forms in enumerate(line.split()[1:], start=1):
            for form in forms.split("|"):
                known.setdefault(form, number)
    known.pop("-")
    return known


def _zones() -> dict[str, timedelta]:
    words = _ZONES.split()
    return {name: timedelta(hours=float(hours)) for name, hours in zip(words[::2], words[1::2], strict=True)}


ZONES = _zones()
_MONTHS = _months()
_LONGEST = max(map(len, _MONTHS))


def number(word: str) -> int | None:
    """The month that a lower-case word names, by its longest known beginning."""
    for length in range(min(len(word), _LONGEST), 1, -1):
        if found := _MONTHS.get(word[:length]):
            return found if length > 2 or length == len(word) else None
    # Hebrew writes «in November» as one word
    return number(word[1:]) if word.startswith("ב") else None
