"""Changing seminars: beginning one, its facts, texts and states, and who looks after it."""

from typing import Any, Final

from sqlalchemy import delete, select, update

from cop.accounts.content import normal_email
from cop.accounts.enums import UserState
from cop.accounts.queries import by_email
from cop.config import LANGUAGES
from cop.consents.enums import Scope
from cop.consents.queries import refuse_unfit_texts
from cop.core import audit, outbox, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.markdown import RENDERER
from cop.core.permissions import Actor, Role, authorize
from cop.core.slugs import numbered, slug_of
from cop.groups.finding import offered
from cop.search import index
from cop.seminars import mails, queueing
from cop.seminars.content import CONTRIBUTION_KIND, KIND, SECTIONS, Facts, Text
from cop.seminars.enums import State
from cop.seminars.models import Contribution, Facilitator, Seminar, SeminarRevision, SeminarText
from cop.seminars.queries import rendered, texts_of, when
from cop.seminars.rules import ALLOWED, PLANNED, Permission
from cop.seminars.times import When

RESERVED: Final = frozenset({"new", "mine", "places", "speaking"})
"""Addresses of ours beside those of the seminars."""
_TOLD: Final = frozenset({"day", "begins", "minutes", "zone"})


class TextConflictError(ConflictError):
    """Somebody else has changed the text meanwhile; `present` is what it says now."""

    def __init__(self, present: SeminarText) -> None:
        super().__init__(_("Somebody has changed this text while you were writing."))
        self.present = present


