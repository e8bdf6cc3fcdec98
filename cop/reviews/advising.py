"""What the authors of a case read of its reviews: reasons without names, and the development report."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cop.core.db import now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.records import RecordCard, lessons
from cop.reviews import dossier, replying
from cop.reviews.forms import WordsForm, give_back
from cop.reviews.queries import last_report, open_to_authors
from cop.reviews.report import advice
from cop.rubric.rubrics import criterion
from cop.submissions import queries as submissions
from cop.submissions.enums import State
from cop.submissions.pages import own_or_404
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members

blueprint = Blueprint("reviews_advising", __name__, url_prefix="/<lang:lang>/submissions/<int:id>")

MOST_LESSONS: Final = 5


@blueprint.route("/reviews", methods=["GET", "POST"])
@members
def reviews(id: int) -> ResponseReturnValue:
    """Show the authors what reviewers say, as soon as an editor has opened it, and take their answer."""
    submission, form, status = own_or_404(id), WordsForm(), 200
    if form.validate_on_submit():
        try:
            replying.reply(submission, actor=current_actor(), words=form.words.data or "")
        except (InvalidError, ConflictError) as error:
            status = give_back(form, error)
        else:
            flash(_("Your answer is with the editors."), "info")
            return redirect(url_for(".reviews", id=id), 303)
    found = open_to_authors(id)
    reply = dossier.reply(submission)
    rubric = submissions.rubric_of(submission.kind)
    page = render_template(
        "reviews/authors_reviews.html",
        submission=submission,
        rows=dossier.rows(found, {}, current_language(), rubric) if found else [],
        comments=[(review.language, review.to_authors) for review in found if review.to_authors.strip()],
        reply=reply,
        can_reply=reply is not None
        and reply.replied_at is None
        and reply.until > now()
        and submission.state is State.IN_REVIEW,
        form=form,
    )
    return page, status


@blueprint.get("/report")
@members
def report(id: int) -> str:
    """Show the development report of a declined case to its authors, and to nobody else."""
    submission = own_or_404(id)
    decision = or_404(last_report(id))
    language = current_language()
    weakest = list(decision.report.get("weakest", ()))
    value = submissions.submittable(submission.kind)
    return render_template(
        "reviews/authors_report.html",
        submission=submission,
        decision=decision,
        advice=advice(decision.report, language),
        weakest=[criterion(key) for key in weakest],
        related=value.related(weakest, language) if weakest else [],
        lessons=_lessons(weakest, language),
        can_reopen=submission.state is State.DECLINED,
    )


def _lessons(weakest: Sequence[str], language: str) -> list[tuple[RecordCard, list[str]]]:
    """Return what one can learn from where the case is weak, each with the criteria that it helps with."""
    return [
        (card, [str(criterion(key).label) for key in keys])
        for card, keys in lessons(weakest, actor=current_actor(), language=language)[:MOST_LESSONS]
    ]
