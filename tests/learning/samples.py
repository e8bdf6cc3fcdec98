"""Modules as tests need them."""

from typing import Any

from cop.core.permissions import SYSTEM
from cop.learning import operations
from cop.learning.content import ModuleContent
from cop.learning.drafting import make_public
from cop.learning.drafts import DRAFTS
from cop.learning.models import ModuleDraft
from cop.records import drafting

SECTIONS = [
    {"id": "one", "title": "Beginning", "text": "First paragraph.\n\nSecond paragraph.\n\n- an entry"},
    {"id": "two", "title": "End", "text": "Last paragraph."},
]
QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "single",
        "kind": "single",
        "prompt": "Which is right?",
        "section": "one",
        "paragraph": 2,
        "choices": [
            {"text": "Wrong", "explanation": "Because it is wrong."},
            {"text": "Right", "is_right": True},
        ],
        "explanation": "Why single.",
    },
    {
        "key": "several",
        "kind": "several",
        "prompt": "Which are right?",
        "section": "one",
        "choices": [
            {"text": "A", "is_right": True},
            {"text": "B", "is_right": True},
            {"text": "C", "explanation": "C is not."},
        ],
        "explanation": "Why several.",
    },
    {
        "key": "order",
        "kind": "order",
        "prompt": "In which order?",
        "section": "two",
        "choices": [{"text": "First"}, {"text": "Second"}, {"text": "Third"}],
        "explanation": "Why this order.",
    },
    {
        "key": "match",
        "kind": "match",
        "prompt": "What belongs together?",
        "section": "two",
        "choices": [{"text": "Dog", "pair": "barks"}, {"text": "Cat", "pair": "meows"}],
        "explanation": "Why they match.",
    },
    {
        "key": "open",
        "kind": "open",
        "prompt": "And you?",
        "section": "two",
        "explanation": "Think of others.",
    },
]


def module(slug: str = "module", facts: dict[str, Any] | None = None, **text: Any) -> ModuleContent:
    """A module in English."""
    said = {"title": "Sample module", "sections": SECTIONS, "questions": QUESTIONS} | text
    return ModuleContent.model_validate(
        {
            "slug": slug,
            "source_language": "en",
            "facts": {"number": 1} | (facts or {}),
            "texts": {"en": said},
        }
    )


def publish(content: ModuleContent) -> None:
    """Make it public."""
    operations.publish(content, actor=SYSTEM)


def publish_draft(draft: ModuleDraft, note: str = "") -> bool:
    """Make public what a draft says; whether anything changed."""
    return drafting.publish(DRAFTS, draft, make_public, actor=SYSTEM, note=note)
