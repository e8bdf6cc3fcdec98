"""Whose an involvement case is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, exists, func, select

from cop.cases.models import Case, CaseOrganisation, CaseOwner
from cop.cases.rules import Belonging
from cop.core.db import db
from cop.core.i18n import ngettext
from cop.core.permissions import Actor
from cop.organisations.models import Speaker


def belonging(slug: str, *, actor: Actor) -> Belonging | None:
    """Return what the actor has to do with a case, in one statement; None where there is none."""
    row = db.session.execute(
        select(
            Case.id,
            Case.slug,
            Case.state,
            exists().where(CaseOwner.case_id == Case.id, CaseOwner.user_id == actor.id).label("is_owner"),
            exists()
            .where(
                CaseOrganisation.case_id == Case.id,
                Speaker.organisation_id == CaseOrganisation.organisation_id,
                Speaker.user_id == actor.id,
                Speaker.confirmed_at.is_not(None),
            )
            .label("speaks_for_it"),
        ).where(Case.slug == slug)
    ).one_or_none()
    return Belonging(**row._asdict()) if row is not None else None


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
