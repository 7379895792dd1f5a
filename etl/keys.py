"""Keys: period, unit and measure of every row, resolved once per distinct text.

A file of three million rows has few distinct periods, units and measures; each distinct text goes through the
parsers once and the answer is joined back.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from dashboard.catalogue import Catalogue, Indicator
from dashboard.periods import period_key
from etl.resolve import UnitIndex
from etl.staging import Staged, quoted
from etl.values import parse_date, parse_month, parse_period, parse_year
from etl.values.units import conversion

_PLACE_WORDS = frozenset({"file", "sheet", "row", "column", "value", "outcome"})
_ENDS = {"quarter": (3, 6, 9, 12), "half": (6, 12), "year": (12,)}
_KIND_ZH = {"quarter": "季末（3、6、9、12月末）", "half": "半年末（6、12月末）", "year": "年末"}


@dataclass(frozen=True, slots=True)
class Period:
    """What the period texts of a row mean.

    Attributes:
        key: Month the period ends in, None when unreadable.
        as_of: The stated day when it is not the month's last.
        code: Finding code, empty when plain.
        outcome: Outcome of the finding.
        detail: Words for it.
    """

    key: int | None
    as_of: date | None = None
    code: str = ""
    outcome: str = ""
    detail: str = ""


def read_period(kind: str, texts: list[str], *, today: date) -> Period:
    """Read the period fields of a row.

    Args:
        kind: `month`, `quarter`, `half`, `year`, `round` or `date`.
        texts: The fields' texts in the template's order; empty where the cell is.
        today: The day of the load.
    """
    if kind == "month" and len(texts) == 2 and texts[0] != texts[1]:
        return _year_and_month(texts[0], texts[1], today)
    if kind == "round":
        return _first_readable(texts, today)
    text = next((item for item in texts if item), "")
    if kind == "date":
        day = parse_date(text, today=today)
        if day.value is not None:
            return Period(period_key(day.value.year, day.value.month), _odd_day(day.value), day.code, day.outcome or "")
    return _whole(text, kind, today)


def _whole(text: str, kind: str, today: date) -> Period:
    parsed = parse_period(text, "year" if kind == "date" else kind, today=today)  # type: ignore[arg-type]
    if parsed.value is None:
        return Period(None, code=parsed.code or "CELL_MISSING", outcome="out", detail=parsed.detail)
    if kind in _ENDS and parsed.value % 12 + 1 not in _ENDS[kind]:
        return Period(None, code="PERIOD_NOT_END", outcome="out", detail=_KIND_ZH[kind])
    return Period(parsed.value, code=parsed.code, outcome=parsed.outcome or "", detail=parsed.detail)


def _year_and_month(year_text: str, month_text: str, today: date) -> Period:
    year = parse_year(year_text, today=today)
    if year.value is None:
        return Period(None, code=year.code or "CELL_MISSING", outcome="out", detail=year.detail)
    month = parse_month(month_text, year=year.value)
    if month.value is None:
        return Period(None, code=month.code or "CELL_MISSING", outcome="out", detail=month.detail)
    key = period_key(year.value, month.value)
    if key > period_key(today.year, today.month):
        return Period(None, code="PERIOD_FUTURE", outcome="out", detail=f"{year.value}年{month.value}月")
    noted = year if year.code else month
    return Period(key, code=noted.code, outcome=noted.outcome or "", detail=noted.detail)


def _first_readable(texts: list[str], today: date) -> Period:
    """A rating round is named by its month, or only by a number (第六批); then its date says when it was."""
    last = Period(None, code="CELL_MISSING", outcome="out")
    for text in texts:
        if text:
            last = _whole(text, "round", today)
            if last.key is not None:
                return Period(last.key)
    return last


def _odd_day(day: date) -> date | None:
    return None if day.day == calendar.monthrange(day.year, day.month)[1] else day


def resolve_periods(staged: Staged, *, today: date) -> None:
    """Fill the temporary table `period_map`: the period texts, `period_key`, `as_of`; unreadable rows are left out."""
    if staged.registers_units:
        _put(
            staged,
            "period_map",
            {
                "period_key": pa.array([0], pa.int16()),
                "as_of": pa.array([None], pa.date32()),
                "at": pa.array([0], pa.int32()),
            },
        )
        return
    fields = _period_fields(staged)
    columns = ", ".join(f"coalesce({quoted(name)}, '')" for name in fields)
    distinct = staged.con.execute(f"SELECT DISTINCT {columns} FROM stage").fetchall()
    kind = str(staged.template.period["kind"])
    answers = {texts: read_period(kind, list(texts), today=today) for texts in sorted(distinct)}
    table = {f"t{index}": pa.array([texts[index] for texts in answers], pa.string()) for index in range(len(fields))}
    table["period_key"] = pa.array([period.key for period in answers.values()], pa.int16())
    table["as_of"] = pa.array([period.as_of for period in answers.values()], pa.date32())
    table["at"] = pa.array(range(len(answers)), pa.int32())
    _put(staged, "period_map", table)
    doubts = [
        _Doubt(
            period.code, period.outcome, fields[0], " ".join(text for text in texts if text), {"detail": period.detail}
        )
        if period.code
        else None
        for texts, period in answers.items()
    ]
    _report(staged, doubts, f"JOIN period_map p ON {period_join(staged)}", "p")


def period_join(staged: Staged) -> str:
    """SQL that joins `period_map AS p` to `stage AS s`."""
    conditions = [f"p.t{index} = coalesce(s.{quoted(name)}, '')" for index, name in enumerate(_period_fields(staged))]
    return " AND ".join(conditions) or "true"


def _period_fields(staged: Staged) -> list[str]:
    if staged.registers_units:
        return []
    return [name for name in staged.template.period.get("fields", []) if name in staged.present]


def _put(staged: Staged, name: str, columns: dict[str, pa.Array]) -> None:
    staged.con.register("_map", pa.table(columns))
    staged.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM _map")
    staged.con.unregister("_map")


def resolve_units(staged: Staged, index: UnitIndex) -> None:
    """Fill `unit_map` (code text, name text, period_key → unit_key); rows of unknown units are left out."""
    if staged.registers_units:
        _put_units(staged, [("", "", 0)], [0])
        return
    spec = staged.template.unit
    code_sql, name_sql = unit_texts(staged)
    distinct = staged.con.execute(
        f"SELECT DISTINCT {code_sql}, {name_sql}, p.period_key FROM stage s JOIN period_map p ON {period_join(staged)}"
        " WHERE p.period_key IS NOT NULL"
    ).fetchall()
    levels = [str(level) for level in spec.get("levels", [])]
    types = [str(kind) for kind in spec.get("types", [])]
    code_field = str(spec.get("code") if spec.get("code") in staged.present else spec.get("name"))
    distinct = sorted(distinct)
    answers = [index.resolve(code, name, period, levels, types) for code, name, period in distinct]
    _put_units(staged, distinct, [answer.unit_key for answer in answers])
    name_field = str(spec.get("name") or code_field)
    doubts = [
        _Doubt(answer.code, answer.outcome or "", code_field if code else name_field, code or name, dict(answer.words))
        if answer.code
        else None
        for answer, (code, name, _) in zip(answers, distinct, strict=True)
    ]
    _report(staged, doubts, f"JOIN period_map p ON {period_join(staged)} JOIN unit_map m ON {unit_join(staged)}", "m")


def unit_join(staged: Staged) -> str:
    """SQL that joins `unit_map AS m` to `stage AS s` and `period_map AS p`."""
    code_sql, name_sql = unit_texts(staged)
    return f"m.code = {code_sql} AND m.name = {name_sql} AND m.period_key = p.period_key"


def _put_units(staged: Staged, distinct: list[tuple[str, str, int]], keys: list[int | None]) -> None:
    _put(
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


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A finding that every row with one text shares."""

    code: str
    outcome: str
    field: str
    shown: str
    words: dict[str, object]


