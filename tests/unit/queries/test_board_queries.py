"""Further views of a ranking and a trend: given stored sums, expected places, changes, boxes, splits and year's end."""

import pytest

from dashboard import queries
from dashboard.queries import signals, spread
from dashboard.queries.movement import movement
from tests.star import Star, by_unit, city, key

JUNE, LAST_JUNE = key("2024-06"), key("2023-06")


def rate(*codes: str, **columns: object) -> Star:
    return city(*codes).rate(core_order=1, **{"min_denominator": 5, "effective_gap": 1.0} | columns)


def test_places_in_the_whole_and_among_like_units_stand_side_by_side(opened) -> None:
    star = Star().unit("C", "某市", "city")
    for code, peer in (("A", "山区"), ("B", "平原"), ("D", "山区"), ("E", "平原"), ("F", "海岛")):
        star.unit(code, f"{code}区", "district", "C", peer=peer)
    wh = opened(star.indicator("x").column("x", "2024-06", A=5, B=9, D=7, E=9, F=1))
    table = queries.ranking(wh, "x", JUNE)
    assert by_unit(table, "place_all") == {"A": 4, "B": 1, "D": 3, "E": 1, "F": 5}
    assert by_unit(table, "place_peer") == {"A": 2, "B": 1, "D": 1, "E": 1, "F": None}
    assert by_unit(table, "n_peer")["A"] == 2


def test_the_shown_group_may_be_compared_with_everybody(opened) -> None:
    star = Star().unit("C", "某市", "city")
    for code, peer in (("A", "山区"), ("B", "平原"), ("D", "山区")):
        star.unit(code, f"{code}区", "district", "C", peer=peer)
    wh = opened(star.indicator("x").column("x", "2024-06", A=5, B=9, D=7))
    own = queries.ranking(wh, "x", JUNE, peer_group="山区")
    among_all = queries.ranking(wh, "x", JUNE, peer_group="山区", among="all")
    assert by_unit(own, "rank") == {"D": 1, "A": 2} and by_unit(among_all, "rank") == {"D": 2, "A": 3}
    assert by_unit(own, "value") == by_unit(among_all, "value"), "whom one compares with changes no value"
    with pytest.raises(queries.QueryError, match="peers、all"):
        queries.ranking(wh, "x", JUNE, among="nobody")


def test_a_place_is_soft_where_denominators_are_small_but_never_for_a_duty(opened) -> None:
    sums = {"A": (9, 10), "B": (8, 10), "D": (7, 10), "E": (100, 1000)}
    soft = queries.ranking(opened(rate("A", "B", "D", "E").column("r", "2024-06", **sums)), "r", JUNE)
    assert by_unit(soft, "best")["A"] == 1 and by_unit(soft, "worst")["A"] == 3
    assert by_unit(soft, "best")["E"] is None, "surely last: nothing to say"


def test_a_duty_has_no_soft_places(opened) -> None:
    star = rate("A", "B", "D", target=100.0, target_kind="full").column("r", "2024-06", A=(9, 10), B=(8, 10), D=(7, 10))
    assert set(by_unit(queries.ranking(opened(star), "r", JUNE), "best").values()) == {None}


def test_a_change_counts_from_the_effective_gap_and_one_unit_on(opened) -> None:
    star = rate("A", "B", "D", "E").column("r", "2024-05", A=(500, 1000), B=(500, 1000), D=(50, 100), E=(5, 10))
    star.column("r", "2024-06", A=(510, 1000), B=(509, 1000), D=(51, 100), E=(9, 10))
    table = queries.ranking(opened(star), "r", JUNE)
    assert by_unit(table, "is_real") == {"A": True, "B": False, "D": True, "E": False}


def test_amounts_improve_in_percent_and_small_or_empty_bases_have_no_place(opened) -> None:
    star = city("A", "B", "D", "E", "F").indicator("x", unit="万元", decimals=2)
    star.column("x", "2023-06", A=100, B=1000, D=10, E=0, F=100).column(
        "x", "2024-06", A=150, B=1100, D=40, E=9, F=None
    )
    table = queries.improvement(opened(star), "x", JUNE, compare_period=LAST_JUNE)
    assert by_unit(table, "place") == {"A": 1, "B": 2, "D": None, "E": None, "F": None}
    why = by_unit(table, "why")
    assert why["D"].startswith("基数小") and why["E"].startswith("基期为0") and why["F"] == "未报" and why["A"] == ""
    assert by_unit(table, "change_shown")["A"] == "+50.0%"


def test_fewer_is_progress_where_lower_is_better(opened) -> None:
    star = city("A", "B", "D").indicator("x", direction="lower")
    star.column("x", "2023-06", A=4, B=4, D=0).column("x", "2024-06", A=1, B=6, D=0)
    table = queries.improvement(opened(star), "x", JUNE, compare_period=LAST_JUNE)
    assert by_unit(table, "place") == {"A": 1, "D": 2, "B": 3}
    assert by_unit(table, "change_shown") == {"A": "−3个", "D": "持平", "B": "+2个"}


