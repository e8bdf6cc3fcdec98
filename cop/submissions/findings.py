"""The import report in sentences: what was noticed in a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cop.core.i18n import gettext as _
from cop.core.i18n import ngettext
from cop.documents.contract import FindingKind
from cop.web.language import current_language
from cop.web.templating import language_names


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finding as its reader sees it. `advice` says what to do, empty where there is nothing to do."""

    words: str
    advice: str
    quote: str
    place: str


def sentence(finding: Mapping[str, Any]) -> Sentence:
    """Return a finding as it was kept, in the reader's language."""
    words, advice = _said(FindingKind(finding["kind"]), finding)
    return Sentence(words, advice, finding.get("quote", ""), _place(finding.get("place")))


def _place(place: Mapping[str, Any] | None) -> str:
    if not place:
        return ""
    if place.get("page"):
        return _("page %(page)s, paragraph %(block)s", page=place["page"], block=place["block"])
    return _("paragraph %(block)s", block=place["block"])


def _said(kind: FindingKind, finding: Mapping[str, Any]) -> tuple[str, str]:
    count = int(finding.get("count", 1))
    match kind:
        case FindingKind.MISSING_FIGURE:
            return _("A figure is missing."), _("Say in words what it showed, or add it as a file.")
        case FindingKind.PICTURE_LEFT_OUT:
            return _("A picture was left out."), _("Add it as a file, with its rights and what it shows.")
        case FindingKind.BROKEN_WORD:
            return _("A word looks broken."), _("Correct it in the answer.")
        case FindingKind.BROKEN_SENTENCE:
            return _("A paragraph begins in the middle of a sentence."), _("Look whether a part is lost.")
        case FindingKind.DEAD_LOOKING_LINK:
            return _("A link looks dead."), _("Write the whole address.")
        case FindingKind.MIXED_LANGUAGES:
            return _mixed(finding), _("Put each language into its own answer.")
        case FindingKind.PAGE_FURNITURE:
            message = ngettext(
                "%(n)s repeated line was left out: headers, footers or page numbers.",
                "%(n)s repeated lines were left out: headers, footers or page numbers.",
                count,
            )
            return message, ""
        case _:
            return _said_of_the_file(kind)


def _mixed(finding: Mapping[str, Any]) -> str:
    names = language_names(current_language())
    spoken = ", ".join(names.get(code, code) for code in finding.get("languages", ()))
    return _("There are several languages in one text: %(languages)s.", languages=spoken)


def _said_of_the_file(kind: FindingKind) -> tuple[str, str]:
    match kind:
        case FindingKind.EXTERNAL_REFERENCE_IGNORED:
            return _("The document points at something outside of it; that was not followed."), ""
        case FindingKind.MACRO_IGNORED:
            return _("The document contains a program (a macro); it was ignored."), ""
        case FindingKind.TOO_MANY:
            return _("The document is very long: what follows was not read."), _("Upload the rest by itself.")
        case _:
            return _("A part of the document could not be read."), _("Compare it with your document.")
