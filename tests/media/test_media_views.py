"""Files given out: to whom, under which headers, under which name."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from cop.core.db import db
from cop.core.permissions import SYSTEM
from cop.media import queries, storage
from cop.media.enums import PeopleShown
from cop.media.models import MediaFile
from cop.media.operations import describe, keep
from tests.conftest import Statements
from tests.media import samples
from tests.media.conftest import Things
from tests.people import person, sign_in


def _kept(data: bytes = samples.TEXT, name: str = "отчет.txt") -> MediaFile:
    file = keep(data, name=name, subject_kind="thing", subject_id=1, actor=SYSTEM)
    db.session.commit()
    return file


def _say(file: MediaFile, rights: str, people_shown: PeopleShown) -> None:
    describe(file, actor=SYSTEM, rights=rights, people_shown=people_shown, descriptions={})
    db.session.commit()


def _url(file: MediaFile) -> str:
    return queries.card(file, "en").url


def _get(client: FlaskClient, url: str, **headers: str) -> TestResponse:
    """The answer, read to its end, so that its file is closed."""
    return client.get(url, headers=headers, buffered=True)


def _member(client: FlaskClient, things: Things) -> FlaskClient:
    user = person("Мария")
    things.seen_by[1] = {user.id}
    sign_in(client, user)
    return client


def test_file_of_a_private_record_is_there_for_whoever_sees_the_record(
    app: Flask, client: FlaskClient, things: Things
) -> None:
    file = _kept()
    stranger = app.test_client()
    sign_in(stranger, person("Иван"))
    member = _member(client, things)

    answers = [_get(visitor, _url(file)) for visitor in (app.test_client(), stranger, member)]

    assert [answer.status_code for answer in answers] == [404, 404, 200]
    assert answers[2].data == samples.TEXT
    assert answers[2].headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("people_shown", PeopleShown)
@pytest.mark.parametrize("rights", ["", "Our own"])
def test_of_a_public_record_everybody_sees_what_may_be_shown_and_nobody_the_rest(
    app: Flask, client: FlaskClient, things: Things, rights: str, people_shown: PeopleShown
) -> None:
    file = _kept(samples.picture(), "снимка.jpg")
    _say(file, rights, people_shown)
    things.public.add(1)
    member = _member(client, things)

    statuses = [_get(visitor, _url(file)).status_code for visitor in (app.test_client(), member)]

    may = rights != "" and people_shown in (PeopleShown.NOBODY, PeopleShown.AGREED)
    assert statuses == ([200, 200] if may else [404, 404])


def test_public_picture_may_be_kept_for_ten_minutes(
    client: FlaskClient, cached_client: FlaskClient, things: Things
) -> None:
    file = _kept(samples.picture(), "снимка.jpg")
    _say(file, "Our own", PeopleShown.NOBODY)
    things.public.add(1)

    answer = _get(cached_client, _url(file))
    things.public.clear()
    afterwards = _get(cached_client, _url(file))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=600, public"
    assert "Set-Cookie" not in answer.headers
    assert afterwards.status_code == 404  # the page cache has not kept it
    assert _get(client, _url(file)).status_code == 404


def test_picture_is_shown_in_place_and_can_do_nothing(client: FlaskClient, things: Things) -> None:
    file = _kept(samples.picture(), "снимка на децата.jpg")

    headers = _get(_member(client, things), _url(file)).headers

    assert headers["Content-Type"] == "image/webp"
    assert headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox"]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Disposition"].startswith("inline; ")


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (samples.PDF, "application/pdf", "Доклад № 3.pdf"),
        (samples.TEXT, "text/plain", "бележки; край.txt"),
        ("Наставник за дете".encode("cp1251"), "text/plain", "старо.txt"),
        (samples.ODT, "application/vnd.oasis.opendocument.text", "План.odt"),
        (
            samples.DOCX,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Годишен отчет 2024 г. (окончателен).docx",
        ),
        (samples.PDF, "application/pdf", "plain name.pdf"),
    ],
)
def test_document_is_taken_home_under_its_name(
    client: FlaskClient, things: Things, data: bytes, media_type: str, name: str
) -> None:
    file = _kept(data, name)

    answer = _get(_member(client, things), _url(file))

    kind, named = parse_options_header(answer.headers["Content-Disposition"])
    assert answer.data == data
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox"]
    assert kind == "attachment"
    assert named["filename"] == name
    assert answer.headers["Content-Disposition"].isascii()


def test_old_program_gets_a_plain_name(client: FlaskClient, things: Things) -> None:
    file = _kept(samples.PDF, "Доклад.pdf")

    disposition = _get(_member(client, things), _url(file)).headers["Content-Disposition"]

    assert disposition == (
        f"attachment; filename=file-{file.id}.pdf; filename*=UTF-8''%D0%94%D0%BE%D0%BA%D0%BB%D0%B0%D0%B4.pdf"
    )


def test_every_size_is_as_wide_as_it_says(client: FlaskClient, things: Things) -> None:
    file = _kept(samples.picture(1200, 800), "a.jpg")
    member = _member(client, things)

    sizes = [
        samples.opened(_get(member, source.url).data).width for source in queries.card(file, "en").sources
    ]

    assert sizes == [320, 960, 1200]


def test_small_picture_is_the_same_in_every_size(client: FlaskClient, things: Things) -> None:
    file = _kept(samples.picture(200, 100), "a.jpg")
    member = _member(client, things)

    widths = [
        samples.opened(_get(member, f"/files/{file.id}/{size}/a.webp").data).width
        for size in ("320", "960", "1920")
    ]

    assert widths == [200, 200, 200]


def test_size_that_was_lost_is_drawn_again(client: FlaskClient, things: Things) -> None:
    file = _kept(samples.picture(1200, 800), "a.jpg")
    storage.path(file.digest, 320).unlink()

    answer = _get(_member(client, things), f"/files/{file.id}/320/a.webp")

    assert samples.opened(answer.data).size == (320, 213)
    assert storage.path(file.digest, 320).read_bytes() == answer.data


def test_size_that_cannot_be_drawn_is_given_whole(client: FlaskClient, things: Things) -> None:
    file = _kept(samples.picture(1000, 800), "a.jpg")
    storage.path(file.digest, 320).unlink()
    storage.path(file.digest).write_bytes(b"rotten")

    answer = _get(_member(client, things), f"/files/{file.id}/320/a.webp")

    assert (answer.status_code, answer.data) == (200, b"rotten")


def test_bytes_that_are_lost_are_no_such_page(client: FlaskClient, things: Things) -> None:
    file = _kept(b"soon lost", "a.txt")
    storage.path(file.digest).unlink()

    assert _get(_member(client, things), _url(file)).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/files/{id}/file/other.txt",
        "/files/{id}/320/отчет.txt",
        "/files/{id}/-1/отчет.txt",
        "/files/{id}/../отчет.txt",
        "/files/999999/file/отчет.txt",
        "/files/0/file/отчет.txt",
        "/files/{id}/file/",
        "/files/",
    ],
)
def test_address_that_was_made_up_leads_nowhere(client: FlaskClient, things: Things, address: str) -> None:
    file = _kept()
    member = _member(client, things)

    assert _get(member, _url(file)).status_code == 200
    assert _get(member, address.format(id=file.id)).status_code == 404


def test_file_is_given_in_parts_and_not_twice(client: FlaskClient, things: Things) -> None:
    file = _kept()
    member = _member(client, things)
    etag = _get(member, _url(file)).headers["ETag"]

    part = _get(member, _url(file), Range="bytes=2-5")
    again = _get(member, _url(file), **{"If-None-Match": etag})

    assert (part.status_code, part.data) == (206, samples.TEXT[2:6])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-store"


def test_statements_of_a_public_picture(
    client: FlaskClient, things: Things, count_statements: Statements
) -> None:
    file = _kept(samples.picture(), "a.jpg")
    _say(file, "Our own", PeopleShown.NOBODY)
    things.public.add(1)
    url = _url(file)

    with count_statements() as statements:
        _get(client, url)

    assert len(statements) == 1
