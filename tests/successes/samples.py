"""Self-descriptions of a test's own, published the way the site publishes."""

from typing import Any

from cop.core.permissions import SYSTEM
from cop.successes import operations
from cop.successes.content import SuccessContent


def success(
    slug: str,
    *,
    year: int | None = None,
    organisation: str = "",
    texts: dict[str, dict[str, Any]] | None = None,
    **text: Any,
) -> SuccessContent:
    """A self-description in English; `texts` are translations."""
    facts: dict[str, Any] = {"year": year}
    if organisation:
        facts["organisations"] = [{"slug": organisation, "names": {"en": organisation.title()}}]
    words = {"title": slug.replace("-", " ").capitalize()} | text
    others = {code: {"state": "human"} | other for code, other in (texts or {}).items()}
    return SuccessContent.model_validate(
        {"slug": slug, "source_language": "en", "facts": facts, "texts": {"en": words, **others}}
    )


def publish(content: SuccessContent) -> SuccessContent:
    """Make it public."""
    operations.publish(content, actor=SYSTEM)
    return content
