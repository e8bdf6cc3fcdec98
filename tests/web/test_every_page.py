"""What every page owes its reader, in each language."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.site import ADDRESSES, CODES, EVERY_ADDRESS, fetched, parsed, read, words

HOSTILE = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_page_names_its_language_title_and_one_heading(seeded_app: Flask, address: str) -> None:
    page = parsed(fetched(seeded_app, address).text)

    assert page.get("lang") == address[1:3]
    assert len(page.findall(".//h1")) == 1
    assert words(page.find(".//h1"))
    assert len(page.findall("./head/title")) == 1
    assert words(page.find("./head/title"))
    assert [main.get("id") for main in page.findall(".//main")] == ["main"]


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_page_has_each_id_once_and_no_broken_anchor(seeded_app: Flask, address: str) -> None:
    page = parsed(fetched(seeded_app, address).text)

    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    anchors = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    assert anchors - set(ids) == set()
    for name in ("aria-labelledby", "aria-describedby", "for"):
        assert {id for value in page.xpath(f"//@{name}") for id in value.split()} - set(ids) == set()


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_names_itself_in_every_language_by_the_base_address(
    seeded_client: FlaskClient, address: str
) -> None:
    path = address.partition("?")[0]

    page = read(seeded_client, address, headers=HOSTILE)

    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://localhost{path}"]
    links = page.xpath("//link[@hreflang]")
    assert {link.get("hreflang"): link.get("href") for link in links} == {
        code: f"http://localhost/{code}{path[3:]}" for code in CODES
    } | {"x-default": f"http://localhost/en{path[3:]}"}
    assert page.xpath("//meta[@property='og:url']/@content") == [f"http://localhost{path}"]


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/sitemap.xml", "/robots.txt", "/en/practices/feed.atom", "/api/v1/search"]
)
def test_host_of_the_request_stands_nowhere_in_the_answer(seeded_client: FlaskClient, address: str) -> None:
    response = seeded_client.get(address, headers=HOSTILE)

    assert "evil.example" not in response.text
    assert "evil.example" not in str(response.headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_language_menu_leads_to_the_same_page(seeded_app: Flask, address: str) -> None:
    page = parsed(fetched(seeded_app, address).text)

    others = page.xpath("//nav[contains(@class, 'languages')]//a")
    assert [link.get("href") for link in others] == [
        f"/{code}{address[3:]}" for code in CODES if code != address[1:3]
    ]
    assert [link.get("lang") for link in others] == [code for code in CODES if code != address[1:3]]


def test_every_link_inside_the_site_leads_somewhere(seeded_client: FlaskClient) -> None:
    found = {
        str(href).partition("#")[0]
        for address in ADDRESSES
        if "?q=" not in address
        for href in read(seeded_client, address).xpath(
            "//main//a/@href | //header//a/@href | //footer//a/@href"
        )
        if href.startswith("/") and "?" not in href
    }

    # A members' page leads to the sign-in page.
    broken = {href for href in found if seeded_client.get(href, follow_redirects=True).status_code != 200}

    assert len(found) > 100
    assert broken == set()


UNKNOWN = (
    "practices/nobody-wrote-this",
    "practices/nobody-wrote-this/versions/1",
    "practices/berlin-mut/versions/2",
    "practices/berlin-mut/versions/0",
    "practices/berlin-mut/versions/99999999999999999999999",
    "concepts/nobody-said-this",
    "nowhere",
    "practices/",
)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_page_is_404_in_the_language_of_its_address(
    seeded_client: FlaskClient, code: str, path: str
) -> None:
    response = seeded_client.get(f"/{code}/{path}", headers={"Accept-Language": "de"})

    page = parsed(response.text)
    assert response.status_code == 404
    assert page.get("lang") == code
    assert len(page.findall(".//h1")) == 1
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//main//a[last()]/@href") == [f"/{code}/"]


@pytest.mark.parametrize(
    "address", ["/de/", "/de/practices", "/xx", "/BG/", "/favicon.ico", "/static/nothing.css"]
)
@pytest.mark.parametrize(("accepted", "code"), [("ru", "ru"), ("bg-BG,en;q=0.5", "bg"), ("fr", "en")])
def test_unknown_language_is_404_in_the_readers_language(
    seeded_client: FlaskClient, address: str, accepted: str, code: str
) -> None:
    response = seeded_client.get(address, headers={"Accept-Language": accepted})

    assert response.status_code == 404
    assert parsed(response.text).get("lang") == code


@pytest.mark.parametrize("code", CODES)
def test_404_speaks_its_own_language(seeded_client: FlaskClient, code: str) -> None:
    headings = {
        other: words(parsed(seeded_client.get(f"/{other}/nowhere").text).find(".//h1")) for other in CODES
    }

    assert len({headings[code], *(h for other, h in headings.items() if other != code)}) == len(CODES)


@pytest.mark.parametrize(
    ("address", "location"), [("/en", "/en/"), ("/bg?q=1&x=%2F", "/bg/?q=1&x=%2F"), ("/en//", "/en/")]
)
def test_missing_slash_is_mended_without_asking_the_host_header(
    seeded_client: FlaskClient, address: str, location: str
) -> None:
    response = seeded_client.get(address, headers=HOSTILE)

    assert (response.status_code, response.headers["Location"]) == (308, location)


@pytest.mark.parametrize(
    ("accepted", "location"),
    [
        (None, "/en/"),
        ("", "/en/"),
        ("bg", "/bg/"),
        ("bg-BG", "/bg/"),
        ("ru-RU,ru;q=0.9,en;q=0.1", "/ru/"),
        ("de,fr;q=0.9", "/en/"),
        ("de,bg;q=0.2", "/bg/"),
        ("en;q=0.1,bg;q=0.9", "/bg/"),
        ("bg;q=0,ru", "/ru/"),
        ("*", "/en/"),
        ("bg-BG,en;q=0.9", "/bg/"),
        (";;;q=x, ,,", "/en/"),
    ],
)
def test_root_leads_to_the_best_language_and_remembers_nothing(
    seeded_client: FlaskClient, accepted: str | None, location: str
) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}

    response = seeded_client.get("/", headers=headers | HOSTILE)

    assert (response.status_code, response.headers["Location"]) == (302, location)
    assert response.headers["Vary"] == "Accept-Language"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers
