"""Commands: practices import | export | withdraw | restore | remove-demonstration-reviews."""

import sys
from pathlib import Path
from typing import IO

import click

from cop.core.commands import CommandGroup
from cop.core.db import db, read_only, transaction
from cop.core.permissions import SYSTEM, VISITOR
from cop.practices import jobs, operations
from cop.practices.models import Practice
from cop.records.commands import add_commands
from cop.reviews import operations as reviews
from cop.voices import operations as voices

commands = CommandGroup("practices", help="The catalogue of practices.")
add_commands(commands, Practice, withdraw=operations.withdraw, restore=operations.restore)

SHOWN = 20
"""Bad lines told one by one; the rest are counted."""


class Progress:
    """A line on standard error now and then."""

    def __init__(self, what: str, every: int = 1000) -> None:
        self._what, self._every = what, every

    def __call__(self, done: int) -> None:
        """Tell it, every so many."""
        if done % self._every == 0:
            click.echo(f"{self._what}: {done:,}", err=True)


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keep-good", is_flag=True, help="Take the good lines even where others are bad.")
def import_file(file: Path, *, keep_good: bool) -> None:
    """Publish practices from FILE: one PracticeContent in JSON a line, upsert by slug."""
    if not file.is_file():
        raise click.ClickException(f"{file} is no ordinary file, and it has to be read twice.")
    with read_only():
        reading = jobs.inspect(file, Progress("lines read"))
        db.session.rollback()
    for bad in reading.bad[:SHOWN]:
        where = f", {bad.field}" if bad.field else ""
        click.echo(f"{file.name}: line {bad.number}{where}: {bad.reason}", err=True)
    if len(reading.bad) > SHOWN:
        click.echo(f"… and {len(reading.bad) - SHOWN:,} more bad lines.", err=True)
    if reading.bad and not keep_good:
        raise click.ClickException(
            f"{len(reading.bad):,} of {reading.lines:,} lines are bad; nothing was imported. "
            "Mend them, or use --keep-good to take the others."
        )
    with transaction():
        changed = jobs.import_good(file, reading.bad, actor=SYSTEM, progress=Progress("lines imported"))
    good = reading.lines - len(reading.bad)
    click.echo(f"{good:,} practices read, {changed:,} of them new or changed.", err=True)


@commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def export_file(file: Path) -> None:
    """Write all published practices to FILE, one in JSON a line; - is standard output."""
    if str(file) == "-":
        count = _export(sys.stdout.buffer)
    else:
        # Beside, then renamed: a reader never finds half a file under the name.
        beside = file.with_name(file.name + ".part")
        try:
            with beside.open("wb") as out:
                count = _export(out)
            beside.replace(file)
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{count:,} practices written.", err=True)


def _export(out: IO[bytes]) -> int:
    # Bytes: what the terminal's locale can show must not decide what the file holds.
    with read_only():
        return jobs.export(
            lambda line: out.write(line.encode()),
            actor=VISITOR,
            progress=Progress("practices written", every=10_000),
        )


@commands.command("remove-demonstration-reviews")
def remove_demonstration_reviews() -> None:
    """Remove every demonstration review, count the scorecards again, and remove demonstration boards."""
    with transaction():
        count = reviews.remove_demonstrations(actor=SYSTEM)
        boards = voices.end_demonstrations(actor=SYSTEM)
    click.echo(f"{count} demonstration reviews and {boards} demonstration boards removed.", err=True)
