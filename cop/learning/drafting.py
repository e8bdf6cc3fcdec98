"""Writing a module in the browser: part by part, without losing what somebody else wrote meanwhile."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import func, select, update

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.learning import drafts, operations, pictures, queries, revising
from cop.learning.content import ModuleContent
from cop.learning.enums import Asset, PartKind
from cop.learning.models import MODULES, DraftPart, FormerPart, Module, ModuleDraft
from cop.learning.parts import ALL, MOST, SINGLE, Where, checked, split
from cop.learning.rules import Permission
from cop.learning.sentences import PartInvalidError
from cop.learning.slugs import free_key, free_slug
from cop.records import queries as records

KIND: Final = "module_draft"


class PartConflictError(ConflictError):
    """Somebody else has changed the part meanwhile; `present` is what stands there now."""

    def __init__(self, present: DraftPart) -> None:
        super().__init__(_("Somebody has changed this text while you were writing."))
        self.present = present


def begin(*, actor: Actor, language: str, number: int, title: str) -> ModuleDraft:
    """Begin a module as a draft in that language."""
    authorize(actor, Permission.EDIT)
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    facts = _valid(Where(ALL, PartKind.FACTS), {"number": number})
    about = _valid(Where(language, PartKind.ABOUT), {"title": title})
    _refuse_number(number, "")
    draft = ModuleDraft(slug=free_slug(title, language), source_language=language, has_changes=True)
    db.session.add(draft)
    db.session.flush()
    revising.insert(draft, Where(ALL, PartKind.FACTS), facts, 0)
    revising.insert(draft, Where(language, PartKind.ABOUT), about, 0)
    audit.record(actor, "module.begin", KIND, draft.slug)
    return draft


def open_draft(module: Module, *, actor: Actor) -> ModuleDraft:
    """Return the draft of a module, made from what is public where there is none; safe to repeat."""
    authorize(actor, Permission.EDIT)
    moment = now()
    values = {
        "slug": module.slug,
        "source_language": module.source_language,
        "base_version": 0,
        "has_changes": False,
        "is_dropped": False,
        "created_at": moment,
        "updated_at": moment,
    }
    is_new = insert_if_absent(ModuleDraft, values, ["slug"]) is not None
    draft = db.session.scalars(select(ModuleDraft).where(ModuleDraft.slug == module.slug)).one()
    if is_new:
        take_published(draft, module, actor=actor)
    return draft


def take_published(draft: ModuleDraft, module: Module, *, actor: Actor) -> None:
    """Make a draft say what readers see; what it said before stays among the earlier versions."""
    authorize(actor, Permission.EDIT)
    _lock(draft)
    content = records.version(MODULES, module.id, module.version_number)
    if content is None:
        raise ConflictError(_("There is no such version."))
    _write_all(draft, content)
    _hand_on(Ref(queries.KIND, module.id), Ref(KIND, draft.id), content, actor)
    draft.base_version, draft.has_changes = module.version_number, False
    audit.record(actor, "module.take", KIND, draft.slug, version=module.version_number)


def _write_all(draft: ModuleDraft, content: ModuleContent) -> None:
    present = {drafts.where_of(row): row for row in drafts.parts(draft)}
    wanted = split(content)
    places = {where: position for position, where in enumerate(wanted)}
    for where, value in wanted.items():
        # Translations stand in the order of the original, where each has its place.
        original = Where(draft.source_language, where.kind, where.key)
        position = places.get(original, places[where])
        row = present.get(where) or revising.insert(draft, where, value, position)
        row.position, row.is_removed = position, False
        if row.value != value:
            revising.overwrite(row, value)
    for where, row in present.items():
        row.is_removed = row.is_removed or where not in wanted
    db.session.flush()
    originals = {
        (row.kind, row.key): row.revision
        for row in drafts.parts(draft)
        if row.language == draft.source_language
    }
    for row in drafts.parts(draft):  # what was public counts as translated
        row.of_revision = originals.get((row.kind, row.key), 0)
    db.session.flush()


def save(
    draft: ModuleDraft,
    where: Where,
    value: Mapping[str, Any],
    *,
    actor: Actor,
    revision: int,
    is_going_on: bool = False,
) -> DraftPart:
    """Write a part; `revision` is the one its writer had before their eyes, 0 where there was none.

    `is_going_on`: that revision was saved a moment ago while the same person wrote, so that it need not be
    kept; some of what they wrote in between is.
    """
    authorize(actor, Permission.EDIT)
    if not where.exists or where.language not in ("", *LANGUAGES):
        raise InvalidError("", _("There is no such part of a module."))
    said = _valid(where, value)
    if where.kind is PartKind.FACTS:
        _refuse_number(said["number"], draft.slug)
    _lock(draft)
    row, is_new_step = drafts.part(draft, where), True
    if row is None:
        row = revising.insert(draft, where, said, revising.place_of_new(draft, where))
    elif row.value != said or row.is_removed:
        if row.revision != revision:
            raise PartConflictError(row)
        is_new_step = not is_going_on or revising.is_step(row)
        revising.overwrite(row, said, keeps=is_new_step)
    row.of_revision = revising.revision_of_original(draft, where)
    if is_new_step:
        _noted(draft, actor, "module.write", where)
    else:  # the trail does not hold every pause in somebody's writing
        draft.has_changes = True
        db.session.flush()
    return row


def add(
    draft: ModuleDraft, language: str, kind: PartKind, value: Mapping[str, Any], *, actor: Actor
) -> DraftPart:
    """Add an entry to a list, at its end."""
    authorize(actor, Permission.EDIT)
    _valid(Where(language, kind, "x"), value)
    _lock(draft)
    count = db.session.scalar(
        select(func.count(DraftPart.id)).where(
            DraftPart.draft_id == draft.id,
            DraftPart.language == language,
            DraftPart.kind == kind,
            DraftPart.is_removed.is_(False),
        )
    )
    if kind in SINGLE or (count or 0) >= MOST[kind]:
        raise InvalidError("", _("There are as many here as a module may have. Remove one first."))
    key = free_key(draft, language, kind, value)
    return save(draft, Where(language, kind, key), value, actor=actor, revision=0)


def remove(draft: ModuleDraft, row: DraftPart, *, actor: Actor, is_removed: bool = True) -> None:
    """Take an entry out of the draft, or bring it back; safe to repeat."""
    authorize(actor, Permission.EDIT)
    if row.kind in SINGLE and is_removed and row.language in (ALL, draft.source_language):
        raise ConflictError(_("A module cannot be without this part."))
    if row.is_removed == is_removed:
        return
    _lock(draft)
    row.is_removed = is_removed
    if row.language == draft.source_language:  # what the original does not say, no translation does
        for other in drafts.parts(draft):
            if (other.kind, other.key) == (row.kind, row.key) and other.language != ALL:
                other.is_removed = is_removed
    _noted(draft, actor, "module.remove" if is_removed else "module.bring_back", drafts.where_of(row))


def move(draft: ModuleDraft, row: DraftPart, *, actor: Actor, by: int) -> None:
    """Move an entry of a list up (-1) or down (1); the translations follow the order of the original."""
    authorize(actor, Permission.EDIT)
    _lock(draft)
    rows = [one for one in drafts.parts(draft) if one.kind is row.kind and not one.is_removed]
    own = [one for one in rows if one.language == row.language]
    at = next((n for n, one in enumerate(own) if one.id == row.id), -1)
    if at < 0 or not 0 <= at + by < len(own):
        return
    own[at], own[at + by] = own[at + by], own[at]
    places = sorted(one.position for one in own)
    for n, one in enumerate(own):
        one.position = places[0] + n
    order = {one.key: one.position for one in own}
    for one in rows:
        one.position = order.get(one.key, one.position)
    _noted(draft, actor, "module.move", drafts.where_of(row))


def restore(draft: ModuleDraft, row: DraftPart, before: FormerPart, *, actor: Actor) -> DraftPart:
    """Bring back what a part said before; what it says now is kept as an earlier version."""
    return save(draft, drafts.where_of(row), before.value, actor=actor, revision=row.revision)


def drop(draft: ModuleDraft, *, actor: Actor, is_dropped: bool) -> None:
    """Put a draft aside that nobody has made public, or take it up again; safe to repeat."""
    authorize(actor, Permission.EDIT)
    if is_dropped and draft.base_version:
        raise ConflictError(_("This module is public or was: withdraw it instead."))
    if draft.is_dropped != is_dropped:
        draft.is_dropped = is_dropped
        audit.record(actor, "module.drop" if is_dropped else "module.take_up", KIND, draft.slug)


def publish(draft: ModuleDraft, *, actor: Actor, note: str) -> bool:
    """Make public what a draft says, as the next version; whether anything was changed."""
    authorize(actor, Permission.PUBLISH)
    _lock(draft)
    published = db.session.scalar(select(Module.version_number).where(Module.slug == draft.slug)) or 0
    if published != draft.base_version:
        raise ConflictError(
            _("The module has been made public anew since this draft was begun. Take that text over first.")
        )
    content = drafts.content_of(draft, drafts.parts(draft))
    _refuse_number(content.facts.number, draft.slug)
    is_changed = operations.publish(content, actor=actor, note=" ".join(note.split())[:300])
    module_id = db.session.scalars(select(Module.id).where(Module.slug == draft.slug)).one()
    _hand_on(Ref(KIND, draft.id), Ref(queries.KIND, module_id), content, actor)
    draft.base_version, draft.has_changes, draft.is_dropped = published + is_changed, False, False
    return is_changed


def show_picture(draft: ModuleDraft, row: DraftPart, digest: str | None, *, actor: Actor) -> DraftPart:
    """Let a figure show that file of the draft, or none."""
    asset = Asset.THERE if digest else Asset.MISSING
    value = {**row.value, "picture": digest, "asset": asset.value}
    return save(draft, drafts.where_of(row), value, actor=actor, revision=row.revision)


def _hand_on(before: Ref, after: Ref, content: ModuleContent, actor: Actor) -> None:
    digests = {figure.picture for figure in content.facts.figures if figure.picture}
    if digests:
        pictures.hand_on(before, after, digests, actor=actor)


def _lock(draft: ModuleDraft) -> None:
    """Let one writer at a time into a draft until the transaction ends."""
    db.session.execute(
        update(ModuleDraft)
        .where(ModuleDraft.id == draft.id)
        .values(updated_at=now())
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(draft)


def _valid(where: Where, value: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return checked(where, value)
    except ValidationError as error:
        raise PartInvalidError(where.kind, value, error) from error


def _refuse_number(number: int, slug: str) -> None:
    if db.session.scalar(select(Module.id).where(Module.position == number, Module.slug != slug).limit(1)):
        raise InvalidError("number", _("There is a module with this number already. Choose another one."))


def _noted(draft: ModuleDraft, actor: Actor, action: str, where: Where) -> None:
    draft.has_changes = True
    db.session.flush()
    audit.record(actor, action, KIND, draft.slug, part="/".join((where.language, where.kind, where.key)))
