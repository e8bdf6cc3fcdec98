"""Cases of a test's own, published the way the site publishes."""

from typing import Any

from cop.cases import operations
from cop.cases.content import CaseContent
from cop.core.permissions import SYSTEM
from cop.vocabulary import operations as vocabulary
from cop.vocabulary.operations import ConceptContent
from cop.vocabulary.queries import cache

CONCEPTS = {
    "involvement-form": ("co-research", "user-council"),
    "involvement-depth": ("depth-inform", "depth-empower"),
    "life-cycle-phase": ("preparation", "evaluation"),
    "involvement-role": ("role-peer", "role-expert"),
    "social-result": ("trust-found",),
}


def name_concepts() -> None:
    """Put the few words into the vocabulary that these tests use."""
    vocabulary.put(
        [
            ConceptContent.model_validate(
                {"slug": slug, "kind": kind, "words": {"en": {"label": slug.replace("-", " ")}}}
            )
            for kind, slugs in CONCEPTS.items()
            for slug in slugs
        ],
        actor=SYSTEM,
    )
    cache.clear()


def case(slug: str, *, facts: dict[str, Any] | None = None, **text: Any) -> CaseContent:
    """A case in English."""
    words = {"title": slug.replace("-", " ").capitalize()} | text
    return CaseContent.model_validate(
        {"slug": slug, "source_language": "en", "facts": facts or {}, "texts": {"en": words}}
    )


def publish(content: CaseContent) -> CaseContent:
    """Make it public."""
    operations.publish(content, actor=SYSTEM)
    return content
