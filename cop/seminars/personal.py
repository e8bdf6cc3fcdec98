"""What is kept about those who take part in seminars, speak there, or look after them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from cop.accounts.queries import address_of
from cop.core.db import db
from cop.core.i18n import lazy_gettext as _l
from cop.core.i18n import ngettext
from cop.core.privacy import PersonalData
from cop.seminars.content import CONSENTS, PLACE_LABELS
from cop.seminars.models import (
    Answer,
    Consent,
    Contribution,
    Facilitator,
    ParticipantConsent,
    QuestionnaireField,
    Registration,
    Seminar,
    SeminarRevision,
    SeminarText,
    SpeakerConsent,
    TextDraft,
    Wording,
)

Rows = Iterator[Mapping[str, Any]]


def _is_theirs(person_id: int) -> ColumnElement[bool]:
    """Places by account, and those asked for without one from the same address."""
    return or_(Registration.user_id == person_id, Registration.email == address_of(person_id))


def _speaks(person_id: int) -> ColumnElement[bool]:
    return Contribution.email == address_of(person_id)


def _places(person_id: int) -> Rows:
    query = (
        select(Registration, Seminar.slug)
        .join(Seminar, Seminar.id == Registration.seminar_id)
        .where(_is_theirs(person_id))
        .order_by(Registration.id)
    )
    for place, slug in db.session.execute(query).all():
        yield {
            "seminar": slug,
            "name": place.name,
            "email": place.email,
            "organisation": place.organisation,
            "state": place.state.value,
            "asked": place.asked_at.isoformat(),
            "answers": _answers(place.id),
            "consents": _consents(ParticipantConsent, ParticipantConsent.registration_id == place.id),
        }


def _answers(place: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(QuestionnaireField.texts, Answer.value)
        .join(Answer, Answer.field_id == QuestionnaireField.id)
        .where(Answer.registration_id == place)
        .order_by(QuestionnaireField.position)
    )
    return [{"question": row.texts, "answer": row.value} for row in rows]


def _consents(model: type[Consent], condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    return [
        {
            "purpose": event.purpose.value,
            "wording": event.wording_version,
            "language": event.language,
            "given": event.is_given,
            "at": event.at.isoformat(),
        }
        for event in db.session.scalars(select(model).where(condition).order_by(model.id))
    ]


def _erase_places(person_id: int) -> None:
    db.session.execute(
        delete(Registration).where(_is_theirs(person_id)).execution_options(synchronize_session=False)
    )


def _effects(person_id: int) -> Iterator[str]:
    places = len(db.session.scalars(select(Registration.id).where(_is_theirs(person_id))).all())
    if places:
        yield ngettext(
            "Your place in %(n)s seminar is deleted, with your answers.",
            "Your places in %(n)s seminars are deleted, with your answers.",
            places,
        )


def _contributions(person_id: int) -> Rows:
    for one in db.session.scalars(
        select(Contribution).where(_speaks(person_id)).order_by(Contribution.id)
    ).all():
        yield {
            "seminar": one.seminar_id,
            "words": one.texts,
            "email": one.email,
            "consents": _consents(SpeakerConsent, SpeakerConsent.contribution_id == one.id),
        }


def _erase_contributions(person_id: int) -> None:
    # What was said in public stays, as the record of a seminar that took place; the address goes.
    db.session.execute(
        update(Contribution)
        .where(_speaks(person_id))
        .values(email="")
        .execution_options(synchronize_session=False)
    )


def _facilitated(person_id: int) -> Rows:
    query = (
        select(Seminar.slug, Facilitator.since)
        .join(Facilitator, Facilitator.seminar_id == Seminar.id)
        .where(Facilitator.user_id == person_id)
        .order_by(Seminar.id)
    )
    for row in db.session.execute(query):
        yield {"seminar": row.slug, "since": row.since.isoformat()}


def _erase_facilitators(person_id: int) -> None:
    db.session.execute(
        delete(Facilitator)
        .where(Facilitator.user_id == person_id)
        .execution_options(synchronize_session=False)
    )


def _edited(model: type[Wording]) -> Any:
    def export(person_id: int) -> Rows:
        for text in db.session.scalars(select(model).where(model.edited_by == person_id)):
            yield {
                "language": text.language,
                "fields": text.fields,
                "edited_at": text.edited_at.isoformat(),
            }

    return export


def _erase_edited(model: type[Wording]) -> Any:
    def erase(person_id: int) -> None:
        db.session.execute(
            update(model)
            .where(model.edited_by == person_id)
            .values(edited_by=None)
            .execution_options(synchronize_session=False)
        )

    return erase


_NAMELESS = _l("As long as the seminar is kept; when you leave, your name is taken off it.")
_EDITING = _l("Who wrote what is said of a seminar, so that nothing is lost.")


def _drafts(person_id: int) -> Rows:
    query = select(TextDraft, Seminar.slug).join(Seminar, Seminar.id == TextDraft.seminar_id)
    for draft, slug in db.session.execute(query.where(TextDraft.user_id == person_id)):
        yield {
            "seminar": slug,
            "language": draft.language,
            "words": {name: words for name, words in draft.fields.items() if words},
            "edited_at": draft.saved_at.isoformat(),
        }


def _drafts_gone(person_id: int) -> None:
    db.session.execute(delete(TextDraft).where(TextDraft.user_id == person_id))


PERSONAL = (
    PersonalData(
        table="seminar_registrations",
        what=_l("Your places in seminars, your answers and what you agreed to"),
        purpose=_l("To hold your place, remind you, and tell you when the time changes."),
        retention=_l("Until a year after the seminar, or until you leave."),
        export=_places,
        erase=_erase_places,
        effects=_effects,
        values={"state": PLACE_LABELS, "purpose": CONSENTS},
    ),
    PersonalData(
        table="seminar_contributions",
        what=_l("Contributions to seminars that you were asked about by mail"),
        purpose=_l("To ask you whether you agree to recording and publication, and for your slides."),
        retention=_l("The address until a year after the seminar, or until you leave."),
        export=_contributions,
        erase=_erase_contributions,
        values={"purpose": CONSENTS},
    ),
    PersonalData(
        table="seminar_facilitators",
        what=_l("Seminars that you look after"),
        purpose=_l("Who may change a seminar, and who is reminded of its outcome."),
        retention=_l("Until you hand the seminar over, or leave."),
        export=_facilitated,
        erase=_erase_facilitators,
    ),
    PersonalData(
        table="seminar_texts",
        what=_l("Texts of seminars that you wrote"),
        purpose=_EDITING,
        retention=_NAMELESS,
        export=_edited(SeminarText),
        erase=_erase_edited(SeminarText),
    ),
    PersonalData(
        table="seminar_revisions",
        what=_l("Earlier texts of seminars that you wrote"),
        purpose=_EDITING,
        retention=_NAMELESS,
        export=_edited(SeminarRevision),
        erase=_erase_edited(SeminarRevision),
    ),
    PersonalData(
        "seminar_text_drafts",
        _l("Texts of seminars that you are writing"),
        _l("So that nothing is lost that you have typed."),
        _l("Until you save or throw it away, for half a year, or until you leave."),
        _drafts,
        _drafts_gone,
    ),
)
