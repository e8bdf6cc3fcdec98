"""What is written into the audit trail about web addresses, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "address.check": _l("had a link checked again"),
        "address.mark": _l("checked a link by hand"),
    },
    kinds={
        "address": _l("Link"),
    },
)
