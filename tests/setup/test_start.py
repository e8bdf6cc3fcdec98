"""What `make run` says when something is in the way: one sentence, and an exit code other than 0."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cop.config import ROOT
from tests.site import free_port, try_to_start


def test_port_in_use_is_named_and_another_can_be_chosen(site_folder: Path, site_database: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = try_to_start(site_folder, site_database, PORT=str(port))

    assert done.stderr == (
        f"Error: Port {port} on 127.0.0.1 cannot be used: Address already in use. Choose another: PORT=…\n"
    )
    assert done.returncode == 2


def test_foreign_host_is_named(site_folder: Path, site_database: str) -> None:
    port = str(free_port())

    done = try_to_start(site_folder, site_database, HOST="192.0.2.1", PORT=port)

    assert done.stderr == (
        f"Error: Port {port} on 192.0.2.1 cannot be used: Cannot assign requested address. "
        "Choose another: PORT=…\n"
    )
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("a-file/var", "Not a directory"),
        ("/proc/cop", "No such file or directory"),
        ("a-file", "File exists"),
    ],
)
def test_folder_that_cannot_be_written_is_named(
    tmp_path: Path, site_database: str, folder: str, reason: str
) -> None:
    (tmp_path / "a-file").touch()

    done = try_to_start(tmp_path / folder, site_database, PORT=str(free_port()))

    assert done.stderr == (
        f"Error: The data folder {tmp_path / folder} cannot be written: {reason}. "
        "Choose another: DATA_DIR=…\n"
    )
    assert done.returncode == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder_is_named(tmp_path: Path, site_database: str) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "secret").write_text("x" * 40)
    folder.chmod(0o500)

    done = try_to_start(folder, site_database, PORT=str(free_port()))

    assert done.stderr == (
        f"Error: The data folder {folder} cannot be written: Permission denied. Choose another: DATA_DIR=…\n"
    )
    assert done.returncode == 2


def test_setting_that_cannot_be_used_is_named(site_folder: Path, site_database: str) -> None:
    done = try_to_start(site_folder, site_database, PORT="eighty")

    assert done.stderr == "Error: PORT must be a number from 1 to 65535, not 'eighty'.\n"
    assert done.returncode == 2


def test_commands_name_a_setting_that_cannot_be_used(site_folder: Path) -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/flask", "--app", "wsgi", "search", "check"],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(site_folder), "WEB_WORKERS": "none"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == "Error: WEB_WORKERS must be a number from 1 to 64, not 'none'.\n"
    assert done.returncode == 2


def test_database_that_is_away_is_named(site_folder: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/catalogue"

    done = try_to_start(site_folder, url, PORT=str(free_port()))

    assert done.stderr.startswith("Error: The database catalogue at 127.0.0.1 does not answer: ")
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


def test_what_is_in_the_way_is_told_before_anything_is_loaded() -> None:
    loaded = (
        "import sys, cop.__main__; print([name for name in ('flask', 'sqlalchemy') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def _make_environment(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", "-f", str(ROOT / "Makefile"), "-C", str(folder), "run", f"PYTHON={python}"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )


def _fake_python(folder: Path, script: str) -> str:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_python_too_old_is_named(tmp_path: Path) -> None:
    python = _fake_python(tmp_path, 'if [ "$1" = -V ]; then echo Python 3.9.2; else exit 1; fi')

    done = _make_environment(tmp_path, python)

    assert done.stderr.splitlines()[0] == (
        f"Python 3.11 or newer is needed, and {python} is Python 3.9.2: name another with PYTHON=…"
    )
    assert done.returncode != 0
    assert not (tmp_path / ".venv").exists()


def test_missing_python_is_named(tmp_path: Path) -> None:
    done = _make_environment(tmp_path, "no-such-python")

    assert done.stderr.splitlines()[0] == (
        "Python 3.11 or newer is needed, and there is no no-such-python: "
        "install it, or name one with PYTHON=…"
    )
    assert done.returncode != 0


def test_python_without_venv_is_named(tmp_path: Path) -> None:
    python = _fake_python(tmp_path, 'case "$2" in *venv*) exit 1;; esac')

    done = _make_environment(tmp_path, python)

    assert done.stderr.splitlines()[0] == (
        f"{python} comes without its venv module: install it (Debian: apt install python3-venv), "
        "or name another Python with PYTHON=…"
    )
    assert done.returncode != 0
