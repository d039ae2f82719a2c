"""`monitor completion`: the script that a shell needs to complete commands, options and names."""

from __future__ import annotations

import click

from monitor.cli import DONE, options

SHELLS = ("bash", "zsh", "fish")


@click.command(epilog='Example: monitor completion bash >> ~/.bashrc')
@click.argument("shell", type=click.Choice(SHELLS))
@options.common
def completion(shell: str) -> int:
    """Print the script with which a shell completes commands, options, topics, sources, seeds and saved searches."""
    from click.shell_completion import get_completion_class

    from monitor.cli import monitor

    found = get_completion_class(shell)
    assert found is not None
    made = found(monitor, {}, "monitor", "_MONITOR_COMPLETE")
    if shell == "bash":     # which else parts `topic:energy` at the colon and completes only its end
        click.echo("COMP_WORDBREAKS=${COMP_WORDBREAKS//:}")
    click.echo(made.source_template % made.source_vars())    # `source()` would start bash to ask for its version
    return DONE
