"""Commands: successes import | withdraw | restore."""

from pathlib import Path

import click

from cop.core.commands import CommandGroup
from cop.core.db import transaction
from cop.core.permissions import SYSTEM
from cop.records.commands import add_commands
from cop.successes import jobs, operations
from cop.successes.models import Success

commands = CommandGroup("successes", help="Success self-descriptions.")
add_commands(commands, Success, withdraw=operations.withdraw, restore=operations.restore)


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Publish self-descriptions from FILE: one SuccessContent in JSON a line; all of them, or none."""
    with transaction(), file.open(encoding="utf-8") as lines:
        read, changed = jobs.import_lines(lines, actor=SYSTEM)
    click.echo(f"{read:,} self-descriptions read, {changed:,} of them new or changed.", err=True)
