"""Keeping, describing, copying and removing files; and what becomes of their bytes."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from cop.core import outbox, stamps
from cop.core.audit import AuditEntry
from cop.core.db import db, now
from cop.core.errors import ConflictError, InvalidError, NotAllowedError
from cop.core.limits import Limit, TooManyError
from cop.core.outbox import Job
from cop.core.permissions import SYSTEM, VISITOR, Actor, Role
from cop.media import operations, pictures, queries, storage
from cop.media.enums import MediaType, PeopleShown
from cop.media.models import MediaFile
from cop.media.operations import copy_to, describe, keep, remove, remove_all, take
from tests.conftest import Statements
from tests.media import samples
from tests.media.conftest import Things
from tests.people import actor_of, person

RunJobs = Callable[[], int]


@pytest.fixture
def author(things: Things) -> Actor:
    """Somebody with a part in things 1 and 2."""
    actor = actor_of(person("Мария"))
    assert actor.id is not None
    things.seen_by |= {1: {actor.id}, 2: {actor.id}}
    return actor


@pytest.fixture
def editor() -> Actor:
    """An editor."""
    return actor_of(person("Елена", Role.EDITOR))


def _keep(actor: Actor, data: bytes = samples.TEXT, name: str = "отчет.txt", id: int = 1) -> MediaFile:
    return keep(data, name=name, subject_kind="thing", subject_id=id, actor=actor)


def _files(digest: str) -> list[str]:
    return sorted(file.name.removeprefix(digest) for file in storage.path(digest).parent.glob(f"{digest}*"))


def _grow_old(digest: str) -> None:
    for file in storage.path(digest).parent.glob(f"{digest}*"):
        os.utime(file, (time.time() - 7200,) * 2)


def _forget_pauses() -> None:
    for job in db.session.scalars(select(Job).where(Job.kind == operations.JOB_KIND)):
        job.not_before = now()
    db.session.commit()


def test_document_is_kept_as_it_is(author: Actor) -> None:
    file = _keep(author, samples.DOCX, "C:\\отчети\\Годишен отчет.docx")

    assert (file.name, file.media_type, file.size) == (
        "Годишен отчет.docx",
        MediaType.DOCX,
        len(samples.DOCX),
    )
    assert (file.width, file.height, file.owner_id) == (None, None, author.id)
    assert (file.rights, file.people_shown, file.descriptions) == ("", PeopleShown.UNKNOWN, {})
    assert file.digest == sha256(samples.DOCX).hexdigest()
    assert storage.path(file.digest).read_bytes() == samples.DOCX
    assert _files(file.digest) == [""]


def test_picture_is_kept_redrawn_in_its_sizes(author: Actor) -> None:
    file = _keep(author, samples.picture(2400, 1600), "снимка.jpg")

    assert (file.name, file.media_type, file.width, file.height) == (
        "снимка.jpg",
        MediaType.PICTURE,
        1920,
        1280,
    )
    assert _files(file.digest) == ["", "-320", "-960"]
    assert samples.opened(storage.path(file.digest, 320).read_bytes()).size == (320, 213)
    assert file.size == storage.path(file.digest).stat().st_size


def test_bytes_can_be_read_by_the_site_alone_and_executed_by_nobody(author: Actor) -> None:
    file = _keep(author)

    assert storage.path(file.digest).stat().st_mode & 0o777 == 0o600


def test_same_file_twice_is_one_file(author: Actor) -> None:
    first = _keep(author)
    describe(first, actor=author, rights="Our own", people_shown=PeopleShown.NOBODY, descriptions={})

    second = _keep(author, name="other.txt")

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
        _keep(author, b"<svg/>")

    assert db.session.scalar(select(func.count(MediaFile.id))) == 0
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "media")) == 0
    folder: Path = app.config["COP"].data_dir / "files"
    assert list(folder.glob(f"*/{sha256(b'<svg/>').hexdigest()}*")) == []


def test_nobody_gives_files_to_a_record_that_they_do_not_see(author: Actor) -> None:
    with pytest.raises(NotAllowedError):
        _keep(author, id=3)
    with pytest.raises(NotAllowedError):
        keep(samples.TEXT, name="a", subject_kind="nobody-knows", subject_id=1, actor=author)
    with pytest.raises(NotAllowedError):
        take(samples.TEXT, name="a", actor=VISITOR)
    with pytest.raises(NotAllowedError):
        _keep(VISITOR)


def test_record_has_so_many_files_and_no_more(monkeypatch: pytest.MonkeyPatch, author: Actor) -> None:
    monkeypatch.setattr(operations, "FILES_OF_RECORD", 2)
    first = _keep(author, b"one")
    _keep(author, b"two")

    with pytest.raises(InvalidError) as refused:
        _keep(author, b"three")

    assert refused.value.message == "There are 2 files here already. Remove one, then add another."
    assert _keep(author, b"one").id == first.id
    assert len(queries.files_of("thing", 1)) == 2
    assert _keep(author, b"three", id=2).subject_id == 2


def test_person_has_so_many_bytes_and_no_more(monkeypatch: pytest.MonkeyPatch, author: Actor) -> None:
    monkeypatch.setattr(operations, "PERSON_BYTES", 10)
    _keep(author, b"12345")
    _keep(author, b"12345", id=2)

    with pytest.raises(InvalidError) as refused:
        _keep(author, b"123456")

    assert refused.value.message == (
        "Your files together may have at most 0 MB. Remove one, then add another."
    )
    assert queries.kept_bytes(author.id or 0) == 5
    assert _keep(author, b"54321").size == 5


def test_uploads_have_a_limit_an_hour(monkeypatch: pytest.MonkeyPatch, author: Actor) -> None:
    monkeypatch.setattr(operations, "UPLOADS", Limit("media.upload", 2, 3600))
    for data in (b"1", b"2"):
        take(data, name="a", actor=author)

    with pytest.raises(TooManyError):
        take(b"3", name="a", actor=author)
    assert take(b"3", name="a", actor=SYSTEM).size == 1


def test_description_is_kept_by_language(author: Actor) -> None:
    file = _keep(author)

    describe(
        file,
        actor=author,
        rights="  Снимка:\n Мария Иванова ",
        people_shown=PeopleShown.AGREED,
        descriptions={"bg": " Деца \n играят", "ru": "", "en": "Children play"},
    )

    db.session.expire_all()
    assert file.rights == "Снимка: Мария Иванова"
    assert file.people_shown is PeopleShown.AGREED
    assert file.descriptions == {"bg": "Деца играят", "en": "Children play"}


@pytest.mark.parametrize(
    ("rights", "descriptions", "field", "sentence"),
    [
        ("x" * 301, {}, "rights", "Use at most 300 characters."),
        ("", {"bg": "x" * 501}, "descriptions", "A description may have at most 500 characters."),
        ("", {"de": "x"}, "descriptions", "not a language of this site: de"),
    ],
)
def test_description_that_cannot_be_taken_is_refused(
    author: Actor, rights: str, descriptions: dict[str, str], field: str, sentence: str
) -> None:
    file = _keep(author)

    with pytest.raises(InvalidError) as refused:
        describe(
            file, actor=author, rights=rights, people_shown=PeopleShown.NOBODY, descriptions=descriptions
        )

    assert (refused.value.field, refused.value.message) == (field, sentence)


def test_only_who_sees_the_record_describes_and_removes(author: Actor, editor: Actor) -> None:
    file = _keep(author)

    with pytest.raises(NotAllowedError):
        describe(file, actor=editor, rights="", people_shown=PeopleShown.NOBODY, descriptions={})
    with pytest.raises(NotAllowedError):
        remove(file, actor=editor)
    with pytest.raises(NotAllowedError):
        copy_to([file.id], "thing", 2, actor=author)


def test_files_of_a_public_record_are_changed_by_editors_alone(
    things: Things, author: Actor, editor: Actor
) -> None:
    file = _keep(author)
    things.public.add(1)

    with pytest.raises(NotAllowedError):
        _keep(author, b"more")
    with pytest.raises(NotAllowedError):
        describe(file, actor=author, rights="", people_shown=PeopleShown.NOBODY, descriptions={})
    with pytest.raises(NotAllowedError):
        remove(file, actor=author)
    remove(file, actor=editor)

    assert queries.files_of("thing", 1) == []


def test_what_changes_on_a_public_record_raises_the_stamp(
    things: Things, author: Actor, editor: Actor
) -> None:
    file = _keep(author)
    before = stamps.current(stamps.CONTENT)
    describe(file, actor=author, rights="a", people_shown=PeopleShown.NOBODY, descriptions={})
    while_private = stamps.current(stamps.CONTENT)
    things.public.add(1)

    describe(file, actor=editor, rights="b", people_shown=PeopleShown.NOBODY, descriptions={})
    described = stamps.current(stamps.CONTENT)
    describe(file, actor=editor, rights="b", people_shown=PeopleShown.NOBODY, descriptions={})
    same = stamps.current(stamps.CONTENT)
    remove(file, actor=editor)

    assert (while_private, described, same) == (before, before + 1, before + 1)
    assert stamps.current(stamps.CONTENT) == before + 2


@pytest.mark.parametrize("people_shown", PeopleShown)
@pytest.mark.parametrize("rights", ["", "Our own"])
def test_publishable_in_the_database_and_in_the_rule_are_the_same(
    author: Actor, rights: str, people_shown: PeopleShown
) -> None:
    file = _keep(author)
    describe(file, actor=author, rights=rights, people_shown=people_shown, descriptions={})

    may = rights != "" and people_shown in (PeopleShown.NOBODY, PeopleShown.AGREED)
    assert [f.id for f in queries.publishable("thing", 1)] == ([file.id] if may else [])
    assert queries.card(file, "bg").is_publishable is may


def test_copy_has_rows_of_its_own_for_the_same_bytes(author: Actor, editor: Actor) -> None:
    sources = [_keep(author), _keep(author, samples.picture(), "снимка.jpg")]
    describe(
        sources[1], actor=author, rights="a", people_shown=PeopleShown.NOBODY, descriptions={"bg": "Деца"}
    )

    copies = copy_to([file.id for file in sources], "thing", 9, actor=editor)
    remove(sources[0], actor=author)

    assert [copies[file.id].digest for file in sources] == [file.digest for file in sources]
    assert [file.name for file in queries.files_of("thing", 9)] == ["отчет.txt", "снимка.jpg"]
    assert copies[sources[1].id].descriptions == {"bg": "Деца"}
    assert copies[sources[1].id].owner_id == author.id
    assert [file.id for file in queries.files_of("thing", 1)] == [sources[1].id]


def test_copy_again_takes_over_what_is_now_said(author: Actor, editor: Actor) -> None:
    source = _keep(author)
    first = copy_to([source.id], "thing", 9, actor=editor)[source.id]
    describe(source, actor=author, rights="Now", people_shown=PeopleShown.NOBODY, descriptions={"en": "x"})

    second = copy_to([source.id], "thing", 9, actor=editor)[source.id]

    assert second.id == first.id
    assert (second.rights, second.people_shown, second.descriptions) == (
        "Now",
        PeopleShown.NOBODY,
        {"en": "x"},
    )


def test_copy_of_what_is_gone_is_a_conflict(author: Actor, editor: Actor) -> None:
    source = _keep(author)

    with pytest.raises(ConflictError):
        copy_to([source.id, source.id + 1000], "thing", 9, actor=editor)
    assert copy_to([], "thing", 9, actor=editor) == {}


def test_removed_file_loses_its_bytes_after_a_while(author: Actor, run_jobs: RunJobs) -> None:
    file = _keep(author, samples.picture(1000, 700), "a.jpg")
    digest = file.digest
    remove(file, actor=author)
    remove(file, actor=author)
    run_jobs()
    while_young = _files(digest)
    _grow_old(digest)
    _forget_pauses()

    run_jobs()

    assert while_young == ["", "-320", "-960"]
    assert _files(digest) == []
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "media")) == 0


def test_job_waits_until_the_bytes_are_an_hour_old(author: Actor, run_jobs: RunJobs) -> None:
    file = _keep(author, b"young")
    remove(file, actor=author)

    run_jobs()

    waits = db.session.scalars(select(Job.not_before).where(Job.kind == "media")).all()
    assert len(waits) == 2  # one from taking, one from removing
    assert all(timedelta(minutes=59) < moment - now() < timedelta(minutes=61) for moment in waits)


def test_bytes_that_another_record_has_stay(author: Actor, run_jobs: RunJobs) -> None:
    file, other = _keep(author, b"shared"), _keep(author, b"shared", id=2)
    remove(file, actor=author)
    _grow_old(other.digest)

    run_jobs()

    assert _files(other.digest) == [""]


def test_bytes_of_an_upload_that_came_to_nothing_go(author: Actor, run_jobs: RunJobs) -> None:
    digest = take(b"nobody keeps this", name="a", actor=author).digest
    db.session.rollback()
    _grow_old(digest)

    run_jobs()

    assert _files(digest) == []


def test_worker_that_looks_before_the_bytes_are_written_comes_again(run_jobs: RunJobs) -> None:
    digest = sha256(b"slow disk").hexdigest()
    storage.announce(digest)
    outbox.enqueue(operations.JOB_KIND, [digest])
    run_jobs()

    storage.write(digest, {0: b"slow disk"})
    _grow_old(digest)
    _forget_pauses()
    run_jobs()

    assert _files(digest) == []


def test_old_bytes_that_are_given_anew_are_young_again(author: Actor, run_jobs: RunJobs) -> None:
    first = _keep(author, b"again")
    remove(first, actor=author)
    _grow_old(first.digest)
    take(b"again", name="a", actor=author)

    run_jobs()

    assert _files(first.digest) == [""]


def test_record_that_ends_loses_all_its_files(author: Actor) -> None:
    for data in (b"1", b"2", b"3"):
        _keep(author, data)
    kept = _keep(author, b"1", id=2)

    assert remove_all("thing", 1, actor=SYSTEM) == 3
    assert remove_all("thing", 1, actor=SYSTEM) == 0
    assert [file.id for file in db.session.scalars(select(MediaFile))] == [kept.id]


def test_person_gets_what_is_known_and_is_taken_out(app: Flask, author: Actor) -> None:
    file = _keep(author)
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
        _keep(author, str(number).encode())
    db.session.expunge_all()

    with count_statements() as statements:
        cards = [queries.card(file, "bg") for file in queries.files_of("thing", 1)]

    assert len(cards) == count
    assert len(statements) == 1


def test_card_says_what_a_page_shows(author: Actor) -> None:
    file = _keep(author, samples.picture(1200, 800), "снимка.jpg")
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


def test_picture_is_redrawn_while_nobody_waits_for_the_database(
    author: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    redraw = pictures.redraw

    def watched(data: bytes, *, name: str) -> pictures.Picture:
        seen.append(db.session().in_transaction())
        return redraw(data, name=name)

    monkeypatch.setattr(pictures, "redraw", watched)

    _keep(author, samples.picture(), "a.jpg")

    assert seen == [False]
