"""Groups under one's own name: coming in, leading, what members see and others do not."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cop.accounts.models import Notification, User
from cop.core.db import db, now
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.forums import place_of
from cop.core.permissions import VISITOR
from cop.core.records import Ref
from cop.discussions import operations as discussions
from cop.discussions import queries as threads
from cop.discussions.models import Thread
from cop.groups import operations, queries
from cop.groups.content import GroupContent, GroupText
from cop.groups.enums import Entry
from cop.groups.models import Group, Membership
from cop.groups.search import documents
from tests.conftest import Statements
from tests.discussions.conftest import tell
from tests.groups.conftest import begun
from tests.people import actor_of, sign_in, submit
from tests.web.site import parsed, read, words

pytestmark = pytest.mark.usefixtures("app")


def _thread(group: Group, user: User, title: str = "A talk") -> Thread:
    actor = actor_of(user)
    place = place_of(Ref("group", group.id), actor=actor, language="en")
    assert place is not None
    made = discussions.start(place, actor=actor, title=title, text="Hello", language="en")
    db.session.commit()
    return made


def _told(user: User) -> list[str]:
    tell()
    query = select(Notification.template).where(Notification.user_id == user.id).order_by(Notification.id)
    return [str(template) for template in db.session.scalars(query)]


def test_open_group_is_read_by_all_and_written_in_by_members(mira: User, ivan: User) -> None:
    group = begun("work")
    for _twice in "12":
        operations.join(group, actor=actor_of(mira))
    made = _thread(group, mira)

    place = place_of(Ref("group", group.id), actor=actor_of(ivan), language="en")
    assert place is not None
    assert (place.is_public, place.voice) == (True, None)
    assert [card.id for card in threads.threads_of(place.ref, actor=VISITOR, language="en")] == [made.id]
    assert db.session.scalar(select(func.count(Membership.id))) == 1


def test_group_by_request_is_its_members_alone(
    client: FlaskClient, mira: User, ivan: User, editor: User
) -> None:
    group = begun("circle", entry=Entry.BY_REQUEST)
    membership = operations.join(group, actor=actor_of(mira), note="I work there")

    assert place_of(Ref("group", group.id), actor=actor_of(mira), language="en") is None
    assert _told(editor) == ["groups/asked"]  # nobody leads the group yet
    for _twice in "12":
        operations.let_in(group, membership, actor=actor_of(editor))
    db.session.commit()
    made = _thread(group, mira)
    addresses = [f"/en/threads/{made.id}", f"/en/threads/at/group/{group.id}"]
    sign_in(client, ivan)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    sign_in(client, mira)
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert _told(mira) == ["groups/let_in"]
    assert queries.audience(group.id) == f"group:{group.id}"


def test_members_answer_no_requests(mira: User, ivan: User) -> None:
    group = begun("circle", entry=Entry.BY_REQUEST)
    membership = operations.join(group, actor=actor_of(ivan))

    with pytest.raises(NotAllowedError):
        operations.let_in(group, membership, actor=actor_of(mira))
    with pytest.raises(NotAllowedError):
        operations.let_in(group, membership, actor=actor_of(ivan))


def test_facilitator_leads_the_group_and_is_told(mira: User, ivan: User, editor: User) -> None:
    group = begun("work")
    for _twice in "12":
        operations.name_facilitator(group, actor=actor_of(editor), email=mira.email or "")
    made = _thread(group, mira)

    place = place_of(Ref("group", group.id), actor=actor_of(mira), language="en")
    assert place is not None
    assert place.may_moderate
    assert queries.facilitators(group.id) == [(mira.id, "Mira Mirova")]
    assert queries.facilitated(actor_of(mira)) == [group.id]
    assert _told(mira) == ["groups/named"]
    assert made.last_position == 1
    with pytest.raises(InvalidError):
        operations.name_facilitator(group, actor=actor_of(editor), email="nobody@example.org")
    with pytest.raises(NotAllowedError):
        operations.name_facilitator(group, actor=actor_of(mira), email=ivan.email or "")
    operations.end_facilitator(group, actor=actor_of(editor), user_id=mira.id)
    assert queries.facilitated(actor_of(mira)) == []


def test_members_hear_of_new_threads_as_they_wish(mira: User, ivan: User) -> None:
    group = begun("work")
    operations.join(group, actor=actor_of(mira))
    membership = operations.join(group, actor=actor_of(ivan))
    _thread(group, mira)
    tell()
    operations.set_wishes(membership, group, actor=actor_of(ivan), listed=True, news=False)
    _thread(group, mira, "Another")

    assert _told(ivan) == ["discussions/posted"]
    assert queries.listed(group.id) == [(ivan.id, "Ivan Petrov")]


def test_group_page_shows_listed_members_to_members_alone(
    client: FlaskClient, mira: User, ivan: User
) -> None:
    group = begun("work")
    operations.join(group, actor=actor_of(mira), is_listed=True)
    operations.join(group, actor=actor_of(ivan))
    db.session.commit()

    visitor = client.get("/en/groups/work").text
    sign_in(client, ivan)
    member = client.get("/en/groups/work").text

    assert ("Mira Mirova" in visitor, "Mira Mirova" in member) == (False, True)
    assert "<strong>work</strong>" in visitor


def test_member_comes_in_and_leaves_by_the_pages(client: FlaskClient, mira: User) -> None:
    begun("work")
    sign_in(client, mira)

    came = submit(client, "/en/groups/work/join", {"is_listed": "y"}, form="/join")
    page = read(client, "/en/groups/work")
    left = submit(client, "/en/groups/work", form="/leave")

    assert (came.status_code, came.headers["Location"]) == (303, "/en/groups/work")
    assert page.xpath("//a[contains(@href, '/threads/at/group/')]") != []
    assert left.status_code == 303
    assert db.session.scalar(select(func.count(Membership.id))) == 0


def test_what_is_new_since_the_last_visit_is_counted(client: FlaskClient, mira: User, ivan: User) -> None:
    group = begun("work")
    membership = operations.join(group, actor=actor_of(mira))
    operations.join(group, actor=actor_of(ivan))
    membership.visited_at = now() - timedelta(hours=1)
    _thread(group, ivan)
    sign_in(client, mira)

    before = words(read(client, "/en/groups/work").find_class("state-open")[0])
    submit(client, "/en/groups/work", form="/seen")
    after = read(client, "/en/groups/work").find_class("state-open")

    assert before == "1 new post since your last visit"
    assert after == []


def test_editor_begins_and_changes_a_group(client: FlaskClient, editor: User) -> None:
    sign_in(client, editor)
    said = {"slug": "new-one", "texts-en-title": "New one", "texts-bg-title": "Нова"}

    made = submit(client, "/en/groups/new", said, form="/new")
    same = submit(client, "/en/groups/new", said, form="/new")
    changed = submit(client, "/en/groups/new-one/edit", {"texts-en-purpose": "Why"}, form="/edit")

    group = queries.by_slug("new-one")
    assert group is not None
    assert (made.status_code, same.status_code, changed.status_code) == (303, 400, 303)
    assert (group.texts["en"]["purpose"], group.texts["bg"]["title"], group.version) == ("Why", "Нова", 2)


def test_change_that_comes_second_overwrites_nothing(client: FlaskClient, editor: User) -> None:
    group = begun("work")
    sign_in(client, editor)
    form = read(client, "/en/groups/work/edit")
    values = {
        element.get("name"): element.value
        for element in form.xpath("//main//input[@name] | //main//textarea")
        if element.get("type") not in ("radio", "checkbox")
    }
    operations.edit(
        group,
        GroupContent(slug="work", kind=group.kind, texts={"en": GroupText(title="Theirs")}),
        actor=actor_of(editor),
        version=1,
    )
    db.session.commit()

    answer = client.post(
        "/en/groups/work/edit",
        data=values | {"kind": "thematic", "entry": "open", "texts-en-title": "Mine"},
    )

    page = parsed(answer.text)
    assert answer.status_code == 409
    assert "Theirs" in words(page.find(".//main"))
    assert page.xpath("//input[@name='texts-en-title']/@value") == ["Mine"]
    assert db.session.get_one(Group, group.id).texts["en"]["title"] == "Theirs"


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_cost_the_same_for_one_and_three(
    client: FlaskClient, mira: User, count: int, count_statements: Statements
) -> None:
    groups = [begun(f"group-{number}") for number in range(count)]
    operations.join(groups[0], actor=actor_of(mira))
    for number in range(count):
        _thread(groups[0], mira, f"Thread {number}")
    sign_in(client, mira)
    costs = []

    for address in ("/en/groups", "/en/groups/group-0"):
        client.get(address)
        with count_statements() as statements:
            read(client, address)
        costs.append(len(statements))

    assert costs == [2, 10]


def test_group_is_found_by_what_it_is_for() -> None:
    group = begun("work")

    found = documents([group.id])

    assert [(one.kind, one.audiences) for one in found] == [("group", frozenset({"public"}))]
