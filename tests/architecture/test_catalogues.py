"""Every message of code and templates has a translation, and the same placeholders in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from cop.config import LANGUAGES, ROOT

MSGID_LANGUAGE = "en"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All messages that code and templates ask for."""
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    extract = "babel.messages.frontend -q extract -k _l -F pyproject.toml cop templates -o".split()
    subprocess.run([sys.executable, "-m", *extract, str(target)], cwd=ROOT, check=True)
    return _read(target)


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _placeholders(value: str | tuple[str, ...] | list[str]) -> set[str]:
    return {name for text in _strings(value) for name in PLACEHOLDER.findall(text)}


def _faults(message: Message, found: Message | None) -> str:
    if found is None or not all(_strings(found.string or "")):
        return "has no translation"
    if found.fuzzy:
        return "is marked fuzzy"
    if isinstance(message.id, list | tuple) != isinstance(found.id, list | tuple):
        return "is plural in one and not in the other"
    if _placeholders(message.id) != _placeholders(found.string or ""):
        return "has other placeholders"
    return ""


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != MSGID_LANGUAGE])
def test_catalogue_translates_every_message(wanted: Catalog, language: str) -> None:
    catalogue = _read(ROOT / "cop" / "translations" / language / "LC_MESSAGES" / "messages.po", language)

    faults = [
        f"{message.id!r} {fault}"
        for message in wanted
        if message.id and (fault := _faults(message, catalogue.get(message.id, message.context)))
    ]

    assert faults == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != MSGID_LANGUAGE])
def test_catalogue_has_no_message_that_nobody_asks_for(wanted: Catalog, language: str) -> None:
    catalogue = _read(ROOT / "cop" / "translations" / language / "LC_MESSAGES" / "messages.po", language)

    surplus = [m.id for m in catalogue if m.id and wanted.get(m.id, m.context) is None]

    assert surplus == []
    assert list(catalogue.obsolete) == []
