"""The pages of a submission's way: sending it, taking it back, and seeing it as it would be published."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cop.config import LANGUAGES
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import can
from cop.submissions import drafting, operations, pages, queries
from cop.submissions.content import STATES
from cop.submissions.forms import SendForm
from cop.submissions.models import Submission
from cop.submissions.operations import IncompleteError
from cop.submissions.rules import WRITING_STATES, Permission
from cop.web.identity import current_actor
from cop.web.policy import members

blueprint = Blueprint("submission_sending", __name__, url_prefix="/<lang:lang>/submissions/<int:id>")


@blueprint.get("/send")
@members
def ask_to_send(id: int) -> str:
    """Show what is still missing, and what one agrees to by sending."""
    return _send_page(pages.own_or_404(id), SendForm())


@blueprint.post("/send")
@members
def send(id: int) -> ResponseReturnValue:
    """Send a submission."""
    submission, form = pages.own_or_404(id), SendForm()
    if form.validate_on_submit():
        try:
            operations.send(submission, actor=current_actor())
        except IncompleteError:
            return _send_page(submission, form), 422
        except InvalidError as error:
            return _send_page(submission, form, error), 422
        flash(_("Your case was sent. A receipt is on its way to you by mail."), "info")
        return redirect(url_for("submissions.show", id=id), 303)
    return _send_page(submission, form), 422


def _send_page(submission: Submission, form: SendForm, error: InvalidError | None = None) -> str:
    answers = queries.answers(submission.id)
    return render_template(
        "submissions/send.html",
        submission=submission,
        form=form,
        is_sendable=submission.state in WRITING_STATES,
        missing=[_link(submission, *key) for key in operations.unanswered(submission)],
        unfit=_unfit(submission, error) if error else None,
        gaps=pages.gap_meter(submission, answers),
        waiting=queries.open_proposals(submission.id),
        state=STATES[submission.state],
    )


def _link(submission: Submission, language: str, key: str) -> tuple[str, str]:
    question = queries.question_of(submission, key)
    return (
        (str(question.label), pages.question_url(submission, question, language)) if question else (key, "")
    )


def _unfit(submission: Submission, error: InvalidError) -> tuple[str, str, str]:
    language, _slash, key = error.field.rpartition("/")
    return (*_link(submission, language, key), error.message)


@blueprint.post("/withdraw")
@members
def withdraw(id: int) -> ResponseReturnValue:
    """Take a submission back."""
    operations.withdraw(pages.own_or_404(id), actor=current_actor())
    flash(_("The case was withdrawn. Only its authors can read it now."), "info")
    return redirect(url_for("submissions.show", id=id), 303)


@blueprint.post("/reopen")
@members
def reopen(id: int) -> ResponseReturnValue:
    """Make a draft of it again."""
    operations.reopen(pages.own_or_404(id), actor=current_actor())
    flash(_("The case is a draft again. Change what you want, then send it."), "info")
    return redirect(url_for("submissions.show", id=id), 303)


@blueprint.post("/delete")
@members
def delete(id: int) -> ResponseReturnValue:
    """Delete a draft that was never sent."""
    drafting.delete_draft(pages.own_or_404(id), actor=current_actor())
    flash(_("The draft was deleted."), "info")
    return redirect(url_for("submissions.mine"), 303)


@blueprint.get("/preview")
@members
def preview(id: int) -> str:
    """Show the case exactly as it would be published: to authors the draft, to editors what was sent."""
    submission = pages.visible_or_404(id)
    wanted = request.args.get("in", submission.source_language)
    if wanted not in LANGUAGES:
        abort(404)
    is_author = can(current_actor(), Permission.WRITE, submission)
    body, error = _drawn(submission, wanted, is_draft=is_author)
    return render_template(
        "submissions/preview.html",
        submission=submission,
        body=body,
        error=error,
        wanted=wanted,
        is_author=is_author,
        filled=_filled(submission) if is_author else {submission.source_language},
        state=STATES[submission.state],
    )


def _filled(submission: Submission) -> set[str]:
    return {language for language, _key in queries.answers(submission.id) if language}


def _drawn(
    submission: Submission, language: str, *, is_draft: bool
) -> tuple[Markup, tuple[str, str, str] | None]:
    """Return (the page's body, what keeps it from being drawn)."""
    value = queries.submittable(submission.kind)
    try:
        if is_draft:
            content = operations.compose(submission)
        else:
            last = queries.last_round(submission.id)
            if last is None:
                raise ConflictError(_("Nothing has been sent yet."))
            content = value.parse(last.content)
        body = value.preview(content, language)
    except InvalidError as error:
        return Markup(), _unfit(submission, error)
    return Markup(body), None  # noqa: S704 - drawn by the record type's own templates
