"""The editor's pages of one case: everything about it, the gate, requests, the decision."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.accounts.queries import people
from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Role
from cop.reviews import assigning, deciding, dossier, gate, letters, pages, replying, requests
from cop.reviews.agreement import DIFFERENCE_FOR_A_THIRD
from cop.reviews.candidates import candidates
from cop.reviews.content import CONFIDENCE, OUTCOMES, REQUEST_STATES
from cop.reviews.enums import AssignmentState, Outcome
from cop.reviews.forms import NO, YES, AskForm, DaysForm, DecisionForm, GateForm, WordsForm, give_back
from cop.reviews.models import Assignment
from cop.reviews.network import network
from cop.reviews.queries import awaited, sent, standing
from cop.reviews.requests import DAYS
from cop.reviews.rules import ENOUGH_REVIEWS, FEWEST_REVIEWS
from cop.rubric.rubrics import every_gate_question
from cop.submissions.enums import State
from cop.submissions.models import Submission
from cop.submissions.queries import needs_reviews, rubric_of, submittable
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import staff
from cop.web.svg import step_histogram

blueprint = Blueprint("reviews_editing", __name__, url_prefix="/<lang:lang>/reviews/<int:id>")

WITH_EDITORS = (State.SUBMITTED, State.IN_REVIEW)


def _case_or_404(id: int) -> Submission:
    return or_404(dossier.case(id, actor=current_actor()))


def _back(id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", id=id), 303)


@blueprint.get("")
@staff(Role.EDITOR)
def show(id: int) -> str:
    """Show all about a case that an editor looks after."""
    submission = _case_or_404(id)
    value, content = sent(submission)
    reviews = standing(id)
    all_cases = network()
    rubric = rubric_of(submission.kind)
    rows = dossier.rows(reviews, all_cases.by_criterion, current_language(), rubric)
    known = candidates(submission, themes=value.themes(content), leads=value.leads(content))
    is_with_reviewers = submission.state is State.IN_REVIEW
    open_requests = awaited(id)
    differ = [row for row in rows if row.apart >= DIFFERENCE_FOR_A_THIRD]
    return render_template(
        "reviews/editor.html",
        submission=submission,
        passages=pages.passages(value, content),
        changes=pages.changed(submission),
        gate=dossier.gate(id),
        questions={question.key: question.question for question in every_gate_question()},
        requests=dossier.requests(submission),
        request_states=REQUEST_STATES,
        at_work=(AssignmentState.ASKED, AssignmentState.ACCEPTED),
        reviews=dossier.review_rows(reviews, all_cases.severities),
        rows=rows,
        histogram=step_histogram,
        agreement=dossier.case_agreement(reviews, rubric),
        candidates=known,
        why=pages.why,
        differ=differ,
        needs_third=is_with_reviewers and bool(differ) and len(reviews) + len(open_requests) < ENOUGH_REVIEWS,
        is_with_reviewers=is_with_reviewers,
        is_with_editors=submission.state in WITH_EDITORS,
        can_open_reply=is_with_reviewers and bool(reviews) and not open_requests,
        reply=dossier.reply(submission),
        reply_days=replying.DAYS,
        days=DAYS,
        fewest=FEWEST_REVIEWS,
        needs_reviews=needs_reviews(submission),
        is_self_description=value.is_self_description,
        has_passed_gate=value.is_self_description and deciding.has_passed_gate(submission),
        decisions=dossier.decisions(id),
        outcomes=OUTCOMES,
        confidence=CONFIDENCE,
        Outcome=Outcome,
        State=State,
    )


@blueprint.route("/gate", methods=["GET", "POST"])
@staff(Role.EDITOR)
def answer_gate(id: int) -> ResponseReturnValue:
    """Ask the questions of the gate."""
    submission, status = _case_or_404(id), 200
    language, letter = _letter(submission, Outcome.CHANGES)
    earlier = {row.question: row for row in reversed(dossier.gate(id))}
    given = {key: YES if row.is_yes else NO for key, row in earlier.items()}
    notes = {f"{key}_words": row.words for key, row in earlier.items()}
    form = GateForm(language=language, letter=letter, **given, **notes)
    form.gate = rubric_of(submission.kind).gate
    if form.validate_on_submit():
        try:
            _answer(submission, form)
        except (InvalidError, ConflictError) as error:
            status = give_back(form, error)
        else:
            flash(_("Your answers are saved."), "info")
            return _back(id)
    value, content = sent(submission)
    page = render_template(
        "reviews/editor_gate.html",
        submission=submission,
        passages=pages.passages(value, content),
        form=form,
        is_open=submission.state is State.SUBMITTED,
    )
    return page, status


def _answer(submission: Submission, form: GateForm) -> None:
    actor = current_actor()
    if form.is_all_yes():
        gate.let_through(submission, actor=actor, answers=form.answers())
        return
    gate.turn_away(
        submission,
        actor=actor,
        answers=form.answers(),
        outcome=_outcome(form.outcome.data),
        letter=form.letter.data or "",
        language=form.language.data or "",
    )


def _outcome(asked: str | None) -> Outcome:
    if asked not in set(Outcome):
        raise InvalidError("outcome", _("Choose what becomes of the case."))
    return Outcome(asked)


@blueprint.post("/ask")
@staff(Role.EDITOR)
def ask(id: int) -> ResponseReturnValue:
    """Ask somebody for a review."""
    submission, form = _case_or_404(id), AskForm()
    request_ = assigning.ask(
        submission,
        actor=current_actor(),
        reviewer_id=form.reviewer.data or 0,
        days=form.days.data or 0,
    )
    name = people([request_.reviewer_id])[request_.reviewer_id].name
    flash(_("%(name)s is asked for a review.", name=name), "info")
    return _back(id)


@blueprint.post("/requests/<int:request_id>/take-back")
@staff(Role.EDITOR)
def take_back(id: int, request_id: int) -> ResponseReturnValue:
    """Take a request back."""
    _case_or_404(id)
    assignment = db.session.get(Assignment, request_id)
    if assignment is None or assignment.submission_id != id:
        abort(404)
    assigning.take_back(assignment, actor=current_actor())
    flash(_("The request is taken back. The reviewer is told."), "info")
    return _back(id)


@blueprint.post("/conflict")
@staff(Role.EDITOR)
def conflict(id: int) -> ResponseReturnValue:
    """Let an editor say that they must not decide on this case; it leaves their desk."""
    submission = dossier.case(id, actor=current_actor())
    if submission is not None:  # sent twice, it has left the desk already
        requests.declare_conflict(submission, actor=current_actor(), words=WordsForm().words.data or "")
        flash(_("Thank you for saying so. Another editor looks after this case."), "info")
    return redirect(url_for("reviews.desk"), 303)


@blueprint.post("/reply")
@staff(Role.EDITOR)
def open_reply(id: int) -> ResponseReturnValue:
    """Ask the authors what they say to the reviews."""
    submission = _case_or_404(id)
    replying.open_reply(submission, actor=current_actor(), days=DaysForm().days.data or 0)
    flash(_("The authors can read the reviews, without names, and answer them."), "info")
    return _back(id)


@blueprint.route("/decision", methods=["GET", "POST"])
@staff(Role.EDITOR)
def decide(id: int) -> ResponseReturnValue:
    """Show the letter that is prepared for an outcome, and decide."""
    submission, status = _case_or_404(id), 200
    asked = request.form.get("outcome") or request.args.get("outcome", "")
    if asked not in set(Outcome):
        abort(404)
    outcome = Outcome(asked)
    language, letter = _letter(submission, outcome)
    form = DecisionForm(language=language, letter=letter, outcome=outcome.value)
    if form.validate_on_submit():
        try:
            deciding.decide(
                submission,
                actor=current_actor(),
                outcome=outcome,
                letter=form.letter.data or "",
                language=form.language.data or "",
            )
        except (InvalidError, ConflictError) as error:
            status = give_back(form, error)
        else:
            flash(_("Your decision is sent to the authors."), "info")
            return _back(id)
    page = render_template(
        "reviews/editor_decision.html",
        submission=submission,
        outcome=outcome,
        outcomes=OUTCOMES,
        form=form,
        is_self_description=submittable(submission.kind).is_self_description,
        languages_of_letter=[(code, one.name) for code, one in LANGUAGES.items()],
        is_open=submission.state in WITH_EDITORS,
    )
    return page, status


def _letter(submission: Submission, outcome: Outcome) -> tuple[str, str]:
    """Return (language, prepared letter): as the reader has chosen, else in the language of the owner."""
    owner = next((a.user_id for a in submission.authors if a.is_owner), 0)
    known = people([owner])
    asked = request.args.get("language", "")
    language = known[owner].language if owner in known else submission.source_language
    language = asked if asked in LANGUAGES else language
    return language, letters.letter(
        outcome,
        title=submission.title,
        reviews=standing(submission.id),
        language=language,
        is_self_description=submittable(submission.kind).is_self_description,
    )
