"""A sheet becomes a file, byte for byte the same on every run."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from etl.sample.habits import Habit
from etl.sample.sheets import Cell, Column, Sheet, number_text

#: Creation date inside every workbook: the day of the first report, never the clock.
CREATED = datetime(2023, 1, 5, 9, 0, 0)


def write(sheet: Sheet, path: Path, habit: Habit) -> None:
    """Write a sheet in the manner of an office.

    Args:
        sheet: What to write.
        path: Target; its folder must exist.
        habit: Format and manners.
    """
    if habit.serial:
        serial: list[Cell] = list(range(1, sheet.n_rows + 1))
        columns = [Column("序号", 0), *sheet.columns]
        sheet = Sheet(sheet.title, columns, [serial, *sheet.data], sheet.unit_line, sheet.notes)
    writer = {"csv": _write_csv, "xlsx": _write_xlsx, "xls": _write_xls}[habit.suffix]
    writer(sheet, path, habit)


def _header(column: Column, habit: Habit) -> str:
    title = column.title
    if column.unit and habit.units and column.unit not in title:
        title += f"（{column.unit}）"
    if habit.broken and "（" in title:
        title = title.replace("（", "\n（", 1)
    return title


def _top_lines(sheet: Sheet, habit: Habit) -> list[str]:
    if not habit.titled:
        return []
    return [sheet.title, *([f"单位：{sheet.unit_line}"] if sheet.unit_line else [])]


def _text(value: Cell, column: Column, thousands: bool) -> str:
    if value is None:
        return ""
    decimals = column.decimals
    if decimals is None or isinstance(value, str):
        return str(value)
    text = number_text(value, decimals)
    if column.trim and decimals:
        return text.rstrip("0").rstrip(".")
    if thousands and decimals == 2 and abs(value) >= 100_000:
        whole, _, rest = text.partition(".")
        return f"{int(whole):,}.{rest}"
    return text


def _texts(values: Sequence[Cell], column: Column, thousands: bool) -> list[str]:
    if column.decimals:
        return [_text(value, column, thousands) for value in values]
    return ["" if value is None else str(value) for value in values]


def _write_csv(sheet: Sheet, path: Path, habit: Habit) -> None:
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator=habit.newline)
    for line in _top_lines(sheet, habit):
        lines.writerow([line])
    lines.writerow([_header(column, habit) for column in sheet.columns])
    texts = [_texts(values, column, habit.thousands) for column, values in zip(sheet.columns, sheet.data, strict=True)]
    lines.writerows(zip(*texts, strict=True))
    if habit.total and any(column.total for column in sheet.columns):
        cells = zip(sheet.columns, sheet.totals(), strict=True)
        lines.writerow([_text(value, column, habit.thousands) for column, value in cells])
    if habit.titled:
        for note in sheet.notes:
            lines.writerow([note])
    text = out.getvalue()
    if not habit.final_newline:
        text = text.removesuffix(habit.newline)
    path.write_bytes(text.encode(habit.encoding))


def _number(value: int, decimals: int) -> float | int:
    return value / 10**decimals if decimals else value


def _spans(sheet: Sheet, habit: Habit) -> list[tuple[int, int, str]]:
    """Upper header cells as (first column, last column, text); empty when the form has one header row."""
    if not habit.merged or not any(column.group for column in sheet.columns):
        return []
    spans: list[tuple[int, int, str]] = []
    for position, column in enumerate(sheet.columns):
        if column.group and spans and spans[-1][2] == column.group and spans[-1][1] == position - 1:
            spans[-1] = (spans[-1][0], position, column.group)
        else:
            spans.append((position, position, column.group))
    return spans


def _xlsx_head(page: Any, sheet: Sheet, habit: Habit, bold: Any) -> int:
    """Write title, unit line and header; returns the first row of the body."""
    last = len(sheet.columns) - 1
    row = 0
    for position, line in enumerate(_top_lines(sheet, habit)):
        if position == 0:
            page.merge_range(row, 0, row, last, line, bold)
        else:
            page.write_string(row, last, line)
        row += 1
    spans = _spans(sheet, habit)
    for first, end, text in spans:
        if not text:
            page.merge_range(row, first, row + 1, first, _header(sheet.columns[first], habit), bold)
        elif first == end:
            page.write_string(row, first, text, bold)
        else:
            page.merge_range(row, first, row, end, text, bold)
    row += bool(spans)
    for position, column in enumerate(sheet.columns):
        if not spans or column.group:
            page.write_string(row, position, _header(column, habit), bold)
    return row + 1


def _write_xlsx(sheet: Sheet, path: Path, habit: Habit) -> None:
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": CREATED, "title": sheet.title, "comments": "演示数据"})
    page = book.add_worksheet("演示数据")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
    formats = {n: book.add_format({"num_format": "0" if not n else "0." + "0" * n}) for n in (0, 1, 2)}
    row = _xlsx_head(page, sheet, habit, bold)
    for position, (column, values) in enumerate(zip(sheet.columns, sheet.data, strict=True)):
        decimals = column.decimals
        for step, value in enumerate(values):
            if value is None:
                continue
            if decimals is None or isinstance(value, str):
                page.write_string(row + step, position, str(value))
            else:
                shape = None if column.trim else formats[decimals]
                page.write_number(row + step, position, _number(value, decimals), shape)
    row += sheet.n_rows
    if habit.total and any(column.total for column in sheet.columns):
        for position, (column, value) in enumerate(zip(sheet.columns, sheet.totals(), strict=True)):
            if isinstance(value, str):
                page.write_string(row, position, value, bold)
            elif value is not None:
                page.write_number(row, position, _number(value, column.decimals or 0), formats[column.decimals or 0])
        row += 1
    if habit.titled:
        for note in sheet.notes:
            page.write_string(row, 0, note)
            row += 1
    book.close()


def _write_xls(sheet: Sheet, path: Path, habit: Habit) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("演示数据")
    bold = xlwt.easyxf("font: bold on; align: horiz center, vert center, wrap on")
    general = xlwt.easyxf("")
    formats = {n: xlwt.easyxf(num_format_str="0" if not n else "0." + "0" * n) for n in (0, 1, 2)}
    last = len(sheet.columns) - 1
    row = 0
    for position, line in enumerate(_top_lines(sheet, habit)):
        if position == 0:
            page.write_merge(row, row, 0, last, line, bold)
        else:
            page.write(row, 0, line)
        row += 1
    spans = _spans(sheet, habit)
    for first, end, text in spans:
        bottom = row if text else row + 1
        page.write_merge(row, bottom, first, end, text or _header(sheet.columns[first], habit), bold)
    row += bool(spans)
    for position, column in enumerate(sheet.columns):
        if not spans or column.group:
            page.write(row, position, _header(column, habit), bold)
    row += 1
    body = [*zip(*sheet.data, strict=True)]
    if habit.total and any(column.total for column in sheet.columns):
        body.append(tuple(sheet.totals()))
    for values in body:
        for position, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            if value is None:
                continue
            if column.decimals is None or isinstance(value, str):
                page.write(row, position, str(value))
            else:
                shape = general if column.trim else formats[column.decimals]
                page.write(row, position, _number(value, column.decimals), shape)
        row += 1
    if habit.titled:
        for note in sheet.notes:
            page.write(row, 0, note)
            row += 1
    book.save(str(path))
