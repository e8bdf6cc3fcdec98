"""Cards drawn once and kept: they follow every change."""

import time

from flask.testing import FlaskClient

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.practices import operations as practices
from cop.vocabulary import operations
from tests.catalogue.reading import ResultPage
from tests.catalogue.records import Catalogue, concept, practice, review
from tests.catalogue.test_results import scores
from tests.web.site import words


def card(client: FlaskClient, code: str = "en") -> str:
    return words(ResultPage(client, f"/{code}/practices").root.xpath("//article")[0])


def test_card_follows_its_practice(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard", title="Old name"))
    before = card(client)
    catalogue.publish(practice("yard", title="New name"))

    assert (before[:8], card(client)[:8]) == ("Old name", "New name")


def test_card_follows_the_reviews(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard"))
    before = ResultPage(client, "/en/practices").root.xpath("//article//svg/@aria-label")
    catalogue.review("yard", review("A", scores(need=4)), review("B", scores(need=4)))

    after = ResultPage(client, "/en/practices").root.xpath("//article//svg/@aria-label")

    assert before == []
    assert [label[:7] for label in after] == ["Need: 4"]


def test_card_speaks_the_language_of_its_page(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard", title="Yard", texts={"bg": {"title": "Двор"}}))

    assert [card(client, code)[:4] for code in ("en", "bg", "en", "ru")] == ["Yard", "Двор", "Yard", "Yard"]


def test_card_follows_a_renamed_concept_a_second_later(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.concepts(concept("carers", en="Carers"))
    catalogue.publish(practice("yard", facts={"target_groups": ["carers"]}))
    assert "Carers" in card(client)

    operations.put([concept("carers", en="Kin")], actor=SYSTEM)  # by another process: nothing is cleared here
    db.session.commit()
    card(client)
    time.sleep(1.05)

    assert "Kin" in card(client)


def test_passage_follows_its_practice(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard", title="Yard", aim="Children plant a garden."))
    before = passage(client)
    catalogue.publish(practice("yard", title="Yard", aim="Families keep a garden."))

    assert (before, passage(client)) == (["Children plant a garden."], ["Families keep a garden."])


def test_passage_is_that_of_the_question(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard", title="Yard", aim="A garden.", method="Many hands."))

    assert [passage(client, word) for word in ("garden", "hands", "garden")] == [
        ["A garden."],
        ["Many hands."],
        ["A garden."],
    ]


def passage(client: FlaskClient, word: str = "garden") -> list[str]:
    page = ResultPage(client, f"/en/practices?q={word}").root
    return [words(found) for found in page.xpath("//p[@class='snippet']")]


def test_page_of_a_practice_follows_every_change(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("yard", aim="Old aim."))
    before = record(client)
    catalogue.publish(practice("yard", aim="New aim."))
    changed = record(client)
    catalogue.review("yard", review("A", scores(need=4)), review("B", scores(need=4)))

    assert [("New aim." in page, "Need" in page) for page in (before, changed, record(client))] == [
        (False, False),
        (True, False),
        (True, True),
    ]


def record(client: FlaskClient) -> str:
    return words(ResultPage(client, "/en/practices/yard").root.xpath("//div[@class='record']")[0])


def test_similar_practices_follow_the_index(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.concepts(concept("carers", en="Carers"))
    facts = {"target_groups": ["carers"]}
    catalogue.publish(practice("old", facts=facts))
    for _changed in practices.publish([practice("new", facts=facts)], actor=SYSTEM):
        db.session.commit()
    before = similar(client)  # the worker has not been there yet

    catalogue.run_jobs()

    assert (before, similar(client)) == ([], ["/en/practices/new"])


def similar(client: FlaskClient) -> list[str]:
    page = ResultPage(client, "/en/practices/old").root
    return list(page.xpath("//section[@aria-labelledby='similar']//a/@href"))


def test_results_follow_the_index(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("old", aim="A garden."))
    for _changed in practices.publish([practice("new", aim="A garden.")], actor=SYSTEM):
        db.session.commit()
    before = found(client)  # the worker has not been there yet

    catalogue.run_jobs()

    assert (before, found(client)) == (["old"], ["new", "old"])


def test_results_kept_for_one_question_are_not_those_of_another(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    catalogue.publish(practice("yard", aim="A garden."), practice("roof", aim="A garden.", method="Bees."))
    questions = ("q=garden", "q=garden+bees", "q=garden&compare=yard", "q=garden&page=2", "q=garden")

    pages = [ResultPage(client, f"/en/practices?{question}") for question in questions]

    assert [page.slugs for page in pages] == [
        ["yard", "roof"],
        ["roof"],
        ["yard", "roof"],
        [],
        ["yard", "roof"],
    ]
    assert [bool(page.root.xpath("//*[contains(@class, 'tray')]")) for page in pages] == [
        False, False, True, False, False,
    ]  # fmt: skip


def found(client: FlaskClient) -> list[str]:
    return ResultPage(client, "/en/practices?q=garden&sort=newest").slugs
