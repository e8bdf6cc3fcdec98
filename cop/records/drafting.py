"""Writing a record in the browser: part by part, without losing what somebody else wrote meanwhile."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select, update

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.core.slugs import numbered, slug_of
from cop.records import queries
from cop.records.drafts import content_of, part, parts, where_of
from cop.records.models import C, Drafts
from cop.records.parts import ABOUT, ALL, FACTS, Where

KEPT_EVERY: Final = timedelta(minutes=1)
"""While somebody writes, what they wrote is kept this often."""
NOTE_LIMIT: Final = 300


class PartConflictError(ConflictError):
    """Somebody else has changed the part meanwhile; `present` is what stands there now."""

    def __init__(self, present: Any) -> None:
        super().__init__(_("Somebody has changed this text while you were writing."))
        self.present = present


def begin(
    drafts: Drafts[C], values: Mapping[Where, Mapping[str, Any]], *, actor: Actor, language: str, title: str
) -> Any:
    """Begin a record as a draft in that language."""
    authorize(actor, drafts.edit)
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    draft = drafts.draft(slug="", source_language=language, has_changes=True)
    said = {where: drafts.checked(draft, where, value) for where, value in values.items()}
    draft.slug = _free_slug(drafts, title, language)
    db.session.add(draft)
    db.session.flush()
    for where, value in said.items():
        _insert(drafts, draft, where, value, 0)
    audit.record(actor, f"{drafts.tables.kind}.begin", drafts.kind, draft.slug)
    return draft


def _free_slug(drafts: Drafts[C], title: str, language: str) -> str:
    tables = (drafts.tables.record, drafts.draft)
    for slug in numbered(slug_of(title, language) or drafts.tables.kind):
        taken = [db.session.scalar(select(table.id).where(table.slug == slug)) for table in tables]
        if slug not in drafts.reserved and taken == [None, None]:
            return slug
    raise AssertionError("numbers never end")


def open_draft(drafts: Drafts[C], record: Any, *, actor: Actor) -> Any:
    """Return the draft of a record, made from what is public where there is none; safe to repeat."""
    authorize(actor, drafts.edit)
    moment = now()
    values = {
        "slug": record.slug,
        "source_language": record.source_language,
        "base_version": 0,
        "has_changes": False,
        "is_dropped": False,
        "created_at": moment,
        "updated_at": moment,
    }
    is_new = insert_if_absent(drafts.draft, values, ["slug"]) is not None
    draft = db.session.scalars(select(drafts.draft).where(drafts.draft.slug == record.slug)).one()
    if is_new:
        take_published(drafts, draft, record, actor=actor)
    return draft


def take_published(drafts: Drafts[C], draft: Any, record: Any, *, actor: Actor) -> None:
    """Make a draft say what readers see; what its parts said before is among their earlier versions."""
    authorize(actor, drafts.edit)
    lock(drafts, draft)
    content = queries.version(drafts.tables, record.id, record.version_number)
    if content is None:
        raise ConflictError(_("There is no such version."))
    draft.source_language = content.source_language
    _write_all(drafts, draft, drafts.split(content))
    drafts.hand_on(Ref(drafts.tables.kind, record.id), Ref(drafts.kind, draft.id), content, actor)
    draft.base_version, draft.has_changes = record.version_number, False
    version = record.version_number
    audit.record(actor, f"{drafts.tables.kind}.take", drafts.kind, draft.slug, version=version)


def _write_all(drafts: Drafts[C], draft: Any, wanted: Mapping[Where, dict[str, Any]]) -> None:
    present = {where_of(row): row for row in parts(drafts, draft)}
    places = {where: position for position, where in enumerate(wanted)}
    for where, value in wanted.items():
        # Translations stand in the order of the original, where each has its place.
        original = Where(draft.source_language, where.kind, where.key)
        position = places.get(original, places[where])
        row = present.get(where) or _insert(drafts, draft, where, value, position)
        row.position, row.is_removed = position, False
        if row.value != value:
            _overwrite(drafts, row, value)
    for where, row in present.items():
        row.is_removed = row.is_removed or where not in wanted
    db.session.flush()
    rows = parts(drafts, draft)
    originals = {(row.kind, row.key): row.revision for row in rows if row.language == draft.source_language}
    for row in rows:  # what was public counts as translated
        row.of_revision = originals.get((row.kind, row.key), 0)
    db.session.flush()


def save(
    drafts: Drafts[C],
    draft: Any,
    where: Where,
    value: Mapping[str, Any],
    *,
    actor: Actor,
    revision: int,
    is_going_on: bool = False,
) -> Any:
    """Write a part; `revision` is the one its writer had before their eyes, 0 where there was none.

    `is_going_on`: that revision was saved a moment ago while the same person wrote, so that it need not be
    kept; some of what they wrote in between is.
    """
    authorize(actor, drafts.edit)
    if where.language not in (ALL, *LANGUAGES):
        raise InvalidError("", _("There is no such part."))
    said = drafts.checked(draft, where, value)
    lock(drafts, draft)
    row, is_new_step = part(drafts, draft, where), True
    original = part(drafts, draft, Where(draft.source_language, where.kind, where.key))
    if row is None:
        row = _insert(drafts, draft, where, said, _place_of_new(drafts, draft, original))
    elif row.value != said or row.is_removed:
        if row.revision != revision:
            raise PartConflictError(row)
        is_new_step = not is_going_on or _is_step(drafts, row)
        _overwrite(drafts, row, said, keeps=is_new_step)
    elif original in (None, row) or row.of_revision == original.revision:
        return row
    row.of_revision = original.revision if original is not None else 0
    draft.has_changes = True
    db.session.flush()
    if is_new_step:  # the trail does not hold every pause in somebody's writing
        audit.record(actor, f"{drafts.tables.kind}.write", drafts.kind, draft.slug, part=where.path)
    return row


def _insert(drafts: Drafts[C], draft: Any, where: Where, value: dict[str, Any], position: int) -> Any:
    is_it = {"language": where.language, "kind": where.kind, "key": where.key}
    row = drafts.part(draft_id=draft.id, **is_it, position=position, value=value)
    db.session.add(row)
    db.session.flush()
    return row


def _overwrite(drafts: Drafts[C], row: Any, value: dict[str, Any], *, keeps: bool = True) -> None:
    """Let a part say something else; `keeps`: what it said before can be brought back."""
    if keeps:
        before = {"revision": row.revision, "value": row.value, "edited_at": row.edited_at}
        db.session.add(drafts.former(part_id=row.id, **before))
    row.value, row.revision, row.is_removed, row.edited_at = value, row.revision + 1, False, now()
    db.session.flush()


def _is_step(drafts: Drafts[C], row: Any) -> bool:
    """Say whether what a part says is to be kept, though the same person goes on writing."""
    before = drafts.former
    kept = db.session.scalar(select(func.max(before.edited_at)).where(before.part_id == row.id))
    return kept is None or row.edited_at - kept >= KEPT_EVERY


def _place_of_new(drafts: Drafts[C], draft: Any, original: Any) -> int:
    """Return the place of the original, or the one behind all others."""
    if original is not None:
        place: int = original.position
        return place
    last = select(func.max(drafts.part.position)).where(drafts.part.draft_id == draft.id)
    return (db.session.scalar(last) or 0) + 1


def restore(drafts: Drafts[C], draft: Any, row: Any, before: Any, *, actor: Actor) -> Any:
    """Bring back what a part said before; what it says now is kept as an earlier version."""
    return save(drafts, draft, where_of(row), before.value, actor=actor, revision=row.revision)


def remove(drafts: Drafts[C], draft: Any, row: Any, *, actor: Actor, is_removed: bool = True) -> None:
    """Take a part out of the draft, or bring it back; safe to repeat."""
    authorize(actor, drafts.edit)
    if row.kind in (FACTS, ABOUT) and is_removed and row.language in (ALL, draft.source_language):
        raise ConflictError(_("There must be something here: this part cannot be removed."))
    if row.is_removed == is_removed:
        return
    lock(drafts, draft)
    row.is_removed = is_removed
    if row.language == draft.source_language:  # what the original does not say, no translation does
        for other in parts(drafts, draft):
            if (other.kind, other.key) == (row.kind, row.key) and other.language != ALL:
                other.is_removed = is_removed
    draft.has_changes = True
    db.session.flush()
    kind, path = drafts.tables.kind, where_of(row).path
    audit.record(
        actor, f"{kind}.remove" if is_removed else f"{kind}.bring_back", drafts.kind, draft.slug, part=path
    )


def drop(drafts: Drafts[C], draft: Any, *, actor: Actor, is_dropped: bool) -> None:
    """Put a draft aside that nobody has made public, or take it up again; safe to repeat."""
    authorize(actor, drafts.edit)
    if is_dropped and draft.base_version:
        raise ConflictError(_("This is public or was: withdraw it instead."))
    if draft.is_dropped != is_dropped:
        draft.is_dropped = is_dropped
        kind = drafts.tables.kind
        audit.record(actor, f"{kind}.drop" if is_dropped else f"{kind}.take_up", drafts.kind, draft.slug)


def publish(
    drafts: Drafts[C], draft: Any, make_public: Callable[..., bool], *, actor: Actor, note: str
) -> bool:
    """Make public what a draft says, as the next version; whether anything was changed.

    `make_public` is the operation of the kind, which asks whether the actor may.
    """
    authorize(actor, drafts.edit)
    lock(drafts, draft)
    record = drafts.tables.record
    found = select(record.id, record.version_number).where(record.slug == draft.slug)
    before = db.session.execute(found).one_or_none()
    public = before.version_number if before is not None else 0
    if public != draft.base_version:
        raise ConflictError(
            _("This has been made public anew since the draft was begun. Take that text over first.")
        )
    content = content_of(drafts, draft, parts(drafts, draft))
    is_changed = make_public(content, actor=actor, note=" ".join(note.split())[:NOTE_LIMIT])
    after = db.session.execute(found).one()
    drafts.hand_on(Ref(drafts.kind, draft.id), Ref(drafts.tables.kind, after.id), content, actor)
    draft.base_version, draft.has_changes, draft.is_dropped = after.version_number, False, False
    return is_changed


def lock(drafts: Drafts[C], draft: Any) -> None:
    """Let one writer at a time into a draft until the transaction ends."""
    changed = update(drafts.draft).where(drafts.draft.id == draft.id).values(updated_at=now())
    db.session.execute(changed.execution_options(synchronize_session=False))
    db.session.refresh(draft)
