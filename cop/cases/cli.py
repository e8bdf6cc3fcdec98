"""Commands: cases withdraw | restore."""

import click
from sqlalchemy import select

from cop.cases import operations
from cop.cases.models import Case
from cop.core.commands import CommandGroup
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM

commands = CommandGroup("cases", help="Involvement cases.")


@commands.command()
@click.argument("slug")
@click.option("--reason", required=True, help="Why; it stands in the audit trail.")
def withdraw(slug: str, reason: str) -> None:
    """Take a case out of public sight."""
    with transaction():
        operations.withdraw(_find(slug), actor=SYSTEM, reason=reason)
    click.echo(f"{slug} is withdrawn.", err=True)


@commands.command()
@click.argument("slug")
def restore(slug: str) -> None:
    """Bring a withdrawn case back."""
    with transaction():
        operations.restore(_find(slug), actor=SYSTEM)
    click.echo(f"{slug} is public again.", err=True)


def _find(slug: str) -> Case:
    case = db.session.scalar(select(Case).where(Case.slug == slug))
    if case is None:
        raise click.ClickException(f"There is no case named {slug}.")
    return case
