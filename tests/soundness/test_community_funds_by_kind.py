"""2 committees, 3 general branches and 5 branches are due 20 + 18 + 20 = 58万元 by the catalogue's amounts."""

from dashboard import catalogue
from dashboard.queries.support import fund_amounts
from dashboard.statistics.funds import due_by_kind


def test_the_known_trap() -> None:
    amounts = fund_amounts(catalogue.load())
    assert due_by_kind({"党委": 2, "党总支": 3, "党支部": 5}, amounts) == 58
    assert due_by_kind({"党委": 0, "党总支": 0, "党支部": 0}, amounts) == 0


def test_a_missing_count_gives_no_sum() -> None:
    assert due_by_kind({"党委": 2, "党总支": None}, fund_amounts(catalogue.load())) is None
