"""Sending: each mail is taken up, handed over and marked in short transactions, with no network in them.

A mail that failed for a while is put off by itself, with growing pauses; a server that cannot be
reached puts off all, and is asked again no sooner than after a pause, so that it never holds up the
other work of the worker.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from flask import current_app
from sqlalchemy import Update, select, update

from cop.config import Config
from cop.core.db import db, now, own_transaction
from cop.core.outbox import JobType, PutOffError
from cop.mail.journal import Journal
from cop.mail.letters import JOB_KIND
from cop.mail.mime import Envelope, UndeliverableError, compose, host_of
from cop.mail.models import OPEN, MailMessage, MailState
from cop.mail.rendering import one_line, render
from cop.mail.smtp import Connection, DeferredError, RefusedError, Server, UnreachableError

log = logging.getLogger(__name__)

BATCH = 100
BUDGET_SECONDS = 3.0
"""After so long the rest of a batch waits for the next: other work of the worker has its turn between."""
MAX_ATTEMPTS = 20
"""With the pauses below, two days."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)


@dataclass(slots=True)
class Outage:
    """Since when, and how often in a row, the server could not be reached; for this process."""

    failures: int = 0
    ends: float = float("-inf")

    def began(self) -> None:
        """Ask no sooner than after a pause: 5, 10, 20, … at most 60 seconds."""
        self.failures += 1
        self.ends = monotonic() + min(5.0 * 2 ** (self.failures - 1), 60.0)

    def over(self) -> None:
        """Begin anew: the server answers."""
        self.failures, self.ends = 0, float("-inf")


def pause(attempts: int) -> timedelta:
    """Return how long a mail waits that has failed so often."""
    doublings: int = 2 ** (attempts - 1)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def deliver(subjects: Sequence[str]) -> None:
    """Send these mails; raise PutOffError with those that have to wait. What was sent is not sent again."""
    config: Config = current_app.config["COP"]
    journal = Journal(config.data_dir)
    journal.settle()
    ids = _open_ids([int(subject) for subject in subjects])
    if not config.smtp_url:
        for id in ids:
            _keep(id)
        return
    outage = current_app.extensions.setdefault("cop.mail.outage", Outage())
    left = outage.ends - monotonic()
    if left > 0:
        until = dict.fromkeys(ids, now() + timedelta(seconds=left))
    else:
        until = _Round(config, journal, outage).run(ids)
    if until:
        raise PutOffError({str(id): moment for id, moment in until.items()})


JOB = JobType(JOB_KIND, deliver, batch=BATCH)


