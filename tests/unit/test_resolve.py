"""One unit out of the code and the name in a row, or the reason why not."""

import csv
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.periods import period_key
from etl.resolve import UnitIndex
from etl.unit_rows import AliasRow, UnitRow
from etl.unit_verdicts import Resolution

ALWAYS = 32_000
NOW = period_key(2024, 6)
SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[2] / "../shared/data"))


def unit(
    key: int, code: str, name: str, level: int, kind: str, parent: int | None,
    first: int = 0, last: int = ALWAYS, before: str = "", after: str = "",
) -> UnitRow:  # fmt: skip
    return UnitRow(key, code, name, level, kind, parent, first, last, before, after)


UNITS = [
    unit(1, "000000", "全国", 0, "国家", None),
    unit(2, "320000", "江苏省", 1, "省", 1),
    unit(3, "320100", "南京市", 2, "市", 2),
    unit(4, "320106", "鼓楼区", 3, "区", 3),
    unit(5, "350000", "福建省", 1, "省", 1),
    unit(6, "350100", "福州市", 2, "市", 5),
    unit(7, "350102", "鼓楼区", 3, "区", 6),
    unit(8, "350182", "长乐市", 3, "市", 6, 0, period_key(2017, 10), after="350112"),
    unit(9, "350112", "长乐区", 3, "区", 6, period_key(2017, 11), before="350182"),
    unit(10, "110000", "北京市", 1, "市", 1),
    unit(11, "110101", "东城区", 3, "区", 10),
    unit(12, "110103", "崇文区", 3, "区", 10, 0, period_key(2010, 6), after="110101"),
    unit(13, "350102001", "鼓东街道", 4, "街道", 7),
    unit(14, "350102001001", "新民村", 5, "行政村", 13),
    unit(15, "350102001002", "新民社区", 5, "社区", 13),
    unit(16, "341300", "宿州市", 2, "市", 1),
    unit(17, "341302", "埇桥区", 3, "区", 16, before="342201", first=period_key(1999, 1)),
    unit(18, "342201", "宿州市", 3, "市", 1, 0, period_key(1998, 12), after="341302"),
    unit(19, "430100", "长沙市", 2, "市", 1),
    unit(20, "430121", "长沙县", 3, "县", 19),
    unit(21, "350199001", "移交镇", 4, "镇", 9, 0, period_key(2019, 12)),
    unit(22, "350199001", "移交镇", 4, "镇", 7, period_key(2020, 1)),
    unit(23, "350199002", "撤销乡", 4, "乡", 9, 0, period_key(2015, 12)),
    unit(24, "990101", "示例区", 3, "区", 6),
    unit(25, "A-01", "示例村党支部", 6, "党支部", 14),
]
ALIASES = [AliasRow("350102001", "东街街道", None, date(2018, 6, 30), "更名")]
INDEX = UnitIndex(UNITS, ALIASES)
DISTRICT, TOWN, VILLAGE = ("district",), ("town",), ("village",)


def ask(
    code: str,
    name: str,
    levels: Sequence[str] = (),
    period: int = NOW,
    types: Sequence[str] = (),
    scope: str | None = None,
) -> Resolution:
    return INDEX.resolve(code, name, period, levels, types, scope)


@pytest.mark.parametrize(
    ("code", "name", "levels", "key"),
    [
        ("350102", "鼓楼区", DISTRICT, 7),
        ("350102", "", DISTRICT, 7),
        ("350102", "福州市鼓楼区", DISTRICT, 7),
        ("350102", "福建省福州市鼓楼区", DISTRICT, 7),
        ("", "福州市鼓楼区", DISTRICT, 7),
        ("", "福建福州鼓楼区", DISTRICT, 7),
        ("", "福州鼓楼区", DISTRICT, 7),
        ("", "南京市鼓楼区", DISTRICT, 4),
        ("", "长乐区", DISTRICT, 9),
        ("", "新民村", VILLAGE, 14),
        ("000000", "", ("nation",), 1),
        ("A-01", "示例村党支部", ("org",), 25),
        ("350102", "鼓楼区", (), 7),
        ("350102", "鼓楼区", (3,), 7),
    ],
)
def test_rows_in_order_pass_without_remark(code: str, name: str, levels: Sequence[str], key: int) -> None:
    assert ask(code, name, levels) == Resolution(key)


