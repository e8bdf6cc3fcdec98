"""Records of any kind: shown as cards, found by their address, linked and read from both ends."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.core import links
from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.links import Relation
from cop.core.permissions import SYSTEM, VISITOR
from cop.core.records import Ref, at_path, cards_of
from cop.practices.models import Practice
from cop.practices.operations import withdraw
from tests.catalogue.records import Catalogue, practice
from tests.catalogue.records import catalogue as catalogue
from tests.conftest import Statements


@pytest.fixture
def refs(catalogue: Catalogue) -> list[Ref]:
    catalogue.publish(practice("a", strapline="One"), practice("b"), practice("c"))
    ids = {row.slug: row.id for row in db.session.execute(select(Practice.slug, Practice.id))}
    return [Ref("practice", ids[slug]) for slug in "abc"]


def titles(ref: Ref) -> list[tuple[Relation, str, bool]]:
    found = links.linked(ref, actor=VISITOR, language="en")
    return [(link.relation, link.card.title, link.is_backwards) for link in found]


def test_cards_come_in_the_order_asked_for_and_unknown_ones_are_left_out(refs: list[Ref]) -> None:
    a, b, _c = refs
    wanted = [b, Ref("practice", 999_999), Ref("nothing", 1), a, b]

    cards = cards_of(wanted, actor=VISITOR, language="ru")

    assert [(card.ref, card.path, card.language, card.summary) for card in cards] == [
        (b, "/ru/practices/b", "en", ""),
        (a, "/ru/practices/a", "en", "One"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_statements_does_not_grow(
    refs: list[Ref], count: int, count_statements: Statements
) -> None:
    with count_statements() as statements:
        cards_of(refs[:count], actor=VISITOR, language="en")

    assert len(statements) == 4


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/bg/practices/b", "B"),
        ("http://localhost/ru/practices/b?x=1#top", "B"),
        ("practices/b/", "B"),
        ("/en/concepts/b", None),
        ("/en/practices/nowhere", None),
        ("", None),
        ("javascript:alert(1)", None),
    ],
)
@pytest.mark.usefixtures("refs")
def test_record_is_found_by_the_address_people_paste(path: str, title: str | None) -> None:
    found = at_path(path, actor=VISITOR, language="en")

    assert (found.title if found else None) == title


def test_link_is_read_from_both_ends_and_setting_it_twice_is_setting_it_once(refs: list[Ref]) -> None:
    a, b, _c = refs

    new = [links.link(a, Relation.ADAPTS, b, actor=SYSTEM) for _time in range(2)]

    assert new == [True, False]
    assert titles(a) == [(Relation.ADAPTS, "B", False)]
    assert titles(b) == [(Relation.ADAPTS, "A", True)]
    assert links.far_ends(a, Relation.ADAPTS) == [b]
    actions = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("record."))
    ).all()
    assert actions == ["record.link"]


def test_link_that_is_taken_away_is_gone_from_both_ends(refs: list[Ref]) -> None:
    a, b, c = refs
    links.link(a, Relation.ADAPTS, b, actor=SYSTEM)
    links.link(a, Relation.MENTIONS, b, actor=SYSTEM)
    links.link(c, Relation.ADAPTS, a, actor=SYSTEM)

    gone = [links.unlink(a, Relation.ADAPTS, b, actor=SYSTEM) for _time in range(2)]

    assert gone == [True, False]
    assert titles(a) == [(Relation.MENTIONS, "B", False), (Relation.ADAPTS, "C", True)]
    links.forget(a)
    assert (titles(a), titles(b), titles(c)) == ([], [], [])


def test_pages_show_what_is_linked_and_never_what_is_withdrawn(client: FlaskClient, refs: list[Ref]) -> None:
    a, b, _c = refs
    links.link(a, Relation.ADAPTS, b, actor=SYSTEM)
    db.session.commit()
    assert "Adapted by" in client.get("/en/practices/b").text
    assert "Адаптации" in client.get("/bg/practices/b").text

    withdraw(db.session.get_one(Practice, a.id), actor=SYSTEM, reason="Test")
    db.session.commit()

    assert "Adapted by" not in client.get("/en/practices/b").text
