"""Keeping files, describing and removing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select, update

from cop.config import LANGUAGES
from cop.consents.queries import refuse_unfit
from cop.core import audit, outbox, stamps
from cop.core.db import db, insert_if_absent, now
from cop.core.errors import ConflictError, InvalidError
from cop.core.i18n import gettext as _
from cop.core.limits import Limit, spend
from cop.core.marks import references_in
from cop.core.permissions import Actor, authorize
from cop.media import pictures, queries, rules, storage
from cop.media.content import FILE_BYTES, MB, clean_name, recognise
from cop.media.enums import MediaType, PeopleShown
from cop.media.models import MediaFile
from cop.media.rules import Permission

REQUEST_BYTES: Final = FILE_BYTES + MB
"""How long a request with one file may be."""
FILES_OF_RECORD: Final = 30
PERSON_BYTES: Final = 200 * MB
UPLOADS: Final = Limit("media.upload", 100, 3600)
DESCRIPTION_LENGTH: Final = 500
RIGHTS_LENGTH: Final = 300

JOB_KIND: Final = "media"


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes that stand in the data folder and belong to no record yet; after an hour they are removed."""

    digest: str
    media_type: MediaType
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The record to which a file belongs, or is to."""

    subject_kind: str
    subject_id: int


def take(data: bytes, *, name: str, actor: Actor) -> Taken:
    """Do what is slow: see what a file is, redraw a picture, write the bytes. `keep` gives it to a record.

    Raise InvalidError for "file" where it cannot be kept. This commits what the session holds, so that
    nobody who wants to write waits for a picture: call it before anything is written, and load afterwards
    what is to be changed.
    """
    authorize(actor, Permission.UPLOAD)
    if actor.id is not None:
        spend(UPLOADS, str(actor.id))
    db.session.commit()
    name = clean_name(name)
    media_type = recognise(data, name)
    if media_type is not MediaType.PICTURE:
        taken = Taken(sha256(data).hexdigest(), media_type, len(data))
        return _written(taken, {0: data})
    picture = pictures.redraw(data, name=name)
    largest = picture.largest
    taken = Taken(sha256(largest).hexdigest(), media_type, len(largest), picture.width, picture.height)
    return _written(taken, storage.versions(picture.sizes))


def _written(taken: Taken, versions: Mapping[int, bytes]) -> Taken:
    storage.announce(taken.digest)
    # Known to the worker before they are written: whatever dies from here on, they do not stay for ever.
    outbox.enqueue(JOB_KIND, [taken.digest])
    db.session.commit()
    storage.write(taken.digest, versions)
    return taken


def keep(
    data: bytes | Taken,
    *,
    name: str,
    subject_kind: str,
    subject_id: int,
    actor: Actor,
    noted_as: Actor | None = None,
    rights: str = "",
    people_shown: PeopleShown = PeopleShown.UNKNOWN,
) -> MediaFile:
    """Give a file to a record; one that the record has already stays as it is. Bytes are taken first.

    `noted_as` stands in the trail, and as the owner, where that is not the actor: a persona.
    Raise InvalidError for "file" where the record, or the person, has as many as they may have.
    """
    subject = Subject(subject_kind, subject_id)
    authorize(actor, Permission.KEEP, subject)
    taken = data if isinstance(data, Taken) else take(data, name=name, actor=actor)
    _wait_for_others(subject)
    if (present := _with_bytes(subject, taken.digest)) is not None:
        return present
    _refuse_too_many(subject, taken, actor)
    values: dict[str, Any] = {
        "digest": taken.digest,
        "owner_id": (noted_as or actor).id,
        "media_type": taken.media_type.value,
        "size": taken.size,
        "name": clean_name(name),
        "width": taken.width,
        "height": taken.height,
        "rights": rights,
        "people_shown": people_shown,
        "descriptions": {},
        "consent": "",
        "created_at": now(),
    }
    file, is_new = _given(subject, values)
    if is_new:
        record = f"{subject_kind}:{subject_id}"
        audit.record(noted_as or actor, "media.keep", "media_file", file.id, record=record)
    return file


def hand_over(source: Subject, target: Subject, *, actor: Actor) -> None:
    """Give all files of one record to another one that has none yet. Safe to repeat."""
    authorize(actor, Permission.REMOVE, source)
    authorize(actor, Permission.KEEP, target)
    db.session.execute(
        update(MediaFile)
        .where(*_of(source))
        .values(subject_kind=target.subject_kind, subject_id=target.subject_id)
        .execution_options(synchronize_session=False)
    )
    _changed(target)


def _wait_for_others(subject: Subject) -> None:
    """Let nobody else add to a record that has files until this transaction ends, so that counting holds."""
    db.session.execute(select(MediaFile.id).where(*_of(subject)).with_for_update())


def _of(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return MediaFile.subject_kind == subject.subject_kind, MediaFile.subject_id == subject.subject_id


def _with_bytes(subject: Subject, digest: str) -> MediaFile | None:
    return db.session.scalar(select(MediaFile).where(*_of(subject), MediaFile.digest == digest))


def _given(subject: Subject, values: Mapping[str, Any]) -> tuple[MediaFile, bool]:
    """Return (the record's file with these bytes, whether it is new)."""
    row = {**values, "subject_kind": subject.subject_kind, "subject_id": subject.subject_id}
    # Two uploads of the same file at once must not be two files.
    written = insert_if_absent(MediaFile, row, ["subject_kind", "subject_id", "digest"])
    file = _with_bytes(subject, values["digest"])
    if file is None:
        raise ConflictError(_("This file was removed at the same moment. Please add it once more."))
    return file, written is not None


def _refuse_too_many(subject: Subject, taken: Taken, actor: Actor) -> None:
    if (db.session.scalar(select(func.count(MediaFile.id)).where(*_of(subject))) or 0) >= FILES_OF_RECORD:
        raise InvalidError(
            "file",
            _("There are %(count)s files here already. Remove one, then add another.", count=FILES_OF_RECORD),
        )
    if actor.id is not None and queries.kept_bytes(actor.id) + taken.size > PERSON_BYTES:
        raise InvalidError(
            "file",
            _(
                "Your files together may have at most %(megabytes)s MB. Remove one, then add another.",
                megabytes=PERSON_BYTES // MB,
            ),
        )


def describe(
    file: MediaFile,
    *,
    actor: Actor,
    rights: str,
    people_shown: PeopleShown,
    descriptions: Mapping[str, str],
    consent: str = "",
) -> MediaFile:
    """State whose a file is, whom it shows, and by language what is to be seen on it."""
    authorize(actor, Permission.DESCRIBE, file)
    words = {code: " ".join(text.split()) for code, text in descriptions.items() if text.strip()}
    if unknown := set(words) - set(LANGUAGES):
        raise InvalidError("descriptions", f"not a language of this site: {min(unknown)}")
    if any(len(text) > DESCRIPTION_LENGTH for text in words.values()):
        raise InvalidError(
            "descriptions",
            _("A description may have at most %(count)s characters.", count=DESCRIPTION_LENGTH),
        )
    rights = " ".join(rights.split())
    if len(rights) > RIGHTS_LENGTH:
        raise InvalidError("rights", _("Use at most %(count)s characters.", count=RIGHTS_LENGTH))
    if consent := consent.strip().lower():
        if consent not in references_in(f"[{consent}]"):
            raise InvalidError("consent", _("Write the consent as it was noted: c- and eight letters."))
        refuse_unfit(f'{{"consent":"{consent}"}}', field="consent")
    said = rights, people_shown, words, consent
    if (file.rights, file.people_shown, file.descriptions, file.consent) != said:
        file.rights, file.people_shown, file.descriptions, file.consent = said
        audit.record(actor, "media.describe", "media_file", file.id, people_shown=people_shown.value)
        _changed(file)
    return file


def remove(file: MediaFile, *, actor: Actor, noted_as: Actor | None = None) -> None:
    """Take a file from its record; its bytes go a while after the last record that has them."""
    authorize(actor, Permission.REMOVE, file)
    removed = db.session.execute(
        delete(MediaFile).where(MediaFile.id == file.id).returning(MediaFile.digest)
    ).scalar_one_or_none()
    if removed is None:
        return  # somebody else has done it
    outbox.enqueue(JOB_KIND, [removed])
    audit.record(noted_as or actor, "media.remove", "media_file", file.id)
    _changed(file)


def remove_all(subject_kind: str, subject_id: int, *, actor: Actor, noted_as: Actor | None = None) -> int:
    """Take all files from a record that ends; return how many there were."""
    files = queries.files_of(subject_kind, subject_id)
    for file in files:
        remove(file, actor=actor, noted_as=noted_as)
    return len(files)


def copy_to(
    file_ids: Sequence[int], subject_kind: str, subject_id: int, *, actor: Actor
) -> dict[int, MediaFile]:
    """Give a record the same files as rows of its own; return them by the id of what they were made from.

    A file that the record has already takes over what is now said of it; safe to repeat.
    """
    authorize(actor, Permission.COPY)
    subject = Subject(subject_kind, subject_id)
    sources = db.session.scalars(
        select(MediaFile).where(MediaFile.id.in_(file_ids)).order_by(MediaFile.id)
    ).all()
    if len(sources) != len(set(file_ids)):
        raise ConflictError(_("One of the files is not there any more."))
    copies = {}
    for source in sources:
        file, is_new = _given(
            subject, {name: getattr(source, name) for name in _COPIED} | {"created_at": now()}
        )
        if not is_new:
            for name in ("name", "rights", "people_shown", "descriptions", "consent"):
                setattr(file, name, getattr(source, name))
        copies[source.id] = file
    if copies:
        ids = sorted(copies)
        audit.record(actor, "media.copy", subject_kind, subject_id, files=ids)
        _changed(subject)
    return copies


_COPIED: Final = (
    "digest owner_id media_type size name width height rights people_shown descriptions consent".split()
)


def _changed(file: rules.OfRecord) -> None:
    if rules.is_public(file):
        stamps.bump(stamps.CONTENT)


def forget_person(person_id: int) -> None:
    """Take a person out of the files that they gave; the files go with their records."""
    db.session.execute(update(MediaFile).where(MediaFile.owner_id == person_id).values(owner_id=None))
