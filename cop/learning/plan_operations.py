"""Writing plans of peer support. A plan is its owner's; whoever has its link reads it."""

from secrets import token_urlsafe
from typing import Final

from sqlalchemy import select

from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import Actor, authorize
from cop.learning.models import Plan
from cop.learning.plan_content import PlanContent
from cop.learning.rules import Permission

KIND: Final = "plan"
BEGINNING: Final = Limit("learning.plan", 30, 86_400)


class PlanConflictError(ConflictError):
    """The plan was saved elsewhere meanwhile."""


def begin(content: PlanContent, *, actor: Actor) -> Plan:
    """Begin a plan; it is private."""
    authorize(actor, Permission.PLAN)
    spend(BEGINNING, str(actor.id))
    plan = Plan(owner_id=actor.id, title=content.title, content=content.model_dump(mode="json"), version=1)
    db.session.add(plan)
    db.session.flush()
    audit.record(actor, "plan.begin", KIND, plan.id)
    return plan


def save(plan: Plan, content: PlanContent, *, actor: Actor, version: int) -> Plan:
    """Let a plan say something else; `version` is the one that the writer had before their eyes."""
    authorize(actor, Permission.CHANGE_PLAN, plan)
    db.session.refresh(plan, with_for_update=True)
    said = content.model_dump(mode="json")
    if plan.content == said:
        return plan
    if plan.version != version:
        raise PlanConflictError(_("This plan was saved elsewhere meanwhile. Nothing of yours is lost."))
    plan.content, plan.title, plan.version = said, content.title, plan.version + 1
    db.session.flush()
    audit.record(actor, "plan.save", KIND, plan.id, version=plan.version)
    return plan


def share(plan: Plan, *, actor: Actor, is_shared: bool) -> Plan:
    """Give a plan a link, or make the link void; safe to repeat."""
    authorize(actor, Permission.CHANGE_PLAN, plan)
    if is_shared == (plan.share_key is not None):
        return plan
    plan.share_key = token_urlsafe(24) if is_shared else None
    db.session.flush()
    audit.record(actor, "plan.share" if is_shared else "plan.unshare", KIND, plan.id)
    return plan


def delete(plan: Plan, *, actor: Actor) -> None:
    """Delete a plan for good."""
    authorize(actor, Permission.CHANGE_PLAN, plan)
    id = plan.id
    db.session.delete(plan)
    db.session.flush()
    audit.record(actor, "plan.delete", KIND, id)


def own(id: int, actor: Actor) -> Plan | None:
    """Return a plan of the actor's own."""
    return db.session.scalar(select(Plan).where(Plan.id == id, Plan.owner_id == actor.id))


def shared(key: str) -> Plan | None:
    """Return the plan that has this link."""
    return db.session.scalar(select(Plan).where(Plan.share_key == key))


def titles(actor: Actor) -> list[tuple[int, str]]:
    """Return (id, title) of the actor's plans, the newest first."""
    rows = db.session.execute(
        select(Plan.id, Plan.title).where(Plan.owner_id == actor.id).order_by(Plan.id.desc())
    )
    return [(row.id, row.title) for row in rows]
