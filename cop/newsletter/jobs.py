"""What the worker does for the newsletter: asking addresses, sending issues at a rate, forgetting."""

import logging
import math
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from flask import current_app
from sqlalchemy import delete, select, update

from cop.config import Config
from cop.core.db import db, now, own_transaction, transaction
from cop.core.outbox import JobType, PutOffError
from cop.core.permissions import SYSTEM
from cop.core.timers import Timer
from cop.mail.journal import Notes
from cop.mail.mime import Envelope, UndeliverableError, compose, host_of
from cop.mail.models import MailMessage
from cop.mail.rendering import Rendered
from cop.mail.smtp import Connection, DeferredError, LastLine, RefusedError, Server, UnreachableError
from cop.newsletter import bounces, deliveries, joining, mailing, reading
from cop.newsletter.deliveries import Due, Outcome
from cop.newsletter.enums import DeliveryState, IssueState, Mailing, SubscriberState
from cop.newsletter.links import paths
from cop.newsletter.mails import rendered, rendered_notice
from cop.newsletter.models import Issue, Subscriber, SubscriptionRequest

log = logging.getLogger(__name__)

FILE: Final = "newsletter.taken"
BROKEN_OFF: Final = "broken-off"
"""In the place of a mark: the last line did not get through after all."""
BATCH: Final = 100
BUDGET_SECONDS: Final = 3.0
"""After so long other work of the worker has its turn."""
AFTER_OUTAGE: Final = timedelta(seconds=60)
AFTER_NO_SERVER: Final = timedelta(minutes=10)


def _ask(subjects: Sequence[str]) -> None:
    for subject in subjects:
        with own_transaction():
            joining.send_confirmation(int(subject))


def send(subjects: Sequence[str]) -> None:
    """Send the next mails of these issues; raise PutOffError as long as there are more."""
    until = {}
    for subject in subjects:
        if (moment := _Round(*mailing.read_subject(subject)).run()) is not None:
            until[subject] = moment
    if until:
        raise PutOffError(until)


def portion(per_minute: int) -> tuple[int, timedelta]:
    """Return how many mails go at once, and how long after that the next ones; no limit where it is 0."""
    if per_minute == 0:
        return BATCH, timedelta(0)
    if per_minute < 60:
        return 1, timedelta(seconds=60 / per_minute)
    count = min(BATCH, math.ceil(per_minute / 60))
    return count, timedelta(seconds=count * 60 / per_minute)


