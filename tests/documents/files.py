"""Files made for tests: DOCX by python-docx, ODT part by part, PDF object by object."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
from docx.document import Document as WordFile

from cop.documents.assembling import assemble
from cop.documents.contract import Block, Document, FindingKind
from cop.documents.formats import read_any

WORD_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
ODT_NAMESPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
)


def document(data: bytes) -> Document:
    """Read in this process what `read` reads in another."""
    return assemble(read_any(data))


def kinds_and_texts(read: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read.blocks]


def found(read: Document, kind: FindingKind) -> list[str]:
    return [finding.quote for finding in read.findings if finding.kind is kind]


def block_of(read: Document, start: str) -> Block:
    return next(block for block in read.blocks if block.text.startswith(start))


def word(fill: Callable[[WordFile], object]) -> bytes:
    file = docx.Document()
    fill(file)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def package(parts: Mapping[str, bytes | str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes | str) -> bytes:
    """The same package with one part more, or another in its place."""
    with ZipFile(BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {each: archive.read(each) for each in archive.namelist()}
    return package(parts | {name: part})


def word_body(xml: str) -> bytes:
    """A Word file of nothing but a body."""
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {WORD_NAMESPACES}><w:body>{xml}</w:body></w:document>",
        }
    )


def odt(body: str, *, styles: str = "", parts: Mapping[str, bytes | str] | None = None) -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODT_NAMESPACES} '
        'xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content} | dict(parts or {})
    )


Piece = tuple[float, float, float, str, bool]
"""x, y (from the foot of the page), size in points, text, whether bold."""


def lines(
    texts: Iterable[str], *, top: float = 760, size: float = 11, left: float = 60, leading: float = 14
) -> list[Piece]:
    """One line under the other; an empty text leaves a gap."""
    return [(left, top - at * leading, size, text, False) for at, text in enumerate(texts) if text]


def pdf(pages: Sequence[Sequence[Piece]], *, catalogue: str = "", picture_on: int = 0) -> bytes:
    """A PDF whose fonts name their letters (ToUnicode), as those of word processors do."""
    objects: dict[int, bytes] = {}
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    for number, name in ((3, "Serif"), (4, "Serif-Bold")):
        objects[number] = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [5 0 R] /ToUnicode 6 0 R >>"
        ).encode()
    objects[5] = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Serif /DW 500 >>"
    objects[6] = _stream(
        b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"2 beginbfrange <0000> <04FF> <0000> <2000> <22FF> <2000> endbfrange endcmap"
    )
    objects[7] = _stream(
        b"\xff" * 10_000,
        "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    for at, pieces in enumerate(pages):
        image = "/XObject << /Im1 7 0 R >>" if at + 1 == picture_on else ""
        objects[10 + 2 * at] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> {image} >> /Contents {11 + 2 * at} 0 R >>"
        ).encode()
        objects[11 + 2 * at] = _stream(b"\n".join(_shown(piece) for piece in pieces))
    return _file(objects)


def _shown(piece: Piece) -> bytes:
    x, y, size, text, is_bold = piece
    codes = text.encode("utf-16-be").hex()
    return f"BT /F{2 if is_bold else 1} {size} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET".encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: Mapping[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, data in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n".encode()
    for number in range(size):
        used = number in places
        out += f"{places.get(number, 0):010d} {0 if used else 65535:05d} {'n' if used else 'f'} \n".encode()
    out += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
