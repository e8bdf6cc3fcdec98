"""What is written into the audit trail about organisations, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "organisation.ask": _l("asked to speak for an organisation"),
        "organisation.confirm": _l("confirmed who speaks for an organisation"),
        "organisation.end": _l("ended that somebody speaks for an organisation"),
        "organisation.name": _l("added an organisation"),
        "organisation.refuse": _l("turned down a request"),
        "organisation.step_down": _l("no longer speaks for an organisation"),
    },
    kinds={
        "organisation": _l("Organisation"),
    },
)
