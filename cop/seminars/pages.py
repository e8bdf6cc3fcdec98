"""What the templates of seminars show."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from cop.addresses import queries as addresses
from cop.consents.enums import Scope
from cop.consents.queries import covered
from cop.core import links
from cop.core.i18n import LazyString, best_text
from cop.core.i18n import gettext as _
from cop.core.permissions import VISITOR, Actor
from cop.core.records import RecordCard, Ref, cards_of
from cop.groups import finding as groups
from cop.records.pages import Fact, Section
from cop.seminars import board, queries
from cop.seminars.board import OnBoard
from cop.seminars.content import (
    CONTRIBUTION_LABELS,
    KIND,
    LINE_LABELS,
    QUESTION_LABELS,
    ROLE_LABELS,
    SECTION_LABELS,
    SECTIONS,
    STEP_LABELS,
    TAKEAWAY_LABELS,
)
from cop.seminars.enums import Material, QuestionState, StepState, TakeawayKind
from cop.seminars.faces import Said, ShownCard, card
from cop.seminars.models import Contribution, Item, Seminar
from cop.seminars.queries import SeminarPage
from cop.seminars.rules import HELD, JOINABLE
from cop.seminars.times import When, clock, elsewhere, words
from cop.web.identity import current_actor
from cop.web.language import current_language
from cop.web.missing import or_404
from cop.web.templating import day, language_names

NETWORK: Final = ("Europe/Sofia", "Europe/Rome", "Europe/Berlin", "Europe/Vilnius", "Europe/Moscow")
"""Where most readers are: a page that is the same for everybody says these cities' times."""


def page_or_404(slug: str) -> SeminarPage:
    """Return what everybody may see of a seminar."""
    return or_404(queries.page(slug, actor=VISITOR, language=current_language()))


def seminar_or_404(slug: str) -> Seminar:
    """Return a seminar that the reader looks after."""
    return or_404(queries.editable(slug, actor=current_actor()))


def on_paper(page: SeminarPage) -> dict[str, str]:
    """Return the texts of a seminar without the quotations whose consent is not for paper."""
    return {
        name: covered(text, page.language, scope=Scope.PRINT) for name, text in page.fields.items() if text
    }


def sections(page: SeminarPage) -> list[Section]:
    """Return the sections that say something: what came out of it first where that is known."""
    order = SECTIONS if page.seminar.state in HELD else ("problem", "focus", "summary", "minutes")
    # The markup was made by core.markdown when the text was saved.
    return [
        Section(name, str(SECTION_LABELS[name]), Markup(page.html[name]))  # noqa: S704
        for name in order
        if name in page.html
    ]


def facts(page: SeminarPage, language: str) -> list[Fact]:
    """Return what is stated, and nothing for what is not."""
    seminar = page.seminar
    rows: list[tuple[str, str | Markup, str]] = [
        (str(LINE_LABELS[name]), page.fields.get(name, ""), page.language)
        for name in ("place", "attendance", "mix")
    ]
    rows.append((_("Language"), language_names(language)[seminar.spoken], ""))
    if seminar.group and (title := groups.titles([seminar.group], language).get(seminar.group)):
        link = Markup('<a href="{}">{}</a>').format(f"/{language}/groups/{seminar.group}", title)
        rows.append((_("Group"), link, ""))
    if seminar.series:
        rows.append((_("In its series"), _("no. %(number)s", number=seminar.series), ""))
    rows += [_party(party, page.language) for party in seminar.parties]
    if times := times_elsewhere(page.when, language):
        rows.append((_("In other places"), times, ""))
    if seminar.published_on:
        rows.append((_("Published"), day(seminar.published_on), ""))
    return [Fact(label, value, shown_in) for label, value, shown_in in rows if value]


