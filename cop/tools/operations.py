"""Writing feedback tools."""

from cop.core import audit
from cop.core.permissions import Actor, authorize
from cop.records import operations as records
from cop.tools.content import ToolContent
from cop.tools.models import TOOLS, Tool, ToolOrganisation, ToolText
from cop.tools.rules import Permission
from cop.vocabulary.queries import load


def publish(content: ToolContent, *, actor: Actor, note: str = "") -> bool:
    """Make the tool of that slug say so; whether anything changed. Other content is the next version."""
    authorize(actor, Permission.PUBLISH)
    records.refuse_unknown(content, load())
    tool = records.next_version(TOOLS, content, content.canonical(), write=_write, note=note)
    if tool is not None:
        audit.record(actor, "tool.publish", "tool", tool.slug, version=tool.version_number)
    return tool is not None


def _write(tool: Tool, content: ToolContent) -> None:
    tool.fingerprint = content.fingerprint()
    texts = [
        {"language": code, "title": text.title, "strapline": text.strapline}
        for code, text in content.texts.items()
    ]
    parts = records.organisation_rows(content.facts.organisations)
    records.replace(TOOLS, tool, content, {ToolText: texts, ToolOrganisation: parts})


def withdraw(tool: Tool, *, actor: Actor, reason: str) -> Tool:
    """Take a tool out of public sight; its versions stay."""
    records.withdraw(tool, TOOLS, Permission.WITHDRAW, actor=actor, reason=reason)
    return tool


def restore(tool: Tool, *, actor: Actor, reason: str = "") -> Tool:
    """Bring a withdrawn tool back."""
    records.restore(tool, TOOLS, Permission.WITHDRAW, actor=actor, reason=reason)
    return tool
