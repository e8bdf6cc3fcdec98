"""All that those who look after a seminar see of it: items, people, places and their answers."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any, Final

from sqlalchemy import func, select

from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.links import Relation, far_ends
from cop.core.permissions import Actor
from cop.core.records import RecordCard, Ref, cards_of
from cop.seminars.content import CONSENTS, JOINERS_CONSENTS, KIND
from cop.seminars.enums import FieldKind, PlaceState
from cop.seminars.models import (
    Answer,
    Facilitator,
    Item,
    ParticipantConsent,
    QuestionnaireField,
    Registration,
    Seminar,
    SeminarRevision,
)
from cop.seminars.queries import SeminarPage, items

PART_LABELS: Final = {
    "contributions": _l("Contributions"),
    "takeaways": _l("Moments of the recording"),
    "questions": _l("Open questions"),
    "steps": _l("Next steps"),
    "fields": _l("Questions to those who join"),
}
PLACE_LABELS: Final = {
    PlaceState.JOINED: _l("Has a place"),
    PlaceState.WAITING: _l("Waits"),
    PlaceState.LEFT: _l("Has given it back"),
}
_FIRST: Final = ("title", "speaker", "words", "question", "what", "label")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is a formula to a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Line:
    """An item in the list of its part; `missing` are the languages that it does not speak."""

    id: int
    language: str
    words: str
    missing: tuple[str, ...]


def parts(page: SeminarPage, language: str) -> list[tuple[str, str, list[Line]]]:
    """Return (part, its name, its items) of all that can be edited."""
    found: dict[str, Sequence[Item]] = {
        "contributions": page.contributions,
        "takeaways": page.takeaways,
        "questions": page.questions,
        "steps": page.steps,
        "fields": items(QuestionnaireField, page.seminar),
    }
    return [
        (part, str(PART_LABELS[part]), [_line(item, page, language) for item in listed])
        for part, listed in found.items()
    ]


def _line(item: Item, page: SeminarPage, language: str) -> Line:
    shown_in, said = best_text(item.texts, language, page.seminar.source_language)
    words = next(said[key] for key in _FIRST if said.get(key))
    return Line(item.id, shown_in, words, tuple(code for code in page.languages if code not in item.texts))


def facilitators(seminar: Seminar) -> list[tuple[int, str]]:
    """Return (id, name) of those who look after it."""
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Facilitator, Facilitator.user_id == User.id)
        .where(Facilitator.seminar_id == seminar.id)
        .order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in rows]


def cared_for(actor: Actor) -> list[int]:
    """Return the seminars that somebody looks after, the latest first."""
    query = (
        select(Seminar.id)
        .join(Facilitator, Facilitator.seminar_id == Seminar.id)
        .where(Facilitator.user_id == actor.id)
        .order_by(Seminar.starts_at.desc(), Seminar.id.desc())
        .limit(100)
    )
    return list(db.session.scalars(query))


def joined(actor: Actor) -> list[tuple[int, Registration]]:
    """Return (seminar, place) of those in which somebody has a place or waits, the latest first."""
    query = (
        select(Registration)
        .join(Seminar, Seminar.id == Registration.seminar_id)
        .where(Registration.user_id == actor.id, Registration.state != PlaceState.LEFT)
        .order_by(Seminar.starts_at.desc(), Seminar.id.desc())
        .limit(100)
    )
    return [(place.seminar_id, place) for place in db.session.scalars(query)]


def counts(seminar: Seminar) -> dict[str, int]:
    """Return how many have a place, wait, and have given it back."""
    rows = db.session.execute(
        select(Registration.state, func.count())
        .where(Registration.seminar_id == seminar.id)
        .group_by(Registration.state)
    )
    found = {PlaceState(state).value: count for state, count in rows}
    return {state.value: found.get(state.value, 0) for state in PlaceState}


def discussed(seminar: Seminar, actor: Actor, language: str) -> list[RecordCard]:
    """Return the records that are said to have been discussed."""
    refs = far_ends(Ref(KIND, seminar.id), Relation.DISCUSSES)
    return cards_of(refs, actor=actor, language=language)


@dataclass(frozen=True, slots=True)
class Revision:
    """What a text said before, and who wrote it."""

    id: int
    revision: int
    fields: dict[str, str]
    edited_at: datetime
    name: str | None


def revisions(seminar: Seminar, language: str) -> list[Revision]:
    """Return the former texts in a language, the newest first."""
    rows = db.session.execute(
        select(
            SeminarRevision.id,
            SeminarRevision.revision,
            SeminarRevision.fields,
            SeminarRevision.edited_at,
            User.name,
        )
        .outerjoin(User, User.id == SeminarRevision.edited_by)
        .where(SeminarRevision.seminar_id == seminar.id, SeminarRevision.language == language)
        .order_by(SeminarRevision.revision.desc())
        .limit(100)
    )
    return [Revision(*row) for row in rows]


def revision(seminar: Seminar, language: str, id: int) -> SeminarRevision | None:
    """Return one former text."""
    return db.session.scalar(
        select(SeminarRevision).where(
            SeminarRevision.id == id,
            SeminarRevision.seminar_id == seminar.id,
            SeminarRevision.language == language,
        )
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Who takes part and what they said."""

    head: list[str]
    rows: list[list[str | date]]


