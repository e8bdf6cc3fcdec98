"""Reading drafts of records: which there are, their parts, and how far each language is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import or_, select

from cop.config import LANGUAGES
from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor, can
from cop.records.content import TranslationState
from cop.records.models import C, Drafts
from cop.records.parts import ABOUT, ALL, FACTS, ONLY, Values, Where


def may_edit(drafts: Drafts[C], actor: Actor) -> bool:
    """Whether the actor writes such records; the twin of the rule for `drafts.edit`."""
    return can(actor, drafts.edit)


def by_slug(drafts: Drafts[C], slug: str, *, actor: Actor) -> Any:
    """Return the draft at that address, or None."""
    found = select(drafts.draft).where(drafts.draft.slug == slug)
    return db.session.scalar(found) if may_edit(drafts, actor) else None


def record_of(drafts: Drafts[C], slug: str, *, actor: Actor) -> Any:
    """Return the record that readers see, or saw, at that address, or None."""
    record = drafts.tables.record
    return db.session.scalar(select(record).where(record.slug == slug)) if may_edit(drafts, actor) else None


def parts(drafts: Drafts[C], draft: Any) -> list[Any]:
    """Return all parts of a draft in their order, removed ones too."""
    part = drafts.part
    found = select(part).where(part.draft_id == draft.id).order_by(part.position, part.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def part(drafts: Drafts[C], draft: Any, where: Where) -> Any:
    """Return one part, a removed one too, or None."""
    row = drafts.part
    is_it = row.language == where.language, row.kind == where.kind, row.key == where.key
    found = select(row).where(row.draft_id == draft.id, *is_it)
    return db.session.scalar(found.execution_options(populate_existing=True))


def former(drafts: Drafts[C], row: Any) -> list[Any]:
    """Return what a part said before, the newest first."""
    before = drafts.former
    found = select(before).where(before.part_id == row.id).order_by(before.id.desc()).limit(50)
    return list(db.session.scalars(found))


def where_of(row: Any) -> Where:
    """Return which part a row is."""
    return Where(row.language, row.kind, row.key)


def values(rows: Iterable[Any]) -> dict[Where, dict[str, Any]]:
    """Return what the parts say that are not removed."""
    return {where_of(row): row.value for row in rows if not row.is_removed}


def behind(draft: Any, rows: Sequence[Any]) -> set[Where]:
    """Return the parts of translations whose original has changed since, also before it was taken over."""
    revisions = {(row.kind, row.key): row.revision for row in rows if row.language == draft.source_language}
    return {
        where_of(row)
        for row in rows
        if row.language not in (ALL, draft.source_language)
        and not row.is_removed
        and (
            0 < row.of_revision < revisions.get((row.kind, row.key), 0)
            or row.value.get("state") == TranslationState.STALE
        )
    }


def untranslated(draft: Any, rows: Sequence[Any], language: str) -> list[Where]:
    """Return what the original says and a translation does not yet."""
    there = {(row.kind, row.key) for row in rows if row.language == language and not row.is_removed}
    return [
        Where(language, row.kind, row.key)
        for row in rows
        if row.language == draft.source_language and not row.is_removed and (row.kind, row.key) not in there
    ]


def title_of(draft: Any, rows: Iterable[Any], language: str) -> tuple[str, str]:
    """Return (language, title) of a draft for a reader."""
    titles = {at.language: said["title"] for at, said in values(rows).items() if at.kind == ABOUT}
    return best_text(titles, language, draft.source_language)


def content_of(drafts: Drafts[C], draft: Any, rows: Sequence[Any], said: Values | None = None) -> C:
    """Return what a draft would make public, or would if it said that; InvalidError where it cannot be."""
    stale = frozenset(where.language for where in behind(draft, rows))
    try:
        return drafts.joined(draft.slug, draft.source_language, said or values(rows), stale)
    except ValidationError as error:
        raise InvalidError("", _("The parts of this draft do not fit together.")) from error


@dataclass(frozen=True, slots=True)
class Edition:
    """How far a language is."""

    code: str
    title: str
    is_original: bool
    is_public: bool
    missing: int
    behind: int

    @property
    def is_begun(self) -> bool:
        """Say whether there is a title."""
        return bool(self.title)


def editions(draft: Any, rows: Sequence[Any]) -> list[Edition]:
    """Return how far each language is, the original first."""
    late = behind(draft, rows)
    said = {at.language: value for at, value in values(rows).items() if at.kind == ABOUT}
    return [
        Edition(
            code,
            said.get(code, {}).get("title", ""),
            code == draft.source_language,
            code in said and said[code].get("is_public", True),
            len(untranslated(draft, rows, code)),
            sum(where.language == code for where in late),
        )
        for code in sorted(LANGUAGES, key=lambda code: code != draft.source_language)
    ]


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in the editors' list: public, withdrawn or only a draft; `facts` are those of the draft."""

    slug: str
    language: str
    title: str
    record: Any
    draft: Any
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_dropped(self) -> bool:
        """Say whether it is a draft that was put aside."""
        return self.record is None and bool(self.draft.is_dropped)


def listed(drafts: Drafts[C], *, actor: Actor, language: str) -> list[Listed]:
    """Return all records and drafts by title, in four statements."""
    if not may_edit(drafts, actor):
        return []
    records = {one.slug: one for one in db.session.scalars(select(drafts.tables.record))}
    begun = {one.slug: one for one in db.session.scalars(select(drafts.draft))}
    titles = _public_titles(drafts)
    of_draft, facts = _said_once(drafts)
    found = []
    for slug in {**records, **begun}:
        draft = begun.get(slug)
        said = of_draft.get(draft.id) if draft is not None else titles[slug]
        shown_in, title = best_text(said, language) if said else (language, slug)
        stated = facts.get(draft.id, {}) if draft is not None else {}
        found.append(Listed(slug, shown_in, title, records.get(slug), draft, stated))
    return sorted(found, key=lambda one: (one.title.casefold(), one.slug))


def _public_titles(drafts: Drafts[C]) -> Mapping[str, dict[str, str]]:
    record, text = drafts.tables.record, drafts.tables.text
    found: dict[str, dict[str, str]] = {}
    query = select(record.slug, text.language, text.title).join(text, drafts.tables.of(text) == record.id)
    for row in db.session.execute(query):
        found.setdefault(row.slug, {})[row.language] = row.title
    return found


def _said_once(drafts: Drafts[C]) -> tuple[dict[int, dict[str, str]], dict[int, Mapping[str, Any]]]:
    """Return titles and facts of each draft."""
    titles: dict[int, dict[str, str]] = {}
    facts: dict[int, Mapping[str, Any]] = {}
    part = drafts.part
    is_one = part.key == ONLY, or_(part.kind == FACTS, part.kind == ABOUT), part.is_removed.is_(False)
    query = select(part.draft_id, part.kind, part.language, part.value).where(*is_one)
    for row in db.session.execute(query):
        if row.kind == FACTS:
            facts[row.draft_id] = row.value
        else:
            titles.setdefault(row.draft_id, {})[row.language] = row.value["title"]
    return titles, facts
