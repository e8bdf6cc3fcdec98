"""The process that redraws pictures: what it answers, and what becomes of one that does not."""

import json
import sys

import pytest

from cop.core.errors import InvalidError
from cop.media import encoding, pictures
from tests.media import samples

DAMAGED_SENTENCE = "The picture “a.jpg” is damaged and cannot be read. Please save it anew."

SOUND = {
    "jpeg": samples.picture(1000, 700),
    "with secrets": samples.with_secrets(6),
    "cmyk": samples.picture(mode="CMYK"),
    "palette": samples.picture(form="PNG", mode="P"),
    "alpha": samples.picture(form="PNG", mode="RGBA"),
    "gif with a hole": samples.picture(form="GIF", transparency=0),
    "grey with a hole": samples.picture(form="PNG", mode="L", transparency=0),
}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND)
def test_answer_is_a_line_that_says_what_follows(data: bytes) -> None:
    head, _newline, packed = encoding.redraw(data).partition(b"\n")

    said = json.loads(head)
    made = pictures.redraw(data, name="a.jpg")
    assert said == {
        "width": made.width,
        "height": made.height,
        "sizes": {str(width): len(size) for width, size in made.sizes.items()},
    }
    assert packed == b"".join(made.sizes.values())


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(samples.bomb(), "pixels"), (samples.bomb(8000, 6000), "pixels"), (b"text", "damaged")],
)
def test_refusal_is_a_line_alone(data: bytes, refusal: str) -> None:
    head, _newline, packed = encoding.redraw(data).partition(b"\n")

    assert (json.loads(head)["refusal"], packed) == (refusal, b"")


def test_photograph_is_packed_with_loss_and_a_drawing_without() -> None:
    drawing = samples.picture(300, 200, "PNG")
    photograph = samples.noise(300, 200)

    packed = [encoding.redraw(data).partition(b"\n")[2] for data in (drawing, photograph)]

    assert [b"VP8L" in data[:40] for data in packed] == [True, False]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "program", ["import os; os.kill(os.getpid(), 9)", "raise SystemExit(3)", "import time; time.sleep(60)"]
)
def test_process_that_dies_or_hangs_is_a_damaged_picture(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(pictures, "_COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(pictures, "WALL_SECONDS", 1)

    with pytest.raises(InvalidError) as refused:
        pictures.redraw(samples.picture(), name="a.jpg")

    assert refused.value.message == DAMAGED_SENTENCE


@pytest.mark.usefixtures("app")
def test_process_has_neither_secret_nor_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    program = "import json, os; print(json.dumps({'refusal': 'told', 'because': sorted(os.environ)}))"
    monkeypatch.setattr(pictures, "_COMMAND", (sys.executable, "-c", program))

    told = json.loads(pictures._answer(b""))["because"]

    assert set(told) - {"PATH", "LD_LIBRARY_PATH", "TMPDIR", "LC_CTYPE"} == set()
