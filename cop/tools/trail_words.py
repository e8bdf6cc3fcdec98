"""What is written into the audit trail about feedback tools, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "tool.begin": _l("began a feedback tool"),
        "tool.bring_back": _l("brought a removed translation of a feedback tool back"),
        "tool.drop": _l("put the draft of a feedback tool aside"),
        "tool.publish": _l("published a feedback tool"),
        "tool.remove": _l("took a translation out of the draft of a feedback tool"),
        "tool.restore": _l("brought a feedback tool back"),
        "tool.take": _l("made the draft of a feedback tool say what readers see"),
        "tool.take_up": _l("took the draft of a feedback tool up again"),
        "tool.withdraw": _l("withdrew a feedback tool"),
        "tool.write": _l("wrote in the draft of a feedback tool"),
    },
    kinds={"tool_draft": _l("Draft of a feedback tool")},
    facts={"part": _l("Part")},
)
