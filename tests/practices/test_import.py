"""`practices import`: all of a file or nothing, and whoever wrote it learns which line is wrong, and why."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from cop.core.permissions import SYSTEM
from cop.practices.jobs import LINE_LIMIT
from cop.practices.models import Practice
from cop.vocabulary import operations as vocabulary
from tests.catalogue.records import concept
from tests.practices.files import everything, line, write

Session = scoped_session[Any]
Import = Callable[..., Result]
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def run_import(app: Flask, db_session: Session) -> Import:
    """`run_import(path, "--keep-good")` on the shell."""
    boys, germany = concept("boys", en="Boys"), concept("de", "country", en="Germany")
    vocabulary.put([boys, germany], actor=SYSTEM)
    db_session.commit()

    def run(path: Path, *options: str) -> Result:
        db_session.commit()
        return app.test_cli_runner().invoke(args=["practices", "import", str(path), *options])

    return run


def _slugs(session: Session) -> list[str]:
    return list(session.scalars(select(Practice.slug).order_by(Practice.slug)))


def _bad(**change: Any) -> str:
    return line("b", **change)


BAD: dict[str, tuple[str | bytes, str]] = {
    "broken JSON": ('{"slug": "b",', "line 2: Invalid JSON: EOF while parsing a value at column 13"),
    "no JSON": ("Практика", "line 2: Invalid JSON: expected value at column 1"),
    "a list": ("[]", "line 2: Input should be an object"),
    "a number": ("5", "line 2: Input should be an object"),
    "null": ("null", "line 2: Input should be an object"),
    "two objects": (line("b") + line("c"), "line 2: Invalid JSON: trailing characters at column "),
    "wrong type": (_bad(facts={"age_to": "seven"}), "line 2, facts.age_to: Input should be a valid integer"),
    "unknown key": (_bad(colour="red"), "line 2, colour: Extra inputs are not permitted"),
    "no original": (
        _bad(source_language="ru"),
        "line 2: the text in the source language (ru) is missing",
    ),
    "unknown concept": (
        _bad(facts={"target_groups": ["girls"]}),
        "line 2, facts.target_groups: there is no concept “girls” of that kind",
    ),
    "concept of another kind": (
        _bad(facts={"target_groups": ["de"]}),
        "line 2, facts.target_groups: there is no concept “de” of that kind",
    ),
    "unknown country": (
        _bad(facts={"place": {"country": "xx"}}),
        "line 2, facts.place.country: there is no concept “xx” of that kind",
    ),
    "slug of line 1": (line("a"), "line 2, slug: “a” already stands in line 1"),
    "invalid UTF-8": (b'{"slug": "\xff"}', "line 2: not UTF-8 at byte 11"),
    "UTF-16": (line("b").encode("utf-16"), "line 2: not UTF-8 at byte 1"),
    "lone surrogate": (
        '{"slug": "\\ud800"}', "line 2: Invalid JSON: unexpected end of hex escape at column 17"
    ),
    "NUL in the text": (line("b").replace("Помощ", "\\u0000"), "line 2, texts.bg.aim: String should match"),
    "NUL in the file": (line("b").encode() + b"\0", "line 2: Invalid JSON: trailing characters at column "),
    "deep nesting": ("[" * 100_000, "line 2: Invalid JSON: recursion limit exceeded at column "),
    "two faults": (
        _bad(colour="red", shape="round"), "line 2, colour: Extra inputs are not permitted (and 1 more)"
    ),
    "50 MB": (b'{"slug": "' + b"x" * 50_000_000 + b'"}', "line 2: the line is longer than 4 MB"),
    "5 MB of blanks, then a practice": (
        b" " * 5_000_000 + line("b").encode(), "line 2: the line is longer than 4 MB"
    ),
    "BOM in the middle": (BOM + line("b").encode(), "line 2: Invalid JSON: expected value at column 1"),
}  # fmt: skip
"""What is wrong -> (the second line of three, what is told of it)."""


@pytest.mark.parametrize(("second", "told"), BAD.values(), ids=BAD)
def test_file_with_a_bad_line_is_refused_whole(
    run_import: Import, tmp_path: Path, second: str | bytes, told: str
) -> None:
    path = write(tmp_path / "f.jsonl", line("a"), second, line("c"))
    before = everything()

    result = run_import(path)

    first, last = result.stderr.splitlines()
    assert first.startswith(f"f.jsonl: {told}")
    assert last == (
        "Error: 1 of 3 lines are bad; nothing was imported. Mend them, or use --keep-good to take the others."
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert everything() == before


@pytest.mark.parametrize("second", [bad for bad, _told in BAD.values()], ids=BAD)
def test_good_lines_are_kept_where_asked(
    run_import: Import, db_session: Session, tmp_path: Path, second: str | bytes
) -> None:
    path = write(tmp_path / "f.jsonl", line("a"), second, line("c"))

    result = run_import(path, "--keep-good")

    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "2 practices read, 2 of them new or changed."
    assert _slugs(db_session) == ["a", "c"]


GOOD: dict[str, tuple[bytes, list[str]]] = {
    "nothing": (b"", []),
    "blank lines": (f"\n{line('a')}\n  \t\n\n{line('b')}\n\n".encode(), ["a", "b"]),
    "CRLF": (f"{line('a')}\r\n{line('b')}\r\n".encode(), ["a", "b"]),
    "no line end at the end": (f"{line('a')}\n{line('b')}".encode(), ["a", "b"]),
    "BOM": (BOM + f"{line('a')}\n".encode(), ["a"]),
    "BOM alone": (BOM, []),
    "BOM and a blank line": (BOM + f"\n{line('a')}\n".encode(), ["a"]),
    "Unicode's own line ends": (line("a").replace("Помощ", "\u2028\x85Помощ").encode(), ["a"]),
}
"""What is strange -> (the file, the practices in it)."""


@pytest.mark.parametrize(("content", "slugs"), GOOD.values(), ids=GOOD)
def test_strange_but_good_file_is_taken(
    run_import: Import, db_session: Session, tmp_path: Path, content: bytes, slugs: list[str]
) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes(content)

    result = run_import(path)

    count = len(slugs)
    assert result.stderr == f"{count} practices read, {count} of them new or changed.\n"
    assert result.exit_code == 0
    assert _slugs(db_session) == slugs


def test_lines_are_numbered_as_an_editor_does(run_import: Import, tmp_path: Path) -> None:
    path = write(tmp_path / "f.jsonl", "", line("a"), "", "x", end=b"\r\n")

    result = run_import(path)

    assert result.stderr.splitlines()[0].startswith("f.jsonl: line 4: ")


def test_many_bad_lines_are_counted_after_the_twentieth(run_import: Import, tmp_path: Path) -> None:
    path = write(tmp_path / "f.jsonl", *["x"] * 25, line("a"))

    told = run_import(path).stderr.splitlines()

    assert len(told) == 22
    assert told[19].startswith("f.jsonl: line 20: ")
    assert told[20] == "… and 5 more bad lines."
    assert told[21].startswith("Error: 25 of 26 lines are bad; nothing was imported.")


def test_message_is_short_and_cannot_steer_a_terminal(run_import: Import, tmp_path: Path) -> None:
    steering = line("a", **{"\x1b[31m" + "x" * 1_000_000: 1})
    path = write(tmp_path / "f.jsonl", steering, _bad(source_language="\x1b[2J" + "y" * 1_000_000))

    told = run_import(path).stderr

    assert told.startswith("f.jsonl: line 1, \ufffd[31mxxx")
    assert "\x1b" not in told
    assert len(told) < 1_000


def test_import_updates_by_slug_and_a_second_time_changes_nothing(
    run_import: Import, db_session: Session, tmp_path: Path
) -> None:
    run_import(write(tmp_path / "f.jsonl", line("a"), line("b")))

    changed = run_import(write(tmp_path / "f.jsonl", line("a"), line("b", facts={"target_groups": ["boys"]})))
    before = everything()
    again = run_import(tmp_path / "f.jsonl")

    assert changed.stderr == "2 practices read, 1 of them new or changed.\n"
    assert again.stderr == "2 practices read, 0 of them new or changed.\n"
    assert everything() == before
    versions = db_session.execute(
        select(Practice.slug, Practice.version_number).order_by(Practice.slug)
    ).all()
    assert versions == [("a", 1), ("b", 2)]


def test_progress_is_told(run_import: Import, tmp_path: Path) -> None:
    path = write(
        tmp_path / "f.jsonl", *(line(f"p{number}", texts={"bg": {"title": "А"}}) for number in range(1_000))
    )

    result = run_import(path)

    assert result.stderr.splitlines() == [
        "lines read: 1,000",
        "lines imported: 1,000",
        "1,000 practices read, 1,000 of them new or changed.",
    ]


def test_file_that_is_not_there_is_told(run_import: Import, tmp_path: Path) -> None:
    result = run_import(tmp_path / "none.jsonl")

    assert result.exit_code == 2
    assert "none.jsonl' does not exist." in result.stderr


def test_pipe_is_refused_for_it_can_be_read_only_once(run_import: Import, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=write, args=(pipe, line("a")), daemon=True)  # waits until somebody reads
    writer.start()

    result = run_import(pipe)

    assert result.exit_code == 1
    assert result.stderr == f"Error: {pipe} is no ordinary file, and it has to be read twice.\n"


def test_line_at_the_limit_is_taken(run_import: Import, db_session: Session, tmp_path: Path) -> None:
    good = line("a").encode()
    padded = good[:-1] + b" " * (LINE_LIMIT - len(good)) + b"}"

    result = run_import(write(tmp_path / "f.jsonl", padded))

    assert (len(padded), result.exit_code) == (LINE_LIMIT, 0)
    assert _slugs(db_session) == ["a"]
