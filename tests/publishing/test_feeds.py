"""Feeds, sitemap and robots: read by strict parsers, whole, and from the base address only."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from cop.publishing import views
from tests.catalogue.records import Catalogue, practice
from tests.web.site import CODES

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def xml(client: FlaskClient, address: str, content_type: str) -> Any:
    response = client.get(address)
    assert (response.status_code, response.content_type.partition(";")[0]) == (200, content_type)
    return ElementTree.fromstring(response.data)  # noqa: S314 - our own


def entries(feed: Any) -> list[str]:
    return [str(entry.findtext(f"{ATOM}id")).rpartition("/")[2] for entry in feed.findall(f"{ATOM}entry")]


@pytest.mark.parametrize("code", CODES)
def test_feed_is_atom_with_all_that_readers_need(seeded_client: FlaskClient, code: str) -> None:
    feed = xml(seeded_client, f"/{code}/practices/feed.atom", "application/atom+xml")

    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == code
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": f"http://localhost/{code}/practices/feed.atom",
        "alternate": f"http://localhost/{code}/practices",
    }
    assert feed.findtext(f"{ATOM}id") == links["self"]
    assert len(feed.findall(f"{ATOM}entry")) == 7
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert element.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(str(element.findtext(f"{ATOM}updated"))).tzinfo is not None
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id") == entry.find(f"{ATOM}link").get("href")
        assert str(entry.findtext(f"{ATOM}id")).startswith(f"http://localhost/{code}/practices/")
        assert entry.findtext(f"{ATOM}summary")


def test_feed_of_a_search_holds_what_the_search_finds(seeded_client: FlaskClient) -> None:
    feed = xml(seeded_client, f"/bg/practices/feed.atom?q={quote('деца')}&country=bg", "application/atom+xml")
    found = seeded_client.get("/api/v1/search?q=деца&country=bg").get_json()["hits"]

    assert set(entries(feed)) == {hit["slug"] for hit in found}
    assert feed.findtext(f"{ATOM}title").startswith("New practices: деца") or "деца" in feed.findtext(
        f"{ATOM}title"
    )


def test_feed_of_a_search_has_the_newest_even_where_others_fit_better(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    catalogue.publish(*(practice(f"garden-{n:02}", title="Garden garden", aim="Garden.") for n in range(40)))
    catalogue.publish(practice("late", aim="A long text that says garden once, " + "and other words " * 50))

    feed = xml(
        client, "/en/practices/feed.atom?q=garden&sort=score.need&w.need=3&page=2", "application/atom+xml"
    )

    assert len(entries(feed)) == 30
    assert entries(feed)[:2] == ["late", "garden-39"]


def test_empty_catalogue_has_a_feed(client: FlaskClient) -> None:
    feed = xml(client, "/en/practices/feed.atom", "application/atom+xml")

    assert entries(feed) == []
    assert feed.findtext(f"{ATOM}updated")


def test_sitemap_names_every_page_in_every_language(seeded_client: FlaskClient) -> None:
    urls = xml(seeded_client, "/sitemap.xml", "application/xml").findall(f"{SITEMAP}url")
    addresses = [str(url.findtext(f"{SITEMAP}loc")) for url in urls]

    assert len(addresses) == len(set(addresses))
    for code in CODES:
        for path in (
            "",
            "practices",
            "practices/berlin-mut",
            "concepts/children",
            "criteria",
            "about",
            "privacy",
        ):
            assert f"http://localhost/{code}/{path}" in addresses
    for url in urls:
        others = {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")}
        assert set(others) == set(CODES)
        assert url.findtext(f"{SITEMAP}loc") in others.values()
    assert not [address for address in addresses if "?" in address or "/versions/" in address]


def test_large_site_has_its_sitemap_in_parts(
    seeded_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def addresses(path: str) -> list[str]:
        return [str(each.findtext(f"{SITEMAP}loc")) for each in xml(seeded_client, path, "application/xml")]

    whole = addresses("/sitemap.xml")
    monkeypatch.setattr(views, "SITEMAP_PAGES", 70)

    parts = addresses("/sitemap.xml")

    assert len(parts) == -(-len(whole) // (70 * len(CODES))) > 2
    assert parts[:2] == ["http://localhost/sitemap-1.xml", "http://localhost/sitemap-2.xml"]
    listed = [addresses(part.removeprefix("http://localhost")) for part in parts]
    assert [address for part in listed for address in part] == whole
    assert max(map(len, listed)) == 70 * len(CODES)
    assert seeded_client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_every_address_of_the_sitemap_is_there(seeded_client: FlaskClient) -> None:
    urls = xml(seeded_client, "/sitemap.xml", "application/xml").findall(f"{SITEMAP}url")
    bulgarian = [
        a for u in urls if "/bg/" in (a := str(u.findtext(f"{SITEMAP}loc"))) and "concepts/" not in a
    ]

    statuses = {a: seeded_client.get(a.removeprefix("http://localhost")).status_code for a in bulgarian}

    assert len(statuses) > 10
    assert statuses == dict.fromkeys(statuses, 200)


def test_robots_name_the_sitemap_and_keep_out_of_questions(seeded_client: FlaskClient) -> None:
    response = seeded_client.get("/robots.txt")

    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /*?",
        "Sitemap: http://localhost/sitemap.xml",
    ]
