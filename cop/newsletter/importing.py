"""Issues of former days, put together from the records that are here: read from files."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cop.config import LANGUAGES
from cop.core import seeding
from cop.core.permissions import Actor
from cop.core.records import Ref, kinds
from cop.newsletter import operations
from cop.newsletter.content import FIELDS


def seed(folder: Path, actor: Actor) -> int:
    """Put `newsletter/<number>/` with its editions into the archive, each once; return how many."""
    folders = {path.parent.name: path.parent for path in sorted((folder / "newsletter").glob("*/issue.toml"))}
    fresh = seeding.fresh((f"newsletter/{name}", list(at.iterdir())) for name, at in folders.items())
    return sum(_put(folders[name.split("/")[1]], actor) for name in fresh)


def _put(folder: Path, actor: Actor) -> bool:
    facts = tomllib.loads((folder / "issue.toml").read_text(encoding="utf-8"))
    refs = {name: ref for name in facts["records"] if (ref := _ref(name, actor)) is not None}
    said = {
        code: _read(path.read_text(encoding="utf-8"))
        for code in LANGUAGES
        if (path := folder / f"{code}.md").exists()
    }
    return operations.put_rebuilt(
        actor=actor,
        number=int(folder.name),
        source=facts["source"],
        language=facts["language"],
        published_at=datetime.combine(facts["archived"], datetime.min.time(), UTC),
        refs=refs.values(),
        texts={code: {name: texts.get(name, "") for name in FIELDS} for code, texts in said.items()},
        intros={
            code: {ref: texts.get(name, "") for name, ref in refs.items()} for code, texts in said.items()
        },
    )


def _ref(name: str, actor: Actor) -> Ref | None:
    """Return the record called "practice/berlin-mut"; None where it is not here (any more)."""
    kind, _slash, slug = name.partition("/")
    id = kinds()[kind].id_of(slug, actor)
    return Ref(kind, id) if id is not None else None


def _read(source: str) -> dict[str, Any]:
    _empty, head, body = source.split("+++", 2)
    parts = re.split(r"^## +([a-z0-9/-]+) *\n", body, flags=re.MULTILINE)[1:]
    return tomllib.loads(head) | {
        name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)
    }
