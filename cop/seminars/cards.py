"""Seminars, their contributions and their questions among records of other kinds."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.forums import Forum, Place, Voice
from cop.core.i18n import best_text
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor, Role
from cop.core.records import RecordCard, RecordKind, Ref
from cop.seminars import queries
from cop.seminars.content import CONTRIBUTION_KIND, KIND, QUESTION_KIND
from cop.seminars.enums import State
from cop.seminars.models import Contribution, Facilitator, OpenQuestion, Seminar
from cop.seminars.times import words


def _seminars(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    return [
        RecordCard(
            ref=Ref(KIND, card.id),
            slug=card.slug,
            path=f"/{language}/seminars/{card.slug}",
            language=card.language,
            title=card.title,
            summary=card.strapline,
            detail=words(card.when, language),
        )
        for card in queries.cards(ids, actor=actor, language=language)
    ]


def _seminar_id(slug: str, actor: Actor) -> int | None:
    return db.session.scalar(select(Seminar.id).where(Seminar.slug == slug, queries.visible_to(actor)))


def _questions(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    query = (
        select(OpenQuestion.id, OpenQuestion.texts, Seminar.source_language)
        .join(Seminar, Seminar.id == OpenQuestion.seminar_id)
        .where(OpenQuestion.id.in_(ids), queries.visible_to(actor))
    )
    found = {}
    for row in db.session.execute(query):
        shown_in, text = best_text(row.texts, language, row.source_language)
        found[row.id] = RecordCard(
            ref=Ref(QUESTION_KIND, row.id),
            slug=str(row.id),
            path=f"/{language}/questions/{row.id}",
            language=shown_in,
            title=text.get("question", ""),
        )
    return [found[id] for id in ids if id in found]


def _question_id(slug: str, actor: Actor) -> int | None:
    if not (slug.isascii() and slug.isdigit() and len(slug) < 10):
        return None
    query = select(OpenQuestion.id).join(Seminar, Seminar.id == OpenQuestion.seminar_id)
    return db.session.scalar(query.where(OpenQuestion.id == int(slug), queries.visible_to(actor)))


def _contributions(ids: Sequence[int], actor: Actor, language: str) -> list[RecordCard]:
    query = (
        select(Contribution.id, Contribution.texts, Seminar.slug, Seminar.source_language)
        .join(Seminar, Seminar.id == Contribution.seminar_id)
        .where(Contribution.id.in_(ids), queries.visible_to(actor))
    )
    found = {row.id: _contribution(row, language) for row in db.session.execute(query)}
    return [found[id] for id in ids if id in found]


def _contribution(row: Any, language: str) -> RecordCard:
    shown_in, text = best_text(row.texts, language, row.source_language)
    return RecordCard(
        ref=Ref(CONTRIBUTION_KIND, row.id),
        slug=row.slug,
        path=f"/{language}/seminars/{row.slug}#contribution-{row.id}",
        language=shown_in,
        title=text.get("title") or text.get("speaker", ""),
        summary=text.get("insight", ""),
        detail=text.get("speaker", "") if text.get("title") else text.get("organisation", ""),
    )


def _places(ids: Sequence[int], actor: Actor, language: str) -> dict[int, Place]:
    """Return the seminars as places to talk: members write, those who look after one look after its talk."""
    voice = Voice(actor.name, actor.id) if actor.is_member else None
    cared = set(_moderated(actor)) if actor.is_member else set()
    is_moderator = Role.MODERATOR in actor.roles
    return {
        card.id: Place(
            ref=Ref(KIND, card.id),
            title=card.title,
            language=card.language,
            path=f"/{language}/seminars/{card.slug}",
            is_public=card.state is not State.DRAFT,
            voice=voice,
            may_moderate=is_moderator or card.id in cared,
        )
        for card in queries.cards(ids, actor=actor, language=language)
    }


def _moderated(actor: Actor) -> list[int]:
    if actor.id is None:
        return []
    return list(db.session.scalars(select(Facilitator.seminar_id).where(Facilitator.user_id == actor.id)))


def _followers(id: int) -> list[int]:
    return list(db.session.scalars(select(Facilitator.user_id).where(Facilitator.seminar_id == id)))


def _readers(id: int, user_ids: Collection[int]) -> Collection[int]:
    """Return those who may read what is said there: all, but for a draft only those who look after it."""
    if db.session.scalar(select(Seminar.state).where(Seminar.id == id)) is not State.DRAFT:
        return user_ids
    return set(user_ids) & set(_followers(id))


def _facets(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return by what the threads of seminars are narrowed: the group to which they belong."""
    rows = db.session.execute(
        select(Seminar.id, Seminar.group).where(Seminar.id.in_(ids), Seminar.group != "")
    )
    return {row.id: {"group": row.group} for row in rows}


FORUM = Forum(KIND, _places, followers=_followers, moderated=_moderated, readers=_readers, facets=_facets)


def _of_group(group: str, actor: Actor, language: str) -> list[RecordCard]:
    return _seminars(queries.calendar_ids(actor=actor, group=group, limit=20), actor, language)


RECORDS = (
    RecordKind(
        kind=KIND,
        label=_l("Seminar"),
        plural=_l("Seminars"),
        cards=_seminars,
        id_of=_seminar_id,
        of_group=_of_group,
    ),
    RecordKind(
        kind=QUESTION_KIND,
        label=_l("Open question"),
        plural=_l("Open questions"),
        cards=_questions,
        id_of=_question_id,
    ),
    RecordKind(
        kind=CONTRIBUTION_KIND,
        label=_l("Contribution to a seminar"),
        plural=_l("Contributions to seminars"),
        cards=_contributions,
        id_of=lambda _slug, _actor: None,  # it stands on its seminar's page and has no address of its own
    ),
)
