"""How heavy the pages are, measured as they are sent."""

import gzip

import pytest
from flask import Flask

from cop.web.static import FOLDER
from tests.web.site import EVERY_ADDRESS, fetched, parsed

KIB = 1000


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 5))


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_page_is_light(seeded_app: Flask, address: str) -> None:
    is_long = any(page in address for page in ("/practices/berlin-mut", "/practices/ruse-", "/criteria"))
    limit = 13 if is_long else 10

    assert packed(fetched(seeded_app, address).data) <= limit * KIB


@pytest.mark.parametrize("code", ["bg", "ru", "en"])
def test_first_view_with_all_that_it_may_load_is_below_100_kb(seeded_app: Flask, code: str) -> None:
    page = parsed(fetched(seeded_app, f"/{code}/practices").text)
    loaded = page.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //image/@href")
    paths = {url.removeprefix("/static/").partition("?")[0] for url in loaded}
    fonts = sorted((FOLDER / "fonts").glob("*.woff2"))

    total = packed(fetched(seeded_app, f"/{code}/practices").data)
    total += sum(packed((FOLDER / path).read_bytes()) for path in paths)
    total += sum(font.stat().st_size for font in fonts)

    assert paths == {"site.css", "site.js", "favicon.svg", "land.svg"}
    assert total <= 100 * KIB
    assert packed((FOLDER / "site.js").read_bytes()) <= 15 * KIB
    assert 1 + len(paths) + len(fonts) <= 10
