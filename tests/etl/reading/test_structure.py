"""Structure of text files: ragged rows, quotes, separators, totals, notes (uploads.md, Structure)."""
# ruff: noqa: E501 - one case a line reads better than a wrapped one

import pytest
from making import CLEAN, book, codes, questions, read, text

from etl.reading.model import Limits

HEAD = "行政区划代码,县市区,年度,收入\n"
BODY = [["350102", "鼓楼区", "2024", "10"], ["350103", "台江区", "2024", "20"], ["350104", "仓山区", "2024", "30"]]
LINES = "".join(",".join(row) + "\n" for row in BODY)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEAD + LINES, set()),
        (HEAD + LINES.rstrip("\n"), set()),
        ((HEAD + LINES).replace(",", ";"), {"SEPARATOR"}),
        ((HEAD + LINES).replace(",", "\t"), {"SEPARATOR"}),
        ((HEAD + LINES).replace(",", "|"), {"SEPARATOR"}),
        ((HEAD + LINES).replace(",", "，"), {"SEPARATOR"}),
        ("sep=,\n" + HEAD + LINES, {"SEP_LINE"}),
        ("sep=;\n" + (HEAD + LINES).replace(",", ";"), {"SEP_LINE", "SEPARATOR"}),
        ((HEAD + LINES).replace("\n", ",,\n"), {"TRAILING_SEPARATORS"}),
        (HEAD + LINES.replace("\n", ",\n"), {"TRAILING_SEPARATORS"}),
        (HEAD + LINES.replace("鼓楼区", '"鼓楼区"'), set()),
        (HEAD + LINES.replace("鼓楼区", ' "鼓楼区"'), set()),
        (HEAD.replace("收入", '"收\n入"') + LINES, set()),
        ("".join(",".join(f"“{c}”" for c in line.split(",")) + "\n" for line in (HEAD + LINES).strip().split("\n")), {"CURLY_QUOTES"}),
        (HEAD + LINES[: LINES.index("350103")] + HEAD + LINES[LINES.index("350103") :], {"HEADER_REPEATED"}),
        (HEAD + LINES + "\n\n" , set()),
        ("\n\n" + HEAD + LINES, set()),
        (HEAD + "\n" * 1000 + LINES, set()),
        (HEAD + ",,,\n" + LINES + ",,,\n", set()),
        (HEAD + LINES + "合计,,,60\n", {"TOTALS_APART"}),
        (HEAD + "合 计,,,60\n" + LINES, {"TOTALS_APART"}),
        (HEAD + LINES + ",总　计,2024,60\n", {"TOTALS_APART"}),
        (HEAD + LINES + "注：本表为快报数\n数据来源：农业农村局\n", {"NOTES_APART"}),
        (HEAD + LINES + "填表人：,,审核人：,\n", {"NOTES_APART"}),
        (HEAD + LINES + "单位负责人：,审核人签字：,填表人（签字）：,填报日期：2024年10月9日\n", {"NOTES_APART"}),
        (HEAD + LINES + "单位（盖章）：,,,\n填报单位：区委组织部,,报送日期：,2024-10-09\n", {"NOTES_APART"}),
        (HEAD + LINES + "填表人：组织科,,审核人：安监局,\n", {"NOTES_APART"}),
        ("集体经济收入情况表\n单位：万元\n" + HEAD + LINES, {"PREFACE_TAKEN"}),
        ("集体经济收入情况表,,,\n,,,单位：万元\n" + HEAD + LINES, {"PREFACE_TAKEN"}),
    ],
)  # fmt: skip
def test_body_is_the_same_whatever_surrounds_it(content: str, expected: set[str]) -> None:
    result = text(content)
    assert not result.refused, result.findings
    assert codes(result) == expected, result.findings
    assert len(result.tables) == 1
    table = result.tables[0]
    assert table.rows == BODY
    assert [column.name for column in table.columns] == ["行政区划代码", "县市区", "年度", "收入"]
    lines = content.replace("\r\n", "\n").split("\n")
    if '"收\n入"' not in content:
        for number, row in zip(table.row_numbers, table.rows, strict=True):
            assert row[0] in lines[number - 1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LINES, "NO_HEADER"),
        (HEAD, "TABLE_WITHOUT_ROWS"),
        (HEAD + LINES.replace("鼓楼区", '"鼓楼区'), "QUOTE_UNCLOSED"),
        (HEAD + '"' * 400_001 + "\n", "QUOTE_UNCLOSED"),
        ("," * 1_000_000 + "a\n" + LINES, "TOO_MANY_COLUMNS"),
        (",".join(f"列{i}" for i in range(1_000_0)) + "\n", "TOO_MANY_COLUMNS"),
        ("这是一段说明文字。\n没有任何表格。\n", "NO_SEPARATOR"),
    ],
    ids=[
        "no header",
        "header only",
        "unclosed",
        "400,001 quotes",
        "10^6 columns",
        "wide",
        "prose",
    ],
)
def test_refused(content: str, code: str) -> None:
    result = text(content)
    assert result.refused
    assert codes(result) == {code}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("350105,马尾区,2024", "ROW_TOO_SHORT"),
        ("350105,马尾区,2024,1,234.50", "ROW_TOO_LONG"),
        ("350105,马尾区,2024," + "9" * 1_000_000, "CELL_TOO_LONG"),
        ('350105,马"尾区,2024,1', "QUOTE_STRAY"),
        ('350105,马尾区",2024,1', "QUOTE_STRAY"),
        ('350105,"马尾"区,2024,1', "QUOTE_STRAY"),
    ],
)
def test_ragged_and_huge_rows_are_kept_out(line: str, code: str) -> None:
    result = text(HEAD + LINES + line + "\n")
    assert not result.refused
    assert [(finding.code, finding.outcome, finding.row) for finding in result.findings] == [(code, "out", 5)]
    assert result.tables[0].rows == BODY


