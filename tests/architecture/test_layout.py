"""The shape of the code: which files a feature has, and how long they are."""

from pathlib import Path

import pytest

from cop.app import FEATURES
from cop.config import ROOT
from tests.architecture.files import NAMES, OWN

LONGEST = 300
FOLDERS = sorted(path.parent for path in (ROOT / "cop").glob("*/feature.py"))
FILES = sorted((ROOT / "cop").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_feature_has_only_the_files_that_one_expects(folder: Path) -> None:
    names = {path.stem for path in folder.glob("*.py")}

    assert names - NAMES - OWN.get(folder.name, set()) == set()
    assert [path.name for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"] == []


def test_every_feature_folder_is_in_the_list_of_features() -> None:
    assert {folder.name for folder in FOLDERS} == {feature.name for feature in FEATURES}


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (*FILES, *TESTS)
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }

    assert long == {}


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "managers", "common", "misc"])
def test_no_file_has_a_name_that_says_nothing(name: str) -> None:
    assert [str(path) for path in FILES if path.stem in (name, name.removesuffix("s"))] == []


def test_only_the_backend_knows_whoosh() -> None:
    importers = {
        path.relative_to(ROOT / "cop" / "search" / "backends").as_posix()
        for path in FILES
        if any(
            line.startswith(("import whoosh", "from whoosh")) for line in path.read_text("utf-8").splitlines()
        )
    }

    assert importers == {"whoosh.py"}
