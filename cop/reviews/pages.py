"""What the pages of reviewing show, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.core.markdown import render
from cop.core.submittable import Submittable
from cop.records.pages import changes_shown
from cop.reviews.candidates import Candidate
from cop.reviews.content import CONFLICTS, REQUEST_STATES
from cop.reviews.enums import Stage
from cop.reviews.queries import changes
from cop.submissions.models import Submission
from cop.vocabulary.enums import ConceptKind
from cop.vocabulary.queries import vocabulary
from cop.web.language import current_language
from cop.web.templating import LinkTo, language_names

THEMES = (ConceptKind.TARGET_GROUP, ConceptKind.FIELD_OF_WORK)
"""The kinds of concepts by which reviewers are found."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of what was sent, ready to be shown."""

    language: str
    field: str
    label: str
    html: Markup


def passages(value: Submittable, content: Any) -> list[Passage]:
    """Return what was sent in reading order; what is empty is left out."""
    return [
        Passage(language, field, label, render(markdown))
        for language, field, label, markdown in value.passages(content)
        if markdown.strip()
    ]


def changed(submission: Submission) -> list[dict[str, object]]:
    """Return what the present round changed, for the macro that shows changes."""
    return changes_shown(changes(submission), current_language())


def form_path(submission_id: int) -> str:
    """Return the address of the form in which the reader reviews a case."""
    return f"/{current_language()}/reviews/{submission_id}/review"


def theme_choices() -> list[tuple[str, str]]:
    """Return (slug, label) of all themes that one can know, by their labels."""
    language = current_language()
    known = [concept for kind in THEMES for concept in vocabulary().of_kind(kind)]
    return sorted(((c.slug, c.label(language)) for c in known), key=lambda choice: choice[1].casefold())


def theme_words(slugs: Sequence[str]) -> str:
    """Return the names of concepts in the reader's language, in a row."""
    return ", ".join(vocabulary().label(slug, current_language()) for slug in slugs)


def why(candidate: Candidate, language: str) -> list[str]:
    """Return in sentences what speaks for a candidate, and what against."""
    name = language_names(current_language()).get(language, language)
    said = []
    if candidate.conflict is not None:
        said.append(str(CONFLICTS[candidate.conflict]))
        if candidate.conflict_words:
            said.append(_("In their words: “%(words)s”", words=candidate.conflict_words))
    if candidate.state is not None:
        said.append(_("Request: %(state)s.", state=str(REQUEST_STATES[candidate.state])))
    said.append(
        _("Reads the language of the case: %(language)s.", language=name)
        if candidate.reads_language
        else _("Has not said that they read the language of the case: %(language)s.", language=name)
    )
    if candidate.shared_themes:
        said.append(_("Knows its themes: %(themes)s.", themes=theme_words(candidate.shared_themes)))
    said.append(
        ngettext(
            "Has %(n)s of at most %(most)s review at work.",
            "Has %(n)s of at most %(most)s reviews at work.",
            candidate.at_work,
            most=candidate.most_at_once,
        )
    )
    return said


def stage_names() -> dict[Stage, str]:
    """Return what the stages of the editors' desk are called."""
    return {
        Stage.GATE: _("Waiting at the gate"),
        Stage.REVIEW: _("With the reviewers"),
        Stage.READY: _("Ready to decide"),
        Stage.AUTHORS: _("With their authors"),
    }


def stage_links(stage: Stage | None, language: str) -> list[LinkTo]:
    """Return the links between all stages and one of them."""
    names = stage_names()
    chosen = {"language": language} if language else {}
    return [
        LinkTo(_("All stages"), url_for("reviews.desk", **chosen), stage is None),  # type: ignore[arg-type]
        *(
            LinkTo(name, url_for("reviews.desk", stage=at.value, **chosen), at is stage)  # type: ignore[arg-type]
            for at, name in names.items()
        ),
    ]
