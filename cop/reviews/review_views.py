"""The pages of a reviewer: the form, and afterwards what the others say."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.core.db import db
from cop.core.errors import ConflictError, CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.permissions import Role
from cop.media import queries as media
from cop.reviews import (
    dossier,
    hearing,
    naming,
    offers,
    pages,
    reading,
    review_forms,
    review_pages,
    reviewing,
)
from cop.reviews.content import shown
from cop.reviews.enums import AssignmentState
from cop.reviews.models import Review
from cop.reviews.network import network
from cop.reviews.queries import request_to, standing
from cop.reviews.reading import Answered, Sheet, Written
from cop.reviews.review_forms import ReviewForm
from cop.reviews.reviewing import OTHER_PARTS, IncompleteReviewError, ReviewChangedError
from cop.rubric.rubrics import RUBRICS, has_criterion
from cop.submissions.queries import KIND
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members, staff
from cop.web.svg import step_histogram
from cop.web.templating import moment

blueprint = Blueprint("reviewing", __name__, url_prefix="/<lang:lang>/reviews/<int:id>")

SENDING = Limit("reviews.send", 60, 3600)

Problems = Mapping[str, Sequence[str]]
Posted = Mapping[str, str]


@blueprint.get("/review")
@staff(Role.REVIEWER)
def form(id: int) -> ResponseReturnValue:
    """Show the case beside the rubric."""
    actor = current_actor()
    sheet = reading.sheet(id, actor=actor)
    if sheet is not None:
        return _page(sheet, reading.written(sheet.review), review_forms.form_of(sheet.review), {})
    return redirect(_instead(id), 303)


def _instead(id: int) -> str:
    """Return where whoever has no draft of a case can go: to the reviews, to the request; else 404."""
    actor = current_actor()
    if reading.handed_in(id, actor=actor) is not None:
        return url_for(".others", id=id)
    found = request_to(id, actor=actor)
    is_asked = found is not None and found[0].state is AssignmentState.ASKED
    if not is_asked and offers.offered(id, actor=actor) is None:
        abort(404)
    return url_for("reviews.answer", id=id)


def _page(
    sheet: Sheet, given: Written, filled: ReviewForm, problems: Problems, left: Posted | None = None
) -> str:
    """Draw the form; `left` are fields for new evidence that still hold what was typed."""
    text, cards = review_pages.sections(sheet), review_pages.files(sheet)
    return render_template(
        "reviews/form.html",
        submission=sheet.submission,
        review=sheet.review,
        label=shown(sheet.review.reviewer),
        names_are_shown=naming.names_are_shown(),
        form=filled,
        sections=text,
        files=cards,
        boards=hearing.boards_of(sheet),
        rows=review_pages.rows(sheet, given, text=text, cards=cards, problems=problems, left=left or {}),
        totals=review_pages.totals(given),
        changes=pages.changed(sheet.submission),
    )


@blueprint.post("/review")
@staff(Role.REVIEWER)
def save(id: int) -> ResponseReturnValue:
    """Save the draft and go where the button leads; "send" also hands it in."""
    actor, then = current_actor(), request.form.get("then", "")
    if then == "send":
        spend(SENDING, str(actor.id))
    sheet, filled = reading.sheet(id, actor=actor), ReviewForm()
    if sheet is None:
        return _too_late(id, filled)
    given, failed = _given(sheet, filled)
    if not filled.validate_on_submit():
        return _page(sheet, given, filled, {}, request.form), 422
    try:
        review = _keep(sheet, given, filled)
    except ReviewChangedError as error:
        return _two_versions(sheet, given, error), 409
    except InvalidError as error:
        return _refused(id, filled, given, error), 422
    except ConflictError as error:
        return _closed(given, error), 409
    filled.revision.data = review.version
    if failed:  # what can be kept is kept
        return _page(sheet, given, filled, *_left(failed)), 422
    return _send(sheet, given, filled) if then == "send" else redirect(_after(id, then), 303)


def _keep(sheet: Sheet, given: Written, filled: ReviewForm) -> Review:
    revision = filled.revision.data or 0
    return reviewing.save_review(sheet, actor=current_actor(), given=given, revision=revision)


Failed = Sequence[tuple[str, str, str]]
"""(criterion, field, why)."""


def _given(sheet: Sheet, filled: ReviewForm) -> tuple[Written, Failed]:
    """Return what was typed with the evidence it adds, and what could not be added."""
    given = _typed(sheet, filled)
    names = {str(file.id): file.name for file in media.files_of(KIND, sheet.submission.id)}
    choices = hearing.boards_of(sheet) if review_forms.names_a_board(request.form) else ()
    new = review_forms.added(request.form, given, names, {one.code: one.label for one in choices})
    words = sheet.words if new else {}
    failed = []
    for key, field, pointer in new:
        if message := reviewing.problem_with(pointer, sheet, words):
            failed.append((key, field, message))
        else:
            given = reviewing.with_evidence(given, key, pointer)
    return given, failed


def _typed(sheet: Sheet, filled: ReviewForm) -> Written:
    given = review_forms.written(filled, request.form, RUBRICS[sheet.review.rubric])
    if parts := review_forms.chosen(request.form):
        given = reviewing.choosing(given, reading.written(sheet.review), parts)
    if keys := review_forms.confirmed(request.form, given):
        given = reviewing.without_gone(given, keys, "\n".join(sheet.words.values()))
    return given


def _left(failed: Failed) -> tuple[Problems, Posted]:
    """Return (problems by criterion, the fields that keep what was typed)."""
    problems: dict[str, list[str]] = {}
    left: dict[str, str] = {}
    for key, field, message in failed:
        problems.setdefault(key, []).append(message)
        left |= {name: request.form.get(name, "") for name in (field, f"section-{key}")}
    return problems, left


def _send(sheet: Sheet, given: Written, filled: ReviewForm) -> ResponseReturnValue:
    try:
        reviewing.send_review(sheet, actor=current_actor())
    except IncompleteReviewError as incomplete:  # the draft is kept
        filled.form_errors = [incomplete.message]
        return _page(sheet, given, filled, incomplete.problems), 422
    flash(_("Your review is in. Thank you."), "info")
    return redirect(url_for(".others", id=sheet.submission.id), 303)


def _after(id: int, then: str) -> str:
    if then == "next":
        flash(_("Saved. This comes next."), "info")
        return review_pages.next_path(id, current_actor())
    if then in OTHER_PARTS or has_criterion(then):
        return url_for(".form", id=id, _anchor=f"criterion-{then}")
    flash(_("Saved."), "info")
    return url_for(".form", id=id)


def _two_versions(sheet: Sheet, mine: Written, error: ReviewChangedError) -> str:
    return render_template(
        "reviews/form_conflict.html",
        submission=sheet.submission,
        message=error.message,
        revision=sheet.review.version,
        mine=mine,
        differences=review_pages.differences(reading.written(sheet.review), mine),
    )


def _refused(id: int, filled: ReviewForm, given: Written, error: InvalidError) -> str:
    db.session.rollback()
    sheet = reading.sheet(id, actor=current_actor())
    if sheet is None:
        return _closed(given, error)
    part = error.field.partition("-")[2]
    if part in given.answers:
        return _page(sheet, given, filled, {part: [error.message]}, request.form)
    filled.refuse(error)
    return _page(sheet, given, filled, {}, request.form)


def _too_late(id: int, filled: ReviewForm) -> ResponseReturnValue:
    """Give back what was typed where nothing can be saved; the same review sent again is in already."""
    rubric = review_forms.rubric_in(request.form)
    given, actor = review_forms.written(filled, request.form, rubric), current_actor()
    sheet = reading.handed_in(id, actor=actor)
    if sheet is not None and reading.written(sheet.review) == given:
        return redirect(url_for(".others", id=id), 303)
    if not reading.has_written(id, actor=actor):
        abort(404)
    return _closed(given, ConflictError(_not_open())), 409


def _not_open() -> str:
    return _("This review cannot be changed any more. What you typed was not saved.")


def _closed(given: Written, error: CopError) -> str:
    db.session.rollback()
    parts = review_pages.differences(
        reading.Written(given.language, dict.fromkeys(given.answers, Answered())), given
    )
    return render_template("reviews/form_closed.html", message=error.message, parts=parts)


@blueprint.post("/review/autosave")
@staff(Role.REVIEWER)
def autosave(id: int) -> ResponseReturnValue:
    """Save what has been typed so far, for the script of the page: {"revision", "words"} or {"words"}."""
    actor, filled = current_actor(), ReviewForm()
    sheet = reading.sheet(id, actor=actor)
    if sheet is None:
        if not reading.has_written(id, actor=actor):
            abort(404)
        return jsonify(words=_not_open()), 409
    try:
        review = _keep(sheet, _typed(sheet, filled), filled)
    except ReviewChangedError:
        words = _("This review has been changed in another window. Press “Save” to see both versions.")
        return jsonify(words=words), 409
    except CopError as error:
        db.session.rollback()
        return jsonify(words=error.message), error.status
    return jsonify(revision=review.version, words=_("Saved %(time)s", time=moment(review.updated_at)))


@blueprint.get("/others")
@staff(Role.REVIEWER)
def others(id: int) -> str:
    """Show what all reviewers of a case say, to one of them whose own review is in."""
    actor = current_actor()
    sheet = or_404(reading.handed_in(id, actor=actor))
    reviews, all_cases = standing(id), network()
    rubric = RUBRICS[sheet.review.rubric]
    return render_template(
        "reviews/form_others.html",
        submission=sheet.submission,
        review=sheet.review,
        own=shown(sheet.review.reviewer),
        is_named=sheet.review.is_named and naming.names_are_shown(),
        labels=[shown(review.reviewer) for review in reviews],
        comments=[(shown(r.reviewer), r.language, r.to_authors) for r in reviews if r.to_authors],
        rows=dossier.rows(reviews, all_cases.by_criterion, current_language(), rubric),
        agreement=dossier.case_agreement(reviews, rubric),
        severity=all_cases.severities.get(actor.id or 0),
        histogram=step_histogram,
        next_url=review_pages.next_path(id, actor),
    )


@blueprint.post("/unname")
@members
def unname(id: int) -> ResponseReturnValue:
    """Take one's name off one's reviews of a case; whoever is no reviewer any more may do so too."""
    actor = current_actor()
    for review in naming.own_reviews(id, actor=actor) or abort(404):
        naming.take_name_off(review, actor=actor)
    flash(_("Your name no longer stands with your scores."), "info")
    return redirect(url_for("reviews.desk" if Role.REVIEWER in actor.roles else "accounts.overview"), 303)


@blueprint.post("/reviews/<int:review_id>/reopen")
@staff(Role.EDITOR)
def reopen(id: int, review_id: int) -> ResponseReturnValue:
    """Let a reviewer change a review that is in."""
    submission = dossier.case(id, actor=current_actor())
    review = db.session.get(Review, review_id)
    if submission is None or review is None or review.submission_id != id:
        abort(404)
    reviewing.reopen_review(submission, review, actor=current_actor())
    flash(_("The reviewer can change the review. Until it is sent again, it does not count."), "info")
    return redirect(url_for("reviews_editing.show", id=id), 303)
