"""Commands about mail."""

import secrets

import click

from cop.config import LANGUAGES
from cop.core.commands import CommandGroup
from cop.core.db import transaction
from cop.mail.letters import Letter, post

COMMANDS = CommandGroup("mail", help="Mail of the site.")


@COMMANDS.command("test")
@click.argument("address")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")
@click.option("--note", default="", help="Words to be found again in the mail.")
def test(address: str, language: str, note: str) -> None:
    """Send a test mail to ADDRESS: through the worker, as every mail goes."""
    letter = Letter(
        reason=f"mail.test:{secrets.token_hex(8)}",
        to=address,
        template="mail/test",
        language=language,
        context={"note": note, "link": f"/{language}/"},
    )
    with transaction():
        post(letter)
    click.echo("Written; the worker sends it within a second. What became of it: /en/desk/mail")
