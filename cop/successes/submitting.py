"""How a self-description is proposed, read by an editor, and published: the value for the engines below."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.submittable import Submittable
from cop.records import submitting
from cop.records.pages import place
from cop.records.reading import unpublished
from cop.records.submitting import NOTE_LIMIT, Passage
from cop.successes import operations, pages, queries
from cop.successes.composing import answers_of, compose, slug_for
from cop.successes.content import Evaluation, SuccessContent, SuccessText
from cop.successes.models import SUCCESSES
from cop.successes.owners import OWNERS
from cop.successes.queries import KIND
from cop.successes.questions import QUESTIONS, SECTIONS
from cop.successes.rules import Permission
from cop.vocabulary.queries import vocabulary


def preview(content: SuccessContent, language: str) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    page = unpublished(content, language)
    return submitting.drawn("successes/record.html", language, lambda: pages.record(page, language))


def passages(content: SuccessContent) -> list[Passage]:
    """Return (language, field, label, Markdown) in reading order: the original, then its translations."""
    return submitting.passages(
        content,
        pages.field_label,
        sections=SuccessText.SECTIONS,
        facts=lambda language: _facts(content, language),
        rows={"evaluations": _lines},
    )


def _lines(evaluations: Iterable[Evaluation]) -> str:
    rows = ((e.by, e.when, e.what, e.result) for e in evaluations)
    return "\n".join("- " + "; ".join(cell for cell in row if cell) for row in rows)


def _facts(content: SuccessContent, language: str) -> Mapping[str, str]:
    facts, words = content.facts, vocabulary()
    named = unpublished(content, language).organisations
    return {
        "year": str(facts.year or ""),
        "place": place(facts.place, language),
        "organisations": "; ".join(name for _slug, name, _site in named),
        "target_groups": ", ".join(words.label(str(slug), language) for slug in facts.target_groups),
        "links": "\n".join(f"- {link}" for link in facts.links),
    }


def themes(content: SuccessContent) -> frozenset[str]:
    """Return the slugs of its concepts and of all that stand above them, but for the country."""
    return frozenset(vocabulary().with_broader(content.facts.target_groups))


def leads(content: SuccessContent) -> frozenset[str]:
    """Return the slugs of the organisations that run the service."""
    return frozenset(o.slug for o in content.facts.organisations)


def publish(
    content: SuccessContent, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
) -> tuple[str, int, int]:
    """Make it the public self-description of its slug and year, whose authors own it; see Publish."""
    row = submitting.published(
        SUCCESSES,
        content.slug,
        lambda: operations.publish(content, actor=actor, note=note[:NOTE_LIMIT]),
        is_change=is_change,
    )
    if not is_change:
        OWNERS.give_all(row.id, authors)
    return KIND, row.id, queries.newest_number(row.id)


SUCCESS = Submittable(
    kind=KIND,
    label=_l("Success self-description"),
    sections=SECTIONS,
    questions=QUESTIONS,
    self_description=(),
    parts_of={},
    slug_for=slug_for,
    compose=compose,
    parse=SuccessContent.model_validate_json,
    dump=SuccessContent.canonical,
    answers_of=answers_of,
    preview=preview,
    passages=passages,
    themes=themes,
    leads=leads,
    publish=publish,
    may_change=partial(OWNERS.may, Permission.CHANGE),
    address=lambda slug: ("successes.show", {"slug": slug}),
    differences=pages.differences,
    related=lambda _criteria, _language: (),
    is_self_description=True,
)
