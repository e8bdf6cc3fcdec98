"""An import killed at any moment leaves all of its file or nothing; a start makes the index equal."""

import json
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import create_engine, text

from cop.config import ROOT
from tests.practices.files import line, write
from tests.site import Site, environment, wait_for

COUNT = 1_000
"""As many as an import tells its progress after."""
MANY = 5_000
MEMORY = """
import sys
from wsgi import app
result = app.test_cli_runner().invoke(args=["practices", "import", sys.argv[1]])
print(result.exit_code, open("/proc/self/status").read())
"""
Environment = dict[str, str]


@pytest.fixture
def prepared(site_folder: Path, seeded_database: str) -> Environment:
    """The environment of a prepared site, without a running process."""
    return environment(site_folder, seeded_database)


def _file(folder: Path, count: int) -> Path:
    """A file of so many practices."""
    return write(folder / "f.jsonl", *(line(f"p{number}") for number in range(count)))


def _flask(*arguments: str, env: Environment) -> str:
    """Run a command to its good end; return what it says on standard output."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip


def _numbers(url: str, *queries: str) -> list[int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [int(connection.execute(text(query)).scalar_one()) for query in queries]
    engine.dispose()
    return found


def _practices_and_jobs(url: str) -> tuple[int, int]:
    practices, texts, versions, jobs = _numbers(
        url,
        "SELECT count(*) FROM practices",
        "SELECT count(DISTINCT practice_id) FROM practice_texts",
        "SELECT count(*) FROM practice_versions",
        "SELECT count(DISTINCT subject) FROM outbox_jobs",
    )
    assert practices == texts == versions
    return practices, jobs


def _kill_import(path: Path, env: Environment, moment: str, seconds: float = 0.0) -> None:
    """Kill an import some time after it has said a line that begins so."""
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "practices", "import", str(path)],
        cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        assert any(told.startswith(moment) for told in process.stderr)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
        process.send_signal(signal.SIGKILL)


def _is_idle(site: Site) -> bool:
    try:
        with urlopen(f"{site.address}/healthz", timeout=10) as answer:  # noqa: S310 - our own address
            return bool(json.load(answer)["jobs"]["waiting"] == 0)
    except HTTPError as error:  # a worker with so much to do at once may be late
        if error.code != 503:
            raise
        return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak is read from /proc")
def test_import_takes_bounded_memory(prepared: Environment, tmp_path: Path) -> None:
    many = _file(tmp_path, MANY)

    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(many)],
        cwd=ROOT, env=prepared, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip

    # Not ru_maxrss: that remembers the process which started this one.
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert done.stdout.startswith("0 ")
    assert peak is not None
    assert int(peak[1]) < 250 * 1024


def test_killed_import_leaves_all_or_nothing(
    prepared: Environment, site_folder: Path, seeded_database: str, tmp_path: Path
) -> None:
    many = _file(tmp_path, COUNT)
    before = _practices_and_jobs(seeded_database)
    found = []
    for moment, seconds in (("lines read", 0.0), ("lines read", 0.4), ("lines imported", 0.0)):
        _kill_import(many, prepared, moment, seconds)
        found.append(_practices_and_jobs(seeded_database))
    _kill_import(many, prepared, f"{COUNT:,} practices read")
    last = _practices_and_jobs(seeded_database)
    site = Site(site_folder, seeded_database)
    is_done = wait_for(lambda: _is_idle(site), 60)
    site.end()

    assert found[0] == before
    assert set(found) <= {before, last}
    assert last == (before[0] + COUNT, before[1] + COUNT)
    assert is_done
    assert _flask("search", "check", env=prepared) == ""
    if seeded_database.startswith("sqlite"):
        assert _numbers(seeded_database, "SELECT count(*) FROM pragma_foreign_key_check") == [0]
        assert _numbers(seeded_database, "SELECT integrity_check = 'ok' FROM pragma_integrity_check") == [1]
