"""Records of an old workbook that calamine does not tell: errors, number formats, hidden rows, macro sheets."""

import struct
from collections.abc import Iterator, Mapping

from etl import findings
from etl.reading import number_formats
from etl.reading.model import Grid, Refused
from etl.reading.number_formats import Place, Shown
from etl.reading.ole import Container, Damaged

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_EOF, _BOUNDSHEET, _FILEPASS, _BOOLERR, _FORMULA, _ROW, _COLINFO = 0x0A, 0x85, 0x2F, 0x205, 0x06, 0x208, 0x7D
_NUMBER, _RK, _MULRK, _FORMAT, _XF, _BOF = 0x203, 0x27E, 0xBD, 0x41E, 0xE0, 0x809
_MACRO_SHEET, _MODULE = 1, 6


def scan(container: Container, grids: dict[int, Grid], *, file: str) -> None:
    """Add what the records say to the grids of the sheets.

    Args:
        container: The checked file.
        grids: Sheet number → grid.
        file: File name for the findings.

    Raises:
        Refused: A password, a macro sheet, or records that do not hold together.
    """
    try:
        stream = container.stream("Workbook" if "Workbook" in container.entries else "Book")
        styles = _styles(stream)
        for number, (offset, kind) in enumerate(_sheets(stream, file)):
            if kind in (_MACRO_SHEET, _MODULE):
                raise Refused(findings.make("FILE_MACRO", file=file))
            if number in grids:
                _scan_sheet(stream, offset, grids[number], file)
                if styles:
                    number_formats.apply(grids[number], _shown(stream, offset, styles), file)
    except (Damaged, struct.error, IndexError):
        raise Refused(findings.make("FILE_DAMAGED", file=file)) from None


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """Type, start and length of each record of a substream, up to its end."""
    depth, size = 0, len(stream)
    while offset + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, offset)
        if kind in (0x809, 0x409, 0x209, 0x009):
            depth += 1
        yield kind, offset + 4, length
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        offset += 4 + length


def _sheets(stream: bytes, file: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for kind, start, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refused(findings.make("FILE_PASSWORD", file=file))
        if kind == _BOUNDSHEET and length >= 6:
            offset, _, sheet_kind = struct.unpack_from("<IBB", stream, start)
            found.append((offset, sheet_kind))
    return found


def _styles(stream: bytes) -> dict[int, Shown]:
    """Number of a cell style → how it shows figures, for styles that show other figures than they hold."""
    codes, formats = dict(number_formats.BUILT_IN), []
    wide = True
    for kind, start, length in _records(stream, 0):
        if kind == _BOF and length >= 2:
            wide = struct.unpack_from("<H", stream, start)[0] >= 0x600
        elif kind == _XF and length >= 4:
            formats.append(struct.unpack_from("<H", stream, start + 2)[0])
        elif kind == _FORMAT and length >= 4:
            codes[struct.unpack_from("<H", stream, start)[0]] = _format(stream[start + 2 : start + length], wide)
    shown = {at: number_formats.of(codes[number]) for at, number in enumerate(formats) if number in codes}
    return {at: how for at, how in shown.items() if how is not None}


def _format(text: bytes, wide: bool) -> str:
    if not wide:
        return text[1 : 1 + text[0]].decode("gb18030", errors="replace")
    size, flags = struct.unpack_from("<HB", text)
    return text[3 : 3 + 2 * size].decode("utf-16-le", "replace") if flags & 1 else text[3 : 3 + size].decode("latin-1")


def _shown(stream: bytes, offset: int, styles: Mapping[int, Shown]) -> dict[Place, Shown]:
    """Places of the figures of a sheet that are shown otherwise."""
    found: dict[Place, Shown] = {}
    for kind, start, length in _records(stream, offset):
        if kind in (_NUMBER, _RK, _FORMULA) and length >= 6:
            row, column, style = struct.unpack_from("<HHH", stream, start)
            if style in styles:
                found[row, column] = styles[style]
        elif kind == _MULRK and length >= 12:
            row, first = struct.unpack_from("<HH", stream, start)
            for at in range((length - 6) // 6):
                style = struct.unpack_from("<H", stream, start + 4 + 6 * at)[0]
                if style in styles:
                    found[row, first + at] = styles[style]
    return found


def _scan_sheet(stream: bytes, offset: int, grid: Grid, file: str) -> None:
    hidden_rows = hidden_columns = 0
    for kind, start, length in _records(stream, offset):
        if kind == _BOOLERR and length >= 8:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", stream, start)
            if is_error:
                _mark(grid, row, column, _ERRORS.get(value, "#N/A"))
        elif kind == _FORMULA and length >= 14:
            if stream[start + 12 : start + 14] == b"\xff\xff" and stream[start + 6] == 2:
                row, column = struct.unpack_from("<HH", stream, start)
                _mark(grid, row, column, _ERRORS.get(stream[start + 8], "#N/A"))
        elif kind == _ROW and length >= 14:
            hidden_rows += bool(struct.unpack_from("<H", stream, start + 12)[0] & 0x20)
        elif kind == _COLINFO and length >= 10:
            hidden_columns += struct.unpack_from("<H", stream, start + 8)[0] & 1
    if hidden_rows:
        grid.findings.append(findings.make("ROWS_HIDDEN", file=file, sheet=grid.sheet, count=hidden_rows))
    if hidden_columns:
        grid.findings.append(findings.make("COLUMNS_HIDDEN", file=file, sheet=grid.sheet, count=hidden_columns))


def _mark(grid: Grid, row: int, column: int, value: str) -> None:
    """Put an error value where it stands; calamine leaves the cell empty."""
    if row >= len(grid.rows):
        return
    cells = grid.rows[row]
    cells += [""] * (column + 1 - len(cells))
    if not cells[column]:
        cells[column] = value
    grid.bad.setdefault(row + 1, ("FORMULA_ERROR", column, value))