def _party(party: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    shown_in, name = best_text(party["names"], language)
    return str(ROLE_LABELS[party["role"]]), name, shown_in


def times_elsewhere(when: When, language: str) -> str:
    """Return the times in the network's cities beside the event's own."""
    found = dict.fromkeys(elsewhere(when, language, zone) for zone in NETWORK)
    return " · ".join(text for text in found if text)


def contributions(page: SeminarPage, language: str) -> list[Said]:
    """Return the contributions in their order, additions with what they add to."""
    added: dict[int, list[Contribution]] = {}
    for one in page.contributions:
        if one.adds_to is not None:
            added.setdefault(one.adds_to, []).append(one)
    return [
        _contribution(
            one, page, language, [_contribution(more, page, language) for more in added.get(one.id, ())]
        )
        for one in page.contributions
        if one.adds_to is None
    ]


def _contribution(
    one: Contribution, page: SeminarPage, language: str, additions: Sequence[Said] = ()
) -> Said:
    shown_in, said = best_text(one.texts, language, page.seminar.source_language)
    return Said(
        id=one.id,
        language=shown_in,
        words=said,
        label=str(CONTRIBUTION_LABELS[one.kind]),
        state=one.slides.value,
        link=_slides(one, page),
        detail=", ".join(said[key] for key in ("role", "organisation", "city") if said.get(key)),
        additions=tuple(additions),
    )


def _slides(one: Contribution, page: SeminarPage) -> str:
    if one.slides is not Material.THERE:
        return ""
    return page.files.get(one.slides_file or 0) or one.slides_url or ""


def dead_links(page: SeminarPage) -> Mapping[str, date]:
    """Return since when what a seminar leads to elsewhere does not answer, in at most one statement."""
    seminar = page.seminar
    named = [seminar.recording_url, seminar.source.get("url")]
    named += [one.slides_url for one in page.contributions] + [one.evidence_url for one in page.steps]
    return addresses.dead(url for url in named if url)


def takeaways(page: SeminarPage, language: str) -> list[tuple[str, list[Said]]]:
    """Return the moments of the recording by kind, each with its place in it."""
    found: dict[TakeawayKind, list[Said]] = {}
    for one in page.takeaways:
        at = clock(one.second) if one.second is not None else ""
        link = _at(page.seminar.recording_url, one.second) if one.second is not None else ""
        found.setdefault(one.kind, []).append(_said(one, page, language, "", link=link, detail=at))
    return [(str(TAKEAWAY_LABELS[kind]), found[kind]) for kind in TakeawayKind if kind in found]


def _at(url: str | None, second: int) -> str:
    """Return the address of a recording from that second on, by the W3C's media fragments."""
    return f"{url.partition('#')[0]}#t={second}" if url else ""


def _said(item: Item, page: SeminarPage, language: str, label: str, **more: Any) -> Said:
    shown_in, said = best_text(item.texts, language, page.seminar.source_language)
    return Said(item.id, shown_in, said, label, **more)


def questions(page: SeminarPage, language: str) -> list[Said]:
    """Return the open questions that a seminar left."""
    return [
        _said(one, page, language, str(QUESTION_LABELS[one.state]), state=one.state.value)
        for one in page.questions
    ]


def steps(page: SeminarPage, language: str) -> list[Said]:
    """Return what was agreed to do."""
    return [
        _said(
            one,
            page,
            language,
            str(STEP_LABELS[one.state]),
            state=one.state.value,
            link=one.evidence_url or "",
            detail=day(one.due) if one.due else "",
        )
        for one in page.steps
        if one.state is not StepState.DROPPED
    ]


def on_board(
    rows: Sequence[OnBoard], labels: Mapping[Any, LazyString], actor: Actor, language: str
) -> list[Said]:
    """Return questions or steps of all seminars, each with the seminar that it comes from."""
    refs = [Ref(KIND, row.seminar) for row in rows]
    cards = {found.ref.id: found for found in cards_of(refs, actor=actor, language=language)}
    shown = []
    for row in rows:
        shown_in, said = best_text(row.texts, language)
        shown.append(
            Said(
                id=row.id,
                language=shown_in,
                words=said,
                label=str(labels[row.state]),
                state=row.state,
                link=row.evidence_url or "",
                detail=day(row.due) if row.due else "",
                seminar=cards.get(row.seminar),
            )
        )
    return shown


def front_questions(actor: Actor, language: str, limit: int) -> list[Said]:
    """Return the open questions for the front page, the newest first."""
    rows = board.board_questions(actor=actor, state=QuestionState.OPEN, limit=limit)
    return on_board(rows, QUESTION_LABELS, actor, language)


def edits_question(id: int, actor: Actor) -> bool:
    """Whether the actor may say how far a question is."""
    return actor.is_member and board.question(id, actor=actor) is not None


def linked(seminar: Seminar, actor: Actor, language: str) -> list[tuple[str, list[RecordCard]]]:
    """Return the records that are linked with a seminar."""
    return links.groups(Ref(KIND, seminar.id), actor=actor, language=language)


def moment_words(page: SeminarPage, language: str) -> str:
    """Say when a seminar is."""
    return words(page.when, language)


def outcome(page: SeminarPage) -> tuple[int, int, list[str]]:
    """Return (parts that are ready, parts in all, names of those that are missing)."""
    names = {
        "summary": _("summary"),
        "recording": _("recording"),
        "slides": _("slides"),
        "attendance": _("attendance"),
        "questions": _("open questions"),
        "steps": _("next steps"),
    }
    ready = page.ready
    return sum(ready.values()), len(ready), [names[part] for part, is_there in ready.items() if not is_there]


def is_joinable(page: SeminarPage) -> bool:
    """Whether one may ask for a place."""
    return page.seminar.state in JOINABLE


def next_coming(actor: Actor, language: str, reader_zone: str = "") -> ShownCard | None:
    """Return the next seminar for the front page."""
    found = queries.cards(queries.coming_ids(actor=actor, limit=1), actor=actor, language=language)
    return card(found[0], language, reader_zone) if found else None
