"""Signing up: nothing but a mail says whether an address is known, and nobody opens a stranger's account."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from cop.accounts import joining, staffing
from cop.accounts.enums import LinkPurpose, UserState
from cop.accounts.models import ConsentEvent, OneTimeLink, User
from cop.accounts.queries import people
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.permissions import SYSTEM
from tests.accounts.mailbox import mails
from tests.accounts.signing_up import MARIA
from tests.conftest import Statements
from tests.people import person, submit

pytestmark = pytest.mark.usefixtures("app")
PAGE = "/en/account/sign-up"


def count_users() -> int:
    return db.session.scalar(select(func.count(User.id))) or 0


def test_sign_up_asks_for_the_address_before_there_is_an_account(client: FlaskClient) -> None:
    answer = submit(client, PAGE, MARIA)

    assert (answer.status_code, answer.location) == (303, "/en/account/sign-up/sent")
    assert count_users() == 0
    assert [(mail.to, mail.template) for mail in mails()] == [("maria@example.org", "accounts/confirm")]


def test_link_shows_a_button_and_the_button_opens_the_account(client: FlaskClient) -> None:
    submit(client, PAGE, MARIA | {"timezone": "Europe/Kiev"})
    link = mails()[0].link

    client.get(link)
    client.head(link)
    assert count_users() == 0
    answer = submit(client, link)

    user = db.session.scalars(select(User)).one()
    assert (answer.status_code, answer.location) == (303, "/en/account")
    assert (user.name, user.email, user.language, user.timezone, user.state) == (
        "Мария Петрова",
        "maria@example.org",
        "en",
        "Europe/Kyiv",
        UserState.ACTIVE,
    )
    assert client.get("/en/account").status_code == 200


def test_agreement_to_the_rules_is_written_down(client: FlaskClient) -> None:
    submit(client, "/ru/account/sign-up", MARIA)
    submit(client, mails()[0].link)

    event = db.session.scalars(select(ConsentEvent)).one()

    assert (event.purpose, event.wording_version, event.language, event.is_given) == ("rules", 1, "ru", True)
    assert event.user_id == db.session.scalars(select(User.id)).one()


def test_sign_up_is_audited_and_keeps_no_words(client: FlaskClient) -> None:
    submit(client, PAGE, MARIA)
    submit(client, mails()[0].link)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    link = db.session.scalars(select(OneTimeLink)).one()

    assert [(entry.action, entry.facts) for entry in entries] == [
        ("account.sign_up", {}),
        ("account.sign_in", {"by_passkey": False}),
    ]
    assert (link.payload, link.email) == ({}, "")


def test_reader_goes_on_where_they_wanted_to_go(client: FlaskClient) -> None:
    submit(client, f"{PAGE}?next=/en/submissions/7/join/abc", MARIA)

    answer = submit(client, mails()[0].link)

    assert answer.location == "/en/submissions/7/join/abc"


def test_next_page_stays_on_the_site(client: FlaskClient) -> None:
    submit(client, f"{PAGE}?next=https://evil.example/", MARIA)

    answer = submit(client, mails()[0].link)

    assert answer.location == "/en/account"


def test_known_address_gets_the_same_answer_and_another_mail(app: Flask) -> None:
    person("Мария", email="maria@example.org")
    answers = []

    for email in ("maria@example.org", "nobody@example.org"):
        client = app.test_client()
        answer = submit(client, PAGE, MARIA | {"email": email})
        answers.append((answer.status_code, answer.location, client.get(answer.location or "").text))

    assert answers[0] == answers[1]
    assert [(mail.to, mail.template) for mail in mails()] == [
        ("maria@example.org", "accounts/known"),
        ("nobody@example.org", "accounts/confirm"),
    ]
    assert count_users() == 1


def test_known_address_takes_the_same_statements(count_statements: Statements) -> None:
    person("Мария", email="maria@example.org")
    db.session.expire_all()
    asked = []

    for email in ("maria@example.org", "nobody@example.org"):
        values = {**MARIA, "email": email, "agrees": True, "language": "bg", "timezone": ""}
        with count_statements() as statements:
            joining.sign_up(**values)
        asked.append(list(statements))

    assert asked[0] == asked[1]
    assert len(asked[0]) == 4


def test_mail_to_a_known_address_leads_to_a_new_password(client: FlaskClient) -> None:
    user = person("Мария", email="maria@example.org", password=MARIA["password"])
    submit(client, PAGE, MARIA)
    mail = mails()[0]

    assert mail.link == "/en/account/sign-in"
    reset = next(line.strip() for line in mail.text.splitlines() if "/account/reset/" in line)
    answer = submit(client, reset.removeprefix("http://localhost"), {"password": "пет шест седем осем"})

    assert answer.location == "/en/account/sign-in"
    assert user.name == "Мария"


def test_another_browser_is_asked_for_the_password(app: Flask) -> None:
    submit(app.test_client(), PAGE, MARIA)
    link = mails()[0].link
    phone = app.test_client()

    wrong = submit(phone, link, {"password": "не тази парола"})
    assert (wrong.status_code, count_users()) == (400, 0)
    right = submit(phone, link, {"password": MARIA["password"]})

    assert (right.status_code, right.location) == (303, "/en/account")


def test_browser_of_somebody_else_cannot_have_a_strangers_sign_up_confirmed(app: Flask) -> None:
    # A stranger signs up with Maria's address; she signs up herself, and opens the wrong one of two mails.
    submit(app.test_client(), PAGE, MARIA | {"password": "паролата на непознат"})
    maria = app.test_client()
    submit(maria, PAGE, MARIA)
    strangers, own = (mail.link for mail in mails("maria@example.org"))

    assert submit(maria, strangers, {"password": MARIA["password"]}).status_code == 400
    assert submit(maria, own).status_code == 303


def test_guessing_at_a_link_ends_after_ten_tries(app: Flask) -> None:
    submit(app.test_client(), PAGE, MARIA)
    link, phone = mails()[0].link, app.test_client()

    statuses = [submit(phone, link, {"password": f"guess number {n}"}).status_code for n in range(11)]

    assert statuses == [400] * 10 + [429]


def test_link_used_twice_says_so(client: FlaskClient) -> None:
    submit(client, PAGE, MARIA)
    link = mails()[0].link
    submit(client, link)

    again = client.get(link)

    assert again.status_code == 410
    assert again.text.count("This link has been used already. Each link can be used once.") == 1
    assert count_users() == 1


def test_link_too_old_says_so(client: FlaskClient) -> None:
    submit(client, PAGE, MARIA)
    db.session.execute(update(OneTimeLink).values(expires_at=now() - timedelta(seconds=1)))

    answer = client.get(mails()[0].link)

    assert answer.status_code == 410
    assert answer.text.count("This link is too old. Ask for a new one.") == 1


def test_link_is_good_for_three_days(client: FlaskClient) -> None:
    submit(client, PAGE, MARIA)

    link = db.session.scalars(select(OneTimeLink)).one()

    assert link.expires_at - link.created_at == pytest.approx(timedelta(hours=72), abs=timedelta(seconds=5))


def test_address_has_one_account_however_many_links_are_opened(client: FlaskClient) -> None:
    for _ in range(2):
        submit(client, PAGE, MARIA)
    first, second = (mail.link.rpartition("/")[2] for mail in mails())
    joining.confirm(first, password=None)

    with pytest.raises(ConflictError) as refused:
        joining.confirm(second, password=None)

    assert refused.value.message == "There is an account with this address by now. Sign in."
    assert count_users() == 1


def test_links_purpose_is_its_own(client: FlaskClient) -> None:
    submit(client, PAGE, MARIA)
    token = mails()[0].link.rpartition("/")[2]

    statuses = [
        client.get(f"/en/account/{page}/{token}").status_code for page in ("reset", "invite", "email")
    ]

    assert statuses == [410, 410, 410]
    assert db.session.scalars(select(OneTimeLink.purpose)).one() is LinkPurpose.CONFIRM


def test_second_link_of_an_address_leads_to_signing_in(client: FlaskClient) -> None:
    for _ in range(2):
        submit(client, PAGE, MARIA)
    first, second = (mail.link for mail in mails())
    submit(client, second)
    submit(client, "/en/about", form="sign-out")

    answer = submit(client, first, {"password": MARIA["password"]})

    assert (answer.status_code, answer.location) == (303, "/en/account/sign-in")
    told = "There is an account with this address by now. Sign in."
    assert client.get(answer.location or "").text.count(told) == 1
    assert count_users() == 1


def test_who_was_invited_and_signs_up_is_sent_the_way_to_a_password(client: FlaskClient) -> None:
    user = staffing.add(actor=SYSTEM, email="maria@example.org", name="Мария", language="en")
    db.session.commit()

    submit(client, PAGE, MARIA)
    mail = mails()[0]
    answer = submit(client, mail.link, {"password": MARIA["password"]})

    assert mail.text.count("The account was opened for you.") == 1
    assert answer.status_code == 303
    db.session.refresh(user)
    assert (user.state, user.name) == (UserState.ACTIVE, "Мария")


def test_people_are_told_apart_in_one_statement(count_statements: Statements) -> None:
    maria, ivan = person("Мария", email="maria@example.org", language="ru"), person("Иван")
    erased = person("", state=UserState.ERASED)
    db.session.execute(update(User).where(User.id == erased.id).values(email=None))
    ids, address = (maria.id, ivan.id, erased.id), ivan.email

    with count_statements() as statements:
        found = people([*ids, ids[0], 99999])

    assert found == {
        ids[0]: ("Мария", "maria@example.org", "ru"),
        ids[1]: ("Иван", address, "bg"),
        ids[2]: ("A former member", "", "bg"),
    }
    assert len(statements) == 1
    assert people([]) == {}
