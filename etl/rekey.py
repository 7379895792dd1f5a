"""Put a new tree of units into the work file and move the facts to its keys.

Unit keys are depth-first, so a changed tree renumbers them. Facts follow by (unit code, period): the node of that
code that is valid at the period, or the nearest one in time where none is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.succession import Heir, link_units, list_heirs
from etl.unit_lines import UnitFinding
from etl.unit_nodes import Nodes, build_nodes

_SQL = Path(__file__).resolve().parent / "sql" / "2_marts"
_FACTS = ("fact_measure", "fact_past", "fact_note", "correction")
_UNIT_TYPES = {
    "unit_key": pa.int32(), "unit_code": pa.string(), "unit_name": pa.string(), "level": pa.int8(),
    "unit_type": pa.string(), "domain": pa.string(), "peer_group": pa.string(), "parent_key": pa.int32(),
    "last_key": pa.int32(), "valid_from": pa.date32(), "valid_to": pa.date32(), "first_period": pa.int16(),
    "last_period": pa.int16(), "nation_key": pa.int32(), "province_key": pa.int32(), "city_key": pa.int32(),
    "district_key": pa.int32(), "town_key": pa.int32(), "village_key": pa.int32(), "sort_order": pa.int32(),
    "predecessor_codes": pa.string(), "successor_codes": pa.string(), "change_note": pa.string(),
}  # fmt: skip
_ALIAS_TYPES = {
    "unit_code": pa.string(), "name": pa.string(), "valid_from": pa.date32(), "valid_to": pa.date32(),
    "kind": pa.string(),
}  # fmt: skip
_SUCCESSOR_TYPES = {"unit_code": pa.string(), "successor_code": pa.string(), "from_period": pa.int16()}
_HEIR_TYPES = {
    "unit_key": pa.int32(), "heir_key": pa.int32(), "first_period": pa.int16(), "last_period": pa.int16(),
    "same_code": pa.bool_(), "whole": pa.bool_(),
}  # fmt: skip
_KEYED_LEVELS = 6  # nation..village have a key column; an organisation is only itself

Row = tuple[object, ...]


class UnitsMissing(Exception):
    """The new register lacks units that hold facts; `codes` names them."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(f"单位名录缺少已有数据的单位：{'、'.join(codes[:20])}（共{len(codes)}个）")
        self.codes = codes


