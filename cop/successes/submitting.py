"""How a self-description is proposed, read by an editor, and published: the value for the engines below."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import current_app

from cop.core import stamps
from cop.core.db import now
from cop.core.errors import ConflictError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor, can
from cop.core.submittable import Submittable
from cop.core.withdrawal import RecordState
from cop.successes import operations, owners, pages, queries
from cop.successes.composing import answers_of, compose, slug_for
from cop.successes.content import SuccessContent, SuccessText
from cop.successes.queries import KIND, SuccessPage, rendered
from cop.successes.questions import QUESTIONS, SECTIONS
from cop.successes.rules import Permission
from cop.vocabulary.queries import vocabulary
from cop.web.language import page_in
from cop.web.templating import language_names

NOTE_LIMIT = 300


def preview(content: SuccessContent, language: str) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    shown_in, text = best_text(content.texts, language, content.source_language)
    named = pages.named(content, language)
    page = SuccessPage(0, content.slug, 0, now(), now(), content, shown_in, rendered(text), named)
    with page_in(language):
        record = pages.record(page, language)
        # Nothing that links to the record: there is none yet.
        record["translations"] = [replace(link, is_current=True) for link in record["translations"]]
        return current_app.jinja_env.get_template("successes/record.html").render(
            lang=language, language_names=language_names(language), **record
        )


Passage = tuple[str, str, str, str]


def passages(content: SuccessContent) -> list[Passage]:
    """Return (language, field, label, Markdown) in reading order: the original, then its translations."""
    source = content.source_language
    found = [*_head(source, content.texts[source]), *_facts(content), *_body(source, content.texts[source])]
    for code, text in content.texts.items():
        if code != source:
            found += [*_head(code, text), *_body(code, text)]
    return found


def _head(language: str, text: SuccessText) -> Iterator[Passage]:
    for name in ("title", "strapline"):
        if words := getattr(text, name):
            yield language, name, pages.field_label(name), words


def _body(language: str, text: SuccessText) -> Iterator[Passage]:
    for name in SuccessText.ANSWERS:
        if words := getattr(text, name):
            yield language, name, pages.field_label(name), words
    if text.evaluations:
        rows = ((e.by, e.when, e.what, e.result) for e in text.evaluations)
        lines = ("- " + "; ".join(cell for cell in row if cell) for row in rows)
        yield language, "evaluations", pages.field_label("evaluations"), "\n".join(lines)


def _facts(content: SuccessContent) -> Iterator[Passage]:
    """What is stated in facts, in the language of the original: whoever reads, it says the same."""
    language, facts, words = content.source_language, content.facts, vocabulary()
    with page_in(language):
        stated = {
            "year": str(facts.year or ""),
            "place": pages.place(facts.place, language),
            "organisations": "; ".join(name for _slug, name in pages.named(content, language)),
            "target_groups": ", ".join(words.label(str(slug), language) for slug in facts.target_groups),
            "links": "\n".join(f"- {link}" for link in facts.links),
        }
    for name, value in stated.items():
        if value:
            yield language, f"facts.{name}", pages.field_label(f"facts.{name}"), value


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
    row = queries.row_of(content.slug)
    if is_change and (row is None or row.state is not RecordState.PUBLISHED):
        raise ConflictError(_("This self-description is not public any more."))
    if not is_change and row is not None:
        raise ConflictError(_("Another service has this address already. Change the name a little."))
    operations.publish(content, actor=actor, note=note[:NOTE_LIMIT])
    row = queries.row_of(content.slug)
    if row is None:
        raise LookupError(f"{content.slug} has been published and is not there")
    if not is_change:
        for user_id in authors:
            owners.give(row.id, user_id)
    stamps.bump(stamps.CONTENT)
    return KIND, row.id, row.number


def may_change(actor: Actor, slug: str) -> bool:
    """Whether they may propose a change of a public self-description."""
    belonging = owners.belonging(slug, actor=actor) if actor.is_member else None
    return belonging is not None and can(actor, Permission.CHANGE, belonging)


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
    may_change=may_change,
    address=lambda slug: ("successes.show", {"slug": slug}),
    differences=pages.differences,
    related=lambda _criteria, _language: (),
    is_self_description=True,
)
