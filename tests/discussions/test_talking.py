"""Beginning threads, answering, changing, removing; what is kept and told."""

import pytest
from sqlalchemy import func, select

from cop.accounts.models import Notification, User
from cop.core.audit import AuditEntry
from cop.core.db import Base, db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.permissions import VISITOR
from cop.discussions import content, drafts, following, leading, operations, queries, reading
from cop.discussions.enums import Following, PostState
from cop.discussions.models import Post, Thread
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from tests.discussions.conftest import (
    ANNOUNCED,
    CELLAR_FOLLOWERS,
    HALL,
    INSIDE,
    MASKED_ROOM,
    ROOM,
    answer,
    place,
    tell,
    thread,
)
from tests.people import actor_of, person

pytestmark = pytest.mark.usefixtures("forums")


def _told(user: User) -> list[str]:
    tell()
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(query))


def test_thread_begins_with_its_first_post(mira: User) -> None:
    made = thread(actor_of(mira), "Hello **all**")

    seen = reading.seen(made.id, actor=VISITOR, language="en")
    assert seen is not None
    assert [(post.position, post.name, post.html) for post in reading.posts(seen, 1)] == [
        (1, "Mira Mirova", "<p>Hello <strong>all</strong></p>")
    ]
    assert queries.count_of(HALL) == 1


def test_same_form_twice_is_one_thread_and_one_post(mira: User) -> None:
    actor = actor_of(mira)
    spot = place(HALL, actor)

    threads = {operations.start(spot, actor=actor, title="T", text="Words", key="k").id for _twice in "12"}
    made = db.session.get_one(Thread, threads.pop())
    posts = {operations.reply(made, actor=actor, place=spot, text="Yes", key="r").id for _twice in "12"}

    assert (threads, len(posts), made.last_position) == (set(), 1, 2)


def test_visitor_cannot_write(mira: User) -> None:
    made = thread(actor_of(mira))

    with pytest.raises(NotAllowedError):
        answer(made, VISITOR)


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [
        ("", "Words", "title"),
        ("x" * 201, "Words", "title"),
        ("T", " \u200b ", "text"),
        ("T", "x" * 20001, "text"),
    ],
)
def test_nothing_and_too_much_are_refused_by_name(mira: User, title: str, text: str, field: str) -> None:
    actor = actor_of(mira)

    with pytest.raises(InvalidError) as refused:
        operations.start(place(HALL, actor), actor=actor, title=title, text=text)

    assert refused.value.field == field
    assert db.session.scalar(select(func.count(Thread.id))) == 0


def test_positions_count_on_and_pages_are_cut_by_them(mira: User) -> None:
    made = thread(actor_of(mira))
    for number in range(2, 54):
        answer(made, actor_of(mira), f"Number {number}")
    seen = reading.seen(made.id, actor=VISITOR, language="en")
    assert seen is not None

    pages = [[post.position for post in reading.posts(seen, page)] for page in (1, 2)]

    assert pages == [list(range(1, 51)), [51, 52, 53]]
    assert seen.pages == 2


