"""Writing a consent down, what it covers, how it ends."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.cases import operations as cases
from cop.consents import operations
from cop.consents.enums import ConsentState, GivenHow, Scope
from cop.consents.models import Consent
from cop.consents.queries import today
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, VISITOR
from tests.cases.samples import case
from tests.people import actor_of, person, sign_in, submit


@pytest.fixture
def team(app: Flask) -> User:  # noqa: ARG001 - within its transaction
    """Somebody who writes consents down."""
    return person("Team", language="en")


def noted(team: User, **more: object) -> tuple[Consent, str]:
    values = {
        "holder": "Mother 3",
        "scopes": [Scope.PAGE],
        "languages": [],
        "until": None,
        "given_how": GivenHow.WRITTEN,
    }
    consent, code = operations.note(actor=actor_of(team), **(values | more))  # type: ignore[arg-type]
    db.session.commit()
    return consent, code


@pytest.mark.usefixtures("app")
def test_visitor_cannot_write_one_down() -> None:
    with pytest.raises(NotAllowedError):
        operations.note(
            actor=VISITOR,
            holder="A",
            scopes=[Scope.PAGE],
            languages=[],
            until=None,
            given_how=GivenHow.SPOKEN,
        )


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"scopes": []}, "scopes"),
        ({"until": today() - timedelta(days=1)}, "until"),
    ],
)
def test_what_is_missing_is_told_at_its_field(team: User, more: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        noted(team, **more)

    assert caught.value.field == field


def test_code_is_kept_as_a_hash_and_opens_however_it_is_typed(team: User) -> None:
    consent, code = noted(team)

    assert code not in str(vars(consent))
    assert operations.opened(code.lower().replace("-", " "), client="a") is consent
    assert operations.opened(code[:-1], client="a") is None


def test_guessing_is_slowed_down(client: FlaskClient, team: User) -> None:
    noted(team)

    statuses = [submit(client, "/en/consents", {"code": "AAAA-BBBB"}).status_code for _n in range(21)]

    assert statuses == [422] * 20 + [429]


@pytest.mark.parametrize(
    ("more", "is_covered"),
    [
        ({}, True),
        ({"scopes": [Scope.PRINT]}, False),
        ({"languages": ["en"]}, True),
        ({"languages": ["bg"]}, False),
    ],
)
def test_words_are_published_only_under_a_consent_that_covers_them(
    team: User, more: dict[str, object], is_covered: bool
) -> None:
    consent, _code = noted(team, **more)
    quote = {"words": "I was heard.", "consent": consent.reference}

    def publish() -> bool:
        return cases.publish(case("council", quotes=[quote]), actor=SYSTEM)

    if is_covered:
        assert publish()
        operations.withdraw_by_code(consent)
        quote["words"] = "I was heard again."
    with pytest.raises(InvalidError):
        publish()


@pytest.mark.usefixtures("app")
def test_consent_that_nobody_noted_covers_nothing() -> None:
    with pytest.raises(InvalidError):
        cases.publish(case("council", benefits="> Said.\n> [c-aaaa2222]"), actor=SYSTEM)


def test_withdrawn_twice_is_withdrawn_once_and_the_trail_holds_no_words(team: User) -> None:
    consent, _code = noted(team)

    operations.withdraw_by_code(consent)
    operations.withdraw_by_code(consent)
    db.session.commit()

    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "consent")).all()
    assert [(e.action, e.facts) for e in entries] == [("consent.note", {}), ("consent.withdraw", {})]
    assert db.session.scalars(select(Job.subject).where(Job.kind == operations.ERASE)).all() == [
        consent.reference
    ]


def test_consent_ends_by_itself_after_its_day(team: User) -> None:
    consent, _code = noted(team, until=today())
    lasting, _code = noted(team)

    operations.EXPIRE.run()
    assert consent.state is ConsentState.ACTIVE
    consent.until = today() - timedelta(days=1)
    db.session.commit()
    operations.EXPIRE.run()

    assert (consent.state, lasting.state) == (ConsentState.EXPIRED, ConsentState.ACTIVE)


def test_member_notes_one_and_takes_it_back_and_another_member_cannot(
    client: FlaskClient, team: User
) -> None:
    sign_in(client, team)
    fields = {"holder": "Mother 3", "scopes": ["page"]}
    sheet = submit(client, "/en/account/consents", fields, form="/account/consents").text
    consent = db.session.scalars(select(Consent)).one()
    assert consent.reference in sheet
    address = f"/en/account/consents/{consent.id}/withdraw"

    sign_in(client, person("Another", language="en"))
    assert submit(client, "/en/account/consents", {}, form="/account/consents").status_code == 422
    assert client.post(address).status_code in (400, 404)
    sign_in(client, team)
    assert submit(client, "/en/account/consents", {}, form=address).status_code == 303

    db.session.refresh(consent)
    assert consent.state is ConsentState.WITHDRAWN


def test_link_asks_first_and_looking_changes_nothing(client: FlaskClient, team: User) -> None:
    consent, code = noted(team)

    page = client.get(f"/en/consents/{code}")

    assert f'value="{code}"' in page.text
    assert consent.reference not in page.text
    assert "no-store" in page.headers["Cache-Control"]
