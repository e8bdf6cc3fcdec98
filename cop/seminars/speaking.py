"""Speakers, who need no account: asked by mail, they agree to recording and publication, and give slides."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit
from cop.core.permissions import Actor, authorize
from cop.media import operations as media
from cop.media import queries as media_queries
from cop.media.enums import PeopleShown
from cop.media.operations import Taken
from cop.seminars import mails
from cop.seminars.content import (
    CONSENTS,
    CONTRIBUTION_KIND,
    KIND,
    SPEAKERS_CONSENTS,
    WORDING_VERSION,
)
from cop.seminars.enums import Material, Purpose
from cop.seminars.models import Contribution, Seminar, SpeakerConsent
from cop.seminars.operations import touch
from cop.seminars.rules import Permission

GIVING: Final = Limit("seminars.slides", 20, 24 * 3600)
PAUSE: Final = timedelta(minutes=10)
"""A speaker gets one mail for a button that is pressed twice."""


def ask(contribution: Contribution, seminar: Seminar, *, actor: Actor, language: str) -> None:
    """Send a speaker the link by which they agree and give slides; pressing twice sends one mail."""
    authorize(actor, Permission.EDIT, seminar)
    if not contribution.email:
        raise InvalidError("email", _("Write the speaker's address first, and save."))
    if contribution.invited_at is not None and contribution.invited_at > now() - PAUSE:
        return
    contribution.invited_at = now()
    db.session.flush()
    audit.record(actor, "seminar.ask_speaker", KIND, seminar.slug, contribution=contribution.id)
    mails.ask_speaker(
        seminar,
        contribution,
        language=language if language in LANGUAGES else seminar.source_language,
        who=actor.name,
    )


def take(contribution: Contribution, data: bytes, name: str, *, actor: Actor) -> Taken:
    """Take the bytes of slides; this commits, as `media.take` does."""
    authorize(actor, Permission.SPEAK, contribution)
    return media.take(data, name=name, actor=actor)


def say(
    contribution: Contribution,
    seminar: Seminar,
    *,
    actor: Actor,
    language: str,
    recording: bool,
    publication: bool,
    url: str | None,
    file: tuple[Taken, str] | None = None,
) -> None:
    """Note what a speaker agrees to, and their slides; whoever has the link may. Safe to repeat."""
    authorize(actor, Permission.SPEAK, contribution)
    _note(contribution, Purpose.RECORDING, language, is_given=recording)
    _note(contribution, Purpose.PUBLICATION, language, is_given=publication)
    if file is not None:
        taken, name = file
        kept = media.keep(
            taken, name=name, subject_kind=CONTRIBUTION_KIND, subject_id=contribution.id, actor=actor
        )
        contribution.slides_file = kept.id
    contribution.slides_url = url
    has_slides = bool(url or contribution.slides_file)
    if publication and has_slides:
        contribution.slides = Material.THERE
    elif has_slides or contribution.slides is Material.THERE:
        contribution.slides = Material.AWAITED
    _show(contribution, seminar, actor, is_agreed=publication)
    contribution.revision += 1
    db.session.flush()
    audit.record(actor, "seminar.speaker", KIND, seminar.slug, contribution=contribution.id)
    touch(seminar)


def _show(contribution: Contribution, seminar: Seminar, actor: Actor, *, is_agreed: bool) -> None:
    """Let the file be seen by everybody while its speaker agrees, and by nobody else."""
    if contribution.slides_file is None:
        return
    found = media_queries.file_of(contribution.slides_file, CONTRIBUTION_KIND, contribution.id)
    if found is None:
        contribution.slides_file = None
        return
    speaker = contribution.texts.get(seminar.source_language, {}).get("speaker", "")
    media.describe(
        found,
        actor=actor,
        rights=speaker,
        people_shown=PeopleShown.AGREED if is_agreed else PeopleShown.UNKNOWN,
        descriptions={},
    )


def _note(contribution: Contribution, purpose: Purpose, language: str, *, is_given: bool) -> None:
    if is_given is not held(contribution).get(purpose, False):
        db.session.add(
            SpeakerConsent(
                contribution_id=contribution.id,
                purpose=purpose,
                wording_version=WORDING_VERSION,
                language=language,
                is_given=is_given,
            )
        )
        db.session.flush()


def held(contribution: Contribution) -> dict[Purpose, bool]:
    """Return what a speaker agrees to now; what was never answered is not in it."""
    query = select(SpeakerConsent).where(SpeakerConsent.contribution_id == contribution.id)
    return {one.purpose: one.is_given for one in db.session.scalars(query.order_by(SpeakerConsent.id))}


def shown(contribution: Contribution) -> list[tuple[str, str]]:
    """Return (wording, answer) of each consent, for those who look after the seminar."""
    answers = held(contribution)
    words = {True: _("agreed"), False: _("taken back"), None: _("not answered")}
    return [(str(CONSENTS[one]), words[answers.get(one)]) for one in SPEAKERS_CONSENTS]
