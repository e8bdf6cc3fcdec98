"""What the pages of proposals show, put together: task lists, fields, comparisons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from cop.config import LANGUAGES
from cop.core.db import now
from cop.core.i18n import gettext as _
from cop.core.submittable import Question, Submittable, Widget
from cop.submissions import queries
from cop.submissions.cards import OwnRow
from cop.submissions.choosing import typed
from cop.submissions.content import HAPPENINGS, HOLDERS, NEXT_STEPS
from cop.submissions.drafting import AnswerConflictError
from cop.submissions.enums import ProposalState, State, Way
from cop.submissions.gaps import gaps
from cop.submissions.models import Answer, Proposal, Submission
from cop.submissions.queries import Entry, Key
from cop.submissions.rules import WRITING_STATES
from cop.submissions.values import is_empty, shown
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.templating import day


def visible_or_404(id: int) -> Submission:
    """Return a submission that the reader may see; others find no such page."""
    return or_404(queries.one(id, actor=current_actor()))


def own_or_404(id: int) -> Submission:
    """Return a submission that the reader writes."""
    return or_404(queries.own(id, actor=current_actor()))


@dataclass(frozen=True, slots=True)
class InLanguage:
    """One language of a question in the task list."""

    code: str
    is_answered: bool
    url: str


@dataclass(frozen=True, slots=True)
class Task:
    """One question in the task list."""

    question: Question
    url: str
    is_answered: bool
    is_needed: bool
    proposals: int
    languages: tuple[InLanguage, ...]


@dataclass(frozen=True, slots=True)
class TaskSection:
    """A part of the task list."""

    key: str
    label: str
    tasks: tuple[Task, ...]

    @property
    def answered(self) -> int:
        """How many of its questions have an answer."""
        return sum(task.is_answered for task in self.tasks)

    @property
    def needed(self) -> int:
        """How many of them must still be answered."""
        return sum(task.is_needed for task in self.tasks)

    @property
    def proposals(self) -> int:
        """How many proposals wait in it."""
        return sum(task.proposals for task in self.tasks)


def sections(submission: Submission, value: Submittable) -> list[tuple[str, str]]:
    """Return (key, label) of the sections; the self-description's stands first where it is told that way."""
    listed = [(key, str(label)) for key, label in value.sections]
    if submission.way is Way.SELF_DESCRIPTION and value.self_description:
        return [(value.self_description[0].section, _("Success self-description")), *listed]
    return listed


def task_list(
    submission: Submission, answers: Mapping[Key, Answer], proposals: Iterable[Proposal]
) -> list[TaskSection]:
    """Return the questions by section, with the state of each."""
    value = queries.submittable(submission.kind)
    waiting: dict[str, int] = {}
    for proposal in proposals:
        if proposal.state is ProposalState.OPEN:
            waiting[proposal.question] = waiting.get(proposal.question, 0) + 1
    asked = queries.questions_of(submission)
    return [
        TaskSection(
            key,
            label,
            tuple(_task(submission, q, answers, waiting.get(q.key, 0)) for q in asked if q.section == key),
        )
        for key, label in sections(submission, value)
    ]


def _task(submission: Submission, question: Question, answers: Mapping[Key, Answer], waiting: int) -> Task:
    filled = {
        language
        for language in (*LANGUAGES, "")
        if (language, question.key) in answers and not is_empty(answers[language, question.key].value)
    }
    own = submission.source_language if question.is_text else ""
    languages = tuple(
        InLanguage(code, code in filled, question_url(submission, question, code))
        for code in LANGUAGES
        if question.is_text and (code in filled or code == own)
    )
    return Task(
        question,
        question_url(submission, question, own),
        bool(filled),
        question.is_required and own not in filled,
        waiting,
        languages,
    )


