"""Issues: put together, written in several languages, read as page, text and PDF."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from cop.config import LANGUAGES
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.permissions import SYSTEM, VISITOR, Actor, Role
from cop.core.records import Ref, at_path
from cop.newsletter import operations, queries, reading
from cop.newsletter.enums import IssueState
from cop.newsletter.mails import rendered
from cop.newsletter.models import Issue
from cop.newsletter.operations import ChangedError
from cop.practices.models import Practice
from cop.practices.operations import withdraw
from cop.search import index
from cop.search.contract import PUBLIC, Query
from tests.conftest import Statements
from tests.newsletter.conftest import TEXTS, write
from tests.web.site import parsed

EDITOR = Actor("member", 1, "E", roles=frozenset({Role.EDITOR}))


def titles(issue: Issue) -> list[str]:
    return [b.card.title if b.card else "" for b in reading.page(issue, language="en").blocks]


def publish(issue: Issue) -> None:
    issue.state, issue.published_at = IssueState.SENT, now()
    operations.tell(issue)
    db.session.commit()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.usefixtures("app")
def test_numbers_follow_each_other() -> None:
    assert [operations.begin(actor=SYSTEM, language="en").number for _time in range(3)] == [1, 2, 3]


def test_record_is_in_an_issue_once_and_can_be_moved_and_taken_out(issue: Issue, refs: list[Ref]) -> None:
    operations.add_block(issue, refs[0], actor=SYSTEM, version=issue.version)
    keys = [block["key"] for block in issue.blocks]

    operations.move_block(issue, keys[2], actor=SYSTEM, version=issue.version, by=-1)
    operations.move_block(issue, keys[0], actor=SYSTEM, version=issue.version, by=-1)
    assert titles(issue) == ["A", "C", "B"]

    operations.remove_block(issue, keys[0], actor=SYSTEM, version=issue.version)
    operations.remove_block(issue, keys[0], actor=SYSTEM, version=issue.version)
    assert titles(issue) == ["C", "B"]


def test_whoever_changes_an_older_state_is_told(issue: Issue, refs: list[Ref]) -> None:
    old = issue.version
    operations.remove_block(issue, issue.blocks[0]["key"], actor=SYSTEM, version=old)

    with pytest.raises(ChangedError):
        operations.add_block(issue, refs[0], actor=SYSTEM, version=old)
    with pytest.raises(ChangedError):
        write(issue, version=0)
    with pytest.raises(ChangedError):
        write(issue, version=7)
    assert write(issue, version=1) == 2


def test_text_that_is_too_long_names_its_field(issue: Issue) -> None:
    with pytest.raises(InvalidError) as raised:
        write(issue, version=1, title="x" * 201)

    assert raised.value.field == "title"


def test_issue_that_waits_or_has_gone_out_is_not_changed(issue: Issue) -> None:
    issue.state = IssueState.SCHEDULED

    with pytest.raises(ConflictError):
        write(issue, version=1)
    with pytest.raises(ConflictError):
        operations.remove_block(issue, issue.blocks[0]["key"], actor=SYSTEM, version=issue.version)


def test_what_is_untranslated_is_named(issue: Issue) -> None:
    operations.save_texts(issue, "bg", actor=SYSTEM, version=0, texts=TEXTS | {"join": ""}, intros={})
    db.session.refresh(issue)

    found = reading.missing(issue)

    assert [(m.language, m.field) for m in found if m.language == "bg"] == [
        ("bg", "join"),
        *[("bg", "intro")] * 3,
    ]
    assert len([m for m in found if m.language == "ru"]) == 6 + 3
    assert [m for m in found if m.language == "en"] == []


def test_drafts_are_for_editors_alone(client: FlaskClient, issue: Issue) -> None:
    assert queries.by_number(issue.number, actor=VISITOR) is None
    assert queries.by_number(issue.number, actor=EDITOR) is not None
    for rest in ("", "/text", "/pdf"):
        assert client.get(f"/en/newsletter/{issue.number}{rest}").status_code == 404
    assert "Three practices" not in client.get("/en/newsletter").text


def test_page_text_mail_and_pdf_say_the_same(client: FlaskClient, issue: Issue) -> None:
    publish(issue)
    address = f"/en/newsletter/{issue.number}"
    page = parsed(client.get(address).text).find(".//article").text_content()
    mail = rendered(reading.page(issue, language="en"))
    paper = PdfReader(io.BytesIO(client.get(f"{address}/pdf").data))
    printed = " ".join(sheet.extract_text() for sheet in paper.pages)

    said = [
        "Three practices",
        "What is new.",
        "About 0 in en.",
        "About 2 in en.",
        "Main findings",
        "Come.",
        "We alone.",
    ]
    for text in (page, mail.text, parsed(mail.html).text_content(), printed):
        plain = " ".join(text.split())
        assert [s for s in said if s.casefold() not in plain.casefold()] == []
    assert client.get(f"{address}/text").text == mail.text
    assert client.get(f"{address}/text").content_type == "text/plain; charset=utf-8"


def test_mail_has_the_same_words_in_text_and_html(issue: Issue) -> None:
    publish(issue)
    mail = rendered(
        reading.page(issue, language="en"), leave="/en/newsletter/leave/x", mine="/en/newsletter/mine/x"
    )

    body = " ".join(parsed(mail.html).find(".//body").itertext())

    in_html, in_text = words(body.casefold()), words(mail.text.casefold())
    # An address behind words stands beside them in text; numbers of a list are drawn by the reader's program.
    extra = {"1", "2", "3", "https", "example", "org", "x"}
    assert [w for w in in_text if w not in extra] == [w for w in in_html if w not in extra]
    assert "the site (https://example.org/x)" in mail.text
    assert "– one\n– two" in mail.text


def test_withdrawn_record_takes_its_introduction_with_it_everywhere(
    client: FlaskClient, issue: Issue, refs: list[Ref]
) -> None:
    publish(issue)
    withdraw(db.session.get_one(Practice, refs[1].id), actor=SYSTEM, reason="Test")
    db.session.commit()
    address = f"/en/newsletter/{issue.number}"

    page, text = client.get(address).text, client.get(f"{address}/text").text

    for shown in (page, text):
        assert "About 0 in en." in shown
        assert "About 1 in en." not in shown
        assert "This record is not public any more." in shown
    assert "practices/b" not in page + text


def test_issue_in_another_language_says_that_it_is_the_original(client: FlaskClient, issue: Issue) -> None:
    publish(issue)

    page = client.get(f"/ru/newsletter/{issue.number}").text

    assert '<h1 lang="en">Three practices</h1>' in page
    assert "notice-translation" in page


def test_correction_stands_above_and_goes_again(client: FlaskClient, issue: Issue) -> None:
    with pytest.raises(ConflictError):
        operations.correct(issue, {"en": "Wrong."}, actor=EDITOR)
    publish(issue)
    operations.correct(issue, {"en": "It was *Varna*."}, actor=EDITOR)
    db.session.commit()
    address = f"/en/newsletter/{issue.number}"

    assert "It was <em>Varna</em>." in client.get(address).text
    assert "CORRECTION\n\nIt was Varna." in client.get(f"{address}/text").text

    operations.correct(issue, {}, actor=EDITOR)
    db.session.commit()
    assert "Varna" not in client.get(address).text


def test_issue_is_found_and_pointed_at(issue: Issue, run_jobs: Callable[[], int]) -> None:
    publish(issue)
    run_jobs()

    hits = index.engine().backend.search(Query(frozenset({PUBLIC}), kinds=frozenset({"issue"}))).hits
    card = at_path(f"http://localhost/bg/newsletter/{issue.number}", actor=VISITOR, language="en")

    assert [hit.id for hit in hits] == [issue.id]
    assert card is not None
    assert (card.title, card.path, card.detail) == ("Three practices", "/en/newsletter/1", "Newsletter no. 1")


def test_draft_is_not_found(issue: Issue, run_jobs: Callable[[], int]) -> None:
    operations.tell(issue)
    run_jobs()

    hits = index.engine().backend.search(Query(frozenset({PUBLIC}), kinds=frozenset({"issue"}))).hits

    assert hits == ()
    assert at_path("/en/newsletter/1", actor=VISITOR, language="en") is None


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_issues_cost_as_many_statements_whatever_they_hold(
    client: FlaskClient, issue: Issue, count: int, count_statements: Statements
) -> None:
    publish(issue)
    for _more in range(count - 1):
        more = operations.begin(actor=SYSTEM, language="en")
        write(more)
        publish(more)
    for block in issue.blocks[count:]:
        issue.state = IssueState.DRAFT
        db.session.flush()
        operations.remove_block(issue, block["key"], actor=SYSTEM, version=issue.version)
    publish(issue)
    costs = []
    for address in ("/en/newsletter", f"/en/newsletter/{issue.number}", "/en/newsletter/feed.atom"):
        client.get(address)
        with count_statements() as statements:
            assert client.get(address).status_code == 200
        costs.append(len(statements))

    assert costs == [2, 6, 2]


def test_feed_names_each_issue_once(client: FlaskClient, issue: Issue) -> None:
    publish(issue)

    feed = client.get("/en/newsletter/feed.atom")

    assert feed.content_type == "application/atom+xml; charset=utf-8"
    assert feed.text.count("<entry>") == 1
    assert "<title>Three practices</title>" in feed.text
    assert "<summary>What is new.</summary>" in feed.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_rebuilt_issue_is_whole_in_each_language(seeded_client: FlaskClient, code: str) -> None:
    page = seeded_client.get(f"/{code}/newsletter/4").text
    tree = parsed(page)

    assert "notice-translation" not in page
    assert len(tree.findall(".//section")) == 4 + 4
    assert "PROGRESS" in page
