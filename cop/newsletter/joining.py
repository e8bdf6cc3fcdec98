"""Who is subscribed to what: asking, confirming by mail, changing, leaving, being forgotten.

Whether an address is known must not be seen from outside: asking writes the same row and the same job
whoever it is, and the worker sends the same mail.
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, update

from cop.accounts.content import normal_email
from cop.core import outbox
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.i18n import speaking
from cop.core.limits import Limit
from cop.core.remembered import remember
from cop.mail.letters import Letter, post
from cop.mail.operations import forget_address
from cop.newsletter.content import PURPOSES, WORDING_VERSION
from cop.newsletter.enums import Purpose, SubscriberState, Suppressed
from cop.newsletter.links import hash_of, hash_of_address
from cop.newsletter.models import (
    Delivery,
    NewsletterConsent,
    Subscriber,
    SubscriberPurpose,
    SubscriberTopic,
    SubscriptionRequest,
    Suppression,
)

ASK_JOB: Final = "newsletter.ask"
ASKING: Final = Limit("newsletter.ask", 20, 3600)
ASKING_ONE: Final = Limit("newsletter.ask of one", 3, 24 * 3600)
LEFT: Final = "newsletter"
"""The list outside the database of those who left, and the word for who has come back."""
BACK: Final = "back"
LIFETIME: Final = timedelta(hours=72)
REMEMBERED: Final = timedelta(days=14)
"""So long after its end a link still answers that it is over."""
KEPT_AFTER_LEAVING: Final = timedelta(days=30)


class LinkError(CopError):
    """A link that leads nowhere any more; `message` says why and what to do."""

    status = 410


def ask(email: str, *, language: str, topics: Iterable[str], purposes: Collection[Purpose]) -> None:
    """Write down that somebody wants the newsletter; the worker asks the address itself."""
    email = normal_email(email)
    if not purposes:
        raise InvalidError("purposes", _("Tick what we may send you. Nothing is ticked for you."))
    with speaking(language):
        wordings = {purpose.value: str(PURPOSES[purpose]) for purpose in Purpose if purpose in purposes}
    request = SubscriptionRequest(
        token_hash=hash_of(secrets.token_urlsafe(32)),  # nobody knows it, so far it opens nothing
        email=email,
        payload={
            "language": language,
            "topics": sorted(set(topics)),
            "wordings": wordings,
            "version": WORDING_VERSION,
        },
        expires_at=now() + LIFETIME,
    )
    db.session.add(request)
    db.session.flush()  # the job names it
    outbox.enqueue(ASK_JOB, [str(request.id)])


def send_confirmation(request_id: int) -> None:
    """Send the link by which the address confirms; nothing to one whose owner wants no such mail."""
    request = db.session.get(SubscriptionRequest, request_id)
    if request is None or request.used_at is not None or "is_sent" in request.payload:
        return
    suppression = db.session.get(Suppression, hash_of_address(request.email))
    if suppression is not None and suppression.reason is Suppressed.BLOCKED:
        db.session.delete(request)
        return
    token = secrets.token_urlsafe(32)
    request.token_hash = hash_of(token)
    request.payload = request.payload | {"is_sent": True}
    language = request.payload["language"]
    post(
        Letter(
            reason=f"newsletter.confirm:{request.id}",
            to=request.email,
            template="newsletter/confirm",
            language=language,
            context={
                "wordings": list(request.payload["wordings"].values()),
                "link": f"/{language}/newsletter/confirm/{token}",
            },
            kind="newsletter",
        )
    )


def look(token: str) -> SubscriptionRequest:
    """Return what a link from a mail confirms, and leave it so; raise LinkError where it is not good."""
    request = db.session.scalar(
        select(SubscriptionRequest).where(SubscriptionRequest.token_hash == hash_of(token))
    )
    if request is None:
        raise LinkError(_("This link leads nowhere. Copy the whole address from the mail and try again."))
    if request.used_at is not None:
        raise LinkError(_("This link has been used already. Each link can be used once."))
    if request.expires_at <= now():
        raise LinkError(_("This link is too old. Subscribe again, and we send you a new one."))
    return request


def confirm(token: str) -> Subscriber:
    """Subscribe the address to what was asked for, and to nothing else; known before or not."""
    request = _redeem(token)
    email, wanted = request.email, request.payload
    values = {"email": email, "key": secrets.token_hex(16), "language": wanted["language"]}
    insert_if_absent(Subscriber, values, ["email"])
    subscriber = db.session.scalars(select(Subscriber).where(Subscriber.email == email)).one()
    subscriber.confirmed_at = now()
    _settle(
        subscriber,
        wanted["language"],
        wanted["topics"],
        {Purpose(name): words for name, words in wanted["wordings"].items()},
        version=wanted["version"],
        place="confirmation",
    )
    request.email, request.payload = "", {}
    return subscriber


def block(token: str) -> None:
    """Never write to this address again, not even to ask: whoever reads the mail says so."""
    request = _redeem(token)
    suppress(request.email, Suppressed.BLOCKED)
    subscriber = db.session.scalar(select(Subscriber).where(Subscriber.email == request.email))
    if subscriber is not None:  # somebody else typed an address that is subscribed
        leave(subscriber, place="link in a mail")
    request.email, request.payload = "", {}


def _redeem(token: str) -> SubscriptionRequest:
    """Use a link up, so that of two at once one wins."""
    request = look(token)
    moment = now()
    won = db.session.execute(
        update(SubscriptionRequest)
        .where(SubscriptionRequest.id == request.id, SubscriptionRequest.used_at.is_(None))
        .values(used_at=moment)
        .returning(SubscriptionRequest.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if won is None:
        raise LinkError(_("This link has been used already. Each link can be used once."))
    db.session.refresh(request)
    return request


def change(
    subscriber: Subscriber, *, language: str, topics: Iterable[str], purposes: Collection[Purpose], place: str
) -> None:
    """Set language, topics and what is agreed to; agreeing to nothing is leaving."""
    if not purposes:
        leave(subscriber, place=place)
        return
    with speaking(language):
        wordings = {purpose: str(PURPOSES[purpose]) for purpose in purposes}
    _settle(subscriber, language, topics, wordings, version=WORDING_VERSION, place=place)


def leave(subscriber: Subscriber, *, place: str) -> None:
    """Send nothing more; safe to repeat. The address stays for a while, so that one can come back."""
    _withdraw(subscriber, list(subscriber.purposes), place)
    if subscriber.state is not SubscriberState.LEFT:
        subscriber.state, subscriber.left_at = SubscriberState.LEFT, now()
        suppress(subscriber.email, Suppressed.LEFT)
        newest = select(func.max(Delivery.id)).where(Delivery.subscriber_id == subscriber.id)
        db.session.execute(
            update(Delivery)
            .where(Delivery.id == newest.scalar_subquery())
            .values(has_left=True)
            .execution_options(synchronize_session=False)
        )


def erase(subscriber: Subscriber) -> None:
    """Forget an address: what stays is a keyed hash, and counts that name nobody."""
    email = subscriber.email
    suppress(email, Suppressed.ERASED)
    forget_requests(email)
    forget_address(email)
    db.session.delete(subscriber)
    db.session.flush()


def forget_requests(email: str) -> None:
    """Forget what was asked for in the name of an address."""
    db.session.execute(
        delete(SubscriptionRequest)
        .where(SubscriptionRequest.email == email)
        .execution_options(synchronize_session="fetch")
    )


def stop(subscriber: Subscriber) -> None:
    """Write no more to a mailbox that is gone."""
    if subscriber.state is SubscriberState.ACTIVE:
        subscriber.state = SubscriberState.BOUNCED
        suppress(subscriber.email, Suppressed.BOUNCED)


def suppress(email: str, reason: Suppressed) -> None:
    """Note that an address is not written to; the newest reason holds, but for one that blocks."""
    hash = hash_of_address(email)
    known = db.session.get(Suppression, hash)
    if known is not None and known.reason in (reason, Suppressed.BLOCKED):
        return
    remember(LEFT, hash, reason)
    if known is None:
        db.session.add(Suppression(hash=hash, reason=reason))
    else:
        known.reason, known.at = reason, now()
    db.session.flush()


def _settle(
    subscriber: Subscriber,
    language: str,
    topics: Iterable[str],
    wordings: dict[Purpose, str],
    *,
    version: int,
    place: str,
) -> None:
    subscriber.language = language
    wanted = set(topics)
    subscriber.topics = [topic for topic in subscriber.topics if topic.topic in wanted]
    have = {topic.topic for topic in subscriber.topics}
    subscriber.topics += [SubscriberTopic(topic=topic) for topic in sorted(wanted - have)]
    _withdraw(subscriber, [held for held in subscriber.purposes if held.purpose not in wordings], place)
    agreed = {held.purpose for held in subscriber.purposes}
    for purpose, words in wordings.items():
        if purpose not in agreed:
            subscriber.purposes.append(SubscriberPurpose(purpose=purpose))
            subscriber.consents.append(_consent(purpose, words, language, version, place, is_given=True))
    subscriber.state, subscriber.left_at = SubscriberState.ACTIVE, None
    _welcome_back(subscriber.email)


def _welcome_back(email: str) -> None:
    hash = hash_of_address(email)
    gone = db.session.execute(delete(Suppression).where(Suppression.hash == hash).returning(Suppression.hash))
    if gone.all():
        remember(LEFT, hash, BACK)
    db.session.flush()


def _withdraw(subscriber: Subscriber, held: list[SubscriberPurpose], place: str) -> None:
    for each in held:
        subscriber.purposes.remove(each)
        with speaking(subscriber.language):
            words = str(PURPOSES[each.purpose])
        consent = _consent(each.purpose, words, subscriber.language, WORDING_VERSION, place, is_given=False)
        subscriber.consents.append(consent)


def _consent(purpose: Purpose, words: str, *rest: Any, is_given: bool) -> NewsletterConsent:
    language, version, place = rest
    return NewsletterConsent(
        purpose=purpose,
        wording=words,
        wording_version=version,
        language=language,
        place=place,
        is_given=is_given,
    )
