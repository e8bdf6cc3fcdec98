"""What a draft must not lack to become public: each with the part where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass

from cop.core.i18n import gettext as _
from cop.learning.enums import PartKind
from cop.learning.parts import editions
from cop.learning.sentences import label
from cop.records.parts import ALL, Values, Where


@dataclass(frozen=True, slots=True)
class Gap:
    """What is to be done about which part."""

    where: Where
    words: str


def gaps(source_language: str, values: Values) -> list[Gap]:
    """Return what stands in the way, in the order of the parts."""
    sections = _sections(values, source_language)
    if not sections:
        where = Where(source_language, PartKind.SECTIONS, "new")
        return [Gap(where, _("There is no section yet: write one."))]
    return [*_figures(values, sections), *_questions(values)]


def _sections(values: Values, language: str) -> set[str]:
    return {at.key for at in values if at.language == language and at.kind is PartKind.SECTIONS}


def _figures(values: Values, sections: set[str]) -> Iterator[Gap]:
    for where, value in values.items():
        if where.kind is PartKind.FIGURES and where.language == ALL and value["section"] not in sections:
            words = _("The section of the figure “%(figure)s” is not there any more.", figure=where.key)
            yield Gap(where, words)


def _questions(values: Values) -> Iterator[Gap]:
    for language in editions(values):
        sections = _sections(values, language)
        for where, value in values.items():
            is_own = where.language == language and where.kind is PartKind.QUESTIONS
            if is_own and value["section"] not in sections:
                said = label(value, where.key)
                yield Gap(where, _("The question “%(question)s” leads to no section.", question=said))
