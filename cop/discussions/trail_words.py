"""What is written into the audit trail about conversations, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.discussions.content import MEASURES, RULES, THREAD_STATES

TRAIL: Final = TrailWords(
    actions={
        "post.appeal": _l("objected to the hiding of a post"),
        "post.change_words": _l("changed the words of somebody's post"),
        "post.edit": _l("changed a post"),
        "post.hide": _l("hid a post"),
        "post.let_through": _l("let a held post through"),
        "post.note_decision": _l("noted a moderator's decision"),
        "post.pause": _l("paused the writer of a post"),
        "post.remove": _l("removed a post"),
        "post.remove_own": _l("removed a post of their own"),
        "post.report": _l("reported a post"),
        "post.restore": _l("showed a hidden post again"),
        "post.settle": _l("settled the reports of a post"),
        "post.take_back": _l("took a measure back"),
        "post.uphold": _l("let a measure stand after an objection"),
        "post.warn": _l("warned the writer of a post"),
        "post.write": _l("wrote a post"),
        "thread.answer": _l("marked the answer of a conversation"),
        "thread.start": _l("started a conversation"),
        "thread.state": _l("closed, opened or hid a conversation"),
        "thread.sum_up": _l("wrote the summary of a conversation"),
    },
    kinds={
        "post": _l("Post"),
    },
    facts={
        "everywhere": _l("On the whole site"),
        "files": _l("Files"),
        "held": _l("Waits for a moderator"),
        "measure": _l("Measure"),
        "number": _l("Number of the summary"),
        "post": _l("Number of the post"),
        "rule": _l("Rule"),
        "thread": _l("Number of the conversation"),
        "until": _l("Until"),
    },
    values={"rule": RULES, "measure": MEASURES, "before": THREAD_STATES, "after": THREAD_STATES},
)
