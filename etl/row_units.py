"""The unit of every row: each distinct pair of code and name is looked up once."""

import pyarrow as pa

from etl import bulk_units, upper_rows
from etl.bulk_units import Asked
from etl.doubts import Doubt, put, report
from etl.resolve import UnitIndex
from etl.row_periods import period_join
from etl.staging import Staged, quoted

#: Texts of units below which other units of the file stand.
_WITH_UNITS_BELOW = """SELECT m.at, u.unit_code FROM unit_map m JOIN dim_unit u USING (unit_key)
WHERE u.last_key > u.unit_key AND EXISTS (SELECT 1 FROM unit_map n WHERE n.unit_key > u.unit_key
    AND n.unit_key <= u.last_key AND n.period_key = m.period_key)"""


def resolve_units(staged: Staged, index: UnitIndex) -> None:
    """Fill `unit_map` (code text, name text, period_key → unit_key); rows of unknown units are left out."""
    if staged.registers_units:
        _put_units(staged, [("", "", 0)], [0])
        return
    spec = staged.template.unit
    texts = unit_texts(staged)
    asked = bulk_units.resolve(staged, index, texts) or _resolve_distinct(staged, index, texts)
    code_field = str((spec.get("code") if spec.get("code") in staged.present else spec.get("name")) or "")
    name_field = str(spec.get("name") or code_field)
    doubts: list[Doubt | None] = [None] * asked.count
    for at, (code, name, answer) in asked.doubted.items():
        field = code_field if code else name_field
        doubts[at] = Doubt(answer.code, answer.outcome or "", field, code or name, dict(answer.words))
    joined = f"JOIN period_map p ON {period_join(staged)} JOIN unit_map m ON {unit_join(staged)}"
    totals = _set_totals_apart(staged, asked, name_field, joined)
    report(staged, doubts, joined, "m", spare=totals)


def _resolve_distinct(staged: Staged, index: UnitIndex, texts: tuple[str, str]) -> Asked:
    """Look up each distinct pair of code and name in each period."""
    spec = staged.template.unit
    code_sql, name_sql = texts
    distinct = sorted(
        staged.con.execute(
            f"SELECT DISTINCT {code_sql}, {name_sql}, p.period_key FROM stage s"
            f" JOIN period_map p ON {period_join(staged)} WHERE p.period_key IS NOT NULL"
        ).fetchall()
    )
    levels = [str(level) for level in spec.get("levels", [])]
    types = [str(kind) for kind in spec.get("types", [])]
    answers = index.resolve_all(distinct, levels, types)
    _put_units(staged, distinct, [answer.unit_key for answer in answers])
    asked = zip(distinct, answers, strict=True)
    return Asked(
        len(answers), {at: (code, name, answer) for at, ((code, name, _), answer) in enumerate(asked) if answer.code}
    )


def _set_totals_apart(staged: Staged, asked: Asked, field: str, joined: str) -> frozenset[int]:
    """Keep rows apart that are the totals of rows below them; returns them, so that nothing else is said about them."""
    answers = {at: answer for at, (_, _, answer) in asked.doubted.items()}
    codes = {at: answer.words["unit_code"] for at, answer in answers.items() if answer.code == "UNIT_WRONG_LEVEL"}
    if any(check["kind"] in upper_rows.ONE_LEVEL for check in staged.template.checks):
        codes |= dict(staged.con.execute(_WITH_UNITS_BELOW).fetchall())
    period_fields = {*staged.template.period.get("fields", []), staged.template.unit.get("code"), field}
    keys = [name for name in staged.template.primary_key if name in staged.present and name not in period_fields]
    found = upper_rows.find(staged, joined, codes, keys)
    for row in found:
        taken = row.at not in answers or answers[row.at].unit_key is not None
        if row.adds_up or taken:
            staged.add_row(
                "TOTAL_OF_UPPER_UNIT" if row.adds_up else "HISTORY_PARENT_AND_CHILD",
                row.sheet_no, row.row_no, name=field, unit_code=codes[row.at], parts=row.parts,
            )  # fmt: skip
    totals = frozenset(row.rid for row in found if row.adds_up)
    staged.leave_out(sorted(totals))
    return totals


def unit_join(staged: Staged) -> str:
    """SQL that joins `unit_map AS m` to `stage AS s` and `period_map AS p`."""
    if "unit_at" in staged.numbered:
        return "m.at = s.unit_at"
    code_sql, name_sql = unit_texts(staged)
    return f"m.code = {code_sql} AND m.name = {name_sql} AND m.period_key = p.period_key"


def _put_units(staged: Staged, distinct: list[tuple[str, str, int]], keys: list[int | None]) -> None:
    put(
        staged,
        "unit_map",
        {
            "code": pa.array([row[0] for row in distinct], pa.string()),
            "name": pa.array([row[1] for row in distinct], pa.string()),
            "period_key": pa.array([row[2] for row in distinct], pa.int16()),
            "unit_key": pa.array(keys, pa.int32()),
            "at": pa.array(range(len(keys)), pa.int32()),
        },
    )


def unit_texts(staged: Staged) -> tuple[str, str]:
    """SQL for the code text and the name text of a row of `stage AS s`."""
    spec = staged.template.unit
    if staged.registers_units:
        return "''", "''"
    if spec.get("constant"):
        return "'" + str(spec["constant"]) + "'", "''"

    def text(name: object) -> str:
        return f"coalesce({quoted(str(name))}, '')" if name and name in staged.present else "''"

    return text(spec.get("code")), text(spec.get("name"))
