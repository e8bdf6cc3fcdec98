"""Reading organisations, and who speaks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import aliased

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import best_text, ngettext
from cop.core.permissions import Actor, Role
from cop.core.records import RecordCard, Ref
from cop.organisations.content import key_of
from cop.organisations.models import Organisation, Speaker


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation in a list; `name` is in `language`."""

    id: int
    slug: str
    language: str
    name: str
    website: str | None


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's part in an organisation; one who has only asked has no `confirmed_at`."""

    organisation: Known
    asked_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks for an organisation, or has asked to; `id` is that of the row."""

    id: int
    user_id: int
    person: str
    note: str
    asked_at: datetime
    organisation: Known


KIND = "organisation"

MOST_REQUESTS = 100
"""Requests on one page, the oldest first: the others follow as these are answered."""


def organisations_of(user_id: int) -> set[int]:
    """Return the ids of the organisations that somebody is confirmed to speak for."""
    return set(
        db.session.scalars(
            select(Speaker.organisation_id).where(
                Speaker.user_id == user_id, Speaker.confirmed_at.is_not(None)
            )
        )
    )


def speakers(organisation_id: int) -> set[int]:
    """Return the ids of those who are confirmed to speak for an organisation and have an account in use."""
    return set(
        db.session.scalars(
            select(Speaker.user_id)
            .join(User, User.id == Speaker.user_id)
            .where(
                Speaker.organisation_id == organisation_id,
                Speaker.confirmed_at.is_not(None),
                User.state == UserState.ACTIVE,
            )
        )
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which an organisation may be seen: listed ones by all, others by members.

    Members see what waits for an editor too, lest they name the same organisation once more.
    """
    return true() if actor.is_member or actor.is_system else Organisation.is_listed.is_(True)


def by_slug(slug: str, *, actor: Actor) -> Organisation | None:
    """Return an organisation that the actor may see."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug, visible_to(actor)))


def record_cards(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    """Return organisations that the actor may see, as records are listed, in the order of the ids."""
    rows = db.session.execute(select(*_ORGANISATION).where(Organisation.id.in_(ids), visible_to(actor)))
    found = {row.id: _known(row, language) for row in rows}
    return [
        RecordCard(Ref(KIND, id), one.slug, f"/{language}/organisations/{one.slug}", one.language, one.name)
        for id in ids
        if (one := found.get(id)) is not None
    ]


def own(actor: Actor) -> list[int]:
    """Return the ids of the organisations that somebody speaks for, in the order of their coming."""
    return sorted(organisations_of(actor.id)) if actor.id is not None else []


def may_ask(actor: Actor, id: int) -> bool:
    """Whether the users of an organisation are somebody's to ask: they speak for it."""
    return id in own(actor)


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every organisation that the actor may see."""
    rows = db.session.execute(
        select(Organisation.slug, Organisation.updated_at).where(visible_to(actor)).order_by(Organisation.id)
    )
    return ((row.slug, row.updated_at) for row in rows)


def similar(name: str, language: str) -> list[Known]:
    """Return the organisations that have this name in any language, but for how it is written."""
    wanted = key_of(name)
    rows = db.session.execute(
        select(Organisation.id, Organisation.slug, Organisation.names, Organisation.website).order_by(
            Organisation.id
        )
    )
    return [_known(row, language) for row in rows if wanted in map(key_of, row.names.values())]


def _known(row: Any, language: str) -> Known:
    return Known(row.id, row.slug, *best_text(row.names, language), row.website)


_ORGANISATION = (Organisation.id, Organisation.slug, Organisation.names, Organisation.website)


def memberships(user_id: int, language: str) -> list[Membership]:
    """Return the organisations somebody speaks for, or has asked to, in the order in which they asked."""
    rows = db.session.execute(
        select(*_ORGANISATION, Speaker.asked_at, Speaker.confirmed_at)
        .join(Organisation, Organisation.id == Speaker.organisation_id)
        .where(Speaker.user_id == user_id)
        .order_by(Speaker.asked_at, Speaker.id)
    )
    return [Membership(_known(row, language), row.asked_at, row.confirmed_at) for row in rows]


def membership(organisation: Organisation, user_id: int) -> Speaker | None:
    """Return somebody's part in one organisation."""
    return db.session.scalar(
        select(Speaker).where(Speaker.organisation_id == organisation.id, Speaker.user_id == user_id)
    )


