"""The published catalogue of practices."""

from collections.abc import Iterable
from functools import partial

from cop.core.addressed import Addressed
from cop.core.hosts import Host
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR
from cop.core.privacy import PersonalData
from cop.feature import Feature, SitemapEntry
from cop.practices import confirming, jobs, owners
from cop.practices.cards import FORUM, RECORD
from cop.practices.cli import commands
from cop.practices.models import PRACTICES
from cop.practices.owner_views import blueprint as owner_blueprint
from cop.practices.redacting import REDACTABLE
from cop.practices.rules import RULES
from cop.practices.search import SEARCHABLE
from cop.practices.submitting import PRACTICE
from cop.practices.trail_words import TRAIL
from cop.practices.views import blueprint
from cop.records.queries import addresses, may_see, web_addresses


def _sitemap() -> Iterable[SitemapEntry]:
    for slug, changed in addresses(PRACTICES, actor=VISITOR):
        yield SitemapEntry("practices.show", {"slug": slug}, changed.date().isoformat())


OWNERS = PersonalData(
    table="practice_owners",
    what=_l("Practices that belong to you"),
    purpose=_l("To know whom to ask whether a practice is still as it was described."),
    retention=_l("As long as the practice is public, or until you leave."),
    export=owners.OWNERS.owned_by,
    erase=confirming.forget_owner,
    effects=owners.effects_of_leaving,
)

HOST = Host(
    kind=PRACTICES.kind,
    label=_l("Practice"),
    cards=RECORD.cards,
    may_ask=owners.OWNERS.may_ask,
    own=owners.OWNERS.own,
    staff=owners.OWNERS.staff,
)

FEATURE = Feature(
    name="practices",
    trail=TRAIL,
    letters={
        "practices/reconfirm": _l("Asking whether a practice is still so"),
    },
    hosts=(HOST,),
    redactables=(REDACTABLE,),
    blueprints=(blueprint, owner_blueprint),
    commands=(commands,),
    rules=RULES,
    records=(RECORD,),
    forums=(FORUM,),
    addressed=(Addressed(PRACTICES.kind, partial(web_addresses, PRACTICES)),),
    searchables=(SEARCHABLE,),
    seed=jobs.seed,
    timers=(confirming.ASK,),
    submittables=(PRACTICE,),
    personal=(OWNERS,),
    attachments={PRACTICES.kind: partial(may_see, PRACTICES)},
    sitemap=_sitemap,
)
