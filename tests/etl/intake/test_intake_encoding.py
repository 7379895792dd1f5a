"""Controls that must load, and every encoding, from bytes to stored figures (uploads.md, Controls and Encoding)."""

# ruff: noqa: E501 - a case is one row of a table

from decimal import Decimal
from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import INCOME_HEAD, VILLAGES, changed, cover, csv, income
from making import book, custom

from dashboard.periods import period_key

SEPTEMBER = period_key(2024, 9)
BODY = csv(INCOME_HEAD, income())
LINES = BODY.splitlines()
NAME = VILLAGES[4][1]
FIRST = NAME[0]
TRADITIONAL = csv(
    ("單位編碼", "單位名稱", "年度", "截至月份", "年度收入目標", "收入合計"),
    [(row[0], "東街鄉鎮與莊園", "2024", "9", "5", "6") for row in income()],
)


def in_line(row: int, new: bytes, encoding: str = "utf-8") -> bytes:
    """The form with the village name in sheet row `row` replaced by raw bytes."""
    parts = [line.encode(encoding) for line in LINES]
    parts[row - 1] = parts[row - 1].replace(VILLAGES[row - 2][1].encode(encoding), new)
    return b"\n".join(parts) + b"\n"


def cut(encoding: str) -> bytes:
    """The form cut in the middle of the last village's name."""
    data = BODY.encode(encoding)
    return data[: data.rindex(VILLAGES[-1][1].encode(encoding)) + len("山".encode(encoding)) - 1]


def reordered() -> str:
    order = [13, 12, 5, 6, 7, 8, 9, 10, 11, 4, 3, 2, 1, 0]
    return csv([INCOME_HEAD[n] for n in order], [[row[n] for n in order] for row in income()])


def brackets() -> str:
    """Headers with half-width brackets and a line break."""
    head = [title.replace("（", "(").replace("）", ")") for title in INCOME_HEAD]
    head[4] = '"年度收入目标\n(万元)"'
    return csv(head, income())


def typed_book() -> bytes:
    return book([list(INCOME_HEAD), *(typed(row) for row in income())])


def typed(row: list[str]) -> list[object]:
    """A row with figures as numbers, as Excel holds them; the village's code too."""
    return [int(row[0]), row[1], int(row[2]), int(row[3]), *(float(cell) for cell in row[4:12]), int(row[12]), row[13]]


def with_formulas(wb) -> None:  # type: ignore[no-untyped-def]
    sheet = wb.add_worksheet("收入")
    sheet.write_row(0, 0, INCOME_HEAD)
    for number, row in enumerate(income(), start=1):
        sheet.write_row(number, 0, typed(row))
        sheet.write_formula(number, 5, f"=SUM(G{number + 1}:L{number + 1})", None, float(row[5]))
    wb.add_worksheet("Sheet2")
    wb.add_worksheet("Sheet3")


