"""The eight dashboard questions and the pages' answers at province scale, as ratios to the bare query.

`python -m bench.queries [--repeat N] [--keep DIR] [--city HOME]` builds the province once, asks every question with
random choices, and prints median and 95th percentile. Only the ratios carry over to another machine.
With `--city`, a home with the invented city, the pages on themes are asked too, in a province of its copies.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import cities, eight, province
from bench.pages import Pages
from bench.province import LAST, SQL, Shape
from bench.timing import Line, percentile, show, time_pages
from dashboard import levels, queries, warehouse
from dashboard.queries import register, stored, upper
from dashboard.warehouse import Warehouse

GOAL_MS = 10.0


class Questions:
    """Random choices over one province."""

    def __init__(self, wh: Warehouse, shape: Shape, seed: int = 1) -> None:
        self.wh = wh
        self.shape = shape
        self.random = random.Random(seed)
        self.districts = queries.units(wh, "district", LAST)[["unit_code", "unit_key", "last_key"]].to_dict("records")
        self.towns = queries.units(wh, "town", LAST)["unit_code"].tolist()
        self.ratios = list(range(shape.measures + 1, 2 * shape.measures))

    def sql(self, name: str, **params: Any) -> None:
        """Run a statement of this folder and fetch its columns."""
        self.wh.arrays_of((SQL / f"{name}.sql").read_text(encoding="utf-8"), params)

    def choice(self) -> dict[str, Any]:
        """One turn's choices."""
        district = self.random.choice(self.districts)
        return {
            "indicator_key": self.random.choice(self.ratios),
            "period_key": LAST - self.random.randrange(self.shape.months - 24),
            "first_key": district["unit_key"],
            "last_key": district["last_key"],
            "district": district["unit_code"],
            "town": self.random.choice(self.towns),
            "codes": [row["unit_code"] for row in self.random.sample(self.districts, 5)],
        }

    def statements(self) -> list[tuple[str, Callable[..., Any], Callable[..., None]]]:
        """(name, the question's SQL, the bare query) of the eight questions."""
        some, all_of = self.ratios[:19], list(range(1, self.shape.measures + 1))
        district, town = levels.level_no("district"), levels.level_no("town")

        def slices(level: int, months: Callable[[int], list[int]], c: dict[str, Any], whole: bool = True) -> None:
            ind = queries.all_indicators(self.wh)[f"x{c['indicator_key']}"]
            first, last = (1, 2**31 - 1) if whole else (c["first_key"], c["last_key"])
            stored.read_slice(self.wh, ind, level, months(c["period_key"]), first, last)

        def span(c: dict[str, Any]) -> None:
            held = upper.upper(self.wh)
            if held is not None:
                held.span(c["indicator_key"], self.shape.first, LAST, district, 1)

        def bare(name: str, *wanted: str, **fixed: Any) -> Callable[[dict[str, Any]], None]:
            return lambda c: self.sql(name, **{key: c[key] for key in wanted}, **fixed)

        key, when = "indicator_key", "period_key"
        return [
            ("1 排名与位次变化", lambda c: slices(district, lambda p: [p, p - 1, p - 12], c),
             bare("bare_ranking", key, when)),
            ("2 五个区县的趋势", span, bare("bare_trend", key, "codes")),
            ("3 19项指标×全部区县", lambda c: eight.standings(self.wh, [(i, c[when]) for i in some]),
             bare("bare_matrix", when, indicator_keys=some)),
            ("4 20项综合，两期", lambda c: eight.composite(self.wh, all_of, c[when]),
             bare("bare_matrix", when, indicator_keys=all_of)),
            ("5 下钻乡镇，12个月", lambda c: slices(town, lambda p: [p - i for i in range(12)], c, whole=False),
             bare("bare_drill", key, when, "first_key", "last_key")),
            ("6 星级分布", lambda c: eight.stars(self.wh, 20, c[when]), bare("bare_facts", when, measure_key=20)),
            ("7 收入分布与两条线", lambda c: eight.income(self.wh, 1, c[when]),
             bare("bare_facts", when, measure_key=1)),
            ("8 报送覆盖", lambda c: eight.coverage(self.wh, all_of, c[when]), bare("bare_coverage", when)),
        ]  # fmt: skip

    def answers(self) -> list[tuple[str, Callable[..., Any], Callable[..., None]]]:
        """(name, a page's whole answer with ranks, texts and sentences, the bare query)."""

        def bare(c: dict[str, Any]) -> None:
            self.sql("bare_ranking", indicator_key=c["indicator_key"], period_key=c["period_key"])

        def code(c: dict[str, Any]) -> str:
            return f"x{c['indicator_key']}"

        wh = self.wh
        return [
            ("ranking 区县", lambda c: queries.ranking(wh, code(c), c["period_key"]), bare),
            ("ranking 乡镇（一个区县）",
             lambda c: queries.ranking(wh, code(c), c["period_key"], "town", under=c["district"]), bare),
            ("ranking 村（一个乡镇）",
             lambda c: queries.ranking(wh, code(c), c["period_key"], "village", under=c["town"]), bare),
            ("trend 五个区县60个月",
             lambda c: queries.trend(wh, code(c), c["codes"], self.shape.first, LAST), bare),
            ("overview_cards", lambda c: queries.overview_cards(wh, c["period_key"]), bare),
            ("completeness", lambda c: queries.completeness(wh, c["period_key"]), bare),
            ("attention（首页八条）", lambda c: queries.attention(wh, c["period_key"], most=8), bare),
            ("trace 一个区县", lambda c: queries.trace(wh, code(c), c["district"], c["period_key"]), bare),
        ]  # fmt: skip

    def measure(self, name: str, ask: Callable[..., Any], bare: Callable[..., None], repeat: int) -> Line:
        """Ask a question and its bare query turn by turn with the same choices."""
        times: list[float] = []
        bares: list[float] = []
        ask(self.choice())
        bare(self.choice())
        for _ in range(repeat):
            chosen = self.choice()
            for done, run in ((bares, bare), (times, ask)):
                start = time.perf_counter()
                run(chosen)
                done.append((time.perf_counter() - start) * 1000)
        return Line(name, times, bares)


