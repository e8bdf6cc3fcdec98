"""The commands that belong to no feature: prepare, serve, worker, search, backup, restore."""

from pathlib import Path

import click
from flask import Flask, current_app

from cop import backup as backups
from cop import prepare as preparing
from cop import serve as serving
from cop import worker as working
from cop.config import Config
from cop.core.commands import CommandGroup
from cop.core.console import configure_logging, say
from cop.core.start import require_folder, require_port
from cop.search import index
from cop.search.contract import IndexUnavailableError

SHOWN = 20
"""Records named one by one where index and database differ; the rest are counted."""

search = CommandGroup("search", help="The search index.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (prepare, serve, worker, search, backup, restore):
        app.cli.add_command(command)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


def _config() -> Config:
    config = current_app.config["COP"]
    if not isinstance(config, Config):
        raise TypeError("the application has no settings")
    return config


@click.command()
def prepare() -> None:
    """Migrate the database, load the seeds, build a missing index."""
    configure_logging()
    require_folder(_config().data_dir)
    preparing.prepare(_app(), say)


@click.command()
@click.pass_context
def serve(context: click.Context) -> None:
    """Prepare, then run the web server and the worker until Ctrl-C."""
    configure_logging()
    require_folder(_config().data_dir)
    address = require_port(_config())
    context.exit(serving.run(_app(), current_app.extensions["cop.jobs"], address, say))


@click.command()
@click.pass_context
def worker(context: click.Context) -> None:
    """Do what waits in the outbox, until SIGTERM; one for a data folder."""
    configure_logging()
    say("The worker is at work.")
    code = working.run(_app(), current_app.extensions["cop.jobs"])
    if code == working.ALREADY_RUNNING:
        click.echo(f"Error: Another worker serves the data folder {_config().data_dir}.", err=True)
    context.exit(code)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write database and secret to FILE.tar, also while the site is serving."""
    backups.backup(_config(), file)
    click.echo(f"{file} is written. Keep it where nobody else can read it.", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="This replaces everything in the data folder. Go on?")
def restore(file: Path) -> None:
    """Put FILE.tar in the place of what the data folder holds; the site must not be running."""
    backups.restore(_config(), file)
    click.echo("Restored. The index is built at the next start.", err=True)


@search.command()
def rebuild() -> None:
    """Build the index anew beside the old one, and swap."""
    count = index.rebuild(_tell)  # a worker that is running waits for it with its next write
    click.echo(f"{count:,} records read; the index is built.", err=True)


@search.command()
@click.option("--repair", is_flag=True, help="Mend what differs.")
@click.pass_context
def check(context: click.Context, *, repair: bool) -> None:
    """Compare the index with the database; say what differs. Exit code 1 where something does."""
    try:
        drift = index.repair(_tell) if repair else index.check(_tell)
    except IndexUnavailableError as error:
        raise click.ClickException(f"{error} Build it: flask --app wsgi search rebuild") from error
    for what, subjects in (
        ("not in the index", drift.missing),
        ("not in the database", drift.surplus),
        ("different", drift.different),
    ):
        for subject in subjects[:SHOWN]:
            click.echo(f"{subject}: {what}")
        if len(subjects) > SHOWN:
            click.echo(f"… and {len(subjects) - SHOWN:,} more: {what}")
    if drift.is_none:
        click.echo("Index and database are equal.", err=True)
    elif repair:
        click.echo(f"{len(drift.subjects()):,} records differed and were mended.", err=True)
    context.exit(0 if drift.is_none or repair else 1)


def _tell(done: int) -> None:
    if done % working.TOLD_EVERY == 0:
        click.echo(f"{done:,} records read", err=True)
