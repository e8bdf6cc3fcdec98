"""Where people wait for somebody to let them in, for the moderators' desk."""

from sqlalchemy import func, select

from cop.core.db import db
from cop.core.forums import Asking
from cop.core.i18n import best_text
from cop.core.permissions import Actor, Role
from cop.groups.models import Group, Membership, Persona
from cop.groups.queries import facilitated


def waiting_for(actor: Actor, language: str) -> list[Asking]:
    """Return the groups whose requests somebody answers, where there are any."""
    named = select(Membership.group_id).where(Membership.joined_at.is_(None))
    masked = select(Persona.group_id).where(Persona.joined_on.is_(None), Persona.sealed != "")
    asked = named.union_all(masked).subquery()
    query = (
        select(Group.slug, Group.texts, func.count().label("waiting"))
        .join(asked, asked.c.group_id == Group.id)
        .group_by(Group.id)
        .order_by(Group.id)
    )
    if Role.EDITOR not in actor.roles:
        query = query.where(Group.id.in_(facilitated(actor)))
    rows = db.session.execute(query)
    found = ((row, best_text(row.texts, language)) for row in rows)
    return [
        Asking(str(text["title"]), code, f"/{language}/groups/{row.slug}", row.waiting)
        for row, (code, text) in found
    ]
