"""An involvement case that is proposed: its answers, its rubric, and how it becomes public."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.cases.case_questions import BY_KEY
from cop.cases.composing import answers_of, compose
from cop.cases.content import CaseContent
from cop.cases.models import Case, CaseOwner
from cop.cases.submitting import CASE
from cop.core.db import db
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.permissions import Role
from cop.core.redaction import notice
from cop.reviews import drafts
from cop.reviews.gate import Answered, let_through
from cop.reviews.reading import written
from cop.rubric.rubrics import INVOLVEMENT, PRACTICES
from cop.submissions import operations
from cop.submissions.choosing import rows
from cop.submissions.models import Answer, Submission
from cop.submissions.queries import rubric_of
from tests.cases.samples import case, publish
from tests.people import actor_of, person, sign_in, submit
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("concepts")

WHOLE: dict[str, dict[str, Any]] = {
    "": {
        "forms": ["user-council"],
        "depth": "depth-empower",
        "final_say": "together",
        "are_results_given_back": False,
        "organisations": [{"name": "House", "website": "house.example"}],
    },
    "en": {
        "title": "The council",
        "involvement": "They decide.",
        "risks": [{"risk": "Pity", "mitigation": "Training"}],
        "city": "Ruse",
    },
    "bg": {"title": "Съветът", "involvement": "Те решават."},
}


@pytest.fixture
def author() -> User:
    return person("Author", language="en")


@pytest.fixture
def editor() -> User:
    return person("Editor", Role.EDITOR, language="en")


def test_answers_become_content_and_come_back_unchanged(editor: User, author: User) -> None:
    content = compose("council", "en", WHOLE)
    CASE.publish(content, actor=actor_of(editor), note="", authors=[author.id], is_change=False)

    source, answers = answers_of("council")
    again = compose("council", source, answers)

    assert again == content
    assert again.facts.are_results_given_back is False
    assert again.facts.organisations[0].website == "https://house.example"
    assert CASE.differences(content, again) == []


@pytest.mark.parametrize(
    ("language", "answers", "field"),
    [
        ("en", {"title": ""}, "en/title"),
        ("en", {"quotes": [{"words": "I was heard.", "said_by": "", "consent": ""}]}, "en/quotes"),
        ("en", {"quotes": [{"words": "I was heard.", "said_by": "", "consent": "c-aaaa2222"}]}, "en/quotes"),
        ("", {"forms": ["role-peer"]}, "/forms"),
        ("", {"final_say": "nobody"}, "/final_say"),
    ],
)
def test_answer_that_does_not_fit_is_told_at_its_question(
    language: str, answers: dict[str, object], field: str
) -> None:
    given: dict[str, dict[str, Any]] = {code: dict(by_key) for code, by_key in WHOLE.items()}
    given[language] |= answers

    with pytest.raises(InvalidError) as caught:
        compose("council", "en", given)

    assert caught.value.field == field


def test_published_case_belongs_to_its_authors_and_is_not_overwritten(editor: User, author: User) -> None:
    content = case("council", involvement="They decide.")
    with pytest.raises(NotAllowedError):
        CASE.publish(content, actor=actor_of(author), note="", authors=[author.id], is_change=False)
    with pytest.raises(ConflictError):
        CASE.publish(content, actor=actor_of(editor), note="", authors=[author.id], is_change=True)

    _kind, id, version = CASE.publish(
        content, actor=actor_of(editor), note="", authors=[author.id], is_change=False
    )

    assert version == 1
    assert db.session.scalars(select(CaseOwner.user_id).where(CaseOwner.case_id == id)).all() == [author.id]
    assert CASE.may_change(actor_of(author), "council")
    assert not CASE.may_change(actor_of(person("Another")), "council")
    with pytest.raises(ConflictError):
        CASE.publish(content, actor=actor_of(editor), note="", authors=[author.id], is_change=False)


def test_preview_and_page_say_the_same(app: Flask, client: FlaskClient) -> None:
    content = publish(case("council", involvement="They decide.", risks=[{"risk": "Pity"}]))
    with app.test_request_context("/en/cases"):
        preview = CASE.preview(content, "en")

    page = client.get("/en/cases/council").text
    for line in ("They decide.", "Pity", "Council"):
        assert line in preview
        assert line in page
    assert isinstance(CASE.parse(CASE.dump(content)), CaseContent)


def test_cases_have_their_own_rubric_and_practices_keep_theirs() -> None:
    assert rubric_of("case") is INVOLVEMENT
    assert rubric_of("practice") is PRACTICES
    keys = [c.key for rubric in (INVOLVEMENT, PRACTICES) for c in rubric.criteria]
    assert len(set(keys)) == len(keys)
    fed = {key for question in CASE.questions for key in question.criteria}
    assert fed == {c.key for c in INVOLVEMENT.criteria}


def test_empty_cell_leads_to_a_draft_with_its_answers_chosen(client: FlaskClient, author: User) -> None:
    sign_in(client, author)
    cell = "kind=case&forms=co-research&depth=depth-inform&roles=no-such-role"

    said = words(read(client, f"/en/submit?{cell}"))
    begun = submit(client, f"/en/submit?{cell}", {"title": "Our research"}, form="/submit")

    assert "Chosen already: co research; depth inform. You can change it in the draft." in said
    assert "Chosen already" not in words(read(client, "/en/submit?kind=case"))
    assert begun.status_code == 303
    submission = db.session.scalars(select(Submission)).one()
    assert submission.kind == "case"
    rows = db.session.execute(select(Answer.question, Answer.value).where(Answer.language == "")).all()
    assert {row.question: row.value for row in rows} == {"forms": ["co-research"], "depth": "depth-inform"}


def test_case_goes_the_whole_way_to_the_reviewers_by_its_own_gate(
    client: FlaskClient, author: User, editor: User
) -> None:
    sign_in(client, author)
    submit(client, "/en/submit?kind=case&forms=co-research", {"title": "Our research"}, form="/submit")
    submission = db.session.scalars(select(Submission)).one()
    address = f"/en/submissions/{submission.id}/questions/involvement"
    assert submit(client, address, {"value": "They asked the others."}, form="/questions/").status_code == 303
    db.session.refresh(submission)
    operations.send(submission, actor=actor_of(author))
    db.session.commit()
    sign_in(client, editor)
    gate = client.get(f"/en/reviews/{submission.id}/gate").text
    assert "without losing help" in gate
    few = {question.key: Answered(is_yes=True) for question in PRACTICES.gate}
    with pytest.raises(InvalidError):
        let_through(submission, actor=actor_of(editor), answers=few)
    let_through(
        submission,
        actor=actor_of(editor),
        answers={question.key: Answered(is_yes=True) for question in INVOLVEMENT.gate},
    )
    db.session.commit()

    assert "Emerging social needs" not in client.get(f"/en/reviews/{submission.id}").text
    review = drafts.begin(submission, reviewer_id=editor.id, language="en")
    assert (review.rubric, list(written(review).answers)) == ("involvement", ["voice", "care", "effect"])
    assert db.session.scalars(select(Case)).all() == []


def test_draft_whose_quotation_was_taken_back_is_composed_and_its_question_opens() -> None:
    row = {"words": notice("en"), "said_by": "", "consent": None}

    content = compose("council", "en", {**WHOLE, "en": {**WHOLE["en"], "quotes": [row]}})

    assert [(quote.words, quote.consent) for quote in content.texts["en"].quotes] == [(notice("en"), None)]
    assert rows(BY_KEY["quotes"], [row])[0] == {"words": notice("en"), "said_by": "", "consent": ""}


def test_words_of_people_have_room_and_the_way_to_their_consent(client: FlaskClient, author: User) -> None:
    sign_in(client, author)
    submit(client, "/en/submit?kind=case", {"title": "Our council"}, form="/submit")
    submission = db.session.scalars(select(Submission)).one()

    page = read(client, f"/en/submissions/{submission.id}/questions/quotes")

    assert len(page.xpath("//textarea[@name='value-words']")) == 3
    assert len(page.xpath("//input[@name='value-consent']")) == 3
    assert page.xpath("//main//aside//a/@href") == ["/en/account/consents", "/en/criteria#effect"]


def test_reviewers_read_each_risk_as_its_own_sentence() -> None:
    risks = [{"risk": "They hear secrets.", "mitigation": "No names are read."}, {"risk": "Pity"}]
    content = compose("council", "en", {**WHOLE, "en": {**WHOLE["en"], "risks": risks}})

    passages = {(language, name): words for language, name, _label, words in CASE.passages(content)}

    assert passages["en", "risks"] == "- **They hear secrets.** No names are read.\n- Pity"