def test_a_rate_that_one_unit_moves_by_much_is_not_ranked_by_progress(opened) -> None:
    star = (
        rate("A", "B").column("r", "2023-06", A=(3, 8), B=(500, 1000)).column("r", "2024-06", A=(7, 8), B=(520, 1000))
    )
    table = queries.improvement(opened(star), "r", JUNE, compare_period=LAST_JUNE)
    assert by_unit(table, "place") == {"A": None, "B": 1}
    assert "一个单位影响12.5个百分点" in by_unit(table, "why")["A"]


def test_the_last_three_hold_everybody_on_their_places(opened) -> None:
    star = city("A", "B", "D", "E", "F", "G").indicator("x", target=10.0, target_kind="floor")
    wh = opened(star.column("x", "2024-06", A=9, B=8, D=7, E=6, F=6, G=5))
    table = queries.ranking(wh, "x", JUNE)
    last = spread.last_places(queries.indicator(wh, "x"), table)
    assert list(last["unit_code"]) == ["G", "E", "F"] and last["lacks"].iloc[0] == ["与前一名差1个", "距目标5个"]


def test_nobody_is_last_where_most_share_the_first_place(opened) -> None:
    wh = opened(city("A", "B", "D", "E", "F").indicator("x").column("x", "2024-06", A=9, B=9, D=9, E=9, F=3))
    last = spread.last_places(queries.indicator(wh, "x"), queries.ranking(wh, "x", JUNE))
    assert list(last["unit_code"]) == ["F"]


def test_every_unit_stands_in_the_one_box_of_its_level_and_change(opened) -> None:
    star = rate("A", "B", "D", "E", "F", "G", "H")
    then = {"A": (850, 1000), "B": (905, 1000), "D": (700, 1000), "E": (700, 1000), "F": (600, 1000), "G": (3, 4)}
    now = {"A": (900, 1000), "B": (900, 1000), "D": (709, 1000), "E": (690, 1000), "F": (610, 1000), "G": (1, 4)}
    star.column("r", "2023-06", **then, H=(500, 1000)).column("r", "2024-06", **now, H=None)
    star.value("r", "2024-06", "C", sum(a for a, _ in now.values()), sum(b for _, b in now.values()))
    table = movement(opened(star), JUNE, "r")
    assert by_unit(table, "box") == {
        "A": "领先又进步", "B": "稳中向好", "D": "落后未改观", "E": "落后未改观", "F": "落后但进步", "G": "", "H": "",
    }  # fmt: skip
    assert by_unit(table, "why")["G"] == "分母小，不归类" and by_unit(table, "why")["H"] == "未报"
    assert (
        by_unit(table, "sentence")["A"].startswith("A区：90.0%，明显好于C") or "明显好于" in table["sentence"].iloc[0]
    )


def test_lower_is_better_turns_level_and_change(opened) -> None:
    star = rate("A", "B", "D", "E", "F", direction="lower")
    star.column("r", "2023-06", A=(120, 1000), **dict.fromkeys("BDEF", (300, 1000)))
    star.column("r", "2024-06", A=(100, 1000), **dict.fromkeys("BDEF", (300, 1000)))
    star.value("r", "2024-06", "C", 1300, 5000)
    assert by_unit(movement(opened(star), JUNE, "r"), "box")["A"] == "领先又进步"


def test_a_change_of_definition_leaves_no_box(opened) -> None:
    star = rate("A", "B", "D", "E", "F")
    star.column("r", "2023-06", **dict.fromkeys("ABDEF", (300, 1000)))
    star.column("r", "2024-06", **dict.fromkeys("ABDEF", (300, 1000))).value("r", "2024-06", "C", 1500, 5000)
    star.notes.append(("d", "2024-01", None, "break", "口径调整"))
    assert set(by_unit(movement(opened(star), JUNE, "r"), "why").values()) == {"基期没有可比的数"}


def test_nothing_improves_across_a_change_of_definition(opened) -> None:
    star = rate("A", "B").column("r", "2023-06", A=(300, 1000), B=(300, 1000))
    star.column("r", "2024-06", A=(400, 1000), B=(300, 1000))
    star.notes.append(("d", "2024-01", None, "break", "口径调整"))
    table = queries.improvement(opened(star), "r", JUNE, compare_period=LAST_JUNE)
    assert set(table["why"]) == {"口径有变化，不可比"} and table.attrs["n_ranked"] == 0


def test_the_parts_of_a_change_add_up_to_it(opened) -> None:
    star = (
        rate("A", "B")
        .column("r", "2023-06", A=(90, 100), B=(20, 100))
        .column("r", "2024-06", A=(270, 300), B=(20, 100))
    )
    star.value("r", "2024-06", "C", 290, 400)
    split = queries.rate_split(opened(star), "r", JUNE, LAST_JUNE)
    assert split is not None and (split.before, split.after) == (55.0, 72.5)
    assert split.own == pytest.approx(0) and split.structure == pytest.approx(17.5), "no unit got better: only the mix"
    assert split.table["total"].sum() == pytest.approx(split.change)


