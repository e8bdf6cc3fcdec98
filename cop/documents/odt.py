"""OpenDocument texts (LibreOffice): paragraphs, lists, tables, notes and text boxes in their order."""

import re
from typing import Final

from lxml import etree

from cop.documents.contract import BlockKind, FindingKind
from cop.documents.drafts import Draft, Inline, Note, Reading
from cop.documents.packages import Package, local_name
from cop.documents.refusals import Refusal, RefusedError

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT: Final = _NS % "text"
_STYLE: Final = _NS % "style"
_TABLE: Final = _NS % "table"
_OFFICE: Final = _NS % "office"
_FO: Final = _NS % "xsl-fo-compatible"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_SKIPPED: Final = frozenset(
    "tracked-changes annotation annotation-end sequence-decls variable-decls forms".split()
)
_CONTENTS: Final = frozenset(("table-of-content", "alphabetical-index", "illustration-index", "table-index"))
_MACROS: Final = re.compile(r"^(?:Basic|Scripts)/.+")
_MOST_ANCESTORS: Final = 20
_MOST_SPACES: Final = 100


def read(package: Package) -> Reading:
    """Return the text of an OpenDocument file; raise RefusedError where it is locked or broken."""
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise RefusedError(Refusal.ENCRYPTED)
    root = package.tree("content.xml")
    text = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if root is None or text is None:
        raise RefusedError(Refusal.DAMAGED, "no text in content.xml")
    reader = _Reader(_Styles(root, package.tree("styles.xml")))
    reader.blocks(text, depth=0, number=0)
    reader.drafts += reader.footnotes
    reading = Reading("odt", reader.drafts, title=reader.title, furniture=reader.furniture)
    if any(_MACROS.match(name) for name in package.names):
        reading.notes.append((FindingKind.MACRO_IGNORED, ""))
    return reading


