"""The pages of conversations, as visitors and members use them, without any script."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from cop.accounts.models import User
from cop.core.db import db
from cop.discussions.models import Draft, Post, Thread
from tests.conftest import Statements
from tests.discussions.conftest import HALL, INSIDE, MASKED_ROOM, ROOM, answer, place, thread
from tests.people import actor_of, person, settled, sign_in, submit
from tests.web.site import parsed, read, words

pytestmark = pytest.mark.usefixtures("forums")

AT = "/en/threads/at/hall/1"


@pytest.fixture
def mira() -> User:
    return settled("Mira Mirova")


def _posts(page: Any) -> list[str]:
    return [words(text) for text in page.find_class("post-text")]


def test_member_begins_a_thread_and_looks_at_it_first(client: FlaskClient, mira: User) -> None:
    sign_in(client, mira)
    said = {"title": "Paying peers", "text": "How do you **do** it?", "is_question": "y"}

    preview = submit(client, f"{AT}/new", {**said, "then": "preview"}, form="/new")
    kept = [element.text for element in parsed(preview.text).xpath("//textarea")]
    begun = submit(client, f"{AT}/new", said, form="/new")
    page = read(client, begun.headers["Location"])

    assert parsed(preview.text).xpath("//section[@class='panel']//strong/text()") == ["do"]
    assert kept == ["\nHow do you **do** it?"]
    assert (begun.status_code, words(page.find(".//h1"))) == (303, "Paying peers")
    assert _posts(page) == ["How do you do it?"]
    assert page.xpath("//section[@id='reply']") != []


def test_visitor_reads_and_is_asked_to_sign_in(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))

    page = read(client, f"/en/threads/{made.id}")

    assert _posts(page) == ["How do you do it?"]
    assert page.xpath("//section[@id='reply']") == []
    assert page.xpath("//meta[@name='robots']") == []
    assert words(page.find_class("notice-info")[0]) == "Sign in to answer"


def test_answer_with_a_quote(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira), "One\n\n> older\n\nTwo")
    post = db.session.scalars(select(Post)).one()
    sign_in(client, mira)
    address = f"/en/threads/{made.id}?quote={post.id}"

    page = read(client, address)
    answered = submit(client, address, form=f"/threads/{made.id}#reply")

    assert page.xpath("//textarea")[0].text == "\n> **Mira Mirova:**\n> One\n>\n>\n> Two\n\n"
    assert answered.headers["Location"] == f"/en/threads/{made.id}#p2"
    assert db.session.scalars(select(Post.answers_id).where(Post.position == 2)).one() == post.id


def test_refused_answer_loses_nothing(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    sign_in(client, mira)

    refused = submit(client, f"/en/threads/{made.id}", {"text": "x" * 20_001}, form="#reply")

    assert refused.status_code == 400
    assert parsed(refused.text).xpath("//textarea")[0].text == "\n" + "x" * 20_001


def test_draft_is_kept_for_the_script_and_shown_again(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    sign_in(client, mira)
    token = read(client, f"/en/threads/{made.id}").xpath("//input[@name='csrf_token']/@value")[0]

    saved = client.post(
        f"/en/threads/{made.id}/autosave", data={"csrf_token": token, "text": "Half a", "revision": "0"}
    )
    page = read(client, f"/en/threads/{made.id}")

    assert saved.json is not None
    assert saved.json["revision"] == 1
    assert page.xpath("//textarea")[0].text == "\nHalf a"
    assert db.session.scalar(select(func.count(Draft.id))) == 1


def test_draft_of_a_new_thread_remembers_that_it_is_a_question(client: FlaskClient, mira: User) -> None:
    sign_in(client, mira)
    token = read(client, f"{AT}/new").xpath("//input[@name='csrf_token']/@value")[0]
    typed = {"csrf_token": token, "title": "Pay", "text": "How much?", "revision": "0"}

    first = client.post(f"{AT}/new/autosave", data=typed | {"is_question": "1"})
    asked = read(client, f"{AT}/new").xpath("//input[@name='is_question']/@checked")
    second = client.post(f"{AT}/new/autosave", data=typed | {"revision": "1"})
    told = read(client, f"{AT}/new").xpath("//input[@name='is_question']/@checked")

    assert [(one.json or {})["revision"] for one in (first, second)] == [1, 2]
    assert len(asked) == 1
    assert not told


def test_news_for_the_script_are_drawn_as_the_page_draws_them(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    answer(made, actor_of(mira), "**New**")

    news = client.get(f"/en/threads/{made.id}/news?after=1").json
    nothing = client.get(f"/en/threads/{made.id}/news?after=2").json

    assert news is not None
    assert (news["position"], news["words"]) == (2, "1 new post")
    assert "<strong>New</strong>" in news["html"]
    assert nothing == {"position": 2, "words": "", "html": ""}


def test_unread_posts_are_counted_and_led_to(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    for number in range(52):
        answer(made, actor_of(person(f"Person {number}")), "So")
    sign_in(client, mira)

    page = read(client, f"/en/threads/{made.id}?page=2")
    marked = submit(client, f"/en/threads/{made.id}?page=2", form="/seen")
    after = read(client, f"/en/threads/{made.id}")

    link = page.xpath("//p[@class='submission-state']//a[contains(., 'new')]")[0]
    assert (words(link), link.get("href")) == (
        "52 new posts since your last visit",
        f"/en/threads/{made.id}?page=1#p2",
    )
    assert marked.status_code == 303
    assert after.xpath("//p[@class='submission-state']//a[contains(., 'new')]") == []


def test_search_within_a_thread_and_a_place(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira), "За партньорската ПОДКРЕПА")
    answer(made, actor_of(mira), "Something else")
    thread(actor_of(mira), "Other words", title="Other")

    within = read(client, f"/en/threads/{made.id}?q=подкрепа")
    around = read(client, f"{AT}?q=подкрепа")

    assert _posts(within) == ["За партньорската ПОДКРЕПА"]
    assert [words(link) for link in around.xpath("//ul[contains(@class, 'threads')]//h2/a")] == ["A question"]


def test_permalink_leads_to_the_page_where_it_stands(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    posts = [answer(made, actor_of(mira), f"{number}") for number in range(50)]

    places = [
        client.get(f"/en/threads/{made.id}/posts/{post.id}").headers["Location"]
        for post in (posts[0], posts[-1])
    ]

    assert places == [f"/en/threads/{made.id}#p2", f"/en/threads/{made.id}?page=2#p51"]


def test_feed_is_atom_where_it_is_public_and_nothing_elsewhere(client: FlaskClient, mira: User) -> None:
    INSIDE.add(mira.id)
    made, inner = thread(actor_of(mira)), thread(actor_of(mira), at=ROOM)
    sign_in(client, mira)

    feeds = [client.get(f"/en/threads/{one.id}/feed.atom") for one in (made, inner)]

    assert [feed.status_code for feed in feeds] == [200, 404]
    assert "<name>Mira Mirova</name>" in feeds[0].text


def test_what_one_may_not_read_is_no_page(client: FlaskClient, mira: User) -> None:
    INSIDE.add(mira.id)
    made = thread(actor_of(mira), at=ROOM)
    post = db.session.scalars(select(Post).where(Post.thread_id == made.id)).one()
    base = f"/en/threads/{made.id}"
    addresses = [
        base,
        f"{base}/news",
        f"{base}/feed.atom",
        f"{base}/posts/{post.id}",
        f"{base}/posts/{post.id}/history",
        f"{base}/posts/{post.id}/report",
        f"/en/threads/at/room/{ROOM.id}",
    ]
    visitor = [client.get(address).status_code for address in addresses]
    sign_in(client, person("Out Sider"))

    outsider = [client.get(address).status_code for address in addresses]

    assert (set(visitor), set(outsider)) == ({404}, {404})


def test_masked_page_says_no_name_but_the_personas(client: FlaskClient, mira: User) -> None:
    INSIDE.add(mira.id)
    made = thread(actor_of(mira), title="Zq title", at=MASKED_ROOM)
    other = person("Other One", language="en")
    INSIDE.add(other.id)
    sign_in(client, other)

    answer = client.get(f"/en/threads/{made.id}")

    assert "Mira" not in answer.text
    assert words(parsed(answer.text).find_class("post")[0]).startswith(f"Persona {1000 + mira.id}")
    assert "Zq title" not in str(parsed(answer.text).xpath("string(//title)"))
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    client: FlaskClient, mira: User, count: int, count_statements: Statements
) -> None:
    for number in range(count):
        thread(actor_of(mira), title=f"Thread {number}")
    sign_in(client, mira)
    client.get(AT)

    with count_statements() as statements:
        page = read(client, AT)

    assert len(page.xpath("//ul[contains(@class, 'threads')]/li")) == count
    assert len(statements) == 3


@pytest.mark.parametrize("count", [1, 49])
def test_page_of_a_thread_costs_the_same_for_two_posts_and_fifty(
    client: FlaskClient, mira: User, count: int, count_statements: Statements
) -> None:
    made = thread(actor_of(mira))
    first = db.session.scalars(select(Post)).one()
    for _number in range(count):
        answer(made, actor_of(mira), to_post=first)
    db.session.execute(update(Thread).values(last_position=10_000))  # as if it were a page of many
    db.session.commit()
    sign_in(client, mira)
    client.get(f"/en/threads/{made.id}")

    with count_statements() as statements:
        read(client, f"/en/threads/{made.id}")

    assert len(statements) == 9


def test_language_of_each_post_is_told(client: FlaskClient, mira: User) -> None:
    made = thread(actor_of(mira))
    db.session.execute(update(Post).values(language="bg", html="<p>Здравей</p>"))
    db.session.commit()

    page = read(client, f"/en/threads/{made.id}")

    assert [text.get("lang") for text in page.find_class("post-text")] == ["bg"]
    assert [words(badge) for badge in page.find_class("badge")] == ["Bulgarian"]


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](data:text/html;base64,x)", "> " * 1000],
)
def test_hostile_text_is_harmless(client: FlaskClient, app: Flask, mira: User, text: str) -> None:
    made = thread(actor_of(mira), f"a {text} b")
    with app.test_request_context():
        assert place(HALL, actor_of(mira)).is_public

    page = read(client, f"/en/threads/{made.id}")

    assert page.xpath("//article//script") == []
    hrefs = page.xpath("//*[@class='post-text prose']//a/@href")
    assert [href for href in hrefs if not href.startswith(("http", "/"))] == []
