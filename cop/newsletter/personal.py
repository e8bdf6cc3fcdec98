"""What is kept about readers who also have an account here: found by their address."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData
from cop.newsletter import joining
from cop.newsletter.content import AUDIENCES, SUBSCRIBER_STATES
from cop.newsletter.models import Subscriber, SubscriptionRequest
from cop.newsletter.queries import by_email


def _email(person_id: int) -> str:
    return db.session.scalar(select(User.email).where(User.id == person_id)) or ""


def _subscriber(person_id: int) -> Subscriber | None:
    email = _email(person_id)
    return by_email(email) if email else None


def _subscription(person_id: int) -> Iterator[Mapping[str, Any]]:
    found = _subscriber(person_id)
    if found is None:
        return
    yield {
        "email": found.email,
        "language": found.language,
        "state": found.state,
        "themes": [topic.topic for topic in found.topics],
        "since": found.created_at.isoformat(),
        "confirmed": found.confirmed_at.isoformat(),
    }
    for consent in found.consents:
        yield {
            "for": consent.purpose,
            "words": consent.wording,
            "wording_version": consent.wording_version,
            "language": consent.language,
            "is_given": consent.is_given,
            "at": consent.at.isoformat(),
        }


def _erase(person_id: int) -> None:
    found = _subscriber(person_id)
    if found is not None:
        joining.erase(found)


def _requests(person_id: int) -> Iterator[Mapping[str, Any]]:
    email = _email(person_id)
    if not email:
        return
    query = select(SubscriptionRequest).where(SubscriptionRequest.email == email)
    for request in db.session.scalars(query.order_by(SubscriptionRequest.id)):
        yield {
            "email": request.email,
            "asked": request.created_at.isoformat(),
            "ends": request.expires_at.isoformat(),
        }


def _erase_requests(person_id: int) -> None:
    if email := _email(person_id):
        joining.forget_requests(email)


PERSONAL = (
    PersonalData(
        table="newsletter_subscribers",
        what=_l("The newsletter: your address, topics, and what you agreed to"),
        purpose=_l("To send you the newsletter that you asked for, and to know that you did."),
        retention=_l(
            "As long as you are subscribed, and 30 days afterwards. Then a number made of the address stays, "
            "from which nobody can read it, so that you are not written to again."
        ),
        export=_subscription,
        erase=_erase,
        values={"state": SUBSCRIBER_STATES, "for": AUDIENCES},
    ),
    PersonalData(
        table="newsletter_requests",
        what=_l("Requests for the newsletter"),
        purpose=_l("To ask an address itself whether it wants the newsletter."),
        retention=_l("The address 72 hours, that there was a request two weeks more."),
        export=_requests,
        erase=_erase_requests,
    ),
)
