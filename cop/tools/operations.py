"""Writing feedback tools."""

from sqlalchemy import delete, insert, select

from cop.core import audit, outbox, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.practices.operations import organisations_of
from cop.search import index
from cop.tools.content import ToolContent
from cop.tools.enums import ToolState
from cop.tools.models import Tool, ToolOrganisation, ToolText, ToolVersion
from cop.tools.queries import KIND
from cop.tools.rules import Permission
from cop.vocabulary.queries import load


def publish(content: ToolContent, *, actor: Actor) -> bool:
    """Make the tool of that slug say so; whether anything changed. Other content is the next version."""
    authorize(actor, Permission.PUBLISH)
    words = load()
    for field, kind, slug in content.facts.concepts():
        concept = words.get(slug)
        if concept is None or concept.kind != kind:
            raise InvalidError(f"facts.{field}", _("There is no concept “%(slug)s”.", slug=slug))
    tool = db.session.scalar(select(Tool).where(Tool.slug == content.slug).with_for_update())
    if tool is not None and tool.fingerprint == content.fingerprint():
        return False
    if tool is None:
        tool = Tool(slug=content.slug, version_number=0)
        db.session.add(tool)
    tool.version_number += 1
    _write(tool, content)
    values = {"tool_id": tool.id, "number": tool.version_number, "content": content.canonical()}
    db.session.execute(insert(ToolVersion).values(**values, created_at=now()))
    audit.record(actor, "tool.publish", "tool", tool.slug)
    return True


def _write(tool: Tool, content: ToolContent) -> None:
    tool.source_language = content.source_language
    tool.fingerprint = content.fingerprint()
    tool.updated_at = now()
    db.session.flush()
    for child in (ToolText, ToolOrganisation):
        db.session.execute(delete(child).where(child.tool_id == tool.id))
    db.session.execute(
        insert(ToolText),
        [
            {"tool_id": tool.id, "language": code, "title": text.title, "strapline": text.strapline}
            for code, text in content.texts.items()
        ],
    )
    ids = organisations_of(content.facts.organisations)
    slugs = dict.fromkeys(o.slug for o in content.facts.organisations)
    if parts := [
        {"tool_id": tool.id, "organisation_id": ids[slug], "position": n} for n, slug in enumerate(slugs)
    ]:
        db.session.execute(insert(ToolOrganisation), parts)
    _touched(tool.id)


def withdraw(tool: Tool, *, actor: Actor, reason: str) -> Tool:
    """Take a tool out of public sight; its versions stay."""
    authorize(actor, Permission.WITHDRAW, tool)
    if tool.state is ToolState.WITHDRAWN:
        raise ConflictError(_("This tool has already been withdrawn."))
    tool.state = ToolState.WITHDRAWN
    audit.record(actor, "tool.withdraw", "tool", tool.slug, reason=reason)
    _touched(tool.id)
    return tool


def restore(tool: Tool, *, actor: Actor) -> Tool:
    """Bring a withdrawn tool back."""
    authorize(actor, Permission.WITHDRAW, tool)
    if tool.state is ToolState.PUBLISHED:
        raise ConflictError(_("This tool is public already."))
    tool.state = ToolState.PUBLISHED
    audit.record(actor, "tool.restore", "tool", tool.slug)
    _touched(tool.id)
    return tool


def _touched(id: int) -> None:
    outbox.enqueue(index.JOB_KIND, [index.subject(KIND, id)])
    stamps.bump(stamps.CONTENT)
