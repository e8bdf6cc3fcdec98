"""Commands: tools withdraw | restore."""

import click
from sqlalchemy import select

from cop.core.commands import CommandGroup
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM
from cop.tools import operations
from cop.tools.models import Tool

commands = CommandGroup("tools", help="Feedback tools.")


@commands.command()
@click.argument("slug")
@click.option("--reason", required=True, help="Why; it stands in the audit trail.")
def withdraw(slug: str, reason: str) -> None:
    """Take a tool out of public sight."""
    with transaction():
        operations.withdraw(_find(slug), actor=SYSTEM, reason=reason)
    click.echo(f"{slug} is withdrawn.", err=True)


@commands.command()
@click.argument("slug")
def restore(slug: str) -> None:
    """Bring a withdrawn tool back."""
    with transaction():
        operations.restore(_find(slug), actor=SYSTEM)
    click.echo(f"{slug} is public again.", err=True)


def _find(slug: str) -> Tool:
    tool = db.session.scalar(select(Tool).where(Tool.slug == slug))
    if tool is None:
        raise click.ClickException(f"There is no tool named {slug}.")
    return tool
