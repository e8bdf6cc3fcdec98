"""The journal of what was taken: it settles what a dead worker knew, and is never in the way."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import update

from cop.core.db import db, now
from cop.mail.journal import FILE
from cop.mail.models import MailMessage, MailState
from tests.mail.inbox import Inbox
from tests.mail.sending import Settings, Work, letter, mail_of, states, write


def _in_hand(reason: str = "test:1") -> MailMessage:
    """Leave a mail as a worker does that was killed."""
    write(letter(reason))
    db.session.execute(
        update(MailMessage).where(MailMessage.reason == reason).values(state=MailState.SENDING, attempts=1)
    )
    db.session.commit()
    return mail_of(reason)


@pytest.fixture
def folder(settings: Settings, inbox: Inbox, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    settings(data_dir=tmp_path, smtp_url=inbox.url)
    return tmp_path


def test_mail_that_was_taken_is_not_sent_again(folder: Path, inbox: Inbox, work: Work) -> None:
    mail = _in_hand()
    (folder / FILE).write_text(f"{mail.id} {mail.token}\n")
    began = now()

    work()

    assert inbox.raw == []
    assert states() == {"test:1": MailState.SENT}
    assert (mail_of().sent_at or began) > began
    assert not (folder / FILE).exists()


@pytest.mark.parametrize(
    "line", ["{id} {other}\n", "{id}", "{id} {token} x\n", "x {token}\n", "\udcff\n", "\n"]
)
def test_line_that_is_not_this_mails_settles_nothing(
    folder: Path, inbox: Inbox, work: Work, line: str
) -> None:
    mail = _in_hand()
    text = line.format(id=mail.id, token=mail.token, other="0" * 32)
    (folder / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))

    work()

    assert len(inbox.raw) == 1
    assert states() == {"test:1": MailState.SENT}


def test_mail_that_was_dropped_stays_dropped(folder: Path, inbox: Inbox, work: Work) -> None:
    mail = _in_hand()
    db.session.execute(update(MailMessage).values(state=MailState.DROPPED))
    (folder / FILE).write_text(f"{mail.id} {mail.token}\n")

    work()

    assert inbox.raw == []
    assert states() == {"test:1": MailState.DROPPED}


def test_folder_that_cannot_be_written_holds_no_mail_up(
    settings: Settings, inbox: Inbox, work: Work, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings(data_dir=tmp_path / "none", smtp_url=inbox.url)
    write(letter())

    with caplog.at_level(logging.CRITICAL):
        done = work()

    assert (done, states(), len(inbox.raw)) == (1, {"test:1": MailState.SENT}, 1)


def test_journal_that_cannot_be_read_holds_no_mail_up(
    folder: Path, inbox: Inbox, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / FILE).mkdir()
    write(letter())

    with caplog.at_level(logging.CRITICAL):
        work()

    assert (states(), len(inbox.raw)) == ({"test:1": MailState.SENT}, 1)
