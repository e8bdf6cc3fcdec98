"""The seed cases: whole, in three languages, and found from each of them."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cop.cases.content import CaseText
from cop.cases.jobs import read_seed
from cop.config import LANGUAGES, ROOT
from tests.web.site import parsed

CASES = sorted((ROOT / "seeds/cases").iterdir())


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case_says_the_same_sections_in_every_language_and_names_its_source(folder: Path) -> None:
    content = read_seed(folder)

    assert content.texts.keys() == LANGUAGES.keys()
    said = {tuple(key for key in CaseText.SECTIONS if getattr(t, key)) for t in content.texts.values()}
    assert len(said) == 1
    assert content.facts.source is not None
    assert content.facts.forms


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("/ru/cases?q=как+вовлекали+матерей+в+решения", "mothers-in-the-warm-house"),
        ("/bg/cases?q=как+майките+участват+в+решенията", "mothers-in-the-warm-house"),
        ("/ru/cases?q=ВИЧ", "hiv-peer-counsellors"),
        ("/bg/cases?q=снежна+топка", "young-people-as-co-researchers"),
        ("/en/cases?q=crash", "crash-survivors-teach-road-safety"),
    ],
)
def test_question_in_ones_own_words_leads_to_the_case(
    seeded_client: FlaskClient, address: str, slug: str
) -> None:
    page = parsed(seeded_client.get(address).text)

    assert any(a.get("href").endswith(f"/cases/{slug}") for a in page.findall(".//article//h2/a"))
