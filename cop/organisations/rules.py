"""Who may do what with organisations and with those who speak for them."""

from enum import StrEnum

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import Actor, Rules, is_editor, is_member
from cop.organisations.models import Organisation, Speaker


class Permission(StrEnum):
    """What can be done. ANSWER and END are about a Speaker, the others about an Organisation."""

    NAME = "organisations.name"
    ASK = "organisations.ask"
    ANSWER = "organisations.answer"
    STEP_DOWN = "organisations.step_down"
    END = "organisations.end"


def speaks_for(actor: Actor, organisation: Organisation) -> bool:
    """Allow whoever is confirmed to speak for the organisation."""
    return _is_confirmed(actor, organisation.id)


def speaks_beside(actor: Actor, speaker: Speaker) -> bool:
    """Allow whoever is confirmed to speak for the same organisation."""
    return _is_confirmed(actor, speaker.organisation_id)


def is_somebody_else(actor: Actor, speaker: Speaker) -> bool:
    """Allow whoever it is not about: nobody confirms themselves, not even an editor."""
    return actor.id != speaker.user_id


def _is_confirmed(actor: Actor, organisation_id: int) -> bool:
    if actor.id is None:
        return False
    query = select(Speaker.id).where(
        Speaker.organisation_id == organisation_id,
        Speaker.user_id == actor.id,
        Speaker.confirmed_at.is_not(None),
    )
    return db.session.scalar(query) is not None


RULES: Rules = {
    Permission.NAME: [[is_member]],
    Permission.ASK: [[is_member]],
    Permission.ANSWER: [[is_editor, is_somebody_else], [speaks_beside, is_somebody_else]],
    Permission.STEP_DOWN: [[is_member]],
    Permission.END: [[is_editor]],
}
