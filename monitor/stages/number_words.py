"""How each language says numbers: its marks, the words that multiply, the small numbers and the months."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize


def _listed(words: str) -> list[str]:
    return words.split()


# Where a point divides thousands and a comma is the decimal mark. Elsewhere it is the other way round.
COMMA_DECIMAL = frozenset(_listed(
    "az be bg bs ca cs da de el es et eu fi fr gl hr hu id is it ka kk lt lv mk nl no nb nn pl pt ro ru sk sl sq sr sv"
    " tr uk vi"
))

# What multiplies the number before it. A star leaves the ending open.
_SCALES: dict[float, str] = {
    1e2: "hundred* 百 백",
    1e3: "thousand* mille mil mila tausend* tsd tys tysi* tysią* tisic* tisíc* тыс* тис* bin ribu"
          " duizend* nghìn ngàn"
         " tuhat* tuhande* tuhant* tusen* tusind* ezer mii χιλιάδες tisuć* tisoč* hiljad* хиљад* хиляд* tūkst*"
         " হাজার ہزار ألف آلاف الف ألفا אלף אלפים هزار हज़ार हजार พัน 천 千",
    1e4: "万 萬 만 หมื่น",
    1e5: "lakh* लाख লাখ লক্ষ لاکھ แสน",
    1e6: "million* millón millones milión* milion* milhão milhões milhao milhoes miljoen* miljoon*"
          " miljon* milyon* mln millió* milioane milijun* milijon* милион* εκατομμύρι* εκατ mkr মিলিয়ন ملین"
         " mio mn mill juta triệu млн миллион* мільйон* مليون ملايين مليونا میلیون מיליון מיליוני मिलियन ล้าน*",
    1e7: "crore* करोड़ करोड কোটি کروڑ",
    1e8: "亿 億 억",
    1e9: "billion bn bln billions milliard* miliard* mrd mia miljard* milyar* miliar млрд миллиард* мільярд* مليار"
         " مليارات مليارا میلیارد מיליארד מיליארדי bilhão bilhões bilhao bilhoes tỷ tỉ बिलियन अरब mds md mld พันล้าน*"
         " mdr mdkr milliárd* miliárd* milijard* милијард* милиард* δισεκατομμύρι* δισ বিলিয়ন بلین ارب",
    1e10: "หมื่นล้าน*",
    1e11: "แสนล้าน*",
    1e12: "ล้านล้าน* trillion* tn trilhão trilhões triliun trilyon* billón billones biljoen* biljoon* biljon*"
          " bilion* trilionů"
          " bilione bilioni триллион* трлн трильйон* تريليون تريليونات تریلیون טריליון טריליוני ट्रिलियन खरब 兆 조"
          " billió* τρισεκατομμύρι* τρισ",
}

# The same words where a billion is a million of millions.
_LONG: dict[str, float] = {
    "billion": 1e12, "billionen": 1e12, "billions": 1e12, "trillion": 1e18, "trillionen": 1e18, "trillions": 1e18,
}
_LONG_SCALE = frozenset(_listed("de fr es it nl pl cs sv fi da no nb nn hu sk sl hr sr bs et ca gl"))

# Letters that may multiply, or may be metres and grams: both readings are kept.
LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}

_WORDS = [(normalize("NFC", word), value) for value, words in _SCALES.items() for word in words.split()]
_EXACT = {word: value for word, value in _WORDS if not word.endswith("*")}
# The longest first: a Thai million of millions begins as a million.
_OPEN = sorted(((word[:-1], value) for word, value in _WORDS if word.endswith("*")), key=lambda pair: -len(pair[0]))

# From two on, in their order; what is separated by a stroke is one number in several forms.
_SMALL = {
    "en": "two/second/twice three/third four/fourth five/fifth six/sixth seven/seventh eight/eighth"
          " nine/ninth ten/tenth"
          " eleven/eleventh twelve/twelfth",
    "de": "zwei/zweite/zweiten/zweimal drei/dritte/dritten vier/vierte/vierten fünf/fünfte/fünften sechs/sechste"
          " sieben/siebte acht/achte neun/neunte zehn/zehnte elf/elfte zwölf/zwölfte",
    "fr": "deux/deuxième/seconde/second trois/troisième quatre/quatrième cinq/cinquième six/sixième sept/septième"
          " huit/huitième neuf/neuvième dix/dixième onze douze",
    "es": "dos/segundo/segunda tres/tercer/tercera/tercero cuatro/cuarto/cuarta cinco/quinto/quinta"
          " seis/sexto siete"
          " ocho/octavo nueve/noveno diez/décimo once doce",
    "it": "due/secondo/seconda tre/terzo/terza quattro/quarto/quarta cinque/quinto/quinta sei/sesto sette otto nove"
          " dieci/decimo undici dodici",
    "pt": "dois/duas/segundo/segunda três/terceiro/terceira quatro/quarto/quarta cinco/quinto"
          " seis/sexto sete oito nove"
          " dez onze doze",
    "nl": "twee/tweede drie/derde vier/vierde vijf/vijfde zes/zesde zeven/zevende acht/achtste"
          " negen/negende tien/tiende"
          " elf twaalf",
    "pl": "dwa/dwie/dwóch/dwoje/drugi/druga/drugiej trzy/trzech/trzeci/trzecia"
          " cztery/czterech/czwarty pięć/pięciu/piąty"
          " sześć/sześciu/szósty siedem/siedmiu osiem/ośmiu dziewięć dziesięć/dziesięciu jedenaście dwanaście",
    "ru": "два/две/двух/двое/второй/вторая/вторую три/трех/трёх/трое/третий/третья"
          " четыре/четырех/четырёх пять/пяти/пятый"
          " шесть/шести семь/семи восемь/восьми девять/девяти десять/десяти одиннадцать двенадцать",
    "uk": "два/дві/двох/двоє/другий/друга три/трьох/троє/третій/третя чотири/чотирьох п'ять/п’ять/п'яти шість/шести"
          " сім/семи вісім/восьми дев'ять/дев’ять десять/десяти одинадцять дванадцять",
    "cs": "dva/dvě/dvou/druhý/druhá/druhé tři/tří/třetí čtyři/čtyř/čtvrtý pět/pěti/pátý šest/šesti"
          " sedm/sedmi osm/osmi"
          " devět deset/deseti jedenáct dvanáct",
    "tr": "iki/ikinci üç/üçüncü dört/dördüncü beş/beşinci altı/altıncı yedi sekiz dokuz on onbir oniki",
    "ar": "اثنان/اثنين/اثنتين/الثاني/الثانية/ثاني ثلاثة/ثلاث/الثالث/الثالثة/ثالث"
          " أربعة/أربع/الرابع/الرابعة خمسة/خمس/الخامس/الخامسة"
          " ستة/ست/السادس سبعة/سبع/السابع ثمانية/ثماني/الثامن تسعة/تسع/التاسع عشرة/عشر/العاشر",
    "fa": "دو/دوم/دومین سه/سوم/سومین چهار/چهارم پنج/پنجم شش/ششم هفت/هفتم هشت/هشتم نه/نهم ده/دهم یازده دوازده",
    "he": "שני/שתי/שניים/שתיים/השני/השנייה שלושה/שלוש/שלושת/השלישי/השלישית ארבעה/ארבע/ארבעת/הרביעי חמישה/חמש/חמשת"
          " שישה/שש/ששת שבעה/שבע/שבעת שמונה תשעה/תשע עשרה/עשר",
    "hi": "दो/दूसरे/दूसरी/दूसरा तीन/तीसरे/तीसरी चार/चौथे/चौथी पांच/पाँच/पांचवें छह/छः/छठे"
          " सात/सातवें आठ/आठवें नौ दस ग्यारह बारह",
    "vi": "hai ba bốn/tư năm sáu bảy tám chín mười",
    "id": "dua/kedua tiga/ketiga empat/keempat lima/kelima enam/keenam tujuh/ketujuh delapan"
          " sembilan sepuluh sebelas",
    "sv": "två/andra/tvåa tre/tredje fyra/fjärde fem/femte sex/sjätte sju/sjunde åtta/åttonde"
          " nio/nionde tio/tionde elva"
          " tolv",
    "fi": "kaksi/kahden/kahta/kahdessa/toinen/toisen/kahdeksi"
          " kolme/kolmen/kolmas/kolmannen/kolmessa neljä/neljän/neljäs"
          " viisi/viiden/viides kuusi/kuuden/kuudes seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista",
    "th": "สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ",
    "ko": "두/둘/이틀 세/셋/사흘 네/넷/나흘 다섯/닷새 여섯 일곱 여덟 아홉 열 열한 열두",
}

_MONTHS = {
    "en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug"
          " september/sept/sep october/oct"
          " november/nov december/dec",
    "de": "januar/jänner februar/feber märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia/styczeń/styczniu lutego/luty/lutym marca/marzec/marcu kwietnia/kwiecień/kwietniu maja/maj/maju"
          " czerwca/czerwiec/czerwcu lipca/lipiec/lipcu sierpnia/sierpień/sierpniu września/wrzesień/wrześniu"
          " października/październik/październiku listopada/listopad/listopadzie grudnia/grudzień/grudniu",
    "ru": "января/январь/январе февраля/февраль/феврале марта/март/марте апреля/апрель/апреле"
          " мая/май/мае июня/июнь/июне"
          " июля/июль/июле августа/август/августе сентября/сентябрь/сентябре октября/октябрь/октябре"
          " ноября/ноябрь/ноябре декабря/декабрь/декабре",
    "uk": "січня/січень/січні лютого/лютий/лютому березня/березень/березні квітня/квітень/квітні"
          " травня/травень/травні"
          " червня/червень/червні липня/липень/липні серпня/серпень/серпні вересня/вересень/вересні"
          " жовтня/жовтень/жовтні листопада/листопад/листопаді грудня/грудень/грудні",
    "cs": "ledna/leden/lednu února/únor/únoru března/březen/březnu dubna/duben/dubnu května/květen/květnu"
          " června/červen/červnu července/červenec/červenci srpna/srpen/srpnu září října/říjen/říjnu"
          " listopadu/listopad prosince/prosinec/prosinci",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ar": "يناير فبراير مارس أبريل/إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر",
    "he": "ינואר פברואר מרץ/מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "fi": "tammikuu/tammikuun/tammikuuta helmikuu/helmikuun/helmikuuta maaliskuu/maaliskuun/maaliskuuta"
          " huhtikuu/huhtikuun/huhtikuuta toukokuu/toukokuun/toukokuuta kesäkuu/kesäkuun/kesäkuuta"
          " heinäkuu/heinäkuun/heinäkuuta elokuu/elokuun/elokuuta syyskuu/syyskuun/syyskuuta"
          " lokakuu/lokakuun/lokakuuta marraskuu/marraskuun/marraskuuta joulukuu/joulukuun/joulukuuta",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
}

# Units that a desk converts: (words, what one of them is in the other system); what is said in both is found by both.
_UNITS: tuple[tuple[str, float], ...] = (
    ("mile* mph meile* miglia miglio milla* mil milhas mila mili мил* 英里 哩 マイル 마일 ميل أميال dặm मील מייל",
     1.609),
    ("foot feet ft fuß pied* pies pés piedi stopy stóp фут* 英尺 フィート 피트 قدم", 0.3048),
    ("inch* zoll pouce* pulgada* pollici дюйм* 英寸 インチ 인치 بوصة", 2.54),
    ("pound* lb lbs pfund livres libras libbre funt* фунт* 磅 ポンド 파운드", 0.4536),
    ("acre* 英亩 エーカー 에이커 акр* فدان", 0.4047),
    ("yard* yd ярд* 码 ヤード 야드", 0.9144),
    ("gallon* galones galloni галлон* 加仑 ガロン 갤런", 3.785),
)


@cache
def small(language: str | None) -> dict[str, float]:
    """The words of this language that are small numbers or months: they confirm a figure and count for nothing else."""
    found: dict[str, float] = {}
    for table, first in ((_SMALL, 2), (_MONTHS, 1)):
        for number, forms in enumerate(table.get(language or "en", "").split(), first):
            for form in forms.split("/"):
                found.setdefault(form, float(number))
    return found


@cache
def unit_of(word: str) -> float | None:
    """How much of the other system one of these is; None for what nobody converts."""
    for words, factor in _UNITS:
        if any(word.startswith(w[:-1]) if w.endswith("*") else word == w for w in words.split()):
            return factor
    return None


@cache
def scale_of(word: str, language: str | None) -> float | None:
    """What a folded word after a number multiplies it by; None for any other word."""
    if language in _LONG_SCALE and word in _LONG:
        return _LONG[word]
    if word in _EXACT:
        return _EXACT[word]
    return next((value for start, value in _OPEN if word.startswith(start)), None)
