"""Commands for whoever runs the site: opening accounts, giving roles, closing."""

import sys

import click
from flask import current_app

from cop.accounts import queries, staffing
from cop.accounts.content import normal_email
from cop.accounts.models import User
from cop.config import DEFAULT_LANGUAGE, LANGUAGES
from cop.core.commands import CommandGroup
from cop.core.db import transaction
from cop.core.errors import CopError
from cop.core.permissions import SYSTEM, Role

commands = CommandGroup("accounts", help="Who has an account, and what they may do.")

_ROLE = click.Choice([role.value for role in Role])


@commands.command()
@click.argument("email")
@click.option("--name", required=True, help="The name by which others know them.")
@click.option("--role", "roles", type=_ROLE, multiple=True, help="What they are to do; may be repeated.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT_LANGUAGE, show_default=True)
def add(email: str, name: str, roles: tuple[str, ...], language: str) -> None:
    """Open an account for EMAIL. The password is the first line of standard input.

    Where nothing is piped in, a link is printed by which the person sets one; it is good once, for 14 days.
    """
    password = "" if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    with transaction():
        user = staffing.add(
            actor=SYSTEM,
            email=email,
            name=name,
            language=language,
            roles=[Role(role) for role in roles],
            password=password,
        )
        path = "" if password else staffing.invite(user, actor=SYSTEM)
        address = user.email
    click.echo(f"{address} has an account.", err=True)
    if path:
        click.echo("To set a password, once, within 14 days:", err=True)
        click.echo(current_app.config["COP"].base_url + path)


@commands.command("list")
@click.option("--role", type=_ROLE, help="Only those with this role.")
def list_(role: str | None) -> None:
    """List the accounts: address, name, state, roles."""
    for user in queries.everybody():
        roles = sorted(row.role.value for row in user.roles)
        if role is None or role in roles:
            click.echo("\t".join((user.email or "", user.name, user.state.value, ",".join(roles))))


@commands.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL: nobody signs in with it, and nothing of it is lost."""
    with transaction():
        staffing.disable(_user(email), actor=SYSTEM)
    click.echo("The account is closed.", err=True)


@commands.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open the closed account of EMAIL again."""
    with transaction():
        staffing.enable(_user(email), actor=SYSTEM)
    click.echo("The account is open.", err=True)


@commands.command()
@click.argument("email")
@click.option("--add", "given", type=_ROLE, multiple=True, help="A role to give; may be repeated.")
@click.option("--remove", "taken", type=_ROLE, multiple=True, help="A role to take; may be repeated.")
def roles(email: str, given: tuple[str, ...], taken: tuple[str, ...]) -> None:
    """Give roles to EMAIL or take them, then print those that they have."""
    with transaction():
        user = _user(email)
        wanted = ({row.role for row in user.roles} | {Role(role) for role in given}) - {
            Role(role) for role in taken
        }
        if given or taken:
            staffing.set_roles(user, actor=SYSTEM, roles=wanted)
        held = sorted(role.value for role in wanted)
    for role in held:
        click.echo(role)


@commands.command("forget-passkeys")
@click.argument("email")
def forget_passkeys(email: str) -> None:
    """Remove the passkeys of EMAIL, who has lost theirs: the password lets them in again."""
    with transaction():
        count = staffing.forget_passkeys(_user(email), actor=SYSTEM)
    click.echo(f"{count} removed.", err=True)


def _user(email: str) -> User:
    user = queries.by_email(normal_email(email))
    if user is None:
        raise CopError(f"There is no account with the address {email}: see accounts list.")
    return user