def flow(target: float | None = 2400.0) -> Star:
    star = city("A").indicator("x", kind="flow", reported="ytd", unit="万元", target=target, target_kind="annual")
    return star


def test_the_year_ends_at_last_year_s_pace(opened) -> None:
    star = flow()
    for month in range(1, 13):
        star.value("x", f"2023-{month:02d}", "A", 100 * month if month < 12 else 2000)
    for month in range(1, 7):
        star.value("x", f"2024-{month:02d}", "A", 120 * month)
    found = queries.forecast(opened(star), "x", JUNE, "A")
    assert found is not None and found.method == "seasonal" and found.pace == pytest.approx(0.3)
    assert found.year_end == pytest.approx(720 / 0.3) and found.completion == pytest.approx(1.0)
    assert list(found.path) == list(range(JUNE, key("2024-12") + 1)) and found.path[key("2024-09")] == 1080.0


def test_without_last_year_the_last_three_months_count(opened) -> None:
    star = flow()
    for month, total in enumerate((10, 20, 30, 130, 230, 330), start=1):
        star.value("x", f"2024-{month:02d}", "A", total)
    found = queries.forecast(opened(star), "x", JUNE, "A")
    assert found is not None and found.method == "recent" and found.year_end == pytest.approx(330 + 6 * 100)


def test_december_is_a_result_and_a_sum_that_lacks_somebody_is_no_base(opened) -> None:
    star = flow().value("x", "2023-12", "A", 1900).value("x", "2024-05", "A", 100, n=1, of=2)
    wh = opened(star)
    done = queries.forecast(wh, "x", key("2023-12"), "A")
    assert done is not None and done.method == "done" and done.path == {} and done.completion == pytest.approx(19 / 24)
    assert queries.forecast(wh, "x", key("2024-05"), "A") is None


def test_stocks_and_rates_of_a_day_are_not_carried_on(opened) -> None:
    wh = opened(city("A").indicator("x").column("x", "2024-06", A=5))
    assert queries.forecast(wh, "x", JUNE, "A") is None


def test_a_real_trend_needs_five_periods_and_more_than_chance(opened) -> None:
    star = rate("A", frequency="月")
    for month, hits in enumerate((500, 530, 560, 590, 620), start=2):
        star.value("r", f"2024-{month:02d}", "A", hits, 1000)
    wh = opened(star)
    line = signals.told_line(queries.trend(wh, "r", ["A"], key("2024-02"), JUNE))
    marker = signals.real_trend(queries.indicator(wh, "r"), line)
    assert marker is not None and (marker.movement, marker.judgement) == ("up", "better")
    few = signals.real_trend(queries.indicator(wh, "r"), line.tail(3))
    assert few is not None and few.movement is None


def test_only_periods_that_were_reported_are_offered_for_a_carried_state(opened) -> None:
    star = city("A").indicator("s", reported="carry_year", frequency="季").indicator("x", frequency="季")
    wh = opened(star)
    months = [key(f"2024-{month:02d}") for month in range(6, 0, -1)]
    assert queries.own_periods(wh, "s", months) == [key("2024-06"), key("2024-03")]
    assert queries.own_periods(wh, "x", months) == months, "real monthly values stay"
    assert queries.own_periods(wh, "s", [key("2024-05")]) == [key("2024-05")], "never an empty choice"


def test_the_best_of_a_few_is_best_by_what_matters(opened) -> None:
    star = rate("A", "B", "D", "E", "F", effective_gap=1.0).column("r", "2024-06", **{
        "A": (900, 1000), "B": (895, 1000), "D": (700, 1000), "E": (800, 1000), "F": (800, 1000)})  # fmt: skip
    star.value("r", "2024-06", "C", 4095, 5000)
    wh = opened(star)
    close = queries.compare_units(wh, JUNE, ("A", "B"))
    assert close.attrs["n_close"] == 1 and close.attrs["best"] == {"A": 0, "B": 0}
    apart = queries.compare_units(wh, JUNE, ("A", "D"))
    assert apart.attrs["best"] == {"A": 1, "D": 0}
    assert list(apart.loc[apart["is_best"], "unit_code"]) == ["A"]
    assert by_unit(apart[apart["role"] == "unit"], "place") == {"A": 1, "D": 5}


def test_two_times_of_one_unit_compare_like_with_like(opened) -> None:
    star = city("A").indicator("x", core_order=1).indicator("f", core_order=2, kind="flow", reported="ytd")
    star.column("x", "2023-06", A=100).column("x", "2024-06", A=90)
    star.column("f", "2024-05", A=50).column("f", "2024-06", A=60)
    wh = opened(star)
    table = queries.compare_periods(wh, JUNE, LAST_JUNE, "A")
    row = table[table["code"] == "x"].iloc[0]
    assert (row["change_shown"], row["goes"], row["why"]) == ("−10.0%", "worse", "")
    monthly = queries.compare_periods(wh, JUNE, key("2024-05"), "A")
    assert monthly[monthly["code"] == "f"].iloc[0]["why"] == "年内累计数，不同月份不比"
