"""The way from state to state: what may follow what, who may do it, and that twice is once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from cop.accounts.models import ConsentEvent, User
from cop.core.audit import AuditEntry
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import Actor
from cop.submissions import drafting, operations
from cop.submissions.enums import State
from cop.submissions.models import Author, Event, Round, Submission
from cop.submissions.operations import IncompleteError
from cop.submissions.rules import ALLOWED
from tests.people import actor_of
from tests.submissions.conftest import MakeDraft
from tests.submissions.notes import NOTE, NoteContent, published
from tests.submissions.told import Session, mails

Act = Callable[[Submission, Actor, Actor], object]


ACTS: dict[str, Act] = {
    "send": lambda s, owner, _editor: operations.send(s, actor=owner),
    "withdraw": lambda s, owner, _editor: operations.withdraw(s, actor=owner),
    "reopen": lambda s, owner, _editor: operations.reopen(s, actor=owner),
    "start": lambda s, _owner, editor: operations.start_review(s, actor=editor),
    "back": lambda s, _owner, editor: operations.back_to_gate(s, actor=editor),
    "ask": lambda s, _owner, editor: operations.ask_for_changes(s, actor=editor, words="More."),
    "decline": lambda s, _owner, editor: operations.decline(s, actor=editor, words="No."),
    "publish": lambda s, _owner, editor: operations.publish(s, actor=editor, note="n"),
}


WAYS_TO: dict[State, list[str]] = {
    State.DRAFT: [],
    State.SUBMITTED: ["send"],
    State.IN_REVIEW: ["send", "start"],
    State.CHANGES_REQUESTED: ["send", "ask"],
    State.PUBLISHED: ["send", "start", "publish"],
    State.DECLINED: ["send", "decline"],
    State.WITHDRAWN: ["send", "withdraw"],
}


D, S, R, C, P, N, W = State


TABLE: dict[str, dict[State, State | None]] = {
    # what is done: state before -> state after, None where it is refused
    "send": {D: S, S: S, R: None, C: S, P: None, N: None, W: None},
    "withdraw": {D: None, S: W, R: W, C: W, P: None, N: None, W: W},
    "reopen": {D: D, S: None, R: None, C: None, P: None, N: D, W: D},
    "start": {D: None, S: R, R: None, C: None, P: None, N: None, W: None},
    "back": {D: None, S: None, R: S, C: None, P: None, N: None, W: None},
    "ask": {D: None, S: C, R: C, C: None, P: None, N: None, W: None},
    "decline": {D: None, S: N, R: N, C: N, P: None, N: None, W: None},
    "publish": {D: None, S: None, R: P, C: None, P: None, N: None, W: None},
}


def events(session: Session) -> list[str]:
    return list(session.scalars(select(Event.action).order_by(Event.id)))


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [(act, before, after) for act, row in TABLE.items() for before, after in row.items()],
)
def test_state_follows_the_table(
    draft: MakeDraft, owner: User, editor: User, act: str, before: State, after: State | None
) -> None:
    submission, actors = draft(need="Words."), (actor_of(owner), actor_of(editor))
    for step in WAYS_TO[before]:
        ACTS[step](submission, *actors)
    assert submission.state is before

    if after is None:
        with pytest.raises(ConflictError):
            ACTS[act](submission, *actors)
    else:
        ACTS[act](submission, *actors)

    assert submission.state is (after or before)


def test_table_of_the_tests_covers_every_state_and_no_state_leads_to_itself() -> None:
    assert all(set(row) == set(State) for row in TABLE.values())
    assert set(ALLOWED) == set(State)
    assert [state for state, next_ones in ALLOWED.items() if state in next_ones] == []


def test_sending_writes_the_round_the_consent_and_the_trail(
    draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="Words.")

    sent = operations.send(submission, actor=actor_of(owner))

    assert NOTE.parse(sent.content) == NoteContent(
        slug="en-6",
        source_language="en",
        facts={},
        texts={"en": {"title": "A note", "need": "Words."}},
    )
    assert (submission.round, submission.target_slug) == (1, "en-6")
    consent = db_session.scalars(select(ConsentEvent)).one()
    assert (consent.user_id, consent.purpose, consent.wording_version, consent.is_given) == (
        owner.id,
        "submissions.publication",
        1,
        True,
    )
    assert events(db_session) == ["begun", "sent"]
    entry = db_session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.facts) == ("submission.sent", {"before": "draft", "round": 1})


def test_sending_twice_is_one_round_and_one_receipt(
    draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")

    first = operations.send(submission, actor=actor_of(owner))
    second = operations.send(submission, actor=actor_of(owner))

    assert first is second
    assert len(db_session.scalars(select(Round)).all()) == 1
    assert mails(db_session) == [("submissions/receipt", owner.email), ("submissions/arrived", editor.email)]


def test_sending_names_every_required_answer_that_is_missing(draft: MakeDraft, owner: User) -> None:
    submission = draft()

    with pytest.raises(IncompleteError) as refused:
        operations.send(submission, actor=actor_of(owner))

    assert refused.value.missing == [("en", "need")]
    assert (submission.state, submission.round) == (State.DRAFT, 0)


def test_sending_names_the_answer_that_does_not_fit(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Words.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="bg", question="need", value="Думи.", revision=0
    )

    with pytest.raises(InvalidError) as refused:
        operations.send(submission, actor=actor_of(owner))

    assert refused.value.field == "bg/title"
    assert (submission.state, submission.round) == (State.DRAFT, 0)


def test_changed_case_is_sent_as_the_next_round_and_the_first_stays(
    draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="One.")
    operations.send(submission, actor=actor_of(owner))
    operations.ask_for_changes(submission, actor=actor_of(editor), words="Say more.")
    drafting.save_answer(
        submission, actor=actor_of(owner), language="en", question="need", value="Two.", revision=1
    )

    operations.send(submission, actor=actor_of(owner))

    rounds = db_session.scalars(select(Round).order_by(Round.number)).all()
    assert [(r.number, NOTE.parse(r.content).texts["en"]["need"]) for r in rounds] == [
        (1, "One."),
        (2, "Two."),
    ]
    assert events(db_session) == ["begun", "sent", "changes_asked", "sent"]


def test_answers_of_the_self_description_alone_are_not_sent(draft: MakeDraft, owner: User) -> None:
    submission = draft(need="Words.", way="self_description", why="Because.")

    sent = operations.send(submission, actor=actor_of(owner))

    assert NOTE.parse(sent.content).texts == {"en": {"title": "A note", "need": "Words."}}


def test_publishing_publishes_the_last_round_whatever_was_typed_since(
    draft: MakeDraft, owner: User, editor: User
) -> None:
    submission = draft(need="Sent.")
    operations.send(submission, actor=actor_of(owner))
    operations.start_review(submission, actor=actor_of(editor))

    made = operations.publish(submission, actor=actor_of(editor), note="Round 1")

    assert made == ("note", 1, 1)
    assert published["en-6"][0].texts["en"]["need"] == "Sent."
    assert submission.state is State.PUBLISHED


def test_change_of_a_public_record_can_be_published_from_the_gate(owner: User, editor: User) -> None:
    published["a"] = [
        NoteContent(slug="a", source_language="en", facts={}, texts={"en": {"title": "N", "need": "x"}})
    ]
    submission = drafting.begin_change("note", "a", actor=actor_of(owner))
    operations.send(submission, actor=actor_of(owner))

    made = operations.publish(submission, actor=actor_of(editor), note="Small change")

    assert made == ("note", 1, 2)


def test_record_type_that_refuses_leaves_the_case_unpublished(
    draft: MakeDraft, owner: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Sent.")
    operations.send(submission, actor=actor_of(owner))
    operations.start_review(submission, actor=actor_of(editor))
    db_session.commit()
    published["en-6"] = []

    with pytest.raises(ConflictError):
        operations.publish(submission, actor=actor_of(editor), note="n")
    db_session.rollback()

    assert db_session.get_one(Submission, submission.id).state is State.IN_REVIEW


@pytest.mark.parametrize("act", ["start", "back", "ask", "decline", "publish"])
def test_authors_do_not_judge_their_own_case_even_as_editors(
    draft: MakeDraft, owner: User, editor: User, act: str
) -> None:
    submission = draft(need="Words.")
    submission.authors.append(Author(user_id=editor.id))
    operations.send(submission, actor=actor_of(owner))

    for user in (owner, editor):
        with pytest.raises(NotAllowedError):
            ACTS[act](submission, actor_of(user), actor_of(user))


@pytest.mark.parametrize("act", ["send", "withdraw", "reopen"])
def test_editors_do_not_act_for_authors(draft: MakeDraft, editor: User, act: str) -> None:
    submission = draft(need="Words.")

    with pytest.raises(NotAllowedError):
        ACTS[act](submission, actor_of(editor), actor_of(editor))


def test_withdrawing_is_told_to_editors_and_co_authors(
    draft: MakeDraft, owner: User, helper: User, editor: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    submission.authors.append(Author(user_id=helper.id))
    operations.send(submission, actor=actor_of(owner))
    before = len(mails(db_session))

    operations.withdraw(submission, actor=actor_of(owner))
    operations.withdraw(submission, actor=actor_of(owner))

    assert mails(db_session)[before:] == [
        ("submissions/withdrawn", helper.email),
        ("submissions/taken_back", editor.email),
    ]
