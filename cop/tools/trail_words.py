"""What is written into the audit trail about feedback tools, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "tool.publish": _l("published a feedback tool"),
        "tool.restore": _l("brought a feedback tool back"),
        "tool.withdraw": _l("withdrew a feedback tool"),
    },
)
