"""What the page of a practice is made of: one row with what stands around it, and pieces drawn once."""

from flask import Flask
from flask.testing import FlaskClient

from cop.core import links
from cop.core.db import db
from cop.core.i18n import speaking
from cop.core.links import Relation
from cop.core.permissions import SYSTEM, VISITOR
from cop.core.records import Ref
from cop.practices import queries
from cop.practices.profile import profile
from cop.reviews.queries import CardScores, scorecards
from cop.rubric.criteria import CRITERIA
from cop.rubric.rules import score
from tests.catalogue.records import Catalogue, practice, review
from tests.catalogue.test_results import scores
from tests.web.site import read, words


def test_one_row_says_what_the_statements_of_their_own_say(catalogue: Catalogue) -> None:
    catalogue.publish(practice("garden"), practice("kitchen"))
    catalogue.review("garden", review("A", scores(need=3)), review("B", scores(need=4)))
    garden, kitchen = (Ref(queries.KIND, catalogue.row(slug).id) for slug in ("garden", "kitchen"))
    links.link(kitchen, Relation.ADAPTS, garden, actor=SYSTEM)
    db.session.commit()

    pages = [queries.page(slug, actor=VISITOR, language="en") for slug in ("garden", "kitchen")]

    found = [(page.scorecard, page.has_links, page.threads) for page in pages if page is not None]
    cards = scorecards(queries.KIND, [garden.id])
    assert found == [(cards[garden.id], True, 0), (None, True, 0)]


def test_unlinked_practice_has_no_links(catalogue: Catalogue) -> None:
    catalogue.publish(practice("garden"))

    page = queries.page("garden", actor=VISITOR, language="en")

    assert page is not None
    assert page.has_links is False


def test_link_shows_on_both_pages(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("garden"), practice("kitchen"))
    near, far = (Ref(queries.KIND, catalogue.row(slug).id) for slug in ("kitchen", "garden"))
    links.link(near, Relation.ADAPTS, far, actor=SYSTEM)
    db.session.commit()

    shown = [client.get(f"/en/practices/{slug}").text for slug in ("kitchen", "garden")]

    assert ["Adapted from" in shown[0], "Adapted by" in shown[1]] == [True, True]


def test_what_is_drawn_once_is_drawn_for_each_language(app: Flask) -> None:
    card = CardScores(2, False, {CRITERIA[0].key: score([3, 4])})
    drawn = {}
    for language in ("en", "bg", "en"):
        with app.test_request_context(f"/{language}/"), speaking(language):
            drawn[language] = str(profile("practices/profile.html", card, {}, [], language))

    english, bulgarian = drawn["en"], drawn["bg"]
    assert f'aria-label="{CRITERIA[0].short}: 3.5; ' in english
    assert "<b>3.5</b>" in english
    assert "<b>3,5</b>" in bulgarian
    assert english.count("No reasons yet") == len(CRITERIA)
    assert "No reasons yet" not in bulgarian


def test_facts_stand_in_one_list_and_contents_name_what_follows(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    facts = {"age_from": 5, "organisations": [{"slug": "house", "names": {"en": "House & Home"}}]}
    catalogue.publish(practice("garden", aim="Vegetables.", facts=facts))

    page = read(client, "/en/practices/garden")

    lines = page.xpath("//dl[@class='facts']/div")
    assert [words(line) for line in lines][:2] == ["OrganisationHouse & Home", "Agefrom 5 years"]
    assert len(page.xpath("//dl[@class='facts']")) == 1
    anchors = page.xpath("//nav[@class='contents']//a/@href")
    assert anchors[0::2] == ["#profile", "#source"]
    assert [len(page.xpath(f"//*[@id='{anchor[1:]}']")) for anchor in anchors] == [1] * len(anchors)
