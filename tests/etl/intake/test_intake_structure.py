"""Tables as people leave them: ragged, quoted, titled, totalled, doubled (uploads.md, Structure)."""

# ruff: noqa: E501 - a case is one row of a table

from decimal import Decimal
from pathlib import Path

import pytest
from intake_cases import Case, Sent, judge, send
from intake_world import (
    COVER_HEAD,
    DISTRICTS,
    INCOME_HEAD,
    PROGRESS_HEAD,
    VILLAGES,
    cover,
    csv,
    income,
    progress,
)  # fmt: skip
from making import book

from dashboard.periods import period_key

SEPTEMBER = period_key(2024, 9)
BODY = csv(INCOME_HEAD, income())
LINES = BODY.splitlines()
PLAIN_HEAD = tuple(title.replace("（万元）", "") for title in INCOME_HEAD)
#: Column sums of the form, for its total row.
SUMS = [f"{sum(Decimal(row[column]) for row in income()):f}" for column in range(4, 12)]
TOTAL = ["", "合计", "", "", *SUMS, "", ""]


def line(row: int, text: str) -> str:
    """The form with line `row` (from 1) replaced."""
    return "\n".join([*LINES[: row - 1], text, *LINES[row:]]) + "\n"


def columns(head: tuple[str, ...], *, drop: str = "", add: dict[str, str] | None = None) -> str:
    """The form with a column dropped, or others added that hold one text in every row."""
    keep = [number for number, title in enumerate(head) if not drop or not title.startswith(drop)]
    extra = add or {}
    rows = [[row[number] for number in keep] + list(extra.values()) for row in income()]
    return csv([head[number] for number in keep] + list(extra), rows)


def doubled(title: str, text: str | None = None) -> str:
    """The form with the income total a second time, the same or another one, under some header."""
    return csv((*INCOME_HEAD, title), [(*row, row[5] if text is None else text) for row in income()])


def in_yuan(*above: str) -> str:
    return "\n".join(above) + "\n" + csv(PLAIN_HEAD, income(factor=10_000))


def two_row_header() -> bytes:
    upper = [
        "单位编码",
        "单位名称",
        "年度",
        "截至月份",
        "年度收入目标（万元）",
        "收入（万元）",
        "",
        "",
        "",
        "",
        "",
        "",
        "村企数",
        "数据性质",
    ]
    lower = [
        "",
        "",
        "",
        "",
        "",
        "收入合计",
        "经营收入",
        "发包及上交收入",
        "投资收益",
        "其他经营收入",
        "补助收入",
        "其他收入",
        "",
        "",
    ]
    merges = [(0, 5, 0, 11), *((0, column, 1, column) for column in (0, 1, 2, 3, 4, 12, 13))]
    return book([upper, lower, *income()], merges=merges)


def merged_district() -> bytes:
    """Two indicators a district, the district's code and name written once over both rows."""
    rows: list[list[str]] = []
    for row in progress():
        rows += [row, ["", "", *row[2:4], "dues_back_member_cnt", "补交党费党员数", "名", "1", "3", "", row[10]]]
    merges = [(1 + 2 * n, column, 2 + 2 * n, column) for n in range(len(DISTRICTS)) for column in (0, 1)]
    return book([list(PROGRESS_HEAD), *rows], merges=merges)


def blank_district() -> str:
    rows = cover(("台江区", "楼栋党小组", 20, "", "", 10, 15), ("", "网格党支部", 20, "", "", 10, 15))
    return rows


CITY = ("福州市鼓楼区", "楼栋党小组", 20, "", "", 10, 15), ("台江区", "楼栋党小组", 30, "", "", 12, 18), ("长乐区", "楼栋党小组", 7, "", "", 3, 5)  # fmt: skip


def city_with_code() -> str:
    """The city among its districts, every row with its code: the register says what it is."""
    coded = [("350100", "福州市", "楼栋党小组", 57, "", "", 25, 38)]
    coded += [(code, *row) for code, row in zip(("350102", "350103", "350112"), CITY, strict=True)]
    return csv(("单位编码", *COVER_HEAD), [(*row[:2], "2024-09-30", *row[2:]) for row in coded])


def undated(*above: str) -> str:
    """The form without its columns of year and month, below some lines."""
    rows = [[*row[:2], *row[4:]] for row in (INCOME_HEAD, *income())]
    return "\n".join(above) + "\n" + csv(rows[0], rows[1:])


def counted(unit: str) -> str:
    """The coverage form with a column of persons, below a line that states one unit."""
    rows = [(*row[:1], "2024-09-30", *row[1:], 3) for row in CITY]
    return f"单位：{unit}\n" + csv((*COVER_HEAD, "派驻党建指导员数"), rows)


