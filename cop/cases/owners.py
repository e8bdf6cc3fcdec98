"""Whose an involvement case is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from cop.accounts.enums import UserState
from cop.accounts.models import User
from cop.cases.enums import CaseState
from cop.cases.models import Case, CaseOrganisation, CaseOwner
from cop.cases.rules import Belonging
from cop.core.db import db
from cop.core.i18n import ngettext
from cop.core.permissions import Actor
from cop.organisations.models import Speaker


def _owned_by(user_id: int | None) -> ColumnElement[bool]:
    return exists().where(CaseOwner.case_id == Case.id, CaseOwner.user_id == user_id)


def _told_by(user_id: int | None) -> ColumnElement[bool]:
    """Return the condition that somebody speaks for an organisation that tells the case."""
    return exists().where(
        CaseOrganisation.case_id == Case.id,
        Speaker.organisation_id == CaseOrganisation.organisation_id,
        Speaker.user_id == user_id,
        Speaker.confirmed_at.is_not(None),
    )


def belonging(slug: str, *, actor: Actor) -> Belonging | None:
    """Return what the actor has to do with a case, in one statement; None where there is none."""
    row = db.session.execute(
        select(
            Case.id,
            Case.slug,
            Case.state,
            _owned_by(actor.id).label("is_owner"),
            _told_by(actor.id).label("speaks_for_it"),
        ).where(Case.slug == slug)
    ).one_or_none()
    return Belonging(**row._asdict()) if row is not None else None


def own(actor: Actor) -> list[int]:
    """Return the ids of the public cases whose people are somebody's to ask, the newest first."""
    query = (
        select(Case.id)
        .where(Case.state == CaseState.PUBLISHED, or_(_owned_by(actor.id), _told_by(actor.id)))
        .order_by(Case.published_at.desc(), Case.id.desc())
    )
    return list(db.session.scalars(query)) if actor.id is not None else []


def may_ask(actor: Actor, id: int) -> bool:
    """Whether the people of a case are somebody's to ask."""
    return id in own(actor)


def staff(id: int) -> set[int]:
    """Return the ids of those who look after a case and have an account that can be used."""
    owners = select(CaseOwner.user_id).where(CaseOwner.case_id == id)
    speakers = (
        select(Speaker.user_id)
        .join(CaseOrganisation, CaseOrganisation.organisation_id == Speaker.organisation_id)
        .where(CaseOrganisation.case_id == id, Speaker.confirmed_at.is_not(None))
    )
    active = select(User.id).where(
        User.state == UserState.ACTIVE, or_(User.id.in_(owners), User.id.in_(speakers))
    )
    return set(db.session.scalars(active))


def give(case_id: int, user_id: int) -> None:
    """Let a case belong to somebody; for operations that have authorized it."""
    db.session.merge(CaseOwner(case_id=case_id, user_id=user_id))
    db.session.flush()


def owned_by(person_id: int) -> Iterable[Mapping[str, Any]]:
    """Return what the table of owners holds about one person, as they understand it."""
    rows = db.session.execute(
        select(Case.slug)
        .join(CaseOwner, CaseOwner.case_id == Case.id)
        .where(CaseOwner.user_id == person_id)
        .order_by(Case.slug)
    )
    return [{"case": row.slug} for row in rows]


def forget(person_id: int) -> None:
    """Let the cases of somebody who leaves be nobody's."""
    db.session.execute(delete(CaseOwner).where(CaseOwner.user_id == person_id))


def effects_of_leaving(person_id: int) -> Iterator[str]:
    """Say how many cases stay without that person."""
    if n := db.session.scalar(select(func.count()).where(CaseOwner.user_id == person_id)):
        yield ngettext(
            "%(n)s involvement case stays, under the name of its organisation.",
            "%(n)s involvement cases stay, under the names of their organisations.",
            n,
        )
