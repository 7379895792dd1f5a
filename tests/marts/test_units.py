"""The tree of units from register lines: nodes, keys, changes, doubts."""

import time
from datetime import date

from dashboard.periods import parse_period
from etl.rekey import UnitTree, build_tree
from tests.marts.world import table, units

BASE = """
C   | 市   | 市       |    |    | 2000-01-01
D2  | 乙区 | 县市区   | C  | 区 | 2000-01-01
D1  | 甲区 | 县市区   | C  | 区 | 2000-01-01
T1  | 东镇 | 乡镇街道 | D1 | 镇 | 2000-01-01
"""


def keyed(tree: UnitTree) -> list[tuple[object, ...]]:
    """Key, code, parent key, last key of every node."""
    return [(row[0], row[1], row[7], row[8]) for row in tree.units]


def doubts(tree: UnitTree) -> list[str]:
    return [finding.code for finding in tree.findings]


def test_keys_are_depth_first_with_children_in_the_order_of_their_codes() -> None:
    tree = units(BASE + "V1 | 一村 | 村社区 | T1 | 行政村 | 2000-01-01\nO1 | 支部 | 党组织 | V1 | | 2000-01-01")
    assert keyed(tree) == [
        (1, "C", None, 6),
        (2, "D1", 1, 5),
        (3, "T1", 2, 5),
        (4, "V1", 3, 5),
        (5, "O1", 4, 5),
        (6, "D2", 1, 6),
    ]
    ancestors = {row[1]: row[13:19] for row in tree.units}
    assert ancestors["O1"] == (None, None, 1, 2, 3, 4)
    assert ancestors["T1"] == (None, None, 1, 2, 3, None)


def test_the_order_of_the_lines_does_not_matter() -> None:
    lines = table(BASE)
    forward = units("\n".join("|".join(line) for line in lines))
    backward = units("\n".join("|".join(line) for line in reversed(lines)))
    assert forward == backward


def test_validity_in_months_counts_whole_month_ends() -> None:
    tree = units(
        "C | 市 | 市 | | | 2020-05-31\nD1 | 甲区 | 县市区 | C | 区 | 2020-06-15 | 2023-06-29\n"
        "D2 | 乙区 | 县市区 | C | 区 | 2021-01-01 | 2023-06-30"
    )
    spans = {row[1]: (row[11], row[12]) for row in tree.units}
    assert spans["C"] == (parse_period("2020-05"), 32767)
    assert spans["D1"] == (parse_period("2020-06"), parse_period("2023-05"))
    assert spans["D2"] == (parse_period("2021-01"), parse_period("2023-06"))


def test_a_moved_town_and_all_below_it_get_a_second_node() -> None:
    tree = units(
        BASE.replace("D1 | 镇 | 2000-01-01", "D1 | 镇 | 2000-01-01 | 2023-12-31")
        + "T1 | 东镇 | 乡镇街道 | D2 | 镇 | 2024-01-01 | | 划转：由D1划转至D2\n"
        + "V1 | 一村 | 村社区 | T1 | 行政村 | 2000-01-01"
    )
    assert [
        (str(row[1]), row[16], str(row[9])[:4], str(row[10])[:4]) for row in tree.units if row[1] in ("T1", "V1")
    ] == [
        ("T1", 2, "2000", "2023"),
        ("V1", 2, "2000", "2023"),
        ("T1", 5, "2024", "9999"),
        ("V1", 5, "2024", "9999"),
    ]
    assert not tree.findings and not tree.successors
    january = parse_period("2024-01")
    assert [(h.unit_key, h.heir_key, h.first_period, h.same_code, h.whole) for h in tree.heirs] == [
        (3, 6, january, True, True),
        (4, 7, january, True, True),
    ]


def test_a_rename_keeps_the_node_and_the_old_name() -> None:
    tree = units(
        "C | 市 | 市 | | | 2000-01-01\nD1 | 甲县 | 县市区 | C | 区 | 2000-01-01 | 2019-12-31\n"
        "D1 | 甲区 | 县市区 | C | 区 | 2020-01-01 | | 更名"
    )
    assert [(row[1], row[2]) for row in tree.units] == [("C", "市"), ("D1", "甲区")]
    assert tree.aliases[1:] == [
        ("D1", "甲县", date(2000, 1, 1), date(2019, 12, 31), "曾用名"),
        ("D1", "甲区", date(2020, 1, 1), date(9999, 12, 31), "现用名"),
    ]


def test_successions_are_read_from_both_sides_of_a_merger() -> None:
    july = parse_period("2024-07")
    ended = "D1 | 甲区 | 县市区 | C | 区 | 2000-01-01 | 2024-06-30"
    standing = "D2 | 乙区 | 县市区 | C | 区 | 2000-01-01 |"
    for first, second in (
        (" | 撤并：并入D2", ""),
        ("", " 2024-06-30\nD2 | 乙区 | 县市区 | C | 区 | 2024-07-01 | | 撤并：前身D1"),
        ("", " | 由D1并入"),
        (" | 2024年7月撤销D1，并入D2", ""),
    ):
        tree = units(f"C | 市 | 市 | | | 2000-01-01\n{ended}{first}\n{standing}{second}")
        assert tree.successors == [("D1", "D2", july)], (first, second)
        marks = {row[1]: (row[20], row[21]) for row in tree.units}
        assert marks["D1"] == (None, "D2") and marks["D2"] == ("D1", None)


