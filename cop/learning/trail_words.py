"""What is written into the audit trail about learning modules and plans, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "answers.forget": _l("forgot their answers to a module"),
        "answers.keep": _l("kept their answers to a module"),
        "certificate.revoke": _l("took a certificate back"),
        "module.begin": _l("began a learning module"),
        "module.bring_back": _l("brought a removed part of a module back"),
        "module.drop": _l("put the draft of a module aside"),
        "module.move": _l("moved a part of a module"),
        "module.publish": _l("published a learning module"),
        "module.read_document": _l("read a document for a module"),
        "module.remove": _l("removed a part of a module"),
        "module.restore": _l("made a learning module public again"),
        "module.take": _l("made a draft say what readers see"),
        "module.take_up": _l("took the draft of a module up again"),
        "module.withdraw": _l("took a learning module back"),
        "module.write": _l("wrote a part of a module"),
        "plan.begin": _l("began a plan"),
        "plan.delete": _l("deleted a plan"),
        "plan.save": _l("saved a plan"),
        "plan.share": _l("gave a plan a link"),
        "plan.unshare": _l("made the link of a plan void"),
    },
    kinds={
        "certificate": _l("Certificate"),
        "module_draft": _l("Draft of a module"),
        "plan": _l("Plan of a programme"),
    },
    facts={
        "found": _l("Proposed parts"),
        "part": _l("Part"),
    },
)
