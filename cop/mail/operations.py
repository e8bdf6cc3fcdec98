"""What people do with mails, and the end of what is kept for a time."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, delete, or_, update

from cop.core import audit, outbox
from cop.core.db import db, now, transaction
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor, authorize
from cop.core.privacy import PersonalData
from cop.core.timers import Timer
from cop.mail.letters import JOB_KIND
from cop.mail.models import OPEN, STUCK, MailMessage, MailState
from cop.mail.queries import of_person
from cop.mail.rules import MailPermission
from cop.mail.trail_words import STATE_NAMES

WORDS_KEPT = timedelta(days=30)
ROW_KEPT = timedelta(days=365)


def look(mail: MailMessage, *, actor: Actor) -> MailMessage:
    """Let somebody read a mail to another person; that they did is written down."""
    authorize(actor, MailPermission.READ, mail)
    audit.record(actor, "mail.read", "mail", mail.id, person=mail.person_id, template=mail.template)
    return mail


def retry(mail: MailMessage, *, actor: Actor) -> MailMessage:
    """Send a mail again that failed or was only kept; it starts with all its attempts."""
    authorize(actor, MailPermission.RETRY, mail)
    _move(mail, MailState.WAITING)
    mail.attempts = 0
    outbox.enqueue(JOB_KIND, [str(mail.id)])
    audit.record(actor, "mail.retry", "mail", mail.id)
    return mail


def drop(mail: MailMessage, *, actor: Actor) -> MailMessage:
    """Let a mail that failed or was only kept rest for good; the same reason will not send it either."""
    authorize(actor, MailPermission.DROP, mail)
    _move(mail, MailState.DROPPED)
    audit.record(actor, "mail.drop", "mail", mail.id)
    return mail


def _move(mail: MailMessage, state: MailState) -> None:
    """Change the state in one statement: two people may press at once, and only one has done it."""
    moved = db.session.scalar(
        update(MailMessage)
        .where(MailMessage.id == mail.id, MailMessage.state.in_(STUCK), MailMessage.forgotten_at.is_(None))
        .values(state=state, changed_at=now())
        .returning(MailMessage.id)
    )
    if moved is None:
        raise ConflictError(_("This mail has already been moved on."))
    db.session.refresh(mail)


def forget_old() -> None:
    """Empty the words of mails that came to their end a month ago, and remove rows after a year."""
    moment = now()
    is_over = MailMessage.state.not_in(OPEN)
    with transaction():
        _forget(
            and_(
                is_over,
                or_(MailMessage.changed_at < moment - WORDS_KEPT, MailMessage.is_to_be_forgotten.is_(True)),
            )
        )
        db.session.execute(
            delete(MailMessage)
            .where(is_over, MailMessage.changed_at < moment - ROW_KEPT)
            .execution_options(synchronize_session=False)
        )


def _forget(condition: ColumnElement[bool]) -> None:
    db.session.execute(
        update(MailMessage)
        .where(MailMessage.forgotten_at.is_(None), condition)
        .values(
            to="",
            name="",
            reply_to="",
            context={},
            unsubscribe="",
            last_error="",
            person_id=case((MailMessage.is_to_be_forgotten.is_(True), None), else_=MailMessage.person_id),
            # Without address and words nobody can try again.
            state=case((MailMessage.state.in_(STUCK), MailState.DROPPED.value), else_=MailMessage.state),
            forgotten_at=now(),
        )
        .execution_options(synchronize_session=False)
    )


def forget_person(person_id: int) -> None:
    """Take a person out of the mails; one still to go out, such as the farewell, as soon as it has gone."""
    theirs = MailMessage.person_id == person_id
    _forget_all(theirs)
    db.session.execute(
        update(MailMessage)
        .where(theirs, MailMessage.forgotten_at.is_not(None))
        .values(person_id=None)
        .execution_options(synchronize_session=False)
    )


def forget_address(address: str) -> None:
    """Take an address out of all mails to it, whoever they were for; one on its way, when it has gone."""
    _forget_all(MailMessage.to == address)


def _forget_all(condition: ColumnElement[bool]) -> None:
    db.session.execute(
        update(MailMessage)
        .where(condition)
        .values(is_to_be_forgotten=True)
        .execution_options(synchronize_session=False)
    )
    _forget(and_(condition, MailMessage.state.not_in(OPEN)))


FORGET = Timer("forget mails", timedelta(hours=6).total_seconds(), forget_old)
TIMERS = (FORGET,)

PERSONAL = (
    PersonalData(
        table="mail_messages",
        what=_l("Mails to you"),
        purpose=_l("To send you the mails that the site owes you, each only once."),
        retention=_l("The words for 30 days after sending, the fact that a mail was sent for a year."),
        export=of_person,
        erase=forget_person,
        values={"state": STATE_NAMES},
    ),
)
