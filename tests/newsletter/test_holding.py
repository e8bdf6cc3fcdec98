"""A backup from before an issue went out comes back: nobody gets the issue twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop import backup as backups
from cop.accounts.models import User
from cop.core import outbox, remembered
from cop.core.db import db, now, transaction
from cop.core.errors import ConflictError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, Actor, Role
from cop.core.remembered import is_restored, mark_restored
from cop.newsletter import holding, jobs, mailing, operations
from cop.newsletter.deliveries import Counts, counts
from cop.newsletter.enums import DeliveryState, IssueState, Mailing
from cop.newsletter.models import Delivery, Issue
from cop.prepare import migrate, prepare
from tests.conftest import MakeApp
from tests.mail.inbox import Inbox, running
from tests.newsletter.conftest import TEXTS
from tests.newsletter.mailing import begin, states, subscribe
from tests.newsletter.test_desk import editor as editor
from tests.newsletter.test_desk import submit
from tests.people import actor_of, person

T = TypeVar("T")

HELD = "Newsletter: issues held until an editor decides, because an older database has come back: 1."


class Site:
    """A site of its own that can be put back to its backup; its mails come into the inbox."""

    def __init__(self, app: Flask, folder: Path, inbox: Inbox) -> None:
        self._app, self._backup, self.inbox = app, folder / "before.tar", inbox
        folder.mkdir()
        app.config["COP"] = replace(
            app.config["COP"],
            smtp_url=inbox.url,
            newsletter_per_minute=0,
            mail_from="a@example.org",
            base_url="https://practices.example.org",
        )
        self.start()

    def start(self) -> list[str]:
        with self._app.app_context():
            migrate(self._app.config["COP"])
            return remembered.again([holding.REMEMBERED])

    def start_whole(self) -> list[str]:
        said: list[str] = []
        prepare(self._app, said.append)
        return said

    def do(self, change: Callable[[Issue], T]) -> T:
        with self._app.app_context():
            with transaction():
                done = change(db.session.scalars(select(Issue).order_by(Issue.id).limit(1)).one())
            db.session.remove()
        return done

    def work(self) -> None:
        """What the worker does until nothing is due."""
        with self._app.app_context():
            jobs.begin_due()
            while outbox.run_pending({jobs.SEND.kind: jobs.SEND}):
                if not db.session.query(Job).filter(Job.not_before <= now()).count():
                    break
            db.session.remove()

    def keep(self) -> None:
        backups.backup(self._app.config["COP"], self._backup)

    def put_back(self) -> None:
        with self._app.app_context():
            db.engine.dispose()
        backups.restore(self._app.config["COP"], self._backup)


def write() -> Issue:
    issue = operations.begin(actor=SYSTEM, language="en")
    operations.save_texts(issue, "en", actor=SYSTEM, version=0, texts=TEXTS, intros={})
    db.session.refresh(issue)
    return issue


@pytest.fixture
def site(empty_app: MakeApp, tmp_path: Path) -> Iterator[Site]:
    with running(Inbox()) as inbox, empty_app() as app:
        if not app.config["COP"].is_sqlite:
            pytest.skip("PostgreSQL has its own tools for this")
        site = Site(app, tmp_path / "backups", inbox)
        with app.app_context():
            person("Ed", Role.EDITOR)
            subscribe(3)
            write()
            db.session.commit()
            db.session.remove()
        yield site


def editor_actor() -> Actor:
    return actor_of(db.session.scalars(select(User)).one())


def schedule(issue: Issue) -> None:
    mailing.schedule(issue, actor=SYSTEM, version=issue.version, at=now())


def state(issue: Issue) -> tuple[IssueState, bool]:
    return issue.state, issue.held_at is not None


def test_an_issue_that_waited_in_the_backup_is_not_sent_again(site: Site) -> None:
    site.do(schedule)
    site.keep()
    site.work()
    assert len(site.inbox.recipients()) == 3

    site.put_back()
    said = site.start_whole()
    site.work()

    assert HELD in said
    assert HELD not in site.start()
    assert len(site.inbox.recipients()) == 3
    assert site.do(state) == (IssueState.SCHEDULED, True)
    assert site.do(holding.sent_since) == [Mailing.ISSUE]

    site.do(lambda issue: mailing.close(issue, actor=SYSTEM))
    assert HELD not in site.start()
    site.work()
    assert len(site.inbox.recipients()) == 3
    assert site.do(state) == (IssueState.SENT, False)


def test_an_issue_that_was_half_sent_in_the_backup_waits_for_a_decision(site: Site) -> None:
    def half(issue: Issue) -> None:
        begin(issue)
        first = db.session.scalars(select(Delivery).order_by(Delivery.id)).first()
        assert first is not None
        first.state = DeliveryState.SENT

    site.do(half)
    site.keep()
    site.work()
    assert len(site.inbox.recipients()) == 2

    site.put_back()
    assert HELD in site.start()
    site.work()
    assert len(site.inbox.recipients()) == 2
    assert site.do(state) == (IssueState.SENDING, True)

    site.do(lambda issue: mailing.go_on(issue, actor=SYSTEM))
    site.work()
    assert len(site.inbox.recipients()) == 4
    assert site.do(state) == (IssueState.SENT, False)


def test_an_issue_that_waits_still_goes_out_where_an_editor_says_so(site: Site) -> None:
    site.do(schedule)
    site.keep()
    site.put_back()
    assert HELD in site.start()
    assert site.do(holding.sent_since) == []
    site.work()
    assert site.inbox.recipients() == []

    site.do(lambda issue: mailing.go_on(issue, actor=SYSTEM))
    assert HELD not in site.start()
    site.work()

    assert len(site.inbox.recipients()) == 3


def test_a_draft_that_has_gone_out_since_says_so_before_it_is_sent_again(site: Site) -> None:
    site.keep()
    site.do(schedule)
    site.work()
    site.put_back()
    assert HELD in site.start()
    with pytest.raises(ConflictError, match="This issue is held"):
        site.do(schedule)

    site.do(lambda issue: mailing.go_on(issue, actor=SYSTEM))
    assert HELD not in site.start()
    assert site.do(state) == (IssueState.DRAFT, False)


def test_a_correction_that_has_gone_out_since_is_not_mailed_again(site: Site) -> None:
    def correct(issue: Issue) -> None:
        operations.correct(issue, {"en": "Wrong."}, actor=editor_actor())

    def mail_it(issue: Issue) -> bool:
        return mailing.send_correction(issue, actor=editor_actor())

    site.do(schedule)
    site.work()
    site.do(correct)
    site.keep()
    site.do(mail_it)
    site.work()
    assert len(site.inbox.recipients()) == 6

    site.put_back()
    assert HELD in site.start()
    with pytest.raises(ConflictError, match="This issue is held"):
        site.do(mail_it)

    site.do(lambda issue: mailing.close(issue, actor=SYSTEM))
    assert site.do(mail_it) is False
    assert site.do(lambda issue: issue.notice) == {"en": "Wrong."}
    site.work()
    assert len(site.inbox.recipients()) == 6


def test_what_has_gone_out_is_held_without_a_mark_too(site: Site) -> None:
    """As with PostgreSQL, whose tools know nothing of us."""
    site.do(schedule)
    site.work()

    def forget(issue: Issue) -> None:
        issue.state, issue.published_at, issue.sent_at = IssueState.SCHEDULED, None, None

    site.do(forget)

    assert HELD in site.start()


def test_a_start_of_a_site_that_was_not_restored_holds_nothing(site: Site) -> None:
    site.do(schedule)
    assert HELD not in site.start()
    site.do(lambda issue: mailing.begin_sending(issue, actor=SYSTEM))

    assert HELD not in site.start()
    site.work()

    assert len(site.inbox.recipients()) == 3


def test_the_editor_reads_why_and_decides(editor: FlaskClient, issue: Issue, app: Flask) -> None:
    folder = app.config["COP"].data_dir
    subscribe(2)
    begin(issue)
    mark_restored(folder)
    assert holding.REMEMBERED.again({}) == 1
    assert is_restored(folder)
    (folder / "restored").unlink()
    here, id = f"/en/desk/newsletter/{issue.number}", issue.id
    db.session.commit()

    page, listed = editor.get(here).text, editor.get("/en/desk/newsletter").text

    assert "Nothing of this issue is sent until you decide" in page
    assert "Look into a mailbox that gets the newsletter" in page
    assert "Send it to those who have not got it by the figures below" in page
    assert '<span class="badge">Held until you decide</span>' in listed
    assert submit(editor, here, "It has gone out: send nothing more") == 303
    assert "until you decide" not in editor.get(here).text
    assert states() == {DeliveryState.SKIPPED: 2}
    assert counts(id)[Mailing.ISSUE] == Counts(all=2)
