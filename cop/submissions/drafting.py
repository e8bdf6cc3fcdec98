"""Writing a draft: beginning it, answering, going back to an earlier answer, deleting what was never sent."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cop.config import LANGUAGES
from cop.core import audit, links
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, authorize
from cop.core.records import Ref
from cop.core.submittable import Answers, Question
from cop.media import operations as media
from cop.submissions import queries
from cop.submissions.content import STATES
from cop.submissions.enums import Happened, State, Way
from cop.submissions.models import Answer, Author, FormerAnswer, Submission
from cop.submissions.operations import note_event
from cop.submissions.rules import LIVE_STATES, WRITING_STATES, Permission
from cop.submissions.values import is_empty, normal, words_in

TITLE = "title"
"""The key of the question whose answer is the case's name."""

TITLE_LIMIT = 300

KEPT_EVERY = timedelta(minutes=1)
"""One person's autosaves keep a former version this often; what another person wrote is always kept."""
KEPT_LOSS = 20
"""And always where one save takes out so many words."""


class AnswerConflictError(ConflictError):
    """Somebody else has changed the answer meanwhile; both versions are here, and nothing was overwritten."""

    def __init__(self, present: Answer, mine: Any) -> None:
        super().__init__(_("This answer has changed since you opened it. Compare both and choose."))
        self.present = present
        self.mine = mine


def begin(
    kind: str, *, actor: Actor, language: str, title: str, way: Way = Way.FORM, key: str | None = None
) -> Submission:
    """Begin a draft; the same `key` once more gives the same draft."""
    authorize(actor, Permission.BEGIN)
    value = queries.submittable(kind)
    if key and (present := _begun_with(key, actor)):
        return present
    if language not in LANGUAGES:
        raise InvalidError("language", _("Choose one of the languages of this site."))
    if way is Way.SELF_DESCRIPTION and not value.self_description:
        if not value.is_self_description:
            raise InvalidError("way", _("This cannot be told as a self-description."))
        way = Way.FORM  # it is one, question by question
    submission = Submission(
        kind=kind, way=way, title=_title(title), source_language=language, begun_with=key or None
    )
    try:
        with db.session.begin_nested():
            _add(submission, actor)
    except IntegrityError as taken:  # the same form was sent twice at once, and the other was first
        if key and (present := _begun_with(key, actor)):
            return present
        raise ConflictError(_("This form was used already. Open the page again.")) from taken
    if any(question.key == TITLE for question in value.questions):
        _insert(submission, language, TITLE, submission.title, actor)
    return submission


def begin_change(kind: str, slug: str, *, actor: Actor) -> Submission:
    """Begin a change of a public record with its answers; one that is on its way is gone on with."""
    authorize(actor, Permission.BEGIN)
    value = queries.submittable(kind)
    if not value.may_change(actor, slug):
        raise NotAllowedError(_("Only its owners can propose a change."))
    if present := _change_under_way(kind, slug):
        if queries.own(present.id, actor=actor) is None:
            raise ConflictError(_("Somebody else is changing this record already."))
        return present
    language, given = value.answers_of(slug)
    submission = Submission(kind=kind, source_language=language, target_slug=slug, is_change=True)
    submission.title = str(given.get(language, {}).get(TITLE, slug))[:TITLE_LIMIT]
    _add(submission, actor)
    fill(submission, given, actor=actor)
    return submission


def fill(submission: Submission, given: Answers, *, actor: Actor) -> None:
    """Write the first answers of a draft, in the shape of its questions: those of a record.

    What is not asked is left out, and what is answered already stays.
    """
    refuse_writing(submission, actor)
    asked = {question.key: question for question in queries.questions_of(submission)}
    for language, by_key in given.items():
        for key, value in by_key.items():
            question = asked.get(key)
            if question is not None and question.is_text == bool(language) and not is_empty(value):
                _insert(submission, language, key, value, actor)


def _title(title: str) -> str:
    line = " ".join(title.split())
    if not line:
        raise InvalidError("title", _("Give the case a title. You can change it later."))
    if len(line) > TITLE_LIMIT:
        raise InvalidError("title", _("This title is too long: at most 300 characters."))
    return line


def _begun_with(key: str, actor: Actor) -> Submission | None:
    query = select(Submission).where(Submission.begun_with == key, queries.authored_by(actor))
    return db.session.scalar(query)


def _change_under_way(kind: str, slug: str) -> Submission | None:
    query = select(Submission).where(
        Submission.kind == kind,
        Submission.target_slug == slug,
        Submission.is_change.is_(True),
        Submission.state.in_(LIVE_STATES),
    )
    return db.session.scalar(query.order_by(Submission.id).limit(1))


def _add(submission: Submission, actor: Actor) -> None:
    if actor.id is None:
        raise NotAllowedError(_("You are not allowed to do this."))
    submission.authors = [Author(user_id=actor.id, is_owner=True)]
    db.session.add(submission)
    db.session.flush()  # its id, for answers and trail
    note_event(submission, Happened.BEGUN, actor)
    audit.record(
        actor,
        "submission.begin",
        queries.KIND,
        submission.id,
        way=submission.way,
        change=submission.is_change,
    )


