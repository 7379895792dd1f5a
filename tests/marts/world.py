"""A small world for mart tests: units, definitions and facts written as text, expected rows read back as text."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb

from dashboard.catalogue import Barometer, Indicator, Template
from dashboard.catalogue.expressions import parse_conditions, parse_linear
from dashboard.periods import label, parse_period
from etl.marts import refresh
from etl.rekey import RekeyResult, UnitTree, build_tree, replace_units
from etl.rules import fill_rules

STAR = Path(__file__).resolve().parents[2] / "etl" / "sql" / "1_star"
_DEFAULTS: dict[str, Any] = {
    "tier": "standard", "domain": "跨领域", "theme": "组织建设", "unit": "个", "kind": "stock", "direction": "neutral",
    "frequency": "月", "reported": "point", "numerator": "", "denominator": "", "factor": 1, "scale": 0, "decimals": 0,
    "pair_level": "", "own_level_only": False, "collected_level": "village", "template": "", "source_rule": "",
    "derive": "", "registry_level": "", "registry_types": (), "target": None, "target_kind": "", "target_measure": "",
    "target_text": "", "effective_gap": None, "min_denominator": None, "definition": "口径", "limits": "限制",
    "threshold_basis": "", "report_file": "", "seed_fragment": "", "core_order": None, "theme_order": 0, "name_en": "",
    "origin": "",
}  # fmt: skip
UNIT_FIELDS = ("unit_code", "unit_name", "unit_level", "parent_code", "unit_type", "valid_from", "valid_to", "change_note")  # noqa: E501  # fmt: skip

#: A city of two districts; the same with a town in each; the same with two villages in one town and one in the other.
CITY = """
C  | 市   | 市       |    |        | 2000-01-01
D1 | 甲区 | 县市区   | C  | 区     | 2000-01-01
D2 | 乙区 | 县市区   | C  | 区     | 2000-01-01
"""
TOWNS = f"""{CITY}
T1 | 东镇 | 乡镇街道 | D1 | 镇     | 2000-01-01
T2 | 西镇 | 乡镇街道 | D2 | 镇     | 2000-01-01
"""
VILLAGES = f"""{TOWNS}
V1 | 一村 | 村社区   | T1 | 行政村 | 2000-01-01
V2 | 二村 | 村社区   | T1 | 行政村 | 2000-01-01
V3 | 三村 | 村社区   | T2 | 行政村 | 2000-01-01
"""


def table(text: str) -> list[list[str]]:
    """Rows of a text table: cells between `|`, blank lines and lines with `#` left out."""
    lines = (line.strip() for line in text.strip().splitlines())
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line and line[0] != "#"]


def units(text: str) -> UnitTree:
    """A tree from lines of code | name | level | parent | type | from | to | note; trailing cells may be missing."""
    return build_tree([dict(zip(UNIT_FIELDS, row + [""] * 8, strict=False)) for row in table(text)])


def indicator(key: int, code: str, reported: str, **words: Any) -> Indicator:
    """An indicator with test defaults; formulas and conditions are parsed from `numerator`, `denominator`, `derive`."""
    values = {**_DEFAULTS, "key": key, "code": code, "name": code, "short_name": code, "reported": reported, **words}
    item = Indicator(**values, conditions=parse_conditions(values["derive"]), num_scale=values["scale"])
    sides = [("n", values["numerator"] or code), ("d", values["denominator"])]
    terms = [(side, name, int(coef)) for side, text in sides for coef, name in parse_linear(text)]
    return replace(item, terms=tuple(terms))


def points(*codes: str) -> list[Indicator]:
    """Figures reported as they stand, with the keys from 1 on."""
    return [indicator(key, code, "point") for key, code in enumerate(codes, start=1)]


def ratio(key: int, code: str, numerator: str, denominator: str, pair_level: str = "district") -> Indicator:
    """A ratio of two sums, paired at a level."""
    sides = {"numerator": numerator, "denominator": denominator}
    return indicator(key, code, "calc", kind="ratio", pair_level=pair_level, **sides)


def template(
    name: str,
    level: str = "",
    frequency: str = "月",
    types: tuple[str, ...] = (),
    key: str = "unit_code",
    emits: tuple[dict[str, Any], ...] = (),
) -> Template:
    """A template of which only the expectation, the primary key and what measures apply to matter."""
    expects = {"level": level, "types": list(types), "frequency": frequency} if level else {}
    return Template(
        path=Path(), name=name, title=name, version="1", grain="", layout="table", period={}, unit={"code": "unit_code"},  # noqa: E501
        expects=expects, primary_key=(key,), item=(), fields=(), foreign_keys=(), checks=(), emits=emits, raw={},
    )  # fmt: skip


@dataclass
class World:
    """Tables in memory with the shortcuts that tests read well with."""

    con: duckdb.DuckDBPyConnection
    indicators: dict[str, Indicator]

    def put_units(self, tree: UnitTree) -> RekeyResult:
        """Replace the tree."""
        return replace_units(self.con, tree)

    def put(self, text: str, batch: int = 1) -> set[int]:
        """Store facts: period | unit | measure | value [| item], replacing the same key; returns the periods."""
        periods = set()
        for number, (period, unit, code, value, *item) in enumerate(table(text), start=2):
            key, item_key = parse_period(period), int(item[0]) if item else 0
            measure = self.indicators[code]
            found = self.con.execute(
                "SELECT unit_key FROM dim_unit WHERE unit_code = ? AND ? BETWEEN first_period AND last_period",
                [unit, key],
            ).fetchone()
            assert found is not None, f"no unit {unit} in {period}"
            self.con.execute(
                "DELETE FROM fact_measure WHERE period_key = ? AND measure_key = ? AND unit_key = ? AND item_key = ?",
                [key, measure.key, found[0], item_key],
            )
            stored = int(Decimal(value).scaleb(measure.scale))
            self.con.execute(
                "INSERT INTO fact_measure VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
                [key, measure.key, found[0], item_key, stored, batch, number],
            )
            periods.add(key)
        return periods

    def take_out(self, period: str, unit: str) -> set[int]:
        """Delete a unit's facts of a period, as a withdrawal does."""
        self.con.execute(
            "DELETE FROM fact_measure WHERE period_key = ? AND unit_key IN"
            " (SELECT unit_key FROM dim_unit WHERE unit_code = ?)",
            [parse_period(period), unit],
        )
        return {parse_period(period)}

    def refresh(self, periods: set[int] | None = None, codes: set[str] | None = None) -> None:
        """Refresh the marts."""
        refresh(self.con, periods, None if codes is None else {self.indicators[code].key for code in codes})

    def rows(self, code: str, period: str | None = None) -> list[str]:
        """Mart rows as `period unit num/den single reported/expected`; without a period all, otherwise that one's."""
        found = self.con.execute(
            "SELECT period_key, unit_code, num, den, single, n_reported, n_expected FROM mart_value"
            " JOIN dim_unit USING (unit_key) WHERE indicator_key = ? ORDER BY period_key, unit_key",
            [self.indicators[code].key],
        ).fetchall()
        lines = []
        for key, unit, num, den, single, reported, expected in found:
            if period is None or key == parse_period(period):
                value = f"{_shown(num)}" + ("" if den is None else f"/{den}")
                lines.append(f"{label(key)} {unit} {value} {_shown(single)} {reported}/{_shown(expected)}")
        return lines

    def value(self, code: str, period: str, unit: str) -> tuple[int | None, int | None]:
        """(num, den) of one unit; (None, None) without a row."""
        found = self.con.execute(
            "SELECT num, den FROM mart_value JOIN dim_unit USING (unit_key)"
            " WHERE indicator_key = ? AND period_key = ? AND unit_code = ?",
            [self.indicators[code].key, parse_period(period), unit],
        ).fetchall()
        assert len(found) < 2
        return found[0] if found else (None, None)

    def single(self, code: str, period: str, unit: str) -> int | None:
        """The period's own amount of one unit."""
        found = self.con.execute(
            "SELECT single FROM mart_value JOIN dim_unit USING (unit_key)"
            " WHERE indicator_key = ? AND period_key = ? AND unit_code = ?",
            [self.indicators[code].key, parse_period(period), unit],
        ).fetchone()
        return found[0] if found else None

    def mart(self) -> list[tuple[Any, ...]]:
        """All rows of all marts, for comparing two ways of computing them."""
        names = ("mart_value", "mart_report", "mart_barometer", "mart_barometer_count")
        return [row for name in names for row in self.con.execute(f"FROM {name} ORDER BY ALL").fetchall()]


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def world(
    unit_text: str,
    indicators: list[Indicator],
    templates: list[Template] | None = None,
    barometer: Barometer | None = None,
    numbers: dict[str, Decimal] | None = None,
) -> World:
    """A world with its units and definitions in place, without facts."""
    con = duckdb.connect()
    for path in sorted(STAR.glob("*.sql")):
        con.execute(path.read_text(encoding="utf-8"))
    by_code = {item.code: item for item in indicators}
    made = World(con, by_code)
    made.put_units(units(unit_text))
    catalogue: Any = SimpleNamespace(
        indicators=by_code,
        by_key={item.key: item for item in indicators},
        templates={item.name: item for item in templates or []},
        barometer=Barometer((), {}) if barometer is None else barometer,
        numbers=numbers or {},
    )
    fill_rules(con, catalogue)
    return made
