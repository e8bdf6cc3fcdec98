"""Giving files out: only what one may see, and never in a form that a browser would execute."""

import logging
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_file
from werkzeug.http import dump_options_header

from cop.core.errors import CopError
from cop.media import pictures, queries, rules, storage
from cop.media.content import download_name
from cop.media.enums import WIDTHS, MediaType
from cop.media.models import MediaFile
from cop.media.queries import DOCUMENT
from cop.web.identity import current_actor
from cop.web.policy import open_to_all

log = logging.getLogger(__name__)

blueprint = Blueprint("media", __name__)

POLICY: Final = "default-src 'none'; sandbox"
KEPT: Final = "max-age=600, public"
"""Ten minutes: so long at most a picture is seen elsewhere after its consent is taken back. The word
`public` stands last, since our own page cache is for pages: pictures would push them out of it."""


@blueprint.get("/files/<int:id>/<size>/<name>")
@open_to_all
def show(id: int, size: str, name: str) -> Response:
    """Give out a file, or one size of a picture; what one may not see is not there."""
    file = queries.visible(id, actor=current_actor())
    if file is None or name != download_name(file.name, file.media_type):
        abort(404)
    source = _source(file, size)
    is_picture = file.media_type == MediaType.PICTURE
    answer = send_file(source, mimetype=file.media_type, etag=f"{file.digest}-{size}")
    # As stored: a text keeps the encoding it came in, and is not said to have another.
    answer.headers["Content-Type"] = file.media_type
    answer.headers["Content-Disposition"] = _disposition("inline" if is_picture else "attachment", file, name)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = KEPT if rules.is_public(file) else "private, no-store"
    return answer


def _source(file: MediaFile, size: str) -> Path:
    """Return where the bytes stand; a smaller size that is missing is drawn again."""
    sizes = [str(width) for width in WIDTHS] if file.width else [DOCUMENT]
    if size not in sizes:
        abort(404)
    whole = storage.path(file.digest)
    if not whole.exists():
        log.error("the bytes of file %d are missing", file.id)
        abort(404)
    if file.width is None or int(size) >= min(file.width, WIDTHS[-1]):
        return whole
    smaller = storage.path(file.digest, int(size))
    if not smaller.exists():
        _draw_again(file, whole)
    return smaller if smaller.exists() else whole


def _draw_again(file: MediaFile, whole: Path) -> None:
    try:
        sizes = pictures.redraw(whole.read_bytes(), name=file.name).sizes
    except CopError:
        log.exception("file %d cannot be drawn again", file.id)
        return
    storage.write(file.digest, {width: data for width, data in sizes.items() if width != WIDTHS[-1]})


def _disposition(kind: str, file: MediaFile, name: str) -> str:
    """Return the header with the name as it is (RFC 6266), and a plain one for old programs."""
    plain = name if name.isascii() else f"file-{file.id}{Path(name).suffix}"
    named = {"filename": plain}
    if not name.isascii():
        named["filename*"] = f"UTF-8''{quote(name, safe='')}"
    return dump_options_header(kind, named)
