"""Learning: modules in several languages, and questions to oneself."""

from collections.abc import Iterable
from functools import partial

from cop.core.addressed import Addressed
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Role
from cop.feature import Feature, NavItem, SitemapEntry
from cop.learning import drafts, jobs, queries
from cop.learning.cards import FORUM, RECORD
from cop.learning.check_views import blueprint as check
from cop.learning.desk import blueprint as desk
from cop.learning.editing import blueprint as parts
from cop.learning.filing import blueprint as files
from cop.learning.importing import blueprint as documents
from cop.learning.models import MODULES
from cop.learning.personal import PERSONAL
from cop.learning.plan_views import blueprint as plans
from cop.learning.redacting import REDACTABLE
from cop.learning.rules import RULES
from cop.learning.search import SEARCHABLE
from cop.learning.trail_words import TRAIL
from cop.learning.views import blueprint
from cop.records.queries import may_see, web_addresses


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("learning.index", {})
    for slug, changed in queries.addresses(actor=VISITOR):
        yield SitemapEntry("learning.show", {"slug": slug}, changed.date().isoformat())


FEATURE = Feature(
    name="learning",
    trail=TRAIL,
    redactables=(REDACTABLE,),
    blueprints=(blueprint, check, plans, desk, parts, files, documents),
    rules=RULES,
    records=(RECORD,),
    searchables=(SEARCHABLE,),
    forums=(FORUM,),
    addressed=(Addressed(MODULES.kind, partial(web_addresses, MODULES)),),
    seed=jobs.seed,
    personal=PERSONAL,
    attachments={queries.KIND: partial(may_see, MODULES), drafts.DRAFTS.kind: drafts.may_see_files},
    account_nav=(
        NavItem("plans.index", _l("My plans"), rank=45),
        NavItem("learning_desk.index", _l("Learning modules"), rank=58, roles=frozenset({Role.EDITOR})),
    ),
    nav=(NavItem("learning.index", _l("Learn"), rank=30),),
    sitemap=_sitemap,
)
