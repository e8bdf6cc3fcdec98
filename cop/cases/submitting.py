"""How an involvement case is proposed, read by reviewers, and published: the value for the engines below."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import select

from cop.cases import operations, owners, pages
from cop.cases.case_questions import QUESTIONS, SECTIONS
from cop.cases.composing import answers_of, compose, slug_for
from cop.cases.content import CaseContent, CaseText
from cop.cases.enums import CaseState
from cop.cases.models import Case
from cop.cases.queries import KIND, CasePage, rendered
from cop.cases.rules import Permission
from cop.core import stamps
from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.i18n import best_text
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor, can
from cop.core.submittable import Submittable
from cop.practices.rules import compared, shown
from cop.rubric.rubrics import INVOLVEMENT
from cop.vocabulary.queries import vocabulary
from cop.web.language import page_in
from cop.web.templating import language_names

NOTE_LIMIT = 300


def preview(content: CaseContent, language: str) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    shown_in, text = best_text(content.texts, language, content.source_language)
    named = ((best_text(o.names, language)[1], o.website or "") for o in content.facts.organisations)
    page = CasePage(0, content.slug, 0, now(), now(), content, shown_in, rendered(text), tuple(named))
    with page_in(language):
        record = pages.record(page, language)
        # Nothing that links to the record: there is none yet.
        record["translations"] = [replace(link, is_current=True) for link in record["translations"]]
        return current_app.jinja_env.get_template("cases/record.html").render(
            lang=language, language_names=language_names(language), **record
        )


Passage = tuple[str, str, str, str]


def passages(content: CaseContent) -> list[Passage]:
    """Return (language, field, label, Markdown) in reading order: the original, then its translations."""
    source = content.source_language
    found = [*_head(source, content.texts[source]), *_facts(content), *_body(source, content.texts[source])]
    for code, text in content.texts.items():
        if code != source:
            found += [*_head(code, text), *_body(code, text)]
    return found


def _head(language: str, text: CaseText) -> Iterator[Passage]:
    for name in ("title", "strapline"):
        if words := getattr(text, name):
            yield language, name, pages.field_label(name), words


def _body(language: str, text: CaseText) -> Iterator[Passage]:
    for name in CaseText.SECTIONS:
        if words := getattr(text, name):
            yield language, name, pages.field_label(name), words
    if text.risks:
        lines = (f"- {r.risk}: {r.mitigation}" if r.mitigation else f"- {r.risk}" for r in text.risks)
        yield language, "risks", pages.field_label("risks"), "\n".join(lines)
    if text.quotes:
        said = "\n\n".join(f"> {q.words}" for q in text.quotes)
        yield language, "quotes", pages.field_label("quotes"), said
    if text.proposed_results:
        missing = "\n".join(f"- {words}" for words in text.proposed_results)
        yield language, "proposed_results", pages.field_label("proposed_results"), missing


def _facts(content: CaseContent) -> Iterator[Passage]:
    """What is stated in facts, in the language of the original: whoever reads, it says the same."""
    language, facts, words = content.source_language, content.facts, vocabulary()
    with page_in(language):
        stated = {
            "place": pages.place(facts.place, language),
            "organisations": "; ".join(best_text(o.names, language)[1] for o in facts.organisations),
            "depth": words.label(facts.depth, language) if facts.depth else "",
            "final_say": pages.final_say(facts.final_say) if facts.final_say else "",
            "pay": pages.pay(facts.pay) if facts.pay else "",
            "are_results_given_back": pages.yes_or_no(facts.are_results_given_back),
        } | {
            name: ", ".join(words.label(slug, language) for slug in words.all_present(getattr(facts, name)))
            for name in facts.CONCEPT_FIELDS
        }
    for name, value in stated.items():
        if value:
            yield language, f"facts.{name}", pages.field_label(f"facts.{name}"), value


def themes(content: CaseContent) -> frozenset[str]:
    """Return the slugs of its concepts and of all that stand above them, but for the country."""
    slugs = (slug for field, _kind, slug in content.facts.concepts() if field != "place.country")
    return frozenset(vocabulary().with_broader(slugs))


def leads(content: CaseContent) -> frozenset[str]:
    """Return the slugs of the organisations that tell it."""
    return frozenset(o.slug for o in content.facts.organisations)


def differences(old: CaseContent, new: CaseContent) -> list[tuple[str, str, Any]]:
    """Return what the new content changes: (language, label, parts)."""
    found: list[tuple[str, str, Any]] = []
    for name in type(new.facts).model_fields:
        one, other = shown(getattr(old.facts, name)), shown(getattr(new.facts, name))
        if one != other:
            found.append(("", pages.field_label(f"facts.{name}"), compared(one, other)))
    for language in dict.fromkeys((*old.texts, *new.texts)):
        before, after = old.texts.get(language), new.texts.get(language)
        for name in CaseText.model_fields:
            one, other = (shown(getattr(text, name)) if text else "" for text in (before, after))
            if one != other:
                found.append((language, pages.field_label(name), compared(one, other)))
    return found


def publish(
    content: CaseContent, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
) -> tuple[str, int, int]:
    """Make it the public case of its slug, whose authors own it from now on; see Publish."""
    row = _row(content.slug)
    if is_change and (row is None or row.state is not CaseState.PUBLISHED):
        raise ConflictError(_("This case is not public any more."))
    if not is_change and row is not None:
        raise ConflictError(_("Another case has this address already. Change the title a little."))
    operations.publish(content, actor=actor, note=note[:NOTE_LIMIT])
    row = _row(content.slug)
    if row is None:
        raise LookupError(f"{content.slug} has been published and is not there")
    if not is_change:
        for user_id in authors:
            owners.give(row.id, user_id)
    stamps.bump(stamps.CONTENT)
    return KIND, row.id, row.version_number


def _row(slug: str) -> Any:
    query = select(Case.id, Case.version_number, Case.state).where(Case.slug == slug)
    return db.session.execute(query).one_or_none()


def may_change(actor: Actor, slug: str) -> bool:
    """Whether they may propose a change of a public case."""
    belonging = owners.belonging(slug, actor=actor) if actor.is_member else None
    return belonging is not None and can(actor, Permission.CHANGE, belonging)


CASE = Submittable(
    kind=KIND,
    label=_l("Involvement case"),
    sections=SECTIONS,
    questions=QUESTIONS,
    self_description=(),
    parts_of={},
    slug_for=slug_for,
    compose=compose,
    parse=CaseContent.model_validate_json,
    dump=CaseContent.canonical,
    answers_of=answers_of,
    preview=preview,
    passages=passages,
    themes=themes,
    leads=leads,
    publish=publish,
    may_change=may_change,
    address=lambda slug: ("cases.show", {"slug": slug}),
    differences=differences,
    related=lambda _criteria, _language: (),
    rubric=INVOLVEMENT.key,
)