def test_quoted_thousands_and_doubled_quotes() -> None:
    result = text(HEAD + '350102,"鼓楼""老""区",2024,"1,234.50"\n')
    assert result.tables[0].rows == [["350102", '鼓楼"老"区', "2024", "1,234.50"]]
    assert not questions(result)


def test_a_stray_quote_does_not_reach_the_rows_around_it() -> None:
    first = LINES.index("350104")
    result = text(HEAD + LINES[:first] + '350105,"马尾"区,2024,1\n' + LINES[first:].replace("仓山区", '"仓""山区"'))
    assert [(finding.code, finding.row) for finding in result.findings] == [("QUOTE_STRAY", 4)]
    assert [row[1] for row in result.tables[0].rows] == ["鼓楼区", "台江区", '仓"山区']
    assert result.tables[0].row_numbers == [2, 3, 5]


def test_stray_quotes_throughout_refuse() -> None:
    result = text(HEAD + '350105,马"尾区,2024,1\n' * 500)
    assert result.refused
    assert codes(result) == {"QUOTE_STRAY"}


def test_errors_of_formulas_are_no_parts_of_a_total() -> None:
    table = text(HEAD + LINES.replace("20\n", "#N/A\n").replace("30\n", "#DIV/0!\n")).tables[0]
    assert [row[3] for row in table.rows] == ["10", "#N/A", "#DIV/0!"]


def test_100_000_blank_lines() -> None:
    assert len(text(HEAD + "\n" * 100_000 + LINES).tables[0].rows) == 3


def test_duplicate_headers_ask() -> None:
    result = text("县市区,收入,收入\n鼓楼区,1,2\n台江区,3,4\n")
    assert questions(result) == {"HEADER_DUPLICATE"}


def test_column_without_a_name_asks() -> None:
    result = text("县市区,收入,\n鼓楼区,1,2\n台江区,3,4\n")
    assert questions(result) == {"COLUMN_WITHOUT_NAME"}
    assert [column.name for column in result.tables[0].columns] == ["县市区", "收入", ""]


def test_two_files_concatenated() -> None:
    result = text("收入表\n单位：万元\n" + HEAD + LINES + "收入表\n单位：万元\n" + HEAD + LINES.replace("2024", "2023"))
    assert len(result.tables) == 1
    assert len(result.tables[0].rows) == 6
    assert "HEADER_REPEATED" in codes(result)


