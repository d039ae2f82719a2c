"""Monitor: what was published about AI policy, in any language, what repeats it, and why the system says so."""

__version__ = "0.1.0"
