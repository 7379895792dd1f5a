"""Tables as offices draw them: titles, units, merged and two-language headers, several tables, years side by side."""

from typing import Any

import pytest
from making import book, codes, questions, read

from etl.reading.model import Table

N = None


def one(cells: list[list[Any]], merges: list[tuple[int, int, int, int]] | None = None, name: str = "Sheet1") -> Table:
    """The only table of a sheet."""
    result = read(book(cells, names=[name], merges=merges or []))
    assert not result.refused, result.findings
    assert len(result.tables) == 1, [table.header_rows for table in result.tables]
    return result.tables[0]


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def units(table: Table) -> list[str | None]:
    return [column.unit for column in table.columns]


def test_title_unit_line_two_row_merged_header() -> None:
    table = one(
        [
            ["2024年6月村级集体经济收入情况表", N, N, N, N],
            [N, N, N, N, "单位：万元"],
            ["行政区划代码", "村名", "经营性收入", N, "合计"],
            [N, N, "发包收入", "投资收益", N],
            ["350102001201", "东街村", 12.5, 3, 15.5],
            ["350102001202", "西街村", 1.5, 0, 1.5],
            ["合计", N, 14, 3, 17],
            ["填表人：　　　审核人：　　　报出日期：2024年7月5日"],
        ],
        [(0, 0, 0, 4), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 3, 4)],
    )
    assert table.title == "2024年6月村级集体经济收入情况表"
    assert table.units == ["万元"]
    assert table.periods == ["2024年6月"]
    assert table.header_rows == (3, 4)
    assert names(table) == ["行政区划代码", "村名", "经营性收入_发包收入", "经营性收入_投资收益", "合计"]
    assert table.columns[2].parts == ("经营性收入", "发包收入")
    assert table.rows == [
        ["350102001201", "东街村", "12.5", "3", "15.5"],
        ["350102001202", "西街村", "1.5", "0", "1.5"],
    ]
    assert table.row_numbers == [5, 6]
    assert [(t.row_number, t.label, t.cells[2]) for t in table.totals] == [(7, "合计", "14")]
    assert [note.row_number for note in table.notes] == [8]


@pytest.mark.parametrize("merged", [True, False])
def test_three_row_header_with_units_below(merged: bool) -> None:
    cells = [
        ["县市区", "年末总人口", N, N, "地区生产总值", "人均"],
        [N, "合计", "男", "女", N, "收入"],
        [N, "（万人）", "（万人）", "（万人）", "（亿元）", "（元）"],
        ["甲区", 10.5, 5, 5.5, 100, 5000],
        ["乙县", 20, 9, 11, 300, 4000],
    ]
    merges = [(0, 0, 2, 0), (0, 1, 0, 3), (0, 4, 1, 4)] if merged else []
    table = one(cells, merges)
    assert table.header_rows == (1, 3)
    assert names(table) == ["县市区", "年末总人口_合计", "年末总人口_男", "年末总人口_女", "地区生产总值", "人均收入"]
    assert units(table) == [None, "万人", "万人", "万人", "亿元", "元"]
    assert len(table.rows) == 2


def test_two_languages_and_header_words_split_over_rows() -> None:
    table = one(
        [
            ["3-1 各市县户数、人口数（2020年）"],
            ["Households and Population by City and County (2020)"],
            [N, N, N, "单位：户、人"],
            ["地　区", "年末总", "年末总", "性别比"],
            [N, "户　数", "人口数", "（女=100）"],
            ["Region", "Households", "Population", "Sex Ratio"],
            ["全　省  Total", 300, 900, 105.1],
            ["鼎　湖  Dinghu", 100, 300, 104],
            ["高　要  Gaoyao", 200, 600, 106],
        ]
    )
    assert table.title.startswith("3-1 各市县户数")
    assert table.periods == ["2020年"]
    assert table.units == ["户", "人"]
    assert table.header_rows == (4, 6)
    assert names(table) == ["地区", "年末总户数", "年末总人口数", "性别比（女=100）"]
    assert [row[0] for row in table.rows] == ["鼎　湖  Dinghu", "高　要  Gaoyao"]
    assert [total.label for total in table.totals] == ["全　省  Total"]


def test_two_languages_in_one_cell() -> None:
    table = one(
        [
            [
                "地区\nRegion",
                "地区生产总值\nGross Regional Product",
                "#工业 Industry",
                "人均GDP\nPer Capita GDP",
                "GDP",
            ],
            ["甲区", 1, 2, 3, 4],
            ["乙区", 1, 2, 3, 4],
        ]
    )
    assert names(table) == ["地区", "地区生产总值", "#工业", "人均GDP", "GDP"]


