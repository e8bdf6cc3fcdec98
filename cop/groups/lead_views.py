"""The pages of those who begin and lead groups: what a group says, who leads it, who comes in."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role, can
from cop.groups import operations, pages, personas, queries
from cop.groups.forms import FacilitatorForm, GroupForm
from cop.groups.models import Group, Membership, Persona
from cop.groups.operations import GroupConflictError
from cop.groups.rules import Permission
from cop.web.identity import current_actor
from cop.web.policy import members, staff

blueprint = Blueprint("group_leading", __name__, url_prefix="/<lang:lang>/groups")


@blueprint.get("/new")
@staff(Role.EDITOR)
def new() -> str:
    """Show the form for a new group."""
    return _form(None, GroupForm(formdata=None))


def _form(group: Group | None, form: GroupForm, conflict: GroupConflictError | None = None) -> str:
    return render_template(
        "groups/edit.html",
        group=group,
        form=form,
        conflict=conflict,
        words=pages.words(group) if group else None,
        facilitators=queries.facilitators(group.id) if group else [],
        facilitator_form=FacilitatorForm(formdata=None),
        may_name=can(current_actor(), Permission.NAME_FACILITATORS, group),
    )


@blueprint.post("/new")
@staff(Role.EDITOR)
def begin() -> ResponseReturnValue:
    """Begin a group."""
    form = GroupForm()
    if not form.validate_on_submit():
        return _form(None, form), 400
    try:
        group = operations.begin(form.said(form.slug.data or ""), actor=current_actor())
    except InvalidError as error:
        form.refuse(error)
        return _form(None, form), error.status
    return redirect(url_for("groups.show", slug=group.slug), 303)


@blueprint.get("/<slug>/edit")
@members
def edit(slug: str) -> str:
    """Show the form for changing a group."""
    group = pages.group_or_404(slug, Permission.EDIT)
    return _form(group, GroupForm.of(group))


@blueprint.post("/<slug>/edit")
@members
def change(slug: str) -> ResponseReturnValue:
    """Change what a group says of itself."""
    group, form = pages.group_or_404(slug, Permission.EDIT), GroupForm()
    if not form.validate_on_submit():
        return _form(group, form), 400
    try:
        said = form.said(slug, group.source)
        operations.edit(group, said, actor=current_actor(), version=form.version.data or 0)
    except GroupConflictError as conflict:
        form.version.raw_data = [str(group.version)]
        return _form(group, form, conflict), 409
    except InvalidError as error:
        form.refuse(error)
        return _form(group, form), error.status
    return redirect(url_for("groups.show", slug=slug), 303)


@blueprint.post("/<slug>/facilitators")
@members
def name_facilitator(slug: str) -> ResponseReturnValue:
    """Let somebody lead a group."""
    group = pages.group_or_404(slug, Permission.NAME_FACILITATORS)
    try:
        operations.name_facilitator(group, actor=current_actor(), email=FacilitatorForm().email.data or "")
    except InvalidError as error:
        flash(error.message, "warning")
    return redirect(url_for(".edit", slug=slug), 303)


@blueprint.post("/<slug>/facilitators/<int:number>/end")
@members
def end_facilitator(slug: str, number: int) -> ResponseReturnValue:
    """Let somebody lead a group no longer."""
    group = pages.group_or_404(slug, Permission.NAME_FACILITATORS)
    operations.end_facilitator(group, actor=current_actor(), user_id=number)
    return redirect(url_for(".edit", slug=slug), 303)


def _asked_or_404(slug: str, kind: str, number: int) -> tuple[Group, Membership | Persona]:
    group = pages.group_or_404(slug, Permission.ANSWER)
    found: Membership | Persona | None = None
    if kind == "persona":
        found = db.session.get(Persona, number)
    elif kind == "member":
        found = db.session.get(Membership, number)
    if found is None or found.group_id != group.id:
        abort(404)
    return group, found


@blueprint.post("/<slug>/requests/<kind>/<int:number>/let-in")
@members
def let_in(slug: str, kind: str, number: int) -> ResponseReturnValue:
    """Say yes to somebody who wants to come in."""
    group, asked = _asked_or_404(slug, kind, number)
    if isinstance(asked, Persona):
        personas.let_in_masked(group, asked, actor=current_actor())
    else:
        operations.let_in(group, asked, actor=current_actor())
    flash(_("They belong to the group now."), "info")
    return redirect(url_for("groups.show", slug=slug), 303)


@blueprint.post("/<slug>/requests/<kind>/<int:number>/turn-away")
@members
def turn_away(slug: str, kind: str, number: int) -> ResponseReturnValue:
    """Say no to somebody who wants to come in."""
    group, asked = _asked_or_404(slug, kind, number)
    if isinstance(asked, Persona):
        personas.turn_away_masked(group, asked, actor=current_actor())
    else:
        operations.turn_away(group, asked, actor=current_actor())
    flash(_("Turned down."), "info")
    return redirect(url_for("groups.show", slug=slug), 303)