def question_url(submission: Submission, question: Question, language: str = "") -> str:
    """Return the address of a question, in one language where it is a text."""
    arguments: dict[str, Any] = {"in": language or submission.source_language} if question.is_text else {}
    return url_for("submission_answers.question", id=submission.id, key=question.key, **arguments)


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal with what its question says now."""

    proposal: Proposal
    question: Question | None
    present: str
    place: str
    language: str


def proposal_cards(
    submission: Submission, proposals: Sequence[Proposal], answers: Mapping[Key, Answer], language: str
) -> list[tuple[str, str, list[ProposalCard]]]:
    """Return (section, label, proposals) in the order of the task list; what has no place stands last."""
    asked = {q.key: q for q in queries.questions_of(submission)}
    listed: dict[str, list[ProposalCard]] = {}
    for proposal in proposals:
        question = asked.get(proposal.question)
        answer = answers.get((proposal.language if question and question.is_text else "", proposal.question))
        present = shown(question, answer.value, language) if question and answer else ""
        card = ProposalCard(
            proposal,
            question,
            present,
            place(proposal, asked),
            proposal.language or submission.source_language,
        )
        listed.setdefault(question.section if question else "", []).append(card)
    known = [*sections(submission, queries.submittable(submission.kind)), ("", _("Without a place yet"))]
    return [(key, label, listed[key]) for key, label in known if key in listed]


def place(proposal: Proposal, asked: Mapping[str, Question]) -> str:
    """Say where a proposal comes from."""
    found = proposal.place
    if question := asked.get(str(found.get("question", ""))):
        return _("From your answer to “%(question)s”", question=str(question.label))
    if found.get("page"):
        return _(
            "%(file)s, page %(page)s, paragraph %(block)s",
            file=proposal.source,
            page=found["page"],
            block=found["block"],
        )
    return _("%(file)s, paragraph %(block)s", file=proposal.source, block=found.get("block", 1))


def neighbours(submission: Submission, key: str) -> tuple[Question | None, Question | None]:
    """Return the questions before and after one."""
    asked = queries.questions_of(submission)
    at = next(i for i, question in enumerate(asked) if question.key == key)
    return (asked[at - 1] if at else None, asked[at + 1] if at + 1 < len(asked) else None)


def next_step(row: Submission | OwnRow) -> str:
    """Say what its authors do next."""
    if row.answer_until is not None and is_asked(row):
        return _(
            "You may answer until %(day)s. The editors read your answer before they decide.",
            day=day(row.answer_until),
        )
    return str(NEXT_STEPS[row.state])


def holder(row: Submission | OwnRow) -> str:
    """Say who has it."""
    return str(HOLDERS[State.CHANGES_REQUESTED if is_asked(row) else row.state])


def is_asked(row: Submission | OwnRow) -> bool:
    """Whether its authors may still answer the reviews."""
    return row.answer_until is not None and row.answer_until > now()


def happening(entry: Entry) -> str:
    """Say what an entry of the timeline tells."""
    return str(HAPPENINGS[entry.happened])


def gap_meter(submission: Submission, answers: Mapping[Key, Answer]) -> list[dict[str, Any]]:
    """Return {"gap", "url" of the question that would fill it, while answers can be changed} by criterion."""
    criteria = queries.rubric_of(submission.kind).criteria
    found = gaps(queries.questions_of(submission), queries.as_mapping(answers), criteria)
    is_open = submission.state in WRITING_STATES
    return [
        {"gap": gap, "url": question_url(submission, gap.fill) if gap.fill and is_open else ""}
        for gap in found
    ]


def conflict(submission: Submission, question: Question, found: AnswerConflictError) -> str:
    """Draw the page that shows both versions of an answer side by side."""
    language, present, mine = found.present.language, found.present.value, found.mine
    return render_template(
        "submissions/conflict.html",
        submission=submission,
        question=question,
        language=language,
        url=question_url(submission, question, language),
        message=found.message,
        revision=found.present.revision,
        present_words=shown(question, present, current_language()),
        mine_words=shown(question, mine, current_language()),
        mine=_as_fields(question, mine),
        both=f"{present}\n\n{mine}" if question.widget is Widget.TEXT else "",
    )


def _as_fields(question: Question, value: Any) -> list[tuple[str, str]]:
    """Return an answer as the fields of a form."""
    if question.widget is Widget.CONCEPTS:
        return [("value", slug) for slug in value]
    if question.widget is Widget.ROWS:
        return [(f"value-{key}", row.get(key, "")) for row in value for key, _label in question.columns]
    return [("value", typed(question, value))]
