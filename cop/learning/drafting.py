"""Writing a module in the browser: what its lists and figures add to a draft of any record."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy import func, select

from cop.core import audit
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.learning import operations
from cop.learning.content import ModuleContent
from cop.learning.drafts import DRAFTS, parts, refuse_number
from cop.learning.enums import Asset, PartKind
from cop.learning.models import DraftPart, ModuleDraft
from cop.learning.parts import MOST, SINGLE
from cop.learning.rules import Permission
from cop.learning.slugs import free_key
from cop.records import drafting
from cop.records.drafts import where_of
from cop.records.parts import ALL, Values, Where

open_draft: Final[Callable[..., ModuleDraft]] = partial(drafting.open_draft, DRAFTS)
save: Final[Callable[..., DraftPart]] = partial(drafting.save, DRAFTS)
remove = partial(drafting.remove, DRAFTS)


def begin(*, actor: Actor, language: str, number: int, title: str) -> ModuleDraft:
    """Begin a module as a draft in that language."""
    values: Values = {
        Where(ALL, PartKind.FACTS): {"number": number},
        Where(language, PartKind.ABOUT): {"title": title},
    }
    draft: ModuleDraft = drafting.begin(DRAFTS, values, actor=actor, language=language, title=title)
    return draft


def add(
    draft: ModuleDraft, language: str, kind: PartKind, value: Mapping[str, Any], *, actor: Actor
) -> DraftPart:
    """Add an entry to a list, at its end."""
    authorize(actor, Permission.EDIT)
    DRAFTS.checked(draft, Where(language, kind, "x"), value)
    drafting.lock(DRAFTS, draft)
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
    where = Where(language, kind, free_key(draft, language, kind, value))
    return save(draft, where, value, actor=actor, revision=0)


def move(draft: ModuleDraft, row: DraftPart, *, actor: Actor, by: int) -> None:
    """Move an entry of a list up (-1) or down (1); the translations follow the order of the original."""
    authorize(actor, Permission.EDIT)
    drafting.lock(DRAFTS, draft)
    rows = [one for one in parts(draft) if one.kind is row.kind and not one.is_removed]
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
    draft.has_changes = True
    db.session.flush()
    audit.record(actor, "module.move", DRAFTS.kind, draft.slug, part=where_of(row).path)


def make_public(content: ModuleContent, *, actor: Actor, note: str) -> bool:
    """Publish what a draft says; whether anything was changed."""
    refuse_number(content.facts.number, content.slug)
    return operations.publish(content, actor=actor, note=note)


def show_picture(draft: ModuleDraft, row: DraftPart, digest: str | None, *, actor: Actor) -> DraftPart:
    """Let a figure show that file of the draft, or none."""
    asset = Asset.THERE if digest else Asset.MISSING
    value = {**row.value, "picture": digest, "asset": asset.value}
    return save(draft, where_of(row), value, actor=actor, revision=row.revision)
