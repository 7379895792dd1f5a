"""Corners of tables: what stands over the names, lines that only look like rows, parts that are districts."""

import pytest
from making import book, codes, questions, read, text

ROWS = "汉台区,3,4\n南郑区,5,6\n城固县,8,8\n"


def names(found_rows: list[list[str]]) -> list[str]:
    return [row[0] for row in found_rows]


@pytest.mark.parametrize("corner", ["单位：个", "单 位：个", "计量单位：个"])
def test_a_unit_over_the_names_of_the_rows(corner: str) -> None:
    (table,) = text(f"2023年党组织情况\n{corner},党委,支部\n{ROWS}").tables
    assert table.units == ["个"] and names(table.rows) == ["汉台区", "南郑区", "城固县"]


def test_units_with_a_dash_over_the_names() -> None:
    (table,) = text(f"县区,党委,收入\n—,个,万元\n{ROWS}").tables
    assert [column.unit for column in table.columns] == [None, "个", "万元"] and len(table.rows) == 3


def test_a_blank_corner_hides_no_total() -> None:
    found = text(f",党委,支部\n{ROWS}合计,16,18\n全市平均,5.3,6\n")
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县"]
    assert [total.label for total in found.tables[0].totals] == ["合计", "全市平均"]
    assert questions(found) == set()
    assert "TOTAL_MISMATCH" in codes(text(f",党委,支部\n{ROWS}合计,17,18\n"))


@pytest.mark.parametrize("head", ["名称", "区分", "指标"])
def test_words_for_derived_rows_are_items_in_a_table_of_items(head: str) -> None:
    found = text(f"{head},2022年,2023年\n总数,10,20\n平均,1,2\n增长（%）,3,4\n党委,5,6\n")
    assert names(found.tables[0].rows) == ["总数", "平均", "增长（%）", "党委"]


def test_a_remark_in_the_cell_beside_its_word() -> None:
    found = text(f"县区,党委,支部\n{ROWS}备注,以上数据不含省属单位,\n")
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县"]
    assert found.tables[0].notes[0].text == "备注　以上数据不含省属单位"


def test_a_number_in_the_place_of_a_name_is_kept_out() -> None:
    found = text(f"县区,党委,支部\n{ROWS}12,,\n")
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县"]
    assert questions(found) == {"ROW_WITHOUT_NAME"}
    years = text("年份,党委,支部\n2021,3,4\n2022,,\n2023,5,6\n")
    assert names(years.tables[0].rows) == ["2021", "2022", "2023"] and questions(years) == set()


def test_the_first_district_behind_of_which() -> None:
    found = text("单位,党委,支部\n汉中市,16,18\n其中：汉台区,3,4\n南郑区,5,6\n城固县,8,8\n")
    assert names(found.tables[0].rows) == ["其中：汉台区", "南郑区", "城固县"]
    assert [total.label for total in found.tables[0].totals] == ["汉中市"]


def test_of_which_that_is_no_district_of_the_list() -> None:
    found = text(f"单位,党委,支部\n合计,16,18\n其中：开发区,3,4\n{ROWS}")
    assert names(found.tables[0].rows) == ["汉台区", "南郑区", "城固县"]
    assert [total.label for total in found.tables[0].totals] == ["合计", "其中：开发区"]


def test_totals_of_each_category() -> None:
    rows = "东村,党员,3\n东村,干部,4\n西村,党员,5\n西村,干部,6\n"
    assert questions(text(f"村,类别,人数\n{rows}合计,党员,8\n合计,干部,10\n")) == set()
    assert questions(text(f"村,类别,人数\n{rows}合计,党员,9\n合计,干部,10\n")) == {"TOTAL_MISMATCH"}


def test_panels_of_different_years() -> None:
    found = text("2023年,,,2022年,,\n县区,党委,支部,县区,党委,支部\n汉台区,3,4,汉台区,1,2\n南郑区,5,6,南郑区,3,3\n")
    assert [table.periods for table in found.tables] == [["2023年"], ["2022年"]]


def test_totals_are_found_in_a_workbook_with_a_blank_corner() -> None:
    found = read(book([["2023年情况"], [None, "党委", "支部"], ["汉台区", 3, 4], ["南郑区", 5, 6], ["总计", 8, 10]]))
    assert names(found.tables[0].rows) == ["汉台区", "南郑区"] and len(found.tables[0].totals) == 1


def test_a_table_pasted_below_does_not_hide_the_header_above() -> None:
    upper = "县区,基本情况,,面积\n,换届情况,,\n,应换届（个）,已换届（个）,\n" + "".join(
        f"{row},7\n" for row in ROWS.split()
    )
    lower = ",附：活动情况,,\n,支部,场次,\n" + "".join(f",第{word}支部,2,\n" for word in "一二三四五六")
    first, second = text(f"{upper}\n注：快报数,,,\n\n{lower}").tables
    assert [column.name for column in first.columns][1:] == [
        "基本情况_换届情况_应换届", "基本情况_换届情况_已换届", "面积",
    ]  # fmt: skip
    assert len(first.rows) == 3 and len(second.rows) == 6
