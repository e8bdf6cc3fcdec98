"""Success self-descriptions: what services say of themselves, year by year, and nobody has reviewed."""

from collections.abc import Iterable
from functools import partial

from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR
from cop.core.privacy import PersonalData
from cop.feature import Feature, NavItem, SitemapEntry
from cop.records.queries import addresses, may_see
from cop.successes import jobs, owners
from cop.successes.cards import FORUM, RECORD
from cop.successes.cli import commands
from cop.successes.models import SUCCESSES
from cop.successes.redacting import REDACTABLE
from cop.successes.rules import RULES
from cop.successes.search import SEARCHABLE
from cop.successes.submitting import SUCCESS
from cop.successes.trail_words import TRAIL
from cop.successes.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    yield SitemapEntry("successes.index", {})
    for slug, changed in addresses(SUCCESSES, actor=VISITOR):
        yield SitemapEntry("successes.show", {"slug": slug}, changed.date().isoformat())


OWNERS = PersonalData(
    table="success_owners",
    what=_l("Success self-descriptions that belong to you"),
    purpose=_l("To know who may change a self-description and make a practice of it."),
    retention=_l("As long as the self-description is public, or until you leave."),
    export=owners.OWNERS.owned_by,
    erase=owners.OWNERS.forget,
    effects=owners.effects_of_leaving,
)

FEATURE = Feature(
    name="successes",
    redactables=(REDACTABLE,),
    blueprints=(blueprint,),
    commands=(commands,),
    rules=RULES,
    records=(RECORD,),
    searchables=(SEARCHABLE,),
    forums=(FORUM,),
    trail=TRAIL,
    submittables=(SUCCESS,),
    attachments={SUCCESSES.kind: partial(may_see, SUCCESSES)},
    seed=jobs.seed,
    personal=(OWNERS,),
    footer=(NavItem("successes.index", _l("Success self-descriptions")),),
    sitemap=_sitemap,
)
