"""What a file is, by its content; what it is called."""

import pytest

from cop.core.errors import InvalidError
from cop.media.content import FILE_BYTES, clean_name, download_name, recognise
from cop.media.enums import MediaType
from tests.media import samples


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (samples.picture(), MediaType.PICTURE),
        (samples.picture(form="PNG"), MediaType.PICTURE),
        (samples.picture(form="GIF"), MediaType.PICTURE),
        (samples.picture(form="WEBP"), MediaType.PICTURE),
        (samples.PDF, MediaType.PDF),
        (b"\xef\xbb\xbf\n" + samples.PDF, MediaType.PDF),
        (samples.DOCX, MediaType.DOCX),
        (samples.ODT, MediaType.ODT),
        (samples.TEXT, MediaType.TEXT),
        (b"\xef\xbb\xbf" + samples.TEXT, MediaType.TEXT),
        ("Наставник за всяко дете, което расте само.".encode("cp1251"), MediaType.TEXT),
        ("Наставник".encode("utf-16"), MediaType.TEXT),
        (b"a < b and b > c\n", MediaType.TEXT),
    ],
)
def test_type_is_told_by_the_content_alone(data: bytes, media_type: MediaType) -> None:
    assert recognise(data, "evil.exe") is media_type


REFUSED = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg with prolog": b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "html in capitals": b"\n\n<HTML><BODY>",
    "html after words": b"Dear all,\n" * 50 + b"<script src=//evil></script>",
    "html comment": b"<!-- a letter --> <b>",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "php": b"<?php system($_GET['c']);",
    "postscript": b"%!PS-Adobe-3.0\n",
    "rtf": b"{\\rtf1\\ansi text}",
    "windows program": b"MZ\x90\x00\x03\x00\x00\x00" + b"\0\x01\x02\x03" * 200,
    "linux program": b"\x7fELF\x02\x01\x01" + b"\0\x05\x07" * 200,
    "archive": samples.package("a.txt"),
    "spreadsheet": samples.ODS,
    "archive that hides behind a program": b"MZ" + samples.DOCX,
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0\xff\x13" * 400,
    "tar": b"a.txt" + b"\0" * 600 + b"ustar",
    "gzip": b"\x1f\x8b\x08\x00\x81\x82\x83\xff\xfe",
    "heic": b"\0\0\0\x18ftypheic" + b"\0\x90\x91" * 50,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_could_be_executed_or_unpacked_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        recognise(data, "снимка.jpg")

    assert refused.value.field == "file"
    assert refused.value.message == (
        "“снимка.jpg” cannot be kept here. Pictures can (JPEG, PNG, WebP, GIF), "
        "and documents (DOCX, ODT, PDF, plain text)."
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file “a” is empty."),
        (b"x" * (FILE_BYTES + 1), "“a” is too large: a file may have at most 20 MB."),
        (samples.DOCM, "“a” contains macros. Please save it without them and upload that."),
        (samples.ODT_WITH_MACROS, "“a” contains macros. Please save it without them and upload that."),
        (samples.DOCX[:-30], "“a” is damaged or locked. Please open it, save it anew and upload that."),
        (
            samples.package("[Content_Types].xml", "word/document.xml", media="0" * 60_000_000),
            "“a” is damaged or locked. Please open it, save it anew and upload that.",
        ),
    ],
    ids=["empty", "too large", "docm", "odt with macros", "truncated", "bursting"],
)
def test_refusal_says_what_is_the_matter(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidError) as refused:
        recognise(data, "a")

    assert refused.value.message == sentence


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Годишен отчет 2024 г.docx", "Годишен отчет 2024 г.docx"),
        ("C:\\Users\\Мария\\снимка.jpg", "снимка.jpg"),
        ("../../etc/passwd", "passwd"),
        ("кра\u0438\u0306.txt", "край.txt"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("a\r\nSet-Cookie: b=c.txt", "aSet-Cookie b=c.txt"),
        ('a"b<c>|?*.pdf', "abc.pdf"),
        ("  .htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("я" * 300 + ".docx", "я" * 175 + ".docx"),
        ("я" * 300, "я" * 180),
    ],
)
def test_name_is_kept_without_what_could_mislead(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    ("name", "media_type", "taken"),
    [
        ("отчет.docx", MediaType.DOCX, "отчет.docx"),
        ("отчет.DOCX", MediaType.DOCX, "отчет.DOCX"),
        ("снимка.jpg", MediaType.PICTURE, "снимка.webp"),
        ("снимка.JPEG", MediaType.PICTURE, "снимка.webp"),
        ("снимка", MediaType.PICTURE, "снимка.webp"),
        ("page.html", MediaType.TEXT, "page.html.txt"),
        ("setup.exe", MediaType.PDF, "setup.exe.pdf"),
    ],
)
def test_name_to_take_home_ends_as_the_content_does(name: str, media_type: MediaType, taken: str) -> None:
    assert download_name(name, media_type) == taken
