"""Which format a file has, by its content and never by its name, and the reader for it."""

import re
from typing import Final

from cop.documents import limits
from cop.documents.drafts import Reading
from cop.documents.refusals import Refusal, RefusedError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN: Final = 1024
"""Bytes that may stand before a PDF; programs that read it allow as many."""
_RICH_TEXT: Final = re.compile(rb"\s*\{\\rtf")


def read_any(data: bytes) -> Reading:
    """Return what the file's own format gives; raise RefusedError where it has none that we read.

    The readers are imported only when they are needed: this runs in a process made for one file.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise RefusedError(Refusal.EMPTY)
    if len(data) > limits.FILE_BYTES:
        raise RefusedError(Refusal.TOO_LARGE)
    if data.startswith(b"PK"):
        return _package(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        from cop.documents import pdf

        return pdf.read(data)
    if data.startswith(_OLE) or _RICH_TEXT.match(data):
        # A locked .docx is wrapped in the container of the old .doc.
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise RefusedError(Refusal.ENCRYPTED if is_locked else Refusal.OLD_WORD)
    from cop.documents import plain

    return plain.read(data)


def _package(data: bytes) -> Reading:
    from cop.documents import docx, odt
    from cop.documents.packages import Package

    package = Package(data)
    if "content.xml" in package.names:
        kind = package.read("mimetype")[:100]
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            return odt.read(package)
    elif "[Content_Types].xml" in package.names and any(name.startswith("word/") for name in package.names):
        return docx.read(package)
    raise RefusedError(Refusal.NOT_A_DOCUMENT, "a package of something else")
