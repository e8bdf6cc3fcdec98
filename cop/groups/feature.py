"""Groups that work on a theme, and groups whose members support one another under pseudonyms."""

from collections.abc import Iterable

from cop.core.forums import Forum
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.core.records import RecordKind
from cop.feature import Feature, NavItem, SitemapEntry
from cop.groups import (
    desk,
    files,
    filing,
    finding,
    joins,
    lead_views,
    mails,
    noticing,
    operations,
    queries,
    views,
)
from cop.groups.personal import PERSONAL
from cop.groups.rules import RULES
from cop.groups.search import SEARCHABLE
from cop.groups.trail_words import TRAIL


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("groups.index", {})
    for slug, changed in queries.addresses():
        yield SitemapEntry("groups.show", {"slug": slug}, changed.date().isoformat())


FORUM = Forum(
    kind=queries.KIND,
    places=queries.places,
    people=queries.people,
    followers=queries.followers,
    readers=queries.readers,
    moderated=queries.facilitated,
    audience=queries.audience,
    audiences=finding.audiences,
    facets=finding.facets,
    asking=joins.waiting_for,
    announce=mails.within,
)

FEATURE = Feature(
    name="groups",
    trail=TRAIL,
    letters={
        "groups/asked": _l("Somebody asks to come into a group"),
        "groups/asked_masked": _l("A pseudonym asks to come into a group"),
        "groups/let_in": _l("Let into a group"),
        "groups/let_in_masked": _l("A request to a group was answered"),
        "groups/named": _l("Named to lead a group"),
        "groups/opened": _l("A pseudonym was opened"),
        "groups/within": _l("Something new within a group"),
    },
    blueprints=(views.blueprint, lead_views.blueprint, filing.blueprint, desk.blueprint),
    rules=RULES,
    records=(RecordKind(queries.KIND, _l("Group"), _l("Groups"), queries.record_cards, queries.id_of),),
    forums=(FORUM,),
    searchables=(SEARCHABLE,),
    attachments={queries.KIND: files.may_see},
    shared=frozenset({queries.KIND}),
    seed=operations.seed,
    notices=noticing.notices,
    personal=PERSONAL,
    notifications={mails.NEWS: _l("Groups: who wants to come in, and that there is something new")},
    nav=(NavItem("groups.index", _l("Groups and peer support"), rank=30),),
    account_nav=(NavItem("personas_desk.show", _l("Pseudonyms"), rank=80, roles=frozenset({Role.OFFICER})),),
    sitemap=_sitemap,
)
