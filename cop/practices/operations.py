"""Writing to the catalogue. One path for one practice and for a hundred thousand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update

from cop.consents.queries import refuse_unfit
from cop.core import audit
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.organisations.models import Organisation
from cop.practices.content import PracticeContent, Text
from cop.practices.models import (
    PRACTICES,
    Practice,
    PracticeConcept,
    PracticeOrganisation,
    PracticeText,
    PracticeVersion,
)
from cop.practices.rules import Permission, ended_problem
from cop.records import operations as records
from cop.records.models import RecordState
from cop.records.operations import city_in, organisations_of, touched, unknown_concept
from cop.records.rules import Belonging
from cop.vocabulary.queries import Vocabulary, load

CHUNK = 500
"""Practices written at once: few statements, and memory that does not grow with the file."""


def publish(contents: Iterable[PracticeContent], *, actor: Actor, note: str = "") -> Iterator[int]:
    """Make the catalogue say so, by slug; yield per chunk how many practices changed.

    Equal content changes nothing; other content becomes the next version. Raise InvalidError, naming
    the slug and field, where a concept is unknown; the caller's transaction then has to be rolled back.
    """
    authorize(actor, Permission.PUBLISH)
    vocabulary = load()
    iterator = iter(contents)
    while chunk := list(islice(iterator, CHUNK)):
        yield _publish_chunk(chunk, vocabulary, actor, note)


_WRITTEN = (Practice, PracticeText, PracticeConcept, PracticeOrganisation, PracticeVersion, Organisation)


@dataclass(frozen=True, slots=True)
class _Present:
    id: int
    number: int
    fingerprint: str


def _publish_chunk(chunk: Sequence[PracticeContent], vocabulary: Vocabulary, actor: Actor, note: str) -> int:
    _refuse_unfit(chunk, vocabulary)
    slugs = [content.slug for content in chunk]
    present = {
        row.slug: _Present(row.id, row.version_number, row.fingerprint)
        for row in db.session.execute(
            select(Practice.slug, Practice.id, Practice.version_number, Practice.fingerprint).where(
                Practice.slug.in_(slugs)
            )
        )
    }
    fingerprints = {content.slug: content.fingerprint() for content in chunk}
    changed = [
        c for c in chunk if c.slug not in present or present[c.slug].fingerprint != fingerprints[c.slug]
    ]
    if changed:
        ids = _write_practices(changed, fingerprints, present)
        _write_children(changed, ids, vocabulary)
        _write_versions(changed, ids, present, note)
        audit.record_each(actor, "practice.publish", "practice", [content.slug for content in changed])
        db.session.flush()
        _forget_read()
        touched(PRACTICES.kind, ids.values())
    return len(changed)


def _forget_read() -> None:
    # What was read of practices before is old now, and for many it would fill the memory. What else the
    # caller holds, such as the submission that is being published, stays in the session.
    for item in list(db.session):
        if isinstance(item, _WRITTEN):
            db.session.expunge(item)


def _refuse_unfit(chunk: Sequence[PracticeContent], vocabulary: Vocabulary) -> None:
    for content in chunk:
        if unknown := unknown_concept(content, vocabulary):
            field, slug = unknown
            raise InvalidError(
                f"facts.{field}",
                _("%(practice)s: there is no concept “%(slug)s”.", practice=content.slug, slug=slug),
            )
    if len({content.slug for content in chunk}) != len(chunk):
        raise InvalidError("slug", _("The same slug stands there twice."))


def _write_practices(
    changed: Sequence[PracticeContent], fingerprints: dict[str, str], present: dict[str, _Present]
) -> dict[str, int]:
    moment = now()
    new = [c for c in changed if c.slug not in present]
    old = [c for c in changed if c.slug in present]
    if new:
        rows = [
            _row(c, fingerprints[c.slug])
            | {
                "version_number": 1,
                "published_at": moment,
                "created_at": moment,
                "state": RecordState.PUBLISHED,
            }
            for c in new
        ]
        db.session.execute(insert(Practice), rows)
    if old:
        rows = [
            _row(c, fingerprints[c.slug])
            | {"id": present[c.slug].id, "version_number": present[c.slug].number + 1}
            for c in old
        ]
        db.session.execute(update(Practice), rows)
    slugs = [c.slug for c in changed]
    found = db.session.execute(select(Practice.slug, Practice.id).where(Practice.slug.in_(slugs)))
    return {row.slug: row.id for row in found}


def _row(content: PracticeContent, fingerprint: str) -> dict[str, Any]:
    facts = content.facts
    point = facts.place.point
    return {
        "slug": content.slug,
        "source_language": content.source_language,
        "country": facts.place.country,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
        "started": facts.started,
        "ended": facts.ended,
        "is_running": facts.is_running,
        "fingerprint": fingerprint,
        "updated_at": now(),
    }


def _write_children(changed: Sequence[PracticeContent], ids: dict[str, int], vocabulary: Vocabulary) -> None:
    organisations = organisations_of(o for c in changed for o in c.facts.organisations)
    for child in (PracticeText, PracticeConcept, PracticeOrganisation):
        db.session.execute(delete(child).where(child.practice_id.in_(ids.values())))
    texts = [text_row(ids[c.slug], c, language, text) for c in changed for language, text in c.texts.items()]
    tags = [
        {"practice_id": ids[c.slug], "concept_id": vocabulary.concepts[slug].id}
        for c in changed
        for slug in dict.fromkeys(slug for _field, _kind, slug in c.facts.concepts())
    ]
    parts = [
        {
            "practice_id": ids[c.slug],
            "organisation_id": organisations[slug],
            "role": role,
            "position": position,
        }
        for c in changed
        for position, (slug, role) in enumerate(
            dict.fromkeys((o.slug, o.role) for o in c.facts.organisations)
        )
    ]
    for model, rows in ((PracticeText, texts), (PracticeConcept, tags), (PracticeOrganisation, parts)):
        if rows:
            db.session.execute(insert(model), rows)


def text_row(practice_id: int, content: PracticeContent, language: str, text: Text) -> dict[str, Any]:
    """Return the row of one language."""
    city = city_in(content.facts.place, language)
    return records.text_row(language, text) | {"practice_id": practice_id, "city": city}


def _write_versions(
    changed: Sequence[PracticeContent], ids: dict[str, int], present: dict[str, _Present], note: str
) -> None:
    moment = now()
    rows = [
        {
            "practice_id": ids[c.slug],
            "number": present[c.slug].number + 1 if c.slug in present else 1,
            "content": refuse_unfit(c.canonical(), field="slug"),
            "created_at": moment,
            "note": note,
        }
        for c in changed
    ]
    db.session.execute(insert(PracticeVersion), rows)


def withdraw(practice: Practice, *, actor: Actor, reason: str) -> Practice:
    """Take a practice out of public sight; its versions stay."""
    records.withdraw(practice, PRACTICES, Permission.WITHDRAW, actor=actor, reason=reason)
    return practice


def restore(practice: Practice, *, actor: Actor) -> Practice:
    """Bring a withdrawn practice back."""
    records.restore(practice, PRACTICES, Permission.WITHDRAW, actor=actor)
    return practice


def end(belonging: Belonging, content: PracticeContent, *, actor: Actor, ended: str) -> None:
    """Publish that the practice has ended in that month ("2026-03"); `content` is the present one.

    Its owners may say so without an editor: it takes nothing from what reviewers have seen.
    """
    authorize(actor, Permission.CONFIRM, belonging)
    if problem := ended_problem(content, ended, f"{now():%Y-%m}"):
        raise InvalidError("month", problem)
    facts = content.facts.model_copy(update={"ended": ended, "is_running": False})
    over = content.model_copy(update={"facts": facts})
    _publish_chunk([over], load(), actor, "")
    note_confirmed(belonging.id)
    audit.record(actor, "practice.end", "practice", belonging.slug, ended=ended)


def note_confirmed(id: int) -> None:
    """Note that somebody who may has said today that it is so; for operations that have authorized it."""
    # The last change stays the last change: what the practice says is as it was.
    kept = {"updated_at": Practice.updated_at}
    db.session.execute(
        update(Practice).where(Practice.id == id).values(confirmed_at=now(), asked_at=None, **kept)
    )
    touched(PRACTICES.kind, [id])
