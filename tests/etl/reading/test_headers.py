"""Headers as offices draw them: titles, units, merged cells, several rows, two languages, years side by side."""

import pytest
from making import book, questions, read
from one_table import N, names, one, units


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


def test_year_only_in_the_sheet_name_and_key_value_lines() -> None:
    table = one(
        [["填报单位：甲区农业农村局", N, N, "单位：万元"], ["村名", "经营", "补助", "合计"], ["东村", 1, 2, 3]],
        name="2021年",
    )
    assert table.periods == ["2021年"]
    assert table.units == ["万元"]
    assert table.preamble == {"填报单位": "甲区农业农村局"}


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
