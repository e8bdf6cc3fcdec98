"""Which issues one may see."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.permissions import Actor, Role
from cop.newsletter.enums import PUBLIC_STATES, IssueState
from cop.newsletter.models import Edition, Issue, Subscriber

MOST_LISTED = 200


class Listed(NamedTuple):
    """An issue in a list; its title is in `language`."""

    id: int
    number: int
    state: IssueState
    language: str
    title: str
    languages: tuple[str, ...]
    lead: str
    send_at: datetime | None
    published_at: datetime | None
    updated_at: datetime
    source: str
    corrected_at: datetime | None
    is_held: bool


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which an issue may be seen: drafts by editors, the others by all."""
    if Role.EDITOR in actor.roles or actor.is_system:
        return true()
    return Issue.state.in_(PUBLIC_STATES)


def by_number(number: int, *, actor: Actor) -> Issue | None:
    """Return an issue that the actor may see, with its editions."""
    return db.session.scalar(select(Issue).where(Issue.number == number, visible_to(actor)))


def by_email(email: str) -> Subscriber | None:
    """Return the reader with an address in its normal form."""
    return db.session.scalar(select(Subscriber).where(Subscriber.email == email))


def next_number() -> int:
    """Return the number of an issue that begins now."""
    return (db.session.scalar(select(func.max(Issue.number))) or 0) + 1


def listed(
    ids: Sequence[int] | None = None, *, actor: Actor, language: str, most: int = MOST_LISTED
) -> list[Listed]:
    """Return issues, the newest first, in two statements; of those ids where some are given."""
    query = (
        select(
            Issue.id,
            Issue.number,
            Issue.state,
            Issue.source_language,
            Issue.send_at,
            Issue.published_at,
            Issue.updated_at,
            Issue.source,
            Issue.corrected_at,
            Issue.held_at,
        )
        .where(visible_to(actor))
        .order_by(Issue.number.desc())
        .limit(most)
    )
    if ids is not None:
        query = query.where(Issue.id.in_(ids))
    rows = db.session.execute(query).all()
    texts: dict[int, dict[str, dict[str, str]]] = {row.id: {} for row in rows}
    editions = select(Edition.issue_id, Edition.language, Edition.texts).where(
        Edition.issue_id.in_(list(texts))
    )
    for issue_id, code, said in db.session.execute(editions):
        if said.get("title"):
            texts[issue_id][code] = said
    found = []
    for row in rows:
        code, said = best_text(texts[row.id] or {row.source_language: {}}, language, row.source_language)
        found.append(
            Listed(
                row.id,
                row.number,
                row.state,
                code,
                said.get("title", ""),
                tuple(texts[row.id]),
                said.get("lead", ""),
                row.send_at,
                row.published_at,
                row.updated_at,
                row.source,
                row.corrected_at,
                row.held_at is not None,
            )
        )
    return found


def addresses(*, actor: Actor) -> Iterator[tuple[int, datetime]]:
    """Return (number, last change) of every issue that the actor may see."""
    rows = db.session.execute(
        select(Issue.number, Issue.updated_at).where(visible_to(actor)).order_by(Issue.id)
    )
    return ((row.number, row.updated_at) for row in rows)
