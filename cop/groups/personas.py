"""Pseudonyms: coming in with one, leaving, and the two officers who open together who is behind it.

The trail of all this says "persona" and never who: a number beside it would tell.
"""

import secrets

from sqlalchemy import select, update

from cop.accounts.models import User
from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import PERSONA, Actor, authorize
from cop.discussions.content import folded
from cop.groups import mails, queries
from cop.groups.content import CONTRACT_VERSION, good_pseudonym
from cop.groups.enums import Entry
from cop.groups.models import Group, Opening, Persona
from cop.groups.queries import KIND
from cop.groups.rules import Permission
from cop.groups.sealing import mark_of, opened, seal

PERSONA_KIND = "persona"


def join_masked(group: Group, *, actor: Actor, pseudonym: str, agrees: bool) -> Persona:
    """Come into a group with a pseudonym, or ask to; doing it twice is doing it once."""
    authorize(actor, Permission.JOIN, group)
    if actor.id is None or not group.is_masked:
        raise ConflictError(_("In this group people speak under their own names."))
    if (present := queries.persona(group.id, actor.id)) is not None:
        return present
    if not agrees:
        raise InvalidError("agrees", _("Read who sees what, and tick that you have."))
    name = good_pseudonym(pseudonym, actor.name)
    key = folded(name)
    if queries.persona_named(group.id, key) is not None:
        raise InvalidError("pseudonym", _("Somebody has this name already. Choose another one."))
    values = {
        "group_id": group.id,
        "name": name,
        "key": key,
        "mark": mark_of(group.id, actor.id),
        "sealed": seal(actor.id),
        "contract_version": CONTRACT_VERSION,
        "wants_news": True,
        "joined_on": now().date().isoformat() if group.entry is Entry.OPEN else None,
    }
    insert_if_absent(Persona, values, ["mark"])
    persona = queries.persona(group.id, actor.id)
    if persona is None:
        raise ConflictError(_("You have left at this moment. Try again."))
    audit.record(PERSONA, "group.join_masked", KIND, group.id)
    if persona.joined_on is None:
        mails.asked_masked(group, persona)
    return persona


def leave_masked(group: Group, *, actor: Actor) -> None:
    """Leave a group with one's pseudonym: what leads to the account goes for ever. Safe to repeat."""
    authorize(actor, Permission.JOIN, group)
    if actor.id is not None and _cut(group.id, actor.id):
        audit.record(PERSONA, "group.leave_masked", KIND, group.id)


def _cut(group_id: int, user_id: int) -> bool:
    """Take mark and seal from somebody's persona; the name stays taken, for words stand under it."""
    cut = db.session.execute(
        update(Persona)
        .where(Persona.mark == mark_of(group_id, user_id))
        .values(mark=secrets.token_hex(32), sealed="", wants_news=False)
        .returning(Persona.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(cut)


def forget_person(user_id: int) -> None:
    """Cut what leads from any persona to somebody who leaves the site."""
    for group_id in db.session.scalars(select(Group.id)).all():
        _cut(group_id, user_id)


def let_in_masked(group: Group, persona: Persona, *, actor: Actor) -> None:
    """Say yes to a persona that has asked. Safe to repeat."""
    authorize(actor, Permission.ANSWER, group)
    if persona.joined_on is not None or not persona.sealed:
        return
    persona.joined_on = now().date().isoformat()
    db.session.flush()
    audit.record(actor, "group.let_in_masked", KIND, group.id, persona=persona.id)
    mails.told_masked(persona, "let_in_masked", persona.mark)


def turn_away_masked(group: Group, persona: Persona, *, actor: Actor) -> None:
    """Say no to a persona that has asked. Safe to repeat."""
    authorize(actor, Permission.ANSWER, group)
    if persona.joined_on is None:
        audit.record(actor, "group.turn_away_masked", KIND, group.id, persona=persona.id)
        db.session.delete(persona)
        db.session.flush()


def set_news(group: Group, persona: Persona, *, actor: Actor, news: bool) -> None:
    """Note whether somebody wants to hear that there is something new."""
    authorize(actor, Permission.JOIN, group)
    if persona.mark == mark_of(group.id, actor.id or 0):
        persona.wants_news = news
        db.session.flush()


def ask_to_open(group: Group, *, actor: Actor, pseudonym: str, reason: str) -> Opening:
    """Ask, as an officer, that another one agrees to open who is behind a pseudonym."""
    authorize(actor, Permission.ASK_TO_OPEN, group)
    persona = queries.persona_named(group.id, folded(pseudonym))
    if persona is None:
        raise InvalidError("pseudonym", _("Nobody in this group has this name."))
    words = " ".join(reason.split())
    if not 10 <= len(words) <= 500:
        raise InvalidError("reason", _("Say why, in 10 to 500 characters."))
    query = select(Opening).where(Opening.persona_id == persona.id, Opening.agreed_at.is_(None))
    if (present := db.session.scalar(query)) is not None:
        return present
    opening = Opening(persona_id=persona.id, reason=words, asked_by=actor.id)
    db.session.add(opening)
    db.session.flush()
    audit.record(actor, "persona.ask_to_open", PERSONA_KIND, persona.id)
    return opening


def agree(opening: Opening, *, actor: Actor) -> None:
    """Agree, as the second officer, that a pseudonym is opened; the person is told. Safe to repeat."""
    authorize(actor, Permission.AGREE, opening)
    db.session.refresh(opening, with_for_update=True)
    if opening.agreed_at is not None:
        return
    persona = db.session.get_one(Persona, opening.persona_id)
    if opened(persona.sealed) in (actor.id, opening.asked_by):
        raise ConflictError(_("This cannot be opened by the two of you."))
    opening.agreed_by, opening.agreed_at = actor.id, now()
    db.session.flush()
    audit.record(actor, "persona.open", PERSONA_KIND, persona.id, asked_by=opening.asked_by)
    mails.told_masked(persona, "opened", f"opening:{opening.id}")


def look(opening: Opening, *, actor: Actor) -> User | None:
    """Return who is behind a pseudonym, to the two officers who have opened it; each look is written down."""
    authorize(actor, Permission.ASK_TO_OPEN)
    if opening.agreed_at is None or actor.id not in (opening.asked_by, opening.agreed_by):
        raise ConflictError(_("Two officers have to want it."))
    persona = db.session.get_one(Persona, opening.persona_id)
    audit.record(actor, "persona.look", PERSONA_KIND, persona.id)
    id = opened(persona.sealed)
    return db.session.get(User, id) if id is not None else None
