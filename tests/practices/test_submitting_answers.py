"""Answers of the form become the content of a practice, and back."""

from typing import Any

import pytest
from flask import Flask

from cop.practices import queries
from cop.practices.content import PracticeContent
from cop.practices.submitting import PRACTICE
from tests.catalogue.records import Catalogue, concept, practice
from tests.practices.composing import compose

pytestmark = pytest.mark.usefixtures("app")
TITLE = {"bg": {"title": "Кухненска маса"}}


SEEDED = (
    "berlin-mut",
    "milan-social-broker",
    "ruse-brave-benefactor",
    "ruse-charity-bazaar",
    "ruse-feedback-tools",
    "varna-social-enterprise",
    "vilnius-early-intervention",
)


@pytest.mark.parametrize("slug", SEEDED)
def test_change_that_changes_nothing_gives_the_same_content(seeded_app: Flask, slug: str) -> None:
    with seeded_app.app_context():
        present = queries.present(slug)
        language, answers = PRACTICE.answers_of(slug)

        composed = PRACTICE.compose(slug, language, answers)

        assert present is not None
        assert composed.canonical() == present.canonical()


def test_title_alone_makes_a_practice() -> None:
    content = compose(TITLE)

    assert content == PracticeContent.model_validate(
        {"slug": "table", "source_language": "bg", "texts": {"bg": {"title": "Кухненска маса"}}}
    )


def test_every_answer_finds_its_place(catalogue: Catalogue) -> None:
    catalogue.concepts(
        concept("boys", en="Boys"),
        concept("bg", "country", en="Bulgaria"),
        concept("new-methodology", "innovation-class", en="New methodology"),
        concept("listening", "non-formal-skill", en="Listening"),
    )
    answers: dict[str, dict[str, Any]] = {
        "": {
            "country": "bg",
            "target_groups": ["boys"],
            "non_formal_skills": ["listening"],
            "innovation_classes": ["new-methodology"],
            "organisations": [{"name": "Отворена врата", "role": "lead", "website": "open-door.example"}],
            "website": "https://table.example/",
            "started": "2019-09",
            "is_running": True,
            "years_of_experience": 14,
            "age_from": 18,
            "age_to": 27,
            "sex": "male",
            "links": ["www.table.example/book"],
            "source": [{"title": "Report", "reference": "p. 3", "url": "", "published": "2024"}],
        },
        "bg": {
            "title": "Маса",
            "city": "Русе",
            "problem": "Сами.",
            "figures": [{"stated": "24", "unit": "младежи"}],
        },
        "en": {"title": "Table", "city": "Ruse", "results": "Not alone.", "aim": " "},
    }

    content = compose(answers)

    assert (
        content.as_json()
        == PracticeContent.model_validate(
            {
                "slug": "table",
                "source_language": "bg",
                "facts": {
                    "place": {"country": "bg", "city": {"bg": "Русе", "en": "Ruse"}},
                    "organisations": [
                        {
                            "slug": "otvorena-vrata",
                            "names": {"bg": "Отворена врата"},
                            "website": "https://open-door.example",
                        }
                    ],
                    "website": "https://table.example/",
                    "started": "2019-09",
                    "is_running": True,
                    "years_of_experience": 14,
                    "target_groups": ["boys"],
                    "non_formal_skills": ["listening"],
                    "innovation_classes": ["new-methodology"],
                    "age_from": 18,
                    "age_to": 27,
                    "sex": "male",
                    "links": ["https://www.table.example/book"],
                    "source": {"title": "Report", "reference": "p. 3", "published": "2024"},
                },
                "texts": {
                    "bg": {
                        "title": "Маса",
                        "problem": "Сами.",
                        "figures": [{"stated": "24", "unit": "младежи", "value": 24}],
                    },
                    "en": {"state": "human", "title": "Table", "results": "Not alone."},
                },
            }
        ).as_json()
    )


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("24", 24),
        ("more than 10 years", 10),
        ("1 200 people", 1200),
        ("5 to 27", None),
        ("1.5 million", None),
        ("many", None),
    ],
)
def test_figure_has_a_number_where_there_is_just_one(stated: str, value: int | None) -> None:
    content = compose({"bg": {"title": "A", "figures": [{"stated": stated, "unit": ""}]}})

    assert [figure.value for figure in content.texts["bg"].figures] == [value]


def test_known_organisation_keeps_its_slug_and_names(catalogue: Catalogue) -> None:
    names = {"bg": "Къща", "en": "House"}
    catalogue.publish(practice("old", facts={"organisations": [{"slug": "the-house", "names": names}]}))

    content = compose({**TITLE, "": {"organisations": [{"name": "House", "role": "partner"}]}})

    assert [(o.slug, o.names, o.role.value) for o in content.facts.organisations] == [
        ("the-house", names, "partner")
    ]


def test_new_organisation_never_takes_the_place_of_another(catalogue: Catalogue) -> None:
    known = {"slug": "kashta", "names": {"bg": "Къща"}}
    catalogue.publish(practice("old", facts={"organisations": [known]}))

    rows = [{"name": "Къща!"}, {"name": "Къща?"}, {"name": "Къща!", "role": "funder"}]
    content = compose({**TITLE, "": {"organisations": rows}})

    assert [o.slug for o in content.facts.organisations] == ["kashta-2", "kashta-3", "kashta-2"]


def test_point_on_the_map_stays_as_long_as_the_place(catalogue: Catalogue) -> None:
    catalogue.concepts(concept("bg", "country", en="Bulgaria"))
    place = {"country": "bg", "city": {"en": "Ruse"}, "point": {"latitude": 43.8, "longitude": 25.9}}
    catalogue.publish(practice("table", facts={"place": place}))
    language, answers = PRACTICE.answers_of("table")

    same = PRACTICE.compose("table", language, answers)
    moved = PRACTICE.compose("table", language, {**answers, "en": {**answers["en"], "city": "Varna"}})

    assert (same.facts.place.point is None, moved.facts.place.point) == (False, None)


def test_translation_is_stale_where_the_original_alone_has_changed(catalogue: Catalogue) -> None:
    texts = {"bg": {"title": "Едно"}, "ru": {"title": "Одно"}}
    catalogue.publish(practice("table", texts=texts, aim="One."))
    language, answers = PRACTICE.answers_of("table")
    changed = {
        **answers,
        "en": {**answers["en"], "aim": "Two."},
        "ru": {**answers["ru"], "title": "Другое"},
    }

    content = PRACTICE.compose("table", language, changed)

    states = {code: text.state.value for code, text in content.texts.items()}
    assert states == {"en": "original", "bg": "stale", "ru": "human"}


@pytest.mark.parametrize(
    ("title", "language", "slug"),
    [
        ("Щастливи къщи", "bg", "shtastlivi-kashti"),
        ("Ещё щенки в подъезде", "ru", "eshchyo-shchenki-v-podezde"),
        ("Über “Hilfe” & more", "en", "uber-hilfe-more"),
        ("Compare", "en", "compare-2"),
        ("♥", "bg", "practice"),
        ("слово " * 40, "ru", "-".join(["slovo"] * 13)),
    ],
)
def test_address_is_made_from_the_title_by_the_table_of_its_language(
    title: str, language: str, slug: str
) -> None:
    assert PRACTICE.slug_for(title, language) == slug


def test_address_is_one_that_no_practice_has(catalogue: Catalogue) -> None:
    catalogue.publish(practice("table"), practice("table-2"), practice("table-of-ten"))

    assert PRACTICE.slug_for("Table", "en") == "table-3"
