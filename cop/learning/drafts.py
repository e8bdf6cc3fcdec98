"""Drafts of modules: what their parts are, and one of them as it was asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select

from cop.core.db import db
from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.core.records import Ref
from cop.learning.content import ModuleContent
from cop.learning.enums import PartKind
from cop.learning.gaps import gaps
from cop.learning.models import MODULES, DraftPart, FormerPart, Module, ModuleDraft
from cop.learning.parts import SHARED, checked, exists, joined, split
from cop.learning.pictures import hand_on
from cop.learning.rules import Permission
from cop.learning.sentences import PartInvalidError
from cop.records import drafts as reading
from cop.records.drafts import title_of, values, where_of
from cop.records.models import Drafts
from cop.records.parts import ALL, Values, Where

NEW: Final = "new"
"""In the place of a key: an entry that is to be added."""


def _joined(slug: str, source_language: str, said: Values, stale: frozenset[str]) -> ModuleContent:
    if found := gaps(source_language, said):
        raise InvalidError("", found[0].words)
    return joined(slug, source_language, said, stale)


def _checked(draft: ModuleDraft, where: Where, value: Mapping[str, Any]) -> dict[str, Any]:
    if not exists(where):
        raise InvalidError("", _("There is no such part."))
    try:
        said = checked(where, value)
    except ValidationError as error:
        raise PartInvalidError(where.kind, value, error) from error
    if where.kind is PartKind.FACTS:
        refuse_number(said["number"], draft.slug)
    return said


def refuse_number(number: int, slug: str) -> None:
    """Raise InvalidError where another module than that one has the number."""
    if db.session.scalar(select(Module.id).where(Module.position == number, Module.slug != slug).limit(1)):
        raise InvalidError("number", _("There is a module with this number already. Choose another one."))


def _hand_on(before: Ref, after: Ref, content: ModuleContent, actor: Actor) -> None:
    digests = {figure.picture for figure in content.facts.figures if figure.picture}
    if digests:
        hand_on(before, after, digests, actor=actor)


DRAFTS: Final = Drafts(
    tables=MODULES,
    draft=ModuleDraft,
    part=DraftPart,
    former=FormerPart,
    edit=Permission.EDIT,
    withdraw=Permission.WITHDRAW,
    split=split,
    joined=_joined,
    checked=_checked,
    hand_on=_hand_on,
    reserved=frozenset({"desk", "new", "certificates"}),
)
by_slug: Final[Callable[..., ModuleDraft | None]] = partial(reading.by_slug, DRAFTS)
parts: Final[Callable[..., list[DraftPart]]] = partial(reading.parts, DRAFTS)
part: Final[Callable[..., DraftPart | None]] = partial(reading.part, DRAFTS)


def may_see_files(actor: Actor, _id: int) -> bool:
    """Whether the actor may see the files of a draft."""
    return reading.may_edit(DRAFTS, actor)


def with_held(said: Values) -> Values:
    """Return the parts as if readers should see the editions that are held back."""
    return {
        at: {**value, "is_public": True} if at.kind is PartKind.ABOUT else value for at, value in said.items()
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A part as it was asked for; a new one has no row, and neither has one that is not translated yet."""

    draft: ModuleDraft
    where: Where
    rows: Sequence[DraftPart]
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

    def original(self) -> Mapping[str, Any] | None:
        """Return what a translation translates."""
        if self.is_original or self.where.language == ALL:
            return None
        return values(self.rows).get(Where(self.draft.source_language, self.where.kind, self.where.key))


def ask(draft: ModuleDraft, where: Where) -> Asked | None:
    """Return a part as it was asked for, None where there can be none."""
    if not exists(where):
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
