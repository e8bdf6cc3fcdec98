"""What is written into the audit trail about involvement cases, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "case.publish": _l("published an involvement case"),
        "case.restore": _l("brought an involvement case back"),
        "case.withdraw": _l("withdrew an involvement case"),
    },
)
