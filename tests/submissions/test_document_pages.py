"""Documents and files through their pages: uploaded, proposed from, accepted, dropped, taken back."""

import io
import re
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from cop.accounts.models import User
from cop.core.db import db
from cop.media.queries import files_of
from cop.submissions import operations, queries
from cop.submissions.enums import ProposalState
from cop.submissions.models import Submission
from tests.people import actor_of, sign_in, submit
from tests.submissions.conftest import MakeDraft

Session = scoped_session[Any]


@pytest.fixture
def page(client: FlaskClient, owner: User) -> FlaskClient:
    """The owner's browser."""
    sign_in(client, owner)
    return client


def docx_file() -> bytes:
    document = docx.Document()
    document.add_heading("The need", 1)
    document.add_paragraph("Young people who have left care eat alone every evening of the week.")
    document.add_heading("Change", 1)
    document.add_paragraph("Nineteen of them know two adults whom they can call at any time.")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def at(submission: Submission, rest: str = "") -> str:
    return f"/en/submissions/{submission.id}{rest}"


def upload(page: FlaskClient, submission: Submission, data: bytes, name: str = "Случай.docx") -> Any:
    fields = {"file": (io.BytesIO(data), name), "language": "en"}
    return submit(page, at(submission, "/documents"), fields, form="/documents")


def states(submission: Submission) -> list[tuple[str, ProposalState]]:
    return [(p.question, p.state) for p in queries.proposals(submission.id)]


def value(submission: Submission, question: str) -> Any:
    answer = queries.answer(submission.id, "en", question)
    return answer.value if answer else None


def test_document_is_read_proposed_from_and_kept(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()

    answer = upload(page, submission, docx_file())

    assert (answer.status_code, answer.location) == (303, at(submission, "/documents"))
    assert states(submission) == [("need", ProposalState.OPEN), ("change", ProposalState.OPEN)]
    assert [file.name for file in files_of("submission", submission.id)] == ["Случай.docx"]
    text = page.get(at(submission, "/documents")).text
    assert "Young people who have left care eat alone every evening of the week." in text
    assert "Случай.docx, paragraph 2" in text


def test_proposals_are_accepted_dropped_and_taken_back(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()
    upload(page, submission, docx_file())
    address = at(submission, "/documents")
    need, change = queries.proposals(submission.id)

    submit(page, address, form=f"/proposals/{need.id}/accept")
    submit(page, address, form=f"/proposals/{change.id}/drop")

    accepted, dropped = ProposalState.ACCEPTED, ProposalState.DROPPED
    db.session.expire_all()
    assert states(submission) == [("need", accepted), ("change", dropped)]
    assert value(submission, "need") == "Young people who have left care eat alone every evening of the week."

    for proposal in (need, change):
        submit(page, address, form=f"/proposals/{proposal.id}/undo")

    db.session.expire_all()
    assert {state for _question, state in states(submission)} == {ProposalState.OPEN}
    assert value(submission, "need") == ""


def test_proposal_goes_where_a_person_says(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()
    upload(page, submission, docx_file())
    need = queries.proposals(submission.id)[0]
    text = page.get(at(submission, "/documents")).text
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', text)[0]

    page.post(
        at(submission, f"/proposals/{need.id}/accept"), data={"question": "elsewhere", "csrf_token": csrf}
    )

    assert value(submission, "elsewhere") == need.text


def test_proposal_for_an_answered_line_shows_both(
    page: FlaskClient, draft: MakeDraft, db_session: Session
) -> None:
    submission = draft(title="Written")
    upload(page, submission, docx_file())
    need = queries.proposals(submission.id)[0]
    need.question = "title"
    db_session.commit()

    answer = submit(page, at(submission, "/documents"), form=f"/proposals/{need.id}/accept")

    assert answer.status_code == 409
    assert "Two versions of one answer" in answer.text


def test_section_is_accepted_at_once(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft()
    upload(page, submission, docx_file())
    for proposal in queries.proposals(submission.id):
        proposal.question = "need"
    db.session.commit()

    submit(page, at(submission, "/documents"), form="/accept-section")

    assert len((value(submission, "need") or "").split("\n\n")) == 2


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.docx", "is empty"),
        (b"\x00\x01\x02\x03" * 50, "a.docx", "a.docx"),
        (b"PK\x03\x04broken", "a.docx", "a.docx"),
    ],
)
def test_file_that_cannot_be_read_is_said_at_its_field(
    page: FlaskClient, draft: MakeDraft, data: bytes, name: str, message: str
) -> None:
    submission = draft()

    answer = upload(page, submission, data, name)

    assert answer.status_code == 422
    error = re.search(r'class="field-error"[^>]*>([^<]+)<', answer.text)
    assert error is not None
    assert message in error[1]
    assert states(submission) == []


def test_no_file_is_said_at_its_field(page: FlaskClient, draft: MakeDraft) -> None:
    answer = submit(page, at(draft(), "/documents"), {"language": "en"}, form="/documents")

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_self_description_is_proposed_by_a_button(page: FlaskClient, draft: MakeDraft) -> None:
    submission = draft(way="self_description", why="They were alone.")

    answer = submit(page, at(submission), form="/from-self-description")

    assert answer.status_code == 303
    assert states(submission) == [("need", ProposalState.OPEN)]
    assert "From your answer to “Why?”" in page.get(at(submission, "/documents")).text


def test_file_is_given_described_and_removed(
    page: FlaskClient, draft: MakeDraft, db_session: Session
) -> None:
    submission = draft()
    fields = {"file": (io.BytesIO(b"Plain words of a note."), "Бележка.txt"), "people_shown": "nobody"}
    address = at(submission, "/files")

    added = submit(page, address, fields, form="/files")
    file = files_of("submission", submission.id)[0]
    described = submit(page, address, {f"file{file.id}-rights": "Ours"}, form=f"/files/{file.id}")
    db_session.expire_all()

    assert (added.status_code, described.status_code) == (303, 303)
    assert (file.rights, file.people_shown) == ("Ours", "nobody")
    assert submit(page, address, form="/remove").status_code == 303
    assert files_of("submission", submission.id) == []


def test_file_of_another_case_is_not_there(page: FlaskClient, draft: MakeDraft) -> None:
    one, other = draft(), draft(title="Other")
    fields = {"file": (io.BytesIO(b"Plain words of a note."), "a.txt"), "people_shown": "nobody"}
    submit(page, at(one, "/files"), fields, form="/files")
    file = files_of("submission", one.id)[0]
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', page.get(at(other, "/files")).text)[0]

    answer = page.post(at(other, f"/files/{file.id}/remove"), data={"csrf_token": csrf})

    assert answer.status_code == 404
    assert len(files_of("submission", one.id)) == 1


def test_nothing_is_given_after_sending(
    page: FlaskClient, draft: MakeDraft, owner: User, db_session: Session
) -> None:
    submission = draft(need="Words.")
    texts = [page.get(at(submission, place)).text for place in ("/files", "/documents")]
    csrf = re.findall(r'name="csrf_token" value="([^"]+)"', texts[0])[0]
    operations.send(submission, actor=actor_of(owner))
    db_session.commit()

    statuses = [
        page.post(
            at(submission, place),
            data={"csrf_token": csrf, "language": "en", "file": (io.BytesIO(docx_file()), "a.docx")},
        ).status_code
        for place in ("/files", "/documents")
    ]

    assert statuses == [409, 409]
    assert files_of("submission", submission.id) == []