def save_answer(
    submission: Submission, *, actor: Actor, language: str, question: str, value: Any, revision: int
) -> Answer:
    """Keep an answer; `revision` is the one that its writer had before their eyes, 0 for none.

    Raise AnswerConflictError where another one stands there by now, unless it says the same.
    """
    refuse_writing(submission, actor)
    asked = asked_question(submission, language, question)
    text = normal(asked, value)
    if question == TITLE and language == submission.source_language:
        text = _title(text)
    present = _locked_answer(submission, language, question)
    if present is None:
        if is_empty(text):
            return Answer(language=language, question=question, value=text, revision=0)
        present = _insert(submission, language, question, text, actor)
        if present.value == text:
            return _kept(submission, asked, present)
    if present.value == text:
        return present
    if present.revision != revision:
        raise AnswerConflictError(present, text)
    _keep_former(present, text, actor)
    present.value, present.revision = text, present.revision + 1
    present.edited_by, present.edited_at = actor.id, now()
    return _kept(submission, asked, present)


def restore_answer(submission: Submission, former: FormerAnswer, *, actor: Actor) -> Answer:
    """Bring back what an answer said before; what it says now is kept as a former version."""
    refuse_writing(submission, actor)
    answer = db.session.get(Answer, former.answer_id, with_for_update=True)
    if answer is None or answer.submission_id != submission.id:
        raise ConflictError(_("This answer is not there any more."))
    return save_answer(
        submission,
        actor=actor,
        language=answer.language,
        question=answer.question,
        value=former.value,
        revision=answer.revision,
    )


def refuse_writing(submission: Submission, actor: Actor) -> None:
    """Raise NotAllowedError for strangers, ConflictError where the case is not with its authors."""
    authorize(actor, Permission.WRITE, submission)
    if submission.state not in WRITING_STATES:
        raise ConflictError(
            _(
                "Answers cannot be changed now: %(state)s. What you typed is still on this page.",
                state=str(STATES[submission.state]),
            )
        )


def asked_question(submission: Submission, language: str, key: str) -> Question:
    """Return the question; raise InvalidError where it is not asked, or not in that language."""
    question = queries.question_of(submission, key)
    if question is None or (language in LANGUAGES) != question.is_text or (language and not question.is_text):
        raise InvalidError("question", _("This question is not asked here."))
    return question


def _locked_answer(submission: Submission, language: str, question: str) -> Answer | None:
    return db.session.scalar(
        select(Answer)
        .where(
            Answer.submission_id == submission.id, Answer.language == language, Answer.question == question
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _insert(submission: Submission, language: str, question: str, value: Any, actor: Actor) -> Answer:
    """Write the first answer; where another writer was first, return theirs."""
    key = {"submission_id": submission.id, "language": language, "question": question}
    first = {"value": value, "revision": 1, "edited_by": actor.id, "edited_at": now()}
    insert_if_absent(Answer, key | first, list(key))
    answer = _locked_answer(submission, language, question)
    if answer is None:
        raise LookupError("an answer has gone within its own transaction")
    return answer


def _keep_former(answer: Answer, new: Any, actor: Actor) -> None:
    """Keep what the answer says, unless this is one person typing on."""
    last = db.session.execute(
        select(FormerAnswer.edited_at, FormerAnswer.edited_by)
        .where(FormerAnswer.answer_id == answer.id)
        .order_by(FormerAnswer.id.desc())
        .limit(1)
    ).one_or_none()
    is_typing_on = (
        answer.edited_by == actor.id
        and last is not None
        and last.edited_by == actor.id
        and answer.edited_at - last.edited_at < KEPT_EVERY
        and words_in(answer.value) - words_in(new) < KEPT_LOSS
        and not is_empty(new)
    )
    if not is_typing_on:
        db.session.add(
            FormerAnswer(
                answer_id=answer.id,
                value=answer.value,
                revision=answer.revision,
                edited_by=answer.edited_by,
                edited_at=answer.edited_at,
            )
        )


def _kept(submission: Submission, question: Question, answer: Answer) -> Answer:
    """Note the change on the submission, without counting up its version: states do not depend on it."""
    values: dict[str, Any] = {"updated_at": answer.edited_at}
    if question.key == TITLE and answer.language == submission.source_language:
        values["title"] = answer.value
    db.session.flush()
    db.session.execute(update(Submission).where(Submission.id == submission.id).values(**values))
    return answer


def delete_draft(submission: Submission, *, actor: Actor) -> None:
    """Delete a draft that was never sent, with everything in it."""
    authorize(actor, Permission.DELETE, submission)
    if submission.state is not State.DRAFT or submission.round:
        raise ConflictError(_("This was sent before, so it can only be withdrawn."))
    media.remove_all(queries.KIND, submission.id, actor=actor)
    links.forget(Ref(queries.KIND, submission.id))
    audit.record(actor, "submission.delete", queries.KIND, submission.id)
    db.session.delete(submission)
    db.session.flush()
