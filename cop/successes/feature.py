"""Success self-descriptions: what services say of themselves, year by year, and nobody has reviewed."""

from collections.abc import Iterable
from functools import partial

from flask import current_app
from markupsafe import Markup

from cop.core.addressed import Addressed
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import VISITOR
from cop.core.privacy import PersonalData
from cop.core.records import Ref
from cop.feature import Feature, NavItem, SitemapEntry
from cop.organisations.queries import KIND as ORGANISATION
from cop.records.queries import addresses, may_see, web_addresses
from cop.successes import cards, jobs, owners
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


def _beside(place: Ref, language: str) -> Markup:
    """Draw what an organisation's services say of themselves, on its page."""
    if place.kind != ORGANISATION:
        return Markup("")
    known = cards.cards(cards.of_organisation(place.id, actor=VISITOR), actor=VISITOR, language=language)
    if not known:
        return Markup("")
    template = current_app.jinja_env.get_template("successes/beside.html")
    return Markup(template.render(lang=language, cards=known))  # noqa: S704 - our own template


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
    addressed=(Addressed(SUCCESSES.kind, partial(web_addresses, SUCCESSES)),),
    forums=(FORUM,),
    trail=TRAIL,
    submittables=(SUCCESS,),
    attachments={SUCCESSES.kind: partial(may_see, SUCCESSES)},
    seed=jobs.seed,
    personal=(OWNERS,),
    footer=(NavItem("successes.index", _l("Success self-descriptions")),),
    sitemap=_sitemap,
    beside=_beside,
)