def test_years_side_by_side() -> None:
    table = one(
        [
            ["主要指标完成情况"],
            ["县市区", "2023年", N, "2024年", N],
            [N, "总量(亿元)", "增速(%)", "总量(亿元)", "增速(%)"],
            ["甲区", 10, 5.1, 12, 6],
            ["乙区", 20, 5.5, 22, 7],
        ],
        [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)],
    )
    assert names(table) == ["县市区", "2023年_总量", "2023年_增速", "2024年_总量", "2024年_增速"]
    assert units(table) == [None, "亿元", "%", "亿元", "%"]


def test_bare_years_as_header_and_districts_as_columns() -> None:
    table = one([["地区", 2020, 2021, 2022], ["甲区", 1.5, 2.5, 3], ["乙区", 4, 5, 6]])
    assert names(table) == ["地区", "2020", "2021", "2022"]
    assert len(table.rows) == 2
    across = one(
        [
            ["指标", "计量单位", "甲区", "乙区"],
            ["年末总人口", "万人", 10, 20],
            ["#城镇", "万人", 4, 10],
            ["　其中：女", "万人", 4, 10],
            ["地区生产总值", "亿元", 100, 200],
        ]
    )
    assert names(across) == ["指标", "计量单位", "甲区", "乙区"]
    assert [row[0] for row in across.rows] == ["年末总人口", "#城镇", "其中：女", "地区生产总值"]
    assert not across.totals


def test_column_numbers_below_the_header() -> None:
    table = one([["县市区", "收入", "支出"], ["甲", 1, 2], ["东区", 10, 20], ["西区", 30, 40]])
    assert table.header_rows == (1, 2)
    assert names(table) == ["县市区", "收入", "支出"]
    assert [row[0] for row in table.rows] == ["东区", "西区"]


def test_merged_district_cells_go_down_and_merged_figures_do_not() -> None:
    cells = [
        ["县市区", "村名", "收入", "补助"],
        ["甲区", "东村", 1, 5],
        [N, "西村", 2, N],
        ["乙区", "南村", 3, 6],
        [N, "北村", 4, 7],
    ]
    result = read(book(cells, merges=[(1, 0, 2, 0), (3, 0, 4, 0), (1, 3, 2, 3)]))
    assert result.tables[0].rows == [
        ["甲区", "东村", "1", "5"], ["甲区", "西村", "2", ""], ["乙区", "南村", "3", "6"], ["乙区", "北村", "4", "7"],
    ]  # fmt: skip
    assert codes(result) == {"MERGED_FILLED", "MERGED_FIGURE"}


def test_several_tables_below_each_other() -> None:
    first = [
        ["表1 2024年人口情况"],
        [N, N, "单位：人"],
        ["县市区", "男", "女"],
        ["甲区", 1, 2],
        ["乙区", 3, 4],
        ["注：年末数"],
    ]
    second = [
        [N],
        ["表2 2024年收入情况（万元）"],
        ["县市区", "一季度", "二季度", "三季度"],
        ["甲区", 1.5, 2, 3],
        ["乙区", 3.5, 4, 5],
    ]
    for gap in ([], [[N]], [[N], [N], [N]]):
        result = read(book(first + gap + second))
        assert [(t.title, t.units, names(t), len(t.rows)) for t in result.tables] == [
            ("表1 2024年人口情况", ["人"], ["县市区", "男", "女"], 2),
            ("表2 2024年收入情况（万元）", ["万元"], ["县市区", "一季度", "二季度", "三季度"], 2),
        ]
        assert not questions(result)


def test_tables_below_each_other_without_titles() -> None:
    result = read(
        book(
            [
                ["县市区", "男", "女"],
                ["甲区", 1, 2],
                ["乙区", 3, 4],
                ["县市区", "收入", "支出"],
                ["甲区", 5, 6],
                ["乙区", 7, 8],
            ]
        )
    )
    assert [(names(t), t.rows) for t in result.tables] == [
        (["县市区", "男", "女"], [["甲区", "1", "2"], ["乙区", "3", "4"]]),
        (["县市区", "收入", "支出"], [["甲区", "5", "6"], ["乙区", "7", "8"]]),
    ]