@dataclass(frozen=True, slots=True)
class UnitTree:
    """A register turned into table rows.

    Attributes:
        units: Rows of dim_unit in depth-first order.
        aliases: Rows of unit_alias; kind 现用名 or 曾用名.
        successors: Rows of unit_successor.
        heirs: Which node carries an ended node's account on.
        findings: Doubts about register lines.
    """

    units: list[Row]
    aliases: list[Row]
    successors: list[tuple[str, str, int]]
    heirs: list[Heir]
    findings: list[UnitFinding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RekeyResult:
    """What a change of the tree did to the facts.

    Attributes:
        moved: Facts whose unit key changed.
        not_valid: (unit code, period) of facts whose unit is not valid at their period; marts leave them out.
    """

    moved: int
    not_valid: list[tuple[str, int]]


def build_tree(rows: Iterable[Mapping[str, object] | Sequence[object]]) -> UnitTree:
    """Turn register lines (T0) into the rows of dim_unit, unit_alias, unit_successor and the heirs.

    Args:
        rows: Lines as mappings with the names of `etl.unit_lines.LINE_FIELDS` or as tuples in that order.
    """
    tree = build_nodes(rows)
    edges = link_units(tree)
    units = _unit_rows(tree)
    return UnitTree(units, _alias_rows(tree), edges, list_heirs(tree, edges), tree.findings)


def _unit_rows(tree: Nodes) -> list[Row]:
    rows: list[Row] = []
    ancestors: dict[int, list[int | None]] = {}
    for node in tree.nodes:
        path: list[int | None] = [None] * _KEYED_LEVELS
        if node.parent:
            path[:] = ancestors[node.parent.key]
        if node.level < _KEYED_LEVELS:
            path[node.level] = node.key
        ancestors[node.key] = path
        rows.append(
            (
                node.key, node.code, node.line.name, node.level, node.line.unit_type, node.line.domain,
                node.line.peer_group or None, node.parent.key if node.parent else None, node.last_key, node.start,
                node.end, node.first_period, node.last_period, *path, node.key,
                _joined(node.predecessors), _joined(node.successors), node.line.note or None,
            )
        )  # fmt: skip
    return rows


def _joined(codes: set[str]) -> str | None:
    return ";".join(sorted(codes)) or None


def _alias_rows(tree: Nodes) -> list[Row]:
    rows: list[Row] = []
    for code, lines in tree.lines.items():
        spans: list[list[object]] = []
        for line in lines:
            if spans and spans[-1][0] == line.name:
                spans[-1][2] = line.end
            else:
                spans.append([line.name, line.start, line.end])
        current = lines[-1].name
        rows += [(code, name, start, end, "现用名" if name == current else "曾用名") for name, start, end in spans]
    return rows


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the helper tables of the marts where they are missing."""
    con.execute((_SQL / "00_tables.sql").read_text(encoding="utf-8"))


def replace_units(con: duckdb.DuckDBPyConnection, tree: UnitTree) -> RekeyResult:
    """Replace the unit tables by a new tree and move the facts to its keys; refresh all marts afterwards.

    Call inside a transaction.

    Raises:
        UnitsMissing: The tree lacks units that hold facts; nothing has been changed.
    """
    create_tables(con)
    missing = missing_units(con, tree)
    if missing:
        raise UnitsMissing(missing)
    con.execute("CREATE OR REPLACE TEMP TABLE old_unit AS SELECT unit_key, unit_code FROM dim_unit")
    _fill(con, "dim_unit", _UNIT_TYPES, tree.units)
    _fill(con, "unit_alias", _ALIAS_TYPES, tree.aliases)
    _fill(con, "unit_successor", _SUCCESSOR_TYPES, tree.successors)
    heirs = [
        (heir.unit_key, heir.heir_key, heir.first_period, heir.last_period, heir.same_code, heir.whole)
        for heir in tree.heirs
    ]
    _fill(con, "unit_heir", _HEIR_TYPES, heirs)
    con.execute((_SQL / "80_rekey_map.sql").read_text(encoding="utf-8"))
    moved = sum(_move_facts(con, table) for table in _FACTS)
    not_valid = con.execute(
        "SELECT unit_code, period_key FROM rekey WHERE NOT is_valid ORDER BY unit_code, period_key"
    ).fetchall()
    con.execute("DROP TABLE old_unit; DROP TABLE rekey")
    return RekeyResult(moved, [(str(code), int(period)) for code, period in not_valid])


def missing_units(con: duckdb.DuckDBPyConnection, tree: UnitTree) -> list[str]:
    """Codes of units that hold facts but are not in a tree; such a register must not replace the present one."""
    codes = {str(row[1]) for row in tree.units}
    held = con.execute(
        "SELECT DISTINCT unit_code FROM dim_unit WHERE unit_key IN (SELECT unit_key FROM fact_measure"
        " UNION SELECT unit_key FROM fact_past UNION SELECT unit_key FROM fact_note) ORDER BY unit_code"
    ).fetchall()
    return [str(code) for (code,) in held if code not in codes]


def _fill(
    con: duckdb.DuckDBPyConnection, table: str, types: dict[str, pa.DataType], rows: Sequence[Sequence[object]]
) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types.values(), strict=True)]
    con.execute(f"DELETE FROM {table}")
    con.register("new_rows", pa.table(dict(zip(types, arrays, strict=True))))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM new_rows")
    con.unregister("new_rows")


def _move_facts(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rewrite a fact table with the new keys, sorted; a table without a changed key is left alone."""
    changed = con.execute(
        f"SELECT count(*) FROM {table} f JOIN rekey r ON r.old_key = f.unit_key AND r.period_key = f.period_key"
        " WHERE r.new_key <> f.unit_key"
    ).fetchone()
    if changed is None or not changed[0]:
        return 0
    order = "period_key, measure_key, unit_key" + (", item_key, batch_key, row_no" if table != "fact_note" else "")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE moved AS SELECT f.* REPLACE (coalesce(r.new_key, f.unit_key) AS unit_key)"
        f" FROM {table} f LEFT JOIN rekey r ON r.old_key = f.unit_key AND r.period_key = f.period_key ORDER BY {order}"
    )
    con.execute(f"DELETE FROM {table}; INSERT INTO {table} FROM moved; DROP TABLE moved")
    return int(changed[0])
