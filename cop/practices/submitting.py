"""How a practice is proposed, read by reviewers, and published: the value for the engines below."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import select

from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.i18n import best_text, spoken_language
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Actor, can
from cop.core.submittable import Submittable
from cop.practices import cards, confirming, operations, owners, pages, queries
from cop.practices.composing import answers_of, compose
from cop.practices.content import Facts, OrganisationRole, PracticeContent, Text
from cop.practices.enums import PracticeState
from cop.practices.models import Practice
from cop.practices.queries import Party, PracticePage
from cop.practices.questions import QUESTIONS, SECTIONS
from cop.practices.rules import Permission, changes
from cop.practices.search import KIND, strong_ids
from cop.practices.slugs import slug_for
from cop.practices.success_questions import PARTS_OF, SELF_DESCRIPTION
from cop.vocabulary.queries import vocabulary
from cop.web.language import page_in
from cop.web.templating import language_names

NOTE_LIMIT = 300
RELATED = 5
STRONG = 3
"""The median that makes a practice an example of a criterion."""


def preview(content: PracticeContent, language: str) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    shown_in, text = best_text(content.texts, language, content.source_language)
    html = queries.rendered(content, shown_in)
    page = _as_page(content, shown_in, html, language)
    sections = pages.sections(html)
    with page_in(language):
        # Nothing that links to the record: there is none yet.
        translations = [replace(link, is_current=True) for link in pages.translations(page, language)]
        return current_app.jinja_env.get_template("practices/record.html").render(
            lang=language,
            search_url=f"/{language}/practices",
            language_names=language_names(language),
            page=page,
            text=text,
            facts=pages.facts(page, language),
            sections=sections,
            body=pages.drawn_sections(sections, page.language, language),
            translations=translations,
        )


def _as_page(content: PracticeContent, shown_in: str, html: Mapping[str, str], language: str) -> PracticePage:
    moment = now()
    parties = (
        Party(o.slug, o.role, *best_text(o.names, language), o.website) for o in content.facts.organisations
    )
    return PracticePage(
        id=0,
        slug=content.slug,
        version_number=0,
        fingerprint="",
        published_at=moment,
        updated_at=moment,
        content=content,
        language=shown_in,
        state=content.texts[shown_in].state,
        html=html,
        organisations=tuple(parties),
    )


Passage = tuple[str, str, str, str]


def passages(content: PracticeContent) -> list[Passage]:
    """Return (language, field, label, Markdown) in reading order: the original, then its translations."""
    source = content.source_language
    order = dict.fromkeys((source, *content.texts))
    return [
        *_head(source, content.texts[source]),
        *_facts(content),
        *_body(source, content.texts[source]),
        *(
            passage
            for code in order
            if code != source
            for part in (_head, _body)
            for passage in part(code, content.texts[code])
        ),
    ]


def _head(language: str, text: Text) -> Iterator[Passage]:
    for name in ("title", "strapline"):
        if words := getattr(text, name):
            yield language, name, pages.field_label(name), words


def _body(language: str, text: Text) -> Iterator[Passage]:
    for name in Text.SECTIONS:
        if words := getattr(text, name):
            yield language, name, pages.field_label(name), words
    if text.figures:
        lines = (f"- {f.unit}: {f.stated}" if f.unit else f"- {f.stated}" for f in text.figures)
        yield language, "figures", pages.field_label("figures"), "\n".join(lines)


def _facts(content: PracticeContent) -> Iterator[Passage]:
    """What is stated in facts, in the language of the original: whoever reads, it says the same."""
    language = content.source_language
    with page_in(language):
        stated = _stated(content.facts, language)
    for name, value in stated.items():
        if value:
            yield language, f"facts.{name}", pages.field_label(f"facts.{name}"), value


def _stated(facts: Facts, language: str) -> dict[str, str]:
    words = vocabulary()
    named = {
        name: ", ".join(words.label(str(slug), language) for slug in getattr(facts, name))
        for name in facts.CONCEPT_FIELDS
    }
    return {
        "place": pages.place(facts, language),
        "organisations": "; ".join(best_text(o.names, language)[1] for o in facts.organisations),
        "started": pages.period(facts),
        "years_of_experience": pages.years(facts),
        "age_from": pages.ages(facts),
        "sex": pages.sex(facts),
        **named,
        "website": facts.website or "",
        "links": "\n".join(f"- {link}" for link in facts.links),
        "source": facts.source.title if facts.source else "",
    }


def themes(content: PracticeContent) -> frozenset[str]:
    """Return the slugs of its concepts and of all that stand above them, but for the country."""
    slugs = (slug for field, _kind, slug in content.facts.concepts() if field in content.facts.CONCEPT_FIELDS)
    return frozenset(vocabulary().with_broader(slugs))


def leads(content: PracticeContent) -> frozenset[str]:
    """Return the slugs of the organisations that carry it; who only pays does not."""
    carry = (OrganisationRole.LEAD, OrganisationRole.PARTNER)
    return frozenset(o.slug for o in content.facts.organisations if o.role in carry)


def differences(old: PracticeContent, new: PracticeContent) -> list[tuple[str, str, Any]]:
    """Return what the new content changes: (language, label, parts)."""
    return [(c.language, pages.field_label(c.field), c.parts) for c in changes(old, new)]


def publish(
    content: PracticeContent, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
) -> tuple[str, int, int]:
    """Make it the public practice of its slug, whose authors own it from now on; see Publish."""
    present = _row(content.slug)
    if is_change and (present is None or present.state is not PracticeState.PUBLISHED):
        raise ConflictError(_("This practice is not public any more."))
    if not is_change and present is not None:
        raise ConflictError(_("Another practice has this address already. Change the title a little."))
    for _changed in operations.publish([content], actor=actor, note=note[:NOTE_LIMIT]):
        pass
    row = _row(content.slug)
    if row is None:
        raise LookupError(f"{content.slug} has been published and is not there")
    # A change makes nobody an owner but those who speak for the organisation: an editor who mends a
    # word must not be asked in two years whether it is still so.
    owning = owners.speakers_among(row.id, authors) if is_change else authors
    confirming.give_to(row.id, owning, actor=actor)
    operations.note_confirmed(row.id)
    return KIND, row.id, row.version_number


def _row(slug: str) -> Any:
    query = select(Practice.id, Practice.version_number, Practice.state).where(Practice.slug == slug)
    return db.session.execute(query).one_or_none()


def may_change(actor: Actor, slug: str) -> bool:
    """Whether they may propose a change of a public practice."""
    belonging = owners.belonging(slug, actor=actor) if actor.is_member else None
    return belonging is not None and can(actor, Permission.CHANGE, belonging)


def change_path(slug: str) -> str:
    """Return where one begins a change of a practice."""
    return f"/{spoken_language()}/submit/{KIND}/{slug}"


def related(criteria: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return (title, path) of at most five practices that show how these criteria can be met."""
    found = cards.titles(
        strong_ids(criteria, at_least=STRONG, limit=RELATED), actor=VISITOR, language=language
    )
    return [(title, f"/{language}/practices/{slug}") for slug, _shown_in, title in found]


PRACTICE = Submittable(
    kind=KIND,
    label=_l("Practice"),
    sections=SECTIONS,
    questions=QUESTIONS,
    self_description=SELF_DESCRIPTION,
    parts_of=PARTS_OF,
    slug_for=slug_for,
    compose=compose,
    parse=PracticeContent.model_validate_json,
    dump=PracticeContent.canonical,
    answers_of=answers_of,
    preview=preview,
    passages=passages,
    themes=themes,
    leads=leads,
    publish=publish,
    may_change=may_change,
    address=lambda slug: ("practices.show", {"slug": slug}),
    differences=differences,
    related=related,
)
