"""Accounts: who people are here, and what they may do."""

from cop.accounts import desk, entrance, keys, views
from cop.accounts.cli import commands
from cop.accounts.jobs import DIGESTS, FORGET, RESETS
from cop.accounts.personal import PERSONAL
from cop.accounts.rules import RULES
from cop.accounts.trail_words import TRAIL
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.feature import Feature, NavItem

FEATURE = Feature(
    name="accounts",
    trail=TRAIL,
    blueprints=(entrance.blueprint, views.blueprint, keys.blueprint, desk.blueprint),
    commands=(commands,),
    rules=RULES,
    jobs=(RESETS,),
    timers=(FORGET, DIGESTS),
    personal=PERSONAL,
    account_nav=(
        NavItem("people.index", _l("People"), rank=80, roles=frozenset({Role.ADMINISTRATOR})),
        NavItem("accounts.overview", _l("Account"), rank=90),
    ),
)
