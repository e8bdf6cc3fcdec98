"""Reading groups, and who belongs to them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.forums import Place, Voice
from cop.core.i18n import best_text
from cop.core.permissions import Actor, Role
from cop.core.records import RecordCard, Ref
from cop.discussions.models import Post, Thread
from cop.groups.enums import Entry, GroupKind
from cop.groups.models import Group, Membership, Opening, Persona
from cop.groups.sealing import mark_of, opened

KIND: Final = "group"


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group in a list; title and summary are in `language`."""

    id: int
    slug: str
    kind: GroupKind
    entry: Entry
    is_masked: bool
    language: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who wants to come in: by name, or under a pseudonym."""

    id: int
    name: str
    note: str
    is_masked: bool


def all_cards(language: str) -> list[GroupCard]:
    """Return every group, by title."""
    rows = db.session.execute(select(*COLUMNS).order_by(Group.id))
    return sorted((card_of(row, language) for row in rows), key=lambda card: card.title.casefold())


COLUMNS: Final = (Group.id, Group.slug, Group.kind, Group.entry, Group.is_masked, Group.texts)
"""What a card is made of."""


def card_of(row: Any, language: str) -> GroupCard:
    """Return a group of those columns for a list."""
    shown_in, text = best_text(row.texts, language)
    summary = str(text["purpose"]).split("\n\n", 1)[0]
    return GroupCard(
        row.id, row.slug, row.kind, row.entry, row.is_masked, shown_in, str(text["title"]), summary
    )


def by_slug(slug: str) -> Group | None:
    """Return a group: of what it is for, everybody may read."""
    return db.session.scalar(select(Group).where(Group.slug == slug))


def record_cards(ids: Sequence[int], _actor: Actor, language: str) -> list[RecordCard]:
    """Return groups as cards among records of other kinds."""
    rows = {row.id: row for row in db.session.execute(select(*COLUMNS).where(Group.id.in_(ids)))}
    cards = [card_of(rows[id], language) for id in ids if id in rows]
    return [
        RecordCard(
            Ref(KIND, card.id), card.slug, f"/{language}/groups/{card.slug}", card.language, card.title
        )
        for card in cards
    ]


def id_of(slug: str, _actor: Actor) -> int | None:
    """Return the id of the group at that address."""
    return db.session.scalar(select(Group.id).where(Group.slug == slug))


def addresses() -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every group."""
    rows = db.session.execute(select(Group.slug, Group.updated_at).order_by(Group.id))
    return ((row.slug, row.updated_at) for row in rows)


def places(ids: Sequence[int], actor: Actor, language: str) -> dict[int, Place]:
    """Return the groups as places of conversation, as far as the actor may read there; in one statement."""
    marks = [mark_of(id, actor.id) for id in ids] if actor.id is not None else []
    query = (
        select(
            *COLUMNS,
            Membership.joined_at,
            Membership.is_facilitator,
            Persona.id.label("persona_id"),
            Persona.name.label("pseudonym"),
            Persona.joined_on,
        )
        .outerjoin(Membership, and_(Membership.group_id == Group.id, Membership.user_id == (actor.id or 0)))
        .outerjoin(Persona, and_(Persona.group_id == Group.id, Persona.mark.in_(marks)))
        .where(Group.id.in_(ids))
    )
    found = {row.id: _place(row, actor, language) for row in db.session.execute(query)}
    return {id: place for id, place in found.items() if place is not None}


def _place(row: Any, actor: Actor, language: str) -> Place | None:
    may_moderate = bool(row.is_facilitator) or Role.MODERATOR in actor.roles
    is_public = row.entry == Entry.OPEN and not row.is_masked
    voice = _voice(row, actor)
    if not (is_public or voice is not None or may_moderate or actor.is_system):
        return None
    card = card_of(row, language)
    return Place(
        ref=Ref(KIND, row.id),
        title=card.title,
        language=card.language,
        path=f"/{language}/groups/{card.slug}",
        is_public=is_public,
        voice=voice,
        may_moderate=may_moderate,
        is_masked=row.is_masked,
    )


def _voice(row: Any, actor: Actor) -> Voice | None:
    persona_id = row.persona_id if row.joined_on is not None else None
    if row.is_masked:
        return Voice(row.pseudonym, actor.id, persona_id) if persona_id is not None else None
    if row.joined_at is not None or persona_id is not None:
        return Voice(actor.name, actor.id, persona_id)
    return None


def membership(group_id: int, user_id: int | None) -> Membership | None:
    """Return somebody's part in a group under their own name."""
    return db.session.scalar(
        select(Membership).where(Membership.group_id == group_id, Membership.user_id == user_id)
    )


def persona(group_id: int, user_id: int | None) -> Persona | None:
    """Return somebody's own persona in a group; of others' nobody can ask."""
    if user_id is None:
        return None
    return db.session.scalar(select(Persona).where(Persona.mark == mark_of(group_id, user_id)))


def personas_of(user_id: int) -> dict[int, str]:
    """Return the personas of somebody, and the addresses of the groups in which they speak under them."""
    slugs = {row.id: row.slug for row in db.session.execute(select(Group.id, Group.slug))}
    marks = [mark_of(id, user_id) for id in slugs]
    rows = db.session.execute(select(Persona.id, Persona.group_id).where(Persona.mark.in_(marks)))
    return {row.id: slugs[row.group_id] for row in rows}


def persona_named(group_id: int, name_key: str) -> Persona | None:
    """Return the persona of a name."""
    return db.session.scalar(select(Persona).where(Persona.group_id == group_id, Persona.key == name_key))


