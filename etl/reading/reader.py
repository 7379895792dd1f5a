"""One file from bytes to tables, in this process. Only the child process of `etl.reading.child` should call it."""

import hashlib
from pathlib import Path

from etl import findings
from etl.findings import Finding
from etl.reading import (
    biff,
    delimited,
    encoding,
    identity,
    names,
    ole,
    package,
    personal,
    remarks,
    sniff,
    table,
    versions,
    workbook,
)
from etl.reading.long_model import LongGrid
from etl.reading.model import DEFAULT, Grid, Limits, ReadResult, Refused, Table

HIDDEN_NAME = "（文件名含个人信息，已隐去）"


def read_file(path: Path, *, name: str | None = None, limits: Limits = DEFAULT) -> ReadResult:
    """Read one file in this process.

    Args:
        path: Where the bytes are.
        name: Name the person gave the file; the path's own name when None.
        limits: What the file may cost.
    """
    given = path.name if name is None else name
    size = path.stat().st_size
    if size > limits.max_bytes:
        shown, _ = names.clean(given)
        finding = findings.make(
            "FILE_TOO_LARGE", file=shown, size=size // 1_000_000, limit=limits.max_bytes // 1_000_000
        )
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return ReadResult(shown, digest, size, "", "", [], [finding], True)
    return read_bytes(path.read_bytes(), given, limits=limits)


def read_bytes(data: bytes, given: str, *, limits: Limits = DEFAULT) -> ReadResult:
    """Read the bytes of one file under the name a person gave it."""
    shown, found = names.clean(given)
    digest = hashlib.sha256(data).hexdigest()
    result = ReadResult(shown, digest, len(data), "", "", [], found, False)
    code = identity.in_text(given)
    if code:
        result.file = HIDDEN_NAME
        return _refuse(result, findings.make(code, file=HIDDEN_NAME))
    try:
        _read(data, given, result, limits)
    except Refused as refused:
        return _refuse(result, refused.finding)
    return result


def _refuse(result: ReadResult, *why: Finding) -> ReadResult:
    result.tables = []
    result.findings = [*why]
    result.refused = True
    return result


def _read(data: bytes, given: str, result: ReadResult, limits: Limits) -> None:
    file = result.file
    if not data:
        raise Refused(findings.make("FILE_EMPTY", file=file))
    kind = sniff.recognise(data)
    result.format = kind.name
    sniff.bar_by_name(given, file)
    ending = sniff.suffix(given)
    if kind.name in ("zip", "ole", "biff"):
        grids, hidden = _workbook(data, kind, ending, result, limits)
    elif kind.name == "text":
        grids, hidden = _text(data, ending, result, limits), []
    else:
        code = "FILE_IS_MARKUP" if kind.name in ("html", "xml") else "FILE_NOT_TABLE"
        raise Refused(findings.make(code, file=file, kind=kind.title))
    private = personal.in_grids([*grids, *hidden], file=file)
    if private:
        _refuse(result, *private)
        return
    _tables(grids, result, limits)


def _workbook(
    data: bytes, kind: sniff.Kind, ending: str, result: ReadResult, limits: Limits
) -> tuple[list[Grid], list[Grid]]:
    file = result.file
    if ending in sniff.TEXT_SUFFIXES:
        title = "Excel 工作簿" if kind.name != "zip" or b"xl/workbook" in data else kind.title
        raise Refused(findings.make("FILE_NAME_MISMATCH", file=file, kind=title, suffix=ending))
    checked = old = None
    if kind.name == "zip":
        checked = package.check(data, file=file, limits=limits)
        result.format = checked.form
        if ending and ending not in sniff.BOOK_SUFFIXES:
            raise Refused(findings.make("FILE_NAME_MISMATCH", file=file, kind="Excel 工作簿", suffix=ending))
        if checked.form == "ods" and ending not in ("ods", ""):
            raise Refused(findings.make("FILE_NAME_MISMATCH", file=file, kind="ODS 表格", suffix=ending))
        if checked.form == "xlsx" and ending in ("xls", "et", "ods"):
            result.findings.append(findings.make("FORMAT_BY_CONTENT", file=file, kind="xlsx", suffix=ending))
    else:
        old = ole.check(data, file=file) if kind.name == "ole" else None
        result.format = "xls"
        if ending and ending not in ("xls", "et", "xlt", "ett"):
            raise Refused(
                findings.make("FILE_NAME_MISMATCH", file=file, kind="Excel 97-2003 工作簿（.xls）", suffix=ending)
            )
    book = workbook.read(data, checked, file=file, limits=limits)
    result.findings += book.findings
    extra = Grid("", 0, [], [])
    if checked:
        extra.texts = remarks.texts(checked)
    elif old:
        grids = {grid.sheet_no: grid for grid in (*book.grids, *book.hidden)}
        biff.scan(old, grids, file=file)
        # Numbers that stand in a cell are judged there, with their column's header.
        cells = {text for grid in grids.values() for row in grid.rows for text in row if len(text) >= 11}
        extra.texts = [text for text in ole.texts(data) if text not in cells]
    return book.grids, [*book.hidden, extra]


