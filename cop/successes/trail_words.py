"""What is written into the audit trail about self-descriptions, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "success.make_practice": _l("began a practice out of a success self-description"),
        "success.publish": _l("published a success self-description"),
        "success.restore": _l("brought a success self-description back"),
        "success.withdraw": _l("withdrew a success self-description"),
    },
    facts={"year": _l("Year")},
)
