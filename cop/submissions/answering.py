"""The pages of questions: one question a page, its versions, and two versions side by side."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cop.config import LANGUAGES
from cop.core.errors import ConflictError, CopError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.submittable import Question, Widget
from cop.rubric.rubrics import criterion
from cop.submissions import choosing, drafting, pages, queries
from cop.submissions.content import STATES
from cop.submissions.drafting import AnswerConflictError
from cop.submissions.forms import AnswerForm, given
from cop.submissions.models import Answer, Submission
from cop.submissions.rules import WRITING_STATES
from cop.submissions.values import empty, shown
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.policy import members
from cop.web.templating import moment

blueprint = Blueprint(
    "submission_answers", __name__, url_prefix="/<lang:lang>/submissions/<int:id>/questions/<key>"
)


def _asked(id: int, key: str) -> tuple[Submission, Question, str]:
    """Return (submission, question, language or nothing); 404 where it is not asked."""
    submission = pages.own_or_404(id)
    question = queries.question_of(submission, key)
    language = request.args.get("in", submission.source_language)
    if question is None or language not in LANGUAGES:
        abort(404)
    return submission, question, language if question.is_text else ""


@blueprint.get("")
@members
def question(id: int, key: str) -> str:
    """Show one question with guidance, an example, and its answer."""
    submission, asked, language = _asked(id, key)
    answer = queries.answer(submission.id, language, key)
    return _page(submission, asked, language, answer, AnswerForm(formdata=None))


def _page(
    submission: Submission,
    asked: Question,
    language: str,
    answer: Answer | None,
    form: AnswerForm,
    typed: Any = None,
) -> str:
    value = typed if typed is not None else answer.value if answer else empty(asked)
    before, after = pages.neighbours(submission, asked.key)
    return render_template(
        "submissions/question.html",
        submission=submission,
        question=asked,
        language=language,
        form=form,
        answer=answer,
        value=value,
        revision=answer.revision if answer else 0,
        typed=choosing.typed(asked, value),
        groups=_groups(asked, value),
        rows=choosing.rows(asked, value),
        tabs=_tabs(submission, asked, language),
        criteria=[criterion(name) for name in asked.criteria],
        before=before and pages.question_url(submission, before, language),
        after=after and pages.question_url(submission, after, language),
        original=_original(submission, asked, language),
        is_writable=submission.state in WRITING_STATES,
        state=STATES[submission.state],
    )


def _groups(asked: Question, value: Any) -> list[choosing.Group]:
    if asked.widget in (Widget.CHOICE, Widget.CONCEPTS):
        return choosing.offers(asked, value, current_language())
    return []


def _tabs(submission: Submission, asked: Question, language: str) -> list[dict[str, object]]:
    if not asked.is_text:
        return []
    return [
        {
            "code": code,
            "name": known.name,
            "url": pages.question_url(submission, asked, code),
            "is_current": code == language,
            "is_original": code == submission.source_language,
        }
        for code, known in LANGUAGES.items()
    ]


def _original(submission: Submission, asked: Question, language: str) -> str:
    """Return the original's words beside which a translation is written."""
    if not language or language == submission.source_language:
        return ""
    answer = queries.answer(submission.id, submission.source_language, asked.key)
    return shown(asked, answer.value, current_language()) if answer else ""


@blueprint.post("")
@members
def save(id: int, key: str) -> ResponseReturnValue:
    """Save an answer and go on; where another one stands there, show both."""
    submission, asked, language = _asked(id, key)
    form, typed = AnswerForm(), given(asked, request.form)
    if not form.validate_on_submit():
        abort(400)
    try:
        _save(submission, asked, language, typed, form.revision.data or 0)
    except AnswerConflictError as conflict:
        return pages.conflict(submission, asked, conflict), 409
    except (InvalidError, ConflictError) as error:
        form.form_errors = [error.message]
        answer = queries.answer(submission.id, language, key)
        return _page(submission, asked, language, answer, form, typed), error.status
    return redirect(_after(submission, asked, language), 303)


def _save(submission: Submission, asked: Question, language: str, value: Any, revision: int) -> Answer:
    return drafting.save_answer(
        submission,
        actor=current_actor(),
        language=language,
        question=asked.key,
        value=value,
        revision=revision,
    )


def _after(submission: Submission, asked: Question, language: str) -> str:
    """Return where the button that was pressed leads to."""
    if request.form.get("then") == "list":
        return url_for("submissions.show", id=submission.id, _anchor=f"section-{asked.section}")
    _before, after = pages.neighbours(submission, asked.key)
    if request.form.get("then") == "next" and after is not None:
        return pages.question_url(submission, after, language)
    flash(_("Saved."), "info")
    return pages.question_url(submission, asked, language)


@blueprint.post("/autosave")
@members
def autosave(id: int, key: str) -> ResponseReturnValue:
    """Save what has been typed so far, for the script of the page: {"revision", "words"} or {"words"}."""
    submission, asked, language = _asked(id, key)
    form = AnswerForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        answer = _save(submission, asked, language, given(asked, request.form), form.revision.data or 0)
    except AnswerConflictError:
        words = _("This text has been changed since you opened it. Press “Save” to see both versions.")
        return jsonify(words=words), 409
    except CopError as error:
        return jsonify(words=error.message), error.status
    saved_at = moment(answer.edited_at) if answer.revision else ""
    return jsonify(revision=answer.revision, words=_("Saved %(time)s", time=saved_at) if saved_at else "")


@blueprint.get("/versions")
@members
def versions(id: int, key: str) -> str:
    """Show what an answer said before."""
    submission, asked, language = _asked(id, key)
    answer = queries.answer(submission.id, language, key)
    former = queries.former_versions(answer.id) if answer else []
    return render_template(
        "submissions/versions.html",
        submission=submission,
        question=asked,
        language=language,
        url=pages.question_url(submission, asked, language),
        present=shown(asked, answer.value, current_language()) if answer else "",
        versions=[(version, shown(asked, version.value, current_language())) for version in former],
        is_writable=submission.state in WRITING_STATES,
    )


@blueprint.post("/versions/<int:version>/restore")
@members
def restore(id: int, key: str, version: int) -> ResponseReturnValue:
    """Bring back what an answer said before."""
    submission, asked, language = _asked(id, key)
    answer = queries.answer(submission.id, language, key)
    former = or_404(queries.former(answer.id, version) if answer else None)
    drafting.restore_answer(submission, former, actor=current_actor())
    flash(_("The earlier version is back. What stood there is kept among the versions."), "info")
    return redirect(pages.question_url(submission, asked, language), 303)
