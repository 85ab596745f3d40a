"""The group of all verbs; every foreseen failure becomes a sentence and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from nlp_guard.cli.screen import EXIT_INPUT, EXIT_MODEL, EXIT_PLUGIN, EXIT_USAGE, WORDS, plain
from nlp_guard.errors import ConfigError, InputError, ModelError, NlpGuardError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every foreseen failure becomes a sentence and an exit code."""
    try:
        verbs.main(args=arguments, standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        WORDS.print("stopped")
        sys.exit(130)
    except click.ClickException as failure:
        failure.show()
        sys.exit(EXIT_USAGE)
    except NlpGuardError as failure:
        WORDS.print(f"[bold red]error[/] {plain(str(failure))}", highlight=False)
        sys.exit(_exit_code(failure))


def _exit_code(failure: NlpGuardError) -> int:
    codes = ((ConfigError, EXIT_USAGE), (InputError, EXIT_INPUT), (ModelError, EXIT_MODEL))
    return next((code for kind, code in codes if isinstance(failure, kind)), EXIT_PLUGIN)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nlp_guard", prog_name="nlp-guard")
def verbs() -> None:
    """Hear extortion in a shop's chats and calls, and show who is behind it."""
