"""Is this really a spreadsheet, and a decent one? Everything here is looked at before any of it is opened.

A spreadsheet is a zip with XML in it. A few kilobytes can unpack to gigabytes (a zip bomb), and a few entities can grow
to the same in an XML parser. So sizes are read from the zip's own directory (what unpacks to more than it says fails its
checksum), no document may declare a type, and cells are counted while streaming.
"""

import io
import xml.parsers.expat
import zipfile
import zlib

from app.integrations.documents.timetable_values import Fault, TimetableLimits, TimetableUnreadableError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 64 * 1024
_SHEETS = "xl/worksheets/"


class _LookedAtEnoughError(Exception):
    """The part begins as it should."""


def is_package(raw: bytes) -> bool:
    """Whether the bytes want to be a zip or an old Office file rather than text."""
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def check_package(raw: bytes, limits: TimetableLimits) -> None:
    """Raises TimetableUnreadableError: it is another kind of file, has a password, or is larger or worse than it looks."""
    if raw.startswith(_OLE):
        fault = Fault.PASSWORD if _ENCRYPTED in raw else Fault.OLD_EXCEL
        raise TimetableUnreadableError(fault, "an Office file that is no zip")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_kind(package)
            _check_sizes(package, limits)
            _check_parts(package, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise TimetableUnreadableError(Fault.NOT_A_TABLE, f"a zip that cannot be read: {error}") from error


def _check_kind(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise TimetableUnreadableError(Fault.OTHER_SPREADSHEET, "another kind of spreadsheet")
    if "[Content_Types].xml" not in names or not any(name.startswith(_SHEETS) for name in names):
        raise TimetableUnreadableError(Fault.NOT_A_TABLE, "a zip that is no spreadsheet")


def _check_sizes(package: zipfile.ZipFile, limits: TimetableLimits) -> None:
    infos = package.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise TimetableUnreadableError(Fault.PASSWORD, "an encrypted zip")
    if len({info.filename for info in infos}) < len(infos):
        raise TimetableUnreadableError(Fault.UNSAFE, "two parts with one name")
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > limits.max_packed_files or unpacked > limits.max_unpacked_bytes:
        raise TimetableUnreadableError(Fault.TOO_LARGE, f"{len(infos)} parts, {unpacked} bytes unpacked")


def _check_parts(package: zipfile.ZipFile, limits: TimetableLimits) -> None:
    cells = 0
    for name in package.namelist():
        if name.startswith(_SHEETS) and name.endswith(".xml"):
            cells += _count_cells(package, name, limits.max_cells - cells)
        elif name.endswith((".xml", ".rels", ".vml")):
            _check_beginning(package, name)


def _parser() -> xml.parsers.expat.XMLParserType:
    parser = xml.parsers.expat.ParserCreate()

    def refuse(*_declared: object) -> None:
        raise TimetableUnreadableError(Fault.UNSAFE, "a document type declaration")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _check_beginning(package: zipfile.ZipFile, name: str) -> None:
    """A document type can only stand before the first element."""
    parser = _parser()

    def enough(*_element: object) -> None:
        raise _LookedAtEnoughError

    parser.StartElementHandler = enough
    try:
        _feed(parser, package, name)
    except _LookedAtEnoughError:
        return


def _count_cells(package: zipfile.ZipFile, name: str, most: int) -> int:
    parser = _parser()
    found = 0

    def count(element: str, _attributes: object) -> None:
        nonlocal found
        found += element == "c" or element.endswith(":c")
        if found > most:
            raise TimetableUnreadableError(Fault.TOO_MANY_ROWS, "too many cells")

    parser.StartElementHandler = count
    _feed(parser, package, name)
    return found


def _feed(parser: xml.parsers.expat.XMLParserType, package: zipfile.ZipFile, name: str) -> None:
    with package.open(name) as part:
        try:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - positional in the library
            parser.Parse(b"", True)  # noqa: FBT003
        except xml.parsers.expat.ExpatError as error:
            raise TimetableUnreadableError(Fault.NOT_A_TABLE, f"{name}: {error}") from error
