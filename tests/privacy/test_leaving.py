"""Leaving: the effects first, the password once more, two weeks to think it over, then gone."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.accounts.enums import UserState
from cop.accounts.models import User, UserSession
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.permissions import Role
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.privacy import operations
from cop.privacy.jobs import erase_due
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit
from tests.privacy.conftest import PASSWORD
from tests.submissions.conftest import MakeDraft
from tests.submissions.conftest import draft as draft
from tests.submissions.conftest import note_kind as note_kind
from tests.submissions.conftest import owner as owner
from tests.web.site import parsed, words

LEAVE = "/en/account/leave"


@pytest.fixture
def client(client: FlaskClient, member: User) -> FlaskClient:
    """The member's browser."""
    sign_in(client, member)
    return client


def _leave(client: FlaskClient) -> None:
    assert submit(client, LEAVE, {"current": PASSWORD}, form="/leave").status_code == 303


def _actions() -> list[str]:
    found = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
    return [action for action in found if action.startswith("privacy.")]


def test_effects_are_shown_in_numbers_before_anything_happens(
    client: FlaskClient, member: User, draft: MakeDraft
) -> None:
    for title in ("One", "Two"):
        draft(actor_of(member), title=title)

    page = client.get(LEAVE)

    told = [words(item) for item in parsed(page.text).xpath("//main//li")]
    assert told[1] == (
        "2 cases that you alone write and that are not published will be deleted, with their files."
    )
    assert (member.leaves_at, _actions()) == (None, [])


def test_leaving_begins_two_weeks_and_tells_by_mail(client: FlaskClient, member: User) -> None:
    _leave(client)

    db.session.refresh(member)
    assert member.leaves_at is not None
    assert abs(member.leaves_at - now() - timedelta(days=14)) < timedelta(minutes=1)
    assert _actions() == ["privacy.leave"]
    mail = db.session.scalars(select(MailMessage)).one()
    assert mail.to == "mira@example.org"
    assert render(mail).first_link() == "http://localhost/en/account/leave"
    assert client.get("/en/account").status_code == 200


def test_leaving_twice_does_not_begin_anew(client: FlaskClient, member: User) -> None:
    _leave(client)
    begun = member.leaves_at

    operations.ask_to_leave(member, actor=actor_of(member), password=PASSWORD)

    assert (member.leaves_at, _actions()) == (begun, ["privacy.leave"])


def test_wrong_password_changes_nothing(client: FlaskClient, member: User) -> None:
    answer = submit(client, LEAVE, {"current": "not this one"}, form="/leave")

    assert answer.status_code == 400
    assert [words(e) for e in parsed(answer.text).find_class("field-error")] == [
        "This is not your present password."
    ]
    assert (member.leaves_at, _actions()) == (None, [])


def test_passkey_of_this_moment_stands_for_the_password(client: FlaskClient, member: User) -> None:
    db.session.execute(update(UserSession).values(by_passkey=True))
    db.session.commit()

    assert submit(client, LEAVE, form="/leave").status_code == 303

    db.session.refresh(member)
    assert member.leaves_at is not None


def test_passkey_of_this_morning_does_not(client: FlaskClient, member: User) -> None:
    earlier = now() - timedelta(hours=1)
    db.session.execute(update(UserSession).values(by_passkey=True, created_at=earlier))
    db.session.commit()

    assert submit(client, LEAVE, form="/leave").status_code == 400

    db.session.refresh(member)
    assert member.leaves_at is None


def test_passwords_are_not_tried_for_ever(client: FlaskClient) -> None:
    tries = [submit(client, LEAVE, {"current": "no"}, form="/leave").status_code for _ in range(11)]

    assert tries == [400] * 10 + [429]


def test_every_page_offers_to_stay_and_one_press_is_enough(client: FlaskClient, member: User) -> None:
    _leave(client)
    page = parsed(client.get("/en/practices").text)
    assert len(page.xpath("//form[@action='/en/account/leave/stay']")) == 1

    answer = submit(client, "/en/practices", form="/leave/stay")

    assert (answer.status_code, answer.location) == (303, "/en/account")
    db.session.refresh(member)
    assert (member.leaves_at, _actions()) == (None, ["privacy.leave", "privacy.stay"])
    page = parsed(client.get("/en/practices").text)
    assert page.xpath("//form[@action='/en/account/leave/stay']") == []


def test_banner_costs_no_statement(client: FlaskClient, member: User, count_statements: Statements) -> None:
    counts = []
    for leaves_at in (None, now() + timedelta(days=3)):
        member.leaves_at = leaves_at
        db.session.commit()
        client.get("/en/account/data")
        with count_statements() as statements:
            client.get("/en/account/data")
        counts.append(len(statements))

    assert counts == [3, 3]


def test_last_administrator_is_told_to_hand_over_first(app: Flask) -> None:
    admin = person("Anna", Role.ADMINISTRATOR, password=PASSWORD)
    leaving = person("Boris", Role.ADMINISTRATOR)
    leaving.leaves_at = now() + timedelta(days=3)
    db.session.commit()
    client = app.test_client()
    sign_in(client, admin)

    answer = submit(client, LEAVE, {"current": PASSWORD}, form="/leave")

    assert answer.status_code == 409
    summary = parsed(answer.text).find_class("error-summary")[0]
    assert words(summary).endswith("This is the last administrator. Give the role to somebody else first.")
    assert admin.leaves_at is None


def test_those_whose_time_is_over_are_erased_and_others_are_not(app: Flask, member: User) -> None:
    other = person("Other")
    client = app.test_client()
    sign_in(client, member)
    member.leaves_at, other.leaves_at = now() - timedelta(seconds=1), now() + timedelta(days=1)
    db.session.commit()

    for _twice in range(2):
        erase_due()

    db.session.expire_all()
    assert [user.state for user in (member, other)] == [UserState.ERASED, UserState.ACTIVE]
    assert _actions() == ["privacy.erase"]
    assert client.get("/en/account").status_code == 303


def test_last_administrator_who_is_due_stands_in_nobodys_way(member: User) -> None:
    admin = person("Anna", Role.ADMINISTRATOR)
    admin.leaves_at = now() - timedelta(days=1)
    member.leaves_at = now() - timedelta(seconds=1)
    db.session.commit()

    erase_due()

    db.session.expire_all()
    assert [user.state for user in (admin, member)] == [UserState.ACTIVE, UserState.ERASED]


def test_whoever_has_just_decided_to_stay_stays(member: User) -> None:
    member.leaves_at = None
    db.session.commit()

    assert operations.erase_due(member.id) is False
    assert member.state is UserState.ACTIVE
