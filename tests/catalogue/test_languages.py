"""Found across languages: forms, Latin typing, concepts; and each hit says why."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from cop.search.parse import parse
from cop.search.thesaurus import Thesaurus
from tests.catalogue.reading import ResultPage
from tests.catalogue.records import Catalogue, concept, practice, slugs
from tests.web.site import words

CODES = ("bg", "ru", "en")


def found(client: FlaskClient, question: str, code: str) -> set[str]:
    answer = client.get("/api/v1/search", query_string={"q": question, "lang": code, "limit": 100}).get_json()
    assert answer["relaxed"] is False
    return set(slugs(answer["hits"]))


@pytest.mark.parametrize(
    ("code", "question", "telling"),
    [
        ("bg", "как другите включват майки в решенията", ("включват", "майки", "решенията")),
        ("bg", "какво помага на младежи", ("помага", "младежи")),
        ("ru", "как другие привлекали матерей к решениям", ("привлекали", "матерей", "решениям")),
        ("ru", "каким образом и почему", ("образом",)),
        ("en", "how did others involve mothers in decisions", ("involve", "mothers", "decisions")),
        ("bg", "другите", ("другите",)),
        ("bg", "„как другите“ майки", ("как другите", "майки")),
    ],
)
def test_words_that_only_ask_are_not_asked_for(code: str, question: str, telling: tuple[str, ...]) -> None:
    assert parse(question, code, Thesaurus(())).typed == telling


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "forms",
    [
        ("деца", "дете", "децата", "ДЕЦА", "Дете", "deca"),
        ("praktika", "практиката", "практики", "практика", "praktiki", "PRAKTIKA"),
        ("children", "child", "Children’s"),
    ],
    ids=lambda forms: forms[0],
)
def test_forms_of_a_word_find_the_same_practices(
    seeded_client: FlaskClient, code: str, forms: tuple[str, ...]
) -> None:
    results = {form: found(seeded_client, form, code) for form in forms}

    assert len(results[forms[0]]) > 1
    assert results == dict.fromkeys(forms, results[forms[0]])


@pytest.fixture
def bulgarian_only(catalogue: Catalogue) -> Catalogue:
    """One practice in Bulgarian, tagged with a concept that has names in three languages."""
    catalogue.concepts(
        concept(
            "foster-families",
            bg={"label": "приемни семейства", "synonyms": ["приемна грижа"]},
            ru={"label": "приёмные семьи", "abbreviations": ["ПС"]},
            en={"label": "foster families", "synonyms": ["foster carers"]},
        )
    )
    catalogue.publish(
        practice(
            "vtori-dom",
            source="bg",
            facts={"target_groups": ["foster-families"]},
            title="Втори дом",
            aim="Подкрепа у дома след настаняване.",
        ),
        practice("other", source="bg", title="Градина", aim="Зеленчуци на покрива."),
    )
    return catalogue


@pytest.mark.parametrize(
    ("code", "question", "reason"),
    [
        ("ru", "приёмные семьи", "“приёмные семьи” is a name for: приёмные семьи"),
        ("ru", "приемным семьям", "“приемным семьям” is a name for: приёмные семьи"),
        ("ru", "ПС", "“ПС” is a name for: приёмные семьи"),
        ("en", "foster families", "“foster families” is a name for: foster families"),
        ("en", "foster carers", "“foster carers” is a name for: foster families"),
        ("bg", "foster family", "“foster family” is a name for: приемни семейства"),
        ("en", "priemni semeystva", "“priemni semeystva” is a name for: foster families"),
    ],
)
@pytest.mark.usefixtures("bulgarian_only")
def test_other_language_finds_the_bulgarian_original_and_says_why(
    client: FlaskClient, code: str, question: str, reason: str
) -> None:
    page = ResultPage(client, f"/{code}/practices?q={quote(question)}")

    assert page.slugs == ["vtori-dom"]
    if code == "en":  # the other languages say it in their own words
        assert page.reasons == {"vtori-dom": [reason]}
    assert len(page.reasons["vtori-dom"]) == 1
    answer = client.get("/api/v1/search", query_string={"q": question, "lang": code}).get_json()
    assert [(m["kind"], m["typed"], m["concept"]) for m in answer["hits"][0]["matched"]] == [
        ("concept", question, "foster-families")
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.usefixtures("bulgarian_only")
def test_text_in_another_language_is_marked_wherever_it_stands(client: FlaskClient, code: str) -> None:
    expected = None if code == "bg" else "bg"
    card = ResultPage(client, f"/{code}/practices").root.xpath("//article[@class='card']")[-1]
    page = ResultPage(client, f"/{code}/practices/vtori-dom").root
    compared = ResultPage(client, f"/{code}/practices/compare?slug=vtori-dom").root

    assert card.find(".//h2").get("lang") == expected
    assert page.find(".//h1").get("lang") == expected
    assert page.xpath("//section[@id='aim']/div")[0].get("lang") == expected
    assert compared.xpath("//th[@scope='col']/a")[0].get("lang") == expected
    assert len(page.xpath("//*[contains(@class, 'notice-translation')]")) == (0 if code == "bg" else 1)
    assert words(page.xpath("//section[@id='aim']/div")[0]) == "Подкрепа у дома след настаняване."


@pytest.mark.parametrize(("state", "count"), [("human", 0), ("machine", 1), ("stale", 1)])
def test_translation_says_what_it_is(
    client: FlaskClient, catalogue: Catalogue, state: str, count: int
) -> None:
    catalogue.publish(
        practice("dom", source="bg", title="Дом", texts={"ru": {"title": "Дом", "state": state}})
    )

    notices = ResultPage(client, "/ru/practices/dom").root.xpath(
        "//*[contains(@class, 'notice-translation')]"
    )

    assert len(notices) == count
    assert [notice.xpath(".//a/@href") for notice in notices] == [["/bg/practices/dom"]] * count


def test_one_hit_a_record_in_the_readers_language(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(
        practice(
            "mentoring",
            source="bg",
            title="Mentoring в училище",
            texts={"ru": {"title": "Mentoring в школе"}, "en": {"title": "Mentoring at school"}},
        )
    )

    hits = {code: client.get(f"/api/v1/search?q=mentoring&lang={code}").get_json()["hits"] for code in CODES}

    assert {code: [(h["title"], h["language"]) for h in shown] for code, shown in hits.items()} == {
        "bg": [("Mentoring в училище", "bg")],
        "ru": [("Mentoring в школе", "ru")],
        "en": [("Mentoring at school", "en")],
    }
