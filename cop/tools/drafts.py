"""Reading drafts of tools: which there are, and what one would make public."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict

from pydantic import ValidationError
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, can
from cop.records.content import TranslationState
from cop.records.models import RecordState
from cop.tools.content import ToolContent
from cop.tools.models import Tool, ToolDraft, ToolText
from cop.tools.rules import Permission

FACTS: Final = ""
"""In the place of a language: what is the same in all of them."""


class Piece(TypedDict):
    """What a draft says in one language; `of_revision`: which revision of the original this translates."""

    value: dict[str, Any]
    revision: int
    of_revision: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A tool in the editors' list: public, withdrawn or only a draft."""

    slug: str
    language: str
    title: str
    state: RecordState | None
    version: int
    has_draft: bool
    has_changes: bool
    is_dropped: bool


def may_edit(actor: Actor) -> bool:
    """Whether the actor writes tools; the twin of the rule for EDIT."""
    return can(actor, Permission.EDIT)


def by_slug(slug: str, *, actor: Actor) -> ToolDraft | None:
    """Return the draft at that address."""
    return db.session.scalar(select(ToolDraft).where(ToolDraft.slug == slug)) if may_edit(actor) else None


def tool_of(slug: str, *, actor: Actor) -> Tool | None:
    """Return the tool that readers see, or saw, at that address."""
    return db.session.scalar(select(Tool).where(Tool.slug == slug)) if may_edit(actor) else None


def title_of(draft: ToolDraft, language: str) -> tuple[str, str]:
    """Return (language, title) of a draft for a reader."""
    titles = {code: piece["value"]["title"] for code, piece in draft.pieces.items() if code != FACTS}
    return best_text(titles, language, draft.source_language)


def is_behind(draft: ToolDraft, code: str) -> bool:
    """Whether the original has changed since a translation was written."""
    piece, original = draft.pieces[code], draft.pieces[draft.source_language]
    return code not in (FACTS, draft.source_language) and piece["of_revision"] < original["revision"]


def content_of(draft: ToolDraft) -> ToolContent:
    """Return what a draft would make public."""
    texts: dict[str, Any] = {}
    for code, piece in draft.pieces.items():
        if code != FACTS:
            stale = {"state": TranslationState.STALE} if is_behind(draft, code) else {}
            texts[code] = piece["value"] | stale
    data = {"slug": draft.slug, "source_language": draft.source_language, "texts": texts}
    try:
        return ToolContent.model_validate(data | {"facts": draft.pieces[FACTS]["value"]})
    except ValidationError as error:  # the schema has changed since it was written
        raise InvalidError("", _("The parts of this tool do not fit together.")) from error


def listed(*, actor: Actor, language: str) -> list[Listed]:
    """Return all tools by title, in three statements."""
    if not may_edit(actor):
        return []
    tools = {tool.slug: tool for tool in db.session.scalars(select(Tool))}
    drafts = {draft.slug: draft for draft in db.session.scalars(select(ToolDraft))}
    titles = _public_titles()
    found = []
    for slug in {**tools, **drafts}:
        tool, draft = tools.get(slug), drafts.get(slug)
        shown_in, title = title_of(draft, language) if draft else best_text(titles[slug], language)
        found.append(
            Listed(
                slug=slug,
                language=shown_in,
                title=title,
                state=tool.state if tool else None,
                version=tool.version_number if tool else 0,
                has_draft=draft is not None,
                has_changes=draft is not None and draft.has_changes,
                is_dropped=draft is not None and draft.is_dropped and tool is None,
            )
        )
    return sorted(found, key=lambda one: (one.title.casefold(), one.slug))


def _public_titles() -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    query = select(Tool.slug, ToolText.language, ToolText.title).join(ToolText, ToolText.tool_id == Tool.id)
    for row in db.session.execute(query):
        found.setdefault(row.slug, {})[row.language] = row.title
    return found