@pytest.mark.parametrize(
    ("code", "name", "levels", "key", "remark"),
    [
        ("350102.0", "鼓楼区", DISTRICT, 7, "CODE_CLEANED"),
        ("３５０１０２", "", DISTRICT, 7, "CODE_CLEANED"),
        ("35 01 02", "", DISTRICT, 7, "CODE_CLEANED"),
        ("350102", "鼓樓區", DISTRICT, 7, "NAME_CLEANED"),
        ("350102", "鼓楼\u200b区", DISTRICT, 7, "NAME_CLEANED"),
        ("", "长 乐 区", DISTRICT, 9, "NAME_CLEANED"),
        ("", "⻓乐区", DISTRICT, 9, "NAME_CLEANED"),
        ("350102000000", "鼓楼区", DISTRICT, 7, "UNIT_CODE_PADDED"),
        ("350102001000", "", TOWN, 13, "UNIT_CODE_PADDED"),
        ("", "长乐市", DISTRICT, 9, "UNIT_RENAMED"),
        ("350182", "", DISTRICT, 9, "UNIT_RENAMED"),
        ("350182", "长乐市", DISTRICT, 9, "UNIT_RENAMED"),
        ("350112", "长乐市", DISTRICT, 9, "UNIT_RENAMED"),
        ("", "东街街道", TOWN, 13, "UNIT_RENAMED"),
        ("350102001", "东街街道", TOWN, 13, "UNIT_RENAMED"),
        ("", "鼓东街道办事处", TOWN, 13, "UNIT_SHORT_NAME"),
        ("", "鼓东", TOWN, 13, "UNIT_SHORT_NAME"),
        ("350102", "鼓楼", DISTRICT, 7, "UNIT_SHORT_NAME"),
        ("", "江苏", ("province",), 2, "UNIT_SHORT_NAME"),
        ("", "新民村村民委员会", VILLAGE, 14, "UNIT_SHORT_NAME"),
    ],
)
def test_harmless_differences_are_listed(code: str, name: str, levels: Sequence[str], key: int, remark: str) -> None:
    found = ask(code, name, levels)
    assert (found.unit_key, found.outcome, found.code) == (key, "normalise", remark)


