"""What becomes of bytes: shared by copies, removed with the last file that has them."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from cop.core import outbox
from cop.core.db import db, now
from cop.core.errors import ConflictError
from cop.core.outbox import Job
from cop.core.permissions import Actor
from cop.media import operations, pictures, queries, storage
from cop.media.enums import PeopleShown
from cop.media.operations import copy_to, describe, remove, take
from tests.media import samples
from tests.media.keeping import all_files, keep_file

RunJobs = Callable[[], int]


def _grow_old(digest: str) -> None:
    for file in storage.path(digest).parent.glob(f"{digest}*"):
        os.utime(file, (time.time() - 7200,) * 2)


def _forget_pauses() -> None:
    for job in db.session.scalars(select(Job).where(Job.kind == operations.JOB_KIND)):
        job.not_before = now()
    db.session.commit()


def test_copy_has_rows_of_its_own_for_the_same_bytes(author: Actor, editor: Actor) -> None:
    sources = [keep_file(author), keep_file(author, samples.picture(), "снимка.jpg")]
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
    source = keep_file(author)
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
    source = keep_file(author)

    with pytest.raises(ConflictError):
        copy_to([source.id, source.id + 1000], "thing", 9, actor=editor)
    assert copy_to([], "thing", 9, actor=editor) == {}


def test_removed_file_loses_its_bytes_after_a_while(author: Actor, run_jobs: RunJobs) -> None:
    file = keep_file(author, samples.picture(1000, 700), "a.jpg")
    digest = file.digest
    remove(file, actor=author)
    remove(file, actor=author)
    run_jobs()
    while_young = all_files(digest)
    _grow_old(digest)
    _forget_pauses()

    run_jobs()

    assert while_young == ["", "-320", "-960"]
    assert all_files(digest) == []
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "media")) == 0


def test_job_waits_until_the_bytes_are_an_hour_old(author: Actor, run_jobs: RunJobs) -> None:
    file = keep_file(author, b"young")
    remove(file, actor=author)

    run_jobs()

    waits = db.session.scalars(select(Job.not_before).where(Job.kind == "media")).all()
    assert len(waits) == 2  # one from taking, one from removing
    assert all(timedelta(minutes=59) < moment - now() < timedelta(minutes=61) for moment in waits)


def test_bytes_that_another_record_has_stay(author: Actor, run_jobs: RunJobs) -> None:
    file, other = keep_file(author, b"shared"), keep_file(author, b"shared", id=2)
    remove(file, actor=author)
    _grow_old(other.digest)

    run_jobs()

    assert all_files(other.digest) == [""]


def test_bytes_of_an_upload_that_came_to_nothing_go(author: Actor, run_jobs: RunJobs) -> None:
    digest = take(b"nobody keeps this", name="a", actor=author).digest
    db.session.rollback()
    _grow_old(digest)

    run_jobs()

    assert all_files(digest) == []


def test_worker_that_looks_before_the_bytes_are_written_comes_again(run_jobs: RunJobs) -> None:
    digest = sha256(b"slow disk").hexdigest()
    storage.announce(digest)
    outbox.enqueue(operations.JOB_KIND, [digest])
    run_jobs()

    storage.write(digest, {0: b"slow disk"})
    _grow_old(digest)
    _forget_pauses()
    run_jobs()

    assert all_files(digest) == []


def test_old_bytes_that_are_given_anew_are_young_again(author: Actor, run_jobs: RunJobs) -> None:
    first = keep_file(author, b"again")
    remove(first, actor=author)
    _grow_old(first.digest)
    take(b"again", name="a", actor=author)

    run_jobs()

    assert all_files(first.digest) == [""]


def test_picture_is_redrawn_while_nobody_waits_for_the_database(
    author: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    redraw = pictures.redraw

    def watched(data: bytes, *, name: str) -> pictures.Picture:
        seen.append(db.session().in_transaction())
        return redraw(data, name=name)

    monkeypatch.setattr(pictures, "redraw", watched)

    keep_file(author, samples.picture(), "a.jpg")

    assert seen == [False]
