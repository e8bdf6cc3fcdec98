"""The pages of one post: where it stands, changing it, what it said before, reporting, hiding, objecting."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import spend
from cop.core.markdown import render
from cop.core.permissions import Role
from cop.discussions import moderating, operations, pages, reading
from cop.discussions.content import REPORTING, tidy
from cop.discussions.enums import PostState, Rule
from cop.discussions.forms import AppealForm, RuleForm, TextForm
from cop.discussions.models import Post
from cop.discussions.operations import PostConflictError
from cop.discussions.reading import Seen
from cop.web.identity import current_actor
from cop.web.policy import members, open_to_all

blueprint = Blueprint("posts", __name__, url_prefix="/<lang:lang>/threads/<int:id>/posts/<int:post>")


@blueprint.get("")
@open_to_all
def show(id: int, post: int) -> ResponseReturnValue:
    """Lead to where a post stands: this address stays good."""
    seen, said = pages.post_or_404(id, post)
    return redirect(pages.address_of(seen, said), 302)


@blueprint.get("/edit")
@members
def edit(id: int, post: int) -> str:
    """Show the form for changing what one has said."""
    seen, said = pages.changeable_or_404(id, post)
    if said.state not in (PostState.PUBLIC, PostState.HELD):
        abort(404)
    form = TextForm(formdata=None, text=said.text, language=said.language, revision=said.revision)
    return _edit(seen, said, form)


def _edit(
    seen: Seen, post: Post, form: TextForm, conflict: PostConflictError | None = None, previewed: str = ""
) -> str:
    return render_template(
        "discussions/edit.html",
        seen=seen,
        post=post,
        form=form,
        conflict=conflict,
        files=reading.posts_by_id(seen, [post.id])[0].files,
        preview=render(tidy(previewed)) if previewed else "",
    )


@blueprint.post("/edit")
@members
def change(id: int, post: int) -> ResponseReturnValue:
    """Change what one has said."""
    seen, said = pages.changeable_or_404(id, post)
    form = TextForm()
    if not form.validate_on_submit():
        return _edit(seen, said, form), 400
    if request.form.get("then") == "preview":
        return _edit(seen, said, form, previewed=form.text.data or " ")
    try:
        operations.edit(
            said,
            actor=current_actor(),
            place=seen.place,
            text=form.text.data or "",
            language=form.language.data or "",
            revision=form.revision.data or 0,
        )
    except PostConflictError as conflict:
        form.revision.raw_data = [str(conflict.present.revision)]
        return _edit(seen, said, form, conflict), 409
    except InvalidError as error:
        form.refuse(error)
        return _edit(seen, said, form), error.status
    return redirect(pages.address_of(seen, said), 303)


@blueprint.get("/history")
@open_to_all
def history(id: int, post: int) -> str:
    """Show what a post said before."""
    seen, said = pages.post_or_404(id, post)
    shown = reading.posts_by_id(seen, [said.id])[0]
    if not shown.html:
        abort(404)
    return render_template(
        "discussions/history.html",
        seen=seen,
        post=shown,
        text=said.text,
        versions=reading.former(said),
        may_see_sealed=shown.is_own or seen.place.may_moderate or Role.OFFICER in current_actor().roles,
    )


@blueprint.post("/remove-own")
@members
def remove_own(id: int, post: int) -> ResponseReturnValue:
    """Take back what one has said."""
    seen, said = pages.changeable_or_404(id, post)
    operations.remove_own(said, actor=current_actor(), place=seen.place)
    flash(_("Your words are removed. What others answered stays."), "info")
    return redirect(url_for("threads.show", id=id), 303)


@blueprint.get("/report")
@open_to_all
def report(id: int, post: int) -> str:
    """Show the form for reporting a post; it needs no account."""
    seen, said = pages.post_or_404(id, post)
    return _report(seen, said, RuleForm(formdata=None))


def _report(seen: Seen, post: Post, form: RuleForm) -> str:
    form.since.data = form.since.data or pages.mark_of_form()
    shown = reading.posts_by_id(seen, [post.id])[0]
    return render_template("discussions/report.html", seen=seen, post=shown, form=form)


@blueprint.post("/report")
@open_to_all
def send_report(id: int, post: int) -> ResponseReturnValue:
    """Report a post; where somebody may be in danger, say who helps at once."""
    seen, said = pages.post_or_404(id, post)
    form, actor = RuleForm(), current_actor()
    if not form.validate_on_submit():
        return _report(seen, said, form), 400
    spend(REPORTING, str(actor.id) if actor.is_member else request.remote_addr or "")
    seen, said = pages.post_or_404(id, post)
    rule = Rule(form.rule.data)
    try:
        if not actor.is_member:
            pages.refuse_programs(form.website.data or "", form.since.data or "")
        moderating.report(said, actor=actor, place=seen.place, rule=rule, note=form.note.data or "")
    except InvalidError as error:
        form.refuse(error)
        return _report(seen, said, form), error.status
    return redirect(url_for(".reported", id=id, post=post, danger=1 if rule is Rule.AT_RISK else None), 303)


@blueprint.get("/reported")
@open_to_all
def reported(id: int, post: int) -> str:
    """Say that the report has arrived, and who helps where somebody is in danger."""
    seen, said = pages.post_or_404(id, post)
    return render_template(
        "discussions/reported.html", seen=seen, post=said, is_danger=request.args.get("danger") == "1"
    )


@blueprint.get("/hide")
@members
def hide(id: int, post: int) -> str:
    """Show the form for hiding a post."""
    seen, said = pages.moderated_or_404(id, post)
    return _hide(seen, said, RuleForm(formdata=None))


def _hide(seen: Seen, post: Post, form: RuleForm) -> str:
    shown = reading.posts_by_id(seen, [post.id])[0]
    return render_template("discussions/hide.html", seen=seen, post=shown, form=form)


@blueprint.post("/hide")
@members
def do_hide(id: int, post: int) -> ResponseReturnValue:
    """Hide a post by a rule."""
    seen, said = pages.moderated_or_404(id, post)
    form = RuleForm()
    if not form.validate_on_submit():
        return _hide(seen, said, form), 400
    moderating.hide(
        said, actor=current_actor(), place=seen.place, rule=Rule(form.rule.data), note=form.note.data or ""
    )
    return redirect(pages.address_of(seen, said), 303)


@blueprint.post("/restore")
@members
def restore(id: int, post: int) -> ResponseReturnValue:
    """Show a hidden post again."""
    seen, said = pages.moderated_or_404(id, post)
    moderating.restore(seen.thread, said, actor=current_actor(), place=seen.place)
    return redirect(pages.address_of(seen, said), 303)


@blueprint.post("/remove")
@members
def remove(id: int, post: int) -> ResponseReturnValue:
    """Remove the words of a hidden post for ever."""
    seen, said = pages.moderated_or_404(id, post)
    moderating.remove(said, actor=current_actor(), place=seen.place)
    return redirect(pages.address_of(seen, said), 303)


@blueprint.post("/appeal")
@members
def appeal(id: int, post: int) -> ResponseReturnValue:
    """Object to one's post being hidden."""
    seen, said = pages.changeable_or_404(id, post)
    try:
        moderating.appeal(said, actor=current_actor(), place=seen.place, words=AppealForm().words.data or "")
    except InvalidError as error:
        flash(error.message, "warning")
    else:
        flash(_("Somebody else than who hid your post looks at it. You get an answer."), "info")
    return redirect(pages.address_of(seen, said), 303)
