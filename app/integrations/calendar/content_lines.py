"""From the bytes of a file to its logical lines, each with the number that an editor shows.

Unfolding is done on bytes: some programs fold in the middle of a character.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A logical line; `number` is that of its first physical line, from 1. `damaged`: bytes had to be replaced."""

    number: int
    text: str
    damaged: bool


def content_lines(raw: bytes) -> Iterator[ContentLine]:
    """The lines of `raw`, whatever its line ends, with folds undone and blank lines left out."""
    number, parts = 0, list[bytes]()
    for at, physical in enumerate(_physical_lines(_as_utf8(raw)), start=1):
        if physical[:1] in {b" ", b"\t"} and parts:
            parts.append(physical[1:])
        elif physical.strip():
            if parts:
                yield _decoded(number, b"".join(parts))
            number, parts = at, [physical]
    if parts:
        yield _decoded(number, b"".join(parts))


def _physical_lines(raw: bytes) -> Iterator[bytes]:
    separator = b"\n" if b"\n" in raw else b"\r"
    return (line.rstrip(b"\r") for line in raw.split(separator))


def _as_utf8(raw: bytes) -> bytes:
    """Old Outlook saves UTF-16; its byte order mark tells. A UTF-8 mark is dropped."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return raw.removeprefix(codecs.BOM_UTF8)


def _decoded(number: int, line: bytes) -> ContentLine:
    try:
        return ContentLine(number, line.decode("utf-8"), damaged=False)
    except UnicodeDecodeError:
        return ContentLine(number, line.decode("utf-8", errors="replace"), damaged=True)
