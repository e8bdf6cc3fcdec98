"""Joining without an account: one place an address, a queue that moves by itself, links known from mails."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.mail.rendering import render
from cop.seminars import jobs, operations
from cop.seminars.enums import PlaceState, State
from cop.seminars.links import place_path
from cop.seminars.models import (
    ParticipantConsent,
    Registration,
    Seminar,
)
from tests.people import person, sign_in, submit
from tests.seminars.conftest import MakeSeminar
from tests.seminars.joining import join, link_of, mails, places

WAY_IN = "https://meet.example.org/very-secret"


def test_guest_joins_and_holds_the_place_by_the_link(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()

    assert join(client, seminar, "Ana@Example.org") == 303

    (mail,) = mails()
    assert mail.to == "ana@example.org"
    assert "11:00 Sofia" in render(mail).text
    page = client.get(link_of(mail)).text
    assert "You have a place" in page
    assert places(seminar) == {"ana@example.org": PlaceState.JOINED}


def test_guest_reads_the_own_time_in_the_mail(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(day=datetime(2030, 1, 10, tzinfo=UTC).date())  # Moscow has no winter time

    join(client, seminar, "ana@example.org")

    assert "Thu 10 January 2030, 11:00 Sofia (12:00 Moscow)" in render(mails()[0]).text


def test_same_address_twice_is_one_place_and_the_page_says_the_same(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar()
    first = submit(client, "/en/seminars/talk/join", {"name": "Ana", "email": "a@example.org"}, form="/join")
    second = submit(client, "/en/seminars/talk/join", {"name": "Eve", "email": "A@example.org"}, form="/join")

    assert first.headers["Location"] == second.headers["Location"]
    assert places(seminar) == {"a@example.org": PlaceState.JOINED}
    assert db.session.scalar(select(Registration.name)) == "Ana"
    assert len(mails("joined")) == 2
    assert link_of(mails()[0]) == link_of(mails()[1])


def test_queue_moves_up_by_itself_and_tells_by_mail(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(capacity=1)
    for name in ("a", "b", "c"):
        join(client, seminar, f"{name}@example.org")
    assert list(places(seminar).values()) == [PlaceState.JOINED, PlaceState.WAITING, PlaceState.WAITING]
    assert db.session.scalar(select(Seminar.state)) is State.FULL
    assert "waiting list" in render(mails()[1]).text

    submit(client, link_of(mails()[0]), form="/leave")

    db.session.expire_all()
    assert places(seminar) == {
        "a@example.org": PlaceState.LEFT,
        "b@example.org": PlaceState.JOINED,
        "c@example.org": PlaceState.WAITING,
    }
    assert [mail.to for mail in mails("moved_up")] == ["b@example.org"]


def test_more_places_let_those_who_wait_in(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(capacity=1)
    for name in ("a", "b"):
        join(client, seminar, f"{name}@example.org")
    db.session.refresh(seminar)
    facts = operations.facts_of(seminar).model_copy(update={"capacity": 5})

    operations.change_facts(seminar, facts, actor=SYSTEM, version=seminar.version)

    assert set(places(seminar).values()) == {PlaceState.JOINED}
    assert seminar.state is State.OPEN


def test_consents_stand_apart_unticked_and_are_events(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()
    page = client.get("/en/seminars/talk/join").text
    assert len(re.findall(r'name="agree-', page)) == 2
    assert "checked" not in page

    join(client, seminar, "a@example.org", **{"agree-recording": "y"})
    link = link_of(mails()[0])
    assert submit(client, link, {"agree-recording": None}, form=link).status_code == 303

    events = db.session.scalars(select(ParticipantConsent).order_by(ParticipantConsent.id)).all()
    assert [(event.purpose.value, event.is_given, event.wording_version) for event in events] == [
        ("recording", True, 1),
        ("recording", False, 1),
    ]


@pytest.mark.parametrize(
    ("hours", "state", "is_seen"),
    [
        (23, State.OPEN, True),
        (25, State.OPEN, False),
        (-1, State.LIVE, True),
        (-3, State.AWAITED, False),
        (5, State.CANCELLED, False),
    ],
)
def test_way_in_is_seen_from_a_day_before_by_those_with_a_place(
    client: FlaskClient, make_seminar: MakeSeminar, hours: int, state: State, is_seen: bool
) -> None:
    seminar = make_seminar(join_url=WAY_IN)
    join(client, seminar, "a@example.org")
    link = link_of(mails()[0])
    seminar.starts_at = datetime.now(UTC) + timedelta(hours=hours)
    seminar.ends_at = seminar.starts_at + timedelta(hours=2)
    seminar.state = state
    db.session.commit()

    assert (WAY_IN in client.get(link).text) is is_seen


def test_way_in_is_nowhere_in_public(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(join_url=WAY_IN, state=State.LIVE)
    seminar.starts_at = datetime.now(UTC)
    seminar.ends_at = datetime.now(UTC) + timedelta(hours=2)
    db.session.commit()

    for path in ("seminars", "seminars/talk", "seminars/calendar.ics", "seminars/talk/calendar.ics"):
        assert "very-secret" not in client.get(f"/en/{path}").text.replace("\r\n ", ""), path
    assert "very-secret" not in client.get("/en/seminars/feed.atom").text


def test_foreign_link_and_foreign_key_lead_nowhere(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()
    join(client, seminar, "a@example.org")
    link = link_of(mails()[0])

    assert client.get(link[:-2]).status_code == 404
    assert client.get("/en/seminars/places/abc").status_code == 404
    assert client.get(f"/en/seminars/speaking/{link.rsplit('/', 1)[1]}").status_code == 404


def test_reading_a_link_changes_nothing_and_leaving_twice_is_leaving_once(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar()
    join(client, seminar, "a@example.org")
    link = link_of(mails()[0])
    assert client.get(f"{link}/leave").status_code == 405

    submit(client, link, form="/leave")
    back = submit(client, link, form="/return")

    assert back.status_code == 303
    assert places(seminar) == {"a@example.org": PlaceState.JOINED}


def test_moving_tells_those_it_concerns_and_reminds_of_the_new_time(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar, other = make_seminar(), make_seminar("other")
    for at, email in ((seminar, "a@example.org"), (seminar, "left@example.org"), (other, "o@example.org")):
        join(client, at, email)
    submit(client, link_of(mails()[1]), form="/leave")
    db.session.refresh(seminar)
    soon = datetime.now(UTC) + timedelta(hours=20)

    for shift in (0, 1):
        moment = soon + timedelta(hours=shift)
        facts = operations.facts_of(seminar).model_copy(
            update={"day": moment.date(), "begins": f"{moment:%H:%M}", "zone": "UTC"}
        )
        operations.change_facts(seminar, facts, actor=SYSTEM, version=seminar.version)
        db.session.commit()
        for _twice in range(2):
            jobs.remind()

    assert [mail.to for mail in mails("moved")] == ["a@example.org"] * 2
    assert [mail.to for mail in mails("reminder")] == ["a@example.org"] * 2
    assert "Before it was:" in render(mails("moved")[0]).text
    assert seminar.sequence == 2


def test_cancelling_tells_everybody_with_a_place(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar(capacity=1)
    for name in ("a", "b"):
        join(client, seminar, f"{name}@example.org")
    db.session.refresh(seminar)

    operations.move(seminar, State.CANCELLED, actor=SYSTEM)

    assert [mail.to for mail in mails("cancelled")] == ["a@example.org", "b@example.org"]
    db.session.commit()
    make_seminar("closed", state=State.CLOSED)
    assert "Joining is closed" in client.get("/en/seminars/closed/join").text


def test_member_comes_to_the_own_place_at_once(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()
    member = person("Mem Ber", email="mem@example.org", language="en")
    sign_in(client, member)

    answer = submit(client, "/en/seminars/talk/join", form="/join")

    place = db.session.scalars(select(Registration)).one()
    assert (place.user_id, place.email, place.seminar_id) == (member.id, "mem@example.org", seminar.id)
    assert answer.headers["Location"] == place_path(place, "en")
    assert place_path(place, "en") in client.get("/en/seminars/mine").text


def test_member_cannot_take_the_place_of_another_address(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    make_seminar()
    sign_in(client, person("Mem Ber", email="mem@example.org", language="en"))

    answer = submit(client, "/en/seminars/talk/join", {"email": "other@example.org"}, form="/join")

    assert answer.headers["Location"].endswith("/join/sent")
    assert db.session.scalars(select(Registration.user_id)).one() is None


def test_program_that_fills_in_everything_gets_nothing(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar()

    assert join(client, seminar, "a@example.org", website="https://spam.example.org") == 303
    assert places(seminar) == {}


def test_one_address_gets_few_mails_a_day(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()

    statuses = [join(client, seminar, "a@example.org") for _ in range(6)]

    assert statuses == [303] * 5 + [429]


def test_places_are_deleted_a_year_after(
    client: FlaskClient, make_seminar: MakeSeminar, run_jobs: Callable[[], int]
) -> None:
    seminar = make_seminar()
    join(client, seminar, "a@example.org")
    seminar.ends_at = datetime.now(UTC) - timedelta(days=366)
    db.session.commit()

    jobs.forget()

    assert places(seminar) == {}
    assert run_jobs() >= 0
