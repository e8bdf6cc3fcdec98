"""What follows for files where a consent has ended: pictures and documents go, whatever record has them."""

from sqlalchemy import delete, select

from cop.core import audit
from cop.core.db import db, now
from cop.core.permissions import SYSTEM
from cop.core.redaction import Redactable
from cop.media import storage
from cop.media.models import MediaFile


def _forget(reference: str) -> None:
    digests = db.session.scalars(
        select(MediaFile.digest).where(MediaFile.consent == reference).distinct()
    ).all()
    if not digests:
        return
    # The same bytes show the same person, whoever else has given them and whatever they said of it.
    gone = db.session.scalars(
        delete(MediaFile).where(MediaFile.digest.in_(digests)).returning(MediaFile.id)
    ).all()
    audit.record_each(SYSTEM, "media.remove", "media_file", sorted(gone))
    for digest in digests:
        storage.forget(digest, older_than=now())


REDACTABLE = Redactable(table="media_files", forget=_forget)
