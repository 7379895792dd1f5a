"""Kinds of files, from bytes to the home (uploads.md, Files)."""

# ruff: noqa: E501 - a case is one row of a table

import datetime
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
import xlwt
from intake_cases import Case, Sent, judge, send
from intake_world import INCOME_HEAD, PROGRESS_HEAD, VILLAGES, csv, income, progress
from making import book, custom, patch, sheet_xml
from test_files import REFUSED

from dashboard.periods import period_key

SEPTEMBER = period_key(2024, 9)
FORM = [list(INCOME_HEAD), *income()]
PLAIN = csv(INCOME_HEAD, income())


def typed(row: list[str]) -> list[object]:
    return [row[0], row[1], int(row[2]), int(row[3]), *(float(cell) for cell in row[4:12]), int(row[12]), row[13]]


def old_workbook() -> bytes:
    import io

    wb = xlwt.Workbook()
    ws = wb.add_sheet("收入")
    for r, row in enumerate([list(INCOME_HEAD), *map(typed, income())]):
        for c, value in enumerate(row):
            ws.write(r, c, value)
    stream = io.BytesIO()
    wb.save(stream)
    return stream.getvalue()


def fill(ws, rows) -> None:  # type: ignore[no-untyped-def]
    for number, row in enumerate(rows):
        ws.write_row(number, 0, row)


def hidden_sheet(wb) -> None:  # type: ignore[no-untyped-def]
    fill(wb.add_worksheet("收入"), FORM)
    other = wb.add_worksheet("旧稿")
    fill(other, [list(INCOME_HEAD), *income(2024, 8)])
    other.hide()


