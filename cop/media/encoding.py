"""The process that redraws one picture: bytes from standard input, WebP to standard output, nothing else.

A picture made to harm finds here no database, no secret, little memory and little time. The answer is a
line of JSON, {"width", "height", "sizes": {width: bytes}} or {"refusal"}, and then the pictures.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

from cop.media.enums import MOST_PIXELS, TALLEST, WIDTHS

MEMORY_BYTES: Final = 768 * 1024 * 1024
CPU_SECONDS: Final = 20
OUTPUT_BYTES: Final = 40 * 1024 * 1024

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY: Final = 80
DRAWN_BYTES_PER_PIXEL: Final = 0.3
"""A drawing without loss takes less than this; a photograph takes more, and is stored with loss."""
_ORIENTATION: Final = 0x0112
_LYING: Final = (5, 6, 7, 8)
"""Orientations in which width and height change places."""
_SIXTEEN_BITS: Final = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


class TooManyPixelsError(Exception):
    """The picture is larger than anybody needs."""


def confine() -> None:
    """Give up what a picture does not need; what is given up cannot be taken back."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def redraw(data: bytes) -> bytes:
    """Return the answer for one picture."""
    try:
        pictures = list(_pictures(data))
    except (TooManyPixelsError, Image.DecompressionBombError):
        return json.dumps({"refusal": "pixels"}).encode() + b"\n"
    except MemoryError:
        return json.dumps({"refusal": "memory"}).encode() + b"\n"
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises, the picture is broken
        return json.dumps({"refusal": "damaged", "because": repr(error)[:300]}).encode() + b"\n"
    largest = pictures[0][1]
    head = {
        "width": largest.width,
        "height": largest.height,
        "sizes": {width: len(packed) for width, _picture, packed in pictures},
    }
    return json.dumps(head).encode() + b"\n" + b"".join(packed for _w, _p, packed in pictures)


def _pictures(data: bytes) -> Iterator[tuple[int, Image.Image, bytes]]:
    """Give (width at most, picture, WebP), the largest first; no size twice."""
    picture, is_lossy = _drawn(data)
    for width in reversed(WIDTHS):
        if width == WIDTHS[-1] or width < picture.width:
            smaller = picture.copy()
            smaller.thumbnail((width, width * TALLEST), Image.Resampling.LANCZOS)
            yield width, smaller, _packed(smaller, is_lossy=is_lossy)


def _drawn(data: bytes) -> tuple[Image.Image, bool]:
    """Return (the first frame, upright, in sRGB, at most as large as the largest size; whether from JPEG)."""
    picture: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:  # known from the header, before anything is unpacked
        raise TooManyPixelsError
    is_lossy = picture.format in ("JPEG", "MPO")
    orientation = 1
    with suppress(Exception):  # a broken EXIF is no reason to refuse a sound picture
        orientation = picture.getexif().get(_ORIENTATION, 1)
    profile = picture.info.get("icc_profile")
    box = (WIDTHS[-1], WIDTHS[-1] * TALLEST)
    picture = _resizable(picture)
    picture.thumbnail(box[::-1] if orientation in _LYING else box, Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _in_srgb(picture, profile)
    if orientation in _TURNS:
        picture = picture.transpose(_TURNS[orientation])
    picture.info.clear()
    return picture, is_lossy


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _resizable(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be made smaller without losing its greys and its edges."""
    if picture.mode in _SIXTEEN_BITS:
        # Converted as they are, 16 bits are cut off at 255: all white.
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("P", "1", "PA"):
        has_holes = "transparency" in picture.info or picture.mode == "PA"
        return picture.convert("RGBA" if has_holes else "RGB")
    if "transparency" in picture.info and picture.mode in ("L", "RGB"):
        return picture.convert("RGBA")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in the colours of the web, without its profile."""
    wanted = "RGBA" if picture.mode in ("RGBA", "LA", "La", "RGBa") else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        with suppress(Exception):  # a broken profile: its colours are shown as they stand
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode=wanted)
            if converted is not None:
                return converted
    return picture.convert(wanted)


def _packed(picture: Image.Image, *, is_lossy: bool) -> bytes:
    if not is_lossy:
        drawing = _webp(picture, lossless=True, quality=20, method=2)
        if len(drawing) < DRAWN_BYTES_PER_PIXEL * picture.width * picture.height:
            return drawing
    return _webp(picture, quality=QUALITY, method=4)


def _webp(picture: Image.Image, **options: object) -> bytes:
    packed = BytesIO()
    picture.save(packed, "WEBP", **options)
    return packed.getvalue()


if __name__ == "__main__":
    confine()
    sys.stdout.buffer.write(redraw(sys.stdin.buffer.read()))
