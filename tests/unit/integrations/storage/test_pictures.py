"""Pictures that people bring, good ones and bad ones."""

import io
import struct
import zlib

import pytest
from PIL import Image

from app.integrations.storage import pictures
from app.integrations.storage.pictures import PictureProblem, PictureRefusedError


def picture(size: tuple[int, int] = (800, 500), kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "red" if mode != "P" else 1).save(written, kind, **more)
    return written.getvalue()


def refusal(raw: bytes) -> PictureProblem:
    with pytest.raises(PictureRefusedError) as refused:
        pictures.prepare(raw)
    return refused.value.problem


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB")]
)
def test_each_usual_kind_becomes_webp(kind: str, mode: str) -> None:
    made = pictures.prepare(picture(kind=kind, mode=mode))
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size) == ("WEBP", (800, 500))
        assert (made.width, made.height) == (800, 500)


def test_a_large_picture_is_made_smaller_in_proportion() -> None:
    made = pictures.prepare(picture((4000, 2000)))
    assert (made.width, made.height) == (1600, 800)


def test_what_the_camera_added_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "Singelstraat 12"
    made = pictures.prepare(picture((800, 500), exif=exif))
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (500, 800)
        assert not image.getexif()
    assert b"Singelstraat" not in made.content


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    assert refusal(bomb) is PictureProblem.TOO_LARGE


def test_a_picture_that_is_merely_very_large_is_refused_too() -> None:
    header = struct.pack(">IIBBBBB", 8_000, 8_000, 8, 2, 0, 0, 0)
    raw = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")
    assert refusal(raw) is PictureProblem.TOO_LARGE


def test_a_truncated_picture_is_broken() -> None:
    assert refusal(picture()[:700]) is PictureProblem.BROKEN


@pytest.mark.parametrize("raw", [b"", b"MZ\x90\0", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 50, b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    assert refusal(raw) is PictureProblem.NOT_A_PICTURE


def test_a_gif_is_not_taken_whatever_it_is_called() -> None:
    assert refusal(picture(kind="GIF", mode="P")) is PictureProblem.NOT_A_PICTURE


def test_a_tiny_picture_is_refused() -> None:
    assert refusal(picture((299, 800))) is PictureProblem.TOO_SMALL


def test_more_than_ten_megabytes_is_refused_unread() -> None:
    assert refusal(b"\xff\xd8" + b"\0" * pictures.MAX_BYTES) is PictureProblem.TOO_MANY_BYTES
