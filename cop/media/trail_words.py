"""What is written into the audit trail about files, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords
from cop.media.content import PEOPLE_SHOWN

TRAIL: Final = TrailWords(
    actions={
        "media.copy": _l("took files over"),
        "media.describe": _l("described a file"),
        "media.keep": _l("added a file"),
        "media.remove": _l("removed a file"),
    },
    kinds={
        "media_file": _l("File"),
    },
    facts={
        "files": _l("Files"),
        "people_shown": _l("Who can be recognised"),
    },
    values={"people_shown": PEOPLE_SHOWN},
)
