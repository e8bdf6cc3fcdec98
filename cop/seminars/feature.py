"""Seminars: announced, joined, held, and kept with what came out of them."""

from collections.abc import Iterable

from flask import current_app
from markupsafe import Markup

from cop.config import LANGUAGES
from cop.core.addressed import Addressed
from cop.core.i18n import lazy_gettext as _l
from cop.core.kept import Kept
from cop.core.permissions import VISITOR
from cop.feature import Feature, NavItem, SitemapEntry
from cop.seminars import desk, draft_views, item_views, jobs, pages, place_views, queries, speaker_views
from cop.seminars.board import web_addresses
from cop.seminars.cards import FORUM, RECORDS
from cop.seminars.content import CONTRIBUTION_KIND, KIND
from cop.seminars.drafts import FORGET
from cop.seminars.mails import NEWS
from cop.seminars.personal import PERSONAL
from cop.seminars.redacting import REDACTABLE
from cop.seminars.rules import RULES
from cop.seminars.search import SEARCHABLES
from cop.seminars.trail_words import TRAIL
from cop.seminars.views import blueprint
from cop.web.language import current_language

QUESTIONS_IN_FRONT = 3


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("seminars.index", {})
    yield SitemapEntry("seminars.questions", {})
    for slug, changed in queries.addresses(actor=VISITOR):
        yield SitemapEntry("seminars.show", {"slug": slug}, changed.date().isoformat())


def _front() -> Markup:
    # No moment but a change of state, which raises the stamp, makes another seminar the next one.
    kept: Kept[str, Markup] = current_app.extensions.setdefault("cop.seminars.front", Kept(len(LANGUAGES)))
    language = current_language()
    return kept.get([language], lambda missing: {one: _drawn(one) for one in missing})[language]


def _drawn(language: str) -> Markup:
    return Markup(  # noqa: S704 - a template's output
        current_app.jinja_env.get_template("seminars/front.html").render(
            lang=language,
            coming=pages.next_coming(VISITOR, language),
            questions=pages.front_questions(VISITOR, language, QUESTIONS_IN_FRONT),
        )
    )


FEATURE = Feature(
    name="seminars",
    trail=TRAIL,
    redactables=(REDACTABLE,),
    letters={
        "seminars/cancelled": _l("A seminar does not take place"),
        "seminars/facilitator": _l("Named to look after a seminar"),
        "seminars/joined": _l("Joined a seminar"),
        "seminars/moved": _l("A seminar has another time"),
        "seminars/moved_up": _l("A place has become free"),
        "seminars/outcome_waits": _l("The outcome of a seminar waits"),
        "seminars/postponed": _l("A seminar is postponed"),
        "seminars/reminder": _l("A seminar is soon"),
        "seminars/speaker": _l("Asking a speaker to agree"),
    },
    blueprints=(
        blueprint,
        desk.blueprint,
        draft_views.blueprint,
        item_views.blueprint,
        place_views.blueprint,
        speaker_views.blueprint,
    ),
    rules=RULES,
    records=RECORDS,
    forums=(FORUM,),
    addressed=(Addressed(KIND, web_addresses),),
    searchables=SEARCHABLES,
    seed=jobs.seed,
    timers=(*jobs.TIMERS, FORGET),
    personal=PERSONAL,
    attachments={CONTRIBUTION_KIND: queries.may_see_files},
    shared=frozenset({CONTRIBUTION_KIND}),
    notifications={NEWS: _l("Seminars that I look after")},
    nav=(NavItem("seminars.index", _l("Seminars"), rank=20),),
    account_nav=(NavItem("seminar_desk.mine", _l("My seminars"), rank=30),),
    sitemap=_sitemap,
    front=_front,
)
