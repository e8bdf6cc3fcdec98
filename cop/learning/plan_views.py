"""Plans of peer support: one's own, shared by a link, as PDF and DOCX."""

from typing import Final

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from cop.core.i18n import gettext as _
from cop.core.slugs import slug_of
from cop.learning import plan_content, plan_operations, plan_paper
from cop.learning.models import Plan
from cop.learning.plan_content import DECISIONS, PHASES, PlanContent
from cop.learning.plan_operations import PlanConflictError
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.pdf import pdf_page
from cop.web.policy import members, open_to_all
from cop.web.templating import absolute

blueprint: Final = Blueprint("plans", __name__, url_prefix="/<lang:lang>/plans")

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LABELS: Final = {"phases": [name for name, _tasks in PHASES], "decisions": DECISIONS}


@blueprint.get("")
@members
def index() -> str:
    """List one's own plans."""
    return render_template("learning/plans.html", plans=plan_operations.titles(current_actor()))


@blueprint.post("")
@members
def begin() -> AnyResponse:
    """Begin a plan with what module 3 says of the four phases."""
    content = plan_content.beginning(_("Plan of a peer-support programme"))
    return _to(plan_operations.begin(content, actor=current_actor()))


@blueprint.get("/<int:id>")
@members
def edit(id: int) -> str:
    """Show a plan to be written in."""
    plan = _own_or_404(id)
    return _form(plan, PlanContent.model_validate(plan.content), plan.version)


@blueprint.post("/<int:id>")
@members
def save(id: int) -> AnyResponse:
    """Save a plan; what was saved elsewhere meanwhile is shown beside what was typed."""
    plan = _own_or_404(id)
    version = request.form.get("version", "")
    try:
        content = plan_content.read(request.form, plan.title)
    except ValidationError:
        abort(400)
    try:
        number = int(version) if version.isascii() and version.isdigit() else 0
        plan_operations.save(plan, content, actor=current_actor(), version=number)
    except PlanConflictError as error:
        there = PlanContent.model_validate(plan.content)
        return make_response(_form(plan, content, plan.version, conflict=error.message, there=there), 409)
    flash(_("Saved."), "info")
    return _to(plan)


@blueprint.post("/<int:id>/share")
@members
def share(id: int) -> AnyResponse:
    """Give the plan a link to pass on, or make the link void."""
    plan = _own_or_404(id)
    plan_operations.share(plan, actor=current_actor(), is_shared=request.form.get("shared") == "yes")
    return _to(plan)


@blueprint.post("/<int:id>/delete")
@members
def delete(id: int) -> AnyResponse:
    """Delete a plan."""
    plan_operations.delete(_own_or_404(id), actor=current_actor())
    flash(_("The plan is deleted."), "info")
    return redirect(f"/{current_language()}/plans", 303)


@blueprint.get("/<int:id>/plan.pdf")
@members
def pdf(id: int) -> Response:
    """Give a plan as a PDF."""
    plan = _own_or_404(id)
    content = PlanContent.model_validate(plan.content)
    return pdf_page("learning/plan_paper.html", title=plan.title, plan=content, **LABELS)


@blueprint.get("/<int:id>/plan.docx")
@members
def document(id: int) -> Response:
    """Give a plan as a DOCX file."""
    plan = _own_or_404(id)
    response = make_response(plan_paper.as_docx(PlanContent.model_validate(plan.content)))
    response.content_type = DOCX
    name = slug_of(plan.title, current_language()) or "plan"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


@blueprint.get("/shared/<key>")
@open_to_all
def shared(key: str) -> str:
    """Show a plan to whoever has its link."""
    plan = plan_operations.shared(key)
    if plan is None:
        abort(404)
    content = PlanContent.model_validate(plan.content)
    return render_template("learning/plan_shared.html", plan=content, **LABELS)


def _form(
    plan: Plan, content: PlanContent, version: int, *, conflict: str = "", there: PlanContent | None = None
) -> str:
    link = absolute(f"/{current_language()}/plans/shared/{plan.share_key}") if plan.share_key else ""
    return render_template(
        "learning/plan.html",
        id=plan.id,
        plan=content,
        version=version,
        link=link,
        conflict=conflict,
        there=there,
        **LABELS,
    )


def _own_or_404(id: int) -> Plan:
    plan = plan_operations.own(id, current_actor())
    if plan is None:
        abort(404)
    return plan


def _to(plan: Plan) -> AnyResponse:
    return redirect(f"/{current_language()}/plans/{plan.id}", 303)
