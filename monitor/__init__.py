"""Monitor follows news about AI policy in any language: what is new, what only repeats, and why it says so."""

__version__ = "0.1.0"
