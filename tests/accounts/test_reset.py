"""A forgotten password: the worker alone finds out whether an address is known."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from cop.accounts import joining
from cop.accounts.enums import UserState
from cop.accounts.models import OneTimeLink, User
from cop.accounts.queries import open_session
from cop.core.db import db, now
from tests.accounts.mailbox import mails
from tests.conftest import Statements
from tests.people import person, sign_in, submit

pytestmark = pytest.mark.usefixtures("app")

PAGE = "/en/account/forgotten"
OLD, NEW = "три жълти крави летят", "пет сини кози спят"


def reset_link(client: FlaskClient, run_jobs: Callable[[], int], email: str) -> str:
    submit(client, PAGE, {"email": email})
    run_jobs()
    return mails(email)[-1].link


def test_link_sets_a_new_password(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    person("Мария", email="maria@example.org", password=OLD)
    link = reset_link(client, run_jobs, "maria@example.org")

    answer = submit(client, link, {"password": NEW})

    assert (answer.status_code, answer.location) == (303, "/en/account/sign-in")
    fields = {"email": "maria@example.org", "password": OLD}
    assert submit(client, "/en/account/sign-in", fields).status_code == 400
    assert submit(client, "/en/account/sign-in", fields | {"password": NEW}).status_code == 303


def test_mail_speaks_the_language_of_the_page(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    person("Мария", email="maria@example.org", language="bg")

    link = reset_link(client, run_jobs, "maria@example.org")

    assert link.startswith("/en/account/reset/")


def test_unknown_address_gets_the_same_answer_and_no_mail(
    client: FlaskClient, run_jobs: Callable[[], int], count_statements: Statements
) -> None:
    person("Мария", email="maria@example.org")
    answers, asked = [], []

    for email in ("maria@example.org", "nobody@example.org"):
        answer = submit(client, PAGE, {"email": email})
        answers.append((answer.status_code, answer.location, client.get(answer.location or "").text))
        with count_statements() as statements:
            joining.ask_reset(email, language="en")
        asked.append(list(statements))
    run_jobs()

    assert answers[0] == answers[1]
    assert asked[0] == asked[1]
    assert [mail.to for mail in mails()] == ["maria@example.org"] * 2


def test_nothing_is_kept_of_an_unknown_address(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    submit(client, PAGE, {"email": "nobody@example.org"})

    run_jobs()

    assert db.session.scalars(select(OneTimeLink)).all() == []


def test_link_asked_for_is_sent_once_however_often_the_worker_comes(client: FlaskClient) -> None:
    person("Мария", email="maria@example.org")
    submit(client, PAGE, {"email": "maria@example.org"})
    id = db.session.scalars(select(OneTimeLink.id)).one()

    for _ in range(2):
        joining.send_reset(id)
    joining.send_reset(id + 1)

    assert [mail.template for mail in mails()] == ["accounts/reset"]


def test_closed_account_gets_no_link(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    person("Мария", email="maria@example.org", state=UserState.DISABLED)

    submit(client, PAGE, {"email": "maria@example.org"})
    run_jobs()

    assert mails() == []


def test_new_password_ends_every_session_and_is_told(
    client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    user = person("Мария", email="maria@example.org", language="en")
    token = sign_in(client, user)
    link = reset_link(client, run_jobs, "maria@example.org")

    submit(client, link, {"password": NEW})

    assert open_session(token) is None
    assert [mail.template for mail in mails()] == ["accounts/reset", "accounts/changed"]
    assert mails()[1].text.count("Your password was changed.") == 1


def test_older_links_end_with_the_first_that_is_used(
    client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    person("Мария", email="maria@example.org")
    links = [reset_link(client, run_jobs, "maria@example.org") for _ in range(2)]

    submit(client, links[1], {"password": NEW})

    assert [client.get(link).status_code for link in links] == [410, 410]


def test_password_that_cannot_be_taken_leaves_the_link_good(
    client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    person("Мария Петрова", email="maria@example.org")
    link = reset_link(client, run_jobs, "maria@example.org")

    statuses = [submit(client, link, {"password": word}).status_code for word in ("петрова2026", NEW)]

    assert statuses == [400, 303]


def test_link_is_good_for_two_hours(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    person("Мария", email="maria@example.org")
    link = reset_link(client, run_jobs, "maria@example.org")
    row = db.session.scalars(select(OneTimeLink)).one()
    assert row.expires_at - row.created_at == pytest.approx(timedelta(hours=2), abs=timedelta(seconds=5))

    db.session.execute(update(OneTimeLink).values(expires_at=now()))

    assert client.get(link).status_code == 410


def test_link_of_an_erased_account_leads_nowhere(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    person("Мария", email="maria@example.org")
    link = reset_link(client, run_jobs, "maria@example.org")

    db.session.execute(update(User).values(state=UserState.ERASED, email=None))
    db.session.commit()

    assert client.get(link).status_code == 410


def test_what_is_no_address_is_said_at_its_field(client: FlaskClient) -> None:
    answer = submit(client, PAGE, {"email": "maria"})

    assert answer.status_code == 400
    assert answer.text.count('<a href="#email">This is not an e-mail address.') == 1


def test_resets_from_one_place_have_a_limit(client: FlaskClient) -> None:
    statuses = [submit(client, PAGE, {"email": f"p{n}@example.org"}).status_code for n in range(31)]

    assert statuses == [303] * 30 + [429]
