"""Whatever people write, it stays text: on every page, in every format."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.catalogue.records import Catalogue, concept, practice, review
from tests.catalogue.test_results import scores
from tests.web.site import parsed, words

BREAKOUT = "</script></title></textarea><img src=x onerror=alert(1)>\"'--><svg/onload=alert(2)>"
MARKDOWN = f"""xylophone {BREAKOUT}

[link](javascript:alert(3)) [data](data:text/html;base64,PHN2Zz4=) [vb](vbscript:x)
[entity](java&#115;cript:x)
<a href="https://good.example" onclick="alert(4)" style="x">a</a>
[title](https://good.example "\\" onmouseover=1)
![image](https://evil.example/x.png) <https://good.example/"onmouseover=alert(5)>

<iframe src="https://evil.example"></iframe><style>*{{}}</style><form action="/x"><input name="q"></form>
<h1 id="main">heading</h1> <math><mtext></p><style><img src=x onerror=alert(6)></style>

<!-- <img src=x onerror=alert(7)> --> `<img src=x onerror=alert(8)>` {{{{ 7*7 }}}} {{% raw %}}
"""
ADDRESSES = (
    "/en/",
    "/en/practices",
    "/en/practices?q=xylophone",
    "/en/practices?q=%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22'&compare=evil",
    "/en/practices/evil",
    "/bg/practices/evil",
    "/en/practices/evil/versions/1",
    "/en/practices/evil/versions/2",
    "/en/practices/compare?slug=evil&slug=plain",
    "/en/concepts/evil-group",
    "/en/practices/plain",
)
SCHEMES = ("/", "#", "https://good.example", "http://localhost/", "https://source.example")


@pytest.fixture
def evil(catalogue: Catalogue) -> Catalogue:
    catalogue.concepts(
        concept("evil-group", en={"label": BREAKOUT[:190], "synonyms": ["xylophone", "<b>bold</b>"]}),
        concept("evil-country", "country", en=BREAKOUT[:190]),
    )
    facts = {
        "target_groups": ["evil-group"],
        "place": {
            "country": "evil-country",
            "city": {"en": BREAKOUT},
            "point": {"latitude": 43.8, "longitude": 25.9},
        },
        "organisations": [
            {"slug": "house", "names": {"en": BREAKOUT}, "website": "https://good.example/?a=1&b=2"}
        ],
        "links": ["https://good.example/javascript:alert(1)"],
        "source": {"title": BREAKOUT, "reference": BREAKOUT, "url": "https://source.example/"},
    }
    sections: dict[str, Any] = dict.fromkeys(
        ("aim", "method", "results", "sustainability", "transfer", "context"), MARKDOWN
    )
    text: dict[str, Any] = {
        "title": BREAKOUT,
        "strapline": BREAKOUT,
        "figures": [{"stated": BREAKOUT, "unit": BREAKOUT}],
    }
    catalogue.publish(
        practice("evil", facts=facts, **text, **sections),
        practice("plain", facts={"target_groups": ["evil-group"]}),
    )
    catalogue.publish(practice("evil", facts=facts, **text, **sections | {"aim": MARKDOWN[::-1]}))
    reasons = [review(name, scores(need=3), words=BREAKOUT) for name in ("A", "B")]
    catalogue.review("evil", *reasons)
    return catalogue


def assert_harmless(page: Any, extra: frozenset[str] = frozenset()) -> None:
    """Nothing of what was written has become an element or an attribute that acts."""
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert tags & {"img", "iframe", "style", "object", "embed", "math", "base", "textarea"} == set()
    assert [name for name in page.xpath("//@*/..") for name in name.attrib if name.startswith("on")] == []
    assert page.xpath("//@style | //@srcdoc | //@formaction") == []
    links = [str(url).strip() for url in page.xpath("//@href | //@src | //@action")]
    assert [url for url in links if url and not url.startswith((*SCHEMES, *extra))] == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.usefixtures("evil")
def test_page_keeps_hostile_words_as_words(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    page = parsed(response.text)

    assert response.status_code == 200
    assert_harmless(page)
    assert [s.get("type") or s.get("src").partition("?")[0] for s in page.xpath("//script")] in (
        ["/static/site.js"],
        ["/static/site.js", "application/ld+json"],
    )
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//form[not(@role='search')]")) <= 1
    assert "49" not in words(page.find(".//h1"))


@pytest.mark.usefixtures("evil")
def test_title_and_descriptions_hold_the_words_whole(client: FlaskClient) -> None:
    page = parsed(client.get("/en/practices/evil").text)

    assert words(page.find(".//h1")) == BREAKOUT
    assert page.findtext("./head/title").startswith(BREAKOUT)
    assert page.xpath("//meta[@property='og:title']/@content")[0].startswith(BREAKOUT)
    assert page.xpath("//meta[@property='og:description']/@content") == [BREAKOUT]
    assert page.xpath("//meta[@name='description']/@content") == [BREAKOUT]


@pytest.mark.usefixtures("evil")
def test_json_ld_is_one_script_that_parses(client: FlaskClient) -> None:
    text = client.get("/en/practices/evil").text
    source = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]

    data = json.loads(source)

    assert data["headline"] == BREAKOUT
    assert data["about"] == [BREAKOUT[:190]]
    assert data["author"][0]["name"] == BREAKOUT
    assert not set("<>&'") & set(source)


@pytest.mark.usefixtures("evil")
def test_snippets_of_the_api_are_harmless_markup(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=xylophone")

    assert response.headers["X-Content-Type-Options"] == "nosniff"
    hits = response.get_json()["hits"]
    assert {hit["slug"] for hit in hits} == {"evil", "plain"}
    for hit in hits:
        fragment = parsed(f"<div>{hit['snippet']}</div>").find("body/div")
        assert {element.tag for element in fragment.iter()} <= {"div", "mark"}
    assert [hit["title"] for hit in hits if hit["slug"] == "evil"] == [BREAKOUT]


@pytest.mark.usefixtures("evil")
def test_snippet_without_a_question_is_escaped(client: FlaskClient) -> None:
    hits = {hit["slug"]: hit for hit in client.get("/api/v1/search").get_json()["hits"]}

    fragment = parsed(f"<div>{hits['evil']['snippet']}</div>").find("body/div")
    assert [element.tag for element in fragment.iter()] == ["div"]
    assert fragment.text_content() == BREAKOUT


@pytest.mark.usefixtures("evil")
def test_feed_holds_the_words_as_text(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/en/practices/feed.atom").data)  # noqa: S314 - our own
    titles = {entry.findtext("{*}title"): entry for entry in feed.findall("{*}entry")}

    assert set(titles) == {BREAKOUT, "Plain"}
    assert {t.get("type", "text") for t in feed.iterfind(".//{*}title")} == {"text"}
    assert BREAKOUT in str(titles[BREAKOUT].findtext("{*}summary"))


def test_question_comes_back_as_text_only(client: FlaskClient) -> None:
    page = parsed(client.get("/en/practices", query_string={"q": BREAKOUT}).text)

    assert_harmless(page)
    assert set(page.xpath("//input[@name='q']/@value")) == {BREAKOUT}
    assert page.findtext("./head/title").startswith(BREAKOUT)
    feed = client.get("/en/practices/feed.atom", query_string={"q": BREAKOUT})
    assert BREAKOUT in str(ElementTree.fromstring(feed.data).findtext("{*}title"))  # noqa: S314 - our own


def test_characters_that_xml_forbids_do_not_break_the_feed(client: FlaskClient, catalogue: Catalogue) -> None:
    catalogue.publish(practice("odd", title="A\x7f\x85\ufffe\uffff\u2028B 😀", strapline="\u202eabc"))

    for address in (
        "/en/practices/feed.atom",
        "/sitemap.xml",
        "/en/practices/feed.atom?q=%EF%BF%BE%EF%BF%BF",
    ):
        ElementTree.fromstring(client.get(address).data)  # noqa: S314 - our own
    assert client.get("/en/practices/odd").status_code == 200
    assert client.get("/api/v1/practices/odd").get_json()["content"]["slug"] == "odd"
