"""What is written into the audit trail about personal data, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "privacy.download": _l("downloaded all that is kept about somebody"),
        "privacy.erase": _l("erased somebody"),
        "privacy.leave": _l("asked to leave"),
        "privacy.look": _l("looked somebody up by their address"),
        "privacy.stay": _l("decided to stay"),
    },
)
