"""Seed records are applied once: what people change or remove later, a restart does not bring back."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cop.config import LANGUAGES
from cop.core.db import Base, db


class Seeding(Base):
    """A seed that was applied, and the digest of its files then."""

    __tablename__ = "seedings"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


def fresh(seeds: Iterable[tuple[str, Sequence[Path]]]) -> list[str]:
    """Return the names whose files were never applied, or have changed since, and note them as applied."""
    known = {seeding.name: seeding for seeding in db.session.query(Seeding)}
    found = []
    for name, paths in seeds:
        digest = _digest(paths)
        if name not in known:
            db.session.add(Seeding(name=name, digest=digest))
        elif known[name].digest != digest:
            known[name].digest = digest
        else:
            continue
        found.append(name)
    return found


def _digest(paths: Sequence[Path]) -> str:
    digest = sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def read_folder(file: Path) -> dict[str, Any]:
    """Read a record from its folder: facts in this file of TOML, each language in Markdown beside it."""
    folder = file.parent
    texts = {
        language: read_sections(path.read_text(encoding="utf-8"))
        for language in LANGUAGES
        if (path := folder / f"{language}.md").exists()
    }
    return tomllib.loads(file.read_text(encoding="utf-8")) | {"slug": folder.name, "texts": texts}


def read_sections(source: str) -> dict[str, Any]:
    """Read one language of a seed: TOML between +++, then sections of Markdown under `## name`."""
    _empty, head, body = source.split("+++", 2)
    sections = re.split(r"^## +([a-z_0-9]+) *\n", body, flags=re.MULTILINE)[1:]
    return tomllib.loads(head) | {
        name: text.strip() for name, text in zip(sections[::2], sections[1::2], strict=True)
    }
