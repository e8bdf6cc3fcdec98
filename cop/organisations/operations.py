"""Naming organisations, and asking, confirming and ceasing to speak for them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, update

from cop.accounts.operations import notify
from cop.accounts.queries import people, with_role
from cop.core import audit, stamps
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.limits import Limit
from cop.core.permissions import Actor, Role, authorize
from cop.core.slugs import numbered, slug_of
from cop.organisations import queries
from cop.organisations.content import OrganisationContent
from cop.organisations.models import Organisation, Speaker
from cop.organisations.queries import Known
from cop.organisations.rules import Permission

NEWS: Final = "organisations"
ASKING: Final = Limit("organisations.ask", 20, 24 * 3600)
RESERVED: Final = frozenset({"new"})
"""Pages of ours beside those of the organisations."""


class AlreadyKnownError(ConflictError):
    """There are organisations of this name; `known` are they."""

    def __init__(self, known: list[Known]) -> None:
        super().__init__(_("An organisation of this name is here already."))
        self.known = known


def name(
    content: OrganisationContent, *, actor: Actor, note: str = "", is_another: bool = False
) -> Organisation:
    """Write down an organisation that is not here yet, and ask to speak for it.

    Raise AlreadyKnownError where one has this name, unless it `is_another`. Naming the same one twice is
    naming it once.
    """
    authorize(actor, Permission.NAME)
    known = queries.similar(content.name, content.language)
    if (own := _asked_before(known, actor)) is not None:
        return own
    if known and not is_another:
        raise AlreadyKnownError(known)
    organisation = _written(content, is_another=is_another)
    audit.record(actor, "organisation.name", "organisation", organisation.slug)
    ask(organisation, actor=actor, note=note)
    return organisation


def _asked_before(known: Sequence[Known], actor: Actor) -> Organisation | None:
    """Return the one among these that this actor has named, and that nobody has listed yet."""
    return db.session.scalar(
        select(Organisation)
        .join(Speaker, Speaker.organisation_id == Organisation.id)
        .where(
            Organisation.id.in_([organisation.id for organisation in known]),
            Organisation.is_listed.is_(False),
            Speaker.user_id == actor.id,
        )
        .order_by(Organisation.id)
        .limit(1)
    )


def _written(content: OrganisationContent, *, is_another: bool) -> Organisation:
    """Write the row under the first address that is free."""
    moment = now()
    for slug in numbered(slug_of(content.name, content.language) or "organisation"):
        if slug in RESERVED:
            continue
        values = {
            "slug": slug,
            "names": {content.language: content.name},
            "website": content.website,
            "is_listed": False,
            "created_at": moment,
            "updated_at": moment,
        }
        id = insert_if_absent(Organisation, values, ["slug"])
        if id is not None:
            return db.session.get_one(Organisation, id)
        # Somebody may have named it at this very moment.
        if not is_another and (known := queries.similar(content.name, content.language)):
            raise AlreadyKnownError(known)
    raise AssertionError("numbers never end")


def ask(organisation: Organisation, *, actor: Actor, note: str = "") -> Speaker:
    """Ask to speak for an organisation; asking twice is asking once. Whoever may answer is told."""
    authorize(actor, Permission.ASK, organisation)
    values = {
        "organisation_id": organisation.id,
        "user_id": actor.id,
        "note": " ".join(note.split())[:300],
        "asked_at": now(),
    }
    id = insert_if_absent(Speaker, values, ["organisation_id", "user_id"])
    speaker = db.session.scalars(
        select(Speaker).where(Speaker.organisation_id == organisation.id, Speaker.user_id == actor.id)
    ).one()
    if id is not None:
        audit.record(actor, "organisation.ask", "organisation", organisation.slug)
        readers = queries.speakers(organisation.id) or set(with_role(Role.EDITOR))
        _tell(readers - {speaker.user_id}, "asked", speaker, organisation, person=actor.name)
    return speaker


def confirm(speaker: Speaker, *, actor: Actor) -> Speaker:
    """Let somebody speak for an organisation; whoever answers second is told that it is answered."""
    authorize(actor, Permission.ANSWER, speaker)
    confirmed = db.session.execute(
        update(Speaker)
        .where(Speaker.id == speaker.id, Speaker.confirmed_at.is_(None))
        .values(confirmed_at=now(), confirmed_by=actor.id)
        .returning(Speaker.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if confirmed is None:
        raise _answered()
    db.session.refresh(speaker)
    organisation = db.session.get_one(Organisation, speaker.organisation_id)
    if not organisation.is_listed:
        organisation.is_listed = True
        stamps.bump(stamps.CONTENT)
    audit.record(actor, "organisation.confirm", "organisation", organisation.slug, member=speaker.user_id)
    _tell({speaker.user_id}, "confirmed", speaker, organisation)
    return speaker


def refuse(speaker: Speaker, *, actor: Actor) -> None:
    """Turn a request down; whoever answers second is told that it is answered."""
    authorize(actor, Permission.ANSWER, speaker)
    if not _removed(speaker, Speaker.confirmed_at.is_(None)):
        raise _answered()
    organisation = db.session.get_one(Organisation, speaker.organisation_id)
    audit.record(actor, "organisation.refuse", "organisation", organisation.slug, member=speaker.user_id)
    _tell({speaker.user_id}, "refused", speaker, organisation)


def _answered() -> ConflictError:
    return ConflictError(_("Somebody has already answered this request."))


def step_down(organisation: Organisation, *, actor: Actor) -> None:
    """Speak for an organisation no longer, or take a request back; safe to repeat."""
    authorize(actor, Permission.STEP_DOWN, organisation)
    speaker = queries.membership(organisation, actor.id or 0)
    if speaker is not None and _removed(speaker):
        audit.record(actor, "organisation.step_down", "organisation", organisation.slug)


def end(speaker: Speaker, *, actor: Actor) -> None:
    """Take from somebody what was confirmed by mistake; safe to repeat. They are told."""
    authorize(actor, Permission.END, speaker)
    if not _removed(speaker):
        return
    organisation = db.session.get_one(Organisation, speaker.organisation_id)
    audit.record(actor, "organisation.end", "organisation", organisation.slug, member=speaker.user_id)
    _tell({speaker.user_id}, "ended", speaker, organisation)


def _removed(speaker: Speaker, *conditions: Any) -> bool:
    """Remove the row in one statement; return whether it was still there."""
    statement = delete(Speaker).where(Speaker.id == speaker.id, *conditions).returning(Speaker.id)
    removed = db.session.execute(statement.execution_options(synchronize_session=False)).scalar_one_or_none()
    if removed is not None:
        db.session.expunge(speaker)
    return removed is not None


def _tell(
    readers: Collection[int], news: str, speaker: Speaker, organisation: Organisation, **context: str
) -> None:
    """Write to each in their language; a request that comes again after an answer is news again."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for id, reader in people(readers).items():
        by_language[reader.language].append(id)
    moment = int(speaker.asked_at.timestamp() * 1000)
    for language, ids in by_language.items():
        page = "" if news == "asked" else f"/{organisation.slug}"
        notify(
            ids,
            reason=f"organisations.{news}:{organisation.id}:{speaker.user_id}:{moment}",
            kind=NEWS,
            template=f"organisations/{news}",
            organisation=best_text(organisation.names, language)[1],
            link=f"/{language}/account/organisations{page}",
            **context,
        )


def forget_person(person_id: int) -> None:
    """Take a person out of the organisations that they speak for, or let others speak for."""
    db.session.execute(delete(Speaker).where(Speaker.user_id == person_id))
    db.session.execute(update(Speaker).where(Speaker.confirmed_by == person_id).values(confirmed_by=None))
