"""From a Word file to a published practice with its reasons, and a case that nobody else ever sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import story
from tests.browser.hands import Keyboard, Mouse
from tests.browser.network import REVIEWERS, Cast, Network, gathered, running_network
from tests.browser.story_words import BG, RU, Words
from tests.conftest import NewDatabase
from tests.site import wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def network(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase, seeds: Path
) -> Iterator[Network]:
    """A site with all seeds."""
    folder = tmp_path_factory.mktemp("journey")
    with new_database(folder, seeds) as url, running_network(folder, url) as network:
        yield network


@pytest.fixture(
    scope="module",
    params=[(BG, Mouse()), (RU, Keyboard())],
    ids=["bg", "ru-keyboard-without-scripts"],
)
def told(request: pytest.FixtureRequest, browser: Browser, network: Network) -> Iterator[tuple[Words, Cast]]:
    """What is typed, and who types it how."""
    words, hands = request.param
    with gathered(browser, network, words, hands) as cast:
        yield words, cast


def test_case_becomes_a_practice_with_reasons(
    told: tuple[Words, Cast], network: Network, tmp_path: Path
) -> None:
    words, cast = told
    author, editor, visitor = cast.author, cast.editor, cast.visitor
    names = REVIEWERS[words.language]

    story.sign_up(author, "Мария Петрова")
    author.goto(network.link_to(author.email, "/confirm/"))
    author.press("Confirm and sign in")
    case = story.begin(author, words.title, "self_description")
    story.upload(author, words.write_document(tmp_path / "разказ.docx"))
    story.accept_all(author)
    author.page.goto(case)
    author.press("Propose parts of the description")
    story.accept_all(author)
    author.page.goto(case)
    expect(author.page.locator(".gap")).to_have_count(8)
    expect(author.page.locator(".gap-there")).to_have_count(7)
    author.hands.press(author.page.locator(".gap-missing a[href*='/questions/transfer']"))
    story.write_answer(author, case, words.transfer)
    expect(author.page.locator(".gap-there")).to_have_count(8)
    story.answer_facts(author, case, words.house)
    author.follow("Preview")
    author.reads(words.quote)
    story.send(author, case)

    desk = story.open_gate(editor, words.title)
    for name in names[:2]:
        story.ask(editor, desk, name)
    first, second, third = cast.reviewers
    results = (f"text-{words.language}-results", words.quote)
    transfer = (f"text-{words.language}-transfer", words.fragile)
    for reviewer, step, rests_on in ((first, 4, transfer), (second, 2, results)):
        story.accept_request(reviewer, words.title)
        story.review(
            reviewer, {"": 4, "transferability": step}, words, {"": results, "transferability": rests_on}
        )
    editor.page.goto(desk)
    editor.sees("A third reviewer is proposed")
    editor.press("Ask %(name)s", name=names[2])
    story.accept_request(third, words.title)
    story.review(third, {"": 4, "transferability": 3}, words, {"": results})
    third.reads(words.better)

    editor.page.goto(desk)
    editor.press("Ask the authors for an answer")
    author.goto(network.link_to(author.email, "/reviews"))
    author.reads(words.better)
    author.write("Your words", words.reply)
    author.press("Send the answer")
    editor.page.goto(desk)
    editor.reads(words.reply)
    story.decide(editor, desk, "Ask for changes …", "Ask for changes and send the letter", words.better)
    network.link_to(author.email, f"/submissions/{case.rpartition('/')[2]}")
    story.answer(author, case, "transfer", words.change)
    story.send(author, case)

    story.open_gate(editor, words.title)
    story.review_again(first, words)
    story.decide(editor, desk, "Publish …", "Publish and send the letter")
    page = network.link_to(author.email, "/practices/")
    assert wait_for(lambda: story.is_found(visitor, words.search, words.title), 5)
    visitor.hands.press(visitor.page.get_by_role("link", name=words.title).first)
    expect(visitor.page).to_have_url(page)
    visitor.reads(words.change)
    visitor.reads(
        visitor.words('<b class="step">%(step)s</b> because %(reason)s', step=4, reason=words.reason)
        .replace('<b class="step">', "")
        .replace("</b>", "")
    )
    assert not any(name in visitor.page.content() for name in names)


def test_declined_case_is_read_by_its_owner_alone(told: tuple[Words, Cast], network: Network) -> None:
    words, cast = told
    owner, editor, reviewer = cast.other, cast.editor, cast.reviewers[0]

    case = story.begin(owner, words.declined_title, "form")
    story.answer(owner, case, "method", words.declined_method)
    story.answer_facts(owner, case, words.house)
    story.send(owner, case)
    desk = story.open_gate(editor, words.declined_title)
    story.ask(editor, desk, REVIEWERS[words.language][0])
    story.accept_request(reviewer, words.declined_title)
    quote = (f"text-{words.language}-method", words.declined_quote)
    story.review(reviewer, {"": 0, "need": 1}, words, {"": quote})
    story.decide(editor, desk, "Decline …", "Decline and send the letter")

    owner.goto(network.link_to(owner.email, "/report"))
    expect(owner.page.locator("h1")).to_have_text(owner.words("Development report"))
    owner.reads(words.better)
    for one in (cast.author, *cast.reviewers, cast.visitor):
        assert story.traces(one, case, desk, words) == []
    strangers = (cast.author.email, cast.reviewers[1].email, cast.reviewers[2].email)
    mails = [mail for email in strangers for mail in network.mails_to(email)]
    assert any(words.declined_title in mail for mail in network.mails_to(owner.email))
    assert not any(words.declined_title in mail for mail in mails)
