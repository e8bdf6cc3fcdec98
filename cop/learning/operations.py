"""Writing learning modules."""

from typing import Any

from sqlalchemy import delete, insert, select

from cop.consents.enums import Scope
from cop.consents.queries import refuse_unfit
from cop.core import audit, outbox, stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.markdown import RENDERER
from cop.core.permissions import Actor, authorize
from cop.learning.content import ModuleContent, ModuleText
from cop.learning.enums import ModuleState
from cop.learning.models import Module, ModuleCriterion, ModuleVersion
from cop.learning.models import ModuleText as TextRow
from cop.learning.queries import KIND
from cop.learning.rendering import minutes, plain, rendered
from cop.learning.rules import Permission
from cop.search import index


def publish(content: ModuleContent, *, actor: Actor, note: str = "") -> bool:
    """Make the module of that slug say so; whether anything changed. Other content is the next version."""
    authorize(actor, Permission.PUBLISH)
    whole = refuse_unfit(content.canonical(), field="", scope=Scope.TRAINING)
    module = db.session.scalar(select(Module).where(Module.slug == content.slug).with_for_update())
    if module is not None and module.fingerprint == content.fingerprint():
        return False
    if module is None:
        module = Module(slug=content.slug, version_number=0)
        db.session.add(module)
    module.version_number += 1
    write(module, content)
    values = {"module_id": module.id, "number": module.version_number, "content": whole}
    db.session.execute(insert(ModuleVersion).values(**values, created_at=now(), note=note))
    audit.record(actor, "module.publish", KIND, module.slug, version=module.version_number)
    return True


def write(module: Module, content: ModuleContent) -> None:
    """Let columns and texts say what the content says; the versions are the caller's."""
    module.source_language = content.source_language
    module.position = content.facts.number
    module.minutes = content.facts.reading_minutes
    module.fingerprint = content.fingerprint()
    module.updated_at = now()
    db.session.flush()
    for child in (TextRow, ModuleCriterion):
        db.session.execute(delete(child).where(child.module_id == module.id))
    rows = [_text_row(module.id, language, text) for language, text in content.texts.items()]
    db.session.execute(insert(TextRow), rows)
    criteria = [{"module_id": module.id, "criterion": key} for key in dict.fromkeys(content.facts.criteria)]
    if criteria:
        db.session.execute(insert(ModuleCriterion), criteria)
    _touched(module.id)


def _text_row(module_id: int, language: str, text: ModuleText) -> dict[str, Any]:
    html = rendered(text)
    words = plain(text, html)
    return {
        "module_id": module_id,
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
    authorize(actor, Permission.WITHDRAW, module)
    if module.state is ModuleState.WITHDRAWN:
        raise ConflictError(_("This module has already been withdrawn."))
    module.state = ModuleState.WITHDRAWN
    audit.record(actor, "module.withdraw", KIND, module.slug, reason=reason)
    _touched(module.id)
    return module


def restore(module: Module, *, actor: Actor) -> Module:
    """Bring a withdrawn module back."""
    authorize(actor, Permission.WITHDRAW, module)
    if module.state is ModuleState.PUBLISHED:
        raise ConflictError(_("This module is public already."))
    module.state = ModuleState.PUBLISHED
    audit.record(actor, "module.restore", KIND, module.slug)
    _touched(module.id)
    return module


def _touched(id: int) -> None:
    outbox.enqueue(index.JOB_KIND, [index.subject(KIND, id)])
    stamps.bump(stamps.CONTENT)
