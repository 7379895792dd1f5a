"""Stars: what holds at a date, what became of each star, who lost one, whose star runs out."""

from collections.abc import Callable

from dashboard import queries
from dashboard.queries.stars import GONE
from dashboard.sentences import stars
from dashboard.warehouse import Warehouse
from tests.star import Star, by_unit, city, key

JUNE, DECEMBER = "2024-06", "2024-12"


def rated() -> Star:
    """Two districts; organisations P1 to P4 in A, Q1 in B; X1 belongs to another field of work."""
    star = city("A", "B").unit("T", "甲镇", "town", "A").unit("U", "乙镇", "town", "B")
    for code in ("P1", "P2", "P3", "P4"):
        star.unit(code, f"{code}党支部", "org", "T", domain="农村")
    star.unit("Q1", "Q1党支部", "org", "U", domain="农村").unit("X1", "校党支部", "org", "T", domain="学校")
    for code in ("star5_cnt", "star4_cnt", "star3_cnt", "star5_proposed_cnt", "star4_proposed_cnt",
                 "star3_proposed_cnt", "rural_org_total", "star_level", "star_valid_months"):  # fmt: skip
        star.indicator(code, reported="carry")
    return star.indicator("rural_star_cover_rate", n="star5_cnt star4_cnt star3_cnt", d="rural_org_total",
                          min_denominator=2)  # fmt: skip


def moved() -> Star:
    """P1 五→四, P2 三→摘, P3 三→四, P4 rated for the first time, Q1 unchanged, X1 loses a star at a school."""
    star = rated().batch(1, template="T2").batch(2, template="T2", file_name="12月.xlsx")
    for code, before, after in (("P1", 5, 4), ("P2", 3, 0), ("P3", 3, 4), ("X1", 5, 3)):
        star.state("star_level", code, before, JUNE, "2024-11").state("star_level", code, after, DECEMBER, "2099-12",
                                                                      batch=2, row=7)  # fmt: skip
    star.state("star_level", "P4", 3, DECEMBER, "2099-12", batch=2)
    return star.state("star_level", "Q1", 5, JUNE, "2099-12")


def test_each_organisation_flows_from_its_old_star_to_its_present_one(opened: Callable[[Star], Warehouse]) -> None:
    flows = queries.star_flows(opened(moved()), key(JUNE), key(DECEMBER), 3)
    found = {(row["unit_code"], row["before"], row["after"]): row["n"] for row in flows.to_dict("records")}
    assert found == {("A", 0, 3): 1, ("A", 3, 0): 1, ("A", 3, 4): 1, ("A", 5, 4): 1, ("B", 5, 5): 1}
    assert flows.set_index(["before", "after"]).loc[(0, 3), "n_first"] == 1


def test_an_organisation_that_is_gone_flows_out(opened: Callable[[Star], Warehouse]) -> None:
    star = moved().state("star_level", "X1", 0, "2023-01", "2023-02")
    star.unit("Z", "旧党支部", "org", "U", domain="农村", last="2024-08").state("star_level", "Z", 4, JUNE, "2024-08")
    flows = queries.star_flows(opened(star), key(JUNE), key(DECEMBER), 3)
    gone = flows[flows["after"] == GONE]
    assert gone[["before", "n"]].to_numpy().tolist() == [[4, 1]] and gone["unit_name"].isna().all()


def test_a_moved_organisation_keeps_its_star(opened: Callable[[Star], Warehouse]) -> None:
    star = rated().unit("M", "迁移党支部", "org", "T", domain="农村", last="2024-08")
    star.unit("M", "迁移党支部", "org", "U", domain="农村", first="2024-09")
    star.state("star_level", "M", 4, JUNE, "2024-08").state("star_level", "M", 4, "2024-09", "2099-12")
    wh = opened(star)
    flows = queries.star_flows(wh, key(JUNE), key(DECEMBER), 4, "B")
    assert flows[["unit_code", "before", "after", "n"]].to_numpy().tolist() == [["U", 4, 4, 1]]