def table(seminar: Seminar, language: str) -> Table:
    """Return everybody who has a place or waits, in the order in which they asked, in four statements."""
    fields = items(QuestionnaireField, seminar)
    places = db.session.scalars(
        select(Registration)
        .where(Registration.seminar_id == seminar.id, Registration.state != PlaceState.LEFT)
        .order_by(Registration.asked_at, Registration.id)
    ).all()
    ids = [place.id for place in places]
    answers: dict[tuple[int, int], Any] = {
        (row.registration_id, row.field_id): row.value
        for row in db.session.execute(
            select(Answer.registration_id, Answer.field_id, Answer.value).where(
                Answer.registration_id.in_(ids)
            )
        )
    }
    consents = {
        (event.registration_id, event.purpose): event.is_given
        for event in db.session.scalars(
            select(ParticipantConsent)
            .where(ParticipantConsent.registration_id.in_(ids))
            .order_by(ParticipantConsent.id)
        )
    }
    words = {field.id: best_text(field.texts, language, seminar.source_language)[1] for field in fields}
    head = [_("Name"), _("E-mail address"), _("Organisation"), _("Place"), _("Since")]
    head += [words[field.id]["label"] for field in fields]
    head += [str(CONSENTS[purpose]) for purpose in JOINERS_CONSENTS]
    rows: list[list[str | date]] = [
        [
            place.name,
            place.email,
            place.organisation,
            str(PLACE_LABELS[place.state]),
            place.asked_at.date(),
            *(_shown(field, words[field.id], answers.get((place.id, field.id))) for field in fields),
            *(_("yes") if consents.get((place.id, purpose)) else _("no") for purpose in JOINERS_CONSENTS),
        ]
        for place in places
    ]
    return Table(head, rows)


def _shown(field: QuestionnaireField, words: dict[str, str], value: Any) -> str:
    if value is None:
        return ""
    if field.kind in (FieldKind.SHORT, FieldKind.SCALE):
        return str(value)
    options = words.get("options", "").splitlines()
    chosen = value if isinstance(value, list) else [value]
    return "; ".join(options[number].strip() for number in chosen if number < len(options))


def as_csv(shown: Table) -> str:
    """Return a table for spreadsheets, with days as these read them; no cell of it is a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(cell) for cell in shown.head])
    writer.writerows([_harmless(cell) for cell in row] for row in shown.rows)
    return "\ufeff" + out.getvalue()


def _harmless(cell: str | date) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_DANGEROUS) else cell
