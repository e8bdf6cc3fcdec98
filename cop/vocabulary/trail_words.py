"""What is written into the audit trail about the vocabulary, in words."""

from typing import Final

from cop.core.i18n import lazy_gettext as _l
from cop.core.trail import TrailWords

TRAIL: Final = TrailWords(
    actions={
        "concept.put": _l("wrote a concept of the vocabulary"),
    },
    kinds={
        "concept": _l("Concept"),
    },
)
