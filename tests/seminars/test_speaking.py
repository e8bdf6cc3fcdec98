"""Speakers agree and give slides by a signed link; what is shown follows what they agree to."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.seminars import operations, outcomes, speaking
from cop.seminars.enums import ContributionKind, Material, State
from cop.seminars.models import Contribution, Seminar, SpeakerConsent
from tests.people import submit
from tests.seminars.conftest import MakeSeminar

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def ask(make_seminar: MakeSeminar) -> tuple[Seminar, str]:
    seminar = make_seminar(state=State.AWAITED)
    item = outcomes.add(
        Contribution,
        seminar,
        actor=SYSTEM,
        texts={"en": {"speaker": "Ana", "title": "On trust"}},
        values={"kind": ContributionKind.TALK, "slides": Material.AWAITED, "email": "ana@example.org"},
    )
    assert isinstance(item, Contribution)
    for _twice in range(2):
        speaking.ask(item, seminar, actor=SYSTEM, language="en")
    db.session.commit()
    (mail,) = db.session.scalars(select(MailMessage)).all()
    assert mail.to == "ana@example.org"
    found = re.search(r"http://localhost(/\S+)", render(mail).text)
    assert found is not None
    return seminar, found[1]


def test_speaker_agrees_and_gives_a_link_which_is_shown_while_agreed(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    _seminar, link = ask(make_seminar)
    assert "checked" not in client.get(link).text

    fields = {"agree-recording": "y", "agree-publication": "y", "slides_url": "https://example.org/s.pdf"}
    assert submit(client, link, fields, form=link).status_code == 303
    assert "https://example.org/s.pdf" in client.get("/en/seminars/talk").text

    submit(client, link, {"agree-publication": None}, form=link)

    assert "https://example.org/s.pdf" not in client.get("/en/seminars/talk").text
    assert "Slides are awaited." in client.get("/en/seminars/talk").text
    events = db.session.scalars(select(SpeakerConsent).order_by(SpeakerConsent.id)).all()
    assert [(one.purpose.value, one.is_given, one.wording_version, one.language) for one in events] == [
        ("recording", True, 1, "en"),
        ("publication", True, 1, "en"),
        ("publication", False, 1, "en"),
    ]


def test_slides_as_a_file_are_everybodys_while_agreed_and_nobodys_afterwards(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    _seminar, link = ask(make_seminar)
    fields = {"agree-publication": "y", "file": (BytesIO(PDF), "slides.pdf")}
    assert submit(client, link, fields, form=link).status_code == 303
    found = re.search(r'href="(/files/[^"]+)"', client.get("/en/seminars/talk").text)
    assert found is not None
    visitor = client.application.test_client()
    with visitor.get(found[1]) as given:
        assert given.data == PDF

    submit(client, link, {"agree-publication": None}, form=link)

    assert visitor.get(found[1]).status_code == 404
    assert found[1] not in client.get("/en/seminars/talk").text


def test_what_is_no_address_or_no_document_is_refused_and_the_rest_kept(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    _seminar, link = ask(make_seminar)

    wrong = submit(client, link, {"agree-recording": "y", "slides_url": "javascript:alert(1)"}, form=link)
    program = submit(client, link, {"file": (BytesIO(b"MZ\x90\0" * 9), "a.exe")}, form=link)

    assert wrong.status_code == 422
    assert 'name="agree-recording" value="y" checked' in wrong.text
    assert "javascript:alert(1)" in wrong.text
    assert program.status_code == 422
    assert db.session.scalars(select(SpeakerConsent)).all() == []


def test_another_address_makes_the_older_link_void(client: FlaskClient, make_seminar: MakeSeminar) -> None:
    _seminar, link = ask(make_seminar)
    contribution = db.session.scalars(select(Contribution)).one()
    contribution.email = "other@example.org"
    db.session.commit()

    assert client.get(link).status_code == 404


def test_link_is_an_actor_of_its_own_and_nobody_else_speaks_for_the_speaker(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    _seminar, link = ask(make_seminar)

    submit(client, link, {"agree-publication": "y", "file": (BytesIO(PDF), "slides.pdf")}, form=link)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    said = [(entry.action, entry.actor_kind, entry.actor_id) for entry in entries[-3:]]
    assert said == [
        ("media.keep", "link", None),
        ("media.describe", "link", None),
        ("seminar.speaker", "link", None),
    ]
    contribution = db.session.scalars(select(Contribution)).one()
    for actor in (VISITOR, SYSTEM):
        with pytest.raises(NotAllowedError):
            speaking.take(contribution, PDF, "slides.pdf", actor=actor)


def test_speaker_hears_once_of_another_time_and_of_the_end(make_seminar: MakeSeminar) -> None:
    seminar, link = ask(make_seminar)
    seminar.state = State.OPEN
    facts = operations.facts_of(seminar).model_copy(update={"begins": "15:00"})

    operations.change_facts(seminar, facts, actor=SYSTEM, version=seminar.version)
    operations.move(seminar, State.CANCELLED, actor=SYSTEM)
    db.session.commit()

    _asked, moved, cancelled = db.session.scalars(select(MailMessage).order_by(MailMessage.id)).all()
    assert [mail.template for mail in (moved, cancelled)] == ["seminars/moved", "seminars/cancelled"]
    assert [mail.to for mail in (moved, cancelled)] == ["ana@example.org"] * 2
    assert "Wed 10 April 2030, 15:00 Sofia" in render(moved).text
    assert "Before it was: Wed 10 April 2030, 11:00 Sofia" in render(moved).text
    assert all(
        link in render(mail).text and "Your place" not in render(mail).text for mail in (moved, cancelled)
    )


def test_speaker_with_a_place_hears_as_one_of_those_who_come(
    client: FlaskClient, make_seminar: MakeSeminar
) -> None:
    seminar, _link = ask(make_seminar)
    seminar.state = State.OPEN
    db.session.commit()
    fields = {"name": "Ana", "email": "ana@example.org", "timezone": "Europe/Sofia"}
    submit(client, "/en/seminars/talk/join", fields, form="/join")

    operations.move(seminar, State.POSTPONED, actor=SYSTEM)
    db.session.commit()

    query = select(MailMessage.template).order_by(MailMessage.id)
    assert db.session.scalars(query).all() == ["seminars/speaker", "seminars/joined", "seminars/postponed"]
