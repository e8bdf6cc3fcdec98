"""Reading drafts of modules: which there are, their parts, and what the parts lack to become public."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import or_, select

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, can
from cop.learning.content import ModuleContent
from cop.learning.enums import PartKind
from cop.learning.gaps import gaps
from cop.learning.models import DraftPart, FormerPart, Module, ModuleDraft
from cop.learning.models import ModuleText as TextRow
from cop.learning.parts import ALL, ONLY, SHARED, SINGLE, Where, joined
from cop.learning.rules import Permission
from cop.records.models import RecordState

NEW: Final = "new"
"""In the place of a key: an entry that is to be added."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A module in the editors' list: public, withdrawn or only a draft."""

    slug: str
    number: int
    language: str
    title: str
    state: RecordState | None
    version: int
    has_draft: bool
    has_changes: bool
    is_dropped: bool


def may_edit(actor: Actor) -> bool:
    """Whether the actor writes modules; the twin of the rule for EDIT."""
    return can(actor, Permission.EDIT)


def may_see_files(actor: Actor, _id: int) -> bool:
    """Whether the actor may see the files of a draft."""
    return may_edit(actor)


def by_slug(slug: str, *, actor: Actor) -> ModuleDraft | None:
    """Return the draft at that address."""
    if not may_edit(actor):
        return None
    return db.session.scalar(select(ModuleDraft).where(ModuleDraft.slug == slug))


def module_of(slug: str, *, actor: Actor) -> Module | None:
    """Return the module that readers see, or saw, at that address."""
    if not may_edit(actor):
        return None
    return db.session.scalar(select(Module).where(Module.slug == slug))


def part(draft: ModuleDraft, where: Where) -> DraftPart | None:
    """Return one part, a removed one too."""
    return db.session.scalar(
        select(DraftPart)
        .where(DraftPart.draft_id == draft.id, *is_at(where))
        .execution_options(populate_existing=True)
    )


def is_at(where: Where) -> tuple[Any, ...]:
    """Return the condition that a row is that part."""
    return DraftPart.language == where.language, DraftPart.kind == where.kind, DraftPart.key == where.key


def where_of(row: DraftPart) -> Where:
    """Return which part a row is."""
    return Where(row.language, row.kind, row.key)


def parts(draft: ModuleDraft) -> list[DraftPart]:
    """Return all parts of a draft in their order, removed ones too."""
    return list(
        db.session.scalars(
            select(DraftPart)
            .where(DraftPart.draft_id == draft.id)
            .order_by(DraftPart.position, DraftPart.id)
            .execution_options(populate_existing=True)
        )
    )


def values(rows: Iterable[DraftPart]) -> dict[Where, dict[str, Any]]:
    """Return what the parts say that are not removed."""
    return {where_of(row): row.value for row in rows if not row.is_removed}


def behind(draft: ModuleDraft, rows: Sequence[DraftPart]) -> set[Where]:
    """Return the parts of translations whose original has changed since."""
    revisions = {(row.kind, row.key): row.revision for row in rows if row.language == draft.source_language}
    return {
        where_of(row)
        for row in rows
        if row.language not in (ALL, draft.source_language)
        and not row.is_removed
        and 0 < row.of_revision < revisions.get((row.kind, row.key), 0)
    }


def untranslated(draft: ModuleDraft, rows: Sequence[DraftPart], language: str) -> list[Where]:
    """Return what the original says and a translation does not yet."""
    there = {(row.kind, row.key) for row in rows if row.language == language and not row.is_removed}
    return [
        Where(language, row.kind, row.key)
        for row in rows
        if row.language == draft.source_language and not row.is_removed and (row.kind, row.key) not in there
    ]


def title_of(draft: ModuleDraft, rows: Sequence[DraftPart], language: str) -> tuple[str, str]:
    """Return (language, title) of a draft for a reader."""
    titles = {row.language: row.value["title"] for row in rows if row.kind is PartKind.ABOUT}
    return best_text(titles, language, draft.source_language)


def former(row: DraftPart) -> list[FormerPart]:
    """Return what a part said before, the newest first."""
    return list(
        db.session.scalars(
            select(FormerPart).where(FormerPart.part_id == row.id).order_by(FormerPart.id.desc()).limit(50)
        )
    )