class FactsConflictError(ConflictError):
    """Somebody else has changed the facts meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has changed this while you were writing. Look at both, then save again.")
        )


def begin(facts: Facts, text: Text, *, actor: Actor, language: str, slug: str = "") -> Seminar:
    """Begin a seminar as a draft; whoever begins it looks after it."""
    authorize(actor, Permission.BEGIN)
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    _refuse_group(facts.group, actor)
    seminar = Seminar(
        slug=slug or _free_slug(text.title, language), source_language=language, sequence=0, source={}
    )
    _take(seminar, facts)
    db.session.add(seminar)
    db.session.flush()
    _write_text(seminar, language, text, actor)
    if actor.id is not None:
        db.session.add(Facilitator(seminar_id=seminar.id, user_id=actor.id))
        db.session.flush()
    audit.record(actor, "seminar.begin", KIND, seminar.slug)
    touch(seminar)
    return seminar


def _refuse_group(group: str | None, actor: Actor) -> None:
    """Raise InvalidError where a seminar cannot belong to that group, or this actor cannot say so."""
    is_free = actor.is_system or Role.EDITOR in actor.roles
    if group is None and is_free:
        return
    if group not in dict(offered(actor, "en")):
        raise InvalidError(
            "group", _("Choose a group that you lead.") if not is_free else _("Choose a group.")
        )


def _free_slug(title: str, language: str) -> str:
    for slug in numbered(slug_of(title, language) or "seminar"):
        is_taken = db.session.scalar(select(Seminar.id).where(Seminar.slug == slug)) is not None
        if slug not in RESERVED and not is_taken:
            return slug
    raise AssertionError("numbers never end")


def _take(seminar: Seminar, facts: Facts) -> None:
    """Write the facts into the row, and the moments that follow from them."""
    moment = When(facts.day, facts.begins, facts.minutes, facts.zone).checked()
    for name in facts.model_dump(exclude={"parties", "source"}):
        setattr(seminar, name, getattr(facts, name))
    seminar.parties = [party.model_dump() for party in facts.parties]
    seminar.source = facts.source.model_dump() if facts.source else {}
    seminar.starts_at, seminar.ends_at = moment.starts_at, moment.ends_at


def facts_of(seminar: Seminar) -> Facts:
    """Return the facts of a seminar."""
    values: dict[str, Any] = {name: getattr(seminar, name) for name in Facts.model_fields}
    return Facts.model_validate(values | {"source": seminar.source or None})


def change_facts(seminar: Seminar, facts: Facts, *, actor: Actor, version: int) -> Seminar:
    """Take other facts; where the time is another one, those with a place are told, and calendars too."""
    authorize(actor, Permission.EDIT, seminar)
    before = facts_of(seminar)
    if before == facts:
        return seminar
    if seminar.version != version:
        raise FactsConflictError
    if facts.group != before.group and (facts.group is not None or before.group is not None):
        _refuse_group(facts.group or before.group, actor)  # who takes it out must be able to put it in
    old = when(seminar)
    _take(seminar, facts)
    changed = sorted(name for name in Facts.model_fields if getattr(before, name) != getattr(facts, name))
    if not _TOLD.isdisjoint(changed):
        seminar.sequence += 1
        if seminar.state in PLANNED:
            mails.moved(seminar, old)
    db.session.flush()
    queueing.settle(seminar)  # there may be more places now
    audit.record(actor, "seminar.change", KIND, seminar.slug, fields=changed)
    touch(seminar)
    return seminar


def change_text(seminar: Seminar, language: str, text: Text, *, actor: Actor, revision: int) -> SeminarText:
    """Take another text; `revision` is the one its writer had before their eyes, 0 for none."""
    authorize(actor, Permission.EDIT, seminar)
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    present = db.session.get(
        SeminarText, (seminar.id, language), with_for_update=True, populate_existing=True
    )
    fields = text.model_dump()
    if present is not None and present.fields == fields:
        return present
    refuse_unfit_texts({name: fields[name] for name in SECTIONS}, language, scope=Scope.PAGE)
    if present is not None and present.revision != revision:
        raise TextConflictError(present)
    if present is not None and present.title != text.title:
        seminar.sequence += 1
    written = _write_text(seminar, language, text, actor)
    audit.record(actor, "seminar.text", KIND, seminar.slug, language=language, revision=written.revision)
    touch(seminar)
    return written


def _write_text(seminar: Seminar, language: str, text: Text, actor: Actor) -> SeminarText:
    fields: dict[str, str] = text.model_dump()
    present = db.session.get(SeminarText, (seminar.id, language))
    if present is None:
        present = SeminarText(seminar_id=seminar.id, language=language, revision=0)
        db.session.add(present)
    else:
        db.session.add(
            SeminarRevision(
                seminar_id=seminar.id,
                language=language,
                revision=present.revision,
                fields=present.fields,
                edited_by=present.edited_by,
                edited_at=present.edited_at,
            )
        )
    present.title, present.strapline, present.fields = text.title, text.strapline, fields
    present.html, present.renderer = rendered(fields), RENDERER
    present.revision += 1
    present.edited_by, present.edited_at = actor.id, now()
    db.session.flush()
    return present


def restore_text(seminar: Seminar, former: SeminarRevision, *, actor: Actor) -> SeminarText:
    """Bring back what a text said before; what it says now is kept as a former one."""
    present = texts_of(seminar).get(former.language)
    return change_text(
        seminar,
        former.language,
        Text.model_validate(former.fields),
        actor=actor,
        revision=present.revision if present else 0,
    )


def move(seminar: Seminar, state: State, *, actor: Actor) -> Seminar:
    """Bring a seminar into another state; being there already is well."""
    authorize(actor, Permission.EDIT, seminar)
    before = seminar.state
    if before is state:
        return seminar
    if state not in ALLOWED[before]:
        raise ConflictError(_("That does not follow from where the seminar stands now."))
    seminar.state = state
    if State.CANCELLED in (before, state) or State.POSTPONED in (before, state):
        seminar.sequence += 1
    if state in (State.CANCELLED, State.POSTPONED) and before is not State.DRAFT:
        mails.called_off(seminar)
    db.session.flush()
    audit.record(actor, "seminar.move", KIND, seminar.slug, before=before.value, after=state.value)
    queueing.settle(seminar)
    touch(seminar)
    return seminar


def add_facilitator(seminar: Seminar, email: str, *, actor: Actor) -> None:
    """Let a member look after the seminar; safe to repeat."""
    authorize(actor, Permission.NAME_FACILITATORS, seminar)
    user = by_email(normal_email(email))
    if user is None or user.state is not UserState.ACTIVE:
        raise InvalidError("email", _("There is no member with this address. Ask them to sign up first."))
    values = {"seminar_id": seminar.id, "user_id": user.id, "since": now()}
    is_known = db.session.get(Facilitator, (seminar.id, user.id)) is not None
    if not is_known:
        db.session.add(Facilitator(**values))
        db.session.flush()
        audit.record(actor, "seminar.facilitator", KIND, seminar.slug, member=user.id)
        mails.made_facilitator(seminar, user.id)


def remove_facilitator(seminar: Seminar, user_id: int, *, actor: Actor) -> None:
    """Let somebody look after the seminar no longer; safe to repeat."""
    authorize(actor, Permission.NAME_FACILITATORS, seminar)
    gone = db.session.execute(
        delete(Facilitator)
        .where(Facilitator.seminar_id == seminar.id, Facilitator.user_id == user_id)
        .returning(Facilitator.user_id)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        audit.record(actor, "seminar.facilitator_gone", KIND, seminar.slug, member=user_id)


def touch(seminar: Seminar) -> None:
    """Note that what is said of a seminar has changed: pages kept, index and its date follow."""
    db.session.execute(
        update(Seminar)
        .where(Seminar.id == seminar.id)
        .values(updated_at=now())
        .execution_options(synchronize_session=False)
    )
    contributions = db.session.scalars(select(Contribution.id).where(Contribution.seminar_id == seminar.id))
    subjects = [index.subject(KIND, seminar.id)]
    subjects += [index.subject(CONTRIBUTION_KIND, id) for id in contributions]
    outbox.enqueue(index.JOB_KIND, subjects)
    stamps.bump(stamps.CONTENT)
