"""Joining a seminar: a place for an address, no account; answers, consents, and giving a place back."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select

from cop.accounts.content import known_zone, normal_email, tidy_name
from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit
from cop.core.permissions import VISITOR, Actor
from cop.records.content import LINE_LIMIT
from cop.seminars import mails, queueing
from cop.seminars.content import JOINERS_CONSENTS, KIND, SCALE, WORDING_VERSION
from cop.seminars.enums import FieldKind, PlaceState, Purpose
from cop.seminars.models import Answer, ParticipantConsent, QuestionnaireField, Registration, Seminar
from cop.seminars.queries import items
from cop.seminars.rules import JOINABLE, PLANNED

JOINING: Final = Limit("seminars.join", 30, 3600)
"""By the address of the machine: a whole office may join from one."""
MAILS: Final = Limit("seminars.mail", 5, 24 * 3600)
"""By the address that is written to: nobody can have somebody else flooded."""
Given = Mapping[int, Any]
"""Answers by the id of the field, as they were typed or ticked."""


def join(
    seminar: Seminar,
    *,
    actor: Actor,
    email: str,
    name: str,
    organisation: str,
    language: str,
    timezone: str,
    answers: Given,
    consents: Sequence[Purpose],
) -> Registration:
    """Take a place, or one on the waiting list. The same address twice is the same place, told again by mail.

    Nothing that is typed for an address which has a place already changes it: only its link does.
    """
    _refuse_unless_open(seminar)
    address = normal_email(email)
    values = {
        "name": tidy_name(name),
        "organisation": _line("organisation", organisation),
        "language": language,
        "timezone": known_zone(timezone, language),
    }
    given = checked(items(QuestionnaireField, seminar), answers)
    queueing.lock(seminar)
    place, is_new = _place(seminar, address, values, actor)
    if is_new:
        _write_answers(place, given)
        _write_consents(place, consents)
    elif place.state is PlaceState.LEFT:
        place.state, place.asked_at = _state(seminar), now()
        audit.record(VISITOR, "seminar.join_again", KIND, seminar.slug, place=place.id)
    place.changes += 1
    db.session.flush()
    mails.joined(seminar, place)
    queueing.settle(seminar)
    return place


def _refuse_unless_open(seminar: Seminar) -> None:
    if seminar.state not in JOINABLE:
        raise ConflictError(_("Joining is not open now. What you typed is still on this page."))


def _line(field: str, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > LINE_LIMIT:
        raise InvalidError(field, _("Use at most %(count)s characters.", count=LINE_LIMIT))
    return line


def _state(seminar: Seminar) -> PlaceState:
    # Whoever waits already is before whoever comes now, even where a place has just become free.
    must_wait = queueing.is_full(seminar) or queueing.count(seminar, PlaceState.WAITING) > 0
    return PlaceState.WAITING if must_wait else PlaceState.JOINED


def _place(
    seminar: Seminar, email: str, values: Mapping[str, Any], actor: Actor
) -> tuple[Registration, bool]:
    row = {
        **values,
        "seminar_id": seminar.id,
        "email": email,
        "key": secrets.token_urlsafe(24),
        "user_id": actor.id,
        "state": _state(seminar),
        "asked_at": now(),
        "changes": 0,
    }
    id = insert_if_absent(Registration, row, ["seminar_id", "email"])
    query = select(Registration).where(Registration.seminar_id == seminar.id, Registration.email == email)
    place = db.session.scalars(query).one()
    if id is not None:
        audit.record(actor, "seminar.join", KIND, seminar.slug, place=place.id)
    elif place.user_id is None and actor.id is not None:
        place.user_id = actor.id
    return place, id is not None


def change(
    place: Registration,
    seminar: Seminar,
    *,
    name: str,
    organisation: str,
    timezone: str,
    answers: Given,
    consents: Sequence[Purpose],
) -> None:
    """Change what one has said; who has the link may. A consent taken back is an event of its own."""
    given = checked(items(QuestionnaireField, seminar), answers)
    place.name, place.organisation = tidy_name(name), _line("organisation", organisation)
    place.timezone = known_zone(timezone, place.language)
    _write_answers(place, given)
    _write_consents(place, consents)
    audit.record(VISITOR, "seminar.change_place", KIND, seminar.slug, place=place.id)


def leave(place: Registration, seminar: Seminar) -> None:
    """Give a place back; whoever waits longest moves up. Safe to repeat; the link stays good."""
    if place.state is PlaceState.LEFT:
        return
    queueing.lock(seminar)
    place.state = PlaceState.LEFT
    place.changes += 1
    db.session.execute(delete(Answer).where(Answer.registration_id == place.id))
    db.session.flush()
    audit.record(VISITOR, "seminar.leave", KIND, seminar.slug, place=place.id)
    queueing.settle(seminar)


def come_back(place: Registration, seminar: Seminar) -> None:
    """Take a place again that one has given back; safe to repeat."""
    if place.state is not PlaceState.LEFT:
        return
    _refuse_unless_open(seminar)
    queueing.lock(seminar)
    place.state, place.asked_at = _state(seminar), now()
    place.changes += 1
    db.session.flush()
    audit.record(VISITOR, "seminar.join_again", KIND, seminar.slug, place=place.id)
    mails.joined(seminar, place)
    queueing.settle(seminar)


def may_change(seminar: Seminar) -> bool:
    """Whether what one has said can still be changed."""
    return seminar.state in PLANNED


def checked(fields: Sequence[QuestionnaireField], given: Given) -> dict[int, Any]:
    """Return the answers that fit their questions; raise InvalidError naming the first that does not."""
    found = {}
    for field in fields:
        value = _checked(field, given.get(field.id))
        if value in (None, "", []):
            if field.is_required:
                raise InvalidError(f"answer-{field.id}", _("Please answer this question."))
        else:
            found[field.id] = value
    return found


def options(field: QuestionnaireField) -> int:
    """Return how many answers there are to choose from."""
    return max((len(words.get("options", "").splitlines()) for words in field.texts.values()), default=0)


def _checked(field: QuestionnaireField, value: Any) -> Any:
    name = f"answer-{field.id}"
    if field.kind is FieldKind.SHORT:
        return _line(name, str(value or ""))
    chosen = [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
    known = SCALE if field.kind is FieldKind.SCALE else range(options(field))
    if any(not one.isdigit() or int(one) not in known for one in chosen):
        raise InvalidError(name, _("Choose one of the answers."))
    numbers = sorted({int(one) for one in chosen})
    if field.kind is FieldKind.SEVERAL:
        return numbers
    return numbers[0] if numbers else None


def _write_answers(place: Registration, given: Mapping[int, Any]) -> None:
    db.session.execute(delete(Answer).where(Answer.registration_id == place.id))
    db.session.add_all(
        Answer(registration_id=place.id, field_id=id, value=value) for id, value in given.items()
    )
    db.session.flush()


def _write_consents(place: Registration, consents: Sequence[Purpose]) -> None:
    held = consents_of(place)
    for purpose in JOINERS_CONSENTS:
        is_given = purpose in consents
        if is_given is not held.get(purpose, False):
            db.session.add(
                ParticipantConsent(
                    registration_id=place.id,
                    purpose=purpose,
                    wording_version=WORDING_VERSION,
                    language=place.language,
                    is_given=is_given,
                )
            )
    db.session.flush()


def consents_of(place: Registration) -> dict[Purpose, bool]:
    """Return what somebody agrees to now."""
    query = select(ParticipantConsent).where(ParticipantConsent.registration_id == place.id)
    return {one.purpose: one.is_given for one in db.session.scalars(query.order_by(ParticipantConsent.id))}


def answers_of(place: Registration) -> dict[int, Any]:
    """Return what somebody has answered, by the id of the field."""
    rows = db.session.execute(select(Answer.field_id, Answer.value).where(Answer.registration_id == place.id))
    return {row.field_id: row.value for row in rows}
