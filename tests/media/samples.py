"""Files as people send them, and as people send them who mean harm."""

import io
import random
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image


def picture(
    width: int = 40, height: int = 30, form: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """A picture whose left half is red and whose right half is blue, as far as its mode has colours."""
    drawn = Image.new("RGB", (width, height), (220, 20, 20))
    drawn.paste((20, 20, 220), (width // 2, 0, width, height))
    return saved(drawn.quantize(16) if mode == "P" else drawn.convert(mode), form, **options)


def saved(drawn: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of a picture."""
    target = io.BytesIO()
    drawn.save(target, form, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    """A picture, wholly read."""
    read = Image.open(io.BytesIO(data))
    read.load()
    return read


def with_secrets(orientation: int = 1) -> bytes:
    """A photograph that says where it was taken, by whom and with what; and in XMP, and in a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif[0x9286] = b"ASCII\0\0\0SECRETCOMMENT"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 50.0, 56.0), 3: "E", 4: (25.0, 57.0, 0.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>"
    return picture(exif=exif, xmp=xmp, comment=b"SECRETJPEG")


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few hundred bytes that says it has 2,500 megapixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def package(*names: str, **parts: str) -> bytes:
    """A ZIP file with these parts, empty or with their words."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
        for name, words in parts.items():
            archive.writestr(name, words)
    return target.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
DOCM = package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
ODT = package("content.xml", mimetype="application/vnd.oasis.opendocument.text")
ODT_WITH_MACROS = package(
    "content.xml", "Basic/Standard/Module1.xml", mimetype="application/vnd.oasis.opendocument.text"
)
ODS = package("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TEXT = "Наставник за всяко дете.\n".encode()


def noise(width: int, height: int) -> bytes:
    """A PNG in which no two pixels are alike, as in a photograph."""
    pixels = random.Random(1).randbytes(width * height * 3)
    return saved(Image.frombytes("RGB", (width, height), pixels), "PNG")
