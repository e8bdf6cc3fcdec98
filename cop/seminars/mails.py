"""Who is told what about a seminar: in their language, with their own time beside the event's."""

from collections.abc import Sequence

from sqlalchemy import select

from cop.accounts.news import notify
from cop.core.db import db
from cop.core.i18n import best_text, speaking
from cop.mail.letters import Letter, post
from cop.seminars.content import KIND
from cop.seminars.enums import PlaceState, State
from cop.seminars.links import place_path, speaker_path
from cop.seminars.models import Contribution, Facilitator, Registration, Seminar
from cop.seminars.queries import texts_of, when
from cop.seminars.times import When, words

NEWS = "seminars"
"""The kind of news that one may want to hear of at once, in a digest, or never."""


def _title(seminar: Seminar, language: str) -> str:
    texts = {code: text.title for code, text in texts_of(seminar).items()}
    return best_text(texts, language, seminar.source_language)[1]


def _places(seminar: Seminar) -> Sequence[Registration]:
    query = select(Registration).where(
        Registration.seminar_id == seminar.id, Registration.state != PlaceState.LEFT
    )
    return db.session.scalars(query.order_by(Registration.id)).all()


def _write(seminar: Seminar, place: Registration, template: str, reason: str, **more: str) -> None:
    """Write to somebody with a place; the same reason twice is one mail."""
    with speaking(place.language):
        at = words(when(seminar), place.language, place.timezone)
    post(
        Letter(
            reason=f"seminars.{reason}:{place.id}",
            to=place.email,
            template=f"seminars/{template}",
            language=place.language,
            context={
                "title": _title(seminar, place.language),
                "when": at,
                "link": place_path(place, place.language),
                "state": place.state.value,
            }
            | more,
            name=place.name,
            person_id=place.user_id,
            kind=KIND,
        )
    )


def _speakers(seminar: Seminar) -> list[Contribution]:
    """Return those who were asked by mail, once each; whoever has a place too is told as such."""
    query = select(Contribution).where(
        Contribution.seminar_id == seminar.id, Contribution.email != "", Contribution.invited_at.is_not(None)
    )
    known = {place.email.casefold() for place in _places(seminar)}
    found: dict[str, Contribution] = {}
    for one in db.session.scalars(query.order_by(Contribution.id)):
        found.setdefault(one.email.casefold(), one)
    return [one for email, one in found.items() if email not in known]


def _write_speaker(
    seminar: Seminar, contribution: Contribution, template: str, language: str, **more: str
) -> None:
    with speaking(language):
        at = words(when(seminar), language)
    post(
        Letter(
            reason=f"seminars.{template}:{seminar.id}:{seminar.sequence}:speaker:{contribution.id}",
            to=contribution.email,
            template=f"seminars/{template}",
            language=language,
            context={
                "title": _title(seminar, language),
                "when": at,
                "link": speaker_path(contribution, language),
                "state": "speaker",
            }
            | more,
            name=best_text(contribution.texts, language, language)[1].get("speaker", ""),
            kind=KIND,
        )
    )


def joined(seminar: Seminar, place: Registration) -> None:
    """Send the link by which somebody holds their place; asking again sends it again."""
    calendar = f"{place_path(place, place.language)}/calendar.ics"
    _write(seminar, place, "joined", f"joined:{place.changes}", calendar=calendar)


def moved_up(seminar: Seminar, place: Registration) -> None:
    """Tell somebody who waited that they have a place."""
    _write(seminar, place, "moved_up", f"moved_up:{place.changes}")


def moved(seminar: Seminar, old: When) -> None:
    """Tell speakers, and whoever has a place or waits for one, that the time is another; and nobody else."""
    for place in _places(seminar):
        with speaking(place.language):
            before = words(old, place.language, place.timezone)
        _write(seminar, place, "moved", f"moved:{seminar.id}:{seminar.sequence}", before=before)
    language = seminar.source_language
    with speaking(language):
        before = words(old, language)
    for contribution in _speakers(seminar):
        _write_speaker(seminar, contribution, "moved", language, before=before)


def called_off(seminar: Seminar) -> None:
    """Tell speakers, and everybody who has a place or waits for one, that it is cancelled or postponed."""
    template = "cancelled" if seminar.state is State.CANCELLED else "postponed"
    for place in _places(seminar):
        _write(seminar, place, template, f"{template}:{seminar.id}:{seminar.sequence}")
    for contribution in _speakers(seminar):
        _write_speaker(seminar, contribution, template, seminar.source_language)


def remind(seminar: Seminar, place: Registration) -> None:
    """Remind somebody a day before; where the seminar moves, there is another reminder for the new time."""
    _write(seminar, place, "reminder", f"reminder:{seminar.id}:{int(seminar.starts_at.timestamp())}")


def made_facilitator(seminar: Seminar, user_id: int) -> None:
    """Tell a member that a seminar is in their care."""
    notify(
        [user_id],
        reason=f"seminars.facilitator:{seminar.id}",
        kind=NEWS,
        template="seminars/facilitator",
        title=_title(seminar, seminar.source_language),
        slug=seminar.slug,
    )


def outcome_waits(seminar: Seminar, *, ready: int, parts: int, days: int) -> None:
    """Remind those who look after a seminar of what its outcome still lacks."""
    query = select(Facilitator.user_id).where(Facilitator.seminar_id == seminar.id)
    notify(
        db.session.scalars(query).all(),
        reason=f"seminars.outcome:{seminar.id}:{seminar.sequence}:{days}",
        kind=NEWS,
        template="seminars/outcome_waits",
        title=_title(seminar, seminar.source_language),
        slug=seminar.slug,
        ready=ready,
        parts=parts,
    )


def ask_speaker(seminar: Seminar, contribution: Contribution, *, language: str, who: str) -> None:
    """Send a speaker the link by which they agree, and give their slides."""
    text = best_text(contribution.texts, language, seminar.source_language)[1]
    with speaking(language):
        at = words(when(seminar), language)
    moment = int(contribution.invited_at.timestamp()) if contribution.invited_at else 0
    post(
        Letter(
            reason=f"seminars.speaker:{contribution.id}:{moment}",
            to=contribution.email,
            template="seminars/speaker",
            language=language,
            context={
                "title": _title(seminar, language),
                "when": at,
                "who": who,
                "link": speaker_path(contribution, language),
            },
            name=text.get("speaker", ""),
            kind=KIND,
        )
    )