def test_tables_side_by_side() -> None:
    result = read(
        book(
            [
                ["表1 人口情况", N, N, N, "表2 收入情况"],
                ["县市区", "人口（人）", N, N, "县市区", "收入（万元）"],
                ["甲区", 1, N, N, "甲区", 10],
                ["乙区", 2, N, N, "乙区", 20],
                ["丙区", 3],
            ]
        )
    )
    assert [(t.title, names(t), len(t.rows), t.columns[0].position) for t in result.tables] == [
        ("表1 人口情况", ["县市区", "人口"], 3, 0),
        ("表2 收入情况", ["县市区", "收入"], 2, 4),
    ]


def test_a_table_folded_into_two_panels_is_unfolded() -> None:
    result = read(
        book(
            [
                ["各县市区人口（万人）"],
                ["县市区", "人口", "县市区", "人口"],
                ["甲区", 1, "丙县", 3],
                ["乙区", 2, "丁县", 4],
            ]
        )
    )
    assert [names(t) for t in result.tables] == [["县市区", "人口"]] * len(result.tables)
    assert [row for t in result.tables for row in t.rows] == [
        ["甲区", "1"],
        ["乙区", "2"],
        ["丙县", "3"],
        ["丁县", "4"],
    ]


def test_sections_blank_rows_and_missing_marks() -> None:
    table = one(
        [
            ["地区", "村数", "收入", "备注"],
            ["一、市辖区"],
            ["甲区", 1, "…", N],
            [N],
            ["乙区", "—", 5, "快报"],
            ["二、县"],
            ["丙县", N, N, N],
            ["丁县", 3, "/", N],
            ["资料来源：统计局"],
        ]
    )
    assert [row[0] for row in table.rows] == ["甲区", "乙区", "丙县", "丁县"]
    assert [(note.row_number, note.text) for note in table.notes] == [
        (2, "一、市辖区"),
        (6, "二、县"),
        (9, "资料来源：统计局"),
    ]


def test_text_only_table_and_text_columns() -> None:
    table = one(
        [
            ["2023年变更情况"],
            [N],
            ["省份", "原名称", "变更原因", "现名称"],
            ["河北", "南牛乡", "撤乡设镇", "南牛镇"],
            ["河北", "上方乡", "撤乡设镇", "上方镇"],
        ]
    )
    assert names(table) == ["省份", "原名称", "变更原因", "现名称"]
    assert len(table.rows) == 2
    assert table.periods == ["2023年"]


def test_year_only_in_the_sheet_name_and_key_value_lines() -> None:
    table = one(
        [["填报单位：甲区农业农村局", N, N, "单位：万元"], ["村名", "经营", "补助", "合计"], ["东村", 1, 2, 3]],
        name="2021年",
    )
    assert table.periods == ["2021年"]
    assert table.units == ["万元"]
    assert table.preamble == {"填报单位": "甲区农业农村局"}


def test_spacer_columns_and_stub_columns_do_not_split_a_table() -> None:
    table = one([["县市区", "人口", N, "收入", "支出"], ["甲区", 1, N, 2, 3], ["乙区", 3, N, 4, 5]])
    assert names(table) == ["县市区", "人口", "收入", "支出"]
    assert [column.position for column in table.columns] == [0, 1, 3, 4]


def test_numbers_written_as_text_stay_as_written() -> None:
    table = one(
        [
            ["县市区", "值"],
            ["甲区", "7. 35"],
            ["乙区", "10．89"],
            ["丙区", "11 158"],
            ["丁区", "1,234"],
            ["戊区", "85.3%"],
            ["己区", "12.6万"],
        ]
    )
    assert [row[1] for row in table.rows] == ["7. 35", "10．89", "11 158", "1,234", "85.3%", "12.6万"]


def test_a_table_that_starts_away_from_the_corner() -> None:
    table = one([[N], [N], [N, N, "县市区", "人口"], [N, N, "甲区", 1], [N, N, "乙区", 2]])
    assert table.header_rows == (3, 3)
    assert [column.position for column in table.columns] == [2, 3]
    assert table.rows == [["甲区", "1"], ["乙区", "2"]]


def test_serial_column_and_repeated_header_on_the_next_page() -> None:
    rows = [
        ["序号", "县市区", "收入"],
        [1, "甲区", 5],
        [2, "乙区", 6],
        ["序号", "县市区", "收入"],
        [3, "丙区", 7],
        [N, "合计", 18],
    ]
    table = one(rows)
    assert [row[0] for row in table.rows] == ["1", "2", "3"]
    assert [total.label for total in table.totals] == ["合计"]


