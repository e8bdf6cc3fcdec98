"""The processes of a site: what one starts, all of it ends, and what dies is mended."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import StartedSite
from tests.site import Site, wait_for


@pytest.fixture
def site(site_folder: Path, seeded_database: str) -> Iterator[Site]:
    """A site that has been started before: only the first test is of a first start."""
    site = Site(site_folder, seeded_database)
    yield site
    site.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def lasting_site(started_site: StartedSite) -> Iterator[Site]:
    """A site that lives on, whatever of it is killed."""
    with started_site() as site:
        yield site


def _health(site: Site) -> dict[str, object]:
    with urlopen(f"{site.address}/healthz", timeout=10) as answer:  # noqa: S310 - our own address
        facts = json.load(answer)
    assert isinstance(facts, dict)
    return facts


def test_first_start_says_each_step_and_the_second_is_quick(site_folder: Path, site_database: str) -> None:
    began = time.monotonic()
    site = Site(site_folder, site_database)
    first = time.monotonic() - began
    health = _health(site)
    site.end()
    began = time.monotonic()
    again = Site(site_folder, site_database)
    second = time.monotonic() - began
    again.end(signal.SIGKILL)

    assert site.lines[0] == f"Data folder: {site_folder}"
    assert [line.split(":")[0] for line in site.lines if line.partition(":")[1]] == (
        ["Data folder", "Database", "Seeds", "Search index", "Ready"]
    )
    assert site.lines[-1] == f"Ready: {site.address}  (Ctrl-C ends it)"
    assert health["status"] == "ok"
    assert "Seeds: nothing new." in again.lines
    assert "Search index: ready." in again.lines
    assert second < first  # beside one another: how long either takes, the machine decides


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_every_process(site: Site, number: int) -> None:
    before = site.processes()

    code = site.end(number)

    assert len(before) >= 4
    assert code == 0
    assert site.processes() == set()


def test_kill_of_the_supervisor_leaves_no_process(site: Site) -> None:
    os.kill(site.supervisor, signal.SIGKILL)

    assert wait_for(lambda: not site.processes(), 3)


def test_killed_worker_is_started_again(lasting_site: Site) -> None:
    killed = lasting_site.worker()
    assert killed is not None

    os.kill(killed, signal.SIGKILL)

    assert wait_for(lambda: lasting_site.worker() not in (None, killed), 5)


def test_killed_web_process_is_started_again(lasting_site: Site) -> None:
    server = lasting_site.web_server()
    before = lasting_site.children(server)
    killed = min(before)

    os.kill(killed, signal.SIGKILL)

    assert wait_for(
        lambda: (
            killed not in lasting_site.children(server) and len(lasting_site.children(server)) == len(before)
        ),
        10,
    )
    assert _health(lasting_site)["status"] == "ok"


def test_killed_web_server_is_started_again_and_leaves_no_process(lasting_site: Site) -> None:
    killed = lasting_site.web_server()
    lost = lasting_site.children(killed)

    os.kill(killed, signal.SIGKILL)

    assert wait_for(lambda: not lost & lasting_site.processes(), 3)
    assert wait_for(lambda: len(lasting_site.processes()) >= 4, 5)
    assert wait_for(lambda: _answers(lasting_site), 5)


def _answers(site: Site) -> bool:
    try:
        return _health(site)["status"] == "ok"
    except OSError:
        return False
