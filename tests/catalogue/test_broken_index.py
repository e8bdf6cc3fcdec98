"""The index is missing or damaged: pages go on, search says so, and the worker mends it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from cop.app import create_app
from cop.config import Config
from cop.core.db import db
from cop.search import index
from cop.worker import Worker
from tests.catalogue.reading import ResultPage
from tests.conftest import Application
from tests.web.site import PAGES

Harm = Callable[[Path], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, application: Application, seeds: Path) -> Iterator[Flask]:
    """A site of this module's own, with all seeds."""
    with application(tmp_path_factory.mktemp("whole"), seeds) as app:
        yield app


def files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "writer.lock")


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def empty_folder(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def remove_live_index(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)


def truncate_all(folder: Path) -> None:
    for path in files(folder):
        path.write_bytes(b"")


def halve(suffix: str) -> Harm:
    def harm(folder: Path) -> None:
        chosen = [p for p in files(folder) if p.name.endswith(suffix)]
        assert chosen
        for path in chosen:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return harm


def flip(suffix: str, at: float) -> Harm:
    def harm(folder: Path) -> None:
        for path in (p for p in files(folder) if p.name.endswith(suffix)):
            data = bytearray(path.read_bytes())
            first = min(int(len(data) * at), len(data) - 1)
            for place in range(first, min(first + GAP, len(data))):
                data[place] ^= 0xFF
            path.write_bytes(bytes(data))

    return harm


def older_format(folder: Path) -> None:
    (folder / "current").write_text("0 " + (folder / "current").read_text().split()[1])


def noise(folder: Path) -> None:
    for path in files(folder):
        path.write_bytes(b"\xff\x00\x80" * 500)


GAP = 64
"""Bytes between two arrays of a file at most, in which nothing stands that could be harmed."""

HARMS: dict[str, Harm] = {
    "no folder": remove_folder,
    "empty folder": empty_folder,
    "no files of the live index": remove_live_index,
    "all files empty": truncate_all,
    "half the arrays": halve(".arrays"),
    "half the table of contents": halve(".toc"),
    "half the pointer": halve("current"),
    "older format": older_format,
    "noise in every file": noise,
    **{f"arrays flipped at {at}": flip(".arrays", at) for at in (0.2, 0.97, 1.0)},
    **{f"table flipped at {at}": flip(".toc", at) for at in (0.0, 0.6)},
}


@pytest.fixture
def reopened(whole: Flask, tmp_path: Path) -> Iterator[Callable[[Harm], Flask]]:
    """Give the site a copy of its index, harmed, and start it anew with that."""
    config: Config = whole.config["COP"]
    apps = []

    def start(harm: Harm) -> Flask:
        shutil.copytree(config.index_dir, tmp_path / "index")
        harm(tmp_path / "index")
        apps.append(
            create_app(
                Config(
                    data_dir=tmp_path,
                    database_url=config.database_url,
                    base_url="http://localhost",
                    secret_key=config.secret_key,
                )
            )
        )
        return apps[0]

    yield start
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_broken_index_is_told_and_mended(reopened: Callable[[Harm], Flask], harm: Harm) -> None:
    app = reopened(harm)
    client = app.test_client()

    page = ResultPage(client, "/en/practices?q=berlin")
    answer = client.get("/api/v1/search?q=berlin")
    health = client.get("/healthz")

    assert [notice[:23] for notice in page.notices] == ["Search is being rebuilt"]
    assert page.facets == []
    assert answer.get_json()["degraded"] is True
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert health.status_code == 503
    assert health.get_json()["reasons"] == ["the search index is missing or broken; the worker rebuilds it"]
    with app.app_context():
        while Worker(app, app.extensions["cop.jobs"], Event()).work() and not index.is_usable():
            pass

    assert client.get("/healthz").status_code == 200
    healed = ResultPage(client, "/en/practices?q=children")
    assert healed.notices == []
    assert healed.total == 4
    with app.app_context():
        assert index.check().is_none


def test_every_page_goes_on_without_an_index(reopened: Callable[[Harm], Flask]) -> None:
    client = reopened(remove_folder).test_client()
    others = ("/bg/practices/feed.atom?q=x", "/api/v1/suggest?q=ber", "/api/v1/practices", "/sitemap.xml")

    statuses = {a: client.get(a).status_code for a in (*(f"/bg/{page}" for page in PAGES), *others)}

    assert statuses == dict.fromkeys(statuses, 200)


def test_search_without_index_finds_titles_and_leaves_no_trace_of_filters(
    reopened: Callable[[Harm], Flask],
) -> None:
    client = reopened(remove_folder).test_client()

    page = ResultPage(client, "/en/practices?q=broker&country=de")

    assert page.total == 1
    assert page.slugs == ["milan-social-broker"]
    assert client.get("/en/practices?q=broker").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["concepts/children", ""])
def test_page_that_counts_does_not_count_without_an_index(
    reopened: Callable[[Harm], Flask], path: str
) -> None:
    response = reopened(remove_folder).test_client().get(f"/en/{path}")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "0 practices" not in response.text
    assert "Nobody has told such a practice yet" not in response.text
