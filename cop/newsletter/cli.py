"""Commands of the newsletter: mails that come back."""

from typing import BinaryIO

import click

from cop.accounts.content import normal_email
from cop.core.commands import CommandGroup
from cop.core.db import transaction
from cop.newsletter import bounces, joining, queries

COMMANDS = CommandGroup("newsletter", help="The newsletter.")


@COMMANDS.command("bounce")
@click.argument("address")
def bounce(address: str) -> None:
    """Write no more to ADDRESS: its mailbox is gone."""
    with transaction():
        subscriber = queries.by_email(normal_email(address))
        if subscriber is None:
            raise click.ClickException("Nobody with this address is subscribed.")
        joining.stop(subscriber)
    click.echo("The address gets no more issues.")


@COMMANDS.command("report")
@click.argument("file", type=click.File("rb"), default="-")
def report(file: BinaryIO) -> None:
    """Read a delivery report (RFC 3464) from FILE or from what is piped in, as mail servers hand it on."""
    found = bounces.read(file.read(1024 * 1024))
    with transaction():
        is_ours = found is not None and bounces.apply(found)
    click.echo("Noted." if is_ours else "Not a report about an issue that did not arrive.")
