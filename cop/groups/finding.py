"""Groups as search and other features ask for them: audiences, facets, titles, groups to choose from."""

from collections.abc import Sequence

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import Actor, Role
from cop.groups.enums import Entry
from cop.groups.models import Group
from cop.groups.queries import COLUMNS, KIND, card_of, facilitated, places


def audiences(actor: Actor) -> list[str]:
    """Return the audiences of all groups that are not open, and where the actor may read now."""
    closed = select(Group.id).where(Group.entry != Entry.OPEN, Group.is_masked.is_(False))
    ids = list(db.session.scalars(closed.order_by(Group.id)))
    return [f"{KIND}:{id}" for id in places(ids, actor, "en")] if ids else []


def facets(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return by what the threads of groups are narrowed: the group's address."""
    rows = db.session.execute(select(Group.id, Group.slug).where(Group.id.in_(ids)))
    return {row.id: {"group": row.slug} for row in rows}


def offered(actor: Actor, language: str) -> list[tuple[str, str]]:
    """Return (address, title) of the groups to which somebody may add what belongs to one, by title.

    Editors choose among all, others among those that they lead. Not those with pseudonyms: whoever comes to
    a seminar says their name.
    """
    query = select(*COLUMNS).where(Group.is_masked.is_(False))
    if Role.EDITOR not in actor.roles and not actor.is_system:
        query = query.where(Group.id.in_(facilitated(actor)))
    cards = (card_of(row, language) for row in db.session.execute(query))
    return sorted(((card.slug, card.title) for card in cards), key=lambda pair: pair[1].casefold())


def titles(slugs: Sequence[str], language: str) -> dict[str, str]:
    """Return the titles of groups by their addresses."""
    rows = db.session.execute(select(*COLUMNS).where(Group.slug.in_(slugs)))
    return {row.slug: card_of(row, language).title for row in rows}
