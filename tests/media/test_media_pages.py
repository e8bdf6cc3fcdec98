"""The form for a file and the card of one, as pages of records draw them."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask, render_template_string
from lxml import html
from werkzeug.datastructures import FileStorage

from cop.core.errors import InvalidError
from cop.core.i18n import set_language
from cop.core.permissions import SYSTEM
from cop.media import queries
from cop.media.enums import PeopleShown
from cop.media.forms import DescribeForm, UploadForm
from cop.media.models import MediaFile
from cop.media.operations import describe, keep
from tests.media import samples

pytestmark = pytest.mark.usefixtures("things")

UPLOAD = (
    '{% from "media/upload.html" import upload_form with context %}'
    '{{ upload_form(form, "/en/things/1/files") }}'
)
CARD = (
    '{% from "media/upload.html" import file_card with context %}'
    '{{ file_card(card, lang, form, "/describe", "/remove") }}'
)
FIGURE = '{% from "media/upload.html" import figure with context %}{{ figure(card, lang) }}'


def _drawn(source: str, **values: Any) -> Any:
    return html.fragment_fromstring(render_template_string(source, **values), create_parent="div")


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _kept(data: bytes, name: str) -> MediaFile:
    return keep(data, name=name, subject_kind="thing", subject_id=1, actor=SYSTEM)


def test_upload_form_asks_for_rights_people_and_a_description_in_each_language(app: Flask) -> None:
    with app.test_request_context("/en/practices"):
        app.preprocess_request()
        page = _drawn(UPLOAD, form=UploadForm())

    assert page.xpath("//form/@enctype") == ["multipart/form-data"]
    names = page.xpath("//form//input[not(@type='radio')]/@name | //form//textarea/@name")
    assert names == [
        "csrf_token",
        "file",
        "rights",
        "consent",
        "descriptions-bg",
        "descriptions-ru",
        "descriptions-en",
    ]
    assert page.xpath("//input[@type='radio']/@value") == ["nobody", "agreed", "not_agreed", "unknown"]
    assert page.xpath("//input[@checked]/@value") == ["unknown"]
    assert page.xpath("//textarea/@lang") == ["bg", "ru", "en"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@for")) - set(ids) == set()
    assert {id for ids_ in page.xpath("//@aria-describedby") for id in ids_.split()} - set(ids) == set()


def test_upload_without_a_file_is_sent_back_with_a_sentence(app: Flask) -> None:
    fields = {"rights": "Ours", "people_shown": "nobody", "descriptions-bg": "Деца"}
    with app.test_request_context("/en/practices", method="POST", data=fields):
        set_language("en")
        form = UploadForm(meta={"csrf": False})

        assert form.validate_on_submit() is False
        assert form.problems() == [("file", "Choose a file.")]
        assert form.rights.data == "Ours"


def test_upload_says_what_the_operations_take(app: Flask) -> None:
    file = FileStorage(BytesIO(samples.TEXT), "отчет.txt")
    fields = {"file": file, "rights": "Ours", "people_shown": "agreed", "descriptions-bg": "Деца"}
    with app.test_request_context("/en/practices", method="POST", data=fields):
        form = UploadForm(meta={"csrf": False})

        assert form.validate_on_submit() is True
        assert form.file.data.filename == "отчет.txt"
        assert form.said() == {
            "rights": "Ours",
            "people_shown": PeopleShown.AGREED,
            "consent": "",
            "descriptions": {"bg": "Деца", "ru": "", "en": ""},
        }


def test_refusal_of_a_file_stands_at_its_field(app: Flask) -> None:
    with app.test_request_context("/en/practices"):
        app.preprocess_request()
        form = UploadForm()
        form.refuse(InvalidError("file", "The file is empty."))
        page = _drawn(UPLOAD, form=form)

    assert page.xpath("//input[@type='file']/@aria-describedby") == ["file-hint file-error"]
    assert _words(page.get_element_by_id("file-error")) == "The file is empty."
    assert [_words(link) for link in page.xpath("//a[@href='#file']")] == ["The file is empty."]


def test_made_up_answer_about_people_is_refused(app: Flask) -> None:
    fields = {"people_shown": "everybody"}
    with app.test_request_context("/en/practices", method="POST", data=fields):
        form = DescribeForm(meta={"csrf": False})

        assert form.validate_on_submit() is False
        assert [field for field, _message in form.problems()] == ["people_shown"]


def test_card_says_what_is_missing_and_offers_to_mend_it(app: Flask) -> None:
    file = _kept(samples.picture(1200, 800), "снимка.jpg")
    with app.test_request_context("/en/practices"):
        app.preprocess_request()
        page = _drawn(CARD, card=queries.card(file, "en"), form=DescribeForm.of(file))

    assert [_words(li) for li in page.xpath("//li")] == [
        "Nobody has said yet whose work it is.",
        "Nobody has said yet who can be recognised.",
    ]
    assert page.xpath("//form/@action") == ["/describe", "/remove"]
    assert page.xpath("//img/@alt") == [""]
    assert len(page.xpath("//img/@srcset")[0].split(", ")) == 3
    assert (page.xpath("//img/@width"), page.xpath("//img/@height")) == (["1200"], ["800"])
    assert page.xpath("//@style") == []


def test_card_of_a_described_file_shows_what_is_known(app: Flask) -> None:
    file = _kept(samples.TEXT, "отчет.txt")
    describe(
        file,
        actor=SYSTEM,
        rights="<b>Our own</b>",
        people_shown=PeopleShown.NOBODY,
        descriptions={"bg": "Отчет"},
    )
    with app.test_request_context("/en/practices"):
        app.preprocess_request()
        page = _drawn(CARD, card=queries.card(file, "en"), form=DescribeForm.of(file))

    assert page.xpath("//li") == []
    assert page.xpath("//b") == []
    assert page.xpath("//input[@checked]/@value") == ["nobody"]
    assert page.xpath("//textarea[@lang='bg']/text()")[0].strip() == "Отчет"
    assert page.xpath("//input[@name]/@name")[:2] == ["csrf_token", f"file{file.id}-rights"]


def test_card_that_may_not_be_changed_has_no_form(app: Flask) -> None:
    file = _kept(samples.TEXT, "отчет.txt")
    with app.test_request_context("/bg/practices"):
        app.preprocess_request()
        page = _drawn(CARD, card=queries.card(file, "bg"), form=None)

    assert page.xpath("//form") == []
    assert page.xpath("//p[@class='meta']/text()") == ["0,1 kB"]


def test_public_figure_has_its_description_and_its_rights(app: Flask) -> None:
    file = _kept(samples.picture(400, 300), "снимка.jpg")
    describe(
        file,
        actor=SYSTEM,
        rights="Photo: M.",
        people_shown=PeopleShown.NOBODY,
        descriptions={"bg": "Деца играят"},
    )
    with app.test_request_context("/en/practices"):
        app.preprocess_request()
        page = _drawn(FIGURE, card=queries.card(file, "en"))

    assert (page.xpath("//img/@alt"), page.xpath("//img/@lang")) == (["Деца играят"], ["bg"])
    assert _words(page.find(".//figcaption")) == "Деца играят Photo: M."
    assert page.xpath("//figcaption/span/@lang") == ["bg"]