def test_everybody_who_follows_hears_once_in_one_mail(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    first = db.session.scalars(select(Post)).one()

    answer(made, actor_of(ivan), "@Mira Mirova, **so** it is.", to_post=first)

    assert (_told(mira), _told(ivan)) == (["discussions/posted"], [])
    mail = render(db.session.scalars(select(MailMessage).where(MailMessage.person_id == mira.id)).one())
    assert mail.subject == "New in: A question"
    assert "Иван Петров has written in “A question”:" in mail.text


def test_muted_thread_is_not_told_even_where_one_is_called(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    actor = actor_of(mira)
    following.follow(made, actor=actor, place=place(HALL, actor), following=Following.MUTED)

    answer(made, actor_of(ivan), "@Mira Mirova?")
    answer(made, actor)

    assert _told(mira) == []


def test_mention_reaches_those_alone_who_take_part(mira: User, ivan: User) -> None:
    stranger = person("Elena Stranger")
    made = thread(actor_of(mira))
    answer(made, actor_of(ivan))

    answer(made, actor_of(mira), "@Elena Stranger and @Иван Петров")

    assert (_told(stranger), _told(ivan)) == ([], ["discussions/posted"])


def test_who_has_left_a_room_hears_nothing_of_it(mira: User, ivan: User) -> None:
    INSIDE.update({mira.id, ivan.id})
    made = thread(actor_of(mira), at=ROOM)
    answer(made, actor_of(ivan), at=ROOM)
    tell()
    INSIDE.discard(mira.id)

    answer(made, actor_of(ivan), "zqsecret", at=ROOM)

    assert _told(mira) == ["discussions/posted_within"]
    mails = [render(mail) for mail in db.session.scalars(select(MailMessage))]
    assert not any("zqsecret" in mail.text or "A question" in mail.text + mail.subject for mail in mails)
    assert reading.seen(made.id, actor=actor_of(mira), language="en") is None
    assert queries.threads_of(ROOM, actor=actor_of(mira), language="en") == []
    assert queries.record_cards([made.id], actor_of(mira), "en") == []


def test_masked_words_have_no_account_anywhere(mira: User, ivan: User) -> None:
    INSIDE.update({mira.id, ivan.id})
    made = thread(actor_of(mira), at=MASKED_ROOM)
    post = answer(made, actor_of(mira), "Alone", at=MASKED_ROOM)
    actor = actor_of(mira)
    spot = place(MASKED_ROOM, actor)
    drafts.save_draft(spot, actor=actor, text="More", revision=0, thread_id=made.id)
    operations.edit(post, actor=actor, place=spot, text="Alone!", language="en", revision=1)
    leading.sum_up(made, actor=actor, place=spot, text="So far", language="en", number=0)
    db.session.commit()

    leads = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name.startswith(("discussion_", "notifications", "audit_"))
        for column in table.columns
        if any(key.target_fullname == "users.id" for key in column.foreign_keys) or column.name == "actor_id"
        if db.session.scalar(select(func.count()).select_from(table).where(column == mira.id))
    }
    seen = reading.seen(made.id, actor=actor_of(ivan), language="en")

    assert leads == set()
    assert seen is not None
    assert {one.name for one in reading.posts(seen, 1)} == {f"Persona {1000 + mira.id}"}
    tell()
    assert [(MASKED_ROOM.id, CELLAR_FOLLOWERS)] * 2 == ANNOUNCED
    assert set(db.session.scalars(select(AuditEntry.actor_kind))) == {"persona"}


def test_links_of_new_accounts_wait(mira: User) -> None:
    made = thread(actor_of(mira))
    newcomer = person("New Comer")

    held = answer(made, actor_of(newcomer), "See https://example.org")
    plain = answer(made, actor_of(newcomer), "No link")

    assert [(post.state, post.position) for post in (held, plain)] == [
        (PostState.HELD, None),
        (PostState.PUBLIC, 2),
    ]
    for actor, count in ((VISITOR, 2), (actor_of(newcomer), 3), (actor_of(mira), 2)):
        seen = reading.seen(made.id, actor=actor, language="en")
        assert seen is not None
        assert len(reading.posts(seen, 1)) == count


def test_thread_whose_first_post_waits_is_there_for_its_writer_alone(mira: User) -> None:
    newcomer = person("New Comer")
    made = thread(actor_of(newcomer), "https://example.org")

    shown = [
        reading.seen(made.id, actor=actor, language="en") is not None
        for actor in (VISITOR, actor_of(mira), actor_of(newcomer))
    ]

    assert shown == [False, False, True]
    assert queries.count_of(HALL) == 0


def test_reading_goes_forward_only(mira: User, ivan: User) -> None:
    made = thread(actor_of(mira))
    for _number in range(3):
        answer(made, actor_of(ivan))
    actor = actor_of(mira)
    spot = place(HALL, actor)
    news = [queries.threads_at(spot)[0].new]

    for position in (3, 2, 99):
        following.note_reading(made, actor=actor, place=spot, position=position)
        news.append(queries.threads_at(spot)[0].new)

    assert news == [3, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a\r\nb", "a\nb"),
        (">" * 1000 + " deep", "> > > deep"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("\n\n\n\na\n\n\n\nb\n", "a\n\nb"),
    ],
)
def test_text_is_tidied(text: str, tidied: str) -> None:
    assert content.tidy(text) == tidied


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Anna Ivanova says", {1}),
        ("@Anna", {2}),
        ("@Annabel", set()),
        ("anna ivanova", set()),
        ("@ANNA IVANOVA", {1}),
    ],
)
def test_longest_name_is_meant(text: str, found: set[int]) -> None:
    assert content.mentioned(text, {1: "Anna Ivanova", 2: "Anna"}) == found


def test_language_is_guessed_and_can_be_corrected(mira: User) -> None:
    made = operations.start(
        place(HALL, actor_of(mira)),
        actor=actor_of(mira),
        title="Въпрос",
        text="Как се справяте, когато няма време и няма пари за това?",
        page_language="en",
    )
    post = db.session.scalars(select(Post)).one()
    actor = actor_of(mira)

    assert (made.language, post.language) == ("bg", "bg")
    operations.edit(post, actor=actor, place=place(HALL, actor), text=post.text, language="ru", revision=1)
    assert post.language == "ru"
