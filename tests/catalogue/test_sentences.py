"""A sentence of which little has every word finds what has half of them."""

import pytest
from flask.testing import FlaskClient

from tests.catalogue.reading import ResultPage
from tests.catalogue.records import Catalogue, practice, slugs

SENTENCE = "how do others grow tomatoes in a school garden"


@pytest.mark.parametrize(
    ("question", "found", "is_relaxed"),
    [
        (SENTENCE, {"book", "grown", "bee-yard", "roof-garden", "school-kitchen"}, True),
        ("grow tomatoes school garden", {"book", "grown", "bee-yard", "roof-garden", "school-kitchen"}, True),
        ("tomatoes school garden", {"book"}, False),  # keywords: what has all of them
        ("how do others grow tomatoes", {"book", "grown"}, False),  # two words tell, the others ask
        ('how do others grow tomatoes in a "school garden"', {"book"}, False),
        (SENTENCE + " -bees", {"book", "grown", "roof-garden", "school-kitchen"}, True),
        (SENTENCE + " -children", {"grown", "bee-yard", "roof-garden", "school-kitchen", "alone"}, True),
    ],
)
@pytest.mark.usefixtures("sentences")
def test_sentence_that_little_fits_finds_what_has_half_of_its_words(
    client: FlaskClient, question: str, found: set[str], is_relaxed: bool
) -> None:
    answer = client.get("/api/v1/search", query_string={"q": question}).get_json()

    assert set(slugs(answer["hits"])) == found
    assert (answer["total"], answer["relaxed"]) == (len(found), is_relaxed)
    assert answer["suggestion"] is None


@pytest.mark.parametrize("path", ["practices", "search"])
@pytest.mark.usefixtures("sentences")
def test_sentence_says_how_many_have_all_of_its_words(client: FlaskClient, path: str) -> None:
    page = ResultPage(client, f"/en/{path}?q={SENTENCE.replace(' ', '+')}")

    assert page.total == 5
    assert page.slugs[0] == "book"
    assert page.notices == ["1 result has all of these words. The others have at least half of them."]


@pytest.mark.usefixtures("sentences")
def test_counts_of_a_sentence_are_what_a_click_gives(client: FlaskClient) -> None:
    page = ResultPage(client, f"/en/practices?q={SENTENCE.replace(' ', '+')}")

    assert {(value.label, value.count) for value in page.facets} >= {("English", 5), ("Български", 1)}
    for value in page.facets:
        assert ResultPage(client, value.url).total == value.count


def test_sentence_that_much_fits_stays_as_it_is_however_one_narrows(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    fits = "Children grow tomatoes in the school garden."
    catalogue.publish(
        *(practice(f"fits-{n}", aim=fits) for n in range(5)),
        practice("half", aim="How to grow tomatoes.", source="bg"),
        practice("fits-too", aim=fits, source="bg"),
    )

    page = client.get("/api/v1/search", query_string={"q": SENTENCE, "language": "bg"}).get_json()

    assert (page["total"], slugs(page["hits"]), page["relaxed"]) == (1, ["fits-too"], False)