CASES = [
    Case("one unit above columns of units and persons", counted("个"), "N", kept=3),
    Case("a unit above that fits no column", counted("户"), "W", ["MEASURE_OTHER_CLASSIFIER"], kept=3),
    Case("title of another month", "2024年8月村级集体经济收入情况\n" + BODY, "W", ["TITLE_OTHER_PERIOD"], kept=72),
    Case("title of another year", "2023年村级集体经济收入情况\n" + BODY, "W", ["TITLE_OTHER_PERIOD"], kept=72),
    Case("title of the same months", "2024年1—9月村级集体经济收入情况\n" + BODY, "N", kept=72),
    Case("title of the same year", "2024年村级集体经济收入情况\n" + BODY, "N", kept=72),
    Case("date of filling in above", "村级集体经济收入情况\n填报日期：2024年10月8日\n" + BODY, "N", kept=72),
    Case("period in title and subtitle", undated("2024年村级集体经济收入情况", "（2024年9月）"), "N", kept=72),
    Case("two periods above, none in the rows", undated("2024年9月村级集体经济收入情况", "2023年12月"), "F", ["MAP_SEVERAL_PERIODS"]),
    Case("only the date of filling in", undated("村级集体经济收入情况", "填报日期：2024年10月8日"), "F", ["MAP_MISSING_COLUMN"]),
    Case("0 bytes", b"", "F", ["FILE_EMPTY"]),
    Case("only a mark", b"\xef\xbb\xbf", "F", ["FILE_BLANK"]),
    Case("only blanks", " \n , \n\n", "F", ["FILE_BLANK"]),
    Case("only a header", csv(INCOME_HEAD, []), "F", ["TABLE_WITHOUT_ROWS"]),
    Case("no header", "\n".join(LINES[1:]) + "\n", "F", ["NO_HEADER"]),
    Case("missing column", columns(INCOME_HEAD, drop="收入合计"), "F", ["MAP_MISSING_COLUMN"]),
    Case("missing units", csv(INCOME_HEAD[2:], [row[2:] for row in income()]), "F", ["MAP_MISSING_COLUMN"]),
    Case("missing month", columns(INCOME_HEAD, drop="截至月份"), "F", ["MAP_MISSING_COLUMN"]),
    Case("doubled header, same", doubled("收入合计（万元）"), "F", ["HEADER_DUPLICATE", "MAP_DUPLICATE_HEADER"]),
    Case("doubled header, conflicting", doubled("收入合计（万元）", "7"), "F", ["HEADER_DUPLICATE", "MAP_DUPLICATE_HEADER"]),
    Case("doubled header, alias", doubled("总收入（万元）"), "F", ["MAP_DUPLICATE_HEADER"]),
    Case("extra column", columns(INCOME_HEAD, add={"村书记评价": "好"}), "W", ["MAP_EXTRA_COLUMNS"], kept=72),
    Case("serial number column", csv(("序号", *INCOME_HEAD), [(n, *row) for n, row in enumerate(income(), 1)]), "A", kept=72),
    Case("short row", line(6, ",".join(income()[4][:9])), "R", ["ROW_TOO_SHORT"], [6], kept=71),
    Case("long row", line(6, LINES[5] + ",1"), "R", ["ROW_TOO_LONG"], [6], kept=71),
    Case("unquoted thousands", line(6, LINES[5].replace(",44,", ",1,234.50,", 1)), "R", ["ROW_TOO_LONG"], [6], kept=71),
    Case("trailing commas", "\n".join(text + ",," for text in LINES) + "\n", "N", kept=72),
    Case("unclosed quote", line(6, LINES[5].replace(VILLAGES[4][1], '"' + VILLAGES[4][1])), "F", ["QUOTE_UNCLOSED"]),
    Case("stray quote", line(6, LINES[5].replace(VILLAGES[4][1], VILLAGES[4][1][:2] + '"' + VILLAGES[4][1][2:])), "R", ["QUOTE_STRAY"], [6], kept=71),
    Case("Chinese quotes", "\n".join(",".join(f"“{cell}”" for cell in text.split(",")) for text in LINES) + "\n", "N", notes=["CURLY_QUOTES"], kept=72),
    *(Case(f"separator {mark!r}", BODY.replace(",", mark), "N", notes=["SEPARATOR"], kept=72) for mark in ";\t|，"),
    Case("sep line", "sep=,\n" + BODY, "N", notes=["SEP_LINE"], kept=72),
    Case("title and unit lines", "村级集体经济收入表\n单位：万元\n" + csv(PLAIN_HEAD, income()), "N", notes=["PREFACE_TAKEN"], kept=72),
    Case("unit 元 only in the title", in_yuan("村级集体经济收入表（单位：元）"), "N", notes=["MEASURE_CONVERTED"], kept=72),
    Case("unit 元 on its own line", in_yuan("村级集体经济收入表", "单位：元"), "N", notes=["MEASURE_CONVERTED"], kept=72),
    Case("period only in the title", "2024年9月村级集体经济收入表\n单位：万元\n" + csv(PLAIN_HEAD[:2] + PLAIN_HEAD[4:], [row[:2] + row[4:] for row in income()]), "N", kept=72),
    Case("two-row header with merged cells", two_row_header, "N", notes=["HEADER_ROWS_JOINED"], kept=72, name="报表.xlsx"),
    Case("merged district", merged_district, "N", notes=["MERGED_FILLED"], kept=8, name="报表.xlsx"),
    Case("district left blank", blank_district(), "R", ["UNIT_BLANK"], [3], kept=1),
    *(Case(f"{word} row", csv(INCOME_HEAD, [*income(), ["", word, *TOTAL[2:]]]), "N", notes=["TOTALS_APART"], kept=72) for word in ("合计", "小计", "总　计", "合 计")),
    Case("total first", csv(INCOME_HEAD, [TOTAL, *income()]), "N", notes=["TOTALS_APART"], kept=72),
    Case("total that does not add up", csv(INCOME_HEAD, [*income(), [*TOTAL[:5], "1", *TOTAL[6:]]]), "W", ["TOTAL_MISMATCH"], notes=["TOTALS_APART"], kept=72),
    Case("city row that adds up", cover(("福州市", "楼栋党小组", 57, "", "", 25, 38), *CITY), "N", notes=["TOTALS_APART"], kept=3),
    Case("city row at the end", cover(*CITY, ("福州市", "楼栋党小组", 57, "", "", 25, 38)), "N", notes=["TOTALS_APART"], kept=3),
    Case("city row with its code", city_with_code(), "N", notes=["TOTAL_OF_UPPER_UNIT"], kept=3),
    Case("city row that does not add up", cover(("福州市", "楼栋党小组", 58, "", "", 25, 38), *CITY), "R", ["UNIT_WRONG_LEVEL"], [2], kept=3),
    Case("footnotes", BODY + "注：本表为快报数\n数据来源：农业农村局\n", "N", notes=["NOTES_APART"], kept=72),
    Case("blank rows", "\n\n" + "\n\n".join(LINES) + "\n\n\n", "A", kept=72),
    Case("repeated header", "\n".join([*LINES[:30], LINES[0], *LINES[30:]]) + "\n", "N", notes=["HEADER_REPEATED"], kept=72),
    Case("two files concatenated", csv(INCOME_HEAD, income(2024, 8)) + BODY, "N", notes=["HEADER_REPEATED"], kept=144),
    Case("cell of a million characters", lambda: line(6, LINES[5].replace(VILLAGES[4][1], "村" * 1_000_000)), "R", ["CELL_TOO_LONG"], [6], kept=71),
    Case("a million columns", lambda: "," * 1_000_000 + "a\n" + BODY, "F", ["TOO_MANY_COLUMNS"]),
    Case("400,001 quotes", lambda: LINES[0] + "\n" + '"' * 400_001 + "\n", "F", ["QUOTE_UNCLOSED"]),
    Case("100,000 blank lines", lambda: LINES[0] + "\n" * 100_000 + "\n".join(LINES[1:]) + "\n", "A", kept=72),
]  # fmt: skip


