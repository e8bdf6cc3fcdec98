"""Modules that editors have open."""

from typing import Any

from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.learning import drafting
from cop.learning.content import ModuleContent
from cop.learning.enums import PartKind
from cop.learning.models import Module, ModuleDraft
from cop.records.parts import Where
from tests.learning.samples import QUESTIONS, SECTIONS, module, publish

DESK = "/en/learn/desk"


def opened(content: ModuleContent | None = None) -> ModuleDraft:
    """Publish a module and open its draft."""
    publish(content or module())
    draft = drafting.open_draft(db.session.scalars(select(Module)).one(), actor=SYSTEM)
    db.session.commit()
    return draft


def whole() -> ModuleContent:
    """A module with every kind of part, in two languages."""
    glossary = [{"key": "peer", "term": "peer", "definition": "An equal."}]
    said: dict[str, Any] = {
        "glossary": glossary,
        "figures": {"circle": {"caption": "A circle", "alt": "Round."}},
        "videos": {"talk": {"title": "A talk", "text": "About peers."}},
        "aims": ["To know."],
        "outcomes": ["Knowing."],
        "problem": "It matters.",
    }
    facts = {
        "criteria": ["need"],
        "figures": [{"key": "circle", "section": "one"}],
        "references": [{"kind": "guide", "title": "A guide", "url": "https://example.org/guide"}],
        "videos": [{"key": "talk", "url": "https://example.org/talk"}],
        "source": {"title": "A source"},
    }
    content = module(facts=facts, **said)
    translated = {"title": "Образец", "sections": SECTIONS, "questions": QUESTIONS, "state": "human"}
    data = content.as_json()
    data["texts"]["bg"] = {**said, **translated}
    return ModuleContent.model_validate(data)


def section_at(key: str = "one", language: str = "en") -> Where:
    """Return where a section stands."""
    return Where(language, PartKind.SECTIONS, key)
