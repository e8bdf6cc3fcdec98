"""Seminars of groups, the text of one as it is being written, and the calendar of one's own place."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from cop.accounts.models import User
from cop.core.db import db, now
from cop.core.errors import InvalidError
from cop.core.permissions import VISITOR, Role
from cop.groups import operations as groups
from cop.groups import queries
from cop.groups.models import Group
from cop.seminars import drafts, operations, placing
from cop.seminars.content import Facts, Text
from cop.seminars.enums import PlaceState, State
from cop.seminars.links import place_path
from cop.seminars.models import Registration, Seminar, SeminarText, TextDraft
from tests.groups.conftest import begun
from tests.people import actor_of, settled, sign_in, submit
from tests.seminars.conftest import FACTS, MakeSeminar
from tests.web.site import read, words

pytestmark = pytest.mark.usefixtures("app")

NEW = {"title": "Our talk", "day": "2030-04-10", "begins": "11:00", "minutes": "90"}


@pytest.fixture
def mira() -> User:
    return settled("Mira Mirova")


@pytest.fixture
def editor() -> User:
    return settled("Ed Itor", Role.EDITOR)


@pytest.fixture
def led(mira: User, editor: User) -> Group:
    group = begun("led")
    groups.name_facilitator(group, actor=actor_of(editor), email=mira.email or "")
    begun("other")
    begun("veiled", masked=True)
    db.session.commit()
    return group


def test_facilitator_of_a_group_begins_its_seminar(client: FlaskClient, mira: User, led: Group) -> None:
    sign_in(client, mira)

    [link] = read(client, f"/en/groups/{led.slug}").xpath("//a[contains(@href, '/seminars/new')]/@href")
    page = read(client, link)
    offered = page.xpath("//select[@name='group']/option/@value")
    chosen = page.xpath("//select[@name='group']/option[@selected]/@value")
    nowhere = submit(client, "/en/seminars/new", NEW | {"group": ""}, form="/seminars/new")
    elsewhere = submit(client, "/en/seminars/new", NEW | {"group": "other"}, form="/seminars/new")
    made = submit(client, link, NEW, form="/seminars/new")

    assert (offered, chosen) == (["", "led"], ["led"])
    for refused in (nowhere, elsewhere):
        assert (refused.status_code, "Choose a group that you lead." in refused.text) == (422, True)
    assert (made.status_code, made.headers["Location"]) == (303, "/en/seminars/our-talk/edit")
    assert db.session.scalars(select(Seminar.group)).all() == ["led"]


def test_who_leads_no_group_begins_none(client: FlaskClient, led: Group) -> None:
    sign_in(client, settled("Any Body"))

    assert client.get("/en/seminars/new").status_code == 404
    assert read(client, f"/en/groups/{led.slug}").xpath("//a[contains(@href, '/seminars/new')]") == []


def test_both_pages_show_each_other_and_drafts_stay_away(
    client: FlaskClient, led: Group, make_seminar: MakeSeminar
) -> None:
    make_seminar(group=led.slug)
    make_seminar("secret", group=led.slug, state=State.DRAFT, title="Zqdraft")

    seminar, group = read(client, "/en/seminars/talk"), read(client, "/en/groups/led")

    assert [words(link) for link in seminar.xpath("//dl[@class='facts']//a")] == ["Group led"]
    assert [words(link) for link in group.xpath("//a[@href='/en/seminars/talk']")] == ["Talk about families"]
    assert "Zqdraft" not in group.text_content()


def test_seminar_goes_to_no_group_that_is_not_there_or_has_pseudonyms(
    led: Group, make_seminar: MakeSeminar, editor: User, mira: User
) -> None:
    assert queries.by_slug("led") == led
    seminar = make_seminar(group="other")
    operations.add_facilitator(seminar, mira.email or "", actor=actor_of(editor))

    for actor, group in ((editor, "nowhere"), (editor, "veiled"), (mira, "nowhere"), (mira, None)):
        said = Facts.model_validate(FACTS | {"group": group})
        with pytest.raises(InvalidError) as refused:
            operations.change_facts(seminar, said, actor=actor_of(actor), version=seminar.version)
        assert refused.value.field == "group"
    unchanged = Facts.model_validate(FACTS | {"group": "other", "minutes": 60})
    operations.change_facts(seminar, unchanged, actor=actor_of(mira), version=seminar.version)
    assert (seminar.group, seminar.minutes) == ("other", 60)


def _sent(page: Any) -> dict[str, str]:
    """What the browser would send of the text's form, the longer fields aside."""
    [form] = page.xpath("//form[@data-autosave]")
    return {field.get("name"): field.get("value", "") for field in form.iter("input")}


