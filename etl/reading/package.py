"""An .xlsx before anything opens it: its zip directory and the text of its parts.

A cell at XFD1048576 aborts the process inside the workbook library, so far cells are found in the XML first.
"""

import io
import itertools
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from etl import findings
from etl.findings import Finding
from etl.reading.model import Limits, Refused

if TYPE_CHECKING:
    from etl.reading.sheet_tokens import Cells

#: Sheets of so many bytes are looked at as arrays first.
LARGE_PART = 400_000
_MARKUP_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = rb"<(?:\w+:)?(?:c|row)\b[^<>]*?\sr\s*=\s*[\"']"
_ODD_REFERENCE = re.compile(_CELL + rb"(?!(?:[A-Z]{1,3})?[0-9]{1,7}[\"'])")
# The one pass over every cell of a sheet: a reference, written the usual way, outside A1:GR200000.
_OUTSIDE = re.compile(rb' r="(?!(?:[A-F]?[A-Z]|G[A-R])?(?:[0-9]{1,5}|1[0-9]{5}|200000)")')
_UNUSUAL = re.compile(rb"[\t\r\n]r\s*=| r\s+=| r=(?!\")")
_CELL_FULL = re.compile(rb"<(?:\w+:)?c\b([^<>]*?)(/?)>")
_POSITION = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*[\"']([0-9]{1,7})[\"']")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*\sref\s*=\s*[\"'](?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)[\"']")
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".exe", ".dll", ".js", ".vbs", ".bat")
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")


@dataclass(slots=True)
class Package:
    """A checked .xlsx or .ods.

    Attributes:
        form: `xlsx` or `ods`.
        parts: XML parts by name, unpacked.
        findings: What is odd but harmless.
        cells: Cells of large sheets that are written plainly, by the name of the part.
    """

    form: str
    parts: dict[str, bytes]
    findings: list[Finding] = field(default_factory=list)
    cells: "dict[str, Cells]" = field(default_factory=dict)

    def around(self, name: str) -> bytes:
        """A part without its cells, where those are known to be nothing but cells; otherwise the part."""
        return self.cells[name].prolog if name in self.cells else self.parts[name]


def check(data: bytes, *, file: str, limits: Limits) -> Package:
    """Read the directory and the XML parts of a workbook in a zip.

    Raises:
        Refused: A bomb, overlapping or escaping entries, damage, macros, a document type declaration, a cell too far
            away, or a zip that is no workbook.
    """

    def refuse(code: str, **words: object) -> Refused:
        return Refused(findings.make(code, file=file, **words))  # type: ignore[arg-type]

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        struct.error,
        OverflowError,
        UnicodeDecodeError,
        EOFError,
    ):
        raise refuse("FILE_DAMAGED") from None
    if len(entries) > limits.max_parts:
        raise refuse("ZIP_TOO_MANY_PARTS", count=len(entries), limit=limits.max_parts)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.max_unpacked or (unpacked > 2_000_000 and unpacked > limits.max_ratio * max(packed, 1)):
        raise refuse("ZIP_BOMB", size=unpacked // 1_000_000)
    _check_layout(data, entries, refuse)
    names = {entry.filename for entry in entries}
    form = _form(archive, names, refuse)
    lower = {name.lower() for name in names}
    if any(
        "vbaproject" in name or name.endswith(("vbadata.xml", "macrosheets/")) or "/macrosheets/" in name
        for name in lower
    ):
        raise refuse("FILE_MACRO")
    if any(name.endswith(_ARCHIVES) for name in lower):
        raise refuse("ZIP_NESTED")
    package = Package(form, _parts(archive, entries, limits, refuse))
    if any(name.startswith("xl/externallinks/") for name in lower):
        package.findings.append(findings.make("EXTERNAL_LINK", file=file))
    if any(name.startswith(("xl/embeddings/", "xl/activex/")) for name in lower):
        package.findings.append(findings.make("EMBEDDED_OBJECT", file=file))
    if form == "xlsx":
        for name, part in package.parts.items():
            if _SHEET_PART.fullmatch(name):
                known = _scan(part, limits)
                if known is not None:
                    package.cells[name] = known
                _check_cells(part, limits, refuse, checked=known is not None)
    return package


def _scan(part: bytes, limits: Limits) -> "Cells | None":
    if len(part) < LARGE_PART:
        return None
    from etl.reading import sheet_tokens  # most files have no large sheet and no need of numpy

    return sheet_tokens.scan(part, max_columns=limits.max_columns, max_rows=limits.max_rows)


def _check_layout(data: bytes, entries: list[zipfile.ZipInfo], refuse) -> None:  # type: ignore[no-untyped-def]
    """Refuse entries that overlap, repeat, escape or are encrypted."""
    spans: list[tuple[int, int]] = []
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name in seen:
            raise refuse("FILE_DAMAGED")
        seen.add(name)
        if (
            name.startswith(("/", "\\"))
            or ".." in re.split(r"[/\\]", name)
            or "\\" in name
            or re.match(r"[A-Za-z]:", name)
        ):
            raise refuse("ZIP_SLIP")
        if entry.flag_bits & 0x1:
            raise refuse("FILE_PASSWORD")
        spans.append((entry.header_offset, entry.header_offset + 30 + entry.compress_size))
        if data[entry.header_offset : entry.header_offset + 4] != b"PK\x03\x04":
            raise refuse("FILE_DAMAGED")
    spans.sort()
    if any(before[1] > after[0] for before, after in itertools.pairwise(spans)):
        raise refuse("ZIP_OVERLAP")


def _form(archive: zipfile.ZipFile, names: set[str], refuse) -> str:  # type: ignore[no-untyped-def]
    if "mimetype" in names:
        try:
            mime = archive.read("mimetype").strip()
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError):
            raise refuse("FILE_DAMAGED") from None
        if mime == b"application/vnd.oasis.opendocument.spreadsheet":
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise refuse("FILE_PASSWORD")
            return "ods"
        raise refuse("FILE_NOT_TABLE", kind="文档（OpenDocument）")
    if any(name.startswith("word/") for name in names):
        raise refuse("FILE_NOT_TABLE", kind="Word 文档")
    if any(name.startswith("ppt/") for name in names):
        raise refuse("FILE_NOT_TABLE", kind="演示文稿")
    if "xl/workbook.bin" in names:
        raise refuse("FILE_NOT_TABLE", kind="二进制工作簿（.xlsb）")
    if "[Content_Types].xml" not in names and "xl/workbook.xml" not in names:
        raise refuse("FILE_NOT_TABLE", kind="ZIP 压缩包")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise refuse("FILE_MISSING_PART", part="xl/workbook.xml")
    return "xlsx"


