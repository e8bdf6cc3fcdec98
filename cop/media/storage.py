"""The bytes of files in the data folder, by digest: files/ab/abcd…, and abcd…-320 for a smaller size."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from flask import current_app

from cop.core.locks import one_at_a_time
from cop.media.enums import WIDTHS

FOLDER: Final = "files"
LOCK: Final = "files.lock"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def path(digest: str, width: int = 0) -> Path:
    """Return where the bytes stand, or those of a smaller size; whether or not they do."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    folder: Path = current_app.config["COP"].data_dir / FOLDER / digest[:2]
    return folder / (f"{digest}-{width}" if width else digest)


def versions(sizes: Mapping[int, bytes]) -> dict[int, bytes]:
    """Return the sizes of a picture as they are written: the largest is the file itself."""
    return {0 if width == WIDTHS[-1] else width: data for width, data in sizes.items()}


def announce(digest: str) -> None:
    """Leave an empty mark that these bytes are about to be written, lest anybody take them for forgotten."""
    mark = path(digest)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.with_name(f"{digest}.mark").touch()


def write(digest: str, versions: Mapping[int, bytes]) -> None:
    """Put the bytes of each width (0: the file itself) in their places, whole; safe to repeat."""
    target = path(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    for width, data in versions.items():
        with NamedTemporaryFile(
            dir=target.parent, prefix=f"{digest}.", suffix=".part", delete=False
        ) as beside:
            beside.write(data)
            beside.flush()
            os.fsync(beside.fileno())
        with _alone():
            Path(beside.name).replace(path(digest, width))
    with _alone():
        target.with_name(f"{digest}.mark").unlink(missing_ok=True)
    _sync_folder(target.parent)


def forget(digest: str, *, older_than: datetime) -> datetime | None:
    """Remove all bytes of a digest, or return since when the newest stand where that is later."""
    target = path(digest)
    with _alone():  # else somebody could put them in their place between our look and our removal
        found = list(target.parent.glob(f"{digest}*"))
        newest = max((file.stat().st_mtime for file in found), default=0.0)
        since = datetime.fromtimestamp(newest, UTC)
        if since > older_than:
            return since
        for file in found:
            file.unlink(missing_ok=True)
    return None


@contextmanager
def _alone() -> Iterator[None]:
    with one_at_a_time(current_app.config["COP"].data_dir / LOCK):
        yield


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last: a file is else whole but nowhere after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
