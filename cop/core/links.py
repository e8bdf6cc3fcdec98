"""Typed links between records of any kind, shown from both ends.

A link says "this seminar discussed that practice" once; the practice's page reads it backwards.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Index, String, and_, bindparam, delete, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from cop.core import audit, stamps
from cop.core.db import Base, db, insert_if_absent, now, pk
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.records import RecordCard, Ref, cards_of


class Relation(StrEnum):
    """What the record at the near end does with the one at the far end."""

    DISCUSSES = "discusses"
    ADAPTS = "adapts"
    USES = "uses"
    SHOWS = "shows"
    MENTIONS = "mentions"
    TEACHES = "teaches"
    ANSWERS = "answers"
    GREW_FROM = "grew_from"


HEADINGS: Final = {
    Relation.DISCUSSES: (_l("Discussed here"), _l("Discussed in")),
    Relation.ADAPTS: (_l("Adapted from"), _l("Adapted by")),
    Relation.USES: (_l("What is used here"), _l("Used in")),
    Relation.SHOWS: (_l("Shown here"), _l("Shown in")),
    Relation.MENTIONS: (_l("Mentioned here"), _l("Mentioned in")),
    Relation.TEACHES: (_l("What one learns about here"), _l("Learn more about it")),
    Relation.ANSWERS: (_l("Questions answered here"), _l("Where this is answered")),
    Relation.GREW_FROM: (_l("Where it comes from"), _l("What came of it")),
}
"""How a page calls what is at the other end: read from the near end, and from the far one."""


class RecordLink(Base):
    """One link. There are no foreign keys: the kinds are the features', and a dead end is not shown."""

    __tablename__ = "record_links"
    __table_args__ = (
        Index("uq_record_links", "near_kind", "near_id", "relation", "far_kind", "far_id", unique=True),
        Index("ix_record_links_far", "far_kind", "far_id"),
    )

    id: Mapped[pk]
    near_kind: Mapped[str] = mapped_column(String(40))
    near_id: Mapped[int]
    relation: Mapped[Relation] = mapped_column(String(40))
    far_kind: Mapped[str] = mapped_column(String(40))
    far_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Linked(NamedTuple):
    """A record at the other end; `is_backwards` where that one has set the link."""

    relation: Relation
    card: RecordCard
    is_backwards: bool


def link(near: Ref, relation: Relation, far: Ref, *, actor: Actor) -> bool:
    """Link two records; whether they were not linked so before. The caller has authorized it."""
    values = {
        "near_kind": near.kind,
        "near_id": near.id,
        "relation": relation.value,
        "far_kind": far.kind,
        "far_id": far.id,
        "created_at": now(),
    }
    keys = ("near_kind", "near_id", "relation", "far_kind", "far_id")
    is_new = insert_if_absent(RecordLink, values, keys) is not None
    if is_new:
        stamps.bump(stamps.CONTENT)
        audit.record(actor, "record.link", near.kind, near.id, relation=relation.value, to=_name(far))
    return is_new


def unlink(near: Ref, relation: Relation, far: Ref, *, actor: Actor) -> bool:
    """Take a link away; whether it was there. The caller has authorized it."""
    gone = db.session.execute(
        delete(RecordLink)
        .where(_at_near(near), RecordLink.relation == relation, _at_far(far))
        .returning(RecordLink.id)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        stamps.bump(stamps.CONTENT)
        audit.record(actor, "record.unlink", near.kind, near.id, relation=relation.value, to=_name(far))
    return bool(gone)


def copy(old: Ref, new: Ref, *, actor: Actor) -> None:
    """Link a record with all that another one links to, such as what a draft has become."""
    rows = db.session.execute(
        select(RecordLink.relation, RecordLink.far_kind, RecordLink.far_id)
        .where(_at_near(old))
        .order_by(RecordLink.id)
    ).all()
    for row in rows:
        link(new, Relation(row.relation), Ref(row.far_kind, row.far_id), actor=actor)


def forget(ref: Ref) -> None:
    """Take away all links of a record that is no more."""
    db.session.execute(
        delete(RecordLink)
        .where(or_(_at_near(ref), _at_far(ref)))
        .execution_options(synchronize_session=False)
    )


def _touches(kind: Any, id: Any) -> ColumnElement[bool]:
    near = and_(RecordLink.near_kind == kind, RecordLink.near_id == id)
    return or_(near, and_(RecordLink.far_kind == kind, RecordLink.far_id == id))


def is_linked(kind: str, id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return whether the record of that column has links, for who reads more of it in one statement."""
    return exists().where(_touches(kind, id))


# Made once: making it costs more than SQLite needs to answer it.
_LINKED: Final = (
    select(
        RecordLink.near_kind,
        RecordLink.near_id,
        RecordLink.relation,
        RecordLink.far_kind,
        RecordLink.far_id,
    )
    .where(_touches(bindparam("kind"), bindparam("id")))
    .order_by(RecordLink.id)
)


def linked(ref: Ref, *, actor: Actor, language: str) -> list[Linked]:
    """Return what is linked with a record from either end, the oldest link first."""
    rows = db.session.connection().execute(_LINKED, {"kind": ref.kind, "id": ref.id}).all()
    ends = [
        (Relation(row.relation), other, is_backwards)
        for row in rows
        for other, is_backwards in (_other_end(row, ref),)
    ]
    shown = {
        card.ref: card for card in cards_of([other for _r, other, _b in ends], actor=actor, language=language)
    }
    return [Linked(r, shown[other], backwards) for r, other, backwards in ends if other in shown]


def groups(ref: Ref, *, actor: Actor, language: str) -> list[tuple[str, list[RecordCard]]]:
    """Return what is linked with a record under the headings that a page gives it."""
    found: dict[str, list[RecordCard]] = {}
    for relation, card, is_backwards in linked(ref, actor=actor, language=language):
        found.setdefault(str(HEADINGS[relation][is_backwards]), []).append(card)
    return list(found.items())


def far_ends(near: Ref, relation: Relation) -> Sequence[Ref]:
    """Return what a record links to by one relation, the oldest link first."""
    rows = db.session.execute(
        select(RecordLink.far_kind, RecordLink.far_id)
        .where(_at_near(near), RecordLink.relation == relation)
        .order_by(RecordLink.id)
    )
    return [Ref(row.far_kind, row.far_id) for row in rows]


def near_ends(far: Ref, relation: Relation) -> Sequence[Ref]:
    """Return what links to a record by one relation, the oldest link first."""
    rows = db.session.execute(
        select(RecordLink.near_kind, RecordLink.near_id)
        .where(_at_far(far), RecordLink.relation == relation)
        .order_by(RecordLink.id)
    )
    return [Ref(row.near_kind, row.near_id) for row in rows]


def _other_end(row: Any, ref: Ref) -> tuple[Ref, bool]:
    near = Ref(row.near_kind, row.near_id)
    return (Ref(row.far_kind, row.far_id), False) if near == ref else (near, True)


def _at_near(ref: Ref) -> ColumnElement[bool]:
    return and_(RecordLink.near_kind == ref.kind, RecordLink.near_id == ref.id)


def _at_far(ref: Ref) -> ColumnElement[bool]:
    return and_(RecordLink.far_kind == ref.kind, RecordLink.far_id == ref.id)


def _name(ref: Ref) -> str:
    return f"{ref.kind} {ref.id}"
