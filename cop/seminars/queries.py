"""Reading seminars: lists, one page, the board of questions and steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, func, or_, select, true

from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.markdown import RENDERER, render
from cop.core.permissions import Actor, Role
from cop.media.enums import WIDTHS
from cop.media.models import MediaFile
from cop.media.queries import DOCUMENT, PUBLISHABLE, address
from cop.seminars.content import SECTIONS
from cop.seminars.enums import Material, State
from cop.seminars.models import (
    Contribution,
    Facilitator,
    Item,
    NextStep,
    OpenQuestion,
    Seminar,
    SeminarText,
    Takeaway,
)
from cop.seminars.rules import AHEAD, HELD
from cop.seminars.times import When

T = TypeVar("T", bound=Item)

COMING: Final = AHEAD | {State.LIVE}
PAST: Final = HELD | {State.CANCELLED}
A_PAGE: Final = 20
MOST_COMING: Final = 100


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a seminar may be read; the twin of the rule for READ."""
    if actor.is_system or Role.EDITOR in actor.roles:
        return true()
    is_public = Seminar.state != State.DRAFT
    return or_(is_public, _facilitated_by(actor)) if actor.is_member else is_public


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a seminar may be edited; the twin of the rule for EDIT."""
    if actor.is_system or Role.EDITOR in actor.roles:
        return true()
    return _facilitated_by(actor)


def _facilitated_by(actor: Actor) -> ColumnElement[bool]:
    return (
        select(Facilitator.seminar_id)
        .where(Facilitator.seminar_id == Seminar.id, Facilitator.user_id == (actor.id or 0))
        .exists()
    )


def by_slug(slug: str, *, actor: Actor) -> Seminar | None:
    """Return a seminar that the actor may read."""
    return db.session.scalar(select(Seminar).where(Seminar.slug == slug, visible_to(actor)))


def editable(slug: str, *, actor: Actor) -> Seminar | None:
    """Return a seminar that the actor may edit."""
    return db.session.scalar(select(Seminar).where(Seminar.slug == slug, editable_by(actor)))


def when(seminar: Seminar) -> When:
    """Return when a seminar is."""
    return When(seminar.day, seminar.begins, seminar.minutes, seminar.zone)


@dataclass(frozen=True, slots=True)
class Card:
    """A seminar in a list, in the reader's language where that text exists."""

    id: int
    slug: str
    state: State
    when: When
    starts_at: datetime
    ends_at: datetime
    spoken: str
    language: str
    title: str
    strapline: str
    place: str
    published_on: date | None
    created_at: datetime
    updated_at: datetime
    sequence: int


_COLUMNS: Final = (
    Seminar.id,
    Seminar.slug,
    Seminar.state,
    Seminar.source_language,
    Seminar.day,
    Seminar.begins,
    Seminar.minutes,
    Seminar.zone,
    Seminar.starts_at,
    Seminar.ends_at,
    Seminar.spoken,
    Seminar.published_on,
    Seminar.created_at,
    Seminar.updated_at,
    Seminar.sequence,
    SeminarText.language,
    SeminarText.title,
    SeminarText.strapline,
    SeminarText.fields,
)


def cards(ids: Sequence[int], *, actor: Actor, language: str) -> list[Card]:
    """Return the cards in the order of the ids, in one statement; what may not be seen is left out."""
    if not ids:
        return []
    rows: dict[int, dict[str, Any]] = {}
    for row in db.session.execute(
        select(*_COLUMNS)
        .join(SeminarText, SeminarText.seminar_id == Seminar.id)
        .where(
            Seminar.id.in_(ids),
            visible_to(actor),
            or_(SeminarText.language == language, SeminarText.language == Seminar.source_language),
        )
    ):
        rows.setdefault(row.id, {})[row.language] = row
    return [_card(rows[id], language) for id in ids if id in rows]


def _card(texts: Mapping[str, Any], language: str) -> Card:
    shown_in, row = best_text(texts, language, next(iter(texts.values())).source_language)
    return Card(
        id=row.id,
        slug=row.slug,
        state=row.state,
        when=When(row.day, row.begins, row.minutes, row.zone),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        spoken=row.spoken,
        language=shown_in,
        title=row.title,
        strapline=row.strapline,
        place=row.fields.get("place", ""),
        published_on=row.published_on,
        created_at=row.created_at,
        updated_at=row.updated_at,
        sequence=row.sequence,
    )


def coming_ids(*, actor: Actor, group: str = "", limit: int = MOST_COMING) -> list[int]:
    """Return the seminars to come, the next one first; those without a date that holds come last."""
    query = (
        select(Seminar.id)
        .where(visible_to(actor), Seminar.state.in_(COMING), *_of_group(group))
        .order_by(Seminar.state == State.POSTPONED, Seminar.starts_at, Seminar.id)
    )
    return list(db.session.scalars(query.limit(limit)))


