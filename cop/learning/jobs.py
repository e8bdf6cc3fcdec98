"""Seeds of learning modules."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from cop.config import LANGUAGES
from cop.core import links, seeding
from cop.core.links import Relation
from cop.core.permissions import Actor
from cop.core.records import Ref, kinds
from cop.learning import operations
from cop.learning.content import ModuleContent, ModuleText
from cop.learning.queries import KIND, id_of

_HEADING: Final = re.compile(r"^## +([a-z0-9-]+)(?:: *(.+?))? *\n", re.MULTILINE)


def seed(folder: Path, actor: Actor) -> int:
    """Publish `learning/<slug>/`, each once; return how many changed."""
    folders = {path.parent.name: path.parent for path in sorted((folder / "learning").glob("*/module.toml"))}
    fresh = seeding.fresh((f"learning/{slug}", list(at.iterdir())) for slug, at in folders.items())
    return sum(_put(folders[name.split("/")[1]], actor) for name in fresh)


def _put(folder: Path, actor: Actor) -> bool:
    content, taught = read_seed(folder)
    is_changed = operations.publish(content, actor=actor)
    module = id_of(content.slug, actor)
    for name in taught if module is not None else ():
        kind, _slash, slug = name.partition("/")
        if module is not None and (id := kinds()[kind].id_of(slug, actor)) is not None:
            links.link(Ref(KIND, module), Relation.TEACHES, Ref(kind, id), actor=actor)
    return is_changed


def read_seed(folder: Path) -> tuple[ModuleContent, list[str]]:
    """Read one module from its folder, and the records about which one learns there ("practice/berlin-mut").

    Facts are TOML; each language is TOML between +++, then Markdown under `## id: Title`.
    """
    data = tomllib.loads((folder / "module.toml").read_text(encoding="utf-8"))
    taught: list[str] = data.pop("teaches", [])
    data["slug"] = folder.name
    data["texts"] = {
        language: _read_text(path.read_text(encoding="utf-8"))
        for language in LANGUAGES
        if (path := folder / f"{language}.md").exists()
    }
    return ModuleContent.model_validate(data), taught


def _read_text(source: str) -> dict[str, Any]:
    _empty, head, body = source.split("+++", 2)
    data: dict[str, Any] = tomllib.loads(head)
    parts = _HEADING.split(body)[1:]
    data["sections"] = []
    for id, title, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if id in ModuleText.FIELDS:
            data[id] = text.strip()
        else:
            data["sections"].append({"id": id, "title": title, "text": text.strip()})
    return data
