"""Rows of a unit above the others: a city among its districts is their total, not one more district.

A row that adds up is kept apart like 合计. One that does not add up is no total: it is left to the check of levels, or,
where the form takes both levels, asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.catalogue import Field
from etl.staging import Staged, number_fields, quoted

#: Checks of a template which say that a figure comes from one level only.
ONE_LEVEL = frozenset({"one_level", "target_parts"})
_MOST = 500
_NOT_ADDED = frozenset({"%", "‰", "分", "星", "月"})


@dataclass(frozen=True, slots=True)
class UpperRow:
    """A row whose unit stands above units of other rows.

    Attributes:
        rid: The row.
        sheet_no: Its sheet.
        row_no: Its row in the sheet.
        at: Number of its unit texts in `unit_map`.
        adds_up: Whether its figures are the sums of the rows below.
        parts: How many rows stand below it.
    """

    rid: int
    sheet_no: int
    row_no: int
    at: int
    adds_up: bool
    parts: int


def find(staged: Staged, joined: str, unit_codes: dict[int, str], key_fields: Sequence[str]) -> list[UpperRow]:
    """Look for rows below the given units and compare their sums.

    Args:
        staged: The file, with `period_map` and `unit_map`.
        joined: SQL that joins `period_map AS p` and `unit_map AS m` to `stage AS s`.
        unit_codes: Number of unit texts in `unit_map` → code of the unit meant.
        key_fields: Fields that tell rows of one unit and period apart.
    """
    if not unit_codes:
        return []
    rows = staged.con.execute(
        f"SELECT s.rid, s.sheet_no, s.row_no, m.at, p.period_key FROM stage s {joined}"
        " WHERE list_contains(?, m.at) AND s.rid NOT IN (SELECT rid FROM left_out) ORDER BY s.rid LIMIT ?",
        [list(unit_codes), _MOST],
    ).fetchall()
    found = []
    for rid, sheet_no, row_no, at, period in rows:
        node = staged.con.execute(
            "SELECT unit_key, last_key FROM dim_unit WHERE unit_code = ? AND ? BETWEEN first_period AND last_period",
            [unit_codes[at], period],
        ).fetchall()
        if len(node) != 1 or node[0][0] == node[0][1]:
            continue
        count, adds_up = _compare(staged, joined, rid, period, node[0], key_fields)
        if count >= 2:
            found.append(UpperRow(rid, sheet_no, row_no, at, adds_up, count))
    return found


def _compare(
    staged: Staged, joined: str, rid: int, period: int, node: tuple[int, int], key_fields: Sequence[str]
) -> tuple[int, bool]:
    """How many rows stand below a row, and whether its figures are their sums."""
    fields = [item for item in number_fields(staged.template) if item.name in staged.present and _added(item)]
    part = next(part for part in staged.parts if part.first <= rid <= part.last)
    same = " AND ".join(f"coalesce(s.{quoted(x)}, '') = coalesce(o.{quoted(x)}, '')" for x in key_fields) or "true"
    sums = ", ".join(f"sum(TRY_CAST(s.{quoted(item.name)} AS DECIMAL(38, 10)))" for item in fields)
    (below,) = staged.con.execute(
        f"""SELECT count(*){", " + sums if sums else ""}
        FROM (SELECT s.*, u.level, min(u.level) OVER () AS top FROM stage s {joined}
              JOIN dim_unit u ON u.unit_key = m.unit_key JOIN stage o ON o.rid = {rid}
              WHERE m.unit_key BETWEEN ? AND ? AND p.period_key = ? AND {same}
                AND s.rid BETWEEN {part.first} AND {part.last}
                AND s.rid NOT IN (SELECT rid FROM left_out)) s
        WHERE s.level = s.top""",
        [node[0] + 1, node[1], period],
    ).fetchall()
    count = int(below[0])
    if count < 2 or not fields:
        return count, False
    listed = ", ".join(quoted(item.name) for item in fields)
    (own,) = staged.con.execute(f"SELECT {listed} FROM stage WHERE rid = ?", [rid]).fetchall()
    verdicts = [
        _equal(text, added, count) for text, added in zip(own, below[1:], strict=True) if text and added is not None
    ]
    return count, bool(verdicts) and all(verdicts)


def _added(field: Field) -> bool:
    return (field.unit or "") not in _NOT_ADDED


def _equal(text: str, added: Decimal, count: int) -> bool:
    """Whole figures add up exactly; decimals may be rounded, in the total and in every part."""
    stated = Decimal(text)
    places = max(-int(stated.as_tuple().exponent), 0)
    whole = not places and added == added.to_integral_value()
    return abs(stated - added) <= (Decimal(0) if whole else Decimal(5).scaleb(-places - 1) * (count + 1))