def _text(data: bytes, ending: str, result: ReadResult, limits: Limits) -> list[Grid]:
    file = result.file
    if sniff.is_binary(data):
        if not data.strip(b"\x00"):
            raise Refused(findings.make("ENCODING_ALL_NUL", file=file))
        raise Refused(findings.make("FILE_NOT_TABLE", file=file, kind="无法识别的二进制文件"))
    long = _long_text(data, file, limits)
    decoded = None if long else encoding.decode(data, file=file)
    if ending in sniff.BOOK_SUFFIXES:
        raise Refused(findings.make("FILE_NAME_MISMATCH", file=file, kind="文本（CSV）", suffix=ending))
    if ending and ending not in sniff.TEXT_SUFFIXES:
        raise Refused(findings.make("FILE_NAME_MISMATCH", file=file, kind="文本（CSV）", suffix=ending))
    result.format = "csv"
    if long:
        grid, result.encoding = long
        return [grid]
    assert decoded is not None
    result.encoding = decoded.encoding
    result.findings += decoded.findings
    return [delimited.read(decoded, file=file, limits=limits)]


def _long_text(data: bytes, file: str, limits: Limits) -> tuple[LongGrid, str] | None:
    """A long plain text that need not be decoded as a whole."""
    if data.count(b"\n") < delimited.LONG_ROWS - 1:
        return None
    from etl.reading import long_text  # short files have no need of numpy

    return long_text.read(data, file=file, limits=limits)


def _tables(grids: list[Grid], result: ReadResult, limits: Limits) -> None:
    file = result.file
    bare: list[Finding] = []
    for grid in grids:
        result.findings += grid.findings
        if grid.is_blank:
            continue
        found = _find_tables(grid, file, limits)
        filled = [one for one in found if one.row_numbers or any(f.outcome == "out" for f in one.findings)]
        starts = {one.header_rows[0] for one in found}
        for one in found:
            if one not in filled:
                # Directly above another header it may be the upper half of that one.
                doubt = "confirm" if one.header_rows[1] + 1 in starts else None
                bare.append(
                    findings.make(
                        "TABLE_WITHOUT_ROWS", file=file, sheet=grid.sheet, row=one.header_rows[0], outcome=doubt
                    )
                )
        if not found:
            number = table.headless_row(grid)
            code = "NO_HEADER" if number else "SHEET_WITHOUT_TABLE"
            bare.append(findings.make(code, file=file, sheet=grid.sheet, row=number))
        result.tables += filled
    if not result.tables:
        raise Refused(_worst_bare(bare, file))
    result.findings += [finding if finding.outcome != "refuse" else _soften(finding) for finding in bare]
    for one in result.tables:
        result.findings += one.findings
    result.findings += versions.compare(result.tables, file=file)


def _find_tables(grid: Grid, file: str, limits: Limits) -> list[Table]:
    if isinstance(grid, LongGrid):
        from etl.reading import long_table  # most files have no long sheet and no need of numpy

        long = long_table.find(grid, file=file, limits=limits)
        if long is not None:
            return [long]
    return table.find_tables(grid, file=file, limits=limits)


def _worst_bare(bare: list[Finding], file: str) -> Finding:
    for code in ("NO_HEADER", "TABLE_WITHOUT_ROWS"):
        for finding in bare:
            if finding.code == code:
                return (
                    finding
                    if finding.outcome == "refuse"
                    else findings.make(code, file=file, sheet=finding.sheet, row=finding.row, outcome="refuse")
                )
    return findings.make("NO_TABLE", file=file)


def _soften(finding: Finding) -> Finding:
    """A sheet that alone would refuse the file asks for confirmation beside sheets that can be read."""
    return findings.make(finding.code, file=finding.file, sheet=finding.sheet, row=finding.row, outcome="confirm")


__all__ = ["Table", "read_bytes", "read_file"]
