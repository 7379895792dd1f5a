"""Tables as offices draw them: several on a sheet, with sections, spacers, serial numbers, notes and texts."""

from making import book, codes, questions, read
from one_table import N, names, one


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
