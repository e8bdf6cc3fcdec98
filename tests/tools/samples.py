"""Tools as tests need them."""

from typing import Any

from cop.tools.content import ToolContent


def tool(slug: str, *, facts: dict[str, Any] | None = None, **text: Any) -> ToolContent:
    """A tool in English."""
    said = {"title": slug.replace("-", " ").capitalize()} | text
    return ToolContent.model_validate(
        {"slug": slug, "source_language": "en", "facts": facts or {}, "texts": {"en": said}}
    )
