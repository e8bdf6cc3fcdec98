"""What stands in the fields of a question: answers to choose, rows to fill, words to go on with."""

from dataclasses import dataclass
from typing import Any

from cop.core.i18n import gettext as _
from cop.core.submittable import Question, Widget
from cop.submissions.forms import BLANK_ROWS
from cop.submissions.values import is_empty
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import ConceptView, vocabulary

FEW = 12
"""So many concepts are shown without folding their groups."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer to choose, with its other words for whoever looks for it."""

    value: str
    label: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that stand together, those chosen always in sight."""

    label: str
    offers: tuple[Offer, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of them is chosen."""
        return any(offer.is_chosen for offer in self.offers)


def offers(question: Question, value: Any, language: str) -> list[Group]:
    """Return what can be chosen, in groups by the broader concept; one group without a name for few."""
    chosen = set(value if isinstance(value, list) else [value])
    if question.choices:
        return [
            Group("", tuple(Offer(key, str(label), "", key in chosen) for key, label in question.choices))
        ]
    concepts, chosen = _concepts(question, chosen)
    by_head: dict[str, list[ConceptView]] = {}
    for concept in concepts:
        by_head.setdefault(_head(concept, question.concept_kind), []).append(concept)
    if len(concepts) <= FEW or len(by_head) < 2:
        ordered = concepts if ConceptKind(question.concept_kind).is_scale else _sorted(concepts, language)
        return [Group("", tuple(_offer(c, chosen, language) for c in ordered))]
    alone = [c for head, group in by_head.items() if len(group) == 1 for c in group]
    groups = [
        Group(vocabulary().label(head, language), tuple(_offer(c, chosen, language) for c in group))
        for head, group in by_head.items()
        if len(group) > 1
    ]
    rest = (
        [Group(_("Others"), tuple(_offer(c, chosen, language) for c in _sorted(alone, language)))]
        if alone
        else []
    )
    return groups + rest


def _concepts(question: Question, given: set[Any]) -> tuple[list[ConceptView], set[Any]]:
    """Return what can be chosen and what is; what is retired only where it is chosen already."""
    words = vocabulary()
    chosen = {words.present(str(slug)) for slug in given if slug}
    retired = [c for slug in sorted(chosen) if (c := words.get(slug)) and not c.is_offered]
    return words.of_kind(ConceptKind(question.concept_kind)) + retired, chosen


def _sorted(concepts: list[ConceptView], language: str) -> list[ConceptView]:
    return sorted(concepts, key=lambda concept: concept.label(language).casefold())


def _head(concept: ConceptView, kind: str) -> str:
    """Return the topmost concept of its kind above it."""
    known = vocabulary()
    seen = {concept.slug}
    while concept.broader and (above := known.get(concept.broader)) and above.kind == kind:
        if above.slug in seen:
            break
        seen.add(above.slug)
        concept = above
    return concept.slug


def _offer(concept: ConceptView, chosen: set[Any], language: str) -> Offer:
    words = " ".join(concept.other_words(language))
    return Offer(concept.slug, concept.label(language), words, concept.slug in chosen)


def rows(question: Question, value: Any) -> list[dict[str, str]]:
    """Return the rows of an answer and some blank ones, as far as there may be more; none for others."""
    if question.widget is not Widget.ROWS:
        return []
    # Where a consent has ended, a row has None in the place of its reference.
    present = [{key: words or "" for key, words in row.items()} for row in value]
    blank = {key: "" for key, _label in question.columns}
    return present + [dict(blank) for _row in range(min(BLANK_ROWS, max(0, question.most - len(present))))]


def typed(question: Question, value: Any) -> str:
    """Return what stands in the field of a question that has only one; nothing for others."""
    if is_empty(value) or question.widget in (Widget.ROWS, Widget.CONCEPTS):
        return ""
    if question.widget is Widget.YES_NO and isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(value) if isinstance(value, list) else str(value)
