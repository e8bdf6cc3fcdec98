"""The example queries of the front page find something in the seeds."""

import re

import pytest
from flask.testing import FlaskClient

from cop.config import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_of_the_front_page_finds_a_practice(seeded_client: FlaskClient, language: str) -> None:
    page = seeded_client.get(f"/{language}/").get_data(as_text=True)
    block = page[page.index('class="examples"') : page.index("</ul>", page.index('class="examples"'))]

    questions = re.findall(r'href="[^"?]*\?([^"]*)"', block)
    totals = [
        seeded_client.get(f"/api/v1/search?{question}&lang={language}").get_json()["total"]
        for question in questions
    ]

    assert len(totals) == 4
    assert min(totals) > 0


def test_word_of_another_languages_text_is_explained(seeded_client: FlaskClient) -> None:
    answer = seeded_client.get("/api/v1/search?q=early+intervention&lang=bg").get_json()

    assert [hit["language"] for hit in answer["hits"]] == ["bg"]
    assert answer["hits"][0]["matched"] != []
