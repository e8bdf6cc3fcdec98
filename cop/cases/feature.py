"""Involvement cases: how people in hard circumstances took part, and the matrix of what has been told."""

from collections.abc import Iterable

from cop.cases import jobs, owners, queries
from cop.cases.cards import FORUM, RECORD
from cop.cases.cli import commands
from cop.cases.desk import blueprint as desk
from cop.cases.redacting import REDACTABLE
from cop.cases.rules import RULES
from cop.cases.search import SEARCHABLE
from cop.cases.submitting import CASE
from cop.cases.trail_words import TRAIL
from cop.cases.views import blueprint
from cop.core.hosts import Host
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Role
from cop.core.privacy import PersonalData
from cop.feature import Feature, NavItem, SitemapEntry


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("cases.search", {})
    yield SitemapEntry("cases.matrix", {})
    yield SitemapEntry("cases.social_results", {})
    for slug, changed in queries.addresses(actor=VISITOR):
        yield SitemapEntry("cases.show", {"slug": slug}, changed.date().isoformat())


OWNERS = PersonalData(
    table="case_owners",
    what=_l("Involvement cases that belong to you"),
    purpose=_l("To know who may propose changes of a case."),
    retention=_l("As long as the case is public, or until you leave."),
    export=owners.owned_by,
    erase=owners.forget,
    effects=owners.effects_of_leaving,
)

HOST = Host(
    kind=queries.KIND,
    label=_l("Involvement case"),
    cards=RECORD.cards,
    may_ask=owners.may_ask,
    own=owners.own,
    staff=owners.staff,
)

FEATURE = Feature(
    name="cases",
    trail=TRAIL,
    hosts=(HOST,),
    redactables=(REDACTABLE,),
    blueprints=(blueprint, desk),
    commands=(commands,),
    rules=RULES,
    records=(RECORD,),
    searchables=(SEARCHABLE,),
    forums=(FORUM,),
    submittables=(CASE,),
    attachments={queries.KIND: queries.may_see_files},
    seed=jobs.seed,
    personal=(OWNERS,),
    nav=(NavItem("cases.matrix", _l("Involvement"), rank=20),),
    account_nav=(
        NavItem("results_desk.show", _l("Social results"), rank=70, roles=frozenset({Role.EDITOR})),
    ),
    sitemap=_sitemap,
)
