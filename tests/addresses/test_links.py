"""Links of public records: gathered, looked at now and then, shown to editors, and to readers if dead."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from cop.addresses import jobs, operations, queries
from cop.addresses.checking import Outcome
from cop.addresses.enums import Reason, State
from cop.addresses.models import AddressUse, WebAddress
from cop.core import stamps
from cop.core.db import db, now
from cop.core.permissions import SYSTEM
from cop.learning import operations as learning
from cop.learning.models import Module
from cop.practices.models import Practice
from cop.seminars import operations as seminars
from cop.seminars import outcomes
from cop.seminars.content import Facts, Text
from cop.seminars.enums import State as SeminarState
from cop.seminars.models import Contribution
from tests.addresses.links import (
    DAY,
    FACTS,
    GUIDE,
    MONDAY,
    TALK,
    addresses,
    fail_for,
    refer_to,
    switch_on,
)
from tests.addresses.sites import Site, running, status, text
from tests.catalogue.records import Catalogue, practice
from tests.catalogue.records import catalogue as catalogue
from tests.learning.samples import module, publish


def uses() -> set[tuple[str, str, int]]:
    query = select(WebAddress.url, AddressUse.kind, AddressUse.record_id).join(
        AddressUse, AddressUse.address_id == WebAddress.id
    )
    return {(url, kind, id) for url, kind, id in db.session.execute(query)}


def _seminar() -> int:
    seminar = seminars.begin(
        Facts(day=date(2026, 4, 10), zone="Europe/Sofia", spoken="en"),
        Text(title="A talk"),
        actor=SYSTEM,
        language="en",
        slug="a-talk",
    )
    seminar.recording_url = "https://films.example.net/recording"
    outcomes.add(Contribution, seminar, actor=SYSTEM, texts={"en": {"speaker": "A"}}, values={"kind": "talk"})
    db.session.execute(update(Contribution).values(slides_url="https://films.example.net/slides"))
    seminar.state = SeminarState.ARCHIVED
    db.session.flush()
    return seminar.id


def test_addresses_of_public_records_are_gathered_and_forgotten_with_them(catalogue: Catalogue) -> None:
    guide, talk, link = GUIDE, TALK, "https://example.net/x"
    catalogue.publish(practice("a", facts={"links": [link, guide], "website": "https://example.net/"}))
    publish(module(facts=FACTS))
    seminar = _seminar()
    of_module = db.session.scalars(select(Module.id)).one()
    of_practice = db.session.scalars(select(Practice.id)).one()

    assert [operations.collect() for _twice in range(2)] == [6, 0]
    assert uses() == {
        (guide, "module", of_module),
        (talk, "module", of_module),
        (guide, "practice", of_practice),
        (link, "practice", of_practice),
        ("https://example.net/", "practice", of_practice),
        ("https://films.example.net/recording", "seminar", seminar),
        ("https://films.example.net/slides", "seminar", seminar),
    }

    learning.withdraw(db.session.scalars(select(Module)).one(), actor=SYSTEM, reason="")
    assert operations.collect() == 0
    assert talk not in addresses()
    assert {kind for url, kind, _id in uses() if url == guide} == {"practice"}


def test_address_is_dead_after_several_failures_over_days(guide: WebAddress) -> None:
    told = stamps.current(stamps.CONTENT)
    known = []
    for day in (0, 1, 2, 4):
        fail_for(guide, day)
        assert guide.checked_at == MONDAY + day * DAY
        known.append((guide.failed, guide.dead_since, guide.next_at - guide.checked_at))

    assert known == [
        (1, None, DAY),
        (2, None, DAY),
        (3, None, 2 * DAY),
        (4, MONDAY, 4 * DAY),
    ]
    assert stamps.current(stamps.CONTENT) == told + 1
    assert queries.dead([guide.url, "https://example.org/other"]) == {guide.url: MONDAY.date()}


def test_many_failures_of_one_day_do_not_make_an_address_dead(guide: WebAddress) -> None:
    fail_for(guide, 0, 0, 0, 0, 1)

    assert (guide.failed, guide.dead_since) == (5, None)


def test_address_that_answers_again_is_alive_and_is_looked_at_less_and_less(guide: WebAddress) -> None:
    fail_for(guide, 0, 1, 2, 4)
    pauses = []
    for day in range(10, 16):
        at = MONDAY + day * DAY
        operations.note(guide, Outcome(State.ANSWERS), at=at)
        pauses.append((guide.next_at - at).days)

    assert (guide.dead_since, guide.failing_since, guide.failed) == (None, None, 0)
    assert pauses == [7, 14, 28, 56, 56, 56]


def test_site_that_lets_no_program_in_is_not_dead(guide: WebAddress) -> None:
    fail_for(guide, 0, 1)
    operations.note(guide, Outcome(State.REFUSED, Reason.FORBIDDEN), at=MONDAY + 9 * DAY)

    assert (guide.state, guide.failed, guide.dead_since) == (State.REFUSED, 0, None)
    assert guide.next_at == MONDAY + 37 * DAY


@pytest.fixture
def site() -> Iterator[Site]:
    with running(Site({"/there": text("Hello"), "/old": status(301, Location="/there")})) as site:
        yield site


def test_worker_gathers_and_looks_at_one_address_of_a_site_at_a_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    with running(Site()) as other:
        switch_on(app, monkeypatch, site, other)
        inner = "http://127.0.0.1/"
        there, old, gone = site.at("/there"), site.at("/old"), other.at("/gone")
        refer_to(there, old, gone, inner)

        jobs.gather()
        jobs.look()
        first = {url: row.state for url, row in addresses().items()}
        jobs.look()
        jobs.look()

    assert first == {
        there: State.ANSWERS,
        old: State.NEW,
        gone: State.SILENT,
        inner: State.REFUSED,
    }
    row = addresses()[old]
    assert (row.state, row.moved_to) == (State.MOVED, there)
    assert site.requests() == [("HEAD", "/there"), ("HEAD", "/old"), ("HEAD", "/there")]


def test_failures_do_not_count_where_nobody_at_all_can_be_reached(
    app: Flask, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    nobody = f"http://{'a' * 64}.org/"
    switch_on(app, monkeypatch, site)
    refer_to(nobody)
    jobs.gather()
    jobs.look()
    alone = addresses()[nobody]
    first = (alone.state, alone.failed, alone.next_at > now())

    refer_to(nobody, site.at("/there"))
    app.extensions.pop("cop.addresses.gathered")
    jobs.gather()
    jobs.look()
    addresses()[nobody].next_at = now()
    db.session.commit()
    jobs.look()

    alone = addresses()[nobody]
    assert first == (State.NEW, 0, True)
    assert (alone.state, alone.reason, alone.failed) == (State.SILENT, Reason.UNKNOWN_NAME, 1)
    assert site.requests() == [("HEAD", "/there"), ("HEAD", "/there")]


def test_switched_off_nothing_is_gathered_and_nobody_asked(app: Flask, site: Site) -> None:
    assert app.config["COP"].checks_links is False
    refer_to(site.at("/there"))

    jobs.gather()
    jobs.look()

    assert (addresses(), site.asked) == ({}, [])
