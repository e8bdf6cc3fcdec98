"""What is written into the audit trail about learning modules and plans, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "module.publish": _l("published a learning module"),
        "module.restore": _l("made a learning module public again"),
        "module.withdraw": _l("took a learning module back"),
        "plan.begin": _l("began a plan"),
        "plan.delete": _l("deleted a plan"),
        "plan.save": _l("saved a plan"),
        "plan.share": _l("gave a plan a link"),
        "plan.unshare": _l("made the link of a plan void"),
    },
    kinds={
        "plan": _l("Plan of a programme"),
    },
)
