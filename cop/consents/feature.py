"""Consents of the people who are shown, and how they are taken back."""

from cop.consents import jobs, operations, queries
from cop.consents.rules import RULES
from cop.consents.trail_words import TRAIL
from cop.consents.views import blueprint
from cop.core.i18n import lazy_gettext as _l
from cop.core.privacy import PersonalData
from cop.feature import Feature, NavItem

FEATURE = Feature(
    name="consents",
    trail=TRAIL,
    blueprints=(blueprint,),
    rules=RULES,
    jobs=(jobs.ERASING, jobs.SCRUBBING),
    timers=(operations.EXPIRE,),
    remembered=(jobs.REMEMBERED,),
    personal=(
        PersonalData(
            table="consents",
            what=_l("Consents of others that you wrote down"),
            purpose=_l("To know whom to ask where a consent is unclear."),
            retention=_l("As long as the consent is noted; without your name once you leave."),
            export=queries.noted_by,
            erase=operations.forget_person,
        ),
    ),
    account_nav=(NavItem("consents.mine", _l("Consents of people shown"), rank=45),),
    footer=(NavItem("consents.enter", _l("Take back a consent")),),
)
