"""A small record type of the tests' own, that can be proposed: a note with a title, a text and some facts.

The engine is tried with it alone, so that nothing in the engine can rest on practices.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from cop.core.errors import ConflictError, InvalidError
from cop.core.forums import open_forum
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Actor
from cop.core.submittable import Answers, Question, Submittable, Widget

LABELS = {
    key: _l(key)
    for key in (
        "Case Story Title Need Change Elsewhere Began Staff Running Manner Links Figures Number Unit Made by "
        "Talk Post Why? What came of it? Note Topics"
    ).split()
}


class NoteContent(BaseModel):
    """What a note says; texts by language."""

    slug: str
    source_language: str
    facts: dict[str, Any]
    texts: dict[str, dict[str, Any]]


published: dict[str, list[NoteContent]] = {}
"""The public notes: every version by slug. Tests empty it."""


def _question(key: str, section: str, label: str, *arguments: Any, **more: Any) -> Question:
    return Question(key, section, _l(label), *arguments, **more)


QUESTIONS = (
    _question("title", "case", "Title", Widget.LINE, is_required=True, limit=300),
    _question(
        "need",
        "case",
        "Need",
        is_required=True,
        criteria=("need",),
        headings={"en": ("Need", "The need")},
        limit=50_000,
    ),
    _question(
        "change", "story", "Change", criteria=("results", "satisfaction"), headings={"en": ("Change",)}
    ),
    _question("elsewhere", "story", "Elsewhere", criteria=("transferability",)),
    _question("began", "case", "Began", Widget.MONTH, is_text=False),
    _question("staff", "case", "Staff", Widget.NUMBER, is_text=False),
    _question("running", "case", "Running", Widget.YES_NO, is_text=False),
    _question(
        "manner",
        "case",
        "Manner",
        Widget.CHOICE,
        is_text=False,
        choices=(("talk", _l("Talk")), ("post", _l("Post"))),
    ),
    _question("topics", "case", "Topics", Widget.CONCEPTS, is_text=False, concept_kind="target-group"),
    _question("links", "story", "Links", Widget.LINES, is_text=False, most=3),
    _question(
        "figures",
        "story",
        "Figures",
        Widget.ROWS,
        columns=(("stated", _l("Number")), ("unit", _l("Unit")), ("by", _l("Made by"))),
        column_choices={"by": (("us", _l("Us")), ("others", _l("Others")))},
        most=3,
        criteria=("results",),
    ),
)
SELF_DESCRIPTION = (
    _question("why", "self", "Why?", criteria=("need",), headings={"en": ("Why did you act?",)}),
    _question("came", "self", "What came of it?", criteria=("results", "satisfaction")),
    QUESTIONS[3],
)


def _compose(slug: str, source_language: str, answers: Answers) -> NoteContent:
    texts = {language: dict(by_key) for language, by_key in answers.items() if language}
    for language, by_key in texts.items():
        if "title" not in by_key:
            raise InvalidError(f"{language}/title", "A title is needed in each language.")
    return NoteContent(
        slug=slug, source_language=source_language, facts=dict(answers.get("", {})), texts=texts
    )


def _slug_for(title: str, language: str) -> str:
    return f"{language}-{len(title)}"


def _answers_of(slug: str) -> tuple[str, Answers]:
    content = published[slug][-1]
    return content.source_language, {"": content.facts, **content.texts}


def _preview(content: NoteContent, language: str) -> str:
    shown = content.texts.get(language) or content.texts[content.source_language]
    return f"<article><h1>{shown['title']}</h1><p>{shown.get('need', '')}</p></article>"


def _passages(content: NoteContent) -> Sequence[tuple[str, str, str, str]]:
    return [(language, "need", "Need", text.get("need", "")) for language, text in content.texts.items()]


def _publish(
    content: NoteContent, *, actor: Actor, note: str, authors: Sequence[int], is_change: bool
) -> tuple[str, int, int]:
    assert actor.is_member
    assert authors
    if (content.slug in published) != is_change:
        raise ConflictError(f"{note}: there is such a note already.")
    versions = published.setdefault(content.slug, [])
    versions.append(content)
    return "note", list(published).index(content.slug) + 1, len(versions)


NOTE = Submittable(
    kind="note",
    label=_l("Note"),
    sections=(("case", _l("Case")), ("story", _l("Story"))),
    questions=QUESTIONS,
    self_description=SELF_DESCRIPTION,
    parts_of={"why": ("need",), "came": ("change", "need")},
    slug_for=_slug_for,
    compose=_compose,
    parse=NoteContent.model_validate_json,
    dump=NoteContent.model_dump_json,
    answers_of=_answers_of,
    preview=_preview,
    passages=_passages,
    themes=lambda content: set(content.facts.get("topics", ())),
    leads=lambda content: set(content.facts.get("links", ())),  # a note names its organisations so
    publish=_publish,
    may_change=lambda actor, slug: slug in published and actor.name == "Owner",
    address=lambda slug: ("practices.show", {"slug": slug}),
    differences=lambda old, new: [] if old == new else [("en", "Need", [("ins", "new")])],
    related=lambda _criteria, _language: [],
)


FORUM = open_forum(
    NOTE.kind, lambda ids, _actor, language: dict.fromkeys(ids, (f"/{language}/", "en", "A note"))
)
"""Every note is a place where everybody may talk."""
