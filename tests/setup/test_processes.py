"""The processes of a site: what one starts, all of it ends, and what dies is mended."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.site import Site, wait_for


@pytest.fixture
def site(site_folder: Path, seeded_database: str) -> Iterator[Site]:
    """A site that has been started before: only the first two tests are of a first start."""
    site = Site(site_folder, seeded_database)
    yield site
    site.end(signal.SIGKILL)


def _health(site: Site) -> dict[str, object]:
    with urlopen(f"{site.address}/healthz", timeout=10) as answer:  # noqa: S310 - our own address
        facts = json.load(answer)
    assert isinstance(facts, dict)
    return facts


def test_start_says_each_step_and_ends_with_the_address(site_folder: Path, site_database: str) -> None:
    site = Site(site_folder, site_database)
    health = _health(site)
    site.end(signal.SIGKILL)

    assert site.lines[0] == f"Data folder: {site_folder}"
    assert [line.split(":")[0] for line in site.lines if line.partition(":")[1]] == (
        ["Data folder", "Database", "Seeds", "Search index", "Ready"]
    )
    assert site.lines[-1] == f"Ready: {site.address}  (Ctrl-C ends it)"
    assert health["status"] == "ok"


def test_second_start_is_quick_and_seeds_nothing(site_folder: Path, site_database: str) -> None:
    first, _lines = _started(site_folder, site_database)
    second, lines = _started(site_folder, site_database)

    assert "Seeds: nothing new." in lines
    assert "Search index: ready." in lines
    assert second < first  # beside one another: how long either takes, the machine decides


def _started(folder: Path, database: str) -> tuple[float, list[str]]:
    """Start a site and end it; return how many seconds that took, and what it said."""
    began = time.monotonic()
    site = Site(folder, database)
    seconds = time.monotonic() - began
    site.end()
    return seconds, site.lines


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


def test_killed_worker_is_started_again(site: Site) -> None:
    killed = site.worker()
    assert killed is not None

    os.kill(killed, signal.SIGKILL)

    assert wait_for(lambda: site.worker() not in (None, killed), 5)


def test_killed_web_process_is_started_again(site: Site) -> None:
    server = site.web_server()
    before = site.children(server)
    killed = min(before)

    os.kill(killed, signal.SIGKILL)

    assert wait_for(
        lambda: killed not in site.children(server) and len(site.children(server)) == len(before), 10
    )
    assert _health(site)["status"] == "ok"


def test_killed_web_server_is_started_again_and_leaves_no_process(site: Site) -> None:
    killed = site.web_server()
    lost = site.children(killed)

    os.kill(killed, signal.SIGKILL)

    assert wait_for(lambda: not lost & site.processes(), 3)
    assert wait_for(lambda: len(site.processes()) >= 4, 5)
    assert wait_for(lambda: _answers(site), 5)


def _answers(site: Site) -> bool:
    try:
        return _health(site)["status"] == "ok"
    except OSError:
        return False
