"""Small definition tables (CSV, UTF-8) read with named rows, so that an error can say where it is."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from dashboard.catalogue.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a definition table.

    Attributes:
        path: The file.
        number: Row number in the file, the header being row 1.
        values: Column name → text, outer blanks removed.
    """

    path: Path
    number: int
    values: dict[str, str]

    def error(self, column: str, problem: str) -> CatalogueError:
        """Build the error that names this row and column."""
        return CatalogueError(self.path, f"第{self.number}行“{column}”", problem)

    def text(self, column: str, *, required: bool = False) -> str:
        """Return a cell's text.

        Raises:
            CatalogueError: Required and empty.
        """
        value = self.values[column]
        if required and not value:
            raise self.error(column, "不能为空")
        return value

    def one_of(self, column: str, allowed: Iterable[str], *, required: bool = True) -> str:
        """Return a cell that must hold one of the allowed words (or nothing, when not required).

        Raises:
            CatalogueError: Another word.
        """
        value = self.values[column]
        choices = tuple(allowed)
        if value in choices or (not value and not required):
            return value
        raise self.error(column, f"“{value}”不在可用值之内：{'、'.join(choices)}")

    def integer(self, column: str, *, default: int | None = None) -> int | None:
        """Return a whole number, or the default where the cell is empty.

        Raises:
            CatalogueError: Not a whole number.
        """
        value = self.values[column]
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise self.error(column, f"“{value}”须为整数") from None

    def decimal(self, column: str) -> Decimal | None:
        """Return a number, or None where the cell is empty.

        Raises:
            CatalogueError: Not a finite number.
        """
        value = self.values[column]
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self.error(column, f"“{value}”须为数字") from None
        if not number.is_finite():
            raise self.error(column, f"“{value}”须为有限的数字")
        return number


def read_table(path: Path, columns: Iterable[str]) -> Iterator[Row]:
    """Read a definition table.

    Args:
        path: CSV file in UTF-8 with one header row.
        columns: The columns it must have; further columns are an error, because a misspelt column would
            otherwise be ignored in silence.

    Raises:
        CatalogueError: Missing file, wrong encoding, wrong columns or a row of another length.
    """
    wanted = list(columns)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(path, "", "缺少这个定义文件") from None
    except UnicodeDecodeError:
        raise CatalogueError(path, "", "须为UTF-8编码") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in wanted if name not in header]
        extra = [name for name in header if name not in wanted]
        if missing or extra:
            raise CatalogueError(path, "第1行", f"列名不符：缺{missing}，多{extra}；应为{wanted}")
        for cells in reader:
            if len(cells) != len(header):
                raise CatalogueError(path, f"第{reader.line_num}行", f"有{len(cells)}格，应有{len(header)}格")
            yield Row(path, reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
    except csv.Error as problem:
        raise CatalogueError(path, f"第{reader.line_num}行", f"CSV格式错误：{problem}") from None
