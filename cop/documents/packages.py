"""ZIP files of parts (DOCX, ODT), opened within limits, and their XML, read without entities or network."""

import re
import zlib
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from cop.documents import limits
from cop.documents.refusals import Refusal, RefusedError

_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_IS_ENCRYPTED: Final = 0x1


class Package:
    """The parts of a ZIP file. Raise RefusedError where the file is made to harm, or broken."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise RefusedError(Refusal.DAMAGED, repr(error)) from error
        parts = self._zip.infolist()
        if len(parts) > limits.PARTS:
            raise RefusedError(Refusal.BURSTING, f"{len(parts)} parts")
        if sum(part.file_size for part in parts) > limits.UNPACKED_BYTES:
            raise RefusedError(Refusal.BURSTING, "unpacked size")
        for part in parts:
            _check(part)
        self.names = frozenset(part.filename for part in parts)

    def read(self, name: str) -> bytes:
        """Return a part whole; one that is not there is empty."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as part:
                data = part.read(limits.PART_BYTES + 1)
        except (BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise RefusedError(Refusal.DAMAGED, f"{name}: {error!r}") from error
        if len(data) > limits.PART_BYTES:
            raise RefusedError(Refusal.BURSTING, name)
        return data

    def tree(self, name: str) -> etree._Element | None:
        """Return the root of an XML part, None where there is no such part."""
        data = self.read(name)
        return parse(data) if data else None


def _check(part: ZipInfo) -> None:
    if part.flag_bits & _IS_ENCRYPTED:
        raise RefusedError(Refusal.ENCRYPTED, part.filename)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise RefusedError(Refusal.DAMAGED, f"{part.filename}: compression {part.compress_type}")
    ratio = part.file_size / max(1, part.compress_size)
    if part.file_size > limits.PART_BYTES or (
        part.file_size > limits.RATIO_FROM_BYTES and ratio > limits.MOST_PACKED
    ):
        raise RefusedError(Refusal.BURSTING, part.filename)


def parse(data: bytes) -> etree._Element:
    """Return the root of an XML text; one that declares a DTD or an entity is refused."""
    # Looked for before parsing, since a parser that refuses to expand still reads; UTF-16 has a NUL between.
    if _DECLARATION.search(data) or (b"\0" in data and _DECLARATION.search(data.replace(b"\0", b""))):
        raise RefusedError(Refusal.ENTITIES)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError(Refusal.DAMAGED, repr(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedError(Refusal.ENTITIES)
    return root


def local_name(element: etree._Element) -> str:
    """Return a tag without its namespace. Comments and instructions are removed when parsing."""
    tag = element.tag
    return tag.rpartition("}")[2]