def test_yearbook_page() -> None:
    table = one(
        [
            ["3-5  各市年末常住人口数"],
            ["Permanent Population at Year-end by City"],
            [N],
            [N, N, N, N, "单位：万人     (10 000 persons)"],
            ["市  别", 2015, 2018, 2019, 2020],
            ["City"],
            ["全    省", 100.5, 110, 120, 130.25],
            ["  Total"],
            ["市区", 60, 65, 70, 80],
            ["广    州", 60, 65, 70, 80],
            ["县级市", 40.5, 45, 50, 50.25],
            ["四    会", 40.5, 45, 50, 50.25],
            ["注：2020年为普查数。", N],
            ["Note: Data of 2020 are census data."],
        ]
    )
    assert table.title == "3-5 各市年末常住人口数"
    assert table.units == ["万人"]
    assert names(table) == ["市别", "2015", "2018", "2019", "2020"]
    assert [total.label for total in table.totals] == ["全    省", "市区", "县级市"]
    assert [row[0] for row in table.rows if any(row[1:])] == ["广    州", "四    会"]
    assert [note.row_number for note in table.notes][-2:] == [13, 14]


def test_units_in_two_languages_below_the_header() -> None:
    table = one(
        [
            ["市县", "户籍人口", "土地面积", "人口密度"],
            ["City", "Population", "Area", "Density"],
            [N, "(万人)\n(10 000 persons)", "(平方公里)\n(sq.km)", "(人/平方公里)\n(persons/sq.km)"],
            ["甲市", 10, 20, 5000],
            ["乙县", 30, 40, 7500],
        ]
    )
    assert table.header_rows == (1, 3)
    assert units(table) == [None, "万人", "平方公里", "人/平方公里"]
    assert names(table) == ["市县", "户籍人口", "土地面积", "人口密度"]


def test_a_blank_corner_over_the_labels() -> None:
    table = one([[N, 2020, 2021], ["甲区", 1.5, 2.5], ["乙区", 4, 5]])
    assert names(table) == ["", "2020", "2021"]
    assert [row[0] for row in table.rows] == ["甲区", "乙区"]
    grouped = one(
        [[N, "农村", N, "城市", N], ["县市区", "男", "女", "男", "女"], ["甲区", 1, 2, 3, 4], ["乙区", 5, 6, 7, 8]]
    )
    assert names(grouped) == ["县市区", "农村_男", "农村_女", "城市_男", "城市_女"]


def test_figures_above_the_header_are_questioned() -> None:
    result = read(book([["甲区", "东村", 5], ["甲区", "西村", 6], ["县市区", "村名", "收入"], ["乙区", "南村", 7]]))
    assert "ROWS_ABOVE_HEADER" in questions(result)


def test_years_as_rows_with_a_foreign_header() -> None:
    table = one(
        [
            ["年份", "生产总值", "人口"],
            ["Year", "GDP of Region", "Population"],
            [1978, 100, 20],
            [1980, 120, 21],
            [2020, 999, 30],
        ]
    )
    assert names(table) == ["年份", "生产总值", "人口"]
    assert [row[0] for row in table.rows] == ["1978", "1980", "2020"]


def test_a_foreign_table_pasted_below_keeps_apart() -> None:
    result = read(
        book(
            [
                ["2024年集体经济情况表（万元）"],
                ["县市区", "村名", "收入", "支出"],
                ["甲区", "东村", 1, 2],
                ["甲区", "西村", 3, 4],
                [N],
                [N],
                [N, N, N, N, N, "值班安排"],
                [N, N, N, N, N, "日期", "人数", "班次"],
                [N, N, N, N, N, "7月1日", 2, 3],
                [N, N, N, N, N, "7月2日", 2, 1],
            ]
        )
    )
    assert [(t.title, names(t), len(t.rows)) for t in result.tables] == [
        ("2024年集体经济情况表（万元）", ["县市区", "村名", "收入", "支出"], 2),
        ("值班安排", ["日期", "人数", "班次"], 2),
    ]


def test_header_across_many_columns_with_blank_line_before_the_body() -> None:
    table = one([["县市区", "村数", "收入"], [N], ["甲区", 1, 2], [N], ["乙区", 3, 4]])
    assert table.rows == [["甲区", "1", "2"], ["乙区", "3", "4"]]
    assert table.row_numbers == [3, 5]
