"""German compounds by their parts: finds Regierung in Bundesregierung, with a list of common parts."""

from __future__ import annotations

from functools import cache

SHORTEST = 8            # letters of a word that is looked into
REST = 3                # letters of what stands before a known last part
AFTER = 5               # letters of what stands after a known first part: a Landung is no Land
ENDINGS = ("", "s", "es", "n", "en", "e", "er", "ern", "innen")
LINKS = ("", "s", "es", "n", "en", "e", "er", "ens")
_PREFIXES = "ab an auf aus be bei durch ein ent er ge her hin mit nach über um un unter ver vor weg wider zer zu"
NO_PARTS = frozenset(_PREFIXES.split())

# the nouns of news, by subject, in the singular; plurals with an umlaut stand beside them
_NOUNS = """
abgabe abkommen abstimmung abteilung agentur aktie aktionär amt ämter anbieter angebot angriff anlage anleihe anteil
antrag anwalt anwälte anwendung arbeit arbeiter arbeitgeber arbeitnehmer arbeitsplatz arbeitsplätze armee arzt ärzte
atom aufgabe aufsicht auftrag aufträge ausbau ausfuhr ausgabe ausschuss ausstieg auto bahn bank batterie bau bauer
bedarf behörde beitrag beiträge belastung bericht beruf beschluss beschlüsse betreiber betrieb bevölkerung bewegung
beziehung bild bildung bischof block boden börse branche brand brände brücke buch bücher budget bund bundes bündnis
bürger bürgermeister büro chef chip code computer datei daten debatte demokratie dialog dienst diplomat direktor dorf
dörfer druck ebene effekt einfuhr einheit einigung einkommen einnahme einrichtung einsatz einsätze eisen elektro
empfänger ende energie entscheidung entwicklung entwurf entwürfe erdgas ergebnis ernte ertrag erträge europa experte
export fabrik fahrer fahrzeug fall fälle familie farm fehler feld feuer film finanz firma firmen fläche flotte
flüchtling flug flüge flugzeug fluss flüsse fonds forderung förderung form forscher forschung forum frage fraktion
frau freiheit frieden front funk funktion garantie gas gebäude gebiet gebühr gefahr gefängnis geheimnis geld gelder
gemeinde gemeinschaft generation gerät gericht geschäft geschäfte geschichte gesellschaft gesetz gespräch gesundheit
gewalt gewerkschaft gewinn gift gipfel grenze grenzwert größe grund gründe gruppe gut güter häfen hafen halbleiter
hand handel händler handlung handy haus häuser haushalt heimat heizung helfer hersteller herstellung hilfe himmel
hochschule hof höfe holz idee import index industrie information infrastruktur ingenieur inhalt initiative insel
institut intelligenz interesse internet investition investor jahr journalist jugend junge justiz kabinett kammer
kampagne kampf kämpfe kandidat kanzler kapital karte kasse katastrophe kauf käufer kern kette kind kirche klage klasse
klima klinik kohle kommando kommissar kommission kommune konferenz konflikt kongress kontrolle konzept konzern kosten
kraft kräfte kraftwerk krank kranke krankheit kredit kreis krieg kriege krise kritik kultur kunde kunst künste kurs
küste labor lage lager land länder landes landwirtschaft last lauf leben lehrer leistung leiter leitung lieferant
lieferung linie liste lohn löhne lösung lücke luft macht mächte mangel mann männer markt märkte maschine maßnahme
material medien medizin meer mehrheit meister meldung mensch menschen messe methode miete milch militär milliarde
minister ministerium ministerpräsident mitglied mittel modell monat moral mord motor museum musik mutter nachricht
nation natur netz netzwerk niveau norm notstand nutzer nutzung objekt öffentlichkeit öl oper opfer opposition ordnung
organisation ort paket papier parlament partei partner patent patient pflege pflicht pipeline plan pläne planung
plattform platz plätze politik politiker polizei polizist position post präsident praxis preis presse prinzip privat
problem produkt produktion professor prognose programm projekt protest prozent prozess prüfung publikum qualität
quartal quelle quote rakete rat räte raum räume reaktor rechenzentren rechenzentrum rechner recht rechte reform regel
regelung regierung region regulierung reihe reise religion rente republik reserve richter richtlinie risiken risiko
roboter rohstoff rolle route rüstung sache sanktion satellit schaden schäden schiff schluss schlüssel schrift schritt
schuld schulden schule schüler schutz schwelle see seite sektor senator sender sendung serie service sicherheit sieg
signal sitz sitze sitzung software soldat sonne sozial spannung speicher sperre spiel spieler spitze sport sprache
sprecher staat staats stadion stadt städte stahl standard standort station stelle stellung steuer stiftung stimme
stoff strafe strahlung straße strategie streik streit strom struktur student studie stunde subvention sucht süd system
szene tag tarif tat täter team technik technologie teil telefon termin terror test text theater thema themen therapie
tier titel tod ton tonne tourismus tradition training transport treffen treibstoff trend trieb truppe überwachung
umfrage umsatz umsätze umwelt unfall unfälle union universität unternehmen unternehmer unterricht untersuchung urteil
verband verbände verbot verbrauch verbraucher verbrechen verein verfahren verfassung vergleich verhandlung verkauf
verkehr verlag verletzung verlust vermögen verordnung versammlung verschmutzung versicherung versorgung verteidigung
vertrag verträge vertrauen vertreter vertrieb verwaltung vieh virus volk völker vorschlag vorschläge vorschrift
vorsitz wachstum waffe wagen wahl wähler währung wald wälder wandel ware wasser wechsel weg welle welt wende werbung
werk wert wesen westen wettbewerb wetter wind winter wirtschaft wissen wissenschaft wissenschaftler woche wohnung zahl
zahlung zeichen zeit zeitung zelle zentralbank zentrale zentren zentrum zeuge ziel zins zivil zoll zölle zone zug
zugang züge zukunft zulage zulassung zulieferer zusage zuschuss zustand zweck
"""
PARTS = frozenset(_NOUNS.split())


def parts(word: str) -> list[str]:
    """The known parts of a long German word: its last one, and those before it."""
    if len(word) < SHORTEST:
        return []
    cut = _last(word)
    found = [] if cut is None else [word[cut:]]
    before = word if cut is None else word[:cut]
    first = _first(before, whole=cut is not None)
    return [*found, *([first] if first else []), *(parts(before) if cut is not None else [])]


def _last(word: str) -> int | None:
    """Where the longest known part at the end of the word begins."""
    forms = _forms()
    for cut in range(REST, len(word) - 2):
        if word[cut:] in forms and word[:cut] not in NO_PARTS:
            return cut
    return None


def _first(word: str, *, whole: bool) -> str | None:
    """A known part at the beginning, if it is followed by a linking letter or enough other letters."""
    for end in range(len(word), 3, -1):
        if word[:end] in PARTS and (word[end:] in LINKS if whole else len(word) - end >= AFTER):
            return word[:end]
    return None


@cache
def _forms() -> frozenset[str]:
    """The parts with the endings they take."""
    return frozenset(part + ending for part in PARTS for ending in ENDINGS)