def past_ids(*, actor: Actor, page: int = 1) -> tuple[int, list[int]]:
    """Return (how many, one page of them) of the seminars that were, the last one first."""
    condition = visible_to(actor), Seminar.state.in_(PAST)
    total = db.session.scalar(select(func.count(Seminar.id)).where(*condition)) or 0
    query = select(Seminar.id).where(*condition).order_by(Seminar.starts_at.desc(), Seminar.id.desc())
    return total, list(db.session.scalars(query.limit(A_PAGE).offset((page - 1) * A_PAGE)))


def calendar_ids(*, actor: Actor, group: str = "", limit: int = 300) -> list[int]:
    """Return what a calendar shows: the coming ones, and as many of the past ones, cancelled ones too."""
    query = select(Seminar.id).where(visible_to(actor), *_of_group(group))
    return list(db.session.scalars(query.order_by(Seminar.starts_at.desc(), Seminar.id).limit(limit)))


def newest_ids(limit: int, *, actor: Actor) -> list[int]:
    """Return the seminars about which something was said last."""
    query = select(Seminar.id).where(visible_to(actor)).order_by(Seminar.updated_at.desc(), Seminar.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def _of_group(group: str) -> list[ColumnElement[bool]]:
    return [Seminar.group == group] if group else []


def addresses(*, actor: Actor) -> Iterator[tuple[str, datetime]]:
    """Return (slug, last change) of every seminar that the actor may see."""
    rows = db.session.execute(
        select(Seminar.slug, Seminar.updated_at).where(visible_to(actor)).order_by(Seminar.id)
    )
    return ((row.slug, row.updated_at) for row in rows)


@dataclass(frozen=True, slots=True)
class SeminarPage:
    """A seminar as its page shows it; `html` maps sections to safe markup in `language`."""

    seminar: Seminar
    language: str
    title: str
    strapline: str
    fields: Mapping[str, str]
    html: Mapping[str, str]
    languages: tuple[str, ...]
    contributions: Sequence[Contribution]
    takeaways: Sequence[Takeaway]
    questions: Sequence[OpenQuestion]
    steps: Sequence[NextStep]
    files: Mapping[int, str]
    """Where the slides' files are, by the id of each that everybody may see."""

    @property
    def when(self) -> When:
        """When it is."""
        return when(self.seminar)

    @property
    def ready(self) -> dict[str, bool]:
        """Return for each of the six parts of an outcome whether it is there."""
        awaited = any(one.slides is Material.AWAITED for one in self.contributions)
        return {
            "summary": bool(self.fields.get("summary")),
            "recording": self.seminar.recording is not Material.AWAITED,
            "slides": bool(self.contributions) and not awaited,
            "attendance": bool(self.fields.get("attendance")),
            "questions": bool(self.questions),
            "steps": bool(self.steps),
        }


def page(slug: str, *, actor: Actor, language: str) -> SeminarPage | None:
    """Return a seminar for its page, in six statements; None where it may not be seen."""
    seminar = by_slug(slug, actor=actor)
    return page_of(seminar, language) if seminar is not None else None


def page_of(seminar: Seminar, language: str) -> SeminarPage:
    """Return the page of a seminar that has been read."""
    texts = texts_of(seminar)
    shown_in, text = best_text(texts, language, seminar.source_language)
    contributions = items(Contribution, seminar)
    return SeminarPage(
        seminar=seminar,
        language=shown_in,
        title=text.title,
        strapline=text.strapline,
        fields=text.fields,
        html=text.html if text.renderer == RENDERER else rendered(text.fields),
        languages=tuple(texts),
        contributions=contributions,
        takeaways=items(Takeaway, seminar),
        questions=items(OpenQuestion, seminar),
        steps=items(NextStep, seminar),
        files=_files([one.slides_file for one in contributions if one.slides_file is not None]),
    )


def _files(ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    files = db.session.scalars(select(MediaFile).where(MediaFile.id.in_(ids), PUBLISHABLE))
    return {file.id: address(file, str(WIDTHS[-1]) if file.width else DOCUMENT) for file in files}


def may_see_files(actor: Actor, id: int) -> bool:
    """Whether the actor may see what may be shown of the files of a contribution."""
    query = select(Contribution.id).join(Seminar, Seminar.id == Contribution.seminar_id)
    return db.session.scalar(query.where(Contribution.id == id, visible_to(actor))) is not None


def rendered(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the sections as safe markup; silent ones are left out."""
    return {name: render(source) for name in SECTIONS if (source := fields.get(name, ""))}


def texts_of(seminar: Seminar) -> dict[str, SeminarText]:
    """Return a seminar's texts by language."""
    query = select(SeminarText).where(SeminarText.seminar_id == seminar.id).order_by(SeminarText.language)
    return {text.language: text for text in db.session.scalars(query)}


def items(model: type[T], seminar: Seminar) -> Sequence[T]:
    """Return the items of one kind in their order."""
    query = select(model).where(model.seminar_id == seminar.id).order_by(model.position, model.id)
    return db.session.scalars(query).all()


def item(model: type[T], id: int, seminar: Seminar) -> T | None:
    """Return one item of a seminar."""
    return db.session.scalar(select(model).where(model.id == id, model.seminar_id == seminar.id))