class _Round:
    """One portion of one mailing over one connection."""

    def __init__(self, issue_id: int, what: Mailing = Mailing.ISSUE) -> None:
        self._config: Config = current_app.config["COP"]
        self._notes = Notes(self._config.data_dir / FILE)
        self._issue_id, self._mailing = issue_id, what
        self._words: dict[str, Rendered] = {}
        self._token = secrets.token_hex(16)  # stands for the reader's own token until their turn

    def run(self) -> datetime | None:
        """Send; return when there is more to do, or None where the issue is through."""
        if not self._config.smtp_url:
            log.warning("newsletter: issue %d waits, there is no SMTP_URL", self._issue_id)
            return now() + AFTER_NO_SERVER
        if db.session.scalar(select(Issue.held_at).where(Issue.id == self._issue_id)) is not None:
            return None  # who lets it go on writes a new job
        deliveries.settle(self._notes.read())
        self._notes.clear()
        began = now()
        most, pause = portion(self._config.newsletter_per_minute)
        due = deliveries.take_up(self._issue_id, self._mailing, most)
        if due:
            try:
                self._send_all(due)
            except UnreachableError as error:
                log.warning("newsletter: the server cannot be reached: %s", error)
                return now() + AFTER_OUTAGE
        following = deliveries.next_due(self._issue_id, self._mailing)
        db.session.rollback()
        if following is None:
            self._finish()
            return None
        return max(began + pause, following)

    def _send_all(self, due: Sequence[Due]) -> None:
        outcomes: dict[int, Outcome] = {each.id: Outcome(DeliveryState.WAITING) for each in due}
        end = monotonic() + BUDGET_SECONDS
        self._prepare({each.language for each in due})
        try:
            with closing(self._connect()) as connection:
                for each in due:
                    if monotonic() > end or not connection.is_open:
                        break  # the rest waits for the next round
                    outcomes[each.id] = self._send(each, connection)
        finally:
            self._mark(outcomes)

    def _connect(self) -> Connection:
        return Connection(Server.from_url(self._config.smtp_url), host_of(self._config.base_url))

    def _prepare(self, languages: set[str]) -> None:
        """Write the words once a language, with one word in the place of every reader's token."""
        issue = db.session.get_one(Issue, self._issue_id)
        for language in languages:
            page = reading.page(issue, language=language)
            base = f"/{page.language}/newsletter"
            own = {"leave": f"{base}/leave/{self._token}", "mine": f"{base}/mine/{self._token}"}
            if self._mailing is Mailing.CORRECTION:
                notice = reading.notice(issue, page.language)
                self._words[language] = rendered_notice(page, notice, **own)
            else:
                self._words[language] = rendered(page, **own)
        is_notice = self._mailing is Mailing.CORRECTION
        self._dated = (issue.notice_at if is_notice else issue.published_at) or now()
        db.session.rollback()  # no transaction while we speak with the server

    def _send(self, due: Due, connection: Connection) -> Outcome:
        noted, handed_over = [], []

        def before() -> None:
            self._notes.write(due.id, due.mark)
            noted.append(due.id)

        try:
            last_line = LastLine(before, after=lambda: handed_over.append(due.id))
            connection.send(self._envelope(due), last_line)
        except RefusedError as error:
            is_hard = error.is_address and bounces.is_gone(str(error))
            return Outcome(DeliveryState.HARD if is_hard else DeliveryState.SOFT, str(error))
        except UndeliverableError as error:
            return Outcome(DeliveryState.HARD, str(error))
        except DeferredError as error:
            if handed_over and not connection.is_open:
                # The last line was handed over and no answer came: most likely it has it. Once, not twice.
                return Outcome(DeliveryState.SENT)
            if noted and not handed_over:
                self._notes.write(due.id, BROKEN_OFF)  # the later line holds
            if due.attempts + 1 >= deliveries.MAX_ATTEMPTS:
                return Outcome(DeliveryState.SOFT, str(error))
            return Outcome(DeliveryState.WAITING, str(error), deliveries.pause_after(due.attempts))
        return Outcome(DeliveryState.SENT)

    def _envelope(self, due: Due) -> Envelope:
        words = self._words[due.language]
        own = paths(due.subscriber_id, due.key, due.language)
        token = own.leave.rpartition("/")[2]
        mail = MailMessage(
            id=due.id,
            token=due.mark,
            to=due.email,
            name="",
            reply_to="",
            language=due.language,
            unsubscribe=own.leave,
            created_at=self._dated,
        )
        host = host_of(self._config.base_url).strip("[]")
        return compose(
            mail,
            replace(
                words,
                text=words.text.replace(self._token, token),
                html=words.html.replace(self._token, token),
            ),
            mail_from=self._config.mail_from,
            base_url=self._config.base_url,
            more={"List-Id": f"<newsletter.{host}>"},
        )

    def _mark(self, outcomes: dict[int, Outcome]) -> None:
        with own_transaction():
            deliveries.mark(outcomes)
            for id, outcome in outcomes.items():
                if outcome.state in (DeliveryState.SOFT, DeliveryState.HARD):
                    bounces.judge_delivery(id)
        self._notes.clear()

    def _finish(self) -> None:
        if self._mailing is not Mailing.ISSUE:
            return
        with own_transaction():
            mailing.finish(db.session.get_one(Issue, self._issue_id))


def begin_due() -> None:
    """Begin to send the issues whose moment has come."""
    with transaction():
        is_due = (Issue.state == IssueState.SCHEDULED) & (Issue.send_at <= now()) & Issue.held_at.is_(None)
        for issue in db.session.scalars(select(Issue).where(is_due).order_by(Issue.id)).all():
            mailing.begin_sending(issue, actor=SYSTEM)


def forget() -> None:
    """Remove what has had its time: requests that nobody confirmed, readers who left a month ago."""
    moment = now()
    with transaction():
        db.session.execute(
            update(SubscriptionRequest)
            .where(SubscriptionRequest.expires_at < moment, SubscriptionRequest.email != "")
            .values(email="", payload={})
            .execution_options(synchronize_session=False)
        )
        db.session.execute(
            delete(SubscriptionRequest)
            .where(SubscriptionRequest.expires_at < moment - joining.REMEMBERED)
            .execution_options(synchronize_session=False)
        )
        query = select(Subscriber).where(
            Subscriber.state == SubscriberState.LEFT,
            Subscriber.left_at < moment - joining.KEPT_AFTER_LEAVING,
        )
        for subscriber in db.session.scalars(query).all():
            joining.erase(subscriber)


ASK = JobType(joining.ASK_JOB, _ask)
SEND = JobType(mailing.SEND_JOB, send)
BEGIN = Timer("begin issues of the newsletter", 15.0, begin_due)
FORGET = Timer("forget readers", timedelta(hours=6).total_seconds(), forget)
