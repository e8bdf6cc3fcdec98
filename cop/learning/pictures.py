"""The pictures of figures: files of a draft, and copies of them that the module has."""

from base64 import b64encode
from collections.abc import Collection

from cop.core.permissions import Actor
from cop.core.records import Ref
from cop.media import queries, storage
from cop.media.enums import WIDTHS
from cop.media.models import MediaFile
from cop.media.operations import copy_to


def known(ref: Ref) -> dict[str, MediaFile]:
    """Return the files of a draft or a module by their digests."""
    return {file.digest: file for file in queries.files_of(ref.kind, ref.id)}


def hand_on(before: Ref, after: Ref, digests: Collection[str], *, actor: Actor) -> None:
    """Give a draft's pictures to its module or the other way round, with what is said of them."""
    ids = [file.id for digest, file in known(before).items() if digest in digests]
    if ids:
        copy_to(ids, after.kind, after.id, actor=actor)


def as_data(digest: str) -> str:
    """Return a picture as an address that holds it, for paper; empty where its bytes are gone."""
    for width in (WIDTHS[1], 0):
        if (path := storage.path(digest, width)).exists():
            return f"data:image/webp;base64,{b64encode(path.read_bytes()).decode()}"
    return ""