@pytest.mark.parametrize(
    ("code", "name", "levels", "reason"),
    [
        ("", "", DISTRICT, "UNIT_BLANK"),
        ("", "甲乙丙区", DISTRICT, "UNIT_UNKNOWN"),
        ("350199", "", DISTRICT, "UNIT_UNKNOWN"),
        ("350199", "长乐区", DISTRICT, "UNIT_UNKNOWN"),
        ("350102", "长乐区", DISTRICT, "UNIT_CODE_NAME_MISMATCH"),
        ("350102", "南京市鼓楼区", DISTRICT, "UNIT_CODE_NAME_MISMATCH"),
        ("350102", "福州市", DISTRICT, "UNIT_CODE_NAME_MISMATCH"),
        ("350102001001", "新民社区", VILLAGE, "UNIT_CODE_NAME_MISMATCH"),
        ("110101", "崇文区", DISTRICT, "UNIT_CODE_NAME_MISMATCH"),
        ("350182", "崇文区", DISTRICT, "UNIT_CODE_NAME_MISMATCH"),
        ("350102", "鼓楼区", VILLAGE, "UNIT_WRONG_LEVEL"),
        ("", "福州市", DISTRICT, "UNIT_WRONG_LEVEL"),
        ("", "宿州市", DISTRICT, "UNIT_WRONG_LEVEL"),  # not 埇桥区, which bore the name until 1998
        ("341302", "宿州市", DISTRICT, "UNIT_CODE_NAME_MISMATCH"),
        ("", "鼓楼区", DISTRICT, "UNIT_AMBIGUOUS"),
        ("", "新民", VILLAGE, "UNIT_AMBIGUOUS"),
        ("", "长沙", DISTRICT, "UNIT_AMBIGUOUS"),  # 长沙市 or 长沙县
        ("", "崇文区", DISTRICT, "UNIT_MERGED"),
        ("110103", "", DISTRICT, "UNIT_MERGED"),
        ("", "撤销乡", TOWN, "UNIT_NOT_VALID"),
        ("35010", "", DISTRICT, "CODE_LENGTH"),
        ("35010200101", "", VILLAGE, "CODE_LENGTH"),
        ("3501020010011", "", VILLAGE, "CODE_LENGTH"),
        ("3.50102E+11", "鼓楼区", DISTRICT, "CODE_SCIENTIFIC"),
        ("<b>", "鼓楼区", DISTRICT, "CODE_INVALID"),
        ("", "鼓楼\u202e区", DISTRICT, "TEXT_BIDI"),
        ("350102", "鼓楼\ufffd", DISTRICT, "TEXT_BROKEN_CHARACTER"),
    ],
)
def test_doubts_keep_the_row_out(code: str, name: str, levels: Sequence[str], reason: str) -> None:
    found = ask(code, name, levels)
    assert (found.unit_key, found.outcome, found.code) == (None, "out", reason)


def test_candidates_are_listed_with_path_and_code() -> None:
    assert (
        ask("", "鼓楼区", DISTRICT).words["candidates"] == "江苏省南京市鼓楼区（320106）、福建省福州市鼓楼区（350102）"
    )


def test_the_senders_scope_decides_between_namesakes() -> None:
    assert ask("", "鼓楼区", DISTRICT, scope="35").unit_key == 7
    assert ask("", "鼓楼", DISTRICT, scope="32").unit_key == 4
    assert ask("320106", "鼓楼区", DISTRICT, scope="35").code == "UNIT_OUT_OF_SCOPE"
    assert ask("", "南京市鼓楼区", DISTRICT, scope="35").code == "UNIT_OUT_OF_SCOPE"


def test_types_decide_too() -> None:
    assert ask("", "新民村", VILLAGE, types=["行政村"]).unit_key == 14
    assert ask("", "新民社区", VILLAGE, types=["行政村"]).code == "UNIT_WRONG_TYPE"
    assert ask("350102001002", "", VILLAGE, types=["行政村"]).code == "UNIT_WRONG_TYPE"


def test_a_name_is_right_in_its_own_time() -> None:
    early = period_key(2015, 1)
    assert ask("", "长乐市", DISTRICT, early) == Resolution(8)
    assert ask("350182", "长乐市", DISTRICT, early) == Resolution(8)
    assert ask("", "东街街道", TOWN, early) == Resolution(13)
    assert ask("", "崇文区", DISTRICT, period_key(2009, 12)) == Resolution(12)
    assert ask("", "宿州市", DISTRICT, period_key(1997, 12)) == Resolution(18)


def test_todays_code_for_an_earlier_year_means_the_unit_of_that_year() -> None:
    found = ask("350112", "长乐区", DISTRICT, period_key(2015, 1))
    assert (found.unit_key, found.code) == (8, "UNIT_RENAMED")


def test_the_month_of_the_change_is_the_border() -> None:
    assert ask("350182", "", DISTRICT, period_key(2017, 10)) == Resolution(8)
    assert ask("350182", "", DISTRICT, period_key(2017, 11)).unit_key == 9
    assert ask("", "东街街道", TOWN, period_key(2018, 6)).code == ""
    assert ask("", "东街街道", TOWN, period_key(2018, 7)).code == "UNIT_RENAMED"


