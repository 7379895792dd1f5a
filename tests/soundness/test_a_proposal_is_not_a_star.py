"""Trap 8: a proposal without a naming number is no star; a fall or loss takes the star away."""

from dashboard import catalogue, queries
from tests.star import Publish, city, key


def test_only_named_stars_and_decided_losses_feed_the_star_of_an_organisation() -> None:
    emits = [e for e in catalogue.load().templates["T2"].emits if e["measure"] in ("star_level", "star_valid_months")]
    assert len(emits) == 4
    for emit in emits:
        conditions = [tuple(map(str, condition)) for condition in emit["applies"]]
        asks = next(words for field, _, words in conditions if field == "action")
        assert ("新评" in asks) == any(
            field == "naming_no" and op == "present" for field, op, *_ in _split(emit["applies"])
        )
        assert any(field == "star_result" for field, *_ in conditions)


def _split(conditions: list[list[object]]) -> list[list[str]]:
    return [[str(part) for part in condition] for condition in conditions]


def test_proposals_stand_beside_the_stars_and_not_among_them(opened: Publish) -> None:
    star = city("A")
    for code in ("star5_cnt", "star4_cnt", "star3_cnt", "star5_proposed_cnt", "star4_proposed_cnt",
                 "star3_proposed_cnt", "rural_org_total"):  # fmt: skip
        star.indicator(code)
    star.indicator("rural_star_cover_rate", n="star5_cnt star4_cnt star3_cnt", d="rural_org_total")
    for code, n in (("star5_cnt", 5), ("star4_cnt", 12), ("star3_cnt", 20), ("star3_proposed_cnt", 8)):
        star.value(code, "2024-06", "A", n)
    star.value("rural_star_cover_rate", "2024-06", "A", 37, 48)
    table = queries.star_structure(opened(star), key("2024-06"), 3)
    row = table.iloc[0]
    assert row["shown"] == "77.1%" and row["none"] == 11 and row["proposed"] == 8
    assert row[["star5", "star4", "star3", "none"]].sum() == row["denominator"] == 48
