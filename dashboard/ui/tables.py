"""Tables for people: Chinese heads, numbers to the right, printable. And the same rows as CSV."""

import csv
import html
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.frames import records

#: More rows than this are not put on a page; the CSV has them all.
MAX_ROWS = 300
#: What a spreadsheet would read as the start of a formula, with the full-width forms.
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+(%|个百分点)?")
UNREPORTED = "未报"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        field: Name in the frame.
        title: Head in Chinese, with the unit where there is one.
        number: Set at the right, and exported without protection against formulas.
        short: Never broken into lines.
        small: Small print, broken wherever it has to be.
        wide: Whole sentences, which want some room.
    """

    field: str
    title: str
    number: bool = False
    short: bool = False
    small: bool = False
    wide: bool = False


#: A table: its rows and the columns in which they are shown.
Rows = tuple[pd.DataFrame, list[Column]]


def is_missing(value: object) -> bool:
    """Whether a cell is empty."""
    return value is None or value is pd.NA or (isinstance(value, float) and value != value) or value is pd.NaT


def text(value: object, *, thousands: bool = True) -> str:
    """A cell as text: missing is a dash, never 0; a float without binary tail and never as 1e10."""
    if is_missing(value) or (isinstance(value, str) and not value):
        return "—"
    if isinstance(value, float):
        return f"{value:{',' if thousands else ''}.6f}".rstrip("0").rstrip(".")
    return str(value)


def reported_only(rows: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Rows with the figures of units that did not report taken out: nothing counted there is not a count of 0.

    Args:
        rows: With `status` (已报, 未报, …).
        columns: Columns shown; those of numbers are emptied.
    """
    counts = [column.field for column in columns if column.number]
    kept = rows.astype(dict.fromkeys(counts, object))
    kept.loc[kept["status"] == UNREPORTED, counts] = None
    return kept


def show(frame: pd.DataFrame, columns: Sequence[Column], *, label: str) -> None:
    """Draw a table.

    Args:
        frame: The rows, in the order shown.
        columns: What to show.
        label: Text alternative, says what the table holds.
    """
    heads = "".join(f'<th scope="col"{_kind(column)}>{html.escape(column.title)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td{_kind(c)}>{html.escape(text(row[c.field]))}</td>" for c in columns) + "</tr>"
        for row in records(frame.head(MAX_ROWS))
    )
    st.html(
        f'<div class="table-wrap" role="region" aria-label="{html.escape(label)}" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    if len(frame) > MAX_ROWS:
        st.html(f'<p class="hint">只列前 {MAX_ROWS} 行，共 {len(frame):,} 行；全部内容见下载的表格。</p>')


def _kind(column: Column) -> str:
    kinds = {"n": column.number, "k": column.short, "s": column.small, "w": column.wide}
    return next((f' class="{name}"' for name, is_so in kinds.items() if is_so), "")


def safe_cell(value: object, number: bool = False) -> str:
    """A CSV cell that no spreadsheet runs as a formula.

    Args:
        value: Cell value; missing becomes empty.
        number: The column holds numbers; such cells are left alone while they look like one.
    """
    words = "" if is_missing(value) else text(value, thousands=False) if value != "" else ""
    if number and NUMBER.fullmatch(words.strip()):
        return words
    return f"'{words}" if words.strip(" \u3000\u00a0").startswith(FORMULA_START) else words


def to_csv(frame: pd.DataFrame, columns: Sequence[Column], notes: Sequence[str] = ()) -> bytes:
    """Rows as CSV with a byte order mark, so that Excel reads the Chinese.

    Args:
        frame: All rows.
        columns: Columns in order.
        notes: Lines below the table: date, source, definition.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(column.title) for column in columns])
    for row in records(frame):
        writer.writerow([safe_cell(row[column.field], column.number) for column in columns])
    for line in notes:
        writer.writerow([safe_cell(line)])
    return out.getvalue().encode("utf-8-sig")


def download(
    label: str, name: str, rows: Callable[[], pd.DataFrame], columns: Sequence[Column], *, key: str,
    notes: Sequence[str] = (),
) -> None:  # fmt: skip
    """A button that hands out rows as CSV; they are asked for only when somebody presses it.

    Args:
        label: Words on the button.
        name: File name without suffix.
        rows: Gives all rows.
        columns: Columns in order.
        key: Unique on the page.
        notes: Lines below the table.
    """
    st.download_button(
        label,
        data=lambda: to_csv(rows(), columns, notes),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
    )
