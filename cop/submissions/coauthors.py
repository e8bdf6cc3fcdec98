"""The pages of those who write a case together."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import can
from cop.submissions import authorship, pages, queries
from cop.submissions.forms import InviteForm
from cop.submissions.models import Submission
from cop.submissions.rules import Permission
from cop.web.identity import current_actor
from cop.web.policy import members

blueprint = Blueprint("submission_authors", __name__, url_prefix="/<lang:lang>/submissions")

INVITING = Limit("submissions.invite", 30, 86_400)


@blueprint.get("/<int:id>/authors")
@members
def show(id: int) -> str:
    """Show who writes the case."""
    return _page(pages.own_or_404(id), InviteForm(formdata=None))


def _page(submission: Submission, form: InviteForm) -> str:
    return render_template(
        "submissions/authors.html",
        submission=submission,
        form=form,
        authors=queries.authors(submission.id),
        is_owner=can(current_actor(), Permission.MANAGE_AUTHORS, submission),
    )


@blueprint.post("/<int:id>/authors")
@members
def invite(id: int) -> ResponseReturnValue:
    """Send an invitation."""
    submission, form = pages.own_or_404(id), InviteForm()
    if form.validate_on_submit():
        spend(INVITING, str(current_actor().id))
        try:
            authorship.invite(submission, actor=current_actor(), email=form.email.data or "")
        except InvalidError as error:
            form.refuse(error)
        else:
            flash(_("The invitation was sent. Its link is good for 14 days."), "info")
            return redirect(url_for(".show", id=id), 303)
    return _page(submission, form), 422


@blueprint.post("/<int:id>/authors/remove")
@members
def remove(id: int) -> ResponseReturnValue:
    """Take a co-author off."""
    user_id = request.form.get("user_id", 0, type=int)
    authorship.remove_author(pages.own_or_404(id), actor=current_actor(), user_id=user_id)
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/<int:id>/authors/hand-over")
@members
def hand_over(id: int) -> ResponseReturnValue:
    """Make a co-author the owner."""
    user_id = request.form.get("user_id", 0, type=int)
    authorship.hand_over(pages.own_or_404(id), actor=current_actor(), user_id=user_id)
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/<int:id>/authors/leave")
@members
def leave(id: int) -> ResponseReturnValue:
    """Stop being a co-author."""
    authorship.leave(pages.own_or_404(id), actor=current_actor())
    flash(_("You are no longer an author of this case."), "info")
    return redirect(url_for("submissions.mine"), 303)


@blueprint.get("/join/<token>")
@members
def invitation(token: str) -> str:
    """Show what an invitation is for."""
    submission = authorship.invited_to(token)
    owner = next((row.name for row in queries.authors(submission.id) if row.is_owner), "")
    return render_template("submissions/join.html", submission=submission, owner=owner, token=token)


@blueprint.post("/join/<token>")
@members
def join(token: str) -> ResponseReturnValue:
    """Become a co-author."""
    submission = authorship.join(token, actor=current_actor())
    flash(_("You are an author of this case now."), "info")
    return redirect(url_for("submissions.show", id=submission.id), 303)
