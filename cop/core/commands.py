"""Commands on the shell: an error of ours is one sentence there, not a traceback."""

from typing import Any

import click
from flask.cli import AppGroup

from cop.core.errors import CopError


class CommandGroup(AppGroup):
    """A group of commands of one feature."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; tell a refused operation in its own words."""
        try:
            return super().invoke(ctx)
        except CopError as error:
            raise click.ClickException(error.message) from error
