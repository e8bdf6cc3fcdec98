"""Feedback tools: how services listen to the people they work for."""

from collections.abc import Iterable
from functools import partial

from cop.core.addressed import Addressed
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Role
from cop.feature import Feature, NavItem, SitemapEntry
from cop.records.queries import addresses, web_addresses
from cop.tools import jobs
from cop.tools.cards import RECORD
from cop.tools.cli import commands
from cop.tools.desk import blueprint as desk
from cop.tools.editing import blueprint as writing
from cop.tools.models import TOOLS
from cop.tools.rules import RULES
from cop.tools.search import SEARCHABLE
from cop.tools.trail_words import TRAIL
from cop.tools.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("tools.index", {})
    for slug, changed in addresses(TOOLS, actor=VISITOR):
        yield SitemapEntry("tools.show", {"slug": slug}, changed.date().isoformat())


FEATURE = Feature(
    name="tools",
    trail=TRAIL,
    blueprints=(blueprint, desk, writing),
    commands=(commands,),
    rules=RULES,
    records=(RECORD,),
    searchables=(SEARCHABLE,),
    addressed=(Addressed(TOOLS.kind, partial(web_addresses, TOOLS)),),
    seed=jobs.seed,
    account_nav=(NavItem("tools_desk.index", _l("Feedback tools"), rank=59, roles=frozenset({Role.EDITOR})),),
    footer=(NavItem("tools.index", _l("Feedback tools")),),
    sitemap=_sitemap,
)
