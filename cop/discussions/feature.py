"""Conversations under records and in groups; the engine knows no kind of place."""

from collections.abc import Iterable

from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.core.records import RecordKind
from cop.discussions import desk, filing, lead_views, measure_views, post_views, queries, views
from cop.discussions.attaching import DRAFT_KIND, FORGET, may_see_draft, may_see_post
from cop.discussions.jobs import TELL
from cop.discussions.mails import NEWS
from cop.discussions.personal import PERSONAL
from cop.discussions.redacting import REDACTABLES
from cop.discussions.rules import RULES
from cop.discussions.search import SEARCHABLE
from cop.discussions.trail_words import TRAIL
from cop.feature import Feature, NavItem, SitemapEntry


def _sitemap() -> Iterable[SitemapEntry]:
    for id, changed in queries.addresses():
        yield SitemapEntry("threads.show", {"id": str(id)}, changed.date().isoformat())


FEATURE = Feature(
    name="discussions",
    trail=TRAIL,
    redactables=REDACTABLES,
    letters={
        "discussions/hidden": _l("A post was hidden"),
        "discussions/kept_hidden": _l("A post stays hidden"),
        "discussions/let_through": _l("A held post is public"),
        "discussions/measured_edit": _l("A moderator has changed a post of yours"),
        "discussions/measured_pause": _l("A pause from writing"),
        "discussions/measured_warn": _l("A warning about a post"),
        "discussions/posted": _l("A new post"),
        "discussions/posted_within": _l("A new post where only members read"),
        "discussions/settled": _l("A report was looked at"),
        "discussions/shown_again": _l("A hidden post is shown again"),
        "discussions/taken_back": _l("A moderator has taken a decision back"),
        "discussions/upheld": _l("Your objection was looked at"),
    },
    blueprints=(
        views.blueprint,
        lead_views.blueprint,
        post_views.blueprint,
        measure_views.blueprint,
        filing.blueprint,
        desk.blueprint,
    ),
    rules=RULES,
    records=(
        RecordKind(
            queries.KIND, _l("Conversation"), _l("Conversations"), queries.record_cards, queries.id_of
        ),
    ),
    searchables=(SEARCHABLE,),
    timers=(FORGET,),
    jobs=(TELL,),
    personal=PERSONAL,
    attachments={queries.POST_KIND: may_see_post, DRAFT_KIND: may_see_draft},
    shared=frozenset({queries.POST_KIND}),
    notifications={NEWS: _l("Conversations: new posts where I take part, and what moderators decide")},
    account_nav=(NavItem("moderation.show", _l("Moderation"), rank=60, roles=frozenset({Role.MODERATOR})),),
    sitemap=_sitemap,
)
