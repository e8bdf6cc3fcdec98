"""Word files: paragraphs, lists, tables, footnotes and text boxes in order, read from the XML itself."""

import re
from collections import defaultdict
from typing import Final

from lxml import etree

from cop.documents.contract import BlockKind, FindingKind
from cop.documents.docx_styles import Link, Numbering, Styles, links, value_of
from cop.documents.drafts import Draft, Inline, Note, Reading
from cop.documents.packages import Package, local_name
from cop.documents.refusals import Refusal, RefusedError

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SKIPPED: Final = frozenset("del moveFrom instrText delText pPr rPr sectPr tblPr tblGrid".split())
"""What is no text of the document: deleted text, fields' code, settings, comments."""
_PICTURES: Final = frozenset(("drawing", "pict", "object"))
_MACROS: Final = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/)", re.IGNORECASE)


def read(package: Package) -> Reading:
    """Return the text of a Word file; raise RefusedError where its main part is broken."""
    main = _main_part(package)
    root = package.tree(main)
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise RefusedError(Refusal.DAMAGED, f"no body in {main}")
    folder = main.rpartition("/")[0]
    reader = _Reader(
        Styles(package.tree(f"{folder}/styles.xml")),
        Numbering(package.tree(f"{folder}/numbering.xml")),
        links(package, main),
    )
    reader.blocks(body)
    for kind in ("footnote", "endnote"):
        reader.notes_at_end(package.tree(f"{folder}/{kind}s.xml"), kind)
    reading = Reading("docx", reader.drafts, title=reader.title, furniture=reader.furniture)
    if any(_MACROS.search(name) for name in package.names):
        reading.notes.append((FindingKind.MACRO_IGNORED, ""))
    reading.notes += [
        (FindingKind.EXTERNAL_REFERENCE_IGNORED, link.target)
        for link in reader.links.values()
        if link.is_external and link.kind != "hyperlink"
    ]
    return reading


def _main_part(package: Package) -> str:
    for link in links(package, "").values():
        if link.kind == "officeDocument" and not link.is_external:
            return link.target.lstrip("/")
    return "word/document.xml"


