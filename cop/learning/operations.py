"""Writing learning modules."""

from typing import Any

from cop.consents.enums import Scope
from cop.consents.queries import refuse_unfit
from cop.core import audit
from cop.core.markdown import RENDERER
from cop.core.permissions import Actor, authorize
from cop.learning.content import ModuleContent, ModuleText
from cop.learning.models import MODULES, Module, ModuleCriterion
from cop.learning.models import ModuleText as TextRow
from cop.learning.queries import KIND
from cop.learning.rendering import minutes, plain, rendered
from cop.learning.rules import Permission
from cop.records import operations as records


def publish(content: ModuleContent, *, actor: Actor, note: str = "") -> bool:
    """Make the module of that slug say so; whether anything changed. Other content is the next version."""
    authorize(actor, Permission.PUBLISH)
    whole = refuse_unfit(content.canonical(), field="", scope=Scope.TRAINING)
    module = records.next_version(MODULES, content, whole, write=write, note=note)
    if module is not None:
        audit.record(actor, "module.publish", KIND, module.slug, version=module.version_number)
    return module is not None


def write(module: Module, content: ModuleContent) -> None:
    """Let columns and texts say what the content says; the versions are the caller's."""
    module.position = content.facts.number
    module.minutes = content.facts.reading_minutes
    module.fingerprint = content.fingerprint()
    texts = [_text_row(language, text) for language, text in content.texts.items()]
    criteria = [{"criterion": key} for key in dict.fromkeys(content.facts.criteria)]
    records.replace(MODULES, module, content, {TextRow: texts, ModuleCriterion: criteria})


def _text_row(language: str, text: ModuleText) -> dict[str, Any]:
    html = rendered(text)
    words = plain(text, html)
    return {
        "language": language,
        "state": text.state,
        "title": text.title,
        "strapline": text.strapline,
        "minutes": minutes(text, words),
        "questions": len(text.questions),
        "html": html,
        "plain": words,
        "renderer": RENDERER,
    }


def withdraw(module: Module, *, actor: Actor, reason: str) -> Module:
    """Take a module out of public sight; its versions stay."""
    records.withdraw(module, MODULES, Permission.WITHDRAW, actor=actor, reason=reason)
    return module


def restore(module: Module, *, actor: Actor) -> Module:
    """Bring a withdrawn module back."""
    records.restore(module, MODULES, Permission.WITHDRAW, actor=actor)
    return module
