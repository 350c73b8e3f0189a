"""Pictures that people bring: judged before they are unpacked, turned upright, made smaller, and written anew.

Writing anew is what makes them safe: nothing that a camera or an attacker put beside the picture comes along.
"""

import io
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_SIDE = 300
MAX_SIDE = 1600
QUALITY = 82
SUFFIX = ".webp"


class PictureProblem(StrEnum):
    """Why a picture is refused."""

    TOO_MANY_BYTES = "too_many_bytes"
    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    BROKEN = "broken"


class PictureRefusedError(Exception):
    """What was brought cannot be shown as a picture."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Picture:
    """WebP, at most 1600 pixels on its longest side, without anything but the picture itself."""

    content: bytes
    width: int
    height: int


def prepare(raw: bytes) -> Picture:
    """The picture as the site keeps it.

    Raises:
        PictureRefusedError: no JPEG, PNG or WebP, too large, too small, or broken.
    """
    if len(raw) > MAX_BYTES:
        raise PictureRefusedError(PictureProblem.TOO_MANY_BYTES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a "decompression bomb" is a warning to the library, a refusal to us
        try:
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                return _prepared(image)
        except UnidentifiedImageError as error:
            raise PictureRefusedError(PictureProblem.NOT_A_PICTURE) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise PictureRefusedError(PictureProblem.TOO_LARGE) from error
        except (OSError, ValueError, SyntaxError, EOFError, Warning) as error:
            raise PictureRefusedError(PictureProblem.BROKEN) from error


def _prepared(image: Image.Image) -> Picture:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureRefusedError(PictureProblem.TOO_LARGE)
    if min(width, height) < MIN_SIDE:
        raise PictureRefusedError(PictureProblem.TOO_SMALL)
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is unpacked no larger than needed
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert("RGBA") if "transparency" in upright.info or "A" in upright.mode else upright.convert("RGB")
    if plain.mode == "RGBA":
        ground = Image.new("RGB", plain.size, "white")
        ground.paste(plain, mask=plain.getchannel("A"))
        plain = ground
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    written = io.BytesIO()
    plain.save(written, "WEBP", quality=QUALITY, method=4)
    return Picture(written.getvalue(), plain.width, plain.height)