def test_text_is_kept_as_it_is_written_and_gone_once_saved(
    client: FlaskClient, make_seminar: MakeSeminar, editor: User
) -> None:
    seminar = make_seminar()
    sign_in(client, editor)
    address = "/en/seminars/talk/edit/text/en"
    page = read(client, address)
    [keeping] = page.xpath("//form/@data-autosave")

    kept = client.post(keeping, data=_sent(page) | {"summary": "Half a sen"})
    again = read(client, address)
    other = client.application.test_client()
    sign_in(other, settled("Ot Her", Role.EDITOR))

    assert kept.get_json()["revision"] == 1
    assert again.xpath("//textarea[@name='summary']/text()") == ["\nHalf a sen"]
    assert "This is your draft of" in words(again.find_class("notice-info")[0])
    assert len(again.xpath("//textarea[@data-toolbar]")) == 4
    assert read(other, address).find_class("notice-info") == []
    saved = client.post(address, data=_sent(again) | {"summary": "Half a sentence."})
    assert saved.status_code == 303
    assert db.session.scalar(select(func.count()).select_from(TextDraft)) == 0
    text = db.session.get_one(SeminarText, (seminar.id, "en"))
    assert text.fields["summary"] == "Half a sentence."


def test_draft_is_thrown_away_or_forgotten(
    client: FlaskClient, make_seminar: MakeSeminar, editor: User
) -> None:
    seminar = make_seminar()
    sign_in(client, editor)
    address = "/en/seminars/talk/edit/text/en"
    for _twice in "12":
        drafts.keep_text(seminar, "en", {"title": "Other"}, actor=actor_of(editor), revision=1)
    db.session.commit()

    thrown = submit(client, address, form="/discard")
    left = db.session.scalar(select(func.count()).select_from(TextDraft))
    drafts.keep_text(seminar, "en", {"title": "Other"}, actor=actor_of(editor), revision=1)
    db.session.execute(update(TextDraft).values(saved_at=now() - timedelta(days=200)))
    db.session.commit()
    drafts.FORGET.run()

    assert (thrown.status_code, left) == (303, 0)
    assert db.session.scalar(select(func.count()).select_from(TextDraft)) == 0


def test_draft_over_a_newer_text_shows_both(
    client: FlaskClient, make_seminar: MakeSeminar, editor: User
) -> None:
    seminar = make_seminar()
    sign_in(client, editor)
    drafts.keep_text(seminar, "en", {"title": "Mine"}, actor=actor_of(editor), revision=1)
    text = Text(title="Theirs")
    operations.change_text(seminar, "en", text, actor=actor_of(editor), revision=1)
    db.session.commit()

    address = "/en/seminars/talk/edit/text/en"
    answer = client.post(address, data=_sent(read(client, address)))

    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Theirs" in answer.text


def _own(app: Flask, seminar: Seminar) -> tuple[Registration, Any, str]:
    place = db.session.scalars(select(Registration).where(Registration.seminar_id == seminar.id)).one()
    answer = app.test_client().get(f"{place_path(place, 'en')}/calendar.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    [event] = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    return place, event, answer.headers["Cache-Control"]


def test_own_place_has_the_same_event_with_an_alarm_and_no_way_into_the_meeting(
    app: Flask, make_seminar: MakeSeminar
) -> None:
    seminar = make_seminar(join_url="https://meet.example.org/zqroom")
    placing.join(
        seminar,
        actor=VISITOR,
        email="guest@example.org",
        name="Guest",
        organisation="",
        language="en",
        timezone="Europe/Moscow",
        answers={},
        consents=[],
    )
    db.session.commit()

    place, event, kept = _own(app, seminar)
    public = app.test_client().get("/en/seminars/talk/calendar.ics").text

    assert kept == "private, no-store"
    assert str(event["uid"]) == "talk@localhost"
    assert str(event["url"]).endswith(place_path(place, "en"))
    assert place_path(place, "en") not in public
    assert b"zqroom" not in event.to_ical()
    [alarm] = event.walk("VALARM")
    assert alarm.to_ical().count(b"TRIGGER:-PT1H") == 1
    place.state = PlaceState.WAITING
    db.session.commit()
    assert str(_own(app, seminar)[1]["status"]) == "TENTATIVE"
    placing.leave(place, seminar)
    db.session.commit()
    assert str(_own(app, seminar)[1]["status"]) == "CANCELLED"


def test_each_turn_of_a_place_outranks_the_last_in_a_calendar(app: Flask, make_seminar: MakeSeminar) -> None:
    seminar = make_seminar()
    place = placing.join(
        seminar,
        actor=VISITOR,
        email="guest@example.org",
        name="Guest",
        organisation="",
        language="en",
        timezone="Europe/Moscow",
        answers={},
        consents=[],
    )
    db.session.commit()
    first = _own(app, seminar)[1]["sequence"]
    told = []

    for turn in (placing.leave, placing.leave, placing.come_back):
        turn(place, seminar)
        db.session.commit()
        event = _own(app, seminar)[1]
        told.append((str(event["status"]), event["sequence"] - first))

    assert told == [("CANCELLED", 1), ("CANCELLED", 1), ("CONFIRMED", 2)]
