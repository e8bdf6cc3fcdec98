"""What is written into the audit trail about consents, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "consent.note": _l("noted a consent"),
        "consent.expire": _l("ended a consent whose time was over"),
        "consent.withdraw": _l("took a consent back"),
    },
    kinds={
        "consent": _l("Consent"),
    },
)
