"""What a person at the shell reads: steps on standard output, the log on standard error."""

import logging
from collections.abc import Callable

import click

Say = Callable[[str], None]
"""Tells one step in one line."""


def say(line: str) -> None:
    """Tell a step at once, also where the output goes into a file."""
    click.echo(line)


class StartError(click.ClickException):
    """Why a process cannot start: one sentence for the person who started it. Exit code 2."""

    exit_code = 2


def configure_logging() -> None:
    """Log to standard error, one line an event: our own from INFO, others' from WARNING."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("cop").setLevel(logging.INFO)
