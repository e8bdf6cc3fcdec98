"""Proposed answers: found in documents and self-descriptions, and settled by a person, one by one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from cop.config import LANGUAGES
from cop.core import audit
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.core.submittable import Question, Widget
from cop.documents.contract import Document, Finding
from cop.documents.passages import Passage, Target, propose, unplaced
from cop.submissions import queries
from cop.submissions.drafting import (
    TITLE,
    AnswerConflictError,
    asked_question,
    refuse_writing,
    save_answer,
)
from cop.submissions.enums import Happened, ProposalState, Way
from cop.submissions.models import Answer, FormerAnswer, ImportReport, Proposal, Submission
from cop.submissions.operations import lock, note_event
from cop.submissions.values import empty, from_words, is_empty, joined, shown

SOURCE_LIMIT = 200
FOUND_IN_WORDS = frozenset({Widget.LINE, Widget.TEXT, Widget.LINES, Widget.ROWS, Widget.MONTH})
"""Widgets whose answers can be found in a running text; the others a person chooses."""
MOST_PROPOSALS = 600
"""Of one submission; a book is not a case."""


@dataclass(frozen=True, slots=True)
class _Found:
    language: str
    question: str
    text: str
    place: dict[str, Any]


def take_document(
    submission: Submission, *, actor: Actor, document: Document, name: str, language: str
) -> ImportReport:
    """Propose the passages of a document that was read, and keep what was noticed in it.

    `language` is that of passages in which none can be recognised.
    """
    refuse_writing(submission, actor)
    targets, renamed = _targets(submission)
    found = [
        _as_found(submission, passage, renamed, document.language or language)
        for passage in (*propose(document, targets), *unplaced(document, targets))
        if passage.text.strip()
    ]
    source = name[:SOURCE_LIMIT]
    _add(submission, found, source)
    report = ImportReport(
        submission_id=submission.id, file_name=source, findings=[_as_json(f) for f in document.findings]
    )
    db.session.add(report)
    note_event(submission, Happened.DOCUMENT_READ, actor)
    audit.record(
        actor, "submission.take_document", queries.KIND, submission.id, findings=len(report.findings)
    )
    return report


def _targets(submission: Submission) -> tuple[list[Target], dict[str, str]]:
    """Return the fields to look for, and for those that are not asked the question that takes their words.

    A self-description is looked for by its own questions alone, but for the title: both sets would share
    its headings out between them. A form takes the passages of a self-description as parts of the record.
    """
    value = queries.submittable(submission.kind)
    own = {question.key for question in value.self_description}
    asked = [q for q in value.questions if q.widget in FOUND_IN_WORDS]
    if submission.way is Way.SELF_DESCRIPTION:
        first = [q for q in asked if q.key == TITLE and q.key not in own]
        return [Target(q.key, q.headings) for q in (*first, *value.self_description)], {}
    keys = {question.key for question in asked}
    renamed = {key: parts[0] for key, parts in value.parts_of.items() if parts and key not in keys}
    others = [q for q in value.self_description if q.key in renamed]
    return [Target(q.key, q.headings) for q in (*asked, *others)], renamed


def _as_found(submission: Submission, passage: Passage, renamed: dict[str, str], language: str) -> _Found:
    key = renamed.get(passage.target, passage.target)
    question = queries.question_of(submission, key) if key else None
    spoken = next((c for c in (passage.language, language) if c in LANGUAGES), submission.source_language)
    place = {
        "page": passage.place.page,
        "block": passage.place.block,
        "heading": passage.heading[:300],
        "confidence": passage.confidence,
    }
    return _Found(spoken if question is None or question.is_text else "", key, passage.text, place)


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": str(finding.kind),
        "place": asdict(finding.place) if finding.place else None,
        "quote": finding.quote,
        "count": finding.count,
        "languages": list(finding.languages),
    }


def propose_from_self_description(submission: Submission, *, actor: Actor) -> int:
    """Propose each answer of the self-description for the likeliest part; return how many are new."""
    refuse_writing(submission, actor)
    value = queries.submittable(submission.kind)
    if submission.way is not Way.SELF_DESCRIPTION:
        raise ConflictError(_("This case is not told as a self-description."))
    by_key = {question.key: question for question in value.self_description}
    found = []
    for (language, key), answer in sorted(queries.answers(submission.id).items()):
        parts = [part for part in value.parts_of.get(key, ()) if part != key]
        if key in by_key and parts and not is_empty(answer.value):
            text = shown(by_key[key], answer.value, language)
            found.append(_Found(language, parts[0], text, {"question": key}))
    return _add(submission, found, "")


def _add(submission: Submission, found: Iterable[_Found], source: str) -> int:
    """Write what has not been proposed before, from the same source in the same words."""
    known = {(p.language, p.question, p.text, p.source) for p in queries.proposals(submission.id)}
    new = [f for f in found if (f.language, f.question, f.text, source) not in known]
    if len(known) + len(new) > MOST_PROPOSALS:
        raise InvalidError("file", _("This gives too many proposals. Take a part of the document only."))
    db.session.add_all(
        Proposal(
            submission_id=submission.id,
            language=f.language,
            question=f.question,
            text=f.text,
            source=source,
            place=f.place,
        )
        for f in new
    )
    db.session.flush()  # their ids in the order of the document
    return len(new)


def placeable(submission: Submission) -> list[Question]:
    """Return the questions that found words may answer."""
    return [q for q in queries.questions_of(submission) if q.widget in (Widget.TEXT, Widget.LINE)]


def accept_proposal(
    submission: Submission, proposal: Proposal, *, actor: Actor, question: str = ""
) -> Answer:
    """Take the words as the answer, or append them to it; a second time changes nothing.

    `question` is another one than was proposed. Raise AnswerConflictError where a question takes only one
    answer and has another one already.
    """
    refuse_writing(submission, actor)
    lock(proposal)
    key = question or proposal.question
    asked = _asked(submission, proposal, key)
    language = _language(submission, proposal, asked)
    present = queries.answer(submission.id, language, key)
    if proposal.state is ProposalState.ACCEPTED and present is not None:
        return present
    value = from_words(asked, proposal.text)
    if present is not None and not is_empty(present.value) and present.value != value:
        both = joined(asked, present.value, value)
        if both is None:
            raise AnswerConflictError(present, value)
        value = both
    revision = present.revision if present else 0
    answer = save_answer(
        submission, actor=actor, language=language, question=key, value=value, revision=revision
    )
    proposal.question, proposal.language = key, language
    proposal.state, proposal.settled_revision = ProposalState.ACCEPTED, answer.revision
    return answer


def _asked(submission: Submission, proposal: Proposal, key: str) -> Question:
    if not key:
        raise InvalidError("question", _("Choose the question that these words answer."))
    question = queries.question_of(submission, key)
    return asked_question(submission, _language(submission, proposal, question), key)


def _language(submission: Submission, proposal: Proposal, question: Question | None) -> str:
    if question is not None and not question.is_text:
        return ""
    return proposal.language or submission.source_language


def accept_section(submission: Submission, section: str, *, actor: Actor) -> tuple[int, int]:
    """Accept all that is proposed for a section; return (how many were taken, how many are left open)."""
    refuse_writing(submission, actor)
    keys = {q.key for q in queries.questions_of(submission) if q.section == section}
    taken = left = 0
    for proposal in queries.proposals(submission.id):
        if proposal.state is not ProposalState.OPEN or proposal.question not in keys:
            continue
        try:
            accept_proposal(submission, proposal, actor=actor)
        except (AnswerConflictError, InvalidError):
            left += 1
        else:
            taken += 1
    return taken, left


def drop_proposal(submission: Submission, proposal: Proposal, *, actor: Actor) -> Proposal:
    """Put a proposal aside; it can be brought back."""
    refuse_writing(submission, actor)
    lock(proposal)
    if proposal.state is ProposalState.ACCEPTED:
        raise ConflictError(_("This proposal has been accepted. Take that back first."))
    proposal.state = ProposalState.DROPPED
    return proposal


def undo_proposal(submission: Submission, proposal: Proposal, *, actor: Actor) -> Proposal:
    """Open a proposal again; an answer that it made goes back to what it said before.

    Raise AnswerConflictError where the answer has changed since: its writer decides.
    """
    refuse_writing(submission, actor)
    lock(proposal)
    if proposal.state is ProposalState.ACCEPTED:
        answer = queries.answer(submission.id, proposal.language, proposal.question)
        if answer is not None and proposal.settled_revision:
            _take_back(submission, answer, proposal.settled_revision, actor)
    proposal.state, proposal.settled_revision = ProposalState.OPEN, None
    return proposal


def _take_back(submission: Submission, answer: Answer, settled: int, actor: Actor) -> None:
    before = db.session.scalar(
        select(FormerAnswer.value)
        .where(FormerAnswer.answer_id == answer.id, FormerAnswer.revision < settled)
        .order_by(FormerAnswer.revision.desc())
        .limit(1)
    )
    question = asked_question(submission, answer.language, answer.question)
    value = empty(question) if before is None else before
    if answer.revision != settled:
        raise AnswerConflictError(answer, value)
    save_answer(
        submission,
        actor=actor,
        language=answer.language,
        question=answer.question,
        value=value,
        revision=answer.revision,
    )
