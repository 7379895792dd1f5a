"""Everything else that the pages ask: the board's pages, and the six pages on themes with their real indicators.

A page asks several questions and remembers each answer; what is timed here is one answer that is not yet remembered.
"""

import random
from collections.abc import Callable
from functools import cached_property
from typing import Any

from bench.timing import Ask
from dashboard import levels, queries
from dashboard.queries import barometer, barometer_card, members, support
from dashboard.queries.movement import LAST_YEAR, PREVIOUS, TOTAL
from dashboard.queries.village_income import TOTAL as INCOME
from dashboard.queries.village_income import ZERO
from dashboard.warehouse import Warehouse

DISTRICT, TOWN = levels.level_no("district"), levels.level_no("town")
#: Board pages look at what is newest; older months only fill the lines.
MONTHS = 24


class Pages:
    """Random choices over one snapshot."""

    def __init__(self, wh: Warehouse, seed: int = 1) -> None:
        self.wh, self.random = wh, random.Random(seed)
        self.known = queries.all_indicators(wh)
        self.months = queries.card_periods(wh)[:MONTHS]
        self.districts = queries.units(wh, "district", self.months[0])["unit_code"].tolist()
        self.core = [ind.code for ind in self.known.values() if ind.row["core_order"] is not None]

    def month(self) -> int:
        """One of the months looked at."""
        return self.random.choice(self.months)

    def district(self) -> str:
        """Code of a district."""
        return str(self.random.choice(self.districts))

    def fresh(self) -> None:
        """Forget the pictures of all indicators, which several pages share."""
        self.wh.memory.pop("boards", None)

    def board(self) -> list[tuple[str, Ask]]:
        """(name, question) of the pages under 看板 that `bench.queries` does not ask already."""
        wh, month, district = self.wh, self.month, self.district

        def alone(ask: Ask) -> Ask:
            def run() -> Any:
                self.fresh()
                return ask()

            return run

        def about() -> tuple[str, str]:
            return self.random.choice(self.core), district()

        def years() -> Any:
            key = month()
            return queries.compare_periods(wh, key, key - 12, district())

        def moved() -> Any:
            key = month()
            return queries.movement(wh, key, next(iter(queries.movable(wh, key))), PREVIOUS)

        return [
            ("matrix", alone(lambda: queries.matrix(wh, month()))),
            ("profile 一个区县", alone(lambda: queries.profile(wh, district(), month()))),
            ("compare_units 三个区县", alone(
                lambda: queries.compare_units(wh, month(), tuple(self.random.sample(self.districts, 3))))),
            ("compare_periods 两个时期", alone(years)),
            ("movement 核心指标总体", alone(lambda: queries.movement(wh, month(), TOTAL, LAST_YEAR))),
            ("movement 一项指标", alone(moved)),
            ("classes_by_theme", alone(lambda: queries.classes_by_theme(wh, month(), district()))),
            ("overview_cards 一个区县", lambda: queries.overview_cards(wh, month(), district())),
            ("attention 一个区县一项指标", lambda: queries.attention(wh, month(), about=about())),
            ("forecast", lambda: queries.forecast(wh, self.random.choice(self.core), month(), district())),
            ("units 一个区县的乡镇", lambda: queries.units(wh, "town", month(), district())),
        ]  # fmt: skip

    @cached_property
    def branches(self) -> list[str]:
        """Codes of the branches on the newest barometer."""
        newest = next(key for key in self.months if key % 3 == 2)
        return [str(code) for code in barometer.barometer_branches(self.wh, newest)["unit_code"]]

    def themes(self) -> list[tuple[str, Ask]]:
        """(name, question) of the pages on themes, for the whole by districts and for a district by towns."""
        found: list[tuple[str, Ask]] = []
        for words, level, of in (("各区县", DISTRICT, False), ("一个区县的乡镇", TOWN, True)):
            found += [(f"{name} {words}", ask) for name, ask in self._themes(level, of)]
        return found

    def _themes(self, level: int, of_district: bool) -> list[tuple[str, Ask]]:
        wh = self.wh
        covered, incomes, rounds = (ask(wh) for ask in (queries.cover_periods, queries.income_periods,
                                                        queries.star_rounds))  # fmt: skip
        item = next(iter(queries.cover_kinds(wh).values()))
        quarters = [key for key in self.months if key % 3 == 2]

        def asked(ask: Callable[..., Any], keys: list[int], **more: Any) -> Ask:
            def run() -> Any:
                under = self.district() if of_district else None
                return ask(wh, period_key=self.random.choice(keys[:MONTHS]), under=under, **more)

            return run

        def starred(ask: Callable[..., Any], **more: Any) -> Ask:
            def run() -> Any:
                at = self.random.randrange(len(rounds) - 1)
                under = self.district() if of_district else None
                return ask(wh, from_key=rounds[at + 1], to_key=rounds[at], under=under, **more)

            return run

        def card() -> Any:
            return barometer_card.barometer_card(wh, str(self.random.choice(self.branches)), quarters[0])

        return [
            ("覆盖 cover_items", asked(queries.cover_items, covered, level=level)),
            ("覆盖 cover_gaps", asked(queries.cover_gaps, covered, item=item)),
            ("村集体 income_overview", asked(queries.income_overview, incomes, level=level)),
            ("村集体 income_summary", asked(queries.income_summary, incomes, level=level)),
            ("村集体 income_bands", asked(queries.income_bands, incomes, level=level, basis=INCOME)),
            ("村集体 clearance", asked(queries.clearance, incomes, level=level)),
            ("村集体 income_villages", asked(queries.income_villages, incomes, kind=ZERO, most=20)),
            ("星级 star_structure", asked(queries.star_structure, rounds, level=level)),
            ("星级 star_flows", starred(queries.star_flows, level=level)),
            ("星级 star_losses", starred(queries.star_losses)),
            ("星级 star_due", asked(queries.star_due, rounds)),
            ("党员 members", asked(members.members, quarters, level=level)),
            ("党员 member_rates", asked(members.member_rates, quarters, level=level)),
            ("阵地 venue_classes", asked(support.venue_classes, quarters, level=level)),
            ("阵地 funds", asked(support.funds, quarters, level=level)),
            ("阵地 venues_below", asked(support.venues_below, quarters)),
            ("阵地 community_kinds", asked(support.community_kinds, quarters)),
            ("晴雨表 barometer_units", asked(barometer.barometer_units, quarters)),
            ("晴雨表 雨级支部", asked(barometer.barometer_branches, quarters, overall=4)),
            *(
                [("晴雨表 支部名单", asked(barometer.barometer_branches, quarters)), ("晴雨表 一个支部", card)]
                if of_district
                else []
            ),
        ]
