"""A practice that is proposed: as reviewers read it, and as it becomes public."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cop.accounts.models import User
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, NotAllowedError
from cop.core.i18n import speaking
from cop.core.permissions import VISITOR, Role
from cop.organisations.models import Organisation, Speaker
from cop.practices import queries
from cop.practices.content import PracticeContent
from cop.practices.models import Practice, PracticeOwner
from cop.practices.submitting import PRACTICE
from tests.catalogue.records import Catalogue, concept, practice, review
from tests.catalogue.test_results import scores
from tests.people import actor_of, person

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def editor() -> User:
    return person("Editor", Role.EDITOR)


@pytest.fixture
def author() -> User:
    return person("Author")


def publish(
    content: PracticeContent, editor: User, *authors: User, is_change: bool = False
) -> tuple[str, int, int]:
    return PRACTICE.publish(
        content,
        actor=actor_of(editor),
        note="Accepted.",
        authors=[user.id for user in authors],
        is_change=is_change,
    )


def row(slug: str) -> Practice:
    return db.session.scalars(select(Practice).where(Practice.slug == slug)).one()


def owners_of(slug: str) -> list[int]:
    query = select(PracticeOwner.user_id).join(Practice, Practice.id == PracticeOwner.practice_id)
    return sorted(db.session.scalars(query.where(Practice.slug == slug)))


def test_preview_is_what_the_page_says(app: Flask, client: FlaskClient, editor: User) -> None:
    content = practice(
        "table",
        source="bg",
        texts={"en": {"title": "Table", "strapline": "Together.", "aim": "To *eat*."}},
        title="Маса",
        strapline="Заедно.",
        facts={"started": "2019-09", "organisations": [{"slug": "house", "names": {"en": "House"}}]},
    )
    with app.test_request_context("/ru/submissions/1"):
        previews = {language: PRACTICE.preview(content, language) for language in ("bg", "en", "ru")}
    publish(content, editor)
    db.session.commit()

    for language, preview in previews.items():
        page = client.get(f"/{language}/practices/table").text
        for begin, end in (('<div class="record-head">', "</div>\n<div"), ('<section id="profile"', "<dl")):
            assert (
                preview[preview.index(begin) : preview.index(end, preview.index(begin))]
                == (page[page.index(begin) : page.index(end, page.index(begin))])
            )


def test_preview_links_to_nothing_that_is_not_there(app: Flask) -> None:
    with app.test_request_context("/en/"):
        preview = PRACTICE.preview(practice("table", source="bg", texts={"en": {"title": "T"}}), "en")

    assert preview.count("/practices/table") == 0


def test_passages_stand_in_reading_order(catalogue: Catalogue) -> None:
    catalogue.concepts(concept("boys", en="Boys"))
    content = practice(
        "table",
        facts={"target_groups": ["boys"], "started": "2019", "links": ["https://a.example"]},
        texts={"bg": {"title": "Маса", "aim": "Цел."}},
        title="Table",
        aim="Aim.",
        results="*Much*.",
        figures=[{"stated": "24", "unit": "people"}],
    )

    with speaking("en"):
        found = PRACTICE.passages(content)

    assert found == [
        ("en", "title", "Title", "Table"),
        ("en", "facts.started", "Period", "since 2019"),
        ("en", "facts.target_groups", "Target groups", "Boys"),
        ("en", "facts.links", "More links", "- https://a.example"),
        ("en", "aim", "The aim", "Aim."),
        ("en", "results", "Results and impact", "*Much*."),
        ("en", "figures", "Figures, as stated", "- people: 24"),
        ("bg", "title", "Title", "Маса"),
        ("bg", "aim", "The aim", "Цел."),
    ]


def test_differences_name_what_changed() -> None:
    old, new = practice("table", aim="One aim."), practice("table", aim="Two aims.", facts={"sex": "male"})

    with speaking("en"):
        found = PRACTICE.differences(old, new)

    assert found == [
        ("", "Sex", (("ins", "male"),)),
        ("en", "The aim", (("del", "One aim."), ("ins", "Two aims."))),
    ]


def test_state_of_a_translation_changes_in_the_words_of_the_reader() -> None:
    said = ({"title": "Маса", "state": state} for state in ("machine", "human"))
    texts = [{"en": {"title": "Table"}, "bg": one} for one in said]
    old, new = (PracticeContent.model_validate(practice("table").as_json() | {"texts": one}) for one in texts)

    with speaking("ru"):
        ((language, label, parts),) = PRACTICE.differences(old, new)

    assert (language, label) == ("", "Состояние перевода (болгарский)")
    assert "".join(said for kind, said in parts if kind != "del") == "Переведено человеком"


def test_themes_and_leads_are_slugs(catalogue: Catalogue) -> None:
    catalogue.concepts(
        concept("children", en="Children"),
        concept("boys", broader="children", en="Boys"),
        concept("bg", "country", en="Bulgaria"),
    )
    content = practice(
        "table",
        facts={
            "target_groups": ["boys"],
            "place": {"country": "bg"},
            "organisations": [
                {"slug": slug, "role": slug, "names": {"en": slug}} for slug in ("lead", "partner", "funder")
            ],
        },
    )

    assert PRACTICE.themes(content) == {"boys", "children"}
    assert PRACTICE.leads(content) == {"lead", "partner"}


def test_content_survives_being_kept_as_json() -> None:
    content = practice("table", facts={"age_from": 5}, texts={"bg": {"title": "Маса"}}, aim="Aim.")

    assert PRACTICE.parse(PRACTICE.dump(content)) == content


def test_published_practice_belongs_to_its_authors(editor: User, author: User) -> None:
    other = person("Other")

    kind, id, version = publish(practice("table"), editor, author, other)

    published = row("table")
    assert (kind, id, version) == ("practice", published.id, 1)
    assert owners_of("table") == sorted([author.id, other.id])
    assert published.confirmed_at is not None
    assert now() - published.confirmed_at < timedelta(minutes=1)


def test_change_makes_the_next_version_and_no_owner(editor: User, author: User) -> None:
    publish(practice("table", aim="One."), editor, author)

    result = publish(practice("table", aim="Two."), editor, editor, is_change=True)

    assert result == ("practice", row("table").id, 2)
    assert owners_of("table") == [author.id]


def test_change_makes_an_owner_of_who_speaks_for_the_organisation(editor: User) -> None:
    speaker, helper = person("Speaker"), person("Helper")
    content = practice("table", facts={"organisations": [{"slug": "house", "names": {"en": "House"}}]})
    publish(content, editor)
    speak(speaker, "house")

    publish(content, editor, speaker, helper, is_change=True)

    assert owners_of("table") == [speaker.id]


def test_new_practice_never_overwrites_another(editor: User) -> None:
    publish(practice("table", aim="Mine."), editor)

    with pytest.raises(ConflictError):
        publish(practice("table", aim="Yours."), editor)

    present = queries.present("table")
    assert present is not None
    assert present.texts["en"].aim == "Mine."


def test_change_of_what_is_not_public_is_refused(catalogue: Catalogue, editor: User) -> None:
    catalogue.publish(practice("gone"))
    catalogue.withdraw("gone")

    for slug in ("gone", "never"):
        with pytest.raises(ConflictError):
            publish(practice(slug), editor, is_change=True)


def test_author_cannot_publish(author: User) -> None:
    with pytest.raises(NotAllowedError):
        publish(practice("table"), author, author)

    assert db.session.scalars(select(Practice.slug)).all() == []


def test_publishing_leaves_the_callers_objects_in_the_session(editor: User) -> None:
    held = db.session.get_one(User, editor.id)

    publish(practice("table"), editor)
    held.name = "Renamed"
    db.session.commit()

    assert db.session.scalar(select(User.name).where(User.id == editor.id)) == "Renamed"


def test_publishing_is_audited(editor: User, author: User) -> None:
    publish(practice("table"), editor, author)

    entries = db.session.execute(
        select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.facts)
        .where(AuditEntry.object_kind == "practice")
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(entry) for entry in entries] == [
        ("practice.publish", editor.id, {}),
        ("practice.give_to", editor.id, {"owners": [author.id]}),
    ]


def speak(user: User, organisation: str, *, is_confirmed: bool = True) -> None:
    id = db.session.scalars(select(Organisation.id).where(Organisation.slug == organisation)).one()
    db.session.add(Speaker(organisation_id=id, user_id=user.id, confirmed_at=now() if is_confirmed else None))
    db.session.commit()


def test_change_may_be_proposed_by_those_whose_it_is(catalogue: Catalogue, editor: User) -> None:
    house = {"slug": "house", "names": {"en": "House"}}
    patron = {"slug": "patron", "role": "funder", "names": {"en": "Patron"}}
    content = practice("table", facts={"organisations": [house, patron]})
    owner, lead, asked, funder, member = (
        person(name) for name in ("Owner", "Lead", "Asked", "Funder", "Member")
    )
    publish(content, editor, owner)
    speak(lead, "house")
    speak(asked, "house", is_confirmed=False)
    speak(funder, "patron")

    may = {
        user.name: PRACTICE.may_change(actor_of(user), "table")
        for user in (owner, lead, asked, funder, member, editor)
    }

    assert may == {
        "Owner": True,
        "Lead": True,
        "Asked": False,
        "Funder": False,
        "Member": False,
        "Editor": True,
    }
    assert not PRACTICE.may_change(VISITOR, "table")
    assert not PRACTICE.may_change(actor_of(editor), "none")
    catalogue.withdraw("table")
    assert not PRACTICE.may_change(actor_of(owner), "table")
    with pytest.raises(ConflictError):
        PRACTICE.answers_of("table")


def test_related_practices_are_strong_in_the_criteria(catalogue: Catalogue) -> None:
    steps = {
        "best-need": scores(need=4, transferability=1),
        "good-need": scores(need=3),
        "weak": scores(need=2),
        "moved": scores(transferability=3),
    }
    for slug, given in steps.items():
        catalogue.publish(practice(slug, texts={"bg": {"title": f"Бг {slug}"}}))
        catalogue.review(slug, review("A", given), review("B", given))

    found = PRACTICE.related(["need", "transferability"], "bg")

    assert found == [
        ("Бг best-need", "/bg/practices/best-need"),
        ("Бг moved", "/bg/practices/moved"),
        ("Бг good-need", "/bg/practices/good-need"),
    ]
    assert PRACTICE.related([], "bg") == []


def test_address_is_the_public_page(app: Flask) -> None:
    endpoint, arguments = PRACTICE.address("table")

    assert (endpoint, arguments) == ("practices.show", {"slug": "table"})
    assert app.url_map.is_endpoint_expecting(endpoint, *arguments)