def facilitators(group_id: int) -> list[tuple[int, str]]:
    """Return (number of the account, name) of those who lead a group, by name."""
    return named(group_id)[0]


def listed(group_id: int) -> list[tuple[int, str]]:
    """Return (number of the account, name) of members who have agreed to be listed, by name."""
    return named(group_id)[1]


def named(group_id: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return (those who lead a group, members who have agreed to be listed), by name; in one statement."""
    is_listed = and_(Membership.is_listed, Membership.joined_at.is_not(None))
    rows = db.session.execute(
        select(User.id, User.name, Membership.is_facilitator, is_listed.label("is_listed"))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.group_id == group_id, User.name != "", or_(Membership.is_facilitator, is_listed))
        .order_by(User.name, User.id)
    ).all()
    leading = [(row.id, row.name) for row in rows if row.is_facilitator]
    return leading, [(row.id, row.name) for row in rows if row.is_listed]


def asking(group_id: int) -> list[Asking]:
    """Return those who wait for a facilitator's yes."""
    rows = db.session.execute(
        select(Membership.id, User.name, Membership.note)
        .join(User, User.id == Membership.user_id)
        .where(Membership.group_id == group_id, Membership.joined_at.is_(None))
        .order_by(Membership.asked_at, Membership.id)
    )
    named = [Asking(row.id, row.name, row.note, False) for row in rows]
    personas = db.session.execute(
        select(Persona.id, Persona.name)
        .where(Persona.group_id == group_id, Persona.joined_on.is_(None), Persona.sealed != "")
        .order_by(Persona.id)
    )
    return named + [Asking(row.id, row.name, "", True) for row in personas]


def memberships_of(user_id: int, language: str) -> list[GroupCard]:
    """Return the groups to which somebody belongs under their own name or a pseudonym, by title."""
    ids = db.session.scalars(select(Group.id)).all()
    marks = [mark_of(id, user_id) for id in ids]
    mine = select(Membership.group_id).where(Membership.user_id == user_id, Membership.joined_at.is_not(None))
    masked = select(Persona.group_id).where(Persona.mark.in_(marks), Persona.joined_on.is_not(None))
    rows = db.session.execute(select(*COLUMNS).where(or_(Group.id.in_(mine), Group.id.in_(masked))))
    return sorted((card_of(row, language) for row in rows), key=lambda card: card.title.casefold())


def new_since(group_id: int, moment: datetime) -> tuple[int, int]:
    """Return (posts, threads) that are new in a group since a moment."""
    row = db.session.execute(
        select(func.count(Post.id).label("posts"), func.count(Post.thread_id.distinct()).label("threads"))
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Thread.place_kind == KIND,
            Thread.place_id == group_id,
            Post.position.is_not(None),
            Post.posted_at > moment,
        )
    ).one()
    return row.posts, row.threads


def openings() -> list[tuple[Opening, str, str]]:
    """Return (opening, pseudonym, slug of the group), the newest first; for officers."""
    rows = db.session.execute(
        select(Opening, Persona.name, Group.slug)
        .join(Persona, Persona.id == Opening.persona_id)
        .join(Group, Group.id == Persona.group_id)
        .order_by(Opening.id.desc())
        .limit(100)
    )
    return [(opening, name, slug) for opening, name, slug in rows]


def people(group_id: int) -> Mapping[int, str]:
    """Return who may be called by name in a group: members who have agreed to be listed."""
    return dict(listed(group_id))


def followers(group_id: int) -> set[int]:
    """Return the accounts that want to hear of new threads; under pseudonyms, of whatever is new."""
    if db.session.scalar(select(Group.is_masked).where(Group.id == group_id)):
        return _opened_followers(group_id)
    query = select(Membership.user_id).where(
        Membership.group_id == group_id, Membership.wants_news, Membership.joined_at.is_not(None)
    )
    return set(db.session.scalars(query))


def _opened_followers(group_id: int) -> set[int]:
    query = select(Persona.sealed).where(
        Persona.group_id == group_id, Persona.wants_news, Persona.joined_on.is_not(None)
    )
    return {id for sealed in db.session.scalars(query) if (id := opened(sealed)) is not None}


def readers(group_id: int, user_ids: Collection[int]) -> set[int]:
    """Return those of these people who may read in the group now."""
    group = db.session.get_one(Group, group_id)
    if group.entry is Entry.OPEN and not group.is_masked:
        return set(user_ids)
    marks = {mark_of(group_id, id): id for id in user_ids}
    personas = select(Persona.mark).where(Persona.mark.in_(marks), Persona.joined_on.is_not(None))
    members = select(Membership.user_id).where(
        Membership.group_id == group_id,
        Membership.user_id.in_(user_ids),
        or_(Membership.joined_at.is_not(None), Membership.is_facilitator),
    )
    return set(db.session.scalars(members)) | {marks[mark] for mark in db.session.scalars(personas)}


def facilitated(actor: Actor) -> list[int]:
    """Return the groups that somebody leads."""
    if actor.id is None:
        return []
    query = select(Membership.group_id).where(Membership.user_id == actor.id, Membership.is_facilitator)
    return list(db.session.scalars(query.order_by(Membership.group_id)))


def audience(group_id: int) -> str:
    """Return who finds what is said in a group that is not open: its members; of a masked one nobody."""
    is_masked = db.session.scalar(select(Group.is_masked).where(Group.id == group_id))
    return "" if is_masked is not False else f"group:{group_id}"
