"""How well a question in one language finds a story told in another, over the sample newsroom among made articles.

    python -m bench.questions --cache DIR [--articles N] [--passages] [--words] [--misses]

The made articles (bench/collection.py) are all judged by vectors of their own leads: turned ones would not compete. A
question counts as answered when an article that it means stands in the first ten stories. The seed's story is asked for
by its subject in five languages; its goal is the first five.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import collection
from examples.newsroom.content import Page, read_newsroom
from monitor import assemble, pipeline
from monitor.model import Article, Filter, Published
from monitor.pipeline import Desk
from monitor.pipeline.file import article_id_of
from monitor.settings import Settings
from monitor.stages import address, query, vectors
from monitor.stages.query_parser import parse

ROOT = Path(__file__).parents[1]
SEED = "blueprint"
FILED = ("article", "teaser")       # what a page serves that becomes an article
SUBJECT = {
    "en": ("OpenAI allies AI cooperation against China", "nuclear reactors for AI", "OpenAI Washington proposal"),
    "fr": ("OpenAI alliés coopération IA face à la Chine", "réacteurs nucléaires pour l'IA", "proposition d'OpenAI"),
    "zh": ("OpenAI 盟友 合作 中国 竞争", "核反应堆 人工智能", "OpenAI 华盛顿 提案"),
    "de": ("OpenAI Verbündete Zusammenarbeit China", "Kernreaktoren für KI", "Vorschlag von OpenAI in Washington"),
    "es": ("OpenAI aliados cooperación IA China", "reactores nucleares para la IA", "propuesta de OpenAI Washington"),
}
# (what is asked, a piece of the name of the page or the story that answers it: told only in other languages)
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("part de courant vert imposée aux nouveaux centres de calcul en Chine", "lvdian-bili"),
    ("green electricity quota for new computing centres", "lvdian-bili"),
    ("Grünstromquote für neue Rechenzentren in China", "lvdian-bili"),
    ("narrador tradicional de una casa de té acepta un aprendiz", "jiucha"),
    ("old teahouse storyteller takes an apprentice", "jiucha"),
    ("data centre waits eight years for a power line in a northern port", "minato-denryoku"),
    ("centre de données attend une ligne électrique au Japon", "minato-denryoku"),
    ("Rechenzentrum wartet auf Netzanschluss in Japan", "minato-denryoku"),
    ("miso soup at the morning market", "asaichi"),
    ("soupe au marché du matin, grand chaudron", "asaichi"),
    ("AI rules for job applicant software inspections", "reglement-ia-recrutement"),
    ("Kontrollen von KI in Bewerbungsverfahren", "reglement-ia-recrutement"),
    ("招聘软件 人工智能 检查", "reglement-ia-recrutement"),
    ("women's handball comeback", "handball"),
    ("balonmano remontada de siete goles", "handball"),
    ("second-hand e-reader after three months", "liseuse"),
    ("gebrauchter E-Book-Reader Erfahrungsbericht", "liseuse"),
    ("spot market electricity price in Germany", "strompreis"),
    ("prix de l'électricité sur le marché spot allemand", "strompreis"),
    ("choir looks for deep voices", "shantychor"),
    ("chœur de chants de marins cherche des voix graves", "shantychor"),
    ("state aid for an AI chip factory in Germany", "chipfabrik"),
    ("ayuda pública para una fábrica de chips de IA en Alemania", "chipfabrik"),
    ("德国 人工智能芯片 工厂 补贴", "chipfabrik"),
    ("museum of punched cards and old computers", "rechenmuseum"),
    ("musée des vieilles machines à calculer", "rechenmuseum"),
    ("schools must adopt rules for artificial intelligence", "aulas-ia"),
    ("Schulen Regeln für künstliche Intelligenz im Unterricht", "aulas-ia"),
    ("学校 使用 人工智能 规定", "aulas-ia"),
    ("sheep cross the city on their way to winter pastures", "trashumancia"),
    ("moutons traversent la ville vers les pâturages d'hiver", "trashumancia"),
    ("enchère d'éolien en mer, prix le plus bas", "skerry"),
    ("Auktion Offshore-Windpark niedrigster Preis", "skerry"),
    ("subasta de energía eólica marina", "skerry"),
    ("pénurie de microcontrôleurs chez les constructeurs automobiles après un incendie", "carmaker"),
    ("Brand in Fabrik, Autobauern fehlen Chips", "carmaker"),
    ("汽车 芯片 短缺 工厂 火灾", "carmaker"),
    ("quotas d'accélérateurs d'IA, dispute entre acheteurs", "quota-fight"),
    ("Verteilung von KI-Beschleunigern im nächsten Jahr", "quota-fight"),
    ("négociations sur le hareng entre la Norvège et l'UE", "herring"),
    ("Heringsverhandlungen Norwegen EU gescheitert", "herring"),
    ("挪威 欧盟 鲱鱼 谈判", "herring"),
    ("réparateurs de filets de pêche", "net-menders"),
    ("Brot mit Algen und Roggen", "seaweed-loaf"),
    ("pan de centeno con algas", "seaweed-loaf"),
    ("où manger les meilleures frites de la côte", "fish-and-chips"),
    ("Vertrag über Rechenleistung muss Chips zählen", "treaty"),
    ("un traité sur le calcul doit compter les puces", "treaty"),
    ("redémarrage d'un réacteur nucléaire fermé pour un centre de données", "larkhill"),
    ("Abgeschalteter Reaktor geht für Rechenzentrum wieder ans Netz", "larkhill"),
    ("核反应堆 重启 数据中心 客户", "larkhill"),
    ("liste commune de licences d'exportation pour machines à puces", "licences"),
    ("gemeinsame Liste Exportlizenzen Chipmaschinen", "licences"),
    ("lista común de licencias para equipos de chips", "licences"),
    ("compteurs horaires pour les centres de données européens", "meter"),
    ("欧盟 数据中心 每小时 用电 计量", "meter"),
    ("medidores horarios para grandes centros de datos en la UE", "meter"),
    # a second set, written after the first had been measured and before this one was
    ("цены на электроэнергию для дата-центров квота зелёной энергии", "lvdian-bili"),
    ("quota di energia verde per i centri di calcolo", "lvdian-bili"),
    ("グリーン電力の比率 新しい計算センター", "lvdian-bili"),
    ("conteur traditionnel chinois prend une élève", "jiucha"),
    ("junge Frau lernt die Kunst des Geschichtenerzählens im Teehaus", "jiucha"),
    ("数据中心 等待 输电线 日本 港口", "minato-denryoku"),
    ("centro de datos espera conexión eléctrica en Hokkaido", "minato-denryoku"),
    ("should residents pay for the grid that a data centre needs, Japan", "minato-denryoku"),
    ("high school students revive a giant iron pot", "asaichi"),
    ("Schüler kochen Suppe im riesigen Kessel auf dem Fischmarkt", "asaichi"),
    ("algoritmos de selección de personal inspeccionados", "reglement-ia-recrutement"),
    ("採用 人工知能 規則 検査", "reglement-ia-recrutement"),
    ("remplacer la batterie d'un vieil appareil de lecture", "liseuse"),
    ("leitor de livros eletrônicos usado", "liseuse"),
    ("precio de la electricidad en el mercado alemán", "strompreis"),
    ("德国 现货市场 电价", "strompreis"),
    ("coro marinero busca voces graves", "shantychor"),
    ("ferrywoman joins a men's choir", "shantychor"),
    ("subventions publiques pour une usine de puces en Saxe", "chipfabrik"),
    ("завод по производству чипов для ИИ в Германии субсидии", "chipfabrik"),
    ("museo de ordenadores antiguos", "rechenmuseum"),
    ("règles pour l'usage de l'intelligence artificielle à l'école", "aulas-ia"),
    ("regole per l'intelligenza artificiale nelle scuole", "aulas-ia"),
    ("Schafherde zieht durch die Innenstadt", "trashumancia"),
    ("羊群 穿过 城市", "trashumancia"),
    ("洋上風力発電 入札 最低価格", "skerry"),
    ("аукцион морская ветроэнергетика низкая цена", "skerry"),
    ("incendio en una fábrica deja a los coches sin microchips", "carmaker"),
    ("自動車 半導体 不足 工場 火災", "carmaker"),
    ("reparto de chips de inteligencia artificial entre compradores", "quota-fight"),
    ("cuotas de pesca del arenque, negociaciones rotas", "herring"),
    ("漁網を直す職人", "net-menders"),
    ("viejos artesanos que remiendan redes de pesca", "net-menders"),
    ("pain de seigle aux algues, recette", "seaweed-loaf"),
    ("beste Pommes und Fisch an der Ostküste", "fish-and-chips"),
    ("tratado internacional sobre inteligencia artificial debe contar los chips", "treaty"),
    ("条约 必须 清点 芯片", "treaty"),
    ("riapertura di una centrale nucleare per alimentare un centro dati", "larkhill"),
    ("перезапуск закрытого ядерного реактора для дата-центра", "larkhill"),
    ("licences d'exportation machines à graver les puces alliés", "licences"),
    ("pénurie de transformateurs électriques, délais de livraison", "transformer-queue"),
    ("Lieferzeiten für große Transformatoren", "transformer-queue"),
    ("subastas de capacidad eléctrica y centros de datos", "capacity-auctions"),
)


def article_of(page: Page) -> Article:
    """A page of the newsroom as the pipeline would file it."""
    said = Published(page.published, page.when.astimezone(UTC), "json-ld")
    return Article(
        article_id=article_id_of(page.url), url=page.url, title=page.title,
        text="\n".join(block.text for block in page.blocks), source=address.source_of(page.url),
        first_seen=page.when.astimezone(UTC), language=page.language, published=said, authors=page.authors,
        made_by="newsroom",
    )


def fill(desk: Desk, settings: Settings, folder: Path, count: int) -> dict[str, set[str]]:
    """File newsroom, seed and made articles; every name of a page or a story with the articles that it means."""
    found: dict[str, set[str]] = {}
    pages = [page for page in read_newsroom().pages.values() if page.serves in FILED and page.blocks]
    for page in pages:
        for name in filter(None, (page.page_id, page.story)):
            found.setdefault(name, set()).add(article_id_of(page.url))
    if desk.store.articles.watermark() == 0:
        pipeline.sync_seeds(desk, assemble.seeds(settings, desk.parser, desk.clock))
        for _ in pipeline.import_articles(desk, [[article_of(page) for page in pages]]):
            pass
        assert desk.encoder is not None
        if count:
            leads, titles = (made(desk.encoder, folder, count)
                             for made in (collection.real_vectors, collection.real_titles))
            for number, vector in enumerate(collection.as_vectors(leads, titles, desk.encoder)):
                one = collection.filing(number, vector)
                desk.store.articles.file(one, None, desk.store.articles.watermark())
    return found


def place_of(desk: Desk, text: str, wanted: set[str], *, with_meaning: bool) -> int | None:
    """At which place the first of the wanted stands among fifty stories; from 1."""
    node = parse(text, datetime.now(UTC), UTC)
    vector = None
    if with_meaning and desk.encoder is not None:
        asked = " ".join(word.text for word in query.words(node) if isinstance(word, query.Word))
        vector = vectors.to_vector(desk.encoder.encode([asked])[0], desk.encoder.name)
    # those beside the subject too: half of the newsroom is
    hits = desk.store.search.search(node, Filter(everything=True), vector=vector, sort="relevance", limit=100).articles
    stories = {known.story_id for known in desk.store.articles.known(sorted(wanted))}
    ordered = list(dict.fromkeys(hit.story_id for hit in hits))
    return next((place for place, story_id in enumerate(ordered, 1) if story_id in stories), None)


def meant(name: str, known: dict[str, set[str]]) -> set[str]:
    """The articles of a story, or of the pages whose names hold this."""
    if name in known:
        return known[name]
    return {article_id for page, ids in known.items() if "/" in page and name in page for article_id in ids}


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--cache", type=Path, required=True)
    said.add_argument("--articles", type=int, default=3_000)
    said.add_argument("--passages", action="store_true", help="read the passages of every article first")
    said.add_argument("--words", action="store_true", help="words alone, for comparison")
    said.add_argument("--misses", action="store_true")
    given = said.parse_args()
    folder = given.cache / f"questions-{given.articles}"
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=folder, seeds=ROOT / "seeds")
    desk = assemble.desk(settings)
    known = fill(desk, settings, given.cache, given.articles)
    desk.parser.close()
    while given.passages and pipeline.read_passages(desk, 100):
        pass
    for language, texts in SUBJECT.items():
        places = [place_of(desk, text, known[SEED], with_meaning=not given.words) for text in texts]
        print(f"the seed's subject in {language}: places {places}")
    found = {text: place_of(desk, text, meant(name, known), with_meaning=not given.words) for text, name in QUESTIONS}
    first, five, ten = (sum(p is not None and p <= n for p in found.values()) for n in (1, 5, 10))
    print(f"{len(found)} questions across languages: first {first}, in five {five}, in ten {ten} "
          f"({100 * ten / len(found):.0f} %)")
    if given.misses:
        for text, place in found.items():
            if place is None or place > 10:
                print(f"  {place}: {text}")
    desk.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
