"""How a practice is proposed, read by reviewers, and published: the value for the engines below."""

from collections.abc import Mapping, Sequence
from functools import partial

from cop.core.db import now
from cop.core.i18n import best_text, spoken_language
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Actor
from cop.core.submittable import Submittable
from cop.practices import confirming, operations, owners, pages
from cop.practices.composing import answers_of, compose
from cop.practices.content import Facts, PracticeContent, Text
from cop.practices.models import PRACTICES
from cop.practices.profile import profile
from cop.practices.queries import Party, PracticePage
from cop.practices.questions import QUESTIONS, SECTIONS
from cop.practices.rules import Permission
from cop.practices.search import KIND, strong_ids
from cop.practices.slugs import slug_for
from cop.practices.success_questions import PARTS_OF, SELF_DESCRIPTION
from cop.records import submitting
from cop.records.changes import Difference, differences
from cop.records.content import OrganisationRole
from cop.records.pages import place
from cop.records.queries import titles
from cop.records.reading import rendered
from cop.records.submitting import NOTE_LIMIT, Passage
from cop.vocabulary.queries import vocabulary

RELATED = 5
STRONG = 3
"""The median that makes a practice an example of a criterion."""


def preview(content: PracticeContent, language: str) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    shown_in, text = best_text(content.texts, language, content.source_language)
    html = rendered(text)
    page, sections = _as_page(content, shown_in, html, language), pages.sections(html)
    return submitting.drawn(
        "practices/record.html",
        language,
        lambda: {
            "page": page,
            "text": text,
            "facts": pages.drawn_facts(pages.facts(page, language), language),
            "contents": pages.contents(sections, has_files=False, language=language),
            "profile": profile("practices/profile.html", None, {}, sections, language),
            "body": pages.drawn_sections(sections, page.language, language),
            "translations": pages.translations(page, language),
        },
        search_url=f"/{language}/practices",
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


def passages(content: PracticeContent) -> list[Passage]:
    """Return (language, field, label, Markdown) in reading order: the original, then its translations."""
    return submitting.passages(
        content,
        pages.field_label,
        sections=Text.SECTIONS,
        facts=lambda language: _stated(content.facts, language),
        rows={
            "figures": lambda figures: "\n".join(
                f"- {f.unit}: {f.stated}" if f.unit else f"- {f.stated}" for f in figures
            )
        },
    )


def _stated(facts: Facts, language: str) -> dict[str, str]:
    words = vocabulary()
    named = {
        name: ", ".join(words.label(str(slug), language) for slug in getattr(facts, name))
        for name in facts.CONCEPT_FIELDS
    }
    return {
        "place": place(facts.place, language),
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


def changed(old: PracticeContent, new: PracticeContent) -> list[Difference]:
    """Return what the new content changes: (language, label, parts)."""
    return differences(old, new, pages.field_label)


def publish(
    content: PracticeContent, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
) -> tuple[str, int, int]:
    """Make it the public practice of its slug, whose authors own it from now on; see Publish."""
    row = submitting.published(
        PRACTICES,
        content.slug,
        lambda: list(operations.publish([content], actor=actor, note=note[:NOTE_LIMIT])),
        is_change=is_change,
    )
    # A change makes nobody an owner but those who speak for the organisation: an editor who mends a
    # word must not be asked in two years whether it is still so.
    owning = owners.speakers_among(row.id, authors) if is_change else authors
    confirming.give_to(row.id, owning, actor=actor)
    operations.note_confirmed(row.id)
    return KIND, row.id, row.version_number


def change_path(slug: str) -> str:
    """Return where one begins a change of a practice."""
    return f"/{spoken_language()}/submit/{KIND}/{slug}"


def related(criteria: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return (title, path) of at most five practices that show how these criteria can be met."""
    found = titles(
        PRACTICES, strong_ids(criteria, at_least=STRONG, limit=RELATED), actor=VISITOR, language=language
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
    may_change=partial(owners.OWNERS.may, Permission.CHANGE),
    address=lambda slug: ("practices.show", {"slug": slug}),
    differences=changed,
    related=related,
)
