"""Writing a tool in the browser, without losing what somebody else wrote meanwhile."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select, update

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.slugs import numbered, slug_of
from cop.records import queries as records
from cop.records.composing import organisations_in
from cop.records.content import TranslationState
from cop.records.sentences import FieldsInvalidError, faults
from cop.tools import drafts, operations
from cop.tools.content import ToolContent, ToolFacts, ToolText
from cop.tools.drafts import FACTS, Piece
from cop.tools.models import TOOLS, Tool, ToolDraft
from cop.tools.rules import Permission
from cop.vocabulary.queries import vocabulary

KIND: Final = "tool_draft"
_RESERVED: Final = frozenset({"desk"})
"""Addresses beside those of tools."""


class PieceConflictError(ConflictError):
    """Somebody else has changed the piece meanwhile; `present` is what stands there now."""

    def __init__(self, present: Piece) -> None:
        super().__init__(_("Somebody has changed this text while you were writing."))
        self.present = present


def begin(*, actor: Actor, language: str, title: str) -> ToolDraft:
    """Begin a tool as a draft in that language."""
    authorize(actor, Permission.EDIT)
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    text = _checked(language, {"title": title, "state": TranslationState.ORIGINAL})
    pieces = {FACTS: _piece(_checked(FACTS, {})), language: _piece(text)}
    draft = ToolDraft(
        slug=_free_slug(title, language), source_language=language, pieces=pieces, has_changes=True
    )
    db.session.add(draft)
    db.session.flush()
    audit.record(actor, "tool.begin", KIND, draft.slug)
    return draft


def _free_slug(title: str, language: str) -> str:
    for slug in numbered(slug_of(title, language) or "tool"):
        taken = [db.session.scalar(select(table.id).where(table.slug == slug)) for table in (Tool, ToolDraft)]
        if slug not in _RESERVED and taken == [None, None]:
            return slug
    raise AssertionError("numbers never end")


def open_draft(tool: Tool, *, actor: Actor) -> ToolDraft:
    """Return the draft of a tool, made from what is public where there is none; safe to repeat."""
    authorize(actor, Permission.EDIT)
    moment = now()
    values = {
        "slug": tool.slug,
        "source_language": tool.source_language,
        "pieces": {},
        "base_version": 0,
        "has_changes": False,
        "is_dropped": False,
        "created_at": moment,
        "updated_at": moment,
    }
    is_new = insert_if_absent(ToolDraft, values, ["slug"]) is not None
    draft = db.session.scalars(select(ToolDraft).where(ToolDraft.slug == tool.slug)).one()
    if is_new:
        take_published(draft, tool, actor=actor)
    return draft


def take_published(draft: ToolDraft, tool: Tool, *, actor: Actor) -> None:
    """Make a draft say what readers see."""
    authorize(actor, Permission.EDIT)
    _lock(draft)
    content = records.version(TOOLS, tool.id, tool.version_number)
    if content is None:
        raise ConflictError(_("There is no such version."))
    draft.source_language = content.source_language
    draft.pieces = _pieces_of(content, draft.pieces)
    draft.base_version, draft.has_changes = tool.version_number, False
    db.session.flush()
    audit.record(actor, "tool.take", KIND, draft.slug, version=tool.version_number)


def _pieces_of(content: ToolContent, before: Mapping[str, Piece]) -> dict[str, Piece]:
    said = {FACTS: content.facts.model_dump(mode="json")}
    said |= {code: text.model_dump(mode="json") for code, text in content.texts.items()}
    # Whoever has one of these before their eyes must be told: each is another one from now on.
    pieces = {code: _piece(value, before.get(code)) for code, value in said.items()}
    original = pieces[content.source_language]["revision"]
    for code, text in content.texts.items():
        is_stale = text.state is TranslationState.STALE
        pieces[code]["of_revision"] = original - 1 if is_stale else original
    return pieces


def _piece(value: dict[str, Any], before: Piece | None = None) -> Piece:
    return {"value": value, "revision": before["revision"] + 1 if before else 1, "of_revision": 1}


def save(draft: ToolDraft, language: str, value: Mapping[str, Any], *, actor: Actor, revision: int) -> Piece:
    """Write the facts or a text; `revision` is the one its writer had before their eyes, 0: there was none.

    Organisations stand in the facts as rows of name and web site.
    """
    authorize(actor, Permission.EDIT)
    if language not in (FACTS, *LANGUAGES):
        raise InvalidError("", _("There is no such part of a tool."))
    _lock(draft)
    said = _checked(language, _complete(draft, language, value))
    present: Piece | None = draft.pieces.get(language)
    if present is not None and present["value"] != said and present["revision"] != revision:
        raise PieceConflictError(present)
    is_same = present is not None and present["value"] == said
    piece = present.copy() if present is not None and is_same else _piece(said, present)
    if language not in (FACTS, draft.source_language):
        piece["of_revision"] = draft.pieces[draft.source_language]["revision"]
    if piece != present:
        draft.pieces = {**draft.pieces, language: piece}
        draft.has_changes = True
        db.session.flush()
        audit.record(actor, "tool.write", KIND, draft.slug, part=language or "facts")
    return piece


def _complete(draft: ToolDraft, language: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
    if language == FACTS:
        stated = ToolFacts.model_validate(draft.pieces[FACTS]["value"]).organisations
        rows = value.get("organisations", ())
        return {**value, "organisations": organisations_in(rows, draft.source_language, stated)}
    is_original = language == draft.source_language
    return {**value, "state": TranslationState.ORIGINAL} if is_original else value


def _checked(language: str, value: Mapping[str, Any]) -> dict[str, Any]:
    try:
        if language != FACTS:
            return ToolText.model_validate(value).model_dump(mode="json")
        facts = ToolFacts.model_validate(value)
    except ValidationError as error:
        raise FieldsInvalidError(faults(error, {})) from error
    for field, kind, slug in facts.concepts():
        concept = vocabulary().get(slug)
        if concept is None or concept.kind != kind:
            raise InvalidError(field, _("One of these words is not in the vocabulary any more."))
    return facts.model_dump(mode="json")


def remove(draft: ToolDraft, language: str, *, actor: Actor, revision: int) -> None:
    """Take a translation out of the draft; former versions keep it."""
    authorize(actor, Permission.EDIT)
    if language in (FACTS, draft.source_language):
        raise ConflictError(_("A tool cannot be without this part."))
    _lock(draft)
    present: Piece | None = draft.pieces.get(language)
    if present is None:
        return
    if present["revision"] != revision:
        raise PieceConflictError(present)
    draft.pieces = {code: piece for code, piece in draft.pieces.items() if code != language}
    draft.has_changes = True
    db.session.flush()
    audit.record(actor, "tool.remove", KIND, draft.slug, language=language)


def drop(draft: ToolDraft, *, actor: Actor, is_dropped: bool) -> None:
    """Put a draft aside that nobody has made public, or take it up again; safe to repeat."""
    authorize(actor, Permission.EDIT)
    if is_dropped and draft.base_version:
        raise ConflictError(_("This tool is public or was: withdraw it instead."))
    if draft.is_dropped != is_dropped:
        draft.is_dropped = is_dropped
        audit.record(actor, "tool.drop" if is_dropped else "tool.take_up", KIND, draft.slug)


def publish(draft: ToolDraft, *, actor: Actor, note: str) -> bool:
    """Make public what a draft says, as the next version; whether anything was changed."""
    authorize(actor, Permission.PUBLISH)
    _lock(draft)
    public = db.session.scalar(select(Tool.version_number).where(Tool.slug == draft.slug)) or 0
    if public != draft.base_version:
        raise ConflictError(
            _("The tool has been made public anew since this draft was begun. Take that text over first.")
        )
    content = drafts.content_of(draft)
    is_changed = operations.publish(content, actor=actor, note=" ".join(note.split())[:300])
    draft.base_version, draft.has_changes, draft.is_dropped = public + is_changed, False, False
    return is_changed


def _lock(draft: ToolDraft) -> None:
    """Let one writer at a time into a draft until the transaction ends."""
    is_it = ToolDraft.id == draft.id
    changed = update(ToolDraft).where(is_it).values(updated_at=now())
    db.session.execute(changed.execution_options(synchronize_session=False))
    db.session.refresh(draft)
