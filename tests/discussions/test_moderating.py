"""Reports, hiding, objections: who may, who is told, and that everything can be taken back."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import Notification, User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import VISITOR, Role
from cop.discussions import measures, moderating, reading, waiting
from cop.discussions.enums import PostState, Rule
from cop.discussions.models import Decision, Post, Report, Thread
from tests.conftest import Statements
from tests.discussions.conftest import HALL, answer, place, thread
from tests.people import actor_of, person, sign_in, submit
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("forums")

DESK = "/en/desk/moderation"


@pytest.fixture
def mira() -> User:
    return person("Mira Mirova", language="en")


@pytest.fixture
def mod() -> User:
    return person("Max Moderator", Role.MODERATOR, language="en")


@pytest.fixture
def other_mod() -> User:
    return person("Olga Other", Role.MODERATOR, language="en")


@pytest.fixture
def begun(mira: User) -> Thread:
    return thread(actor_of(mira))


@pytest.fixture
def post(begun: Thread) -> Post:
    return db.session.scalars(select(Post).where(Post.thread_id == begun.id)).one()


def _told(user: User) -> list[str]:
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return [str(template) for template in db.session.scalars(query)]


def _hide(post: Post, moderator: User) -> Decision:
    actor = actor_of(moderator)
    return moderating.hide(post, actor=actor, place=place(HALL, actor), rule=Rule.INSULT, note="Be kind.")


def test_hidden_post_shows_its_rule_and_no_words(begun: Thread, post: Post, mira: User, mod: User) -> None:
    first, again = _hide(post, mod), _hide(post, mod)

    seen = {
        who: reading.seen(begun.id, actor=actor, language="en")
        for who, actor in (("visitor", VISITOR), ("writer", actor_of(mira)))
    }
    shown = {who: reading.posts(one, 1)[0] for who, one in seen.items() if one}
    assert first.id == again.id
    assert [(one.state, one.rule, one.html, one.note) for one in shown.values()] == [
        (PostState.HIDDEN, Rule.INSULT, "", ""),
        (PostState.HIDDEN, Rule.INSULT, post.html, "Be kind."),
    ]
    assert _told(mira) == ["discussions/hidden"]


def test_restored_post_is_as_it_was(begun: Thread, post: Post, mira: User, mod: User) -> None:
    html, position = post.html, post.position
    _hide(post, mod)
    actor = actor_of(mod)

    for _twice in "12":
        moderating.restore(begun, post, actor=actor, place=place(HALL, actor))

    assert (post.state, post.html, post.position) == (PostState.PUBLIC, html, position)
    assert _told(mira) == ["discussions/hidden", "discussions/shown_again"]
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "post"))
    assert list(actions) == ["post.write", "post.hide", "post.restore"]


def test_members_hide_nothing(post: Post, mira: User) -> None:
    with pytest.raises(NotAllowedError):
        _hide(post, mira)


def test_words_are_removed_only_after_hiding(post: Post, mod: User) -> None:
    actor = actor_of(mod)

    with pytest.raises(ConflictError):
        moderating.remove(post, actor=actor, place=place(HALL, actor))
    _hide(post, mod)
    moderating.remove(post, actor=actor, place=place(HALL, actor))

    assert (post.state, post.text, post.html, post.words) == (PostState.REMOVED, "", "", "")


def test_objection_goes_to_somebody_else(
    begun: Thread, post: Post, mira: User, mod: User, other_mod: User
) -> None:
    decision = _hide(post, mod)
    writer = actor_of(mira)
    moderating.appeal(post, actor=writer, place=place(HALL, writer), words="It was a joke.")

    seen = [[one.why for one in waiting.waiting_for(actor_of(user), "en")] for user in (mod, other_mod)]

    assert seen == [[], ["appeal"]]
    first = actor_of(mod)
    with pytest.raises(NotAllowedError):
        moderating.uphold(post, decision, actor=first, place=place(HALL, first))
    second = actor_of(other_mod)
    measures.grant(begun, post, decision, actor=second, place=place(HALL, second))
    assert post.state is PostState.PUBLIC
    assert waiting.waiting_for(second, "en") == []


def test_upheld_objection_is_answered_once(post: Post, mira: User, mod: User, other_mod: User) -> None:
    decision = _hide(post, mod)
    writer, second = actor_of(mira), actor_of(other_mod)
    moderating.appeal(post, actor=writer, place=place(HALL, writer), words="No!")

    for _twice in "12":
        moderating.uphold(post, decision, actor=second, place=place(HALL, second))

    assert post.state is PostState.HIDDEN
    assert _told(mira) == ["discussions/hidden", "discussions/kept_hidden"]


def test_reports_are_one_entry_danger_first_and_reporters_are_told(
    begun: Thread, post: Post, mira: User, mod: User
) -> None:
    anna, boris = person("Anna", language="en"), person("Boris", language="en")
    second = answer(begun, actor_of(mira))
    for user, rule, said in (
        (anna, Rule.SPAM, post),
        (boris, Rule.INSULT, post),
        (anna, Rule.AT_RISK, second),
    ):
        actor = actor_of(user)
        for _twice in "12":
            moderating.report(said, actor=actor, place=place(HALL, actor), rule=rule, note="Look")
    actor = actor_of(mod)

    found = waiting.waiting_for(actor, "en")
    moderating.settle(post, actor=actor, place=place(HALL, actor))

    assert [(one.post_id, one.rules) for one in found] == [
        (second.id, (Rule.AT_RISK,)),
        (post.id, (Rule.SPAM, Rule.INSULT)),
    ]
    assert (_told(anna), _told(boris)) == (["discussions/settled"], ["discussions/settled"])
    assert [one.post_id for one in waiting.waiting_for(actor, "en")] == [second.id]


def test_held_post_is_let_through_once(begun: Thread, mira: User, mod: User) -> None:
    mira.created_at = now()
    held = answer(begun, actor_of(mira), "https://example.org")
    actor = actor_of(mod)

    assert [one.why for one in waiting.waiting_for(actor, "en")] == ["held"]
    moderating.let_through(begun, held, actor=actor, place=place(HALL, actor))
    with pytest.raises(ConflictError):
        moderating.let_through(begun, held, actor=actor, place=place(HALL, actor))

    assert (held.state, held.position, _told(mira)) == (PostState.PUBLIC, 2, ["discussions/let_through"])


def test_desk_speaks_one_language_where_asked(mira: User, mod: User, post: Post) -> None:
    actor = actor_of(mira)
    moderating.report(post, actor=VISITOR, place=place(HALL, actor), rule=Rule.SPAM, note="")

    found = {code: len(waiting.waiting_for(actor_of(mod), "en", code)) for code in ("", "en", "bg")}

    assert found == {"": 1, "en": 1, "bg": 0}


@pytest.mark.parametrize("count", [1, 3])
def test_desk_costs_the_same_for_one_and_three(
    client: FlaskClient, begun: Thread, mod: User, mira: User, count: int, count_statements: Statements
) -> None:
    for number in range(count):
        said = answer(begun, actor_of(mira), f"Number {number}")
        moderating.report(said, actor=VISITOR, place=place(HALL, VISITOR), rule=Rule.SPAM, note="")
    sign_in(client, mod)

    with count_statements() as statements:
        page = read(client, DESK)

    assert len(page.xpath("//ul[@class='record-list']/li")) == count
    assert len(statements) == 8


def test_visitor_reports_with_time_to_think_alone(client: FlaskClient, begun: Thread, post: Post) -> None:
    address = f"/en/threads/{begun.id}/posts/{post.id}/report"

    quick = submit(client, address, {"rule": "spam"}, form="/report")
    robot = submit(client, address, {"rule": "spam", "website": "https://x.example"}, form="/report")

    assert (quick.status_code, robot.status_code) == (400, 400)
    assert "That was very quick." in quick.text
    assert db.session.scalar(select(func.count(Report.id))) == 0


def test_member_who_reports_danger_is_told_whom_to_call(
    client: FlaskClient, begun: Thread, post: Post
) -> None:
    sign_in(client, person("Anna", language="en"))

    answer = submit(
        client, f"/en/threads/{begun.id}/posts/{post.id}/report", {"rule": "at_risk"}, form="/report"
    )
    page = read(client, answer.headers["Location"])

    assert "112" in words(page.find_class("notice-warning")[0])
    assert db.session.scalars(select(Report.rule)).all() == [Rule.AT_RISK]


def test_moderator_works_through_the_desk(
    client: FlaskClient, begun: Thread, post: Post, mod: User, mira: User
) -> None:
    moderating.report(post, actor=VISITOR, place=place(HALL, VISITOR), rule=Rule.INSULT, note="Rude")
    db.session.commit()
    sign_in(client, mod)

    desk = read(client, DESK)
    hidden = submit(
        client,
        desk.xpath("//a[contains(@href, '/hide')]/@href")[0],
        {"rule": "insult", "note": "Be kind."},
        form="/hide",
    )
    after = read(client, DESK)
    thread_page = read(client, f"/en/threads/{begun.id}")

    assert hidden.status_code == 303
    assert words(after.find_class("empty")[0]) == "Nothing waits for you."
    assert "it insults or threatens somebody" in words(thread_page.find_class("post")[0])
    sign_in(client, mira)
    submit(client, f"/en/threads/{begun.id}", {"words": "A joke"}, form="/appeal")
    assert db.session.scalars(select(Decision.appeal)).all() == ["A joke"]


def test_old_account_is_not_new(begun: Thread, mira: User) -> None:
    mira.created_at = now() - timedelta(hours=25)
    db.session.commit()

    assert answer(begun, actor_of(mira), "https://example.org").state is PostState.PUBLIC
