"""Seeds of feedback tools."""

from pathlib import Path

from cop.core import seeding
from cop.core.links import Relation, link
from cop.core.permissions import Actor
from cop.core.records import Ref, kinds
from cop.practices.queries import KIND as PRACTICE
from cop.tools import operations
from cop.tools.content import ToolContent
from cop.tools.queries import KIND, id_of


def seed(folder: Path, actor: Actor) -> int:
    """Publish `tools/<slug>/`, each once, linked with the practices that use it; return how many changed."""
    folders = {path.parent.name: path.parent for path in sorted((folder / "tools").glob("*/tool.toml"))}
    fresh = seeding.fresh((f"tools/{slug}", list(at.iterdir())) for slug, at in folders.items())
    changed = 0
    for name in fresh:
        content, used_by = read_seed(folders[name.split("/")[1]])
        changed += operations.publish(content, actor=actor)
        _link(content.slug, used_by, actor)
    return changed


def read_seed(folder: Path) -> tuple[ToolContent, list[str]]:
    """Read one tool from its folder, and the slugs of the practices that use it."""
    data = seeding.read_folder(folder / "tool.toml")
    used_by: list[str] = data.pop("used_by", [])
    return ToolContent.model_validate(data), used_by


def _link(slug: str, used_by: list[str], actor: Actor) -> None:
    tool = id_of(slug, actor)
    for practice in used_by:
        near = kinds()[PRACTICE].id_of(practice, actor)
        if tool is not None and near is not None:
            link(Ref(PRACTICE, near), Relation.USES, Ref(KIND, tool), actor=actor)
