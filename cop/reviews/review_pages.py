"""What the pages of writing a review show, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from cop.config import LANGUAGES
from cop.core.i18n import gettext as _
from cop.core.markdown import words_of
from cop.core.permissions import Actor
from cop.media import queries as media
from cop.media.queries import Card
from cop.reviews import hearing, offers, pages, waiting
from cop.reviews.content import CONFIDENCE
from cop.reviews.enums import AssignmentState
from cop.reviews.evidence import plain
from cop.reviews.reading import NOT_APPLICABLE, Pointer, Sheet, Written
from cop.reviews.reviewing import is_gone
from cop.rubric.criteria import Criterion
from cop.rubric.rubrics import criterion
from cop.submissions.queries import KIND
from cop.voices.content import results_path
from cop.web.language import current_language


@dataclass(frozen=True, slots=True)
class Section:
    """One section of what was sent; `key` names it in forms, `id` on the page."""

    id: str
    key: str
    language: str
    label: str
    html: Markup


def sections(sheet: Sheet) -> list[Section]:
    """Return what was sent in reading order."""
    return [
        Section(
            section_id(passage.language, passage.field),
            f"{passage.language}|{passage.field}",
            passage.language,
            passage.label,
            passage.html,
        )
        for passage in pages.passages(sheet.value, sheet.content)
    ]


def section_id(language: str, field: str) -> str:
    """Return the id of a section on the page."""
    return f"text-{language}-{field.replace('.', '-')}"


def files(sheet: Sheet) -> list[Card]:
    """Return the files of the case."""
    return [media.card(file, current_language()) for file in media.files_of(KIND, sheet.submission.id)]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence: as the form carries it, and as its reader sees it."""

    value: str
    pointer: Pointer
    place: str
    url: str
    is_gone: bool
    is_users_own: bool = False
    """Whether it comes from users without anybody saying so."""


@dataclass(frozen=True, slots=True)
class CriterionForm:
    """One criterion of the form.

    `typed` are the fields for new evidence by their names, `of_users` the sections in which users are heard.
    """

    criterion: Criterion
    choice: str
    reason: str
    evidence: tuple[EvidenceItem, ...]
    problems: tuple[str, ...]
    typed: Mapping[str, str]
    of_users: frozenset[str]

    @property
    def is_stale(self) -> bool:
        """Whether quoted words have gone from the text."""
        return any(item.is_gone for item in self.evidence)


_TYPED: Final = ("section", "words", "file", "link", "board")


def rows(
    sheet: Sheet,
    given: Written,
    *,
    text: Sequence[Section],
    cards: Sequence[Card],
    problems: Mapping[str, Sequence[str]],
    left: Mapping[str, str],
) -> list[CriterionForm]:
    """Return the criteria as the form shows them; `left` are fields that still hold what was typed."""
    has_evidence = any(answered.evidence for answered in given.answers.values())
    words = "\n".join(plain(words_of(section.html)) for section in text) if has_evidence else ""
    places = {section.key: section for section in text}
    urls = {str(card.id): card.url for card in cards}
    return [
        CriterionForm(
            criterion=each,
            choice=given.answers[each.key].choice,
            reason=given.answers[each.key].reason,
            evidence=tuple(
                _item(p, words, places, urls, hearing.fields_of_users(sheet, each.key))
                for p in given.answers[each.key].evidence
            ),
            problems=tuple(problems.get(each.key, ())),
            typed={name: left.get(f"{name}-{each.key}", "") for name in _TYPED},
            of_users=hearing.fields_of_users(sheet, each.key),
        )
        for each in map(criterion, given.answers)
    ]


def _item(
    pointer: Pointer,
    words: str,
    places: Mapping[str, Section],
    urls: Mapping[str, str],
    of_users: frozenset[str],
) -> EvidenceItem:
    section = places.get(f"{pointer.language}|{pointer.field}")
    if pointer.kind == "file":
        place, url = _("File"), urls.get(pointer.field, "")
    elif pointer.kind == "link":
        place, url = _("Link"), ""
    elif pointer.kind == "board":
        place, url = _("Feedback board"), results_path(pointer.field, current_language())
    else:
        place, url = (section.label, f"#{section.id}") if section else (_("The case"), "")
    value, own = pointer.model_dump_json(), hearing.is_users_own(pointer, of_users)
    return EvidenceItem(value, pointer, place, url, is_gone(pointer, words), own)


@dataclass(frozen=True, slots=True)
class Totals:
    """How far a review has come; not applicable counts as answered, and not in the sum."""

    answered: int
    total: int
    median: float | None


def totals(given: Written) -> Totals:
    """Sum up a review as far as it goes."""
    steps = [answered.step for answered in given.answers.values() if answered.step is not None]
    answered = sum(1 for one in given.answers.values() if one.choice)
    return Totals(answered, sum(steps), float(median(steps)) if steps else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a review that says different things in two versions."""

    part: str
    label: str
    present: str
    mine: str


def differences(present: Written, mine: Written) -> list[Difference]:
    """Return the parts in which two versions of a review differ, in words."""
    before, after = _parts(present), _parts(mine)
    return [
        Difference(part, label, before[part][1], after[part][1])
        for part, (label, _words) in after.items()
        if _raw(present, part) != _raw(mine, part)
    ]


def _raw(given: Written, part: str) -> Any:
    return given.answers[part] if part in given.answers else getattr(given, part)


def _parts(given: Written) -> dict[str, tuple[str, str]]:
    spoken = LANGUAGES.get(given.language)
    sure = CONFIDENCE.get(given.confidence or 0)
    others = {
        "language": (_("I write in"), spoken.name if spoken else given.language),
        "confidence": (_("How sure are you of your scores?"), str(sure) if sure else ""),
        "to_authors": (_("To the authors"), given.to_authors),
        "to_editors": (_("To the editors alone"), given.to_editors),
        "is_named": (_("Your name"), _("is shown once the case is published") if given.is_named else ""),
    }
    answers = {key: (str(criterion(key).label), _in_words(given, key)) for key in given.answers}
    return answers | others


def _in_words(given: Written, key: str) -> str:
    answered = given.answers[key]
    choice = _("not applicable") if answered.choice == NOT_APPLICABLE else answered.choice
    lines = [choice, answered.reason, *(f"– {pointer.words}" for pointer in answered.evidence)]
    return "\n".join(line for line in lines if line)


def next_path(submission_id: int, actor: Actor) -> str:
    """Return where "next" leads: to one's own open work, else the least reviewed case, else the desk."""
    own = [row for row in waiting.own_requests(actor) if row.submission_id != submission_id]
    for row in own:
        if row.state is AssignmentState.ACCEPTED:
            return pages.form_path(row.submission_id)
    for row in own:
        if row.state is AssignmentState.ASKED:
            return url_for("reviews.answer", id=row.submission_id)
    queue = [row for row in offers.queue(actor) if row.submission_id != submission_id]
    return url_for("reviews.answer", id=queue[0].submission_id) if queue else url_for("reviews.desk")