class _Reader:
    def __init__(self, styles: Styles, numbering: Numbering, targets: dict[str, Link]) -> None:
        self.styles = styles
        self.numbering = numbering
        self.links = targets
        self.drafts: list[Draft] = []
        self.title = ""
        self.furniture = 0
        self._counts: defaultdict[tuple[str, int], int] = defaultdict(int)

    def blocks(self, parent: etree._Element) -> None:
        for child in parent:
            match local_name(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "altChunk":
                    self.drafts.append(Draft(notes=[(FindingKind.UNREADABLE_PART, "")]))
                case name if name not in _SKIPPED:
                    self.blocks(child)  # content controls and the like

    def notes_at_end(self, root: etree._Element | None, kind: str) -> None:
        for note in root if root is not None else ():
            # Word keeps the lines that part the notes from the text as notes of their own type.
            if local_name(note) == kind and note.get(f"{_W}type") is None:
                self.blocks(note)

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find(f"{_W}pPr")
        style = value_of(properties, "pStyle")
        inline = self._inline(paragraph)
        if self.styles.is_contents(style):
            self.furniture += bool(inline.text())
            return
        draft = Draft(inline.text(), notes=inline.notes)
        self._give_kind(draft, style, properties, inline)
        self.drafts.append(draft)
        for box in inline.boxes:
            self.blocks(box)

    def _give_kind(self, draft: Draft, style: str, properties: etree._Element | None, inline: Inline) -> None:
        level = self.styles.heading_level(style, properties)
        item = self.numbering.item(properties, self.styles.numbering(style))
        if level:
            draft.kind, draft.level = BlockKind.HEADING, level
            if self.styles.is_title(style) and not self.title:
                self.title = draft.text
        elif item:
            draft.kind, draft.level = BlockKind.LIST_ITEM, item.depth + 1
            draft.number = self._count(item.list_id, item.depth) if item.is_numbered and draft.text else 0
        elif inline.looks_like_heading(is_bold=self.styles.is_bold(style)):
            draft.kind = BlockKind.HEADING

    def _count(self, list_id: str, depth: int) -> int:
        self._counts[list_id, depth] += 1
        for key in [key for key in self._counts if key[0] == list_id and key[1] > depth]:
            del self._counts[key]
        return self._counts[list_id, depth]

    def _table(self, table: etree._Element) -> None:
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue  # the row of a table within: its text is in the cell
            notes: list[Note] = []
            cells = tuple(
                self._cell(cell, notes)
                for cell in row.iter(f"{_W}tc")
                if next(cell.iterancestors(f"{_W}tr")) is row
            )
            if any(cells) or notes:
                self.drafts.append(Draft(kind=BlockKind.TABLE_ROW, cells=cells, notes=notes))

    def _cell(self, cell: etree._Element, notes: list[Note]) -> str:
        texts = []
        for paragraph in cell.iter(f"{_W}p"):
            if any(local_name(above) == "Fallback" for above in paragraph.iterancestors()):
                continue  # a text box once more, for older programs
            inline = self._inline(paragraph)
            notes += inline.notes
            texts.append(inline.text())
        return "\n".join(text for text in texts if text)

    def _inline(self, parent: etree._Element) -> Inline:
        inline = Inline()
        self._gather(parent, inline, is_bold=False)
        return inline

    def _gather(self, parent: etree._Element, inline: Inline, *, is_bold: bool) -> None:
        for child in parent:
            name = local_name(child)
            if name == "r":
                run = child.find(f"{_W}rPr")
                if value_of(run, "vanish", "0") not in ("0", "false"):
                    continue  # text that a reader of the file does not see
                self._gather(child, inline, is_bold=value_of(run, "b", "0") not in ("0", "false"))
            elif name == "hyperlink":
                self._hyperlink(child, inline, is_bold=is_bold)
            elif name == "AlternateContent":
                # The same thing twice, for newer and for older programs: one of them is enough.
                self._gather_chosen(child, inline, is_bold=is_bold)
            elif name in _PICTURES:
                _picture(child, inline)
            elif name not in _SKIPPED:
                _leaf(child, name, inline, is_bold=is_bold)
                self._gather(child, inline, is_bold=is_bold)

    def _gather_chosen(self, alternatives: etree._Element, inline: Inline, *, is_bold: bool) -> None:
        if len(alternatives):
            self._gather(alternatives[0], inline, is_bold=is_bold)

    def _hyperlink(self, element: etree._Element, inline: Inline, *, is_bold: bool) -> None:
        start = len(inline.pieces)
        self._gather(element, inline, is_bold=is_bold)
        link = self.links.get(element.get(f"{_R}id") or "")
        shown = "".join(inline.pieces[start:]).strip()
        if link and link.is_web and shown and link.bare not in shown:
            inline.pieces.append(f" ({link.target})")


def _leaf(element: etree._Element, name: str, inline: Inline, *, is_bold: bool) -> None:
    match name:
        case "t":
            text = element.text or ""
        case "tab":
            text = "\t"
        case "br" | "cr":
            text = "\n"
        case "noBreakHyphen":
            text = "-"
        case _:
            return
    inline.add(text, is_bold=is_bold)


def _picture(element: etree._Element, inline: Inline) -> None:
    boxes = list(element.iter(f"{_W}txbxContent"))
    inline.boxes += [box for box in boxes if not any(above in boxes for above in box.iterancestors())]
    if boxes:
        return
    described = next((each for each in element.iter() if local_name(each) == "docPr"), None)
    quote = (described.get("descr") or described.get("title") or "") if described is not None else ""
    inline.notes.append((FindingKind.PICTURE_LEFT_OUT, quote))
