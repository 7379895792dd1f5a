"""A snapshot small enough to check by hand: units, indicators and stored sums written as Python rows.

Tests that ask about numbers state the stored rows themselves, so that the expected answer can be worked out
with a pencil and does not depend on the pipeline.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboard import levels, periods
from dashboard.warehouse import Warehouse

SQL = Path(__file__).resolve().parents[1] / "etl" / "sql"
MARTS_SQL = SQL / "2_marts"
TABLES = [*sorted((SQL / "1_star").glob("*.sql")), MARTS_SQL / "00_tables.sql", MARTS_SQL / "90_leaf_value.sql"]
RULES = {"ytd": "direct", "point": "direct"}
OPEN_END = date(9999, 12, 31)
ALWAYS, NEVER_ENDS = 0, 32767


def key(text: str) -> int:
    """Period key of `2024-06`."""
    return periods.parse_period(text)


@dataclass
class Node:
    """One unit with its interval of validity in periods."""

    code: str
    name: str
    level: int
    parent: str | None
    unit_type: str
    peer_group: str | None
    first: int
    last: int
    domain: str | None = None
    children: list["Node"] = field(default_factory=list)


class Star:
    """Collects rows, then writes them as a published snapshot of a home."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.indicators: list[dict[str, Any]] = []
        self.terms: list[tuple[str, str, str, str]] = []
        self.marts: list[tuple[Any, ...]] = []
        self.facts: list[tuple[Any, ...]] = []
        self.successions: list[tuple[str, str, int]] = []
        self.notes: list[tuple[Any, ...]] = []
        self.batches: list[dict[str, Any]] = []
        self.sheets: list[tuple[int, int, str]] = []
        self.reports: list[tuple[Any, ...]] = []
        self.past: list[tuple[Any, ...]] = []
        self.findings: list[tuple[Any, ...]] = []
        self.spans: list[tuple[Any, ...]] = []
        self.conditions: list[tuple[str, str, str, int]] = []
        self.expected: list[tuple[str, str, str, list[str]]] = []

    def unit(self, code: str, name: str, level: str, parent: str | None = None, *, unit_type: str = "",
             peer: str | None = None, first: str | None = None, last: str | None = None,
             domain: str | None = None) -> "Star":  # fmt: skip
        """Add a unit; `first` and `last` are the first and last month at whose end it is valid."""
        self.nodes.append(Node(code, name, levels.level_no(level), parent, unit_type, peer,
                               ALWAYS if first is None else key(first),
                               NEVER_ENDS if last is None else key(last), domain))  # fmt: skip
        return self

    def districts(self, *codes: str, parent: str = "C", **more: Any) -> "Star":
        """Add districts whose names are their codes."""
        for code in codes:
            self.unit(code, f"{code}区", "district", parent, **more)
        return self

    def went_into(self, old: str, new: str, since: str) -> "Star":
        """Say that a unit went into another, `since` being the first month without it."""
        self.successions.append((old, new, key(since)))
        return self

    def indicator(self, code: str, *, n: str | None = None, d: str | None = None, **columns: Any) -> "Star":
        """Add an indicator; `n` and `d` are blank-separated measure codes with an optional minus sign."""
        row: dict[str, Any] = {
            "indicator_key": len(self.indicators) + 1, "code": code, "name": f"指标{code}", "short_name": code,
            "tier": "core", "unit": "%" if d else "个", "kind": "ratio" if d else "stock", "direction": "higher",
            "frequency": "月", "reported": "calc" if n else "point", "factor": 100 if d else 1, "num_scale": 0,
            "den_scale": 0, "decimals": 1 if d else 0, "own_level_only": False, "pair_level": "district",
        } | columns  # fmt: skip
        self.indicators.append(row)
        for side, words in (("n", n if n is not None else code), ("d", d or "")):
            for word in words.split():
                self.terms.append((code, side, word.lstrip("-"), "-1" if word.startswith("-") else "1"))
        return self

    def rate(self, code: str = "r", **columns: Any) -> "Star":
        """Add two counts `n` and `d`, and the rate of one in the other."""
        return self.indicator("n").indicator("d").indicator(code, n="n", d="d", **columns)

    def value(self, indicator: str, period: str, unit: str, num: int | None, den: int | None = None, *,
              single: int | None = None, n: int = 1, of: int | None = 1) -> "Star":  # fmt: skip
        """Add a mart row."""
        self.marts.append((indicator, key(period), unit, num, den, single, n, of))
        return self

    def column(self, indicator: str, period: str, **values: int | tuple[int, int] | None) -> "Star":
        """Add mart rows for several units of a period: `A=5` or `A=(num, den)`; None = expected, not reported."""
        for unit, stored in values.items():
            if stored is None:
                self.value(indicator, period, unit, None, None, n=0)
            elif isinstance(stored, tuple):
                self.value(indicator, period, unit, *stored)
            else:
                self.value(indicator, period, unit, stored)
        return self

    def fact(self, measure: str, period: str, unit: str, value: int, *, batch: int = 1, sheet: int = 0, row: int = 2,
             past: bool = False) -> "Star":  # fmt: skip
        """Add a reported value as it came from a row of a file."""
        (self.past if past else self.facts).append((measure, key(period), unit, value, batch, sheet, row))
        return self

    def state(self, measure: str, unit: str, value: int, first: str, last: str, *, batch: int = 1, row: int = 2,
              item: int = 0) -> "Star":  # fmt: skip
        """Add a carried state, reported in its first month and in force to its last."""
        self.spans.append((measure, unit, item, key(first), key(last), value, batch, row))
        return self

    def batch(self, number: int, **columns: Any) -> "Star":
        """Register a file."""
        self.batches.append(
            {"batch_key": number, "batch_id": f"B{number:06d}", "state": "active", "template": "T3",
             "file_name": f"文件{number}.csv", "sha256": "0" * 64, "loaded_by": "张三",
             "loaded_at": "2024-07-03T09:00:00"} | columns
        )  # fmt: skip
        return self

    def publish(self, home: Path, number: int = 1) -> Path:
        """Write `snap-<number>.duckdb` into a home and point at it.

        Returns:
            The home.
        """
        home.mkdir(parents=True, exist_ok=True)
        path = home / f"snap-{number}.duckdb"
        with duckdb.connect(str(path)) as connection:
            for sql in TABLES:
                connection.execute(sql.read_text(encoding="utf-8"))
            self._write(connection, number)
        pointer = home / "current.tmp"
        pointer.write_text(path.name + "\n", encoding="utf-8")
        pointer.rename(home / "current")
        return home

    def _write(self, connection: duckdb.DuckDBPyConnection, number: int) -> None:
        insert = _Inserter(connection)
        insert("meta", [{"key": "snapshot_no", "value": str(number)}, {"key": "is_demo", "value": "1"},
                        {"key": "published_at", "value": "2024-07-05T08:00:00"}])  # fmt: skip
        unit_rows = self._unit_rows()
        insert("dim_unit", unit_rows)
        insert("unit_successor", [{"unit_code": o, "successor_code": n, "from_period": p}
                                  for o, n, p in self.successions])  # fmt: skip
        ids = {row["code"]: row["indicator_key"] for row in self.indicators}
        insert("dim_indicator", self.indicators)
        insert("indicator_term", [{"indicator_key": ids[i], "side": s, "measure_key": ids[m], "coef": c}
                                  for i, s, m, c in self.terms])  # fmt: skip

        def at(code: str, period: int) -> int:
            return next(r["unit_key"] for r in unit_rows
                        if r["unit_code"] == code and r["first_period"] <= period <= r["last_period"])  # fmt: skip

        insert("measure_rule", [{"measure_key": row["indicator_key"], "at_level": levels.level_no("village"),
                                 "rule": RULES.get(row["reported"], row["reported"])}
                                for row in self.indicators if row["reported"] != "calc"])  # fmt: skip
        insert("rule_condition", [{"measure_key": ids[m], "source_key": ids[n], "op": op, "threshold": limit}
                                  for m, n, op, limit in self.conditions])  # fmt: skip
        for code, template, level, types in self.expected:
            insert("indicator_rule", [{"indicator_key": ids[code], "template": template}])
            insert("template_expect", [{"template": template, "level": levels.level_no(level), "step": 1}])
            insert("template_type", [{"template": template, "unit_type": word} for word in types])
        insert("state_span", [{"measure_key": ids[m], "unit_key": at(u, a), "item_key": i, "first_period": a,
                               "last_period": z, "value": v, "period_key": a, "batch_key": b, "sheet_no": 0,
                               "row_no": r} for m, u, i, a, z, v, b, r in self.spans])  # fmt: skip
        insert("mart_value", [
            {"indicator_key": ids[i], "period_key": p, "unit_key": at(u, p), "num": num, "den": den, "single": one,
             "n_reported": n, "n_expected": of} for i, p, u, num, den, one, n, of in self.marts])  # fmt: skip
        for table, rows in (("fact_measure", self.facts), ("fact_past", self.past)):
            insert(table, [{"period_key": p, "measure_key": ids[m], "unit_key": at(u, p), "item_key": 0, "value": v,
                            "batch_key": b, "sheet_no": s, "row_no": r} for m, p, u, v, b, s, r in rows])  # fmt: skip
        insert("fact_note", [{"measure_key": ids[m], "period_key": key(p), "unit_key": at(u, key(p)) if u else None,
                              "kind": k, "text": t, "batch_key": 1, "row_no": 2}
                             for m, p, u, k, t in self.notes])  # fmt: skip
        insert("dim_batch", self.batches)
        insert("dim_sheet", [{"batch_key": b, "sheet_no": s, "sheet_name": n} for b, s, n in self.sheets])
        insert("mart_report", [{"template": t, "period_key": key(p), "unit_key": at(u, key(p)), "n_reported": n,
                                "n_expected": of, "last_loaded_at": when[-1], "first_loaded_at": when[0]}
                               for t, p, u, n, of, *when in self.reports])  # fmt: skip
        insert("finding", [{"batch_key": b, "code": c, "outcome": o, "message": m}
                           for b, c, o, m in self.findings])  # fmt: skip

    def _unit_rows(self) -> list[dict[str, Any]]:
        by_code: dict[str, Node] = {}
        for node in self.nodes:
            node.children = []
            by_code.setdefault(node.code, node)
        roots = []
        for node in self.nodes:
            (by_code[node.parent].children if node.parent else roots).append(node)
        rows: list[dict[str, Any]] = []
        for root in roots:
            self._place(root, None, {}, rows)
        return rows

    def _place(self, node: Node, parent: int | None, above: dict[str, int], rows: list[dict[str, Any]]) -> int:
        own = len(rows) + 1
        names = {level.no: f"{level.name}_key" for level in levels.LEVELS if level.no < 6}
        held = above | ({names[node.level]: own} if node.level in names else {})
        row = {"unit_key": own, "unit_code": node.code, "unit_name": node.name, "level": node.level,
               "unit_type": node.unit_type, "domain": node.domain, "peer_group": node.peer_group, "parent_key": parent,
               "valid_from": _first_day(node.first), "valid_to": _last_day(node.last),
               "first_period": node.first, "last_period": node.last, "sort_order": own} | held  # fmt: skip
        rows.append(row)
        row["last_key"] = own
        for child in node.children:
            row["last_key"] = self._place(child, own, held, rows)
        return int(row["last_key"])


def _first_day(period: int) -> date:
    return date(1900, 1, 1) if period == ALWAYS else periods.as_of(period - 1) + timedelta(days=1)


def _last_day(period: int) -> date:
    return OPEN_END if period == NEVER_ENDS else periods.as_of(period)


class _Inserter:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def __call__(self, table: str, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


#: Publishes a star and opens it for reading.
Publish = Callable[[Star], Warehouse]


def city(*codes: str, **more: Any) -> Star:
    """A city `C` with districts."""
    return Star().unit("C", "示例市", "city").districts(*codes, **more)


def by_unit(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    """One column of an answer by unit code, missing as None."""
    pairs = zip(frame["unit_code"], frame[column], strict=True)
    return {code: None if pd.isna(value) else value for code, value in pairs}
