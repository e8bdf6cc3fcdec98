"""Personal data: what is kept about persons, why, how long, and how it ends."""

from cop.core import audit
from cop.core.i18n import lazy_gettext as _l
from cop.core.permissions import Role
from cop.feature import Feature, NavItem
from cop.privacy import desk, views
from cop.privacy.jobs import ERASE_DUE, NOTE_ERASED
from cop.privacy.rules import RULES
from cop.privacy.trail_words import TRAIL

FEATURE = Feature(
    name="privacy",
    trail=TRAIL,
    letters={
        "privacy/erased": _l("Farewell: the account is erased"),
        "privacy/leaving": _l("Somebody is leaving"),
    },
    blueprints=(views.blueprint, desk.blueprint),
    rules=RULES,
    jobs=(NOTE_ERASED,),
    timers=(ERASE_DUE, audit.FORGET),
    personal=(audit.PERSONAL,),
    account_nav=(
        NavItem("privacy.data", _l("My data"), rank=88),
        NavItem(
            "privacy_desk.index",
            _l("Personal data"),
            rank=85,
            roles=frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
        ),
    ),
)
