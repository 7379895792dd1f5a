"""Small office files built in memory, as people and their programs really write them."""
# ruff: noqa: E501 - one case a line reads better than a wrapped one

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

from etl.reading.model import DEFAULT, Limits, ReadResult
from etl.reading.reader import read_bytes

Cells = Sequence[Sequence[Any]]

CLEAN = "行政区划代码,县市区,年度,村数,集体经济收入\n350102,鼓楼区,2024,12,1034.50\n350103,台江区,2024,0,88.20\n350104,仓山区,2024,31,0\n"


def book(
    *sheets: Cells, names: Sequence[str] = (), merges: Sequence[tuple[int, int, int, int]] = (), **options: Any
) -> bytes:
    """An .xlsx; `merges` (first row, first column, last row, last column) apply to the first sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, **options}
    ) as wb:
        for number, cells in enumerate(sheets):
            ws = wb.add_worksheet(names[number] if number < len(names) else None)
            for r, row in enumerate(cells):
                for c, value in enumerate(row):
                    if isinstance(value, str):
                        if value:
                            ws.write_string(r, c, value)
                    elif value is not None:
                        ws.write(r, c, value)
            if number == 0:
                for r1, c1, r2, c2 in merges:
                    value = cells[r1][c1]
                    ws.merge_range(r1, c1, r2, c2, value)
    return stream.getvalue()


def custom(build: Callable[[Any], None], **options: Any) -> bytes:
    """An .xlsx built by a function of the XlsxWriter workbook."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as wb:
        build(wb)
    return stream.getvalue()


def patch(
    data: bytes, changes: dict[str, Callable[[bytes], bytes] | bytes | None], *, extra: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with parts changed, dropped (None) or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry.filename)
            if entry.filename in changes:
                change = changes[entry.filename]
                if change is None:
                    continue
                part = change if isinstance(change, bytes) else change(part)
            new.writestr(entry.filename, part)
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return stream.getvalue()


def sheet_xml(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with the XML of its first sheet changed."""
    return patch(data, {"xl/worksheets/sheet1.xml": change})


def text(content: str, name: str = "报表.csv", encoding: str = "utf-8", limits: Limits = DEFAULT) -> ReadResult:
    """The result of reading a text file."""
    return read_bytes(content.encode(encoding), name, limits=limits)


def read(data: bytes, name: str = "报表.xlsx", limits: Limits = DEFAULT) -> ReadResult:
    """The result of reading bytes in this process."""
    return read_bytes(data, name, limits=limits)


def codes(result: ReadResult) -> set[str]:
    """Codes of all findings."""
    return {finding.code for finding in result.findings}


def questions(result: ReadResult) -> set[str]:
    """Codes of findings that are more than a note."""
    return {finding.code for finding in result.findings if finding.outcome != "normalise"}


def open_document(tables: str) -> bytes:
    """An .ods with these tables, in the namespaces `table`, `text` and `office`."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()
