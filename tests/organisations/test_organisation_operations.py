"""Who speaks for an organisation: asking, answering, stepping down; and what happens at the same moment."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.accounts.enums import UserState
from cop.core.db import db
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.permissions import SYSTEM, VISITOR, Actor, Role
from cop.mail.models import MailMessage
from cop.mail.rendering import render
from cop.organisations import queries
from cop.organisations.models import Organisation, Speaker
from cop.organisations.operations import ask, confirm, end, refuse, step_down
from cop.organisations.rules import speaks_for
from tests.organisations.conftest import put, speaker, spoken_for
from tests.organisations.trail import audited
from tests.people import actor_of, person


def _mails() -> list[tuple[str, str, str, str]]:
    """(template, to whom, language, organisation) of every mail, in order."""
    return [
        (mail.template, mail.name, mail.language, mail.context["organisation"])
        for mail in db.session.scalars(select(MailMessage).order_by(MailMessage.id))
    ]


def _asked(organisation: Organisation, actor: Actor) -> Speaker:
    row = ask(organisation, actor=actor)
    db.session.commit()
    return row


def test_who_asks_is_not_confirmed_and_editors_are_told(
    organisation: Organisation, member: Actor, editor: Actor
) -> None:
    assert editor.id is not None

    row = ask(organisation, actor=member, note="  I lead \n the centre ")

    assert (row.user_id, row.confirmed_at, row.note) == (member.id, None, "I lead the centre")
    assert queries.organisations_of(member.id or 0) == set()
    assert speaks_for(member, organisation) is False
    assert _mails() == [("organisations/asked", "Helen", "en", "Hope Association")]
    assert audited() == [("organisation.ask", "nadezhda")]


def test_present_speakers_are_told_instead_of_editors(
    organisation: Organisation, member: Actor, editor: Actor
) -> None:
    spoken_for(organisation, "Петър")
    speaker(organisation, person("Gone", state=UserState.DISABLED).id)
    assert editor.roles == {Role.EDITOR}

    ask(organisation, actor=member)

    assert _mails() == [("organisations/asked", "Петър", "bg", "Сдружение „Надежда“")]


def test_asking_twice_is_asking_once(organisation: Organisation, member: Actor, editor: Actor) -> None:
    first = ask(organisation, actor=member, note="a")

    second = ask(organisation, actor=member, note="b")

    assert (second.id, second.note) == (first.id, "a")
    assert db.session.scalar(select(func.count(Speaker.id))) == 1
    assert [mail[1] for mail in _mails()] == [editor.name]


def test_editor_confirms_and_the_member_is_told(
    organisation: Organisation, member: Actor, editor: Actor
) -> None:
    row = _asked(organisation, member)

    confirm(row, actor=editor)

    assert (row.confirmed_by, row.confirmed_at is not None) == (editor.id, True)
    assert queries.organisations_of(member.id or 0) == {organisation.id}
    assert queries.speakers(organisation.id) == {member.id}
    assert speaks_for(member, organisation) is True
    assert _mails()[1:] == [("organisations/confirmed", "Мария", "bg", "Сдружение „Надежда“")]
    assert audited() == [("organisation.ask", "nadezhda"), ("organisation.confirm", "nadezhda")]


def test_present_speaker_confirms(organisation: Organisation, member: Actor) -> None:
    user = person("Петър")
    speaker(organisation, user.id)
    row = _asked(organisation, member)

    confirm(row, actor=actor_of(user))

    assert queries.speakers(organisation.id) == {user.id, member.id}


def test_request_that_is_turned_down_is_gone_and_may_come_again(
    organisation: Organisation, member: Actor, editor: Actor
) -> None:
    refuse(_asked(organisation, member), actor=editor)
    again = _asked(organisation, member)

    assert again.confirmed_at is None
    assert [mail[0] for mail in _mails()] == [
        "organisations/asked",
        "organisations/refused",
        "organisations/asked",
    ]
    assert [action for action, _key in audited()] == [
        "organisation.ask",
        "organisation.refuse",
        "organisation.ask",
    ]


@pytest.mark.parametrize("second", [confirm, refuse])
@pytest.mark.parametrize("first", [confirm, refuse])
def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told(
    organisation: Organisation,
    member: Actor,
    editor: Actor,
    first: Callable[..., object],
    second: Callable[..., object],
) -> None:
    row = _asked(organisation, member)
    other = actor_of(person("Иван", Role.EDITOR))
    seen_by_the_other = Speaker(
        id=row.id, organisation_id=row.organisation_id, user_id=row.user_id, asked_at=row.asked_at
    )
    first(row, actor=editor)
    db.session.commit()

    with pytest.raises(ConflictError) as told:
        second(seen_by_the_other, actor=other)

    assert told.value.message == "Somebody has already answered this request."
    assert len(_mails()) == 2  # the editor was asked, and the member was told once
    confirmers = db.session.scalars(select(Speaker.confirmed_by)).all()
    assert confirmers == ([editor.id] if first is confirm else [])


def test_nobody_answers_for_themselves_or_for_others_organisations(
    organisation: Organisation, member: Actor, editor: Actor
) -> None:
    elsewhere = actor_of(person("Друг"))
    speaker(put("other", bg="Друга"), elsewhere.id or 0)
    request = _asked(organisation, member)
    own = _asked(organisation, editor)
    waiting = _asked(organisation, actor_of(person("Чака")))

    for actor in (VISITOR, member, elsewhere, SYSTEM):
        with pytest.raises(NotAllowedError):
            confirm(request, actor=actor)
        with pytest.raises(NotAllowedError):
            refuse(request, actor=actor)
    with pytest.raises(NotAllowedError):
        confirm(own, actor=editor)
    with pytest.raises(NotAllowedError):
        confirm(waiting, actor=member)  # who waits as well is no speaker
    with pytest.raises(NotAllowedError):
        ask(organisation, actor=VISITOR)


def test_who_may_answer_is_the_same_in_the_rule_and_in_the_database(
    organisation: Organisation, member: Actor, editor: Actor
) -> None:
    user = person("Петър")
    speaker(organisation, user.id)
    request = _asked(organisation, member)
    actors = [member, editor, actor_of(user), actor_of(person("Друг")), VISITOR]

    found = [queries.request_of(request.id, actor=actor) is not None for actor in actors]
    listed = [[voice.id for voice in queries.requests_for(actor, "bg")] for actor in actors]

    assert found == [False, True, True, False, False]
    assert listed == [[request.id] if may else [] for may in found]


def test_stepping_down_is_safe_to_repeat(organisation: Organisation) -> None:
    user = person("Петър")
    speaker(organisation, user.id)
    actor = actor_of(user)

    step_down(organisation, actor=actor)
    step_down(organisation, actor=actor)

    assert queries.speakers(organisation.id) == set()
    assert audited() == [("organisation.step_down", "nadezhda")]
    assert _mails() == []


def test_editor_ends_what_was_a_mistake(organisation: Organisation, member: Actor, editor: Actor) -> None:
    row = speaker(organisation, member.id or 0)

    with pytest.raises(NotAllowedError):
        end(row, actor=member)
    end(row, actor=editor)

    assert queries.organisations_of(member.id or 0) == set()
    assert [mail[:2] for mail in _mails()] == [("organisations/ended", "Мария")]
    assert audited() == [("organisation.end", "nadezhda")]


@pytest.mark.parametrize("language", ["bg", "ru", "en"])
def test_every_letter_can_be_read(organisation: Organisation, editor: Actor, language: str) -> None:
    member = actor_of(person("Мария", language=language))
    refuse(_asked(organisation, member), actor=editor)
    row = confirm(_asked(organisation, member), actor=editor)
    end(row, actor=editor)

    letters = [render(mail) for mail in db.session.scalars(select(MailMessage).order_by(MailMessage.id))]

    to_member = [letter for letter in letters if "Мария" in letter.text.splitlines()[0]]
    name_there = "Hope Association" if language == "en" else "Сдружение „Надежда“"
    assert [letter.first_link().partition("/account")[2] for letter in letters] == [
        "/organisations",
        "/organisations/nadezhda",
        "/organisations",
        "/organisations/nadezhda",
        "/organisations/nadezhda",
    ]
    assert len(to_member) == 3
    assert all(name_there in letter.subject + letter.text for letter in to_member)
    assert all(letter.first_link() in letter.html for letter in letters)


def test_person_gets_what_is_known_and_is_taken_out(
    app: Flask, organisation: Organisation, member: Actor, editor: Actor
) -> None:
    row = ask(organisation, actor=member, note="I lead it")
    confirm(row, actor=editor)
    entry = app.extensions["cop.personal"]["organisation_speakers"]
    assert member.id is not None
    assert editor.id is not None
    assert row.confirmed_at is not None

    known = list(entry.export(member.id)), list(entry.export(editor.id))
    for id in (editor.id, member.id, member.id):
        entry.erase(id)

    assert known == (
        [
            {
                "organisation": organisation.names,
                "asked": row.asked_at.isoformat(),
                "said": "I lead it",
                "confirmed": row.confirmed_at.isoformat(),
            }
        ],
        [{"organisation": organisation.names, "confirmed_somebody": row.confirmed_at.isoformat()}],
    )
    assert (list(entry.export(member.id)), list(entry.export(editor.id))) == ([], [])
    assert db.session.scalar(select(func.count(Speaker.id))) == 0


def test_erasing_who_confirmed_leaves_who_speaks(
    app: Flask, organisation: Organisation, member: Actor, editor: Actor
) -> None:
    confirm(_asked(organisation, member), actor=editor)

    app.extensions["cop.personal"]["organisation_speakers"].erase(editor.id)

    db.session.expire_all()
    assert db.session.scalars(select(Speaker.confirmed_by)).all() == [None]
    assert queries.speakers(organisation.id) == {member.id}
