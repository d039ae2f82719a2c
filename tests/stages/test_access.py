"""How much of an article a page shows, and what may stand in its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.errors import Final, Gone, Unreadable, Walled
from monitor.model import Access
from monitor.stages import access

SENTENCE = "The ministry said on Tuesday that the new rules would apply to every data centre above one megawatt. "
LONG = [SENTENCE * 3] * 12
BRIEF = [SENTENCE * 2, SENTENCE * 2]

WALLS = [
    ("Just a moment...", ["Verify you are human by completing the action below.", "Ray ID: 8c1",
                          "The site needs to review the security of your connection before proceeding."]),
    ("Request Access", ["Due to aggressive automated scraping of this site, programmatic access is limited.",
                        "If you are human user receiving this message, we can add your IP address: Request Access."]),
    ("Access Denied", ["You don't have permission to access this page on this server.", "Reference #18.2d"]),
    ("Sicherheitsüberprüfung", ["Bitte bestätigen Sie, dass Sie ein Mensch sind.",
                                "Wir haben ungewöhnlichen Datenverkehr aus Ihrem Netz festgestellt."]),
    ("Un instant…", ["Vérifiez que vous êtes humain en effectuant l’action ci-dessous."]),
    ("Un momento…", ["Verifique que es humano completando la siguiente acción."]),
    ("Um momento…", ["Confirme que você é humano realizando a ação abaixo."]),
    ("Attendi un momento", ["Verifica di essere umano completando l'azione qui sotto."]),
    ("Chwileczkę…", ["Potwierdź, że jesteś człowiekiem."]),
    ("Один момент…", ["Подтвердите, что вы человек, выполнив указанное действие."]),
    ("Bir dakika lütfen…", ["Lütfen insan olduğunuzu doğrulayın."]),
    ("请稍候…", ["请完成以下操作，验证您是真人。"]),
    ("しばらくお待ちください...", ["以下のアクションを完了して、あなたが人間であることを確認します。"]),
    ("잠시만 기다리십시오…", ["아래 작업을 완료하여 사람인지 확인하십시오."]),
    ("The Daily", ["You need to enable JavaScript to run this app."]),
    ("Anmelden", ["Bitte anmelden", "Passwort vergessen?"]),
    ("Sign in", ["Please sign in to read this.", "Forgot your password?", "Create an account"]),
]
CONSENT = [
    ["We value your privacy", "We and our partners store and/or access information on a device, such as cookies."],
    ["Mit Werbung weiterlesen", "Mit Ihrer Zustimmung verwenden wir und unsere Partner Cookies."],
    ["Nous respectons votre vie privée", "Avec votre consentement, nos partenaires et nous utilisons des cookies.",
     "Tout accepter", "Continuer sans accepter"],
    ["Respetamos tu privacidad", "Nosotros y nuestros socios utilizamos cookies para publicidad personalizada.",
     "Aceptar todo"],
    ["Respeitamos a sua privacidade", "Nós e nossos parceiros usamos cookies para anúncios personalizados.",
     "Aceitar todos"],
    ["Rispettiamo la tua privacy", "Noi e i nostri partner utilizziamo i cookie con il tuo consenso.", "Accetta tutti"],
    ["Wij gebruiken cookies", "Met uw toestemming plaatsen wij en onze partners gepersonaliseerde advertenties."],
    ["Szanujemy Twoją prywatność", "Nasi partnerzy używają plików cookie. Twoja zgoda jest dobrowolna.",
     "Przejdź do serwisu"],
    ["Мы используем файлы cookie", "Ваше согласие можно отозвать. Наши партнеры обрабатывают данные.", "Принять все"],
    ["クッキーの使用に同意する", "当社とパートナーはCookieを使用します。", "すべて同意"],
    ["我们使用Cookie", "我们和我们的合作伙伴使用 Cookie。您的同意可随时撤回。", "全部接受"],
]


def judged(titles: Sequence[str], kept: Sequence[str], visible: Sequence[str] = (), **more: object) -> Access:
    return access.judge(access.Sight(titles, kept, visible=visible or kept, **more))  # type: ignore[arg-type] # a table


@pytest.mark.parametrize(("title", "lines"), WALLS)
def test_a_wall_is_seen_whether_its_words_were_kept_or_not(title: str, lines: list[str]) -> None:
    for kept in ([], lines):
        with pytest.raises(Walled, match=r'"\S.*"'):
            judged([title], kept, lines)


@pytest.mark.parametrize("lines", CONSENT)
def test_a_page_that_only_asks_for_consent_is_a_wall(lines: list[str]) -> None:
    with pytest.raises(Walled, match="consent"):
        judged(["Ministry presents rules"], [], lines)


@pytest.mark.parametrize("lines", CONSENT)
def test_a_consent_box_over_an_article_is_no_wall(lines: list[str]) -> None:
    assert judged(["Ministry presents rules"], BRIEF, [*lines, *BRIEF]) is Access.FULL


@pytest.mark.parametrize(("title", "lines", "error"), [
    ("Page not found", ["The page you are looking for does not exist."], Gone),
    ("404", ["Sorry, we couldn't find that."], Gone),
    ("Oops! That page can’t be found.", ["It looks like nothing was found at this location. Try a search?"], Gone),
    ("Seite nicht gefunden", ["Die gesuchte Seite existiert nicht."], Gone),
    ("Page introuvable", ["La page que vous cherchez n'existe pas."], Gone),
    ("Página no encontrada", ["La página que busca no existe."], Gone),
    ("ページが見つかりません", ["お探しのページは削除された可能性があります。"], Gone),
    ("Страница не найдена", ["Запрашиваемая страница была удалена."], Gone),
    ("页面不存在", ["您访问的页面已被删除。"], Gone),
    ("502 Bad Gateway", ["nginx"], Unreadable),
    ("Something went wrong", ["Please try again later."], Unreadable),
])
def test_a_notice_in_place_of_the_article_ends_the_entry(title: str, lines: list[str], error: type[Final]) -> None:
    for kept in ([], lines):
        with pytest.raises(error):
            judged([title], kept, lines)


@pytest.mark.parametrize("title", [
    "Just a moment: how a pause changed the talks", "Access denied: why regulators get no data",
    "Plane not found: the search goes on", "Log in, tune out: work after the pandemic",
    "Attention required: teachers and artificial intelligence",
])
def test_an_article_about_a_wall_is_an_article(title: str) -> None:
    assert judged([title], LONG) is Access.FULL


@pytest.mark.parametrize(("free", "kept", "following", "expected"), [
    (False, BRIEF[:1], [], Access.TEASER),
    (False, [SENTENCE * 5], ["Subscribe to continue reading"], Access.TEASER),
    (False, [SENTENCE * 5, "The minister then…"], [], Access.TEASER),
    (False, LONG, [], Access.FULL),
    (False, LONG, ["Already a subscriber? Log in"], Access.FULL),
    (None, BRIEF[:1], ["Jetzt weiterlesen mit Abo", "Sie sind bereits Abonnent?"], Access.TEASER),
    (None, BRIEF[:1], ["この記事は有料会員限定です。"], Access.TEASER),
    (None, BRIEF[:1], ["Cet article est réservé aux abonnés."], Access.TEASER),
    (None, BRIEF[:1], ["More from this section"], Access.FULL),
    (True, BRIEF[:1], ["Subscribe to continue reading"], Access.FULL),
])
def test_a_teaser_is_flagged_and_short(
    free: bool | None, kept: list[str], following: list[str], expected: Access
) -> None:
    assert access.judge(access.Sight(["Rules"], kept, following, kept, free)) is expected


def test_a_page_that_gives_far_fewer_words_than_it_says_is_a_teaser() -> None:
    assert judged(["Rules"], BRIEF, told_words=900) is Access.TEASER
    assert judged(["Rules"], BRIEF, told_words=80) is Access.FULL


def test_phrases_count_as_whole_words_only() -> None:
    assert access.said("title", "Airbus A4045 delivered") == []
    assert ("removed", "404") in access.said("title", "Error 404 – not here")
    assert ("bot", "人間であることを") in access.said("text", "あなたが人間であることを確認します")


def test_every_kind_of_wall_speaks_eight_languages_or_more() -> None:
    """Roughly: by letters that languages have of their own."""
    telling = {"de": "äöüß", "fr": "éèêç", "es": "ñ¿áí", "pt": "ãõç", "pl": "ąęłżś", "ru": "ыэ", "tr": "ğış",
               "ja": "ます", "ko": "니다로", "zh": "请您", "ar": "ال"}
    for kind in ("bot", "consent", "login", "removed", "paywall"):
        said = "".join(str(phrases) for phrases in access._walls()[kind].values())
        assert sum(any(letter in said for letter in letters) for letters in telling.values()) >= 8, kind
