"""Overview cards: change on the right base, target, schedule, light, sparkline."""

import pandas as pd
import pytest

from dashboard import queries
from dashboard.warehouse import Warehouse
from tests.star import Star, city, key


def card(wh: Warehouse, period: str = "2024-06", unit: str | None = None, row: int = 0) -> pd.Series:
    return queries.overview_cards(wh, key(period), unit).iloc[row]


def core(order: int = 1, **columns: object) -> dict[str, object]:
    return {"core_order": order} | columns


def test_a_rate_changes_in_points_against_last_month_and_last_year(opened) -> None:
    star = city("A", "B").rate(**core())
    star.value("r", "2023-06", "C", 40, 100).value("r", "2024-05", "C", 51, 100).value("r", "2024-06", "C", 54, 100)
    found = card(opened(star))
    assert (found["value"], found["shown"], found["is_current"]) == (54.0, "54.0%", True)
    assert (found["change_prev"], found["change_prev_text"]) == (3.0, "+3.0个百分点")
    assert (found["change_year"], found["change_year_text"]) == (14.0, "+14.0个百分点")


def test_an_older_period_is_shown_as_older(opened) -> None:
    star = city("A", "B").indicator("x", **core()).value("x", "2024-04", "C", 7)
    found = card(opened(star))
    assert (found["period_key"], found["is_current"], found["period_text"]) == (key("2024-04"), False, "2024年4月")


def test_a_quarterly_figure_in_may_is_the_first_quarter_and_current(opened) -> None:
    star = city("A", "B").indicator("x", frequency="季", **core())
    star.value("x", "2023-12", "C", 5).value("x", "2024-03", "C", 8)
    found = card(opened(star), "2024-05")
    assert (found["period_text"], found["is_current"], found["change_prev"]) == ("2024年一季度", True, 60.0)


def test_nothing_reported_says_so(opened) -> None:
    star = city("A", "B").indicator("x", **core())
    found = card(opened(star))
    assert (found["status"], found["shown"], found["sparkline"]) == ("未报", "—", [None])


@pytest.mark.parametrize(
    ("done", "light", "lead", "text"),
    [
        (50, "绿", 0.0, "与时序持平"),
        (62, "绿", 12.0, "超时序12.0个百分点"),
        (40, "绿", -10.0, "低于时序10.0个百分点"),
        (38, "黄", -12.0, "低于时序12.0个百分点"),
        (20, "黄", -30.0, "低于时序30.0个百分点"),
        (19, "红", -31.0, "低于时序31.0个百分点"),
    ],
)
def test_an_annual_target_is_compared_with_the_time_elapsed(
    opened, done: int, light: str, lead: float, text: str
) -> None:
    star = city("A", "B").indicator("n").indicator("d")
    star.indicator("r", n="n", d="d", target=100.0, target_kind="annual", **core())
    star.value("r", "2024-06", "C", done, 100)
    found = card(opened(star))
    assert (found["light"], found["lead_points"], found["lead_text"]) == (light, lead, text)
    assert (found["completion"], found["schedule"]) == (done / 100, 0.5)


def test_a_state_has_no_schedule(opened) -> None:
    star = city("A", "B").indicator("n").indicator("d")
    star.indicator("r", n="n", d="d", target=100.0, target_kind="full", **core()).value("r", "2024-06", "C", 97, 100)
    found = card(opened(star))
    assert (found["light"], found["schedule"], found["lead_text"]) == ("黄", None, "还差3.0个百分点")


def test_down_to_zero(opened) -> None:
    star = city("A", "B").indicator("x", direction="lower", target=0.0, target_kind="zero", **core())
    star.value("x", "2024-05", "C", 2).value("x", "2024-06", "C", 0)
    wh = opened(star)
    assert (card(wh)["light"], card(wh)["lead_text"]) == ("绿", "已清零")
    assert (card(wh, "2024-05")["light"], card(wh, "2024-05")["lead_text"]) == ("黄", "还有2个")


def test_a_reported_target_is_divided_unit_by_unit(opened) -> None:
    """Income 60 against targets of 80, of which only 50 belong to units that reported both: 40/50, not 60/80."""
    star = city("A", "B").indicator("goal").indicator("x", reported="ytd", kind="flow", target_kind="annual",
                                                      target_measure_key=1, **core())  # fmt: skip
    star.indicator("x_rate", n="x", d="goal")
    star.value("x", "2024-06", "C", 60).value("goal", "2024-06", "C", 80).value("x_rate", "2024-06", "C", 40, 50)
    found = card(opened(star))
    assert (found["target"], found["completion"], found["lead_points"]) == (80.0, 0.8, 30.0)


def test_sparkline_has_thirteen_points_with_gaps(opened) -> None:
    star = city("A", "B").indicator("x", **core())
    for month, value in (("2023-01", 1), ("2023-06", 2), ("2023-07", 3), ("2024-05", 4), ("2024-06", 5)):
        star.value("x", month, "C", value)
    assert card(opened(star))["sparkline"] == [2.0, 3.0, *[None] * 9, 4.0, 5.0]


def test_one_district(opened) -> None:
    star = city("A", "B").indicator("x", **core()).column("x", "2024-06", A=3, B=4, C=7)
    table = queries.overview_cards(opened(star), key("2024-06"), "B")
    assert (table["value"][0], table.attrs["unit_name"]) == (4.0, "B区")


def test_order_of_the_catalogue(opened) -> None:
    star = city("A", "B").indicator("late", **core(2)).indicator("first", **core(1)).indicator("none")
    assert queries.overview_cards(opened(star), key("2024-06"))["code"].tolist() == ["first", "late"]


def test_a_home_of_published_figures_shows_those(opened) -> None:
    star = (
        Star().unit("0", "中国", "nation").unit("43", "湖南省", "province", "0").unit("33", "浙江省", "province", "0")
    )
    star.indicator("x", core_order=1).indicator("pub", tier="public", frequency="年", own_level_only=True)
    star.value("pub", "2022-12", "0", 100).value("pub", "2023-12", "0", 110)
    table = queries.overview_cards(opened(star), key("2023-12"))
    assert (table.attrs["unit_name"], table["code"].tolist()) == ("中国", ["pub"])
    assert (table["change_year"][0], table["sparkline"][0]) == (10.0, [100.0, 110.0])
