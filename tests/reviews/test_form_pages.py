"""The pages of a reviewer as a browser without any script sees them, and what the script asks for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from cop.accounts.models import User
from cop.core.db import db
from cop.core.limits import Limit
from cop.core.permissions import Role
from cop.media import operations as media
from cop.organisations.models import Organisation, Speaker
from cop.reviews import assigning, requests, review_views
from cop.reviews.deciding import decide
from cop.reviews.enums import Outcome, ReviewState
from cop.reviews.reading import Answered, written
from cop.rubric.criteria import CRITERIA
from cop.submissions import drafting, operations
from cop.submissions.models import Submission
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit
from tests.reviews.conftest import NEED, SendCase
from tests.reviews.judging import ask_all, draft_of, hand_in, let_through
from tests.reviews.reading import attributes, texts, token
from tests.reviews.writing import PASSAGE, WHOLE, fields, in_hand, whole, with_answer

Session = scoped_session[Any]
Send = Callable[..., TestResponse]

ERRORS = "//div[@class='error-summary']//li"


@pytest.fixture
def anna(reviewers: list[User]) -> User:
    """The first reviewer."""
    return reviewers[0]


@pytest.fixture
def case(send_case: SendCase, editor: User, reviewers: list[User]) -> Submission:
    """A case with its three reviewers."""
    return in_hand(send_case(), editor, reviewers)


@pytest.fixture
def page(case: Submission) -> str:
    """The address of its form."""
    return f"/en/reviews/{case.id}/review"


@pytest.fixture
def send(client: FlaskClient, anna: User, page: str) -> Send:
    """`send(then="stay", **change)` fills in the form as the first reviewer and sends it."""
    sign_in(client, anna)

    def submit_form(then: str = "stay", /, **change: Any) -> TestResponse:
        return submit(client, page, {"then": then} | change, form="/review")

    return submit_form


def test_form_shows_the_text_beside_the_rubric(client: FlaskClient, anna: User, page: str) -> None:
    sign_in(client, anna)

    found = client.get(page).text

    assert texts(found, "//section[@id='text-en-need']/h3") == ["Need"]
    assert texts(found, "//section[@id='text-en-need']/div") == [NEED]
    assert texts(found, "//section[@data-criterion]/h3") == [str(each.label) for each in CRITERIA]
    steps = CRITERIA[0].steps
    assert texts(found, "//section[@id='criterion-need']//fieldset//label") == [
        *(f"{number} {words}" for number, words in enumerate(steps)),
        "Not applicable: say why below",
    ]
    assert texts(found, "//dl[@data-totals]/div") == ["Scored0/8", "Sum of the steps0", "Median–"]


def test_what_was_typed_is_there_again(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = replace(with_answer(Answered("na", "Because."), "skills"), confidence=3, to_authors="Well told.")

    answer = send(**fields(given))

    assert (answer.status_code, answer.location) == (303, page)
    assert written(draft_of(case, anna)) == given
    found = client.get(page).text
    assert texts(found, "//dl[@data-totals]/div") == ["Scored8/8", "Sum of the steps21", "Median3"]
    assert attributes(found, "//section[@id='criterion-skills']//input[@checked]/@value") == ["na"]
    assert attributes(found, "//input[@name='confidence'][@checked]/@value") == ["3"]
    assert texts(found, "//textarea[@name='to_authors']") == ["Well told."]
    assert texts(found, "//ul[@data-evidence='need']//blockquote") == [NEED]
    assert attributes(found, "//ul[@data-evidence='need']//a/@href") == ["#text-en-need"]


def test_passage_link_and_file_are_added_and_taken_out_by_hand(
    client: FlaskClient, case: Submission, author: User, anna: User, send: Send, page: str
) -> None:
    file = media.keep(
        b"Plain.\n", name="a.txt", subject_kind="submission", subject_id=case.id, actor=actor_of(author)
    )
    db.session.commit()
    added = {
        "section-need": "en|need",
        "words-need": "young people",
        "link-need": " https://example.org/ ",
        "file-need": str(file.id),
    }

    answer = send("need", **added)

    assert answer.location == f"{page}#criterion-need"
    kept = written(draft_of(case, anna)).answers["need"].evidence
    assert [(p.kind, p.field, p.words) for p in kept] == [
        ("passage", "need", "young people"),
        ("link", "https://example.org/", "https://example.org/"),
        ("file", str(file.id), "a.txt"),
    ]
    found = client.get(page).text
    assert texts(found, "//textarea[@name='words-need']") == [""]
    assert attributes(found, "//ul[@data-evidence='need']//a/@href") == [
        "#text-en-need",
        f"/files/{file.id}/file/a.txt",
    ]
    with client.get(f"/files/{file.id}/file/a.txt") as whole_file:
        assert whole_file.status_code == 200
    send(**{"remove-need": kept[1].model_dump_json()})
    assert written(draft_of(case, anna)).answers["need"].evidence == (kept[0], kept[2])


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (
            {"section-need": "en|need", "words-need": "old people"},
            "These words do not stand in the section you chose. Copy them from the text as they are.",
        ),
        (
            {"section-need": "bg|need", "words-need": "young people"},
            "Choose the section in which the words stand.",
        ),
        ({"link-need": "example.org"}, "Write the whole address of the link, with https://."),
        ({"file-need": "77"}, "Choose a file of this case."),
    ],
)
def test_evidence_that_is_none_is_given_back_and_the_rest_is_kept(
    case: Submission, anna: User, send: Send, typed: dict[str, str], why: str
) -> None:
    answer = send("need", **typed, **{"reason-need": "Because.", "link-skills": "https://example.org/"})

    assert answer.status_code == 422
    assert texts(answer.text, ERRORS) == [f"Need: {why}"]
    assert texts(answer.text, "//section[@id='criterion-need']/p[@class='field-error']") == [why]
    name = next(name for name in typed if not name.startswith("section"))
    given = texts(answer.text, f"//textarea[@name='{name}']") + attributes(
        answer.text, f"//input[@name='{name}']/@value"
    )
    assert given == ([typed[name]] if name != "file-need" else [])
    assert attributes(answer.text, "//input[@name='link-skills']/@value") == [""]
    review = draft_of(case, anna)
    kept = written(review).answers
    assert (kept["need"].reason, len(kept["skills"].evidence)) == ("Because.", 1)
    assert attributes(answer.text, "//input[@name='revision']/@value") == [str(review.version)] == ["2"]


def test_unfit_review_is_given_back_whole(case: Submission, anna: User, send: Send) -> None:
    long = send(**fields(with_answer(Answered("1", "x" * 5001))))
    language = send(**fields(whole(to_authors="Well told.")) | {"language": "xx"})
    comment = send(**fields(whole(to_editors="x" * 10_001)))

    assert [answer.status_code for answer in (long, language, comment)] == [422] * 3
    assert texts(long.text, ERRORS) == ["Need: This text is too long. Nothing is lost: shorten it."]
    assert texts(long.text, "//textarea[@name='reason-need']") == ["x" * 5001]
    assert texts(language.text, ERRORS) == ["Not a valid choice."]
    assert texts(language.text, "//textarea[@name='to_authors']") == ["Well told."]
    assert attributes(comment.text, f"{ERRORS}/a/@href") == ["#to_editors"]
    assert draft_of(case, anna).version == 1


def test_evidence_nobody_can_read_is_refused(send: Send) -> None:
    answer = send(**{"evidence-need": "{"})

    assert answer.status_code == 400


def test_incomplete_review_is_kept_and_says_what_is_missing(case: Submission, anna: User, send: Send) -> None:
    answer = send("send", **fields(with_answer(Answered("2", "Because."))))

    assert answer.status_code == 422
    assert texts(answer.text, ERRORS) == [
        "The review is saved, but something is missing before it can be sent.",
        "Need: Say what the step rests on: a passage, a file or a link.",
    ]
    assert attributes(answer.text, f"{ERRORS}/a/@href") == ["#criterion-need"]
    review = draft_of(case, anna)
    assert (review.state, review.version) == (ReviewState.DRAFT, 2)
    assert attributes(answer.text, "//input[@name='revision']/@value") == ["2"]


def test_review_sent_eight_times_is_one(client: FlaskClient, case: Submission, anna: User, page: str) -> None:
    sign_in(client, anna)
    given = token(client.get(page).text)
    form = given | fields() | {"then": "send", "revision": "1"}

    answers = [client.post(page, data=form) for _ in range(8)]

    assert {(a.status_code, a.location) for a in answers} == {(303, f"/en/reviews/{case.id}/others")}
    review = draft_of(case, anna)
    assert (review.state, review.version) == (ReviewState.SUBMITTED, 2)
    assert client.get(page).location == f"/en/reviews/{case.id}/others"


def test_too_many_reviews_an_hour_are_too_many(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_views, "SENDING", Limit("reviews.send", 1, 3600))

    statuses = [send("send").status_code for _ in range(2)]

    assert statuses == [422, 429]


def test_next_leads_to_own_work_then_to_requests_then_to_the_queue(
    client: FlaskClient, send_case: SendCase, editor: User, anna: User, send: Send
) -> None:
    def then() -> str:
        return send("next").location or ""

    assert then() == "/en/reviews"
    offered = let_through(send_case("Offered"), editor)
    assert then() == f"/en/reviews/{offered.id}/request"
    asked = let_through(send_case("Asked"), editor)
    assigning.ask(asked, actor=actor_of(editor), reviewer_id=anna.id)
    db.session.commit()
    assert then() == f"/en/reviews/{asked.id}/request"
    own = in_hand(send_case("Own"), editor, [anna])
    assert then() == f"/en/reviews/{own.id}/review"
    assert client.get(f"/en/reviews/{own.id}/review").status_code == 200


def test_two_tabs_show_both_versions_and_overwrite_nothing(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = token(client.get(page).text)
    first = replace(with_answer(Answered("1", "First.")), to_authors="First.")
    second = replace(with_answer(Answered("2", "Second.", (PASSAGE,))), to_authors="Second.")
    send(**fields(first))

    answer = client.post(page, data=given | fields(second) | {"revision": "1"})

    assert answer.status_code == 409
    assert written(draft_of(case, anna)) == first
    assert texts(answer.text, "//fieldset/legend") == [str(CRITERIA[0].label), "To the authors"]
    assert texts(answer.text, "//div[@class='version-pane']") == [
        f"2 Second. – {NEED}", "1 First.", "Second.", "First."
    ]  # fmt: skip
    shown = attributes(answer.text, "//main//input[@name='revision']/@value")
    chosen = given | fields(second) | {"revision": shown[0], "keep-need": "theirs"}
    assert client.post(page, data=chosen).status_code == 303
    assert written(draft_of(case, anna)) == replace(first, to_authors="Second.")


def test_conflict_page_sends_all_that_was_typed(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = token(client.get(page).text)
    send(to_authors="First.")
    mine = replace(with_answer(Answered("na", "Because.", (PASSAGE,))), confidence=1, language="bg")
    found = client.post(page, data=given | fields(mine) | {"revision": "1"}).text

    hidden = dict(
        zip(
            attributes(found, "//main//input[@type='hidden']/@name"),
            attributes(found, "//main//input[@type='hidden']/@value"),
            strict=True,
        )
    )
    areas = zip(attributes(found, "//main//textarea/@name"), texts(found, "//main//textarea"), strict=True)
    answer = client.post(page, data=hidden | dict(areas))

    assert answer.status_code == 303
    assert written(draft_of(case, anna)) == mine


def _autosave(client: FlaskClient, page: str, **change: Any) -> TestResponse:
    given = token(client.get(page).text)
    return client.post(f"{page}/autosave", data=given | fields() | change)


def test_script_saves_as_one_writes(client: FlaskClient, case: Submission, anna: User, page: str) -> None:
    sign_in(client, anna)

    first = _autosave(client, page, revision="1")
    late = _autosave(client, page, revision="1", to_authors="Other words.")
    unfit = _autosave(client, page, revision="2", **{"step-need": "9"})

    assert first.json is not None
    assert (first.json["revision"], first.json["words"][:6]) == (2, "Saved ")
    assert (late.status_code, late.json) == (
        409,
        {"words": "This review has been changed in another window. Press “Save” to see both versions."},
    )
    assert (unfit.status_code, unfit.json) == (400, {"words": "Choose one of the steps."})
    assert written(draft_of(case, anna)) == whole()


def test_words_typed_too_late_are_given_back(
    client: FlaskClient, case: Submission, editor: User, anna: User, page: str
) -> None:
    sign_in(client, anna)
    given = token(client.get(page).text)
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
    db.session.commit()
    form = given | fields(whole(to_authors="Late words.")) | {"revision": "1"}

    answer, script = client.post(page, data=form), client.post(f"{page}/autosave", data=form)

    words = "This review cannot be changed any more. What you typed was not saved."
    assert (answer.status_code, script.status_code) == (409, 409)
    assert texts(answer.text, "//div[@role='alert']") == [words]
    assert texts(answer.text, "//div[@class='version-pane']")[-1] == "Late words."
    assert (NEED in answer.text.replace(PASSAGE.words, "", 8), script.json) == (False, {"words": words})


def test_words_typed_after_sending_are_given_back(
    client: FlaskClient, case: Submission, anna: User, send: Send, page: str
) -> None:
    given = token(client.get(page).text)
    send("send", **fields())

    answer = client.post(page, data=given | fields(whole(to_authors="Oh, and")) | {"revision": "2"})

    assert answer.status_code == 409
    assert texts(answer.text, "//div[@class='version-pane']")[-1] == "Oh, and"
    assert draft_of(case, anna).to_authors == ""


def test_page_is_for_those_who_have_accepted(
    client: FlaskClient, send_case: SendCase, editor: User, reviewers: list[User]
) -> None:
    anna, boris, _clara = reviewers
    asked = let_through(send_case("Asked"), editor)
    assigning.ask(asked, actor=actor_of(editor), reviewer_id=anna.id)
    at_gate = send_case("At the gate")
    db.session.commit()
    sign_in(client, anna)

    def door(case: Submission) -> tuple[int, str | None]:
        answer = client.get(f"/en/reviews/{case.id}/review")
        return answer.status_code, answer.location

    assert door(asked) == (303, f"/en/reviews/{asked.id}/request")
    assert door(at_gate) == (404, None)
    given = token(client.get("/en/account/reviewing").text)
    for path in ("review", "review/autosave"):
        assert client.post(f"/en/reviews/{asked.id}/{path}", data=given | fields()).status_code == 404
    sign_in(client, boris)
    assert door(asked) == (303, f"/en/reviews/{asked.id}/request")
    sign_in(client, editor)
    assert door(asked) == (404, None)


def test_conflict_closes_the_case(
    client: FlaskClient, case: Submission, author: User, reviewers: list[User]
) -> None:
    anna, boris, _clara = reviewers
    requests.declare_conflict(case, actor=actor_of(anna))
    house = Organisation(slug="house", names={"en": "House"})
    db.session.add(house)
    db.session.flush()
    db.session.add_all(Speaker(organisation_id=house.id, user_id=one.id) for one in (author, boris))
    db.session.commit()

    for reviewer in (anna, boris):
        sign_in(client, reviewer)
        doors = [client.get(f"/en/reviews/{case.id}/{name}").status_code for name in ("review", "others")]
        assert doors == [404, 404]


def test_nothing_of_other_reviews_is_seen_before_ones_own_is_in(
    client: FlaskClient, case: Submission, reviewers: list[User], send: Send, page: str
) -> None:
    others = f"/en/reviews/{case.id}/others"
    for reviewer in reviewers[1:]:
        hand_in(case, reviewer, {"need": 1}, to_authors="MARKER-AUTHORS", to_editors="MARKER-EDITORS")
    before = client.get(page).text + client.get("/en/reviews").text
    assert client.get(others).status_code == 404

    send("send", **fields(whole(to_editors="My own words.")))

    found = client.get(others).text
    for marker in ("MARKER", "Boris: because", "Clara: because"):
        assert marker not in before
    for hidden in ("MARKER-EDITORS", "Rev Boris", "Rev Clara"):
        assert hidden not in found
    assert texts(found, "//section[@id='reasons-need']/p") == [
        "Reviewer 1: 3 – It says so.",
        "Reviewer 2: 1 – Boris: because of need.",
        "Reviewer 3: 1 – Clara: because of need.",
    ]
    cells = "//table[contains(@class,'criteria-table')]//tr[th/a[@href='#reasons-need']]/td"
    assert texts(found, cells)[:5] == ["3", "1", "1", "1", "1–3"]
    assert texts(found, "//section[@aria-labelledby='comments']/blockquote") == [
        "MARKER-AUTHORS",
        "MARKER-AUTHORS",
        "My own words.",
    ]
    severity = "Beside the median of the other reviewers of the same cases, you: milder than the others"
    assert severity in " ".join(texts(found, "//section[@aria-labelledby='scores']/p"))


def test_first_review_stands_alone(client: FlaskClient, case: Submission, send: Send) -> None:
    send("send", **fields())

    found = client.get(f"/en/reviews/{case.id}/others").text

    assert "Nobody else has sent a review yet. Theirs appear here." in texts(found, "//main//p")


def test_declined_case_is_its_authors_own(
    client: FlaskClient, case: Submission, editor: User, send: Send
) -> None:
    send("send", **fields())
    assert client.get(f"/en/reviews/{case.id}/others").status_code == 200
    decide(case, actor=actor_of(editor), outcome=Outcome.DECLINE, letter="No.", language="en")
    db.session.commit()

    assert client.get(f"/en/reviews/{case.id}/others").status_code == 404


def test_next_round_shows_what_changed_and_which_quotes_have_gone(
    client: FlaskClient, case: Submission, author: User, editor: User, anna: User, send: Send, page: str
) -> None:
    send("send", **fields())
    decide(case, actor=actor_of(editor), outcome=Outcome.CHANGES, letter="Please.", language="en")
    db.session.commit()
    drafting.save_answer(
        case, actor=actor_of(author), language="en", question="need", value="All is new.", revision=1
    )
    operations.send(case, actor=actor_of(author))
    db.session.commit()
    let_through(case, editor)

    found = client.get(page).text

    assert texts(found, "//details/section[@class='diff']/p/ins") == ["added: new"]
    assert texts(found, "//section[@id='criterion-need']//li//span[@class='badge']") == [
        "No longer in the text"
    ]
    assert len(texts(found, "//input[starts-with(@name,'confirm-')]")) == 8
    assert client.get(f"/en/reviews/{case.id}/others").status_code == 404
    send(**{"confirm-need": "y"})
    assert written(draft_of(case, anna)).answers["need"] == Answered("3", "It says so.")
    assert len(texts(client.get(page).text, "//input[starts-with(@name,'confirm-')]")) == 7


def test_editor_opens_a_review_again(
    client: FlaskClient, case: Submission, editor: User, reviewers: list[User]
) -> None:
    anna, boris, _clara = reviewers
    review = hand_in(case, anna)
    hand_in(case, boris)
    sign_in(client, editor)
    at = f"/en/reviews/{case.id}"
    reopen = f"/reviews/{review.id}/reopen"

    answer = submit(client, at, form=reopen)

    assert (answer.status_code, answer.location) == (303, at)
    db.session.expire_all()
    states = [draft_of(case, reviewer).state for reviewer in (anna, boris)]
    assert states == [ReviewState.DRAFT, ReviewState.SUBMITTED]
    given = token(client.get(at).text)
    assert client.post(f"/en/reviews/999{reopen}", data=given).status_code == 404
    assert client.post(f"{at}/reviews/999/reopen", data=given).status_code == 404
    sign_in(client, anna)
    assert client.get(f"{at}/review").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_form_costs_the_same_whatever_the_others_have_written(
    client: FlaskClient, case: Submission, editor: User, anna: User, page: str,
    count_statements: Statements, count: int,
) -> None:  # fmt: skip
    more = [person(f"Rev {n}", Role.REVIEWER, language="en") for n in range(count)]
    ask_all(case, editor, more)
    for reviewer in more:
        hand_in(case, reviewer)
    sheet_review = draft_of(case, anna)
    sign_in(client, anna)
    client.post(page, data=token(client.get(page).text) | fields() | {"revision": sheet_review.version})
    db.session.remove()

    with count_statements() as statements:
        assert client.get(page).status_code == 200

    # session, case with review, authors, scores, round, conflicts, files
    assert len(statements) == 7


@pytest.mark.parametrize("count", [1, 3])
def test_others_cost_the_same_for_few_and_many(
    client: FlaskClient, case: Submission, editor: User, anna: User,
    count_statements: Statements, count: int,
) -> None:  # fmt: skip
    more = [person(f"Rev {n}", Role.REVIEWER, language="en") for n in range(count)]
    ask_all(case, editor, more)
    for reviewer in (anna, *more):
        hand_in(case, reviewer)
    sign_in(client, anna)
    address = f"/en/reviews/{case.id}/others"
    db.session.remove()

    with count_statements() as statements:
        assert client.get(address).status_code == 200

    # session, case with review, authors, scores, round, conflicts; reviews, scores, network;
    # for "next": own requests, profile, houses, queue
    assert len(statements) == 13


def test_saving_and_sending_cost_a_fixed_number_of_statements(
    client: FlaskClient, anna: User, page: str, count_statements: Statements
) -> None:
    sign_in(client, anna)
    given = token(client.get(page).text) | {"revision": "1"}
    db.session.remove()

    with count_statements() as saving:
        assert client.post(f"{page}/autosave", data=given | fields()).status_code == 200
    db.session.remove()
    with count_statements() as typing:
        again = fields(with_answer(replace(WHOLE, reason="More words.")))
        assert client.post(f"{page}/autosave", data=given | again | {"revision": "2"}).status_code == 200
    db.session.remove()
    with count_statements() as sending:
        answer = client.post(page, data=given | again | {"revision": "3", "then": "send"})

    assert answer.status_code == 303
    # SQLite writes the eight scores one by one, PostgreSQL all in one statement.
    first = 20 if db.session.connection().dialect.name == "sqlite" else 13
    assert (len(saving), len(typing), len(sending)) == (first, 13, 25)


def test_review_keeps_its_words_in_the_language_that_was_chosen(
    case: Submission, anna: User, send: Send
) -> None:
    send(**fields(whole(language="ru")))

    review = draft_of(case, anna)
    assert (review.language, review.scores[0].reason) == ("ru", {"ru": "It says so."})
