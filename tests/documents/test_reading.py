"""Reading in a process of its own: what harms is refused with a sentence, and nothing else ever happens."""

import io
import json
import os
import random
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter, thread_time
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from cop.config import ROOT
from cop.core.i18n import speaking
from cop.documents import child, limits, wire
from cop.documents.contract import Document, UnreadableError
from cop.documents.reading import read
from cop.documents.refusals import Refusal, RefusedError
from tests.documents.files import document, lines, odt, package, pdf, with_part, word, word_body

TEXT = "Екипът посещава семействата у дома и обсъжда с тях какво им е нужно."


def word_file() -> bytes:
    return word(lambda file: file.add_paragraph(TEXT))


def refusal_of(data: bytes) -> Refusal:
    with pytest.raises(UnreadableError) as raised:
        read(data, name="отчет.docx")
    return raised.value.refusal


def bomb(*, declared: int | None = None) -> bytes:
    """30 MB of blanks in 30 kB; `declared` lies about it in the file's list of parts."""
    data = with_part(word_file(), "word/document.xml", b" " * (15 * limits.MB))
    if declared is None:
        return data
    size = (15 * limits.MB).to_bytes(4, "little")
    return data.replace(size, declared.to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (word_file(), "docx"),
        (odt(f"<text:p>{TEXT}</text:p>"), "odt"),
        (pdf([lines([TEXT])]), "pdf"),
        (TEXT.encode(), "text"),
    ],
    ids=["docx", "odt", "pdf", "text"],
)
def test_a_file_is_read_by_its_content_and_never_by_its_name(data: bytes, form: str) -> None:
    there = read(data, name="снимка.png")

    assert there == document(data)
    assert (there.format, [block.text for block in there.blocks]) == (form, [TEXT])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", Refusal.EMPTY),
        (b" \r\n\t", Refusal.EMPTY),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Refusal.NOT_A_DOCUMENT),
        (package({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}), Refusal.NOT_A_DOCUMENT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Refusal.OLD_WORD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Refusal.ENCRYPTED),
        (b"{\\rtf1 text}", Refusal.OLD_WORD),
        (b"PK\x03\x04 and no more", Refusal.DAMAGED),
        (b"%PDF-1.7 and no more", Refusal.DAMAGED),
        (b"a" * (limits.FILE_BYTES + 1), Refusal.TOO_LARGE),
        (bomb(), Refusal.BURSTING),
        (bomb(declared=1000), Refusal.DAMAGED),
        (with_part(word_file(), "word/media/x", os.urandom(1) * (21 * limits.MB)), Refusal.BURSTING),
        (package({f"{at}": b"" for at in range(2001)}), Refusal.BURSTING),
        (word_body('<!DOCTYPE a [<!ENTITY b "c">]>'), Refusal.ENTITIES),
        (word_body("<w:p>" * 300 + "</w:p>" * 300), Refusal.DAMAGED),
        (pdf([[]]), Refusal.NO_TEXT),
        (pdf([[]] * 501), Refusal.TOO_MANY_PAGES),
    ],
    ids=range(18),
)
def test_a_file_that_cannot_be_read_is_refused_for_its_reason(data: bytes, refusal: Refusal) -> None:
    with pytest.raises(RefusedError) as here:
        document(data)

    assert here.value.refusal is refusal
    assert refusal_of(data) is refusal


def test_many_parts_that_are_small_alone_are_too_much_together() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for at in range(20):
            archive.writestr(f"word/{at}.xml", b" " * (3 * limits.MB))

    assert refusal_of(out.getvalue()) is Refusal.BURSTING


def test_a_package_packed_in_an_unusual_way_is_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", b"<w/>")

    assert refusal_of(out.getvalue()) is Refusal.DAMAGED


