"""Headers of text files and of columns that stand beside others."""

from making import codes, questions, text

LOWER = "合计,男,女"
ROWS = "汉台区,3,1,2,9,4,5\n南郑区,5,3,2,8,4,4\n城固县,4,2,2,6,3,3\n"
NAMES = ["地区", "党员_合计", "党员_男", "党员_女", "干部_合计", "干部_男", "干部_女"]


def test_upper_headers_over_the_first_of_their_columns() -> None:
    found = text(f"地区,党员,,,干部,,\n,{LOWER},{LOWER}\n{ROWS}")
    assert [column.name for column in found.tables[0].columns] == NAMES
    assert questions(found) == set()


def test_upper_headers_centred_by_hand() -> None:
    found = text(f"地区,,党员,,,干部,\n,{LOWER},{LOWER}\n{ROWS}")
    assert [column.name for column in found.tables[0].columns] == NAMES
    assert questions(found) == set()


def test_a_centred_header_whose_columns_cannot_be_told_is_asked_about() -> None:
    found = text(f"地区,,党员,,,干部,\n,总数,男,女,人数,男性,女性\n{ROWS}")
    (asked,) = [finding for finding in found.findings if finding.outcome == "confirm"]
    assert (asked.code, asked.row, asked.column) == ("HEADER_GROUP_UNCLEAR", 1, "B")


def test_single_columns_named_in_the_lower_row_are_no_doubt() -> None:
    found = text("地区,总户数,党员,,干部,\n,,男,女,男,女\n汉台区,9,3,1,2,9\n南郑区,8,5,3,2,8\n")
    assert "HEADER_GROUP_UNCLEAR" not in codes(found)
    lower = text(",,党员,,干部,\n地区,总户数,男,女,男,女\n汉台区,9,3,1,2,9\n南郑区,8,5,3,2,8\n")
    assert "HEADER_GROUP_UNCLEAR" not in codes(lower)


def test_ranks_and_rates_are_named_by_the_column_they_stand_beside() -> None:
    found = text("县区,党员数,位次,增速%,支部数,位次,增速%\n汉台区,90,1,2.5,9,2,1\n南郑区,80,2,3.5,10,1,2\n")
    names = [(column.name, column.unit) for column in found.tables[0].columns]
    assert names[1:4] == [("党员数", None), ("党员数_位次", None), ("党员数_增速", "%")]
    assert names[4:] == [("支部数", None), ("支部数_位次", None), ("支部数_增速", "%")]
    assert questions(found) == set()


def test_one_table_folded_with_serial_numbers() -> None:
    found = text("序号,县区,数量,序号,县区,数量\n1,汉台区,5,3,城固县,7\n2,南郑区,6,4,洋县,8\n")
    rows = [row for table in found.tables for row in table.rows]
    assert rows == [["1", "汉台区", "5"], ["2", "南郑区", "6"], ["3", "城固县", "7"], ["4", "洋县", "8"]]
    assert questions(found) == set()


def test_a_second_table_close_by_is_asked_about() -> None:
    found = text("村名,收入,社区,党员\n甲村,3,东社区,30\n乙村,4,西社区,40\n丙村,5,南社区,50\n")
    (asked,) = [finding for finding in found.findings if finding.outcome == "confirm"]
    assert (asked.code, asked.column) == ("LABELS_BESIDE", "社区")


def test_places_behind_codes_and_serial_numbers_are_the_labels() -> None:
    found = text(
        "序号,单位编码,单位名称,年度,党员,乡镇,类别,支部\n1,610702,汉台区,2024,3,甲镇,一类,1\n2,610703,南郑区,2024,4,甲镇,二类,2\n"
    )
    assert questions(found) == set()


def test_marks_of_no_width_are_no_rare_characters() -> None:
    found = text("县区,党员\n汉\u200b台区,3\n南郑区,4\n", encoding="gb18030")
    assert questions(found) == set()
    assert "ENCODING_FOUR_BYTE" in codes(text("县区,党员\n汉𠮷区,3\n南郑区,4\n", encoding="gb18030"))