@pytest.fixture(scope="module")
def sent(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    return send(prepared_home, tmp_path_factory.mktemp("structure"), CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_file(case: Case, sent: dict[str, Sent]) -> None:
    judge(case, sent[case.label])


@pytest.mark.parametrize("label", [case.label for case in CASES if case.kept == 72])
def test_the_surroundings_change_no_figure(label: str, sent: dict[str, Sent]) -> None:
    facts = {key: value for key, value in sent[label].facts.items() if key[0] == "econ_income_total"}
    expected = {("econ_income_total", row[0], SEPTEMBER): int(Decimal(row[5]) * 10**6) for row in income()}
    assert facts == expected


def test_concatenated_months_stay_two_months(sent: dict[str, Sent]) -> None:
    facts = sent["two files concatenated"].facts
    for month in (8, 9):
        for row in income(2024, month):
            key = ("econ_income_total", row[0], period_key(2024, month))
            assert facts[key] == int(Decimal(row[5]) * 10**6)


def test_merged_districts_are_filled_downwards(sent: dict[str, Sent]) -> None:
    facts = sent["merged district"].facts
    assert {unit: value for (code, unit, _), value in facts.items() if code == "dues_back_member_cnt"} == {
        code: 3 for code, _, _ in DISTRICTS
    }