def test_every_refusal_is_a_sentence_in_the_language_of_the_reader_with_the_name_of_the_file() -> None:
    with speaking("en"), pytest.raises(UnreadableError) as raised:
        read(b"", name="отчет.docx")

    assert raised.value.message == "The file “отчет.docx” is empty."
    assert raised.value.field == "file"


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_has_a_sentence(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.py"
    answer.write_text(f"print('{json.dumps({'refusal': refusal, 'because': 'x'})}')")
    monkeypatch.setattr("cop.documents.reading._COMMAND", (sys.executable, str(answer)))

    with pytest.raises(UnreadableError) as raised:
        read(TEXT.encode(), name="отчет.docx")

    assert raised.value.refusal is refusal
    assert "“отчет.docx”" in raised.value.message
    assert raised.value.message.endswith(".")


@pytest.mark.parametrize(
    ("program", "refusal"),
    [
        ("import time; time.sleep(60)", Refusal.TOO_SLOW),
        ("import os, time; os.close(1); time.sleep(60)", Refusal.TOO_SLOW),
        ("import os; os.kill(os.getpid(), 9)", Refusal.TOO_SLOW),
        ("import os; os.kill(os.getpid(), 11)", Refusal.DAMAGED),
        ("raise SystemExit(1)", Refusal.DAMAGED),
        ("pass", Refusal.DAMAGED),
        ("print('[]')", Refusal.DAMAGED),
        ("while True: print('x' * 100_000)", Refusal.DAMAGED),
    ],
)
def test_a_reading_process_that_fails_is_ended_and_told_as_a_refusal(
    program: str, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cop.documents.reading._COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(limits, "WALL_SECONDS", 1)
    started = perf_counter()

    assert refusal_of(b"x" * limits.MB) is refusal
    assert perf_counter() - started < 5


def confined(program: str) -> "subprocess.CompletedProcess[str]":
    """Run a program under the limits of the reading process."""
    return subprocess.run(
        [sys.executable, "-c", f"from cop.documents.child import confine; confine(); {program}"],
        capture_output=True,
        cwd=ROOT,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_reading_process_gets_little_memory() -> None:
    assert "MemoryError" in confined("b'x' * (600 * 1024 * 1024)").stderr


def test_the_reading_process_gets_little_time() -> None:
    asked = confined("import resource; print(*resource.getrlimit(resource.RLIMIT_CPU))")

    ended = confined("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass")

    assert asked.stdout == f"{limits.CPU_SECONDS} {limits.CPU_SECONDS}\n"
    assert ended.returncode == -9


def test_the_reading_process_writes_no_file(tmp_path: Path) -> None:
    ended = confined(f"open({str(tmp_path / 'x')!r}, 'w', buffering=1).write('x\\n')")

    assert "File too large" in ended.stderr
    assert (tmp_path / "x").read_text() == ""


def test_the_reading_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "тайна")
    monkeypatch.setattr(
        "cop.documents.reading._COMMAND",
        (
            sys.executable,
            "-c",
            "import json, os; print(json.dumps({'refusal': 'damaged', 'because': str(dict(os.environ))}))",
        ),
    )

    with pytest.raises(UnreadableError) as raised:
        read(b"x", name="x")

    assert isinstance(raised.value.__cause__, RefusedError)
    assert "SECRET_KEY" not in raised.value.__cause__.because
    assert "PATH" in raised.value.__cause__.because


def test_an_error_of_ours_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_data: bytes) -> Document:
        raise MemoryError

    monkeypatch.setattr(child, "read_any", fails)

    with pytest.raises(RefusedError) as raised:
        wire.load(child.answer(b"x"))

    assert raised.value.refusal is Refusal.BURSTING


@pytest.mark.parametrize(
    "data", [word_file(), odt(f"<text:p>{TEXT}</text:p>"), pdf([lines([TEXT])])], ids=["docx", "odt", "pdf"]
)
def test_a_file_cut_off_or_changed_anywhere_is_read_or_refused(data: bytes) -> None:
    chance = random.Random(7)
    for _each in range(150):
        spoilt = bytearray(data[: chance.randrange(1, len(data))] if chance.random() < 0.4 else data)
        for _change in range(chance.randrange(1, 20)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)

        answer = json.loads(child.answer(bytes(spoilt)))

        assert set(answer) in ({"document"}, {"refusal", "because"})


@pytest.mark.parametrize(
    "run",
    [
        "[",
        "а.",
        "а- б ",
        "http:// ",
        "а",
        "a ",
        "**a ",
        "?",
        "*",
        "!" * 7 + '"',
        "Ð",
        "# ",
        "|",
        "- ",
        "а-\n",
        "\n# ",
    ],
)
def test_a_text_of_one_thing_over_and_over_is_done_with_in_bounded_time(run: str) -> None:
    text = (run * 400_000)[:400_000]
    started = thread_time()

    answer = json.loads(child.answer(text.encode()))
    child.answer(pdf([lines(text[at : at + 60] for at in range(0, 20_000, 60))]))

    assert thread_time() - started < limits.CPU_SECONDS
    assert answer.get("refusal", "no_text") in ("no_text", "empty")


def test_reading_starts_quickly() -> None:
    read(TEXT.encode(), name="x")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    read(TEXT.encode(), name="x")

    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 1