def time_themes(city: Path, repeat: int) -> None:
    """Ask the questions of the pages on themes in a province of a city's copies, and print a table."""
    snapshot = city / (city / "current").read_text(encoding="utf-8").strip()
    with tempfile.TemporaryDirectory(prefix="cities-") as folder:
        start = time.perf_counter()
        path = cities.build(Path(folder), snapshot)
        print(f"合成{cities.CITIES}个市：{time.perf_counter() - start:.0f} 秒，{path.stat().st_size / 1e6:.0f} MB\n")
        wh = _ready(Path(folder))
        show("专题页的答案（毫秒）", time_pages(Pages(wh).themes(), repeat))
        gc.unfreeze()
        warehouse.close_all()


def _ready(home: Path) -> Warehouse:
    """A snapshot with what is read once, as after the app has started."""
    wh = warehouse.open_snapshot(home)
    queries.indicator_periods(wh)
    start = time.perf_counter()
    upper.upper(wh)
    read = time.perf_counter()
    register.register(wh)
    print(f"每个快照一次：读入区县及以上各级数值 {(read - start) * 1000:.0f} 毫秒，"
          f"单位名册 {(time.perf_counter() - read) * 1000:.0f} 毫秒\n")  # fmt: skip
    gc.collect()
    gc.freeze()
    return wh


def run(home: Path, shape: Shape, repeat: int) -> list[Line]:
    """Build the province unless it is there, ask everything and print two tables.

    Returns:
        The lines of the eight questions.
    """
    if not (home / "current").exists():
        start = time.perf_counter()
        path = province.build(home, shape)
        print(f"合成一个省：{time.perf_counter() - start:.0f} 秒，{path.stat().st_size / 1e6:.0f} MB\n")
    asked = Questions(_ready(home), shape)
    eight = [asked.measure(*question, repeat) for question in asked.statements()]
    show("八个问题的查询（毫秒）", eight)
    show("页面的完整答案（毫秒）", [asked.measure(*answer, max(5, repeat // 2)) for answer in asked.answers()])
    show("其余页面的答案（毫秒）", time_pages(Pages(asked.wh).board(), max(5, repeat // 2)))
    worst = max(eight, key=lambda line: percentile(line.times, 0.95))
    slowest = percentile(worst.times, 0.95)
    verdict = "达到" if slowest <= GOAL_MS else "未达到"
    print(f"查询 p95 最慢：{worst.name} {slowest:.1f} 毫秒，目标 {GOAL_MS:.0f} 毫秒，{verdict}")
    gc.unfreeze()
    warehouse.close_all()
    return eight


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 0 when measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.queries", description="省级规模的查询性能")
    parser.add_argument("--repeat", type=int, default=30, help="每个问题问几次")
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="合成数据所在目录；已有则直接使用")
    parser.add_argument("--city", type=Path, help="演示数据所在目录；有则加测专题页")
    chosen = parser.parse_args(arguments)
    shape = Shape(months=chosen.months)
    if chosen.keep:
        run(chosen.keep, shape, chosen.repeat)
    else:
        _run_once(shape, chosen.repeat)
    if chosen.city:
        time_themes(chosen.city, max(5, chosen.repeat // 2))
    return 0


def _run_once(shape: Shape, repeat: int) -> None:
    with tempfile.TemporaryDirectory(prefix="province-") as folder:
        run(Path(folder), shape, repeat)


if __name__ == "__main__":
    sys.exit(main())
