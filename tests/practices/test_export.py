"""`practices export`: what comes out goes in again, and is the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from cop.config import ROOT
from cop.practices.jobs import read_seed
from tests.applications import rolled_back
from tests.practices.files import counts, everything, line, read, write
from tests.site import forget

SEEDS = sorted((ROOT / "seeds" / "practices").iterdir())


@pytest.fixture
def shell(seeded_app: Flask) -> Iterator[FlaskCliRunner]:
    """The shell of a site with the seeds, where all is afterwards as it was."""
    with rolled_back(seeded_app):
        forget(seeded_app)
        yield seeded_app.test_cli_runner()
    forget(seeded_app)


def test_exported_file_holds_every_practice_whole(shell: FlaskCliRunner, tmp_path: Path) -> None:
    result = shell.invoke(args=["practices", "export", str(tmp_path / "f.jsonl")])

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{len(SEEDS)} practices written.\n"
    assert read(tmp_path / "f.jsonl") == [read_seed(folder) for folder in SEEDS]
    assert [path.name for path in tmp_path.iterdir()] == ["f.jsonl"]


def test_export_imported_again_changes_nothing(shell: FlaskCliRunner, tmp_path: Path) -> None:
    shell.invoke(args=["practices", "export", str(tmp_path / "f.jsonl")])
    before = everything()

    result = shell.invoke(args=["practices", "import", str(tmp_path / "f.jsonl")])

    assert result.stderr == f"{len(SEEDS)} practices read, 0 of them new or changed.\n"
    assert counts(everything()) == counts(before)
    assert everything() == before


def test_import_comes_out_as_it_went_in(shell: FlaskCliRunner, tmp_path: Path) -> None:
    odd = {"bg": {"title": "„А“ \u2028\u202e\U0001f600", "aim": "a\r\nb\t\\n \u0085"}}
    path = write(tmp_path / "in.jsonl", line("zz-a", texts=odd), line("zz-b"))
    shell.invoke(args=["practices", "import", str(path)])

    shell.invoke(args=["practices", "export", str(tmp_path / "out.jsonl")])

    found = [content for content in read(tmp_path / "out.jsonl") if content.slug.startswith("zz-")]
    assert found == read(path)


def test_dash_writes_nothing_but_practices_to_standard_output(shell: FlaskCliRunner, tmp_path: Path) -> None:
    shell.invoke(args=["practices", "export", str(tmp_path / "f.jsonl")])

    result = shell.invoke(args=["practices", "export", "-"])

    assert result.stdout_bytes == (tmp_path / "f.jsonl").read_bytes()
    assert result.stderr == f"{len(SEEDS)} practices written.\n"


def test_withdrawn_practice_is_not_exported(shell: FlaskCliRunner) -> None:
    shell.invoke(args=["practices", "withdraw", "berlin-mut", "--reason", "r"])

    result = shell.invoke(args=["practices", "export", "-"])

    slugs = [json.loads(row)["slug"] for row in result.stdout.splitlines()]
    assert slugs == [folder.name for folder in SEEDS if folder.name != "berlin-mut"]


def test_export_into_a_folder_that_is_not_there_is_told(shell: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "none" / "f.jsonl"

    result = shell.invoke(args=["practices", "export", str(path)])

    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} cannot be written: No such file or directory.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["withdraw", "berlin-mut", "--reason", "r"], 0, "berlin-mut is withdrawn."),
        (["restore", "berlin-mut"], 1, "Error: This record is public already."),
        (["withdraw", "none", "--reason", "r"], 1, "Error: There is no record named none."),
        (
            ["remove-demonstration-reviews"],
            0,
            f"{2 * len(SEEDS)} demonstration reviews and 5 demonstration boards removed.",
        ),
    ],
)
def test_command_says_what_it_did(shell: FlaskCliRunner, arguments: list[str], code: int, told: str) -> None:
    result = shell.invoke(args=["practices", *arguments])

    assert (result.exit_code, result.stderr, result.stdout) == (code, told + "\n", "")