class _Styles:
    """Which styles are bold, titles or numbered lists, also through their parents."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._numbered: dict[str, list[bool]] = {}
        for each in (each for root in roots if root is not None for each in root.iter(f"{_STYLE}style")):
            self._styles.setdefault(each.get(f"{_STYLE}name") or "", each)
        for each in (each for root in roots if root is not None for each in root.iter(f"{_TEXT}list-style")):
            self._numbered.setdefault(
                each.get(f"{_STYLE}name") or "",
                [local_name(level) == "list-level-style-number" for level in each],
            )

    def _line(self, name: str) -> list[str]:
        found: list[str] = []
        while name in self._styles and len(found) < _MOST_ANCESTORS:
            found.append(name)
            name = self._styles[name].get(f"{_STYLE}parent-style-name") or ""
        return [*found, name]

    def is_title(self, name: str) -> bool:
        """Whether it is the title of the whole."""
        return "Title" in self._line(name)

    def is_contents(self, name: str) -> bool:
        """Whether it is a line of the table of contents."""
        return any(each.startswith(("Contents_20_", "Contents_")) for each in self._line(name))

    def heading_level(self, name: str) -> int:
        """Return the level of a paragraph that is a heading by its style only, 0 for another one."""
        for each in self._line(name):
            if match := re.fullmatch(r"Heading_20_(\d)", each):
                return int(match[1])
        return 0

    def is_bold(self, name: str) -> bool:
        """Whether text of the style is bold: the nearest style that says anything about it decides."""
        for each in self._line(name):
            style = self._styles.get(each)
            properties = style.find(f"{_STYLE}text-properties") if style is not None else None
            weight = properties.get(f"{_FO}font-weight") if properties is not None else None
            if weight:
                return weight in ("bold", "600", "700", "800", "900")
        return False

    def is_numbered(self, name: str, depth: int) -> bool:
        """Whether the list counts at that depth."""
        levels = self._numbered.get(name, [])
        return depth <= len(levels) and levels[depth - 1]


class _Reader:
    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.drafts: list[Draft] = []
        self.footnotes: list[Draft] = []
        self.title = ""
        self.furniture = 0

    def blocks(self, parent: etree._Element, *, depth: int, number: int) -> None:
        """Read what stands in a body, a section or a list item; `depth` 0 is outside lists."""
        for child in parent:
            match local_name(child):
                case "h":
                    self._paragraph(child, depth=0, number=0)
                case "p":
                    self._paragraph(child, depth=depth, number=number)
                case "list":
                    self._list(child, depth + 1, "")
                case "table":
                    self._table(child)
                case "frame" | "custom-shape" | "rect":
                    self._anchored_to_page(child)
                case name if name in _CONTENTS:
                    self.furniture += sum(1 for _line in child.iter(f"{_TEXT}p"))
                case name if name not in _SKIPPED:
                    self.blocks(child, depth=depth, number=number)

    def _anchored_to_page(self, frame: etree._Element) -> None:
        inline = Inline()
        _frame(frame, inline)
        self.drafts.append(Draft(notes=inline.notes))
        for box in inline.boxes:
            self.blocks(box, depth=0, number=0)

    def _list(self, element: etree._Element, depth: int, style: str) -> None:
        style = element.get(f"{_TEXT}style-name") or style
        is_numbered, count = self.styles.is_numbered(style, depth), 0
        for item in element:
            count += local_name(item) == "list-item"
            for child in item:
                if local_name(child) == "list":
                    self._list(child, depth + 1, style)
                elif local_name(child) in ("p", "h"):
                    is_heading = local_name(child) == "h"
                    self._paragraph(
                        child, depth=0 if is_heading else depth, number=count if is_numbered else 0
                    )

    def _paragraph(self, element: etree._Element, *, depth: int, number: int) -> None:
        style = element.get(f"{_TEXT}style-name") or ""
        inline = self._inline(element, style)
        if self.styles.is_contents(style):
            self.furniture += 1
            return
        draft = Draft(inline.text(), notes=inline.notes)
        if level := self._level(element, style):
            draft.kind, draft.level = BlockKind.HEADING, level
        elif depth:
            draft.kind, draft.level, draft.number = BlockKind.LIST_ITEM, depth, number
        elif inline.looks_like_heading():
            draft.kind = BlockKind.HEADING
        self.drafts.append(draft)
        for box in inline.boxes:
            self.blocks(box, depth=0, number=0)

    def _level(self, element: etree._Element, style: str) -> int:
        if self.styles.is_title(style):
            self.title = self.title or self._inline(element, style).text()
            return 1
        if local_name(element) != "h":
            return self.styles.heading_level(style)
        outline = element.get(f"{_TEXT}outline-level") or "1"
        return min(9, max(1, int(outline))) if outline.isdecimal() else 1

    def _table(self, table: etree._Element) -> None:
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:
                continue  # the row of a table within: its text is in the cell
            notes: list[Note] = []
            cells = tuple(
                self._cell(cell, notes)
                for cell in row
                if local_name(cell) in ("table-cell", "covered-table-cell")
            )
            if any(cells) or notes:
                self.drafts.append(Draft(kind=BlockKind.TABLE_ROW, cells=cells, notes=notes))

    def _cell(self, cell: etree._Element, notes: list[Note]) -> str:
        texts = []
        for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"):
            if any(local_name(above) == "note-body" for above in paragraph.iterancestors()):
                continue  # it stands among the footnotes already
            inline = self._inline(paragraph, paragraph.get(f"{_TEXT}style-name") or "")
            notes += inline.notes
            texts.append(inline.text())
        return "\n".join(text for text in texts if text)

    def _inline(self, element: etree._Element, style: str) -> Inline:
        inline = Inline()
        self._gather(element, inline, is_bold=self.styles.is_bold(style))
        return inline

    def _gather(self, element: etree._Element, inline: Inline, *, is_bold: bool) -> None:
        inline.add(_as_read(element.text), is_bold=is_bold)
        for child in element:
            self._one(child, inline, is_bold=is_bold)
            inline.add(_as_read(child.tail), is_bold=is_bold)

    def _one(self, child: etree._Element, inline: Inline, *, is_bold: bool) -> None:
        match local_name(child):
            case "s":
                count = child.get(f"{_TEXT}c") or "1"
                inline.pieces.append(" " * min(_MOST_SPACES, int(count) if count.isdecimal() else 1))
            case "tab":
                inline.pieces.append("\t")
            case "line-break":
                inline.pieces.append("\n")
            case "note":
                self._footnote(child)
            case "frame" | "custom-shape" | "rect":
                _frame(child, inline)
            case "a":
                self._link(child, inline, is_bold=is_bold)
            case "span":
                name = child.get(f"{_TEXT}style-name") or ""
                self._gather(child, inline, is_bold=is_bold or self.styles.is_bold(name))
            case name if name not in _SKIPPED:
                self._gather(child, inline, is_bold=is_bold)

    def _link(self, element: etree._Element, inline: Inline, *, is_bold: bool) -> None:
        start = len(inline.pieces)
        self._gather(element, inline, is_bold=is_bold)
        target = element.get(_HREF) or ""
        bare = target.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
        shown = "".join(inline.pieces[start:])
        if target.startswith(("http://", "https://", "mailto:")) and shown.strip() and bare not in shown:
            inline.pieces.append(f" ({target})")

    def _footnote(self, note: etree._Element) -> None:
        for paragraph in note.iterfind(f"{_TEXT}note-body/{_TEXT}p"):
            inline = self._inline(paragraph, "")
            self.footnotes.append(Draft(inline.text(), notes=inline.notes))


def _as_read(text: str | None) -> str:
    """Return text without the line breaks and runs of blanks by which the XML is laid out."""
    return re.sub(r"\s+", " ", text or "")


def _frame(frame: etree._Element, inline: Inline) -> None:
    boxes = [child for child in frame if local_name(child) == "text-box"]
    if boxes or local_name(frame) != "frame":
        inline.boxes += boxes or [frame]
        return
    described = next((each.text for each in frame if local_name(each) in ("title", "desc") and each.text), "")
    inline.notes.append((FindingKind.PICTURE_LEFT_OUT, described))
    inline.notes += [
        (FindingKind.EXTERNAL_REFERENCE_IGNORED, target)
        for each in frame
        if (target := each.get(_HREF) or "").startswith(("http:", "https:", "file:", "ftp:", "//"))
    ]
