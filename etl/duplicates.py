"""Rows that speak of the same unit, period and item."""

from collections.abc import Sequence

from etl.row_measures import long_form, measure_join
from etl.row_periods import period_join
from etl.row_units import unit_join
from etl.staging import Staged, quoted
from etl.typed import drop_left_out, whole

DUPLICATE_REFUSAL = 1_000
#: Column of `typed` that holds the measure of a row of a long form.
_MEASURE = "measure_key"


def check_duplicates(staged: Staged) -> bool:
    """Find rows with one key: identical ones count once, conflicting ones are all left out.

    A row whose twin could not be read is in conflict too: nobody knows which of the two counts.

    Returns:
        False when conflicts are so many that the file is refused.
    """
    _check_twins_of_unread(staged)
    listed = ", ".join(["unit_key", "period_key", *_key_columns(staged)])
    if not _any_repeated(staged, listed):
        return True
    unit_texts = [name for name in _unit_fields(staged) if name in staged.present]
    shown = f"coalesce({', '.join(f'CAST({quoted(name)} AS VARCHAR)' for name in unit_texts)}, '')"
    rows = staged.con.execute(
        f"""WITH marked AS (
            SELECT rid, sheet_no, row_no, {shown if unit_texts else "''"} AS unit_text,
                   count(*) OVER same AS n, min(hash({_content(staged)})) OVER same AS low,
                   max(hash({_content(staged)})) OVER same AS high, min(rid) OVER same AS first_rid,
                   lead(sheet_no) OVER ordered AS next_sheet, lead(row_no) OVER ordered AS next_row,
                   first_value(sheet_no) OVER ordered AS first_sheet, first_value(row_no) OVER ordered AS first_row
            FROM {whole(staged)}
            WINDOW same AS (PARTITION BY {listed}), ordered AS (PARTITION BY {listed} ORDER BY rid))
        SELECT rid, sheet_no, row_no, unit_text, low <> high AS conflict, rid = first_rid AS first,
               CASE WHEN rid = first_rid THEN next_sheet ELSE first_sheet END,
               CASE WHEN rid = first_rid THEN next_row ELSE first_row END
        FROM marked WHERE n > 1 ORDER BY rid"""
    ).fetchall()
    conflicts = sum(1 for row in rows if row[4])
    if conflicts >= DUPLICATE_REFUSAL:
        staged.add("KEY_DUPLICATE_MASS", count=conflicts)
        return False
    out = []
    for rid, sheet_no, row_no, unit_text, conflict, first, other_sheet, other_row in rows:
        if first and not conflict:
            continue
        code = "KEY_DUPLICATE_CONFLICT" if conflict else "KEY_DUPLICATE_IDENTICAL"
        _report_twin(staged, code, (sheet_no, row_no, unit_text), (other_sheet, other_row))
        out.append(rid)
    staged.leave_out(out)
    drop_left_out(staged)
    return True


def _any_repeated(staged: Staged, listed: str) -> bool:
    """Whether any key stands twice; a large file sets one place a key."""
    rows = staged.large.rows if staged.large else None
    names = _key_columns(staged)
    if rows is not None and set(names) <= {_MEASURE} and (found := rows.repeated(by_measure=bool(names))) is not None:
        return found
    return bool(staged.con.execute(f"SELECT count(*) <> count(DISTINCT ({listed})) FROM typed").fetchall()[0][0])


def _check_twins_of_unread(staged: Staged) -> None:
    """Leave out readable rows that share unit, period and item with a row that an earlier check left out."""
    if not staged.con.execute("SELECT 1 FROM left_out LIMIT 1").fetchall():
        return
    names = _key_columns(staged)
    large = staged.large.rows if staged.large else None
    if large is not None and set(names) <= {_MEASURE} and large.has_twins_of_unread(by_measure=bool(names)) is False:
        return
    _fill_twins(staged, names)
    if not staged.con.execute("SELECT 1 FROM twins LIMIT 1").fetchall():
        return
    unit_text = next(
        (f"CAST(t.{quoted(name)} AS VARCHAR)" for name in _unit_fields(staged) if name in staged.present), "''"
    )
    rows = staged.con.execute(
        f"""SELECT t.rid, t.sheet_no, t.row_no, {unit_text}, other_sheet, other_row
        FROM {whole(staged)} t JOIN twins USING (rid) ORDER BY t.rid"""
    ).fetchall()
    for _, sheet_no, row_no, unit, other_sheet, other_row in rows:
        _report_twin(staged, "KEY_DUPLICATE_CONFLICT", (sheet_no, row_no, unit or ""), (other_sheet, other_row))
    staged.leave_out([row[0] for row in rows])
    drop_left_out(staged)


