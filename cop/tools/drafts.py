"""Drafts of tools: of the facts, and of a text for each language."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from cop.core.errors import InvalidError
from cop.core.i18n import gettext as _
from cop.core.permissions import Actor
from cop.records import drafting
from cop.records.composing import organisations_in
from cop.records.content import TranslationState
from cop.records.drafts import part
from cop.records.models import Drafts
from cop.records.parts import ABOUT, ALL, FACTS, Values, Where
from cop.records.sentences import FieldsInvalidError, faults
from cop.tools.content import ToolContent, ToolFacts, ToolText
from cop.tools.models import TOOLS, FormerToolPart, ToolDraft, ToolPart
from cop.tools.rules import Permission
from cop.vocabulary.queries import vocabulary

STATED: Final = Where(ALL, FACTS)


def _split(content: ToolContent) -> dict[Where, dict[str, Any]]:
    texts = {Where(code, ABOUT): text.model_dump(mode="json") for code, text in content.texts.items()}
    return {STATED: content.facts.model_dump(mode="json"), **texts}


def _joined(slug: str, source_language: str, values: Values, stale: frozenset[str]) -> ToolContent:
    texts = {at.language: dict(said) for at, said in values.items() if at.kind == ABOUT}
    for code in stale:
        texts[code]["state"] = TranslationState.STALE
    data = {"slug": slug, "source_language": source_language, "texts": texts}
    return ToolContent.model_validate(data | {"facts": values[STATED]})


def _checked(draft: ToolDraft, where: Where, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part as it is kept; organisations stand in the facts as rows of name and web site."""
    if where not in (STATED, Where(where.language or draft.source_language, ABOUT)):
        raise InvalidError("", _("There is no such part."))
    try:
        if where != STATED:
            return ToolText.model_validate(value).model_dump(mode="json")
        facts = ToolFacts.model_validate({**value, "organisations": _organisations(draft, value)})
    except ValidationError as error:
        raise FieldsInvalidError(faults(error, {})) from error
    for field, kind, slug in facts.concepts():
        concept = vocabulary().get(slug)
        if concept is None or concept.kind != kind:
            raise InvalidError(field, _("One of these words is not in the vocabulary any more."))
    return facts.model_dump(mode="json")


def _organisations(draft: ToolDraft, value: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not (rows := value.get("organisations")):
        return []
    row = part(DRAFTS, draft, STATED)
    stated = ToolFacts.model_validate(row.value).organisations
    return organisations_in(rows, draft.source_language, stated)


DRAFTS: Final = Drafts(
    tables=TOOLS,
    draft=ToolDraft,
    part=ToolPart,
    former=FormerToolPart,
    edit=Permission.EDIT,
    withdraw=Permission.WITHDRAW,
    split=_split,
    joined=_joined,
    checked=_checked,
)


def begin(*, actor: Actor, language: str, title: str) -> ToolDraft:
    """Begin a tool as a draft in that language."""
    values: Values = {STATED: {}, Where(language, ABOUT): {"title": title}}
    draft: ToolDraft = drafting.begin(DRAFTS, values, actor=actor, language=language, title=title)
    return draft