def listed(*, actor: Actor, language: str) -> list[Listed]:
    """Return all modules, by their numbers, in four statements."""
    if not may_edit(actor):
        return []
    modules = {
        row.slug: row
        for row in db.session.execute(
            select(Module.id, Module.slug, Module.position, Module.state, Module.version_number)
        )
    }
    drafts = {
        row.slug: row
        for row in db.session.execute(
            select(ModuleDraft.id, ModuleDraft.slug, ModuleDraft.has_changes, ModuleDraft.is_dropped)
        )
    }
    titles, numbers = _public_titles(), _draft_numbers()
    found = []
    for slug in {**modules, **drafts}:
        module, draft = modules.get(slug), drafts.get(slug)
        of_draft = numbers.get(draft.id) if draft else None
        number, said = of_draft or (module.position if module else 0, titles.get(slug, {}))
        shown_in, title = best_text(said, language) if said else (language, slug)
        found.append(
            Listed(
                slug=slug,
                number=number,
                language=shown_in,
                title=title,
                state=module.state if module else None,
                version=module.version_number if module else 0,
                has_draft=draft is not None,
                has_changes=bool(draft and draft.has_changes),
                is_dropped=bool(draft and draft.is_dropped and module is None),
            )
        )
    return sorted(found, key=lambda one: (one.number, one.slug))


def _public_titles() -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in db.session.execute(
        select(Module.slug, TextRow.language, TextRow.title).join(TextRow, TextRow.module_id == Module.id)
    ):
        found.setdefault(row.slug, {})[row.language] = row.title
    return found


def _draft_numbers() -> Mapping[int, tuple[int, dict[str, str]]]:
    """Return number and titles of each draft."""
    numbers: dict[int, int] = {}
    titles: dict[int, dict[str, str]] = {}
    for row in db.session.execute(
        select(DraftPart.draft_id, DraftPart.kind, DraftPart.language, DraftPart.value).where(
            DraftPart.key == ONLY, or_(*(DraftPart.kind == kind for kind in sorted(SINGLE)))
        )
    ):
        if row.kind is PartKind.FACTS:
            numbers[row.draft_id] = row.value["number"]
        else:
            titles.setdefault(row.draft_id, {})[row.language] = row.value["title"]
    return {id: (number, titles.get(id, {})) for id, number in numbers.items()}


def content_of(draft: ModuleDraft, rows: Sequence[DraftPart], *, with_held: bool = False) -> ModuleContent:
    """Return what a draft would make public; raise InvalidError where something stands in the way.

    `with_held`: also the editions that readers shall not see yet.
    """
    said = values(rows)
    if with_held:
        said = {
            at: value | {"is_public": True} if at.kind is PartKind.ABOUT else value
            for at, value in said.items()
        }
    if found := gaps(draft.source_language, said):
        raise InvalidError("", found[0].words)
    stale = {where.language for where in behind(draft, rows)}
    try:
        return joined(draft.slug, draft.source_language, said, stale)
    except ValidationError as error:
        raise InvalidError("", _("The parts of this module do not fit together.")) from error


@dataclass(frozen=True, slots=True)
class Asked:
    """A part as it was asked for; a new one has no row, and neither has one that is not translated yet."""

    draft: ModuleDraft
    where: Where
    rows: list[DraftPart]
    row: DraftPart | None

    @property
    def is_new(self) -> bool:
        """Say whether an entry is to be added."""
        return self.where.key == NEW

    @property
    def is_original(self) -> bool:
        """Say whether it is written in the language in which the module was written."""
        return self.where.language == self.draft.source_language

    def title(self, language: str) -> str:
        """Return what the module is called."""
        return title_of(self.draft, self.rows, language)[1]

    def original(self) -> DraftPart | None:
        """Return what a translation translates."""
        if self.is_original or self.where.language == ALL:
            return None
        found = Where(self.draft.source_language, self.where.kind, self.where.key)
        return next((r for r in self.rows if where_of(r) == found and not r.is_removed), None)


def ask(draft: ModuleDraft, where: Where) -> Asked | None:
    """Return a part as it was asked for, None where there can be none."""
    if not where.exists:
        return None
    rows = parts(draft)
    asked = Asked(draft, where, rows, next((row for row in rows if where_of(row) == where), None))
    return asked if asked.row is not None or _may_begin(asked) else None


def _may_begin(asked: Asked) -> bool:
    """Whether there may be a part that is not there yet."""
    where = asked.where
    if asked.is_new:
        return where.language == ALL or (asked.is_original and where.kind not in (*SHARED, PartKind.ABOUT))
    shared = Where(ALL, where.kind, where.key)
    is_of_shared = any(where_of(row) == shared for row in asked.rows)
    return where.language != ALL and (
        where.kind is PartKind.ABOUT or asked.original() is not None or is_of_shared
    )