def _report(staged: Staged, doubts: list[_Doubt | None], join: str, alias: str) -> None:
    """Name the rows behind each doubt, in file order; a harmless spelling is named once, not row by row."""
    if not any(doubts):
        return
    rows = staged.con.execute(
        f"SELECT s.rid, s.sheet_no, s.row_no, {alias}.at FROM stage s {join} ORDER BY s.rid"
    ).fetchall()
    told: set[int] = set()
    out: list[int] = []
    for rid, sheet_no, row_no, at in rows:
        doubt = doubts[at]
        if doubt is None or (doubt.outcome == "normalise" and at in told):
            continue
        told.add(at)
        words = {key: value for key, value in doubt.words.items() if key not in _PLACE_WORDS}
        staged.add_row(
            doubt.code, sheet_no, row_no, name=doubt.field, value=doubt.shown, outcome=doubt.outcome or None, **words
        )
        if doubt.outcome == "out":
            out.append(rid)
    staged.leave_out(out)


def resolve_measures(staged: Staged, catalogue: Catalogue, registered: dict[str, Indicator]) -> None:
    """Fill `measure_map` for long forms: indicator text and unit text → measure, power of ten, target measure.

    Rows whose indicator or measuring unit does not fit the catalogue are left out.
    """
    spec = long_form(staged)
    if spec is None:
        return
    indicator_sql, unit_sql = (f"coalesce(s.{quoted(name)}, '')" if name in staged.present else "''" for name in spec)
    distinct = sorted(staged.con.execute(f"SELECT DISTINCT {indicator_sql}, {unit_sql} FROM stage s").fetchall())
    name = staged.template.name
    by_name = {
        item.name: item for item in [*catalogue.indicators.values(), *registered.values()] if name in item.templates
    }
    rows: list[tuple[str, str, int | None, int | None, int | None]] = []
    doubts: list[_Doubt | None] = []
    for text, unit in distinct:
        indicator = catalogue.indicators.get(text) or registered.get(text) or by_name.get(text)
        row, doubt = _measure_of(text, unit, indicator, name, spec)
        target = catalogue.indicators.get(indicator.target_measure) if indicator and indicator.target_measure else None
        rows.append((text, unit, *row, target.key if target and row[0] is not None else None))
        doubts.append(doubt)
    _put(
        staged,
        "measure_map",
        {
            "text": pa.array([row[0] for row in rows], pa.string()),
            "unit": pa.array([row[1] for row in rows], pa.string()),
            "measure_key": pa.array([row[2] for row in rows], pa.int16()),
            "power": pa.array([row[3] for row in rows], pa.int8()),
            "target_key": pa.array([row[4] for row in rows], pa.int16()),
            "at": pa.array(range(len(rows)), pa.int32()),
        },
    )
    _report(staged, doubts, f"JOIN measure_map m ON m.text = {indicator_sql} AND m.unit = {unit_sql}", "m")


