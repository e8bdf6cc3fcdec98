"""A practice that is proposed, as reviewers read it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cop.accounts.models import User
from cop.core.db import db
from cop.core.i18n import speaking
from cop.practices.content import PracticeContent
from cop.practices.submitting import PRACTICE
from tests.catalogue.records import Catalogue, concept, practice
from tests.practices.publishing import publish

pytestmark = pytest.mark.usefixtures("app")


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
