"""Words whose forms no rule of endings joins: a closed list for each language, the form that stands for all first.

Forms that are better known as another word are left out (`left`, `fue`, `vino`, `stato`).
"""

from __future__ import annotations

from functools import cache, lru_cache

_WORDS: dict[str, str] = {
    "en": """
        arise arose arisen|awake awoke awoken|bear borne|beat beaten|become became|begin began begun|bend bent|
        bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|buy bought|
        build built|catch caught|choose chose chosen|cling clung|come came|creep crept|deal dealt|dig dug|
        draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|
        fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|
        freeze froze frozen|get got gotten|give gave given|go went gone|grow grew grown|hang hung|
        hear heard|hide hid hidden|hold held|keep kept|kneel knelt|know knew known|lay laid|lead led|leap leapt|
        learn learnt|lend lent|lose lost|make made|mean meant|meet met|overcome overcame|pay paid|prove proven|
        ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|
        shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|
        sit sat|sleep slept|slide slid|speak spoke spoken|speed sped|spend spent|spin spun|spring sprang sprung|
        stand stood|steal stole stolen|stick stuck|sting stung|strike struck|strive strove striven|swear swore sworn|
        sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|
        throw threw thrown|wake woke woken|wear wore worn|weave wove woven|win won|
        withdraw withdrew withdrawn|write wrote written|bacterium bacteria|datum data|medium media|stimulus stimuli|
        nucleus nuclei|phenomenon phenomena|ox oxen|goose geese
    """,
    "fr": """
        prendre prend prends prennent prenait prenaient prenant prenez prenons pris prise prises prit prirent|
        mettre met mets mettent mettait mettaient mettant mis mise mises mit mirent|
        tenir tient tiens tiennent tenait tenaient tenant tenu tenue tenus tenues tint tiendra tiendront|
        venir vient viens viennent venait venaient venant venu venue venus venues vint viendra viendront|
        voir voit vois voient voyait voyaient voyant verra verront vu vus|savoir sait savent savait savaient su saura|
        devoir doit doivent devait devaient dû due dus devra devront devrait|
        pouvoir peut peuvent pouvait pouvaient pu pourra|vouloir veut veulent voulait voulaient voulu voudra|
        valoir vaut valent valait valu|falloir faut fallait fallu faudra|
        recevoir reçoit reçoivent recevait recevaient reçu reçue reçus reçues recevra|
        faire fait fais font faisait faisaient faisant faite faites fera feront|
        écrire écrit écrivent écrivait écrivant écrite écrites écrits|lire lit lisent lisait lu lus lue|
        courir court courent courait couru|mourir meurt meurent mourait mort|
        ouvrir ouvre ouvrent ouvrait ouvert ouverte ouverts|offrir offre offrent offrait offert offerte offerts|
        couvrir couvre couvrent couvert couverte|craindre craint craignent craignait|joindre joint joignent joignait|
        peindre peint peignent|atteindre atteint atteignent atteignait atteinte|éteindre éteint éteignent éteinte|
        connaître connaît connaissent connaissait connu connue connus|paraître paraît paraissent paraissait paru|
        naître naît naissent né née nés|croire croit croient croyait cru|boire boit boivent buvait bu|
        vivre vit vivent vivait vécu|suivre suit suivent suivait suivi|vaincre vainc vainquent vaincu|
        conclure conclut concluent conclu|plaire plaît plaisent plu|rompre rompt rompent rompu|
        aller va vont allait allé|payer paie paye paient payent paiera|sec sèche sèches|gros grosse grosses|
        bas basse basses|faux fausse fausses|doux douce douces|frais fraîche fraîches|jeu jeux|feu feux|lieu lieux|
        neveu neveux|vœu vœux|œil yeux
    """,
    "de": """
        beginnen beginnt begann begannen begonnen|bieten bietet bot boten geboten|binden bindet band banden gebunden|
        bitten bittet bat baten gebeten|bleiben bleibt blieb blieben geblieben|brechen bricht brach brachen gebrochen|
        brennen brennt brannte gebrannt|bringen bringt brachte brachten gebracht|denken denkt dachte dachten gedacht|
        dringen dringt drang gedrungen|fahren fährt fuhr fuhren gefahren|fallen fällt fiel fielen gefallen|
        fangen fängt fing fingen gefangen|finden findet fand fanden gefunden|fliegen fliegt flog flogen geflogen|
        fliehen flieht floh geflohen|fließen fließt floss flossen geflossen|frieren friert fror gefroren|
        geben gibt gab gaben gegeben|gehen geht ging gingen gegangen|gelingen gelingt gelang gelungen|
        gelten gilt galt galten gegolten|gewinnen gewinnt gewann gewannen gewonnen|
        greifen greift griff griffen gegriffen|halten hält hielt hielten gehalten|hängen hing hingen gehangen|
        heben hebt hob hoben gehoben|heißen heißt hieß geheißen|helfen hilft half halfen geholfen|
        kennen kennt kannte gekannt|kommen kommt kam kamen gekommen|laden lädt lud luden geladen|
        lassen lässt ließ ließen gelassen|laufen läuft lief liefen gelaufen|leiden leidet litt litten gelitten|
        leihen leiht lieh geliehen|lesen liest las lasen gelesen|liegen liegt lag lagen gelegen|
        messen misst maß gemessen|nehmen nimmt nahm nahmen genommen|nennen nennt nannte genannt|raten rät riet rieten|
        reißen reißt riss rissen gerissen|rufen ruft rief riefen gerufen|schaffen schafft schuf schufen geschaffen|
        scheiden scheidet schied schieden geschieden|scheinen scheint schien schienen geschienen|
        schieben schiebt schob schoben geschoben|schießen schießt schoss schossen geschossen|
        schlagen schlägt schlug schlugen geschlagen|schließen schließt schloss schlossen geschlossen|
        schneiden schneidet schnitt schnitten geschnitten|schreiben schreibt schrieb schrieben geschrieben|
        schreiten schreitet schritt geschritten|schweigen schwieg geschwiegen|schwimmen schwamm geschwommen|
        schwinden schwand geschwunden|sehen sieht sah sahen gesehen|senden sendet sandte gesandt|singen sang gesungen|
        sinken sinkt sank sanken gesunken|sitzen sitzt saß saßen gesessen|sprechen spricht sprach sprachen gesprochen|
        springen sprang gesprungen|stehen steht stand standen gestanden|stehlen stiehlt stahl gestohlen|
        steigen steigt stieg stiegen gestiegen|sterben stirbt starb starben gestorben|
        stoßen stößt stieß stießen gestoßen|streiten streitet stritt gestritten|tragen trägt trug trugen getragen|
        treffen trifft traf trafen getroffen|treiben treibt trieb trieben getrieben|treten tritt trat traten getreten|
        trinken trank getrunken|tun tut tat taten getan|wachsen wächst wuchs wuchsen gewachsen|
        weichen weicht wich gewichen|weisen weist wies wiesen gewiesen|wenden wendet wandte gewandt|
        werben wirbt warb geworben|werfen wirft warf warfen geworfen|wissen wusste wussten gewusst|
        ziehen zieht zog zogen gezogen|zwingen zwingt zwang zwangen gezwungen|bauen baut baute bauten gebaut|
        hoch hohe hohen hoher hohes höher höhere höheren höchste höchsten|nah nahe näher nähere nächste|datum daten
    """,
    "es": """
        pedir pide piden pidió pidieron pidiendo|medir mide miden midió|
        seguir sigue siguen siguió siguieron siguiendo|servir sirve sirven sirvió|
        elegir elige eligen eligió eligieron|repetir repite repiten repitió|
        decir dice dicen dijo dijeron dicho diciendo dirá|hacer hace hacen hizo hicieron hecho hecha haciendo hará|
        poner pone ponen puso pusieron puesto puesta puestos puestas pondrá|
        tener tiene tienen tuvo tuvieron tenido tendrá|venir viene vienen vinieron venido vendrá|
        traer trae traen trajo trajeron traído|ver ve ven vio vieron visto vista vistos|dar dio dieron dado|
        saber sabe saben supo supieron sabido|poder puede pueden pudo pudieron podido podrá|
        querer quiere quieren quiso quisieron querido|andar anduvo|
        producir produce producen produjo produjeron producido|conducir conduce condujo condujeron|
        reducir reduce reducen redujo redujeron reducido|traducir traduce tradujo traducido|
        introducir introduce introdujo|invertir invierte invierten invirtió invirtieron invertido|
        sentir siente sienten sintió sintieron|mentir miente mintió|
        morir muere mueren murió murieron muerto muerta muertos|dormir duerme duermen durmió durmieron|
        convertir convierte convierten convirtió convirtieron convertido|referir refiere refirió referido|
        volver vuelve vuelven volvió vuelto|resolver resuelve resuelven resolvió resuelto|
        romper rompe rompió roto rota|escribir escribe escriben escribió escrito escrita escritos|
        abrir abre abren abrió abrieron abierto abierta abiertos|cubrir cubre cubren cubrió cubierto cubierta|
        freír frito|negar niega niegan negó negado|buscar busque busquen busqué|pagar pague paguen|
        alto alta altos altas|oír oye oyen oyó oído|caer cae cayó caído|
        construir construye construyen construyó construyeron construido|huir huye huyó|juez jueza juezas
    """,
    "it": """
        dire dice dicono disse dissero detto detta|fare fa fanno fece fecero fatto fatta fatti fatte|
        scrivere scrive scrivono scrisse scritto scritta scritti|leggere leggono lesse letto letta|
        prendere prende prendono prese preso presa presi|mettere mette mettono mise messo messa messi messe|
        vedere vede vedono vide visto vista visti|aprire apre aprono aperto aperta aperti|
        chiudere chiude chiudono chiuse chiuso chiusa chiusi|decidere decide decidono decise deciso decisa decisi|
        perdere perde perdono perse perso persa|vincere vince vincono vinse vinto vinta|
        produrre produce producono prodotto prodotta prodotti prodotte|ridurre riduce riducono ridotto ridotta|
        condurre conduce conducono condotto|introdurre introduce introdotto introdotta|tradurre traduce tradotto|
        porre pone pongono pose posto posta|tenere tiene tengono tenne tenuto|venire viene vengono venne venuto|
        correre corre corrono|chiedere chiede chiedono chiese chiesto chiesta|
        rispondere risponde rispose risposto|rimanere rimane rimase rimasto|
        scegliere sceglie scelgono scelse scelto scelta|togliere toglie tolse tolto|
        spegnere spegne spense spento spenta|spingere spinge spinse spinto|stringere stringe strinse stretto|
        rompere rompe ruppe rotto|nascere nasce nacque|morire muore muoiono morto morta|
        crescere cresce crebbe cresciuto|conoscere conosce conobbe conosciuto|offrire offre offrono offerto offerta|
        coprire copre coperto coperta|soffrire soffre sofferto|scoprire scopre scoperto scoperta|
        muovere muove mosse mosso|difendere difende difese difeso|spendere spende spese speso|
        dividere divide divise diviso|uccidere uccide uccise ucciso|concedere concesso concessa|
        esprimere esprime espresso|discutere discute discusse discusso|
        eleggere elegge eletto eletta|lago laghi|luogo luoghi|fuoco fuochi|dito dita|uovo uova|braccio braccia|
        uomo uomini|tempio templi
    """,
    "pt": """
        dizer diz dizem disse disseram dito dita dirá|fazer faz fazem fez fizeram feito feita feitos fará|
        pôr põe põem pôs puseram posto posta|ter tem têm teve tiveram tido|ver vê vêem viu viram visto vista|
        vir vem vêm veio vieram|trazer traz trazem trouxe trouxeram trazido|poder pode podem pôde puderam podido|
        querer quer querem quis quiseram|saber sabe sabem soube souberam sabido|dar deu deram dado|
        escrever escreve escreveu escrito escrita escritos|abrir abre abrem abriu abriram aberto aberta abertos|
        cobrir cobre cobriu coberto coberta|ganhar ganha ganhou ganho|pedir pede pedem pediu pedido|
        medir mede mediu|seguir segue seguem seguiu seguido|
        construir constrói constroem construiu construído construída|destruir destrói destroem destruiu destruído|
        perder perde perdem perdeu perdido perca|cair cai caiu caído|bom boa bons boas|mau má maus más|útil úteis|
        barril barris|fuzil fuzis|perfil perfis|funil funis
    """,
    "ru": """
        время времени времена времён временем|имя имени имена имён|день дня дни дней днём|путь пути путей|
        год года годы лет годов|человек человека люди людей людям|ребёнок ребёнка дети детей детям|
        друг друга друзья друзей друзьям|брат брата братья братьев|сын сына сыновья сыновей|письмо письма писем|
        окно окна окон|сестра сестры сестёр|земля земли земель|деньги денег деньгам|война войны войн|цена цены цен|
        писать пишет пишут|искать ищет ищут|сказать скажет скажут|показать покажет покажут|начать начнёт начнут|
        продать продаст продадут|дать даст дадут|расти растёт растут рос росла росли|идти идёт идут шёл шла шли|
        ехать едет едут|взять возьмёт возьмут|принять примет примут|понять поймёт поймут|стать станет станут|
        запретить запрещён запрещена запрещено запрещены|купить куплен куплена|построить построен построена|
        решить решён решена|сократить сокращён сокращена|лев льва|огонь огня
    """,
}
_BEFORE: dict[str, str] = {     # prefixes, of verbs alone
    "en": "over under out fore mis re un with up",
    "fr": "re ré dé com ap entre sur sou sous ad per pro trans main ob con dis de inter par pré abs contre ex",
    "de": "ab an auf aus bei ein fest her hin los mit nach vor weg zu zurück zusammen um über unter durch be ent er "
          "ver zer wieder voran heraus fort statt teil wider miss",
    "es": "ob man con de re pro pre sup dis com im ex o inter a sos contra des en per impul sub",
    "it": "ri am pro per com dis in es de pre op sup sotto so con ot man tratt av inter pos ap im tras s ac e",
    "pt": "ob man con de re pro pre sup dis com im ex o inter a sus contra des",
    "ru": "по на при за под вы до от пере про рас раз с о об из у",
}
_VERBS: dict[str, tuple[str, ...]] = {  # how one ends; English ones are not told by that
    "fr": ("er", "ir", "re"), "de": ("en", "tun"), "es": ("r",), "it": ("re",), "pt": ("r",), "ru": ("ть", "ти"),
}
_NOT_VERBS = """
    entreprise entreprises maintenant parfait parfaite revenu revenus impuesto impuestos odio imposto impostos imposta
    impresa imprese infatti verband einband umband verlag nachlag anlag abstand aufstand bestand umstand verstand
    vorstand widerstand zustand durchschnitt unterschied
"""
_NOUNS = frozenset(_NOT_VERBS.split())  # that only look like a verb with a prefix: a company, a tax, a board
SHORTEST = 3            # letters of a form behind a prefix
_SEPARABLE = (
    "ab", "an", "auf", "aus", "bei", "ein", "fest", "her", "hin", "los", "mit", "nach", "vor", "weg", "zu", "zurück",
    "zusammen", "um", "über", "unter", "durch", "heraus", "fort", "statt", "teil",
)