def _measure_of(
    text: str, unit: str, indicator: Indicator | None, template: str, spec: tuple[str, str]
) -> tuple[tuple[int | None, int | None], _Doubt | None]:
    """Measure key and decimal power of an indicator text with its unit, or the doubt that keeps the row out."""
    if indicator is None:
        return (None, None), _Doubt("INDICATOR_UNKNOWN", "out", spec[0], text, {})
    if template not in indicator.templates:
        words: dict[str, object] = {"template": "、".join(indicator.templates)}
        return (None, None), _Doubt("INDICATOR_WRONG_TEMPLATE", "out", spec[0], text, words)
    found = conversion(unit or indicator.unit, indicator.unit)
    if found.outcome == "refuse" or found.code == "MEASURE_UNKNOWN":
        return (None, None), _Doubt("INDICATOR_WRONG_UNIT", "out", spec[1], unit, {"unit": indicator.unit})
    doubt = None
    if found.code:
        words = {"detail": f"{unit}换算为{indicator.unit}", "stated": unit, "unit": indicator.unit}
        doubt = _Doubt(found.code, str(found.outcome), spec[1], unit, words)
    return (indicator.key, indicator.scale + found.shift), doubt


def long_form(staged: Staged) -> tuple[str, str] | None:
    """The fields that hold indicator and measuring unit of a long form, None for a wide one."""
    for emit in staged.template.emits:
        name = emit.get("measure_field") or emit.get("measure_name_field")
        if name:
            return str(name), str(emit.get("unit_field", "unit"))
    return None


def scaled_text(value: int, scale: int) -> str:
    """A stored integer as plain decimal text."""
    return format(Decimal(value).scaleb(-scale), "f")