def _open_ids(ids: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        query = select(MailMessage.id).where(
            MailMessage.id.in_(ids[start : start + 500]), MailMessage.state.in_(OPEN)
        )
        found.update(db.session.scalars(query))
    db.session.rollback()
    return [id for id in ids if id in found]


class _Round:
    """One batch over one connection, which is opened with the first mail and again when it broke off."""

    def __init__(self, config: Config, journal: Journal, outage: Outage) -> None:
        self._config, self._journal, self._outage = config, journal, outage
        self._server = Server.from_url(config.smtp_url)
        self._connection: Connection | None = None

    def run(self, ids: Sequence[int]) -> dict[int, datetime]:
        """Send; return when those are to be tried again that could not be sent."""
        until: dict[int, datetime] = {}
        end = monotonic() + BUDGET_SECONDS
        with self._closing():
            for position, id in enumerate(ids):
                rest = ids[position:]
                if monotonic() > end:
                    return until | dict.fromkeys(rest, now())
                try:
                    connection = self._connected()
                except UnreachableError as error:
                    self._outage.began()
                    return until | _put_all_off(rest, str(error))
                if moment := self._send(id, connection):
                    until[id] = moment
        self._journal.clear()
        return until

    @contextmanager
    def _closing(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._connection is not None:
                self._connection.close()

    def _connected(self) -> Connection:
        if self._connection is None or not self._connection.is_open:
            self._connection = Connection(self._server, host_of(self._config.base_url))
            self._outage.over()
        return self._connection

    def _send(self, id: int, connection: Connection) -> datetime | None:
        """Send one; return when to try again, or None where there is nothing left to try."""
        mail = _take_up(id)
        if mail is None:
            return None
        try:
            connection.send(self._envelope(mail))
        except (RefusedError, UndeliverableError) as error:
            _give_up(mail, str(error))
            return None
        except DeferredError as error:
            return _put_off(mail, str(error))
        except Exception as error:
            # A template and its words do not fit: that can be mended while the mail waits.
            log.exception("mail: %d cannot be written", mail.id)
            return _put_off(mail, repr(error))
        self._journal.note(mail)
        _mark_sent(mail)
        return None

    def _envelope(self, mail: MailMessage) -> Envelope:
        return compose(mail, render(mail), mail_from=self._config.mail_from, base_url=self._config.base_url)


def _take_up(id: int) -> MailMessage | None:
    """Mark a mail as being sent and count the attempt; return it, apart from the session."""
    statement = _open(id).values(state=MailState.SENDING, attempts=MailMessage.attempts + 1, changed_at=now())
    return _changed(statement)


def _open(id: int) -> Update:
    return update(MailMessage).where(MailMessage.id == id, MailMessage.state.in_(OPEN))


def _changed(statement: Update) -> MailMessage | None:
    with own_transaction():
        mail = db.session.scalars(
            statement.returning(MailMessage),
            execution_options={"synchronize_session": False, "populate_existing": True},
        ).one_or_none()
        if mail is not None:
            db.session.expunge(
                mail
            )  # else the commit would empty it, and reading it would begin a transaction
    return mail


def _mark_sent(mail: MailMessage) -> None:
    moment = now()
    _changed(_open(mail.id).values(state=MailState.SENT, sent_at=moment, changed_at=moment, last_error=""))


def _give_up(mail: MailMessage, reason: str) -> None:
    log.warning("mail: %d cannot be delivered: %s", mail.id, reason)
    _changed(_open(mail.id).values(state=MailState.FAILED, changed_at=now(), last_error=reason[:500]))


def _put_off(mail: MailMessage, reason: str) -> datetime | None:
    if mail.attempts >= MAX_ATTEMPTS:
        _give_up(mail, reason)
        return None
    log.warning("mail: %d is put off after attempt %d: %s", mail.id, mail.attempts, reason)
    _changed(_open(mail.id).values(state=MailState.WAITING, changed_at=now(), last_error=reason[:500]))
    return now() + pause(mail.attempts)


def _put_all_off(ids: Sequence[int], reason: str) -> dict[int, datetime]:
    """Count an attempt for each; return when those are to be tried again that have some left."""
    log.warning("mail: %d put off, the server cannot be reached: %s", len(ids), reason)
    values = {
        "state": MailState.WAITING,
        "attempts": MailMessage.attempts + 1,
        "changed_at": now(),
        "last_error": reason[:500],
    }
    attempts: dict[int, int] = {}
    with own_transaction():
        for start in range(0, len(ids), 500):
            some = MailMessage.id.in_(ids[start : start + 500])
            rows = db.session.execute(
                update(MailMessage)
                .where(some, MailMessage.state.in_(OPEN))
                .values(values)
                .returning(MailMessage.id, MailMessage.attempts)
                .execution_options(synchronize_session=False)
            )
            attempts |= {row.id: row.attempts for row in rows}
        spent = [id for id, count in attempts.items() if count >= MAX_ATTEMPTS]
        for start in range(0, len(spent), 500):
            db.session.execute(
                update(MailMessage)
                .where(MailMessage.id.in_(spent[start : start + 500]))
                .values(state=MailState.FAILED)
                .execution_options(synchronize_session=False)
            )
    moment = now()
    return {id: moment + pause(count) for id, count in attempts.items() if count < MAX_ATTEMPTS}


def _keep(id: int) -> None:
    """Without a mail server: show on the console what would have been sent; administrators see the rest."""
    mail = _changed(_open(id).values(state=MailState.KEPT, changed_at=now()))
    if mail is None:
        return
    try:
        rendered = render(mail)
    except Exception as error:
        log.exception("mail: %d cannot be written", mail.id)
        _changed(
            update(MailMessage)
            .where(MailMessage.id == mail.id, MailMessage.state == MailState.KEPT)
            .values(state=MailState.FAILED, last_error=repr(error)[:500])
        )
        return
    where, link = one_line(mail.to), rendered.first_link()
    log.info("mail (no SMTP_URL, so it is only kept) to %s: %s %s", where, rendered.subject, link)
