"""What is kept about members of groups, and how it ends."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, or_, select, update

from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData
from cop.groups import personas
from cop.groups.models import Group, Membership, Opening


def _memberships(person_id: int) -> Iterator[Mapping[str, Any]]:
    rows = db.session.execute(
        select(Group.slug, Membership)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.user_id == person_id)
        .order_by(Membership.id)
    )
    for slug, membership in rows:
        yield {
            "group": slug,
            "asked": membership.asked_at.isoformat(),
            "joined": membership.joined_at.isoformat() if membership.joined_at else None,
            "said": membership.note,
            "leads": membership.is_facilitator,
            "listed": membership.is_listed,
        }


def _erase_memberships(person_id: int) -> None:
    db.session.execute(delete(Membership).where(Membership.user_id == person_id))
    personas.forget_person(person_id)


def _openings(person_id: int) -> Iterator[Mapping[str, Any]]:
    query = select(Opening).where(or_(Opening.asked_by == person_id, Opening.agreed_by == person_id))
    for opening in db.session.scalars(query.order_by(Opening.id)):
        yield {"asked": opening.asked_at.isoformat(), "you_asked": opening.asked_by == person_id}


def _erase_openings(person_id: int) -> None:
    for column in (Opening.asked_by, Opening.agreed_by):
        db.session.execute(update(Opening).where(column == person_id).values({column.key: None}))


PERSONAL: tuple[PersonalData, ...] = (
    PersonalData(
        "group_members",
        _l("Groups that you belong to"),
        _l("Who belongs to a group and may read and write there."),
        _l(
            "Until you leave the group or this site. Groups where you have a pseudonym are not in what you "
            "can take along, since officers can draw it up too; when you leave, all that leads to you goes."
        ),
        _memberships,
        _erase_memberships,
    ),
    PersonalData(
        "group_openings",
        _l("Pseudonyms that you opened as an officer"),
        _l("Who has opened a pseudonym, and why: two have to want it."),
        _l("As long as the group. When you leave, your name is taken off it."),
        _openings,
        _erase_openings,
    ),
)
