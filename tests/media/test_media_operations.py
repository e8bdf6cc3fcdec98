"""Keeping, describing, copying and removing files; and what becomes of their bytes."""

from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core.audit import AuditEntry
from cop.core.db import db
from cop.core.errors import InvalidError, NotAllowedError
from cop.core.limits import Limit, TooManyError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, VISITOR, Actor
from cop.media import operations, queries, storage
from cop.media.enums import MediaType, PeopleShown
from cop.media.models import MediaFile
from cop.media.operations import describe, keep, remove_all, take
from tests.conftest import Statements
from tests.media import samples
from tests.media.keeping import all_files, keep_file


def test_document_is_kept_as_it_is(author: Actor) -> None:
    file = keep_file(author, samples.DOCX, "C:\\отчети\\Годишен отчет.docx")

    assert (file.name, file.media_type, file.size) == (
        "Годишен отчет.docx",
        MediaType.DOCX,
        len(samples.DOCX),
    )
    assert (file.width, file.height, file.owner_id) == (None, None, author.id)
    assert (file.rights, file.people_shown, file.descriptions) == ("", PeopleShown.UNKNOWN, {})
    assert file.digest == sha256(samples.DOCX).hexdigest()
    assert storage.path(file.digest).read_bytes() == samples.DOCX
    assert all_files(file.digest) == [""]


def test_picture_is_kept_redrawn_in_its_sizes(author: Actor) -> None:
    file = keep_file(author, samples.picture(2400, 1600), "снимка.jpg")

    assert (file.name, file.media_type, file.width, file.height) == (
        "снимка.jpg",
        MediaType.PICTURE,
        1920,
        1280,
    )
    assert all_files(file.digest) == ["", "-320", "-960"]
    assert samples.opened(storage.path(file.digest, 320).read_bytes()).size == (320, 213)
    assert file.size == storage.path(file.digest).stat().st_size


def test_bytes_can_be_read_by_the_site_alone_and_executed_by_nobody(author: Actor) -> None:
    file = keep_file(author)

    assert storage.path(file.digest).stat().st_mode & 0o777 == 0o600


def test_same_file_twice_is_one_file(author: Actor) -> None:
    first = keep_file(author)
    describe(first, actor=author, rights="Our own", people_shown=PeopleShown.NOBODY, descriptions={})

    second = keep_file(author, name="other.txt")

    assert second.id == first.id
    assert (second.name, second.rights) == ("отчет.txt", "Our own")
    assert db.session.scalar(select(func.count(MediaFile.id))) == 1
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [action for action in actions if action.startswith("media.")] == ["media.keep", "media.describe"]


def test_bytes_that_were_taken_before_are_given_to_a_record(author: Actor) -> None:
    taken = take(samples.PDF, name="a.pdf", actor=author)

    file = keep(taken, name="a.pdf", subject_kind="thing", subject_id=1, actor=author)

    assert (file.digest, file.media_type) == (taken.digest, MediaType.PDF)


def test_refused_file_leaves_nothing_behind(app: Flask, author: Actor) -> None:
    with pytest.raises(InvalidError):
        keep_file(author, b"<svg/>")

    assert db.session.scalar(select(func.count(MediaFile.id))) == 0
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "media")) == 0
    folder: Path = app.config["COP"].data_dir / "files"
    assert list(folder.glob(f"*/{sha256(b'<svg/>').hexdigest()}*")) == []


def test_nobody_gives_files_to_a_record_that_they_do_not_see(author: Actor) -> None:
    with pytest.raises(NotAllowedError):
        keep_file(author, id=3)
    with pytest.raises(NotAllowedError):
        keep(samples.TEXT, name="a", subject_kind="nobody-knows", subject_id=1, actor=author)
    with pytest.raises(NotAllowedError):
        take(samples.TEXT, name="a", actor=VISITOR)
    with pytest.raises(NotAllowedError):
        keep_file(VISITOR)


def test_record_has_so_many_files_and_no_more(monkeypatch: pytest.MonkeyPatch, author: Actor) -> None:
    monkeypatch.setattr(operations, "FILES_OF_RECORD", 2)
    first = keep_file(author, b"one")
    keep_file(author, b"two")

    with pytest.raises(InvalidError) as refused:
        keep_file(author, b"three")

    assert refused.value.message == "There are 2 files here already. Remove one, then add another."
    assert keep_file(author, b"one").id == first.id
    assert len(queries.files_of("thing", 1)) == 2
    assert keep_file(author, b"three", id=2).subject_id == 2


