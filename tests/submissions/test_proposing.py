"""Proposals: found in documents and self-descriptions, settled one by one by a person."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.documents.contract import Block, BlockKind, Document, Finding, FindingKind, Place
from cop.submissions import drafting, operations, proposing, queries
from cop.submissions.drafting import AnswerConflictError
from cop.submissions.enums import Happened, ProposalState
from cop.submissions.models import Proposal, Submission
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft

Session = scoped_session[Any]


def document(*parts: tuple[BlockKind, str], language: str = "en") -> Document:
    blocks = tuple(
        Block(kind, text, Place(1, number), level=kind is BlockKind.HEADING, language=language)
        for number, (kind, text) in enumerate(parts, 1)
    )
    finding = Finding(FindingKind.BROKEN_WORD, Place(1, 2), "w ord")
    return Document("docx", "", language, blocks, (finding,))


NEED = (BlockKind.HEADING, "The need"), (BlockKind.PARAGRAPH, "Young people eat alone.")
LOOSE = (BlockKind.HEADING, "Weather"), (BlockKind.PARAGRAPH, "It rained all day long.")


def take(submission: Submission, owner: User, found: Document, name: str = "Case.docx") -> list[Proposal]:
    proposing.take_document(submission, actor=actor_of(owner), document=found, name=name, language="en")
    return list(queries.proposals(submission.id))


def propose(session: Session, submission: Submission, question: str, text: str) -> Proposal:
    proposal = Proposal(
        submission_id=submission.id, language="en", question=question, text=text, source="f", place={}
    )
    session.add(proposal)
    session.commit()
    return proposal


def value(submission: Submission, question: str) -> Any:
    answer = queries.answer(submission.id, "en", question)
    return answer.value if answer else None


def test_passages_are_proposed_with_their_place_and_nothing_is_answered(
    draft: MakeDraft, owner: User
) -> None:
    submission = draft()

    proposals = take(submission, owner, document(*NEED, *LOOSE))

    assert [(p.question, p.language, p.text, p.source) for p in proposals] == [
        ("need", "en", "Young people eat alone.", "Case.docx"),
        ("", "en", "It rained all day long.", "Case.docx"),
    ]
    assert proposals[0].place == {"page": 1, "block": 2, "heading": "The need", "confidence": 1.0}
    assert value(submission, "need") is None


def test_report_keeps_what_was_noticed(draft: MakeDraft, owner: User) -> None:
    submission = draft()

    take(submission, owner, document(*NEED))

    report = queries.reports(submission.id)[0]
    assert report.file_name == "Case.docx"
    assert report.findings == [
        {
            "kind": "broken_word",
            "place": {"page": 1, "block": 2},
            "quote": "w ord",
            "count": 1,
            "languages": [],
        }
    ]
    entries = queries.timeline(submission, actor=actor_of(owner), seen=0)
    assert entries[0].happened is Happened.DOCUMENT_READ


def test_same_document_twice_proposes_each_passage_once(draft: MakeDraft, owner: User) -> None:
    submission = draft()
    take(submission, owner, document(*NEED))

    assert len(take(submission, owner, document(*NEED))) == 1


def test_self_description_in_a_document_is_proposed_for_the_parts_of_the_record(
    draft: MakeDraft, owner: User
) -> None:
    why = (BlockKind.HEADING, "Why did you act?"), (BlockKind.PARAGRAPH, "They were alone.")

    as_form = take(draft(), owner, document(*why))
    as_told = take(draft(way="self_description"), owner, document(*why))

    assert [p.question for p in as_form] == ["need"]
    assert [p.question for p in as_told] == ["why"]


def test_too_many_passages_are_refused(
    draft: MakeDraft, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "MOST_PROPOSALS", 1)

    with pytest.raises(InvalidError) as refused:
        take(draft(), owner, document(*NEED, *LOOSE))

    assert refused.value.field == "file"


def test_accepting_fills_an_open_answer_once(draft: MakeDraft, owner: User, db_session: Session) -> None:
    submission = draft()
    proposal = propose(db_session, submission, "need", "Found.")

    proposing.accept_proposal(submission, proposal, actor=actor_of(owner))
    proposing.accept_proposal(submission, proposal, actor=actor_of(owner))

    assert value(submission, "need") == "Found."
    assert (proposal.state, proposal.settled_revision) == (ProposalState.ACCEPTED, 1)


def test_accepting_adds_to_a_text_that_is_there(draft: MakeDraft, owner: User, db_session: Session) -> None:
    submission = draft(need="Written.")
    proposal = propose(db_session, submission, "need", "Found.")

    proposing.accept_proposal(submission, proposal, actor=actor_of(owner))

    assert value(submission, "need") == "Written.\n\nFound."


def test_accepting_shows_both_where_there_is_room_for_one(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(title="Written")
    proposal = propose(db_session, submission, "title", "Found")

    with pytest.raises(AnswerConflictError) as conflict:
        proposing.accept_proposal(submission, proposal, actor=actor_of(owner))

    assert (conflict.value.present.value, conflict.value.mine) == ("Written", "Found")
    assert proposal.state is ProposalState.OPEN


def test_words_without_a_place_are_accepted_for_the_question_that_a_person_names(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft()
    proposal = propose(db_session, submission, "", "Found.")
    with pytest.raises(InvalidError):
        proposing.accept_proposal(submission, proposal, actor=actor_of(owner))

    proposing.accept_proposal(submission, proposal, actor=actor_of(owner), question="change")

    assert (value(submission, "change"), proposal.question) == ("Found.", "change")


def test_undoing_brings_back_what_the_answer_said(draft: MakeDraft, owner: User, db_session: Session) -> None:
    submission = draft(need="Written.")
    first = propose(db_session, submission, "need", "Found.")
    second = propose(db_session, submission, "change", "New.")
    for proposal in (first, second):
        proposing.accept_proposal(submission, proposal, actor=actor_of(owner))

    for proposal in (first, second):
        proposing.undo_proposal(submission, proposal, actor=actor_of(owner))

    assert (value(submission, "need"), value(submission, "change")) == ("Written.", "")
    assert {first.state, second.state} == {ProposalState.OPEN}


def test_undoing_leaves_an_answer_that_has_changed_since(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft()
    proposal = propose(db_session, submission, "need", "Found.")
    proposing.accept_proposal(submission, proposal, actor=actor_of(owner))
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Better.", revision=1
    )

    with pytest.raises(AnswerConflictError):
        proposing.undo_proposal(submission, proposal, actor=actor_of(owner))

    assert value(submission, "need") == "Better."


def test_dropped_proposal_comes_back_and_an_accepted_one_is_not_dropped(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft()
    proposal = propose(db_session, submission, "need", "Found.")

    proposing.drop_proposal(submission, proposal, actor=actor_of(owner))
    assert proposal.state is ProposalState.DROPPED
    proposing.undo_proposal(submission, proposal, actor=actor_of(owner))
    proposing.accept_proposal(submission, proposal, actor=actor_of(owner))

    with pytest.raises(ConflictError):
        proposing.drop_proposal(submission, proposal, actor=actor_of(owner))


def test_section_is_accepted_but_for_what_needs_a_person(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft()
    for question, text in (("need", "One."), ("need", "Two."), ("title", "Other"), ("change", "Else.")):
        propose(db_session, submission, question, text)

    taken = proposing.accept_section(submission, "case", actor=actor_of(owner))

    assert taken == (2, 1)
    assert value(submission, "need") == "One.\n\nTwo."
    assert queries.open_proposals(submission.id) == 2


def test_self_description_is_proposed_for_its_likeliest_parts_once(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(way="self_description", why="Alone.", came="Less alone.", elsewhere="In Varna.")

    counts = [proposing.propose_from_self_description(submission, actor=actor_of(owner)) for _ in range(2)]

    rows = db_session.scalars(select(Proposal).order_by(Proposal.id)).all()
    assert counts == [2, 0]
    assert [(p.question, p.text, p.place) for p in rows] == [
        ("change", "Less alone.", {"question": "came"}),
        ("need", "Alone.", {"question": "why"}),
    ]


def test_form_has_no_self_description_to_propose_from(draft: MakeDraft, owner: User) -> None:
    with pytest.raises(ConflictError):
        proposing.propose_from_self_description(draft(), actor=actor_of(owner))


def test_strangers_settle_nothing_and_nothing_is_settled_after_sending(
    draft: MakeDraft, owner: User, helper: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    proposal = propose(db_session, submission, "change", "Found.")
    with pytest.raises(NotAllowedError):
        proposing.accept_proposal(submission, proposal, actor=actor_of(helper))

    operations.send(submission, actor=actor_of(owner))

    for act in (proposing.accept_proposal, proposing.drop_proposal, proposing.undo_proposal):
        with pytest.raises(ConflictError):
            act(submission, proposal, actor=actor_of(owner))