@cache
def forms(language: str) -> dict[str, str]:
    """Form → the form that stands for all, with each of the language's prefixes before both."""
    # ß as the words of a text are written: fold.py
    listed = " ".join(_WORDS.get(language, "").replace("ß", "ss").split())
    words = [line.split() for line in listed.split("|") if line.strip()]
    before = _BEFORE.get(language, "").split()
    found = {
        prefix + form: prefix + first
        for first, *others in words if first.endswith(_VERBS.get(language, ""))
        for form in others if len(form) >= SHORTEST
        for prefix in before if prefix + form not in _NOUNS
    }
    return found | {form: first for first, *others in words for form in others}


@lru_cache(maxsize=4_096)
def relatives(language: str, word: str) -> tuple[str, ...]:
    """All that is listed as forms of the word that this is a form of; nothing where it is not listed."""
    known = forms(language)
    first = known.get(word, word)
    found = [form for form, other in known.items() if other == first]
    return (first, *found) if found else ()


def without_ge(word: str) -> str:
    """A German verb without the `ge` or `zu` behind what parts from it: abgeschaltet, abzuschalten."""
    for prefix in _SEPARABLE:
        if word.startswith(prefix) and len(word) >= len(prefix) + 7 and word.endswith(("t", "en")):
            inside = word[len(prefix): len(prefix) + 2]
            if inside in ("ge", "zu"):
                return prefix + word[len(prefix) + 2:]
    return word