def test_person_has_so_many_bytes_and_no_more(monkeypatch: pytest.MonkeyPatch, author: Actor) -> None:
    monkeypatch.setattr(operations, "PERSON_BYTES", 10)
    keep_file(author, b"12345")
    keep_file(author, b"12345", id=2)

    with pytest.raises(InvalidError) as refused:
        keep_file(author, b"123456")

    assert refused.value.message == (
        "Your files together may have at most 0 MB. Remove one, then add another."
    )
    assert queries.kept_bytes(author.id or 0) == 5
    assert keep_file(author, b"54321").size == 5


def test_uploads_have_a_limit_an_hour(monkeypatch: pytest.MonkeyPatch, author: Actor) -> None:
    monkeypatch.setattr(operations, "UPLOADS", Limit("media.upload", 2, 3600))
    for data in (b"1", b"2"):
        take(data, name="a", actor=author)

    with pytest.raises(TooManyError):
        take(b"3", name="a", actor=author)
    assert take(b"3", name="a", actor=SYSTEM).size == 1


@pytest.mark.parametrize("people_shown", PeopleShown)
@pytest.mark.parametrize("rights", ["", "Our own"])
def test_publishable_in_the_database_and_in_the_rule_are_the_same(
    author: Actor, rights: str, people_shown: PeopleShown
) -> None:
    file = keep_file(author)
    describe(file, actor=author, rights=rights, people_shown=people_shown, descriptions={})

    may = rights != "" and people_shown in (PeopleShown.NOBODY, PeopleShown.AGREED)
    assert [f.id for f in queries.publishable("thing", 1)] == ([file.id] if may else [])
    assert queries.card(file, "bg").is_publishable is may


def test_record_that_ends_loses_all_its_files(author: Actor) -> None:
    for data in (b"1", b"2", b"3"):
        keep_file(author, data)
    kept = keep_file(author, b"1", id=2)

    assert remove_all("thing", 1, actor=SYSTEM) == 3
    assert remove_all("thing", 1, actor=SYSTEM) == 0
    assert [file.id for file in db.session.scalars(select(MediaFile))] == [kept.id]


def test_person_gets_what_is_known_and_is_taken_out(app: Flask, author: Actor) -> None:
    file = keep_file(author)
    describe(file, actor=author, rights="Our own", people_shown=PeopleShown.NOBODY, descriptions={"en": "x"})
    entry = app.extensions["cop.personal"]["media_files"]
    assert author.id is not None

    known = list(entry.export(author.id))
    entry.erase(author.id)
    entry.erase(author.id)

    assert known == [
        {
            "name": "отчет.txt",
            "address": f"/files/{file.id}/file/%D0%BE%D1%82%D1%87%D0%B5%D1%82.txt",
            "type": "text/plain",
            "bytes": len(samples.TEXT),
            "belongs_to": "thing 1",
            "rights": "Our own",
            "people_shown": "nobody",
            "descriptions": {"en": "x"},
            "given": file.created_at.isoformat(),
        }
    ]
    assert list(entry.export(author.id)) == []
    db.session.expire_all()
    assert file.owner_id is None


@pytest.mark.parametrize("count", [1, 3])
def test_files_of_a_record_are_read_in_one_statement(
    author: Actor, count_statements: Statements, count: int
) -> None:
    for number in range(count):
        keep_file(author, str(number).encode())
    db.session.expunge_all()

    with count_statements() as statements:
        cards = [queries.card(file, "bg") for file in queries.files_of("thing", 1)]

    assert len(cards) == count
    assert len(statements) == 1


def test_card_says_what_a_page_shows(author: Actor) -> None:
    file = keep_file(author, samples.picture(1200, 800), "снимка.jpg")
    describe(
        file, actor=author, rights="Снимка: М.", people_shown=PeopleShown.NOBODY, descriptions={"bg": "Деца"}
    )

    card = queries.card(file, "ru")

    name = "%D1%81%D0%BD%D0%B8%D0%BC%D0%BA%D0%B0.webp"
    assert [(source.url, source.width) for source in card.sources] == [
        (f"/files/{file.id}/320/{name}", 320),
        (f"/files/{file.id}/960/{name}", 960),
        (f"/files/{file.id}/1920/{name}", 1200),
    ]
    assert card.url == f"/files/{file.id}/1920/{name}"
    assert (card.description, card.description_language) == ("Деца", "bg")
