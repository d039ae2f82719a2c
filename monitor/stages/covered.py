"""Articles that an offer to subscribe has covered: the page contains the text, but hides it."""

from __future__ import annotations

from monitor.stages.lines import Block, Line, Lines

PROSE = 80.0            # the weight from which a line counts as running text
_PROSE_LINKS = 0.3


def is_prose(line: Line) -> bool:
    """Whether a line is running text and not a list of links."""
    return line.weight >= PROSE and line.linked < _PROSE_LINKS * len(line.text)


def show(found: Lines) -> None:
    """Treat an element as shown if it is an article that hides more prose than the page shows.

    It counts as shown; a window that waits to be opened stands outside of <article> and <main>.
    """
    roots: dict[int, Block] = {}
    for block in found.blocks:
        if block.hidden:
            above = block.parent
            roots[block.index] = roots[above.index] if above is not None and above.hidden else block
    if not roots:
        return
    shown = 0.0
    hidden: dict[int, float] = {}
    for line in found.lines:
        if not is_prose(line):
            continue
        if line.block.hidden:
            root = roots[line.block.index].index
            hidden[root] = hidden.get(root, 0.0) + line.weight
        else:
            shown += line.weight
    covered = {root for root, prose in hidden.items()
               if prose > shown and found.blocks[root].inside & {"article", "main"}}
    for block in found.blocks:
        if block.hidden and roots[block.index].index in covered:
            block.hidden = False
