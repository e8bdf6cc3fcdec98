"""Giving files to a group, and taking them away."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.groups import files, pages
from cop.groups.forms import FileForm
from cop.groups.models import Group
from cop.groups.rules import Permission
from cop.media.operations import REQUEST_BYTES
from cop.web.identity import current_actor
from cop.web.policy import accepts, members

blueprint = Blueprint("group_files", __name__, url_prefix="/<lang:lang>/groups/<slug>/files")


def _led_or_404(slug: str) -> Group:
    group = pages.group_or_404(slug, Permission.EDIT)
    # Who leads a group that is not open reads there; an editor who does not read gives nothing to read.
    if pages.place(group) is None:
        abort(404)
    return group


@blueprint.get("/new")
@members
def new(slug: str) -> str:
    """Show the form for a file."""
    return _page(_led_or_404(slug), FileForm(formdata=None))


def _page(group: Group, form: FileForm) -> str:
    return render_template("groups/file.html", group=group, words=pages.words(group), form=form)


@accepts(REQUEST_BYTES)
@blueprint.post("/new")
@members
def add(slug: str) -> ResponseReturnValue:
    """Give a file."""
    group, form, actor = _led_or_404(slug), FileForm(), current_actor()
    if not form.validate_on_submit():
        return _page(group, form), 400
    title, may_show = form.title.data or "", bool(form.may_show.data)
    try:
        files.refuse(title, may_show=may_show)
        name = form.file.data.filename or ""
        taken = files.take(group, form.file.data.read(), name=name, actor=actor)
        file = files.add(_led_or_404(slug), taken, actor=actor, title=title, may_show=may_show)
    except InvalidError as error:
        form.refuse(error)
        return _page(_led_or_404(slug), form), error.status
    flash(_("“%(file)s” was added.", file=file.name), "info")
    return redirect(url_for("groups.show", slug=slug, _anchor="files"), 303)


@blueprint.post("/<int:file>/remove")
@members
def remove(slug: str, file: int) -> ResponseReturnValue:
    """Take a file from a group."""
    files.remove(_led_or_404(slug), file, actor=current_actor())
    flash(_("The file is removed."), "info")
    return redirect(url_for("groups.show", slug=slug, _anchor="files"), 303)
