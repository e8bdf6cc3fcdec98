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
    letters={
        "accounts/change_email": _l("A new address to confirm"),
        "accounts/changed": _l("Something in the account was changed"),
        "accounts/confirm": _l("An address to confirm"),
        "accounts/digest": _l("News, collected"),
        "accounts/email_taken": _l("An address that has an account already"),
        "accounts/known": _l("Signing up with an address that is known"),
        "accounts/reset": _l("A new password"),
    },
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
