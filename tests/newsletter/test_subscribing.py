"""Subscribing: double opt-in, purposes apart, leaving with one click, being forgotten; what nobody learns."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.db import db, now
from cop.core.outbox import Job
from cop.mail.models import MailMessage
from cop.newsletter import jobs, joining
from cop.newsletter.enums import Purpose, SubscriberState, Suppressed
from cop.newsletter.links import hash_of_address, paths, subscriber_of
from cop.newsletter.models import (
    NewsletterConsent,
    Subscriber,
    SubscriptionRequest,
    Suppression,
)
from cop.newsletter.personal import PERSONAL
from tests.accounts.mailbox import mails
from tests.catalogue.records import Catalogue, concept
from tests.conftest import Statements
from tests.people import person

ADDRESS = "zoya@example.org"
FORM = {"email": ADDRESS, "language": "bg", "purposes": ["issues"], "topics": ["mentoring"]}
RunJobs = Callable[[], int]


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


@pytest.fixture(autouse=True)
def _topics(catalogue: Catalogue) -> None:
    catalogue.concepts(concept("mentoring", "field-of-work", en="Mentoring"))


def subscriber(email: str = ADDRESS) -> Subscriber:
    db.session.expire_all()
    return db.session.scalars(select(Subscriber).where(Subscriber.email == email)).one()


def ask(client: FlaskClient, run_jobs: RunJobs, **changed: object) -> str:
    """Subscribe and return the path of the link in the newest mail."""
    answer = client.post("/bg/newsletter/subscribe", data=FORM | changed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bg/newsletter/sent")
    run_jobs()
    return mails(str(changed.get("email", ADDRESS)))[-1].link


@pytest.fixture
def subscribed(client: FlaskClient, run_jobs: RunJobs) -> Subscriber:
    client.post(ask(client, run_jobs))
    return subscriber()


def test_nothing_is_ticked_and_no_cookie_is_set(client: FlaskClient) -> None:
    answer = client.get("/en/newsletter")

    assert "checked" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_address_is_subscribed_once_it_has_pressed_a_button(client: FlaskClient, run_jobs: RunJobs) -> None:
    link = ask(client, run_jobs)
    page = client.get(link)  # as a mail scanner does
    assert page.status_code == 200
    assert db.session.query(Subscriber).count() == 0

    answer = client.post(link)

    found = subscriber()
    assert answer.headers["Location"] == paths(found.id, found.key, "bg").mine
    assert (found.language, [t.topic for t in found.topics]) == ("bg", ["mentoring"])
    assert [p.purpose for p in found.purposes] == [Purpose.ISSUES]
    assert client.post(link).status_code == 410
    assert db.session.query(SubscriptionRequest.email).one() == ("",)


def test_consent_holds_the_exact_words_their_version_and_language(subscribed: Subscriber) -> None:
    (consent,) = subscribed.consents

    assert (consent.wording, consent.wording_version, consent.language, consent.is_given) == (
        "Изпращайте ми всеки брой на бюлетина.",
        1,
        "bg",
        True,
    )


def test_link_is_good_for_72_hours(client: FlaskClient, run_jobs: RunJobs) -> None:
    link = ask(client, run_jobs)
    request = db.session.query(SubscriptionRequest).one()
    assert timedelta(hours=71) < request.expires_at - now() <= timedelta(hours=72)
    request.expires_at = now() - timedelta(seconds=1)
    db.session.commit()

    assert client.post(link).status_code == 410
    jobs.forget()
    assert db.session.query(SubscriptionRequest.email).one() == ("",)
    assert db.session.query(Subscriber).count() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"email": "nobody"}, "email"), ({"purposes": []}, "purposes"), ({"language": "xx"}, "language")],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, changed: dict[str, object], field: str
) -> None:
    answer = client.post("/en/newsletter/subscribe", data=FORM | changed)

    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert f'value="{(FORM | changed)["email"]}"' in answer.text


def test_nothing_tells_whether_an_address_is_known(
    client: FlaskClient, subscribed: Subscriber, run_jobs: RunJobs, count_statements: Statements
) -> None:
    seen = []
    for address in (subscribed.email, "unknown@example.org"):
        with count_statements() as statements:
            answer = client.post("/bg/newsletter/subscribe", data=FORM | {"email": address})
        asked = [one for one in statements if "FROM stamps" not in one]  # looked at once a second
        queued = db.session.query(Job).filter_by(kind=joining.ASK_JOB).count()
        run_jobs()
        mail = mails(address)[-1]
        plain = re.sub(r"confirm/\S+", "", mail.text)
        seen.append((answer.status_code, answer.headers["Location"], asked, queued, mail.subject, plain))

    assert seen[0] == seen[1]


def test_form_on_another_site_is_refused(client: FlaskClient) -> None:
    headers = {"Origin": "https://evil.example"}

    assert client.post("/en/newsletter/subscribe", data=FORM, headers=headers).status_code == 403
    assert (
        client.post("/en/newsletter/subscribe", data=FORM, headers={"Origin": "http://localhost"}).status_code
        == 303
    )


def test_one_address_is_not_asked_without_end(client: FlaskClient) -> None:
    statuses = [client.post("/en/newsletter/subscribe", data=FORM).status_code for _time in range(4)]

    assert statuses == [303, 303, 303, 429]


def test_who_confirms_again_changes_what_they_get(
    client: FlaskClient, subscribed: Subscriber, run_jobs: RunJobs
) -> None:
    client.post(ask(client, run_jobs, language="ru", topics=[], purposes=["invitations"]))

    found = subscriber()
    assert found.id == subscribed.id
    assert (found.language, found.topics) == ("ru", [])
    assert [(c.purpose, c.is_given) for c in found.consents] == [
        (Purpose.ISSUES, True),
        (Purpose.ISSUES, False),
        (Purpose.INVITATIONS, True),
    ]


def test_one_click_of_a_mail_program_leaves(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, subscribed: Subscriber
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    leave = paths(subscribed.id, subscribed.key, "bg").leave
    assert client.get(leave).status_code == 200
    assert subscriber().state is SubscriberState.ACTIVE

    statuses = [client.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code for _time in range(2)]

    found = subscriber()
    assert statuses == [200, 200]
    assert (found.state, found.purposes) == (SubscriberState.LEFT, [])
    assert [(c.is_given, c.place) for c in found.consents][1:] == [(False, "one click in a mail program")]
    assert db.session.query(Suppression.reason).one() == (Suppressed.LEFT,)


def test_preferences_come_back_after_leaving_and_lift_the_suppression(
    client: FlaskClient, subscribed: Subscriber
) -> None:
    mine = paths(subscribed.id, subscribed.key, "bg").mine
    client.post(mine, data={"language": "bg"})
    assert subscriber().state is SubscriberState.LEFT

    client.post(mine, data={"language": "en", "purposes": ["issues", "invitations"]})

    found = subscriber()
    assert (found.state, found.language, len(found.purposes)) == (SubscriberState.ACTIVE, "en", 2)
    assert db.session.query(Suppression).count() == 0


@pytest.mark.parametrize("page", ["leave", "mine"])
def test_pages_of_a_reader_are_theirs_alone(client: FlaskClient, subscribed: Subscriber, page: str) -> None:
    path = getattr(paths(subscribed.id, "other key", "bg"), page)

    assert subscriber_of(path.rpartition("/")[2]) is None
    assert client.get(path).status_code == 404
    assert client.get(f"/bg/newsletter/{page}/nonsense").status_code == 404


def test_erasing_leaves_a_hash_alone(client: FlaskClient, subscribed: Subscriber) -> None:
    mine = paths(subscribed.id, subscribed.key, "bg").mine

    assert client.post(f"{mine}/erase").status_code == 200

    assert db.session.query(Subscriber).count() == db.session.query(NewsletterConsent).count() == 0
    assert db.session.query(Suppression.hash, Suppression.reason).one() == (
        hash_of_address(ADDRESS),
        Suppressed.ERASED,
    )
    assert (
        db.session.query(MailMessage)
        .filter(MailMessage.to == ADDRESS, MailMessage.forgotten_at.is_not(None))
        .count()
        == 0
    )
    assert (
        db.session.query(MailMessage)
        .filter(MailMessage.to == ADDRESS, MailMessage.is_to_be_forgotten.is_(False))
        .count()
        == 0
    )
    assert client.get(mine).status_code == 404


def test_who_left_a_month_ago_is_erased(subscribed: Subscriber) -> None:
    joining.leave(subscribed, place="test")
    subscribed.left_at = now() - joining.KEPT_AFTER_LEAVING - timedelta(hours=1)
    db.session.commit()

    jobs.forget()

    assert db.session.query(Subscriber).count() == 0
    assert db.session.query(Suppression.reason).one() == (Suppressed.ERASED,)


def test_owner_of_an_address_can_forbid_all_mail(client: FlaskClient, run_jobs: RunJobs) -> None:
    link = ask(client, run_jobs)
    assert client.post(f"{link}/never").status_code == 200

    answer = client.post("/bg/newsletter/subscribe", data=FORM)
    run_jobs()

    assert answer.status_code == 303
    assert len(mails(ADDRESS)) == 1
    assert db.session.query(Subscriber).count() == 0


def test_forbidding_all_mail_ends_a_subscription_that_is_there(
    client: FlaskClient, subscribed: Subscriber, run_jobs: RunJobs
) -> None:
    link = ask(client, run_jobs)  # somebody else types the address

    client.post(f"{link}/never")

    assert subscriber().state is SubscriberState.LEFT
    assert db.session.scalars(select(Suppression.reason)).all() == [Suppressed.BLOCKED]
    assert subscribed.email == ADDRESS


def test_account_takes_and_erases_the_subscription_of_its_address(subscribed: Subscriber) -> None:
    user = person("Zoya", email=ADDRESS)
    subscription, requests = PERSONAL

    exported = list(subscription.export(user.id))
    subscription.erase(user.id)
    requests.erase(user.id)
    subscription.erase(user.id)

    assert exported[0]["email"] == subscribed.email
    assert exported[1]["words"] == "Изпращайте ми всеки брой на бюлетина."
    assert db.session.query(Subscriber).count() == 0
