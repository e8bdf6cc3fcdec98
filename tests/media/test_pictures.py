"""Pictures are drawn anew: nothing hidden stays, and no picture does harm."""

import io

import pytest
from PIL import Image, ImageCms

from cop.core.errors import InvalidError
from cop.media.pictures import redraw
from tests.media import samples

pytestmark = pytest.mark.usefixtures("app")

RED, BLUE = (220, 20, 20), (20, 20, 220)


def _is_near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) < 25 for a, b in zip(found, wanted, strict=False))


def _redrawn(data: bytes) -> Image.Image:
    return samples.opened(redraw(data, name="a").largest)


@pytest.mark.parametrize(
    ("size", "kept", "widths"),
    [
        ((4000, 3000), (1920, 1440), {1920: 1920, 960: 960, 320: 320}),
        ((1920, 1080), (1920, 1080), {1920: 1920, 960: 960, 320: 320}),
        ((960, 600), (960, 600), {1920: 960, 320: 320}),
        ((200, 100), (200, 100), {1920: 200}),
        ((1000, 20_000), (192, 3840), {1920: 192}),
        ((1, 1), (1, 1), {1920: 1}),
    ],
)
def test_picture_has_three_sizes_and_is_never_enlarged(
    size: tuple[int, int], kept: tuple[int, int], widths: dict[int, int]
) -> None:
    made = redraw(samples.picture(*size, form="PNG"), name="a")

    assert (made.width, made.height) == kept
    assert {width: samples.opened(data).width for width, data in made.sizes.items()} == widths
    assert {samples.opened(data).format for data in made.sizes.values()} == {"WEBP"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_place_and_camera_are_dropped_and_the_picture_stands_upright(orientation: int) -> None:
    data = samples.with_secrets(orientation)

    made = redraw(data, name="a")

    drawn = samples.opened(made.largest)
    whole = b"".join(made.sizes.values())
    assert data.count(b"SECRET") == 4
    assert (b"SECRET" in whole, b"Exif" in whole, b"EXIF" in whole, b"XMP" in whole) == (False,) * 4
    assert dict(drawn.getexif()) == {}
    assert drawn.size == ((30, 40) if orientation >= 5 else (40, 30))
    corner = {1: RED, 2: BLUE, 3: BLUE, 4: RED, 5: RED, 6: RED, 7: BLUE, 8: BLUE}[orientation]
    assert _is_near(drawn.getpixel((3, 3)), corner)


@pytest.mark.parametrize(
    "data",
    [
        samples.picture(mode="CMYK"),
        samples.picture(form="PNG", mode="P"),
        samples.picture(form="GIF"),
        samples.picture(form="WEBP"),
        samples.picture(form="WEBP", lossless=True),
        samples.picture(form="PNG", mode="RGBA"),
        samples.picture(progressive=True),
    ],
    ids=["cmyk", "palette", "gif", "webp", "webp lossless", "alpha", "progressive"],
)
def test_colours_stay_whatever_the_form(data: bytes) -> None:
    drawn = _redrawn(data).convert("RGB")

    assert _is_near(drawn.getpixel((5, 15)), RED)
    assert _is_near(drawn.getpixel((34, 15)), BLUE)


def test_sixteen_bits_a_pixel_keep_their_greys() -> None:
    grey = Image.new("I;16", (40, 30), 0x8000)

    drawn = _redrawn(samples.saved(grey, "PNG")).convert("L")

    assert drawn.getextrema() == (128, 128)


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_black_and_white_stay(mode: str) -> None:
    white = Image.new(mode, (40, 30), "white")

    drawn = _redrawn(samples.saved(white, "PNG")).convert("L")

    assert drawn.getextrema() == (255, 255)


def test_holes_stay_holes() -> None:
    drawn = _redrawn(samples.saved(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), "PNG"))

    assert drawn.mode == "RGBA"
    assert drawn.getchannel("A").getextrema() == (0, 0)


def test_animation_becomes_its_first_picture() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, BLUE)]
    data = samples.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)

    drawn = _redrawn(data)

    assert getattr(drawn, "n_frames", 1) == 1
    assert _is_near(drawn.convert("RGB").getpixel((20, 15)), RED)


def test_profile_is_applied_and_dropped() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

    sound = _redrawn(samples.picture(icc_profile=srgb.tobytes()))
    wrong = _redrawn(samples.picture(icc_profile=swapped.tobytes()))
    broken = _redrawn(samples.picture(icc_profile=b"not a profile"))

    assert [drawn.info.get("icc_profile") for drawn in (sound, wrong, broken)] == [None] * 3
    assert all(_is_near(drawn.getpixel((5, 15)), RED) for drawn in (sound, wrong, broken))


def test_what_hangs_on_a_picture_is_gone() -> None:
    tail = b"<script>alert(1)</script>" + samples.package("evil.class")

    made = redraw(samples.picture() + tail, name="a")

    assert (b"script" in made.largest, b"evil" in made.largest) == (False, False)


def test_same_picture_gives_the_same_bytes() -> None:
    data = samples.picture(600, 400)

    assert redraw(data, name="a") == redraw(data, name="b")


DAMAGED = {
    "truncated jpeg": samples.picture(600, 400)[:-2000],
    "truncated png": samples.picture(600, 400, "PNG")[:-40],
    "header only": b"\xff\xd8\xff\xe0",
    "gif header and script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "webp of nothing": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "png of text": b"\x89PNG\r\n\x1a\n" + b"text" * 100,
    "small bomb": samples.bomb(4000, 4000),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damaged_picture_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        redraw(data, name="снимка.png")

    assert refused.value.field == "file"
    assert refused.value.message == (
        "The picture “снимка.png” is damaged and cannot be read. Please save it anew."
    )


@pytest.mark.parametrize(
    "data",
    [samples.bomb(), samples.bomb(40_000_001, 1), samples.saved(Image.new("P", (7000, 6000)), "GIF")],
    ids=["2500 megapixels", "one pixel too many", "42 megapixels that are there"],
)
def test_picture_that_would_burst_is_refused_by_its_header(data: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        redraw(data, name="a.png")

    assert refused.value.message == (
        "The picture “a.png” is too large: at most 40 megapixels can be read. Please make it smaller."
    )


def test_picture_of_forty_megapixels_is_redrawn() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (8000, 5000), (1, 2, 3, 255)).save(target, "PNG", compress_level=1)

    made = redraw(target.getvalue(), name="a")

    assert (made.width, made.height) == (1920, 1200)
