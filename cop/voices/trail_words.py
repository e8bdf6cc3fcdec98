"""What is written into the audit trail about feedback boards, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.voices.content import TOOLS

TRAIL: Final = TrailWords(
    actions={
        "board.change": _l("changed a feedback board"),
        "board.close": _l("closed a feedback board"),
        "board.demonstrate": _l("opened a demonstration of a feedback board"),
        "board.end_demonstrations": _l("removed the demonstrations of feedback boards"),
        "board.hide_words": _l("hid words on a feedback board"),
        "board.open": _l("opened a feedback board"),
        "board.remove": _l("removed a feedback board"),
        "board.reopen": _l("opened a feedback board again"),
        "board.settle_call": _l("looked after a call for help"),
        "board.show_words": _l("showed words on a feedback board again"),
    },
    kinds={"board": _l("Feedback board")},
    facts={"answers": _l("Answers"), "boards": _l("Feedback boards"), "tool": _l("Tool")},
    values={"tool": {tool.value: words[0] for tool, words in TOOLS.items()}},
)
