"""Commands that every kind of record has: withdraw | restore."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import select

from cop.core.commands import CommandGroup
from cop.core.db import db, transaction
from cop.core.permissions import SYSTEM


def add_commands(
    group: CommandGroup, model: type[Any], *, withdraw: Callable[..., Any], restore: Callable[..., Any]
) -> None:
    """Give a group of commands `withdraw SLUG --reason …` and `restore SLUG` of its records."""

    def find(slug: str) -> Any:
        record = db.session.scalar(select(model).where(model.slug == slug))
        if record is None:
            raise click.ClickException(f"There is no record named {slug}.")
        return record

    @group.command("withdraw", help="Take a record out of public sight.")
    @click.argument("slug")
    @click.option("--reason", required=True, help="Why; it stands in the audit trail.")
    def _withdraw(slug: str, reason: str) -> None:
        with transaction():
            withdraw(find(slug), actor=SYSTEM, reason=reason)
        click.echo(f"{slug} is withdrawn.", err=True)

    @group.command("restore", help="Bring a withdrawn record back.")
    @click.argument("slug")
    def _restore(slug: str) -> None:
        with transaction():
            restore(find(slug), actor=SYSTEM)
        click.echo(f"{slug} is public again.", err=True)
