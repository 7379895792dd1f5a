"""Sentences over a whole picture: who stands out most often, strengths without shared zeros, what is owed."""

import pandas as pd

from dashboard import periods
from dashboard.sentences.picture import matrix_sentence, profile_sentence, strength_words, strengths

JUNE = periods.parse_period("2024-06")


def matrix(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Unit, indicator, class."""
    table = pd.DataFrame(rows, columns=["unit_name", "code", "class"]).assign(role="unit")
    table["unit_code"] = table["unit_name"]
    table["status"] = table["class"].map({"missing": "未报"}).fillna("已报")
    table.attrs = {"whole_name": "示例市", "period_key": JUNE}
    return table


def test_who_stands_out_and_who_owes() -> None:
    rows = [("甲区", "a", "better"), ("甲区", "b", "better"), ("乙区", "a", "worse"), ("乙区", "b", "missing"),
            ("丙区", "a", "like"), ("丙区", "b", "worse"), ("丙区", "x", "plain")]  # fmt: skip
    assert matrix_sentence(matrix(rows)) == [
        "截至2024年6月30日，3个区、3项指标中2项可与示例市比好差；明显好的以甲区（2项）最多；"
        "明显差的以乙区、丙区（各1项）最多。",
        "未报共1格：乙区1项，不按差计。",
    ]


def test_nothing_classed_claims_nothing() -> None:
    said = matrix_sentence(matrix([("甲区", "x", "plain"), ("乙区", "x", "unclassed")]))
    assert said == ["截至2024年6月30日，2个区、1项指标；单位太少或均为总量、中性指标，不分好差。"]


def row(name: str, code: str, **more: object) -> dict[str, object]:
    return {"name": name, "class": code, "value": 50.0, "shown": "50.0", "unit": "%", "shared": 0, "place": 2,
            "n_ranked": 9, "distance": 1.0, "difference": 8.0, "difference_text": "8.0个百分点", "whole_shown": "42.0",
            "middle_is_median": False, "status": "未报" if code == "missing" else "已报"} | more  # fmt: skip


def profile(*rows: dict[str, object]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows)).astype({"place": "Int64", "n_ranked": "Int64", "shared": "Int64"})
    table.attrs = {"unit_name": "甲区", "whole_name": "示例市", "period_key": JUNE}
    return table


def test_a_shared_zero_and_a_small_denominator_are_no_strengths() -> None:
    table = profile(
        row("并列为零", "better", value=0.0, shared=3, distance=9.0),
        row("独自为零", "better", value=0.0, distance=2.0),
        row("小", "small", distance=8.0), row("强", "better", distance=5.0),
    )  # fmt: skip
    assert list(strengths(table, "better")["name"]) == ["强", "独自为零"]


def test_shortfalls_begin_with_the_farthest() -> None:
    table = profile(row("近", "worse", distance=-1.6), row("远", "worse", distance=-4.0))
    assert list(strengths(table, "worse")["name"]) == ["远", "近"]


def test_a_strength_names_value_gap_and_place() -> None:
    words = strength_words(row("覆盖率", "better", shared=1), "示例市")
    assert words == "覆盖率 50.0%，高于示例市（42.0%）8.0个百分点，并列第2／9"
    score = row("总分", "worse", unit="分", difference=-3.0, difference_text="3.00分", middle_is_median=True)
    assert strength_words(score, "示例市") == "总分 50.0分，低于各县市区中位数（42.0分）3.00分，第2／9"


def test_profile_counts_classes_and_missing_reports() -> None:
    table = profile(
        row("强", "better"), row("平", "like"), row("弱", "worse"), row("缺", "missing"), row("小", "small")
    )
    assert profile_sentence(table) == [
        "截至2024年6月30日，甲区可与示例市比的3项中，1项明显好、1项相当、1项明显差；1项未报，不按差计；"
        "1项分母小，只看数不分好差。",
        "最突出的是强；差距最大的是弱。",
    ]


def test_all_alike_and_nothing_reported() -> None:
    assert profile_sentence(profile(row("平", "like")))[0].endswith("比的1项中，都与示例市相当。")
    assert profile_sentence(profile(row("缺", "missing"))) == ["截至2024年6月30日，甲区各项均未报。"]
