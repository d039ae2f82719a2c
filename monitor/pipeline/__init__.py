"""The order of the stages. Each function takes a desk and an id, claims the row, works, and writes the outcome once."""

from monitor.pipeline.desk import Desk, Limits
from monitor.pipeline.fetch import fetch_entry
from monitor.pipeline.file import file_article, import_articles
from monitor.pipeline.passages import read_passages
from monitor.pipeline.poll import poll_feed
from monitor.pipeline.prepare import prepare
from monitor.pipeline.read import read_entry
from monitor.pipeline.seeds import sync_seeds
from monitor.pipeline.sweep import sweep

__all__ = [
    "Desk", "Limits", "fetch_entry", "file_article", "import_articles", "poll_feed", "prepare", "read_entry",
    "read_passages", "sweep", "sync_seeds",
]