def test_several_predecessors_form_a_new_unit() -> None:
    tree = units("""
    C  | 市   | 市     |   |    | 2000-01-01
    D1 | 甲区 | 县市区 | C | 区 | 2000-01-01 | 2024-06-30 | 撤并
    D2 | 乙区 | 县市区 | C | 区 | 2000-01-01 | 2024-06-30 | 撤并
    D3 | 新区 | 县市区 | C | 区 | 2024-07-01 |            | 由D1、D2合并设立
    """)
    assert [edge[:2] for edge in tree.successors] == [("D1", "D3"), ("D2", "D3")]
    assert not tree.findings
    assert all(heir.whole and not heir.same_code for heir in tree.heirs)


def test_a_split_unit_has_no_whole_heir() -> None:
    tree = units("""
    C  | 市   | 市     |   |    | 2000-01-01
    D1 | 甲区 | 县市区 | C | 区 | 2000-01-01 | 2024-06-30 | 撤销，分设为D2、D3
    D2 | 乙区 | 县市区 | C | 区 | 2024-07-01
    D3 | 丙区 | 县市区 | C | 区 | 2024-07-01
    """)
    assert [edge[:2] for edge in tree.successors] == [("D1", "D2"), ("D1", "D3")]
    assert [heir.whole for heir in tree.heirs] == [False, False]


def test_old_and_new_parent_of_a_transfer_are_no_succession() -> None:
    tree = units(BASE.replace("D1 | 镇 | 2000-01-01", "D1 | 镇 | 2000-01-01 | | 划转：原属D2"))
    assert tree.successors == []


def test_doubts_about_lines_are_named_and_the_rest_is_kept() -> None:
    cases = {
        "X1 | 某村 | 村小组 | T1 | | 2000-01-01": "UNIT_LEVEL_UNKNOWN",
        "X1 | 某村 | 村社区 | T1 | | 2024-01-01 | 2023-01-01": "UNIT_INTERVAL_REVERSED",
        "X1 | 某村 | 村社区 | T1 | |": "UNIT_INTERVAL_REVERSED",
        "X1 | 某村 | 村社区 | T9 | | 2000-01-01": "UNIT_ORPHAN",
        "X1 | 某村 | 村社区 | | | 2000-01-01": "UNIT_NO_PARENT",
        "X1 | 某镇 | 乡镇街道 | T1 | | 2000-01-01": "UNIT_LEVEL_NOT_BELOW",
        "X1 | 某村 | 村社区 | T1 | | 1999-01-01": "UNIT_PARENT_NOT_VALID",
        "T1 | 东镇 | 乡镇街道 | D1 | 镇 | 2000-01-01": "UNIT_INTERVAL_OVERLAP",
        "T1 | 东街道 | 乡镇街道 | D1 | 街道 | 2020-01-01": "UNIT_INTERVAL_CLOSED",
        "X1 | 丁区 | 县市区 | C | 区 | 2024-01-01 | | 前身D2": "UNIT_PREDECESSOR_NOT_ENDED",
        "X1 | 丁区 | 县市区 | C | 区 | 2010-01-01 | 2023-12-31 | 撤并": "UNIT_SUCCESSOR_UNNAMED",
    }
    for line, code in cases.items():
        tree = units(BASE + line)
        assert doubts(tree) == [code], line
        assert {"C", "D1", "D2", "T1"} <= {row[1] for row in tree.units}, line


def test_units_that_name_each_other_as_parent_are_a_cycle() -> None:
    tree = units(BASE + "A | 甲 | 村社区 | B | | 2000-01-01\nB | 乙 | 村社区 | A | | 2000-01-01")
    assert doubts(tree) == ["UNIT_CYCLE", "UNIT_CYCLE"]
    assert [row[1] for row in tree.units] == ["C", "D1", "T1", "D2"]


def test_children_of_an_ended_parent_end_with_it_and_are_named() -> None:
    tree = units(
        BASE.replace("D1 | 镇 | 2000-01-01", "D1 | 镇 | 2000-01-01 | 2023-12-31")
        + "V1 | 一村 | 村社区 | T1 | 行政村 | 2000-01-01"
    )
    assert doubts(tree) == ["UNIT_PARENT_NOT_VALID"]
    assert tree.findings[0].words["from"] == "2024-01-01"
    assert next(row[10] for row in tree.units if row[1] == "V1") == date(2023, 12, 31)


def test_a_county_may_stand_alone() -> None:
    tree = units("D1 | 甲县 | 县市区 | | 县 | 2000-01-01\nT1 | 东镇 | 乡镇街道 | D1 | 镇 | 2000-01-01")
    assert not tree.findings and len(tree.units) == 2


def test_a_province_of_villages_takes_about_a_second() -> None:
    rows = [("45", "省", "省", "", "", "", "", "", "2000-01-01", "", "")]
    for district in range(111):
        code = f"45{district:04d}"
        rows.append((code, code, "县市区", "45", "", "县", "", "", "2000-01-01", "", ""))
        for town in range(15):
            rows.append((f"{code}{town:03d}", "镇", "乡镇街道", code, "", "镇", "", "", "2000-01-01", "", ""))
            rows += [
                (
                    f"{code}{town:03d}{n:03d}",
                    "村",
                    "村社区",
                    f"{code}{town:03d}",
                    "",
                    "行政村",
                    "",
                    "",
                    "2000-01-01",
                    "",
                    "",
                )
                for n in range(20)
            ]
    started = time.process_time()
    tree = build_tree(rows)
    assert len(tree.units) == len(rows) > 35_000
    assert time.process_time() - started < 3  # 0.6 s alone; room for a busy machine
