"""PDF files: words in three languages, fonts inside, tags, and nothing from outside."""

import io
import logging
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from cop.core.i18n import speaking
from cop.web.pdf import pdf, pdf_page

PAGE = '<!doctype html><html lang="bg"><head><title>Протокол</title>{head}</head><body>{body}</body></html>'
STYLE = '<link rel="stylesheet" href="static:pdf.css">'


def read(data: bytes) -> Any:
    return PdfReader(io.BytesIO(data))


def test_words_of_three_languages_are_in_it_with_their_fonts_and_tags() -> None:
    reader = read(pdf(PAGE.format(head=STYLE, body="<h1>Щастие</h1><p>Съёмка, peer support, žmonės</p>")))

    text = reader.pages[0].extract_text()
    fonts = {str(font["/BaseFont"]) for font in _fonts(reader)}

    assert "Щастие" in text
    assert "Съёмка, peer support, žmonės" in text
    assert {name.partition("+")[2] for name in fonts} >= {"Cyrillic", "Cyrillic-Bold", "Latin", "Latin-A"}
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert reader.trailer["/Root"]["/Lang"] == "bg"


def _fonts(reader: Any) -> list[dict[str, Any]]:
    return [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.svg",
        "static:../config.py",
        "static:site.js",
        "static:nowhere.svg",
    ],
)
def test_nothing_is_fetched_from_anywhere(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "weasyprint"):
        reader = read(pdf(PAGE.format(head="", body=f'<p>a</p><img alt="b" src="{address}">')))

    assert list(reader.pages[0].images) == []
    assert [record.name for record in caplog.records] == ["weasyprint"]


def test_template_is_answered_as_a_file_with_a_name_that_every_system_takes(app: Flask) -> None:
    with app.test_request_context("/bg/"), speaking("bg"):
        response = pdf_page("layouts/pdf.html", title="Протокол от срещата")

    assert response.content_type == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="protokol-ot-sreshtata.pdf"'
    assert response.data.startswith(b"%PDF-")
