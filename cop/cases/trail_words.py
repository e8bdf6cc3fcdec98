"""What is written into the audit trail about involvement cases, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "case.publish": _l("published an involvement case"),
        "case.restore": _l("brought an involvement case back"),
        "case.withdraw": _l("withdrew an involvement case"),
        "result.accept": _l("said which social result authors mean"),
        "result.add": _l("put a social result on the list"),
        "result.bring_back": _l("offered a social result again"),
        "result.decline": _l("kept a proposed social result off the list"),
        "result.merge": _l("put a social result together with another"),
        "result.part": _l("took a social result apart from another"),
        "result.rename": _l("renamed a social result"),
        "result.reopen": _l("reopened a proposed social result"),
        "result.retire": _l("retired a social result"),
    },
    kinds={
        "proposed-result": _l("Proposed social result"),
        "social-result": _l("Social result"),
    },
    facts={
        "into": _l("Together with"),
        "result": _l("Social result"),
    },
)
