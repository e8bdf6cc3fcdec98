"""News: told once, at once or later or never, as each person wishes."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts import news
from cop.accounts.enums import Cadence, UserState
from cop.accounts.models import Notification, NotificationSetting, User
from cop.accounts.operations import notify, set_cadences
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.mail.models import MailMessage
from tests.accounts.mailbox import mails
from tests.conftest import Statements
from tests.people import actor_of, person, sign_in, submit

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.usefixtures("kinds")]


def wish(user: User, **cadences: Cadence) -> None:
    set_cadences(user, actor=actor_of(user), cadences=cadences)
    db.session.commit()


def tell(*users: User, reason: str = "decided:7", kind: str = "decisions") -> None:
    notify(
        [user.id for user in users],
        reason=reason,
        kind=kind,
        template="tests/told",
        title="Русе",
        link="/bg/practices/ruse",
    )
    db.session.commit()


def test_news_is_told_at_once_where_nothing_was_chosen() -> None:
    user = person("Мария", email="maria@example.org", language="ru")

    tell(user)

    mail = db.session.scalars(select(MailMessage)).one()
    assert (mail.to, mail.name, mail.language, mail.person_id) == (
        "maria@example.org",
        "Мария",
        "ru",
        user.id,
    )
    assert (mail.kind, mail.template, mail.reason) == ("decisions", "tests/told", f"decided:7:{user.id}")
    assert mails()[0].subject == "News of Русе"
    assert db.session.scalars(select(Notification.told_at)).one() is not None


def test_same_news_is_told_once_to_each() -> None:
    maria, ivan = person("Мария"), person("Иван")

    tell(maria)
    tell(maria, ivan)
    tell(maria, reason="decided:8")

    assert [mail.to for mail in mails()] == [maria.email, ivan.email, maria.email]


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY])
def test_news_waits_for_the_digest_where_that_was_chosen(cadence: Cadence) -> None:
    user = person("Мария")
    wish(user, decisions=cadence)

    tell(user)
    tell(user, kind="messages", reason="said:1")

    assert [mail.subject for mail in mails()] == ["News of Русе"]
    waiting = select(Notification.kind).where(Notification.told_at.is_(None))
    assert db.session.scalars(waiting).all() == ["decisions"]


def test_news_is_not_told_to_whoever_wants_none() -> None:
    user = person("Мария")
    wish(user, decisions=Cadence.NEVER)

    tell(user)

    assert (mails(), db.session.scalars(select(Notification)).all()) == ([], [])


@pytest.mark.parametrize("state", [UserState.DISABLED, UserState.ERASED, UserState.UNCONFIRMED])
def test_news_is_not_told_to_accounts_that_cannot_be_used(state: UserState) -> None:
    tell(person("Мария", state=state))

    assert mails() == []


def test_news_for_nobody_asks_nothing(count_statements: Statements) -> None:
    with count_statements() as statements:
        notify([], reason="x", kind="decisions", template="tests/told")

    assert statements == []


def test_who_is_to_be_told_is_asked_in_one_statement(count_statements: Statements) -> None:
    counts = []
    for size in (1, 3):
        ids = [person(f"P{n}").id for n in range(size)]
        with count_statements() as statements:
            notify(ids, reason="decided", kind="decisions", template="tests/told", title="", link="")
        counts.append(sum(statement.startswith("SELECT") for statement in statements))

    assert counts == [1, 1]


def test_settings_page_asks_for_each_kind_and_remembers(client: FlaskClient) -> None:
    user = person("Мария")
    sign_in(client, user)

    answer = submit(client, "/en/account/news", {"kind-decisions": "weekly", "kind-messages": "never"})

    assert answer.status_code == 303
    assert news.cadences(user.id) == {"decisions": Cadence.WEEKLY, "messages": Cadence.NEVER}
    page = client.get("/en/account/news").text
    assert page.count(" checked") == 2
    assert page.count('value="weekly" checked') == 1


def test_settings_page_starts_with_at_once(client: FlaskClient) -> None:
    sign_in(client, person("Мария"))

    assert client.get("/en/account/news").text.count('value="now" checked') == 2


def test_answer_that_was_not_asked_for_is_refused(client: FlaskClient) -> None:
    sign_in(client, person("Мария"))

    answer = submit(client, "/en/account/news", {"kind-decisions": "hourly"})

    assert answer.status_code == 400
    assert db.session.scalars(select(NotificationSetting)).all() == []


def test_ending_a_kind_drops_what_was_waiting() -> None:
    user = person("Мария")
    wish(user, decisions=Cadence.DAILY, messages=Cadence.DAILY)
    tell(user)
    tell(user, kind="messages", reason="said:1")

    wish(user, decisions=Cadence.NEVER)

    assert db.session.scalars(select(Notification.kind)).all() == ["messages"]


def test_one_post_without_a_cookie_ends_a_kind(client: FlaskClient) -> None:
    user = person("Мария")
    tell(user)
    path = db.session.scalars(select(MailMessage.unsubscribe)).one()

    answers = [client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert news.cadences(user.id) == {"decisions": Cadence.NEVER, "messages": Cadence.NOW}
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert entry is not None
    assert (entry.action, entry.actor_kind, entry.facts) == (
        "account.unsubscribe",
        "visitor",
        {"kinds": ["decisions"]},
    )


def test_opening_the_link_ends_nothing_and_its_button_does(client: FlaskClient) -> None:
    user = person("Мария")
    tell(user)
    path = db.session.scalars(select(MailMessage.unsubscribe)).one().replace("/bg/", "/en/")

    page = client.get(path)
    before = news.cadences(user.id)["decisions"]
    answer = submit(client, path)

    assert page.text.count("No more mails about: Decisions") == 1
    assert (before, answer.status_code) == (Cadence.NOW, 200)
    assert news.cadences(user.id)["decisions"] is Cadence.NEVER


def test_link_of_the_collected_mail_ends_all_that_is_collected(client: FlaskClient) -> None:
    user = person("Мария")
    wish(user, decisions=Cadence.DAILY)

    client.post(news.unsubscribe_path(user.id, news.DIGEST, "en"))

    assert news.cadences(user.id) == {"decisions": Cadence.NEVER, "messages": Cadence.NOW}


def test_link_of_somebody_who_is_not_there_ends_nothing(client: FlaskClient) -> None:
    assert client.post(news.unsubscribe_path(9999, "decisions", "en")).status_code == 200
    assert db.session.scalars(select(NotificationSetting)).all() == []


@pytest.mark.parametrize("token", ["x", "WzEsImRlY2lzaW9ucyJd.AAAA", "."])
def test_made_up_link_leads_nowhere(client: FlaskClient, token: str) -> None:
    path = f"/en/account/unsubscribe/{token}"

    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
