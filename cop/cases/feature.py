"""Involvement cases: how people in hard circumstances took part, and the matrix of what has been told."""

from collections.abc import Iterable
from functools import partial

from cop.cases import jobs, owners
from cop.cases.cards import FORUM, RECORD
from cop.cases.cli import commands
from cop.cases.desk import blueprint as desk
from cop.cases.models import CASES
from cop.cases.redacting import REDACTABLE
from cop.cases.rules import RULES
from cop.cases.search import SEARCHABLE
from cop.cases.submitting import CASE
from cop.cases.trail_words import TRAIL
from cop.cases.views import blueprint
from cop.core.addressed import Addressed
from cop.core.hosts import Host
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Role
from cop.core.privacy import PersonalData
from cop.feature import Feature, NavItem, SitemapEntry
from cop.records.queries import addresses, may_see, web_addresses


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("cases.search", {})
    yield SitemapEntry("cases.matrix", {})
    yield SitemapEntry("cases.social_results", {})
    for slug, changed in addresses(CASES, actor=VISITOR):
        yield SitemapEntry("cases.show", {"slug": slug}, changed.date().isoformat())


OWNERS = PersonalData(
    table="case_owners",
    what=_l("Involvement cases that belong to you"),
    purpose=_l("To know who may propose changes of a case."),
    retention=_l("As long as the case is public, or until you leave."),
    export=owners.OWNERS.owned_by,
    erase=owners.OWNERS.forget,
    effects=owners.effects_of_leaving,
)

HOST = Host(
    kind=CASES.kind,
    label=_l("Involvement case"),
    cards=RECORD.cards,
    may_ask=owners.OWNERS.may_ask,
    own=owners.OWNERS.own,
    staff=owners.OWNERS.staff,
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
    addressed=(Addressed(CASES.kind, partial(web_addresses, CASES)),),
    submittables=(CASE,),
    attachments={CASES.kind: partial(may_see, CASES)},
    seed=jobs.seed,
    personal=(OWNERS,),
    nav=(NavItem("cases.matrix", _l("Involvement"), rank=20),),
    account_nav=(
        NavItem("results_desk.show", _l("Social results"), rank=70, roles=frozenset({Role.EDITOR})),
    ),
    sitemap=_sitemap,
)
