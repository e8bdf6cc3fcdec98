"""Records that are public or taken back: out of sight with all their versions, until they are restored."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

import click
from sqlalchemy import select

from cop.core import audit
from cop.core.commands import CommandGroup
from cop.core.db import db, transaction
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.permissions import SYSTEM, Actor, authorize


class RecordState(StrEnum):
    """A record is published, or has been taken back; it is never lost."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Withdrawable(Protocol):
    """A row of a record that can be taken back."""

    slug: Any
    state: Any


def withdraw(record: Withdrawable, kind: str, permission: StrEnum, *, actor: Actor, reason: str) -> None:
    """Take a record out of public sight; its versions stay. Telling search is the caller's."""
    authorize(actor, permission, record)
    if record.state is RecordState.WITHDRAWN:
        raise ConflictError(_("This record has already been withdrawn."))
    record.state = RecordState.WITHDRAWN
    audit.record(actor, f"{kind}.withdraw", kind, record.slug, reason=reason)


def restore(record: Withdrawable, kind: str, permission: StrEnum, *, actor: Actor) -> None:
    """Bring a withdrawn record back. Telling search is the caller's."""
    authorize(actor, permission, record)
    if record.state is RecordState.PUBLISHED:
        raise ConflictError(_("This record is public already."))
    record.state = RecordState.PUBLISHED
    audit.record(actor, f"{kind}.restore", kind, record.slug)


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
