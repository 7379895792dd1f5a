"""What is looked for in the columns of a large table, as the office reader looks for it in rows.

Every text is looked at once, however many rows hold it; rows are looked at only where a text gives reason to.
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from etl import findings
from etl.bulk_cells import Cells, FigureColumn, NotPlain, TextColumn, texts_of
from etl.bulk_figures import BLANK, ODD
from etl.findings import Finding
from etl.reading import injection, period_words, personal, words
from etl.reading.build import MAX_NAMED_ROWS
from etl.reading.identity import SUSPECT
from etl.reading.model import DEFAULT, Column, Grid, Table

#: Rows from the beginning that are looked at beside the doubtful ones, because headings of columns show there.
SAMPLE = 200
_MOST_SUSPECTS = 20_000
#: Characters of a number that may be a person's.
_PERSONAL_LENGTH = 11
_TOTALS = frozenset("#＃其全（(tTgGsS")
_DAMAGED = re.compile(
    "[\x00\r\ufeff\u2028\u2029\x85\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]|锟斤拷|烫烫烫|屯屯屯|锘縉|ï»¿"
)


def structure(cells: Cells, table: Table) -> None:
    """Make sure that every row is a row to the office reader: no totals, notes, headings or repeated headers.

    Args:
        cells: The columns.
        table: Their headers.

    Raises:
        NotPlain: Some row may be something else.
    """
    for column in cells:
        texts = list(texts_of(column))
        if _DAMAGED.search("\n".join(texts)) or max(map(len, texts), default=0) > DEFAULT.max_cell:
            raise NotPlain("damaged")
    for column, head in zip(cells, table.columns, strict=True):
        if isinstance(column, FigureColumn):
            break
        if any(_may_be_total(text) and words.total_kind(text) for text in column.texts):
            raise NotPlain("totals")
        if words.squeeze(head.name) in column.texts:
            raise NotPlain("header repeated")
    if sum(not _has_blanks(column) for column in cells) < 3 or not _has_column_of_figures(cells):
        _look_at_rows(cells)


def _may_be_total(text: str) -> bool:
    return bool(text) and ("计" in text or text[0] in _TOTALS or (len(text) <= 6 and text[-1] in "区市县直属"))


def _has_blanks(column: TextColumn | FigureColumn) -> bool:
    return "" in column.texts if isinstance(column, TextColumn) else column.has_blanks


def _has_column_of_figures(cells: Cells) -> bool:
    """Whether some column makes every row one with a figure; the one with the fewest texts is asked first."""
    columns = sorted((x for x in cells if isinstance(x, TextColumn)), key=lambda column: len(column.texts))
    return any(all(map(_is_figure, column.texts)) for column in columns)


def _is_figure(text: str) -> bool:
    return (
        0 < len(text) <= 60
        and not words.is_missing(text)
        and ((text.isascii() and text.isdigit() and len(text) > 4) or words.is_number(text))
        and not period_words.is_period_head(text)
    )


def _look_at_rows(cells: Cells) -> None:
    """Every row must hold at least three cells and one figure."""
    count = np.zeros(len(cells[0]), np.int16)
    any_figure = np.zeros(len(cells[0]), bool)
    for column in cells:
        if isinstance(column, TextColumn):
            filled = np.array([bool(text) for text in column.texts])[column.codes]
            figure = np.array([_is_figure(text) for text in column.texts])[column.codes]
        else:
            filled = column.places != BLANK
            figure = filled & (column.places != ODD)
            for row, text in column.odd.items():
                figure[row] = _is_figure(text)
        count += filled
        any_figure |= figure
    if (count < 3).any() or not any_figure.all():
        raise NotPlain("rows")


def private(cells: Cells, table: Table, numbers: NDArray[np.int32], file: str) -> list[Finding]:
    """Personal data in any cell: a closer look at the rows with a long number, beside the first rows.

    Args:
        cells: The columns.
        table: Their headers, and the sheet.
        numbers: Number of each row as a person counts.
        file: File name for the findings.
    """
    suspects = [rows for column in cells for rows in _suspects(column)]
    if not any(len(rows) for rows in suspects):
        return []
    rows = np.unique(np.concatenate([np.arange(min(SAMPLE, len(numbers))), *suspects]))
    grid = Grid(table.sheet, table.sheet_no, [[column.name for column in table.columns]], [1], text_file=True)
    grid.rows += [list(cell) for cell in zip(*(column.at(rows) for column in cells), strict=True)]
    grid.numbers += numbers[rows].tolist()
    return personal.in_grids([grid], file=file)


def _suspects(column: TextColumn | FigureColumn) -> Iterator[NDArray[np.int64]]:
    if isinstance(column, TextColumn):
        found = [at for at, text in enumerate(column.texts) if _suspect(text)][:_MOST_SUSPECTS]
        if found:
            rows = column.rows_of(found)
            yield rows[np.unique(column.codes[rows], return_index=True)[1]]
        return
    yield column.at_least_as_long(_PERSONAL_LENGTH)[:_MOST_SUSPECTS]
    yield np.array([row for row, text in column.odd.items() if _suspect(text) or _long_number(text)], np.int64)


def _suspect(text: str) -> bool:
    return len(text) >= 8 and not (len(text) == 12 and text.isdecimal()) and bool(SUSPECT.search(text))


def _long_number(text: str) -> bool:
    return len(text) >= _PERSONAL_LENGTH and text.isascii() and text.replace(".", "").isdigit()


def bad_rows(
    cells: Cells, table: Table, numbers: NDArray[np.int32], file: str
) -> tuple[list[Finding], NDArray[np.int64]]:
    """Rows with a cell that is code rather than data; each is named once, by its first such cell.

    Args:
        cells: The columns.
        table: Their headers, and the sheet.
        numbers: Number of each row as a person counts.
        file: File name for the findings.
    """
    bad: dict[int, tuple[str, Column, str]] = {}
    for column, head in zip(cells, table.columns, strict=True):
        if injection.harmless("\n".join(texts_of(column))):
            continue
        for at, text in enumerate(column.texts) if isinstance(column, TextColumn) else column.odd.items():
            code = None if injection.harmless(text) else injection.kind_of(text)
            if code:
                rows = column.rows_of([at]).tolist() if isinstance(column, TextColumn) else [at]
                for row in rows:
                    bad.setdefault(row, (code, head, text))
    named: dict[str, int] = {}
    found: list[Finding] = []
    for row in sorted(bad):
        code, head, text = bad[row]
        named[code] = named.get(code, 0) + 1
        if named[code] <= MAX_NAMED_ROWS:
            words_of = {"row": int(numbers[row]), "column": head.name, "value": text[:80]}
            found.append(findings.make(code, file=file, sheet=table.sheet, **words_of))  # type: ignore[arg-type]
    for code, count in named.items():
        if count > MAX_NAMED_ROWS:
            kind = findings.kinds()[code]
            more = {"outcome": kind.outcome, "title": kind.title, "count": count - MAX_NAMED_ROWS}
            found.append(findings.make("MORE_ROWS", file=file, sheet=table.sheet, **more))  # type: ignore[arg-type]
    return found, np.array(sorted(bad), np.int64)
