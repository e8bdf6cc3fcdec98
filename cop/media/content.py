"""What a file is, by its content and never by its name; and what it is called when somebody takes it home."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from cop.core.errors import InvalidError
from cop.core.i18n import LazyString
from cop.core.i18n import gettext as _
from cop.core.i18n import lazy_gettext as _l
from cop.documents.decoding import decode
from cop.documents.packages import Package
from cop.documents.refusals import RefusedError
from cop.media.enums import MediaType, PeopleShown

PEOPLE_SHOWN: Final[Mapping[PeopleShown, LazyString]] = {
    PeopleShown.NOBODY: _l("Nobody can be recognised"),
    PeopleShown.AGREED: _l("Everybody who can be recognised has agreed that it is public"),
    PeopleShown.NOT_AGREED: _l("Somebody can be recognised who has not agreed"),
    PeopleShown.UNKNOWN: _l("I do not know yet"),
}
MB: Final = 1024 * 1024
FILE_BYTES: Final = 20 * MB
NAME_LENGTH: Final = 180

ENDINGS: Final = {
    MediaType.PICTURE: ".webp",
    MediaType.PDF: ".pdf",
    MediaType.DOCX: ".docx",
    MediaType.ODT: ".odt",
    MediaType.TEXT: ".txt",
}
_PICTURE: Final = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP", re.DOTALL)
_PICTURE_ENDING: Final = re.compile(r"\.(jpe?g|jfif|png|gif|webp)$", re.IGNORECASE)
_PDF: Final = re.compile(rb"(\xef\xbb\xbf)?[\s\0]{0,1000}%PDF-")
_MARKUP: Final = re.compile(
    r"\s*(<[!?a-z]|#!|\{\\rtf|%!PS)|.{0,4000}?<(script|html|svg|iframe|body)\b", re.IGNORECASE | re.DOTALL
)
"""What a browser, a shell or a printer would take for more than text."""
_MACROS: Final = re.compile(r"(^|/)vbaProject\.bin$|^(Basic|Scripts)/", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|]')


def recognise(data: bytes, name: str) -> MediaType:
    """Return what these bytes are; raise InvalidError for "file" where such files are not kept."""
    if not data:
        raise InvalidError("file", _("The file “%(name)s” is empty.", name=name))
    if len(data) > FILE_BYTES:
        raise InvalidError(
            "file",
            _(
                "“%(name)s” is too large: a file may have at most %(megabytes)s MB.",
                name=name,
                megabytes=FILE_BYTES // MB,
            ),
        )
    if _PICTURE.match(data):
        return MediaType.PICTURE
    if _PDF.match(data):
        return MediaType.PDF
    if data.startswith(b"PK\x03\x04"):
        return _package(data, name)
    text = decode(data)
    if text is None or _MARKUP.match(text.lstrip("\ufeff")):
        raise _refused(name)
    return MediaType.TEXT


def _package(data: bytes, name: str) -> MediaType:
    try:
        package = Package(data)
        mimetype = package.read("mimetype").strip()
    except RefusedError as refused:
        raise InvalidError(
            "file",
            _("“%(name)s” is damaged or locked. Please open it, save it anew and upload that.", name=name),
        ) from refused
    if any(_MACROS.search(part) for part in package.names):
        raise InvalidError(
            "file", _("“%(name)s” contains macros. Please save it without them and upload that.", name=name)
        )
    if mimetype == MediaType.ODT.encode() and "content.xml" in package.names:
        return MediaType.ODT
    if {"[Content_Types].xml", "word/document.xml"} <= package.names:
        return MediaType.DOCX
    raise _refused(name)


def _refused(name: str) -> InvalidError:
    return InvalidError(
        "file",
        _(
            "“%(name)s” cannot be kept here. Pictures can (JPEG, PNG, WebP, GIF), "
            "and documents (DOCX, ODT, PDF, plain text).",
            name=name,
        ),
    )


def clean_name(name: str) -> str:
    """Return what a file is called, without folders and signs that no name should have; never empty."""
    # A Mac writes й as two signs, which others show as и and a loose breve.
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    # Marks of direction go too: they let "txt.exe" look like "exe.txt".
    kept = "".join(c for c in _FORBIDDEN.sub("", name) if unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.split()).strip(". ")
    if len(kept) <= NAME_LENGTH:
        return kept or "file"
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        return kept[:NAME_LENGTH].rstrip()
    return f"{stem[: NAME_LENGTH - len(ending) - 1].rstrip()}.{ending}"


def download_name(name: str, media_type: str) -> str:
    """Return the name for taking home: it ends as its content does, whatever it was called."""
    ending = ENDINGS[MediaType(media_type)]
    if media_type == MediaType.PICTURE:
        name = _PICTURE_ENDING.sub("", name)
    return name if name.lower().endswith(ending) else name + ending
