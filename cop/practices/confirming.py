"""Owners and what they answer: whose a practice is, asking whether it is still so, and confirming it."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from cop.accounts.enums import LinkPurpose
from cop.accounts.operations import issue_link
from cop.core import audit
from cop.core.db import db, now, read_only, transaction
from cop.core.permissions import SYSTEM, Actor, authorize
from cop.core.timers import Timer
from cop.mail.letters import Letter, post
from cop.practices import operations, owners
from cop.practices.models import Practice, PracticeOwner
from cop.practices.owners import Due
from cop.practices.rules import ASK_EVERY, CONFIRM_EVERY, Permission
from cop.records.rules import Belonging

AT_ONCE = 50
"""Practices asked about in one round of the timer, each in a transaction of its own."""
LINK_LIFETIME = 2 * ASK_EVERY
"""A link stays good until the next one has come, and a while longer."""


def give_to(id: int, user_ids: Iterable[int], *, actor: Actor) -> None:
    """Make these members owners of a practice, beside those whom it has."""
    authorize(actor, Permission.PUBLISH)
    present = set(db.session.scalars(select(PracticeOwner.user_id).where(PracticeOwner.practice_id == id)))
    if new := sorted(set(user_ids) - present):
        rows = [{"practice_id": id, "user_id": user_id} for user_id in new]
        db.session.execute(insert(PracticeOwner), rows)
        audit.record(actor, "practice.give_to", "practice", id, owners=new)


def confirm(belonging: Belonging, *, actor: Actor) -> None:
    """Note that it is still so today."""
    authorize(actor, Permission.CONFIRM, belonging)
    operations.note_confirmed(belonging.id)
    audit.record(actor, "practice.confirm", "practice", belonging.slug)


def ask_due(*, actor: Actor) -> int:
    """Ask the owners of what nobody has confirmed for two years; return how many practices that were."""
    authorize(actor, Permission.ASK)
    moment = now()
    with read_only():
        found = owners.due(
            known_before=moment - CONFIRM_EVERY, asked_before=moment - ASK_EVERY, limit=AT_ONCE
        )
        db.session.rollback()
    for practice in found:
        with transaction():
            _ask(practice, actor)
    return len(found)


def _ask(practice: Due, actor: Actor) -> None:
    moment = now()
    # First, and only where nobody else has: two workers at once would otherwise both write.
    is_ours = db.session.execute(
        update(Practice)
        .where(
            Practice.id == practice.id,
            Practice.asked_at.is_(None) | (Practice.asked_at < moment - ASK_EVERY),
        )
        .values(asked_at=moment, updated_at=Practice.updated_at)  # nothing of what it says has changed
        .returning(Practice.id)
    ).scalar_one_or_none()
    if is_ours is None:
        return
    for user_id, address, name, language in practice.owners:
        token = issue_link(
            LinkPurpose.RECONFIRM,
            lifetime=LINK_LIFETIME,
            user_id=user_id,
            payload={"practice": practice.id},
        )
        post(
            Letter(
                reason=f"practices.reconfirm:{practice.id}:{user_id}:{moment.date()}",
                to=address,
                template="practices/reconfirm",
                language=language,
                context={
                    "title": owners.title_in(practice.id, language),
                    "known_on": practice.known_at.date().isoformat(),
                    "confirm_url": f"/{language}/practices/{practice.slug}/confirm/{token}",
                    "practice_url": f"/{language}/practices/{practice.slug}",
                },
                name=name,
                person_id=user_id,
            )
        )
    asked = [user_id for user_id, *_rest in practice.owners]
    audit.record(actor, "practice.ask", "practice", practice.slug, owners=asked)


def forget_owner(person_id: int) -> None:
    """Take a person off everything that they own; the practices stay."""
    db.session.execute(delete(PracticeOwner).where(PracticeOwner.user_id == person_id))


def _ask_all() -> None:
    # As many rounds as it takes, but not for ever: the worker has other work.
    for _round in range(10):
        if ask_due(actor=SYSTEM) < AT_ONCE:
            return


ASK = Timer("ask whether practices are still so", timedelta(hours=6).total_seconds(), _ask_all)