CREDIT = csv(("统一社会信用代码", *INCOME_HEAD), [("91350100M000100Y43", *row) for row in income()])
CASES = [
    Case("UTF-8", BODY, "A", kept=72),
    Case("UTF-8 with BOM", BODY.encode("utf-8-sig"), "A", kept=72),
    Case("GBK", BODY.encode("gbk"), "A", kept=72),
    Case("GBK with CRLF", BODY.replace("\n", "\r\n").encode("gbk"), "A", kept=72),
    Case("no final newline", BODY.rstrip("\n"), "A", kept=72),
    Case(".CSV", BODY, "A", kept=72, name="报表.CSV"),
    Case("xlsx", typed_book, "A", kept=72, name="报表.xlsx"),
    Case("xlsx with figures as text", lambda: book([list(INCOME_HEAD), *income()]), "A", kept=72, name="报表.xlsx"),
    Case("xlsx with computed cells and empty sheets", lambda: custom(with_formulas), "A", kept=72, name="报表.xlsx"),
    Case("columns in another order", reordered(), "A", kept=72),
    Case("half-width brackets and a line break in the header", brackets(), "A", kept=72),
    Case("nought of debt", csv(INCOME_HEAD, changed(income(), {(4, 11): "0", (4, 9): "0.00"})), "A", kept=72),
    Case("two of two", cover(("台江区", "楼栋党小组", 2, "", "", 2, 2)), "A", kept=1),
    Case("city before the district's name", cover(("福州市台江区", "楼栋党小组", 9, "", "", 2, 2)), "A", kept=1),
    Case("credit code column", CREDIT, "N", notes=["MAP_IDENTIFYING_COLUMNS"], kept=72),
    Case("long decimals", csv(INCOME_HEAD, changed(income(), {(4, 4): "44.000000000000004"})), "N", notes=["VALUE_ROUNDED"], kept=72),
    Case("truncated GBK", cut("gbk"), "F", ["ENCODING_TRUNCATED"]),
    Case("truncated UTF-8", cut("utf-8"), "F", ["ENCODING_TRUNCATED"]),
    Case("UTF-16 LE with BOM", b"\xff\xfe" + BODY.encode("utf-16-le"), "N", notes=["ENCODING_UTF16"], kept=72),
    Case("UTF-16 BE with BOM", b"\xfe\xff" + BODY.encode("utf-16-be"), "N", notes=["ENCODING_UTF16"], kept=72),
    Case("UTF-16 LE without BOM", BODY.encode("utf-16-le"), "F", ["ENCODING_UTF16_NO_BOM"]),
    Case("UTF-16 BE without BOM", BODY.encode("utf-16-be"), "F", ["ENCODING_UTF16_NO_BOM"]),
    Case("Unicode text with tabs", b"\xff\xfe" + BODY.replace(",", "\t").encode("utf-16-le"), "N", notes=["ENCODING_UTF16", "SEPARATOR"], kept=72, name="报表.txt"),
    Case("Big5", TRADITIONAL.encode("big5"), "F", ["ENCODING_BIG5"]),
    Case("one GBK line in UTF-8", BODY.encode().replace(LINES[5].encode(), LINES[5].encode("gbk")), "R", ["ENCODING_MIXED_LINE"], [6], kept=71, through=True),
    Case("BOM in the middle", in_line(6, ("\ufeff" + NAME).encode()), "N", notes=["ENCODING_INNER_BOM"], kept=72),
    Case("NUL in a cell", in_line(6, NAME.encode()[:-3] + b"\0"), "R", ["ENCODING_NUL"], [6], kept=71),
    Case("nothing but NUL", b"\0" * 4000, "F", ["ENCODING_ALL_NUL"]),
    Case("锟斤拷", in_line(6, "锟斤拷".encode()), "R", ["ENCODING_WRECKED"], [6], kept=71),
    Case("double-encoded", BODY.encode().decode("latin-1").encode(), "F", ["ENCODING_DOUBLE"]),
    Case("double-encoded as GBK", BODY.encode().decode("gb18030", errors="replace").encode(), "F", ["ENCODING_DOUBLE"]),
    Case("U+FFFD", in_line(6, (FIRST + "\ufffd村").encode()), "R", ["ENCODING_WRECKED"], [6], kept=71),
    Case("GB18030 four-byte character", BODY.encode("gb18030") + "注：𠮷田村数字待核\n".encode("gb18030"), "W", ["ENCODING_FOUR_BYTE"], kept=72),
    Case("private-use character", in_line(6, (FIRST + "\ue123村").encode()), "R", ["ENCODING_PRIVATE_USE"], [6], kept=71),
    Case("U+2028", in_line(6, (NAME + "\u2028").encode()), "N", notes=["ENCODING_LINE_SEPARATOR"], kept=72),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    return send(prepared_home, tmp_path_factory.mktemp("encoding"), CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize("label", [case.label for case in CASES if case.kept and case.kept > 70])
def test_every_row_that_loads_has_its_figure(label: str, sent: dict[str, Sent]) -> None:
    facts = {unit: value for (code, unit, _), value in sent[label].facts.items() if code == "econ_income_total"}
    expected = {row[0]: int(Decimal(row[5]) * 10**6) for row in income()}
    out = {VILLAGES[row - 2][0] for case in CASES if case.label == label for row in case.out}
    assert facts == {code: value for code, value in expected.items() if code not in out}
