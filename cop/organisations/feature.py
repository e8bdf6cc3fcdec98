"""Organisations, and who may speak for them."""

from collections.abc import Iterable

from cop.core.hosts import Host
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR
from cop.core.privacy import PersonalData
from cop.feature import Feature, NavItem, SitemapEntry
from cop.organisations import operations, queries
from cop.organisations.rules import RULES
from cop.organisations.trail_words import TRAIL
from cop.organisations.views import blueprint


def _sitemap() -> Iterable[SitemapEntry]:
    for slug, changed in queries.addresses(actor=VISITOR):
        yield SitemapEntry("organisations.show", {"slug": slug}, changed.date().isoformat())


HOST = Host(
    kind=queries.KIND,
    label=_l("Organisation"),
    cards=queries.record_cards,
    may_ask=queries.may_ask,
    own=queries.own,
    staff=queries.speakers,
)

FEATURE = Feature(
    name="organisations",
    trail=TRAIL,
    letters={
        "organisations/asked": _l("Somebody asks to speak for an organisation"),
        "organisations/confirmed": _l("A speaker was confirmed"),
        "organisations/ended": _l("A speaker was ended"),
        "organisations/refused": _l("A request to speak was turned down"),
    },
    hosts=(HOST,),
    blueprints=(blueprint,),
    rules=RULES,
    personal=(
        PersonalData(
            table="organisation_speakers",
            what=_l("Organisations that you speak for"),
            purpose=_l("Which organisations you speak for, so that their practices can be entrusted to you."),
            retention=_l("Until you step down, or leave."),
            export=queries.personal,
            erase=operations.forget_person,
            effects=queries.effects_of_leaving,
        ),
    ),
    notifications={operations.NEWS: _l("Organisations: who asks to speak for yours, and what is answered")},
    account_nav=(NavItem("organisations.mine", _l("My organisations"), rank=40),),
    sitemap=_sitemap,
)
