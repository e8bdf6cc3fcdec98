"""What is written into the audit trail about practices, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "practice.ask": _l("asked whether a practice is still so"),
        "practice.confirm": _l("confirmed a practice"),
        "practice.end": _l("said that a practice has ended"),
        "practice.give_to": _l("entrusted a practice to somebody"),
        "practice.publish": _l("published a practice"),
        "practice.restore": _l("brought a practice back"),
        "practice.withdraw": _l("withdrew a practice"),
    },
    facts={
        "ended": _l("Has ended"),
    },
)
