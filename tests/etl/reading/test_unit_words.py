"""Units as offices write them in headers and unit lines."""

import pytest
from making import text

from etl.reading.unit_words import unit_in_brackets, units_stated


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("金额：万元", "金额", "万元"),
        ("人数:人", "人数", "人"),
        ("增速%", "增速", "%"),
        ("比上年±%", "比上年±", "%"),
        ("占比 %", "占比", "%"),
        ("收入（万元）", "收入", "万元"),
        ("其中：女（人）", "其中：女", "人"),
        ("其中：户", "其中：户", None),
        ("增长10%", "增长10%", None),
        ("单位：人", "单位：人", None),
        ("%", "%", None),
        ("小计", "小计", None),
    ],
)
def test_units_behind_a_name(header: str, name: str, unit: str | None) -> None:
    assert unit_in_brackets(header) == (name, unit)


@pytest.mark.parametrize("line", ["单 位：万 元", "单位： 万　元", "单　位:万元"])
def test_unit_lines_spread_out(line: str) -> None:
    assert units_stated(line) == ["万元"]
    assert text(f"{line},,\n县区,收入,支出\n汉台区,3,4\n南郑区,5,6\n").tables[0].units == ["万元"]


def test_a_header_of_names_with_units_behind_colons_is_no_preface() -> None:
    (table,) = text("县区,换届情况,,人口\n,应换届：个,已换届：个,\n汉台区,3,4,9\n南郑区,5,6,8\n").tables
    assert [(column.name, column.unit) for column in table.columns] == [
        ("县区", None),
        ("换届情况_应换届", "个"),
        ("换届情况_已换届", "个"),
        ("人口", None),
    ]
