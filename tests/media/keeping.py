"""Files kept for a record, and those that are there."""

from cop.core.permissions import Actor
from cop.media import storage
from cop.media.models import MediaFile
from cop.media.operations import keep
from tests.media import samples


def keep_file(actor: Actor, data: bytes = samples.TEXT, name: str = "отчет.txt", id: int = 1) -> MediaFile:
    return keep(data, name=name, subject_kind="thing", subject_id=id, actor=actor)


def all_files(digest: str) -> list[str]:
    return sorted(file.name.removeprefix(digest) for file in storage.path(digest).parent.glob(f"{digest}*"))