def test_a_unit_that_moved_is_taken_where_it_was() -> None:
    assert ask("350199001", "", TOWN, period_key(2019, 12)).unit_key == 21
    assert ask("350199001", "移交镇", TOWN, period_key(2020, 1)).unit_key == 22
    assert ask("", "移交镇", TOWN, period_key(2020, 1)).unit_key == 22


def test_a_merged_unit_names_its_successor() -> None:
    words = ask("", "崇文区", DISTRICT).words
    assert (words["successors"], words["until"]) == ("北京市东城区（110101）", "2010年6月")


def test_an_unknown_code_with_a_known_name_is_told_the_units_code() -> None:
    assert "350112" in ask("350199", "长乐区", DISTRICT).words["suggestion"]


def test_near_names_are_suggested() -> None:
    assert "长乐区（350112）" in ask("", "长东区", DISTRICT).words["suggestion"]


def test_an_empty_register_knows_no_unit() -> None:
    empty = UnitIndex([])
    assert len(empty) == 0
    assert empty.resolve("350102", "鼓楼区", NOW).code == "UNIT_UNKNOWN"


def test_a_wrong_level_word_is_broken_set_up() -> None:
    with pytest.raises(ValueError, match="层级"):
        ask("350102", "", ["county"])


@given(st.text(max_size=16), st.text(max_size=16), st.integers(min_value=600, max_value=2_000))
def test_no_input_creates_a_unit(code: str, name: str, period: int) -> None:
    found = INDEX.resolve(code, name, period, DISTRICT)
    assert found.unit_key is None or UNITS[found.unit_key - 1].level == 3
    assert (found.outcome is None) == (found.code == "")
    assert (found.unit_key is None) == (found.outcome == "out")


@given(st.sampled_from(UNITS), st.integers(min_value=1_200, max_value=1_512))
def test_a_unit_is_found_by_its_code_exactly_while_it_is_valid(node: UnitRow, period: int) -> None:
    found = INDEX.resolve(node.unit_code, node.unit_name, period, [node.level])
    valid = [
        other
        for other in UNITS
        if other.unit_code == node.unit_code and other.first_period <= period <= other.last_period
    ]
    assert (found == Resolution(valid[0].unit_key)) if valid else (found.code != "")
    if found.unit_key is not None:
        taken = UNITS[found.unit_key - 1]
        assert taken.first_period <= period <= taken.last_period


@pytest.mark.skipif(not SHARED.exists(), reason="no shared reference data")
def test_every_current_county_is_found_by_code_and_by_full_name() -> None:
    with (SHARED / "divisions/areacodes_history.csv").open(encoding="utf-8-sig", newline="") as stream:
        counties = [row for row in csv.DictReader(stream) if row["状态"] == "在用"]
    levels = {"省级": 1, "地级": 2, "县级": 3}
    keys = {row["代码"]: number for number, row in enumerate(counties, start=1)}
    units = [
        unit(keys[row["代码"]], row["代码"], row["名称"], levels[row["级别"]], "", _parent(row["代码"], keys))
        for row in counties
    ]
    index = UnitIndex(units)
    assert len(index) > 3_000
    for node, row in zip(units, counties, strict=True):
        assert index.resolve(node.unit_code, node.unit_name, NOW, [node.level]) == Resolution(node.unit_key)
        if node.level == 3 and row["二级行政区"] not in ("", "直辖"):
            full = row["一级行政区"] + row["二级行政区"] + row["名称"]
            assert index.resolve("", full, NOW, ["district"]) == Resolution(node.unit_key), full


def _parent(code: str, keys: dict[str, int]) -> int | None:
    above = (code[:4] + "00", code[:2] + "0000")
    return next((keys[item] for item in above if item != code and item in keys), None)