def hidden_rows(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    fill(ws, FORM)
    ws.set_row(5, None, None, {"hidden": True})


def dated_years(wb) -> None:  # type: ignore[no-untyped-def]
    """A year column that wears a date format: 2024 is shown as a day of 1905."""
    ws = wb.add_worksheet()
    fill(ws, FORM)
    day = wb.add_format({"num_format": "yyyy-mm-dd"})
    for number in range(1, 73):
        ws.write_number(number, 2, 2024, day)


def first_days(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    fill(ws, FORM)
    day = wb.add_format({"num_format": "yyyy-mm-dd"})
    for number in range(1, 73):
        ws.write_datetime(number, 2, datetime.datetime(2024, 1, 1), day)


def formulas(wb) -> None:  # type: ignore[no-untyped-def]
    ws = wb.add_worksheet()
    fill(ws, FORM)
    ws.write_formula("E6", "=1+1", None, "")
    ws.write_formula("E7", "=Z9/0", None, "#REF!")


def versions(*, other: int = 9) -> bytes:
    title = ["2024年9月村级集体经济收入表"]
    return book([title, *FORM], [title, list(INCOME_HEAD), *income(2024, other)], names=["收入", "收入 (2)"])


def numbers_as_codes() -> bytes:
    rows = [[int(row[0]), *typed(row)[1:]] for row in income()]
    return book([list(INCOME_HEAD), *rows])


def two_units() -> bytes:
    """One sheet in 万元, one in 元, for two months."""
    yuan = [title.replace("万元", "元") for title in INCOME_HEAD]
    return book(FORM, [yuan, *income(2024, 8, factor=10_000)], names=["九月", "八月"])


def renamed(data: bytes, name: str) -> Case:
    return Case(f"{name} that is something else", data, "F", ["FILE_NAME_MISMATCH"], name=name)


#: Refused by the reader whatever the form: tried here against a home.
BARRED = [Case(label, make, "F", [code], name=name) for label, name, make, code in REFUSED]
CASES = [
    *BARRED,
    renamed(PLAIN.encode(), "报表.xlsx"),
    renamed(book(FORM), "报表.csv"),
    Case("gzip of a form", gzip.compress(PLAIN.encode()), "F", ["FILE_NOT_TABLE"]),
    Case("real .xls", old_workbook, "A", kept=72, name="报表.xls"),
    Case("WPS .et", old_workbook, "A", kept=72, name="报表.et"),
    Case("xlsx without a suffix", lambda: book(FORM), "N", kept=72, name="报表"),
    Case("hidden data sheet", lambda: custom(hidden_sheet), "W", ["SHEET_HIDDEN"], kept=72, name="报表.xlsx", through=True),
    Case("two versions, alike", versions, "W", ["TWO_VERSIONS"], notes=["KEY_DUPLICATE_IDENTICAL"], kept=72, name="报表.xlsx"),
    Case("cover, then data", lambda: book([["2024年报表汇编"], [None], ["某某局"]], FORM, names=["封面", "数据"]), "N", kept=72, name="报表.xlsx"),
    Case("hidden rows", lambda: custom(hidden_rows), "N", notes=["ROWS_HIDDEN"], kept=72, name="报表.xlsx"),
    Case("year in a date format", lambda: custom(dated_years), "N", notes=["DATE_TYPED_YEAR"], kept=72, name="报表.xlsx"),
    Case("year as first of January", lambda: custom(first_days), "N", kept=72, name="报表.xlsx"),
    Case("1904 dates", lambda: custom(first_days, date_1904=True), "N", kept=72, name="报表.xlsx"),
    Case("numeric codes", numbers_as_codes, "A", kept=72, name="报表.xlsx"),
    Case("formula without result and #REF!", lambda: sheet_xml(custom(formulas), lambda part: part.replace(b"<v></v>", b"")), "R", ["FORMULA_NO_VALUE", "FORMULA_ERROR"], [6, 7], kept=70, name="报表.xlsx"),
    Case("external link", lambda: patch(book(FORM), {}, extra={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}), "W", ["EXTERNAL_LINK"], kept=72, name="报表.xlsx"),
    Case("two forms in one book", lambda: book(FORM, [list(PROGRESS_HEAD), *progress()], names=["收入", "进度"]), "F", ["MAP_MIXED_TEMPLATES"], name="报表.xlsx"),
    Case("a table of no form beside a form", lambda: book(FORM, [["客户", "订单", "金额"], ["甲", 1, 2.5], ["乙", 2, 3.5]], names=["收入", "订单"]), "W", ["MAP_TABLE_UNUSED"], kept=72, name="报表.xlsx"),
    Case("a sheet in 万元 and a sheet in 元", two_units, "N", notes=["MEASURE_CONVERTED"], kept=144, name="报表.xlsx"),
    Case("billion laughs in a form", lambda: sheet_xml(book(FORM), lambda part: part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet', 1)), "F", ["XML_DOCTYPE"], name="报表.xlsx"),
    Case("XXE over http in a form", lambda: sheet_xml(book(FORM), lambda part: part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1/a">]><worksheet', 1)), "F", ["XML_DOCTYPE"], name="报表.xlsx"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    return send(prepared_home, tmp_path_factory.mktemp("files"), CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize("label", [case.label for case in CASES if case.kept == 72])
def test_the_kind_of_file_changes_no_figure(label: str, sent: dict[str, Sent]) -> None:
    facts = {key: value for key, value in sent[label].facts.items() if key[0] == "econ_income_total"}
    assert facts == {("econ_income_total", row[0], SEPTEMBER): int(Decimal(row[5]) * 10**6) for row in income()}


def test_each_sheet_keeps_its_own_unit(sent: dict[str, Sent]) -> None:
    facts = sent["a sheet in 万元 and a sheet in 元"].facts
    for month in (8, 9):
        for row in income(2024, month):
            assert facts["econ_income_total", row[0], period_key(2024, month)] == int(Decimal(row[5]) * 10**6)


def test_conflicting_versions_keep_every_row_out(prepared_home: Path, tmp_path: Path) -> None:
    rows = income()
    other = [[*row[:4], "1", *row[5:]] if number < 3 else row for number, row in enumerate(rows)]
    title = ["2024年9月村级集体经济收入表"]
    data = book([title, *FORM], [title, list(INCOME_HEAD), *other], names=["收入", "收入 (2)"])
    case = Case("versions that differ", data, "R", ["TWO_VERSIONS", "KEY_DUPLICATE_CONFLICT"], [3, 4, 5], kept=69, name="报表.xlsx")  # fmt: skip
    sent = send(prepared_home, tmp_path, [case])[case.label]
    judge(case, sent)
    assert not {VILLAGES[number][0] for number in range(3)} & {unit for _, unit, _ in sent.facts}
