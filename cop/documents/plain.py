"""Plain text, with or without the signs of Markdown."""

import re
from dataclasses import replace
from typing import Final

from cop.documents.contract import BlockKind
from cop.documents.decoding import decode
from cop.documents.drafts import Draft, Reading
from cop.documents.furniture import without_page_furniture
from cop.documents.lines import Line, Page, to_drafts
from cop.documents.refusals import Refusal, RefusedError

_NOT_TEXT: Final = re.compile(
    r"\s*(?:<\?xml|<!doctype|<html|<svg|\{\\rtf|%!PS|From:? |\{\s*\")", re.IGNORECASE
)
"""Text for programs, which would come out as its own source."""
_HEADING: Final = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_LONGEST_HEADING: Final = 300
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1")
_ADDRESS: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_ROW: Final = re.compile(r"\|(.+)\|")
_RULE: Final = re.compile(r"[\s|:-]+|[=_*~-]{3,}")


def read(data: bytes) -> Reading:
    """Return the text; raise RefusedError where the bytes are not surely text."""
    text = decode(data)
    if text is None or _NOT_TEXT.match(text):
        raise RefusedError(Refusal.NOT_A_DOCUMENT)
    sheets = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    has_pages = len(sheets) > 1 and bool(sheets[1].strip())
    pages = [_page(sheet, at if has_pages else None) for at, sheet in enumerate(sheets, start=1)]
    pages, furniture = without_page_furniture(pages) if has_pages else (pages, 0)
    return Reading("text", [_marked(draft) for draft in to_drafts(pages)], furniture=furniture)


def _page(sheet: str, number: int | None) -> Page:
    lines = []
    for at, text in enumerate(sheet.expandtabs(4).split("\n")):
        plain = _ADDRESS.sub(r"\1", text)
        if plain.strip() and not _RULE.fullmatch(plain.strip()):
            left = len(plain) - len(plain.lstrip())
            lines.append(Line(plain.strip(), left=left, top=at))
    return Page(number, _apart(lines))


def _apart(lines: list[Line]) -> list[Line]:
    """Leave room around lines that Markdown makes blocks of their own."""
    moved, kept = 0, []
    for line in lines:
        is_own = bool(_heading(line.text) or _ROW.fullmatch(line.text))
        moved += 2 * is_own
        kept.append(replace(line, top=line.top + moved))
        moved += 2 * is_own
    return kept


def _heading(text: str) -> re.Match[str] | None:
    return _HEADING.fullmatch(text) if len(text) <= _LONGEST_HEADING else None


def _marked(draft: Draft) -> Draft:
    """Return the draft as Markdown means it: headings, rows of tables, nothing bold."""
    if match := _heading(draft.text):
        return replace(draft, kind=BlockKind.HEADING, level=len(match[1]), text=_BOLD.sub(r"\2", match[2]))
    if (match := _ROW.fullmatch(draft.text)) and draft.kind is BlockKind.PARAGRAPH:
        cells = tuple(_BOLD.sub(r"\2", cell).strip() for cell in match[1].split("|"))
        return replace(draft, kind=BlockKind.TABLE_ROW, text="", cells=cells)
    if draft.kind is BlockKind.PARAGRAPH and (match := _BOLD.fullmatch(draft.text)) and "**" not in match[2]:
        return replace(draft, kind=BlockKind.HEADING, text=match[2])
    return replace(draft, text=_BOLD.sub(r"\2", draft.text).replace("**", ""))
