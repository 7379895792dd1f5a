"""The share of floating members counts those who left; adding those who came in would count a person twice."""

from dashboard import catalogue


def test_only_outflow_enters_the_share() -> None:
    known = catalogue.load().indicators
    assert known["member_floating_ratio"].terms == (("n", "member_floating_out_cnt", 1), ("d", "member_total", 1))
    item = next(one for one in catalogue.load().barometer.items if one.code == "member_floating_ratio")
    assert (item.terms, item.denominator) == ([(1, "member_floating_out_cnt")], "member_total")


def test_no_indicator_adds_both_flows() -> None:
    for item in catalogue.load().indicators.values():
        codes = {code for _, code, _ in item.terms}
        assert not {"member_floating_out_cnt", "member_floating_in_cnt"} <= codes, item.code
