"""Seminars to test with."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cop.core.db import db
from cop.core.permissions import SYSTEM, Actor
from cop.seminars import operations
from cop.seminars.content import Facts, Text
from cop.seminars.enums import State
from cop.seminars.models import Seminar

MakeSeminar = Callable[..., Seminar]

FACTS: dict[str, Any] = {
    "day": date(2030, 4, 10),
    "begins": "11:00",
    "minutes": 90,
    "zone": "Europe/Sofia",
    "spoken": "bg",
}


@pytest.fixture
def make_seminar(db_session: object) -> MakeSeminar:  # noqa: ARG001 - it is rolled back
    """`make_seminar("a-slug", state=State.OPEN, capacity=2, title="…")`, begun by the system."""

    def make(
        slug: str = "talk",
        *,
        state: State = State.OPEN,
        title: str = "Talk about families",
        actor: Actor = SYSTEM,
        text: dict[str, str] | None = None,
        **facts: Any,
    ) -> Seminar:
        seminar = operations.begin(
            Facts.model_validate(FACTS | facts),
            Text.model_validate({"title": title, **(text or {})}),
            actor=actor,
            language="en",
            slug=slug,
        )
        seminar.state = state
        db.session.commit()
        return seminar

    return make
