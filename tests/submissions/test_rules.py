"""Who may do what with a submission: one table, and the query that agrees with it."""

from enum import StrEnum

import pytest
from sqlalchemy import select

from cop.core.db import db
from cop.core.permissions import SYSTEM, VISITOR, Actor, Role, can
from cop.submissions import queries
from cop.submissions.enums import State
from cop.submissions.models import Author, Submission
from cop.submissions.rules import Permission
from tests.people import actor_of, person

P = Permission
#                                    visitor stranger owner co-author reviewer editor editing-author system
DRAFT, SENT, TAKEN_BACK = State.DRAFT, State.SUBMITTED, State.WITHDRAWN
TABLE: dict[tuple[StrEnum, State], str] = {
    (P.BEGIN, DRAFT): "               -        +       +       +        +       +          +           -",
    (P.READ, DRAFT): "                -        -       +       +        -       -          +           +",
    (P.READ, SENT): "                 -        -       +       +        -       +          +           +",
    (P.READ, TAKEN_BACK): "           -        -       +       +        -       -          +           +",
    (P.WRITE, DRAFT): "               -        -       +       +        -       -          +           -",
    (P.SEND, DRAFT): "                -        -       +       +        -       -          +           -",
    (P.WITHDRAW, SENT): "             -        -       +       +        -       -          +           -",
    (P.REOPEN, TAKEN_BACK): "         -        -       +       +        -       -          +           -",
    (P.MANAGE_AUTHORS, DRAFT): "      -        -       +       -        -       -          -           -",
    (P.DELETE, DRAFT): "              -        -       +       -        -       -          -           +",
    (P.SPEAK, DRAFT): "               -        -       +       +        -       -          +           -",
    (P.SPEAK, SENT): "                -        -       +       +        -       +          +           -",
    (P.NOTE, DRAFT): "                -        -       -       -        -       -          -           -",
    (P.NOTE, SENT): "                 -        -       -       -        -       +          -           -",
    (P.JUDGE, SENT): "                -        -       -       -        -       +          -           -",
}


def actors() -> tuple[dict[str, Actor], Submission]:
    people = {
        "stranger": person("S"),
        "owner": person("O"),
        "co-author": person("C"),
        "reviewer": person("R", Role.REVIEWER),
        "editor": person("E", Role.EDITOR),
        "editing author": person("EA", Role.EDITOR),
    }
    submission = Submission(kind="note", source_language="en", title="N")
    submission.authors = [
        Author(user_id=people["owner"].id, is_owner=True),
        Author(user_id=people["co-author"].id),
        Author(user_id=people["editing author"].id),
    ]
    db.session.add(submission)
    db.session.commit()
    known = {name: actor_of(user) for name, user in people.items()}
    return {"visitor": VISITOR, **known, "system": SYSTEM}, submission


def test_table_holds() -> None:
    known, submission = actors()
    found = {}
    for permission, state in TABLE:
        submission.state = state
        found[permission, state] = [
            "+" if can(actor, permission, submission) else "-" for actor in known.values()
        ]

    assert found == {key: row.split() for key, row in TABLE.items()}


def test_every_permission_stands_in_the_table() -> None:
    assert {permission for permission, _state in TABLE} == set(Permission)


@pytest.mark.parametrize("state", State)
def test_query_finds_exactly_what_the_rule_lets_one_read(state: State) -> None:
    known, submission = actors()
    submission.state = state
    db.session.commit()

    by_query = {
        name: db.session.scalar(select(Submission.id).where(queries.visible_to(actor))) is not None
        for name, actor in known.items()
    }

    assert by_query == {name: can(actor, P.READ, submission) for name, actor in known.items()}
    assert by_query == {name: queries.may_see_files(actor, submission.id) for name, actor in known.items()}