def test_losses_name_who_and_the_row_that_says_so(opened: Callable[[Star], Warehouse]) -> None:
    wh = opened(moved())
    table = queries.star_losses(wh, key(JUNE), key(DECEMBER))
    assert by_unit(table, "kind") == {"P1": "降星", "P2": "摘星"}
    row = table.set_index("unit_code").loc["P1"]
    assert (row["from_star"], row["to_star"], row["period_text"]) == ("五星", "四星", "2024年12月")
    assert (row["file"], row["row"], row["batch_id"]) == ("12月.xlsx", 7, "B000002")
    assert queries.star_losses(wh, key(JUNE), key(DECEMBER), "B").empty


def test_due_lists_what_runs_out_and_what_is_overdue(opened: Callable[[Star], Warehouse]) -> None:
    star = moved()
    for code, months, since in (("P1", 6, DECEMBER), ("P3", 7, DECEMBER), ("P4", -1, DECEMBER), ("P2", 2, DECEMBER)):
        star.state("star_valid_months", code, months, since, "2099-12")
    # Q1 was given its date with another rating than the star it has now: that date says nothing.
    star.state("star_valid_months", "Q1", 1, "2024-03", "2099-12").fact("star_valid_months", DECEMBER, "P1", 6)
    due = queries.star_due(opened(star), key(DECEMBER))
    assert by_unit(due, "state") == {"P4": "逾期1个月", "P1": "还有6个月"}
    assert by_unit(due, "due_text") == {"P4": "2024年11月", "P1": "2025年6月"}


def test_without_dates_nothing_is_claimed_about_reviews(opened: Callable[[Star], Warehouse]) -> None:
    assert queries.star_due(opened(moved()), key(DECEMBER)) is None


def test_rounds_are_the_months_with_ratings(opened: Callable[[Star], Warehouse]) -> None:
    star = rated().fact("star_level", JUNE, "P1", 5).fact("star_level", DECEMBER, "P1", 4)
    assert queries.star_rounds(opened(star)) == [key(DECEMBER), key(JUNE)]


def test_structure_counts_named_stars_and_leaves_out_who_is_silent(opened: Callable[[Star], Warehouse]) -> None:
    star = rated()
    for code, counts in (("star5_cnt", (5, 2)), ("star4_cnt", (12, 3)), ("star3_cnt", (20, 4)),
                         ("star5_proposed_cnt", (0, 0)), ("star4_proposed_cnt", (0, 0)),
                         ("star3_proposed_cnt", (6, 0))):  # fmt: skip
        star.column(code, DECEMBER, A=counts[0], B=counts[1]).value(code, DECEMBER, "C", sum(counts))
    star.value("rural_star_cover_rate", DECEMBER, "A", 37, 48).value("rural_star_cover_rate", DECEMBER, "B", None, None,
                                                                     n=0)  # fmt: skip
    star.value("rural_star_cover_rate", DECEMBER, "C", 37, 48, n=1, of=2)
    table = queries.star_structure(opened(star), key(DECEMBER), 3)
    assert by_unit(table, "shown") == {"A": "77.1%", "B": "未报"}
    assert by_unit(table, "none") == {"A": 11.0, "B": None} and by_unit(table, "star5") == {"A": 5.0, "B": None}
    assert by_unit(table, "proposed") == {"A": 6.0, "B": None}
    assert table.attrs["whole_shown"] == "77.1%" and table.attrs["star3"] == 20 and table.attrs["proposed"] == 6
    # Counts elsewhere are 7, 15 and 24: the page says where the difference comes from.
    assert table.attrs["standing"] == {"star5": 2.0, "star4": 3.0, "star3": 4.0}
    assert stars.standing_words(table).endswith(
        "未报，图中不计；总览、排名的星级数仍含其有效的原评定（五星2个、四星3个、三星4个）"
    )
