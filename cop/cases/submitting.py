"""How an involvement case is proposed, read by reviewers, and published: the value for the engines below."""

from collections.abc import Mapping, Sequence
from functools import partial

from cop.cases import operations, pages
from cop.cases.case_questions import QUESTIONS, SECTIONS
from cop.cases.composing import answers_of, compose, slug_for
from cop.cases.content import CaseContent, CaseText
from cop.cases.models import CASES
from cop.cases.owners import OWNERS
from cop.cases.queries import KIND
from cop.cases.rules import Permission
from cop.core.i18n import best_text
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.submittable import Submittable
from cop.records import submitting
from cop.records.changes import Difference, differences
from cop.records.pages import place
from cop.records.reading import unpublished
from cop.records.submitting import NOTE_LIMIT, Passage
from cop.rubric.rubrics import INVOLVEMENT
from cop.vocabulary.queries import vocabulary


def preview(content: CaseContent, language: str) -> str:
    """Return the body of the page as it would be published, for a reader of that language."""
    page = unpublished(content, language)
    return submitting.drawn("cases/record.html", language, lambda: pages.record(page, language))


def passages(content: CaseContent) -> list[Passage]:
    """Return (language, field, label, Markdown) in reading order: the original, then its translations."""
    return submitting.passages(
        content,
        pages.field_label,
        sections=CaseText.SECTIONS,
        facts=lambda language: _facts(content, language),
        rows={
            "risks": lambda risks: "\n".join(
                f"- **{r.risk}** {r.mitigation}" if r.mitigation else f"- {r.risk}" for r in risks
            ),
            "quotes": lambda quotes: "\n\n".join(f"> {q.words}" for q in quotes),
            "proposed_results": lambda missing: "\n".join(f"- {words}" for words in missing),
        },
    )


def _facts(content: CaseContent, language: str) -> Mapping[str, str]:
    facts, words = content.facts, vocabulary()
    return {
        "place": place(facts.place, language),
        "organisations": "; ".join(best_text(o.names, language)[1] for o in facts.organisations),
        "depth": words.label(facts.depth, language) if facts.depth else "",
        "final_say": pages.final_say(facts.final_say) if facts.final_say else "",
        "pay": pages.pay(facts.pay) if facts.pay else "",
        "are_results_given_back": pages.yes_or_no(facts.are_results_given_back),
    } | {
        name: ", ".join(words.label(slug, language) for slug in words.all_present(getattr(facts, name)))
        for name in facts.CONCEPT_FIELDS
    }


def themes(content: CaseContent) -> frozenset[str]:
    """Return the slugs of its concepts and of all that stand above them, but for the country."""
    slugs = (slug for field, _kind, slug in content.facts.concepts() if field != "place.country")
    return frozenset(vocabulary().with_broader(slugs))


def leads(content: CaseContent) -> frozenset[str]:
    """Return the slugs of the organisations that tell it."""
    return frozenset(o.slug for o in content.facts.organisations)


def changed(old: CaseContent, new: CaseContent) -> list[Difference]:
    """Return what the new content changes: (language, label, parts)."""
    return differences(old, new, pages.field_label)


def publish(
    content: CaseContent, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
) -> tuple[str, int, int]:
    """Make it the public case of its slug, whose authors own it from now on; see Publish."""
    row = submitting.published(
        CASES,
        content.slug,
        lambda: operations.publish(content, actor=actor, note=note[:NOTE_LIMIT]),
        is_change=is_change,
    )
    if not is_change:
        OWNERS.give_all(row.id, authors)
    return KIND, row.id, row.version_number


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
    may_change=partial(OWNERS.may, Permission.CHANGE),
    address=lambda slug: ("cases.show", {"slug": slug}),
    differences=changed,
    related=lambda _criteria, _language: (),
    rubric=INVOLVEMENT.key,
)
