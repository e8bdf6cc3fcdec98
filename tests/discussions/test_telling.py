"""Telling of posts: by the worker, as things are then, each person once however often it is begun anew."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, insert, select

from cop.accounts.enums import UserState
from cop.accounts.models import Notification, User
from cop.core import outbox
from cop.core.db import db, now
from cop.core.forums import place_of
from cop.core.permissions import Actor, Role
from cop.core.records import Ref
from cop.discussions import following, leading, mails, moderating, operations
from cop.discussions.enums import Following, Rule, ThreadState
from cop.discussions.models import Post, Thread
from cop.groups import operations as groups
from cop.groups.models import Group, Membership
from cop.mail.models import MailMessage
from tests.conftest import Statements
from tests.discussions.conftest import HALL, INSIDE, ROOM, answer, place, tell, thread
from tests.groups.conftest import begun, masked
from tests.people import actor_of, person, settled, sign_in, submit

pytestmark = pytest.mark.usefixtures("forums")


@pytest.fixture
def mira() -> User:
    return settled("Mira Mirova")


@pytest.fixture
def ivan() -> User:
    return settled("Ivan Petrov")


@pytest.fixture
def mod() -> Actor:
    return actor_of(settled("Mod Moderova", Role.MODERATOR))


def _told(user: User) -> list[str]:
    tell()
    return _news(user)


def _news(user: User) -> list[str]:
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(query))


def _hide(post: Post, mod: Actor) -> None:
    moderating.hide(post, actor=mod, place=place(HALL, mod), rule=Rule.SPAM, note="")
    db.session.commit()


def _restore(made: Thread, post: Post, mod: Actor) -> None:
    moderating.restore(made, post, actor=mod, place=place(HALL, mod))
    db.session.commit()


def test_nobody_is_told_while_somebody_posts(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    answer(made, actor_of(ivan))

    assert (_news(mira), outbox.backlog(mails.TELL_JOB)[0]) == ([], 2)
    assert _told(mira) == ["discussions/posted"]
    assert outbox.backlog(mails.TELL_JOB)[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("> **Mira:**\n> How?\n> > And when?\n\nBy *the hour*, & **soon**.", "By the hour, & soon."),
        ("First.\n\n> Second?\n\nThird.", "First. Third."),
        ("> Only what another said", "Only what another said"),
    ],
)
def test_mail_says_what_was_written_without_signs_and_quotes(
    mira: User, ivan: User, text: str, said: str
) -> None:
    answer(thread(actor_of(mira)), actor_of(ivan), text)

    assert _told(mira) == ["discussions/posted"]
    [context] = db.session.scalars(select(Notification.context).where(Notification.user_id == mira.id))
    assert context["said"] == said


def test_who_answers_before_the_worker_comes_is_not_told_what_they_answered(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    answer(made, actor_of(ivan))

    assert _told(ivan) == []


def test_who_mutes_meanwhile_is_not_told(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    answer(made, actor_of(ivan))
    actor = actor_of(mira)
    following.follow(made, actor=actor, place=place(HALL, actor), following=Following.MUTED)

    assert _told(mira) == []


def test_who_leaves_meanwhile_is_not_told(mira: User, ivan: User) -> None:
    INSIDE.update({mira.id, ivan.id})
    made = thread(actor_of(mira), at=ROOM)
    answer(made, actor_of(ivan), at=ROOM)
    INSIDE.discard(mira.id)

    assert _told(mira) == []


def test_hidden_post_is_told_when_it_is_shown_again_and_then_once(mira: User, ivan: User, mod: Actor) -> None:
    made = thread(actor_of(mira))
    post = answer(made, actor_of(ivan))

    _hide(post, mod)
    while_hidden = _told(mira)
    _restore(made, post, mod)
    shown = _told(mira)
    _hide(post, mod)
    _restore(made, post, mod)

    assert (while_hidden, shown, _told(mira)) == ([], ["discussions/posted"], ["discussions/posted"])


def test_post_of_which_all_were_told_is_no_news_when_it_is_shown_again(
    mira: User, ivan: User, mod: Actor
) -> None:
    made = thread(actor_of(mira))
    post = answer(made, actor_of(ivan))
    tell()
    _hide(post, mod)
    late = settled("Late Lateva")
    actor = actor_of(late)
    following.follow(made, actor=actor, place=place(HALL, actor), following=Following.FOLLOWS)
    _restore(made, post, mod)

    assert _told(late) == []


def test_removed_post_is_told_to_nobody(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    post = answer(made, actor_of(ivan))
    actor = actor_of(ivan)
    operations.remove_own(post, actor=actor, place=place(HALL, actor))

    assert _told(mira) == []


def test_held_post_is_told_when_it_is_let_through(mira: User, mod: Actor) -> None:
    made = thread(actor_of(mira))
    newcomer = person("New Newova")
    held = answer(made, actor_of(newcomer), "See https://example.org")

    waiting = _told(mira)
    moderating.let_through(made, held, actor=mod, place=place(HALL, mod))

    assert (waiting, _told(mira)) == ([], ["discussions/posted"])


def test_hidden_thread_is_told_when_it_is_shown(mira: User, ivan: User, mod: Actor) -> None:
    made = thread(actor_of(mira))
    answer(made, actor_of(ivan))
    spot = place(HALL, mod)
    leading.set_state(made, actor=mod, place=spot, state=ThreadState.HIDDEN)

    hidden = _told(mira)
    leading.set_state(made, actor=mod, place=spot, state=ThreadState.OPEN)

    assert (hidden, _told(mira)) == ([], ["discussions/posted"])


def test_news_half_told_are_told_once_to_each(mira: User) -> None:
    people = [settled(f"P {n}") for n in range(5)]
    group = _group(people)
    made = begin(group, mira)
    tell_some = db.session.scalars(select(Post).where(Post.thread_id == made.id)).one()
    news = mails.news_of(tell_some.id)
    assert news is not None
    mails.tell(news, mails.who_hears(news)[:2], now().date().isoformat())
    db.session.commit()  # here the worker dies

    tell()
    mails.posted(tell_some)
    tell()

    assert [_news(one) for one in people] == [["discussions/posted"]] * 5
    assert len(db.session.scalars(select(MailMessage.reason)).all()) == 5


def test_masked_news_half_told_are_told_once_also_a_day_later(mira: User, ivan: User) -> None:
    group = begun("peers", masked=True)
    masked(group, mira, "Blue Heron")
    masked(group, ivan, "Grey Fox")
    made = begin(group, mira)
    post = db.session.scalars(select(Post).where(Post.thread_id == made.id)).one()
    yesterday = now().date() - timedelta(days=1)
    news = mails.news_of(post.id)
    assert news is not None
    mails.tell(news, mails.who_hears(news)[:1], yesterday.isoformat())
    db.session.commit()
    db.session.execute(delete(outbox.Job))
    outbox.enqueue(mails.TELL_JOB, [f"{post.id}:{yesterday.isoformat()}"])

    assert (_told(mira), _news(ivan)) == (["groups/within"], ["groups/within"])


def _group(members: list[User], *, slug: str = "work") -> Group:
    group = begun(slug)
    for one in members:
        groups.join(group, actor=actor_of(one))
    db.session.commit()
    return group


def begin(group: Group, user: User) -> Thread:
    """A thread that somebody begins in a group."""
    if not group.is_masked:
        groups.join(group, actor=actor_of(user))
    spot = place_of(Ref("group", group.id), actor=actor_of(user), language="en")
    assert spot is not None
    made = operations.start(spot, actor=actor_of(user), title="A thread", text="Words of it.", language="en")
    db.session.commit()
    return made


def test_posting_costs_the_same_in_a_great_group(
    client: FlaskClient, mira: User, count_statements: Statements
) -> None:
    group = _group([mira])
    at, counts = f"/en/threads/at/group/{group.id}/new", []
    sign_in(client, mira)
    submit(client, at, {"title": "First", "text": "Words", "key": "k0"})
    for number in range(2):
        with count_statements() as statements:
            answered = submit(client, at, {"title": "More", "text": "Words", "key": f"k{number + 1}"})
        assert answered.status_code == 303
        counts.append(len(statements))
        fill(group, 2000)

    assert counts == [25, 25]
    assert db.session.scalar(select(func.count(Notification.id))) == 0


def fill(group: Group, count: int) -> None:
    """Let so many people more belong to a group and follow it."""
    first = (db.session.scalar(select(func.max(User.id))) or 0) + 1
    rows = [
        {"id": id, "name": f"P {id}", "email": f"m{id}@example.bg", "state": UserState.ACTIVE}
        for id in range(first, first + count)
    ]
    db.session.execute(insert(User), [row | {"language": "en", "timezone": "UTC"} for row in rows])
    joined = [{"group_id": group.id, "user_id": row["id"], "joined_at": now()} for row in rows]
    db.session.execute(insert(Membership), joined)
    db.session.commit()
