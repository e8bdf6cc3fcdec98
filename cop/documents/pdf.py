"""PDF: pieces of text at their places, put together to lines; the rest is as for any lines of pages."""

from io import BytesIO
from math import hypot
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from cop.documents import limits
from cop.documents.contract import FindingKind
from cop.documents.drafts import Note, Reading
from cop.documents.furniture import without_page_furniture
from cop.documents.lines import Line, Page, to_drafts
from cop.documents.refusals import Refusal, RefusedError

_BOLD: Final = ("bold", "black", "heavy")
_SPACE: Final = 280.0
"""Thousandths of the size: a space in fonts that do not say. With too small a one, words fall apart."""
_SMALLEST_PICTURE: Final = 40
"""Pixels a side: smaller ones are lines and ornaments."""


def read(data: bytes) -> Reading:
    """Return the text of all pages; raise RefusedError where the file is locked, broken or too long."""
    reader = _opened(data)
    pages: list[Page] = []
    seen: set[int] = set()
    length = 0
    for number, page in enumerate(reader.pages, start=1):
        pages.append(_page(page, number, seen))
        length += sum(len(line.text) for line in pages[-1].lines)
        if length > limits.CHARACTERS:
            break  # where exactly it is cut is decided when the text is whole
    pages, furniture = without_page_furniture(pages)
    notes: list[Note] = [(FindingKind.MACRO_IGNORED, "")] if _has_script(reader) else []
    return Reading("pdf", to_drafts(pages), notes=notes, furniture=furniture)


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        # Many files may be read by all and only not be changed: those open with an empty password.
        is_locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if is_locked else len(reader.pages)
    except MemoryError:
        raise
    except Exception as error:  # a broken file makes the library raise anything
        raise RefusedError(Refusal.DAMAGED, repr(error)) from error
    if is_locked:
        raise RefusedError(Refusal.ENCRYPTED)
    if count > limits.PAGES:
        raise RefusedError(Refusal.TOO_MANY_PAGES, str(count))
    return reader


def _page(page: PageObject, number: int, seen: set[int]) -> Page:
    collected = _Lines()
    notes: list[Note] = []
    try:
        page.extract_text(space_width=_SPACE, visitor_text=collected.add)
        notes += _pictures(page, seen)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one broken page must not cost the others
        notes.append((FindingKind.UNREADABLE_PART, ""))
    return Page(number, collected.lines(), notes)


class _Lines:
    """The pieces that the library gives, with its own spaces and line ends, as lines with their places."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._first = Line("")
        self._are_bold = True

    def add(self, text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        """Take a piece; its place is what `inner` and then `outer` make of the origin."""
        for at, piece in enumerate(text.split("\n")):
            if at:
                self._end()
            if piece.strip():
                is_bold = any(name in str((font or {}).get("/BaseFont", "")).casefold() for name in _BOLD)
                if not "".join(self._pieces).strip():
                    self._first = _placed(outer, inner, size)
                    self._are_bold = True
                self._are_bold = self._are_bold and is_bold
            self._pieces.append(piece)

    def _end(self) -> None:
        text = "".join(self._pieces).strip()
        if text:
            first = self._first
            self._lines.append(Line(text, first.left, first.top, first.size, self._are_bold))
        self._pieces = []

    def lines(self) -> list[Line]:
        """Return all lines, in the order in which the file draws them."""
        self._end()
        return self._lines


def _placed(outer: list[float], inner: list[float], size: float) -> Line:
    x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    along = (inner[0] * outer[0] + inner[1] * outer[2], inner[0] * outer[1] + inner[1] * outer[3])
    across = (inner[2] * outer[0] + inner[3] * outer[2], inner[2] * outer[1] + inner[3] * outer[3])
    points = round(size * hypot(*across), 1)
    if abs(along[1]) > abs(along[0]):  # the sheet lies on its side
        sign = 1.0 if along[1] > 0 else -1.0
        return Line("", sign * y, sign * x, points)
    return Line("", x, -y, points)


def _pictures(page: PageObject, seen: set[int]) -> list[Note]:
    """Return a note for each picture not met on a page before: what every page has is no figure."""
    resources = page.get("/Resources")
    inside = resources.get_object() if resources is not None else None
    named = inside.get("/XObject") if isinstance(inside, DictionaryObject) else None
    drawn = named.get_object() if named is not None else None
    notes: list[Note] = []
    if not isinstance(drawn, DictionaryObject):
        return notes
    for name in drawn:
        reference = drawn.raw_get(name)
        number = reference.idnum if isinstance(reference, IndirectObject) else 0
        if number not in seen and _is_picture(reference.get_object()):
            notes.append((FindingKind.PICTURE_LEFT_OUT, ""))
            seen.add(number)
    return notes


def _is_picture(drawn: object) -> bool:
    if not isinstance(drawn, DictionaryObject) or drawn.get("/Subtype") != "/Image":
        return False
    sides = (drawn.get("/Width"), drawn.get("/Height"))
    return all(isinstance(side, int) and side >= _SMALLEST_PICTURE for side in sides)


def _has_script(reader: PdfReader) -> bool:
    try:
        root = reader.root_object
        names = root.get("/Names")
        opening = root.get("/OpenAction")
        inside = (each.get_object() for each in (names, opening) if each is not None)
        return any(
            "/JavaScript" in each or "/JS" in each for each in inside if isinstance(each, DictionaryObject)
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken catalogue has nothing to run
        return False
