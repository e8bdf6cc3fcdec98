"""A network of people at a site as `python -m cop` starts it, with a mail server of its own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser

from cop.app import create_app
from cop.config import Config
from cop.core.db import db
from cop.core.permissions import Role
from tests.browser.hands import Hands
from tests.browser.people import SPOKEN, Somebody
from tests.browser.story_words import Words
from tests.mail.inbox import Inbox, running
from tests.people import person, sign_in
from tests.site import Site, environment, wait_for

REVIEWERS = {
    "bg": ("Анна Георгиева", "Борис Маринов", "Вера Стоянова"),
    "ru": ("Зоя Орлова", "Глеб Зимин", "Нина Котова"),
}
MAIL_FROM = "Добри практики <catalogue@example.org>"


@dataclass
class Network:
    """The site, the mails that it has sent, and a way into its database."""

    address: str
    inbox: Inbox
    app: Flask

    def link_to(self, email: str, part: str) -> str:
        """Wait for a mail to this person with such a link; return the newest."""
        found: list[str] = []

        def look() -> bool:
            for text in self.mails_to(email):
                found.extend(link for link in re.findall(r"http://\S+", text) if part in link)
            return bool(found)

        assert wait_for(look, 20), f"no mail to {email} leads to {part}"
        return found[-1]

    def mails_to(self, email: str) -> list[str]:
        """Subject and words of what this person got."""
        pairs = zip(self.inbox.messages(), self.inbox.recipients(), strict=False)
        mails = [message for message, to in pairs if to == email]
        bodies = [(mail["Subject"], mail.get_body(("plain",))) for mail in mails]
        return [f"{subject}\n{body.get_content()}" for subject, body in bodies if body is not None]

    def add(self, one: Somebody, name: str, *roles: Role) -> None:
        """Give somebody an account and a session."""
        client = self.app.test_client()
        with self.app.app_context():
            sign_in(client, person(name, *roles, email=one.email, language=one.language))
            db.session.remove()
        cookie = client.get_cookie("session")
        assert cookie is not None
        one.page.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.address}])

    def add_by_command(self, one: Somebody, name: str, role: Role) -> None:
        """Give somebody an account as an administrator does on the command line."""
        options = ["--name", name, "--role", role.value, "--language", one.language]
        add = ["accounts", "add", one.email, *options]
        done = self.app.test_cli_runner().invoke(args=add, input=f"{SPOKEN}\n")
        assert done.exit_code == 0, done.output


@contextmanager
def running_network(folder: Path, url: str) -> Iterator[Network]:
    """Let it run within the block, on a data folder and its database."""
    with running(Inbox()) as inbox:
        site = Site(folder, url, SMTP_URL=inbox.url, MAIL_FROM=MAIL_FROM)
        app = create_app(Config.from_env(environment(folder, url, PORT=str(site.port))))
        try:
            yield Network(site.address, inbox, app)
        finally:
            with app.app_context():
                db.engine.dispose()
            site.end()


@dataclass
class Cast:
    """Everybody in the story; the author has no account yet."""

    author: Somebody
    editor: Somebody
    reviewers: list[Somebody]
    other: Somebody
    visitor: Somebody


@contextmanager
def gathered(browser: Browser, network: Network, words: Words, hands: Hands) -> Iterator[Cast]:
    """Let everybody sit at a browser of their own; in the end none of these has complained."""
    with_names = ("maria", "ela", "anna", "boris", "vera", "olga", "visitor")
    people = [
        Somebody(
            browser,
            network.address,
            language=words.language,
            hands=hands,
            email=f"{name}.{words.language}@example.org",
        )
        for name in with_names
    ]
    author, editor, *reviewers, other, visitor = people
    network.add_by_command(editor, "Ела", Role.EDITOR)
    editor.sign_in()
    for one, name in zip(reviewers, REVIEWERS[words.language], strict=True):
        network.add(one, name, Role.REVIEWER)
    network.add(other, "Олга")
    yield Cast(author, editor, reviewers, other, visitor)
    for one in people:
        one.close()