def _fill_twins(staged: Staged, names: Sequence[str]) -> None:
    """Fill `twins` (rid, other_sheet, other_row): readable rows beside the first row left out that shares their keys.

    Args:
        staged: The file.
        names: Columns of `typed` that tell rows of one unit and period apart.
    """
    form = long_form(staged)
    theirs = ["x.measure_key" if name == _MEASURE else f"s.{name}" for name in names]
    keys = "".join(
        f", {two} AS k{at}" if one == _MEASURE else f", coalesce(CAST({two} AS VARCHAR), '') AS k{at}"
        for at, (one, two) in enumerate(zip(names, theirs, strict=True))
    )
    joins = ""
    if form is not None:
        joins = f"JOIN measure_map x ON {measure_join(staged, 'x')}"
    same = " AND ".join(
        [
            f"t.{one} = g.k{at}" if one == _MEASURE else f"coalesce(CAST(t.{one} AS VARCHAR), '') = g.k{at}"
            for at, one in enumerate(names)
        ]
        or ["true"]
    )
    # Tables of their own, so that the few rows are looked up from the many and not the other way round.
    staged.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE gone AS SELECT s.rid, s.sheet_no, s.row_no, m.unit_key, p.period_key{keys}
        FROM stage s JOIN period_map p ON {period_join(staged)} JOIN unit_map m ON {unit_join(staged)} {joins}
        WHERE s.rid IN (SELECT rid FROM left_out)"""
    )
    staged.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE twins AS
        SELECT t.rid, min(g.sheet_no) AS other_sheet, arg_min(g.row_no, g.rid) AS other_row
        FROM gone g JOIN typed t ON t.unit_key = g.unit_key AND t.period_key = g.period_key AND {same} GROUP BY t.rid"""
    )


def _report_twin(staged: Staged, code: str, row: tuple[int, int, str], other: tuple[int, int]) -> None:
    sheet_no, row_no, unit_text = row
    name = next((name for name in _unit_fields(staged) if name in staged.present), "")
    elsewhere = f"工作表“{staged.sheets.get(other[0], '')}”" if other[0] != sheet_no else ""
    staged.add_row(code, sheet_no, row_no, name=name, value=unit_text, other=f"{elsewhere}第{other[1]}行")


def _unit_fields(staged: Staged) -> list[str]:
    """Fields that name a row's unit, the code first."""
    return [str(name) for name in (staged.template.unit.get("code"), staged.template.unit.get("name")) if name]


def _content(staged: Staged) -> str:
    """SQL for everything a row says beside its unit and period."""
    ignored = {*staged.template.period.get("fields", []), *_unit_fields(staged)}
    if staged.registers_units:
        ignored = set()
    names = [
        field.name for field in staged.template.fields if field.name in staged.present and field.name not in ignored
    ]
    return ", ".join(f"coalesce(CAST({quoted(name)} AS VARCHAR), '')" for name in names) or "''"


def _key_columns(staged: Staged) -> list[str]:
    """Columns of `typed` that tell rows of one unit and period apart; two spellings of an indicator are one."""
    form = long_form(staged)
    return [_MEASURE if form and name == form[0] else quoted(name) for name in extra_key(staged)]


def extra_key(staged: Staged) -> list[str]:
    """Fields of the primary key beside unit and period, as far as the file has them."""
    template = staged.template
    known = {*template.period.get("fields", []), template.unit.get("code"), template.unit.get("name")}
    if staged.registers_units:
        known = set()
    return [name for name in template.primary_key if name not in known and name in staged.present]