def test_many_bad_rows_are_counted_not_listed_for_ever() -> None:
    result = text(HEAD + "350105,马尾区,2024\n" * 5_000 + LINES)
    out = [finding for finding in result.findings if finding.outcome == "out"]
    assert len(out) == 1_001
    assert "4000" in out[-1].message


def test_totals_are_compared_with_their_parts() -> None:
    assert not questions(text(HEAD + LINES + "合计,,,60\n"))
    wrong = text(HEAD + LINES + "合计,,,61\n")
    assert [(f.code, f.row, f.column, f.value) for f in wrong.findings if f.outcome == "confirm"] == [
        ("TOTAL_MISMATCH", 5, "收入", "61")
    ]
    assert wrong.tables[0].rows == BODY


def test_rounded_totals_and_rates_are_not_questioned() -> None:
    rows = [["县市区", "收入（万元）", "覆盖率（%）", "人口密度", "人均收入"]]
    rows += [["甲区", 1.25, 99.1, 200, 3], ["乙区", 2.36, 80, 100, 4], ["合计", 3.6, 85, 130, 3.4]]
    result = read(book(rows))
    assert not questions(result)
    assert [total.label for total in result.tables[0].totals] == ["合计"]


def test_nested_subtotals_and_of_which_rows() -> None:
    rows = [
        ["地区", "户数", "人口"], ["合  计", 60, 150], ["市区小计", 30, 70], ["甲区", 10, 30], ["乙区", 20, 40], ["其中：开发区", 5, 6],
        ["县小计", 30, 80], ["丙县", 10, 50], ["丁县", 20, 30], ["#高新区", 1, 2],
    ]  # fmt: skip
    table = read(book(rows)).tables[0]
    assert [row[0] for row in table.rows] == ["甲区", "乙区", "丙县", "丁县"]
    assert [total.label for total in table.totals] == ["合  计", "市区小计", "其中：开发区", "县小计", "#高新区"]
    assert not questions(read(book(rows)))


def test_a_category_column_keeps_its_totals_as_rows() -> None:
    lines = "".join(
        f"{unit},{sex},{n}\n" for n, unit in enumerate(("甲区", "乙区", "丙区")) for sex in ("合计", "男", "女")
    )
    assert len(text("县市区,性别组,人数\n" + lines).tables[0].rows) == 9


def test_limits_name_what_they_allow() -> None:
    finding = text(CLEAN, limits=Limits(max_columns=3)).findings[0]
    assert finding.code == "TOO_MANY_COLUMNS"
    assert "3" in finding.message


@pytest.mark.parametrize(
    "line",
    ["填表人：王建国,,审核人：,", "负责人（签字）：,欧阳明,,", "单位负责人：李 梅,,,", "制表员：赵敏，审核：无,,,"],
)
def test_a_name_at_the_place_to_sign_is_asked_about_and_not_repeated(line: str) -> None:
    result = text(HEAD + LINES + line + "\n")
    found = [finding for finding in result.findings if finding.code == "SIGNED_BY_NAME"]
    assert [finding.outcome for finding in found] == ["confirm"] and "第5行" in found[0].message
    assert not any(name in found[0].message for name in ("王建国", "欧阳明", "李", "赵敏"))
    assert result.tables[0].rows == BODY


def test_a_row_with_a_figure_is_no_place_to_sign() -> None:
    result = text("编制情况,人数\n在编人员：,31\n编制人员：,25\n统计员：,4\n")
    held = [row for table in result.tables for row in table.rows]
    assert ("编制人员：", "25") in [tuple(row) for row in held], result.findings


@pytest.mark.parametrize("label", ["*晋安区", "①晋安区", "联系人：", "负责人："])
def test_a_marked_row_keeps_its_figure(label: str) -> None:
    table = text(f"县市区,收入\n鼓楼区,10\n台江区,20\n{label},25\n").tables[0]
    assert (label, "25") in [tuple(row) for row in table.rows]
