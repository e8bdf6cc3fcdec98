"""Headers that protect a reader, and settings without which production does not start."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from cop.app import create_app
from cop.config import Config, ConfigError
from cop.core.db import db
from cop.web import templating
from tests.web.site import ADDRESSES, fetched, parsed

OTHERS = ("/", "/en", "/robots.txt", "/sitemap.xml", "/en/practices/feed.atom", "/api/v1/search", "/healthz")
BROKEN = ("/en/nowhere", "/de/", "/api/v1/nowhere", "/api/v1/search?limit=many")
PERSONAL = tuple(address for address in ADDRESSES if "/groups/" in address)
"""Pages of groups say whether the reader is a member."""
MORE_SCRIPTS = {
    "/groups/peer-support": "/static/exit.js",
    "/learn/successful-peer-support": "/static/learning.js",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("address", [*ADDRESSES, *OTHERS, *BROKEN])
def test_every_answer_carries_the_headers_and_no_cookie(seeded_app: Flask, address: str) -> None:
    headers = fetched(seeded_app, address).headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert "Set-Cookie" not in headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a not in PERSONAL])
def test_page_may_be_kept_as_long_as_one_asks_again(seeded_app: Flask, address: str) -> None:
    assert fetched(seeded_app, address).headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("address", PERSONAL)
def test_page_that_tells_readers_apart_is_kept_by_nobody(seeded_app: Flask, address: str) -> None:
    assert fetched(seeded_app, address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", [*BROKEN, "/", "/en"])
def test_what_is_not_a_page_is_kept_by_nobody(seeded_app: Flask, address: str) -> None:
    assert fetched(seeded_app, address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_has_nothing_that_the_policy_forbids(seeded_app: Flask, address: str) -> None:
    page = parsed(fetched(seeded_app, address).text)

    scripts = page.xpath("//script[not(@type='application/ld+json')]")
    assert {(s.text, s.get("src").partition("?")[0]) for s in scripts} == {
        (None, "/static/site.js"),
        *((None, source) for page, source in MORE_SCRIPTS.items() if address.endswith(page)),
    }
    assert page.xpath("//style | //@style | //base | //iframe | //object | //embed") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    loaded = page.xpath(
        "//@src | //link[@rel='stylesheet' or @rel='icon']/@href | //image/@href | //image/@*"
    )
    assert [url for url in loaded if "/" in url and not url.startswith("/static/")] == []


PRODUCTION = {
    "COP_ENV": "production",
    "SECRET_KEY": "s" * 32,
    "BASE_URL": "https://cop.example/",
    "TRUSTED_HOSTS": "cop.example, www.cop.example",
    "DATA_DIR": "data",
}


def test_production_reads_its_settings() -> None:
    config = Config.from_env(PRODUCTION)

    assert config.is_production is True
    assert config.base_url == "https://cop.example"
    assert config.trusted_hosts == ("cop.example", "www.cop.example")
    assert config.checks_links is True


def test_links_are_checked_where_somebody_wants_it_and_in_production() -> None:
    assert Config.from_env({"DATA_DIR": "data", "SECRET_KEY": "s" * 32}).checks_links is False
    assert Config.from_env(PRODUCTION | {"LINK_CHECK": "off"}).checks_links is False
    also = Config.from_env(
        PRODUCTION | {"LINK_CHECK_ALSO": "library.internal:8080, a.internal:80"}
    ).links_also
    assert also == ("library.internal:8080", "a.internal:80")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set in production, to at least 32 random characters."),
        ({"SECRET_KEY": "s" * 31}, "SECRET_KEY must be set in production, to at least 32 random characters."),
        ({"BASE_URL": ""}, "BASE_URL must be set in production, to the public address: https://…"),
        (
            {"BASE_URL": "http://cop.example"},
            "BASE_URL must be set in production, to the public address: https://…",
        ),
        (
            {"TRUSTED_HOSTS": " , "},
            "TRUSTED_HOSTS must be set in production, to the host names served, with commas between.",
        ),
        ({"COP_ENV": "prod"}, "COP_ENV must be one of local, production, not 'prod'."),
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535, not 'http'."),
        ({"PORT": "0"}, "PORT must be a number from 1 to 65535, not '0'."),
        ({"PORT": "65536"}, "PORT must be a number from 1 to 65535, not '65536'."),
        ({"PORT": "²"}, "PORT must be a number from 1 to 65535, not '²'."),
        ({"WEB_WORKERS": "0"}, "WEB_WORKERS must be a number from 1 to 64, not '0'."),
        ({"WEB_WORKERS": "²"}, "WEB_WORKERS must be a number from 1 to 64, not '²'."),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with sqlite:/// or postgresql://."),
    ],
)
def test_setting_that_cannot_be_used_is_refused_in_one_sentence(
    changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        Config.from_env(PRODUCTION | changed)

    assert raised.value.message == sentence


def test_secret_is_not_shown_where_the_settings_are() -> None:
    assert "ssss" not in repr(Config.from_env(PRODUCTION))


@pytest.fixture(scope="module")
def production(seeded_app: Flask) -> Iterator[Flask]:
    config: Config = seeded_app.config["COP"]
    app = create_app(
        replace(
            config,
            base_url="https://cop.example",
            trusted_hosts=("cop.example", ".cop.test"),
            is_production=True,
        )
    )
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "address", ["/", "/en/", "/en/practices/berlin-mut", "/api/v1/practices", "/healthz", "/en"]
)
@pytest.mark.parametrize("host", ["evil.example", "cop.example.evil.example", "cop.example@evil", ""])
def test_untrusted_host_is_refused(production: Flask, address: str, host: str) -> None:
    client = production.test_client()
    client.get(address, headers={"Host": "cop.example"})  # what is kept must not be given to the other

    response = client.get(address, headers={"Host": host})

    assert response.status_code == 400


def test_untrusted_host_is_the_first_that_asks(production: Flask) -> None:
    templating._paths.cache_clear()

    response = production.test_client().get("/bg/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert parsed(response.text).get("lang") == "bg"


@pytest.mark.parametrize("host", ["cop.example", "cop.example:443", "www.cop.test"])
def test_trusted_host_is_served_over_https_only(production: Flask, host: str) -> None:
    response = production.test_client().get("/en/", headers={"Host": host})

    assert response.status_code == 200
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert parsed(response.text).xpath("//link[@rel='canonical']/@href") == ["https://cop.example/en/"]


def test_static_file_is_safe_and_kept_for_a_year(production: Flask) -> None:
    client = production.test_client()
    address = parsed(client.get("/en/", headers={"Host": "cop.example"}).text).xpath(
        "//link[@rel='stylesheet']/@href"
    )[0]

    response = client.get(address, buffered=True)

    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "address",
    [
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%2fconfig.py",
        "/static//etc/passwd",
        "/static/",
    ],
)
def test_static_files_end_at_their_folder(production: Flask, address: str) -> None:
    response = production.test_client().get(address, headers={"Host": "cop.example"})

    assert response.status_code == 404


def test_local_secret_is_written_once(tmp_path: Path) -> None:
    first = Config.from_env({"DATA_DIR": str(tmp_path)})
    second = Config.from_env({"DATA_DIR": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
