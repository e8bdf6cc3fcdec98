"""Web addresses that records name: whether they still answer."""

from cop.addresses.jobs import GATHER, LOOK
from cop.addresses.rules import RULES
from cop.addresses.trail_words import TRAIL
from cop.addresses.views import blueprint
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.feature import Feature, NavItem

FEATURE = Feature(
    name="addresses",
    trail=TRAIL,
    blueprints=(blueprint,),
    rules=RULES,
    timers=(GATHER, LOOK),
    account_nav=(NavItem("addresses.index", _l("Links"), rank=62, roles=frozenset({Role.EDITOR})),),
)