def _parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits, refuse) -> dict[str, bytes]:  # type: ignore[no-untyped-def]
    """Unpack every part once: checks the CRC of all and keeps the XML ones."""
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        try:
            with archive.open(entry) as stream:
                part = stream.read(limits.max_unpacked + 1 - total)
                if stream.read(1):
                    raise refuse("ZIP_BOMB", size=limits.max_unpacked // 1_000_000)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, struct.error):
            raise refuse("FILE_DAMAGED") from None
        total += len(part)
        name = entry.filename
        if name.endswith((".xml", ".rels", ".vml")):
            if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:64]:
                raise refuse("FILE_DAMAGED")
            if b"!" in part and _MARKUP_DECLARATION.search(part):
                raise refuse("XML_DOCTYPE")
            parts[name] = part
        elif part.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"MZ")) and not name.startswith("xl/embeddings/"):
            raise refuse("ZIP_NESTED")
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise refuse("FILE_MACRO")
    return parts


def column_number(letters: str) -> int:
    """A column's letters as its number from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _check_cells(part: bytes, limits: Limits, refuse, *, checked: bool) -> None:  # type: ignore[no-untyped-def]
    """Refuse a cell with content beyond the limits; formatted blank cells out there are harmless.

    Args:
        part: The sheet.
        limits: Columns and rows.
        refuse: Makes the exception.
        checked: Whether all cells are known to be within the limits already.
    """
    usual = checked or b" r=" not in part or not _UNUSUAL.search(part)
    near = checked or (usual and not _OUTSIDE.search(part))
    if not near and _ODD_REFERENCE.search(part):
        raise refuse("CELL_OUT_OF_GRID")
    farthest_column = farthest_row = 0
    if not checked and (not near or limits.max_columns < 200 or limits.max_rows < 200_000):
        for cell in _CELL_FULL.finditer(part):
            place = _POSITION.search(cell[1])
            if not place:
                continue
            column, row = column_number(place[1].decode()), int(place[2])
            farthest_column, farthest_row = max(farthest_column, column), max(farthest_row, row)
            if column > 16_384 or row > 1_048_576 or row == 0:
                raise refuse("CELL_OUT_OF_GRID")
            if (column > limits.max_columns or row > limits.max_rows) and not cell[2]:
                body = part[cell.end() : cell.end() + 4]
                if not body.startswith(b"</"):
                    raise refuse("CELL_TOO_FAR", cell=(place[1] + place[2]).decode())
        for found in _ROW.finditer(part):
            farthest_row = max(farthest_row, int(found[1]))
    dimension = _DIMENSION.search(part[:4096])
    if dimension:
        column, row = column_number(dimension[1].decode()), int(dimension[2])
        far = (column > limits.max_columns and farthest_column < column) or (
            row > limits.max_rows and farthest_row < row
        )
        if column > 16_384 or row > 1_048_576 or far:
            raise refuse("FALSE_DIMENSION")
