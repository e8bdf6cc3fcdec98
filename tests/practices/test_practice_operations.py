"""Writing to the catalogue: by slug, whole, every version kept, and nothing where nothing changed."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from cop.core import outbox, stamps
from cop.core.audit import AuditEntry
from cop.core.errors import ConflictError, InvalidError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, VISITOR, Actor, can
from cop.organisations.models import Organisation
from cop.practices import operations, queries
from cop.practices.content import PracticeContent
from cop.practices.models import (
    PRACTICES,
    Practice,
    PracticeConcept,
    PracticeOrganisation,
    PracticeText,
    PracticeVersion,
)
from cop.practices.rules import Permission
from cop.records.models import RecordState
from cop.records.queries import newest_ids, version, versions
from cop.vocabulary import operations as vocabulary
from tests.catalogue.records import concept, practice

Session = scoped_session[Any]
pytestmark = pytest.mark.usefixtures("db_session")
BOYS = {"target_groups": ["boys"]}


@pytest.fixture(autouse=True)
def _concepts(db_session: Session) -> None:
    boys, children = concept("boys", broader="children", en="Boys"), concept("children", en="Children")
    vocabulary.put([boys, children, concept("de", "country", en="Germany")], actor=SYSTEM)
    db_session.commit()


def _publish(*contents: PracticeContent, note: str = "") -> int:
    return sum(operations.publish(contents, actor=SYSTEM, note=note))


def _row(session: Session, slug: str = "a") -> Practice:
    return session.scalars(select(Practice).where(Practice.slug == slug)).one()


def _counts(session: Session) -> list[int]:
    models: Sequence[type] = (Practice, PracticeVersion, Job, AuditEntry, PracticeText, Organisation)
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def _versions(session: Session) -> list[tuple[int, str, str]]:
    rows = session.execute(
        select(PracticeVersion.number, PracticeVersion.content, PracticeVersion.note).order_by(
            PracticeVersion.number
        )
    )
    return [(row.number, row.content, row.note) for row in rows]


def test_new_practice_is_public_as_version_one(db_session: Session) -> None:
    content = practice("a", facts=BOYS, aim="To *help*.", texts={"bg": {"title": "А"}})

    changed = _publish(content, note="Import")

    row = _row(db_session)
    assert changed == 1
    assert (row.state, row.version_number, row.source_language) == (RecordState.PUBLISHED, 1, "en")
    assert row.fingerprint == content.fingerprint()
    assert _versions(db_session) == [(1, content.canonical(), "Import")]


def test_texts_are_rendered_when_they_are_written(db_session: Session) -> None:
    _publish(practice("a", aim="To *help*.", texts={"bg": {"title": "А"}}))

    texts = db_session.scalars(select(PracticeText).order_by(PracticeText.language)).all()
    assert [(text.language, text.title, text.html, text.plain) for text in texts] == [
        ("bg", "А", {}, {}),
        ("en", "A", {"aim": "<p>To <em>help</em>.</p>"}, {"aim": "To help."}),
    ]


def test_job_and_stamp_are_written_with_the_practice(db_session: Session) -> None:
    before, stamp = set(db_session.scalars(select(Job.id))), stamps.current(stamps.CONTENT)

    _publish(practice("a"))

    jobs = db_session.scalars(select(Job).where(Job.id.not_in(before))).all()
    assert [(job.kind, job.subject) for job in jobs] == [("search.sync", f"practice:{_row(db_session).id}")]
    assert stamps.current(stamps.CONTENT) == stamp + 1


def test_equal_content_changes_nothing(db_session: Session) -> None:
    _publish(practice("a", facts=BOYS))
    before = (_counts(db_session), stamps.current(stamps.CONTENT), _row(db_session).updated_at)

    changed = _publish(practice("a", facts=BOYS))

    assert changed == 0
    assert (_counts(db_session), stamps.current(stamps.CONTENT), _row(db_session).updated_at) == before


def test_other_content_becomes_the_next_version_and_keeps_the_older(db_session: Session) -> None:
    contents = [
        practice("a", aim=aim, facts=facts) for aim, facts in (("one", BOYS), ("two", {}), ("one", BOYS))
    ]
    for content in contents:
        _publish(content)

    row = _row(db_session)
    assert (row.version_number, row.fingerprint) == (3, contents[0].fingerprint())
    assert _versions(db_session) == [(n, c.canonical(), "") for n, c in enumerate(contents, 1)]
    assert version(PRACTICES, row.id, 2) == contents[1]
    assert version(PRACTICES, row.id, 4) is None
    assert [entry.number for entry in versions(PRACTICES, row.id)] == [3, 2, 1]


def test_next_version_keeps_id_and_date_of_publication(db_session: Session) -> None:
    _publish(practice("a"))
    first = _row(db_session)
    id, published, updated = first.id, first.published_at, first.updated_at

    _publish(practice("a", aim="more"))

    row = _row(db_session)
    assert (row.id, row.published_at) == (id, published)
    assert row.updated_at > updated


def test_children_of_the_version_before_are_gone(db_session: Session) -> None:
    parties = [{"slug": "org", "names": {"en": "Org"}}]
    _publish(practice("a", facts=BOYS | {"organisations": parties}, texts={"bg": {"title": "А"}}))

    _publish(practice("a"))

    counts = [
        db_session.scalar(select(func.count()).select_from(model))
        for model in (PracticeText, PracticeConcept, PracticeOrganisation)
    ]
    assert counts == [1, 0, 0]


def test_version_that_was_written_cannot_be_changed(db_session: Session) -> None:
    _publish(practice("a"))
    version = db_session.scalars(select(PracticeVersion)).one()

    version.content = "{}"

    with pytest.raises(RuntimeError, match="version 1 is written once and never changed"):
        db_session.flush()


def test_unknown_concept_is_refused_before_anything_is_written(db_session: Session) -> None:
    before = _counts(db_session)

    with pytest.raises(InvalidError) as refused:
        _publish(practice("b"), practice("a", facts={"target_groups": ["boys", "de"]}))

    assert refused.value.field == "facts.target_groups"
    assert refused.value.message == "a: there is no concept “de”."
    assert _counts(db_session) == before


def test_same_slug_twice_is_refused(db_session: Session) -> None:
    before = _counts(db_session)

    with pytest.raises(InvalidError) as refused:
        _publish(practice("a"), practice("b"), practice("a", aim="x"))

    assert refused.value.field == "slug"
    assert _counts(db_session) == before


def test_concept_named_twice_is_tagged_once(db_session: Session) -> None:
    _publish(practice("a", facts={"target_groups": ["boys", "boys"]}))

    assert db_session.scalar(select(func.count()).select_from(PracticeConcept)) == 1


def test_unknown_organisation_is_written_and_a_known_one_keeps_its_name(db_session: Session) -> None:
    for slug, name in (("a", "First"), ("b", "Second")):
        _publish(practice(slug, facts={"organisations": [{"slug": "org", "names": {"en": name}}]}))

    organisation = db_session.scalars(select(Organisation)).one()
    parts = db_session.scalars(select(PracticeOrganisation.organisation_id)).all()
    assert (organisation.slug, organisation.names) == ("org", {"en": "First"})
    assert parts == [organisation.id] * 2


def test_organisation_may_have_two_parts_but_each_once(db_session: Session) -> None:
    party = {"slug": "org", "names": {"en": "Org"}}
    _publish(practice("a", facts={"organisations": [party, party | {"role": "funder"}, party]}))

    rows = db_session.execute(
        select(PracticeOrganisation.role, PracticeOrganisation.position).order_by(
            PracticeOrganisation.position
        )
    ).all()
    assert [(row.role.value, row.position) for row in rows] == [("lead", 0), ("funder", 1)]


def test_many_practices_are_written_in_few_statements(count_statements: Any) -> None:
    with count_statements() as few:
        _publish(*(practice(f"a{number}") for number in range(3)))
    with count_statements() as many:
        _publish(*(practice(f"b{number}") for number in range(300)))

    assert len(many) <= len(few) + 2


def test_withdrawn_practice_is_hidden_and_comes_back(db_session: Session) -> None:
    _publish(practice("a"))

    operations.withdraw(_row(db_session), actor=SYSTEM, reason="r")
    hidden = newest_ids(PRACTICES, 9, actor=VISITOR)
    operations.restore(_row(db_session), actor=SYSTEM)

    assert hidden == []
    assert newest_ids(PRACTICES, 9, actor=VISITOR) == [_row(db_session).id]


def test_state_is_changed_once(db_session: Session) -> None:
    _publish(practice("a"))
    with pytest.raises(ConflictError, match="public already"):
        operations.restore(_row(db_session), actor=SYSTEM)

    operations.withdraw(_row(db_session), actor=SYSTEM, reason="r")

    with pytest.raises(ConflictError, match="already been withdrawn"):
        operations.withdraw(_row(db_session), actor=SYSTEM, reason="r")


def test_next_version_of_a_withdrawn_practice_stays_withdrawn(db_session: Session) -> None:
    _publish(practice("a"))
    operations.withdraw(_row(db_session), actor=SYSTEM, reason="r")

    _publish(practice("a", aim="more"))

    row = _row(db_session)
    assert (row.state, row.version_number) == (RecordState.WITHDRAWN, 2)


def test_withdrawing_and_restoring_tell_the_index(db_session: Session) -> None:
    _publish(practice("a"))
    before = outbox.backlog()[0]

    operations.withdraw(_row(db_session), actor=SYSTEM, reason="r")
    operations.restore(_row(db_session), actor=SYSTEM)

    assert outbox.backlog()[0] == before + 2


@pytest.mark.parametrize("actor", [VISITOR, Actor("member", 1, "M"), SYSTEM], ids=lambda actor: actor.kind)
def test_query_shows_what_the_rule_allows(db_session: Session, actor: Actor) -> None:
    for state in RecordState:
        _publish(practice(state.value))
    operations.withdraw(_row(db_session, "withdrawn"), actor=SYSTEM, reason="r")
    db_session.flush()
    rows = db_session.scalars(select(Practice)).all()

    seen = set(db_session.scalars(select(Practice.slug).where(queries.visible_to(actor))))

    assert {row.state for row in rows} == set(RecordState)
    assert seen == {row.slug for row in rows if can(actor, Permission.READ, row)}
