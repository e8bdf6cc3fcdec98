"""Seeds of involvement cases."""

from pathlib import Path

from cop.cases import operations
from cop.cases.content import CaseContent
from cop.core import seeding
from cop.core.permissions import Actor


def seed(folder: Path, actor: Actor) -> int:
    """Publish `cases/<slug>/`, each once; return how many changed."""
    folders = {path.parent.name: path.parent for path in sorted((folder / "cases").glob("*/case.toml"))}
    fresh = seeding.fresh((f"cases/{slug}", list(at.iterdir())) for slug, at in folders.items())
    contents = [read_seed(folders[name.split("/")[1]]) for name in fresh]
    return sum(operations.publish(content, actor=actor, note="Seed") for content in contents)


def read_seed(folder: Path) -> CaseContent:
    """Read one case from its folder: facts in TOML, each language in Markdown."""
    return CaseContent.model_validate(seeding.read_folder(folder / "case.toml"))
