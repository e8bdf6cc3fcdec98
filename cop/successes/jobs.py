"""Seeds of success self-descriptions, and import of many."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cop.core import seeding
from cop.core.errors import InvalidError
from cop.core.links import Relation, link
from cop.core.permissions import Actor
from cop.core.records import Ref, kinds
from cop.records.queries import id_of
from cop.successes import operations
from cop.successes.content import SuccessContent
from cop.successes.models import SUCCESSES
from cop.successes.queries import KIND


def seed(folder: Path, actor: Actor) -> int:
    """Publish `successes/<slug>/<year>/`, each once, linked with other records; return how many changed."""
    years = sorted((folder / "successes").glob("*/*/success.toml"))
    folders = {f"successes/{path.parent.parent.name}/{path.parent.name}": path.parent for path in years}
    fresh = seeding.fresh((name, list(at.iterdir())) for name, at in folders.items())
    changed = 0
    for name in fresh:
        content, linked = read_seed(folders[name])
        changed += operations.publish(content, actor=actor, note="Seed")
        _link(content.slug, linked, actor)
    return changed


def read_seed(folder: Path) -> tuple[SuccessContent, list[tuple[Relation, str, str]]]:
    """Read one self-description from its folder, and (relation, kind, slug) of what it is linked with."""
    data = seeding.read_folder(folder / "success.toml")
    named: dict[str, dict[str, list[str]]] = data.pop("linked", {})
    data["slug"] = folder.parent.name
    linked = [
        (Relation(relation), kind, slug)
        for relation, by_kind in named.items()
        for kind, slugs in by_kind.items()
        for slug in slugs
    ]
    return SuccessContent.model_validate(data), linked


def _link(slug: str, linked: Iterable[tuple[Relation, str, str]], actor: Actor) -> None:
    here = id_of(SUCCESSES, slug, actor)
    for relation, kind, other in linked:
        there = kinds()[kind].id_of(other, actor)
        if here is not None and there is not None:
            link(Ref(KIND, here), relation, Ref(kind, there), actor=actor)


def import_lines(lines: Iterable[str], *, actor: Actor) -> tuple[int, int]:
    """Publish one SuccessContent in JSON a line; return (how many were read, how many changed).

    Raise InvalidError naming the first bad line; the caller's transaction then has to be rolled back.
    """
    read = changed = 0
    for content in _parsed(lines):
        read += 1
        changed += operations.publish(content, actor=actor, note="Import")
    return read, changed


def _parsed(lines: Iterable[str]) -> Iterator[SuccessContent]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield SuccessContent.model_validate_json(line)
            except ValidationError as error:
                raise InvalidError(f"line {number}", f"line {number}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    problem: Any = error.errors()[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