def voices(organisation: Organisation, language: str) -> list[Voice]:
    """Return those who are confirmed to speak for an organisation, by name."""
    return _voices(
        language,
        Speaker.organisation_id == organisation.id,
        Speaker.confirmed_at.is_not(None),
        order=(User.name, Speaker.id),
    )


def requests_for(actor: Actor, language: str) -> list[Voice]:
    """Return the requests that the actor may answer, the oldest first, at most MOST_REQUESTS."""
    return _voices(
        language, Speaker.confirmed_at.is_(None), answerable_by(actor), order=(Speaker.asked_at, Speaker.id)
    )


def _voices(language: str, *conditions: ColumnElement[bool], order: Sequence[Any]) -> list[Voice]:
    rows = db.session.execute(
        select(
            *_ORGANISATION,
            Speaker.id.label("voice"),
            Speaker.user_id,
            User.name.label("person"),
            Speaker.note,
            Speaker.asked_at,
        )
        .join(Organisation, Organisation.id == Speaker.organisation_id)
        .join(User, User.id == Speaker.user_id)
        .where(*conditions)
        .order_by(*order)
        .limit(MOST_REQUESTS)
    )
    return [
        Voice(row.voice, row.user_id, row.person, row.note, row.asked_at, _known(row, language))
        for row in rows
    ]


def answerable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a request may be answered; the twin of the rule for ANSWER."""
    if actor.id is None:
        return false()
    beside = aliased(Speaker)
    speaks_beside = (
        select(beside.id)
        .where(
            beside.organisation_id == Speaker.organisation_id,
            beside.user_id == actor.id,
            beside.confirmed_at.is_not(None),
        )
        .exists()
    )
    may = true() if Role.EDITOR in actor.roles else speaks_beside
    return (Speaker.user_id != actor.id) & may


def request_of(id: int, *, actor: Actor) -> Speaker | None:
    """Return a request, answered or not, that it is the actor's to answer."""
    return db.session.scalar(select(Speaker).where(Speaker.id == id, answerable_by(actor)))


def voice_of(id: int, organisation: Organisation) -> Speaker | None:
    """Return one who speaks for that organisation, or has asked to."""
    return db.session.scalar(
        select(Speaker).where(Speaker.id == id, Speaker.organisation_id == organisation.id)
    )


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say for how many organisations nobody of that person would speak any more."""
    query = select(func.count()).where(Speaker.user_id == person_id, Speaker.confirmed_at.is_not(None))
    if n := db.session.scalar(query):
        yield ngettext(
            "You no longer speak for %(n)s organisation.", "You no longer speak for %(n)s organisations.", n
        )


def personal(person_id: int) -> Iterator[dict[str, Any]]:
    """Yield whom somebody speaks for, and where they have confirmed others."""
    rows = db.session.execute(
        select(Organisation.names, Speaker)
        .join(Organisation, Organisation.id == Speaker.organisation_id)
        .where(or_(Speaker.user_id == person_id, Speaker.confirmed_by == person_id))
        .order_by(Speaker.id)
    )
    for names, speaker in rows:
        if speaker.user_id == person_id:
            yield {
                "organisation": names,
                "asked": speaker.asked_at.isoformat(),
                "said": speaker.note,
                "confirmed": speaker.confirmed_at.isoformat() if speaker.confirmed_at else None,
            }
        elif speaker.confirmed_at is not None:
            yield {"organisation": names, "confirmed_somebody": speaker.confirmed_at.isoformat()}
