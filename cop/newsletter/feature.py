"""The newsletter: issues put together from records, their readers and archive."""

from collections.abc import Iterable

from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR, Role
from cop.feature import Feature, NavItem, SitemapEntry
from cop.newsletter import holding, importing, jobs, queries
from cop.newsletter.cards import RECORD
from cop.newsletter.cli import COMMANDS
from cop.newsletter.desk import blueprint as desk
from cop.newsletter.editing import blueprint as writing
from cop.newsletter.entrance import blueprint as readers
from cop.newsletter.personal import PERSONAL
from cop.newsletter.redacting import REDACTABLE
from cop.newsletter.remembering import REMEMBERED
from cop.newsletter.rules import RULES
from cop.newsletter.search import SEARCHABLE
from cop.newsletter.trail_words import TRAIL
from cop.newsletter.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("newsletter.archive", {})
    for number, changed in queries.addresses(actor=VISITOR):
        yield SitemapEntry("newsletter.show", {"number": str(number)}, changed.date().isoformat())


FEATURE = Feature(
    name="newsletter",
    trail=TRAIL,
    redactables=(REDACTABLE,),
    letters={
        "newsletter/confirm": _l("A subscription to confirm"),
        "newsletter/correction": _l("A correction of an issue"),
        "newsletter/issue": _l("An issue of the newsletter"),
    },
    blueprints=(blueprint, readers, desk, writing),
    commands=(COMMANDS,),
    rules=RULES,
    records=(RECORD,),
    searchables=(SEARCHABLE,),
    jobs=(jobs.ASK, jobs.SEND),
    timers=(jobs.BEGIN, jobs.FORGET),
    personal=PERSONAL,
    remembered=(REMEMBERED, holding.REMEMBERED),
    seed=importing.seed,
    nav=(NavItem("newsletter.archive", _l("Newsletter"), rank=50),),
    account_nav=(
        NavItem("newsletter_desk.issues", _l("Newsletter"), rank=60, roles=frozenset({Role.EDITOR})),
    ),
    sitemap=_sitemap,
)
