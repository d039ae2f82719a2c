"""The lead of an article: what its vector of meaning is made of."""

from __future__ import annotations

LEAD_LENGTH = 600  # characters of text after the title: AUC .996 for translations; 1,500 and the whole are no better


def lead(title: str, text: str) -> str:
    """Title and the first 600 characters of the text; a title that only repeats the text's opening is left out."""
    title = title.strip()
    if not title or text.startswith(title):
        return text[:LEAD_LENGTH]
    return f"{title}\n{text[:LEAD_LENGTH]}"
