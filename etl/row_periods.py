"""The period of every row: each distinct text is read once."""

import calendar
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from dashboard.periods import period_key
from etl.doubts import Doubt, put, report
from etl.staging import Staged, quoted
from etl.values import dotted_months_ambiguous, parse_date, parse_month, parse_period, parse_year

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
        field: Number of the period field it is about.
    """

    key: int | None
    as_of: date | None = None
    code: str = ""
    outcome: str = ""
    detail: str = ""
    field: int = 0


def read_period(kind: str, texts: list[str], *, today: date, january_is_clear: bool = False) -> Period:
    """Read the period fields of a row.

    Args:
        kind: `month`, `quarter`, `half`, `year`, `round` or `date`.
        texts: The fields' texts in the template's order; empty where the cell is.
        today: The day of the load.
        january_is_clear: Whether 2024.1 is January for certain, because the column writes October as 2024.10.
    """
    if kind == "month" and len(texts) == 2 and texts[0] != texts[1]:
        return _year_and_month(texts[0], texts[1], today)
    if kind == "round":
        return _first_readable(texts, today, january_is_clear)
    text = next((item for item in texts if item), "")
    if kind == "date":
        day = parse_date(text, today=today)
        if day.value is not None:
            return Period(period_key(day.value.year, day.value.month), _odd_day(day.value), day.code, day.outcome or "")
    return _whole(text, kind, today, january_is_clear)


def _whole(text: str, kind: str, today: date, january_is_clear: bool) -> Period:
    asked = "year" if kind == "date" else kind
    parsed = parse_period(text, asked, today=today, january_is_clear=january_is_clear)  # type: ignore[arg-type]
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
        return Period(None, code=month.code or "CELL_MISSING", outcome="out", detail=month.detail, field=1)
    key = period_key(year.value, month.value)
    if key > period_key(today.year, today.month):
        return Period(None, code="PERIOD_FUTURE", outcome="out", detail=f"{year.value}年{month.value}月", field=1)
    noted, field = (year, 0) if year.code else (month, 1)
    return Period(key, code=noted.code, outcome=noted.outcome or "", detail=noted.detail, field=field)


def _first_readable(texts: list[str], today: date, january_is_clear: bool) -> Period:
    """A rating round is named by its month, or only by a number (第六批); then its date says when it was."""
    last = Period(None, code="CELL_MISSING", outcome="out")
    for field, text in enumerate(texts):
        if text:
            last = replace(_whole(text, "round", today, january_is_clear), field=field)
            if last.key is not None:
                return Period(last.key)
    return last


def _odd_day(day: date) -> date | None:
    return None if day.day == calendar.monthrange(day.year, day.month)[1] else day


def resolve_periods(staged: Staged, *, today: date) -> None:
    """Fill the temporary table `period_map`: the period texts, `period_key`, `as_of`; unreadable rows are left out."""
    if staged.registers_units:
        put(
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
    distinct = staged.con.execute(f"SELECT DISTINCT {columns} FROM {staged.combinations('stage_periods')}").fetchall()
    kind = str(staged.template.period["kind"])
    staged.depends |= any("." in text for texts in distinct for text in texts)
    clear = not any(dotted_months_ambiguous(column) for column in zip(*distinct, strict=True))
    answers = {texts: read_period(kind, list(texts), today=today, january_is_clear=clear) for texts in sorted(distinct)}
    table = {f"t{index}": pa.array([texts[index] for texts in answers], pa.string()) for index in range(len(fields))}
    table["period_key"] = pa.array([period.key for period in answers.values()], pa.int16())
    table["as_of"] = pa.array([period.as_of for period in answers.values()], pa.date32())
    table["at"] = pa.array(range(len(answers)), pa.int32())
    put(staged, "period_map", table)
    staged.number("stage_periods", "period_at", f"JOIN period_map p ON {period_join(staged)}", "p.at")
    doubts = [
        Doubt(period.code, period.outcome, fields[period.field], texts[period.field], {"detail": period.detail})
        if period.code
        else None
        for texts, period in answers.items()
    ]
    report(staged, doubts, f"JOIN period_map p ON {period_join(staged)}", "p")


def period_join(staged: Staged) -> str:
    """SQL that joins `period_map AS p` to `stage AS s`."""
    if "period_at" in staged.numbered:
        return "p.at = s.period_at"
    conditions = [f"p.t{index} = coalesce(s.{quoted(name)}, '')" for index, name in enumerate(_period_fields(staged))]
    return " AND ".join(conditions) or "true"


def _period_fields(staged: Staged) -> list[str]:
    if staged.registers_units:
        return []
    return [name for name in staged.template.period.get("fields", []) if name in staged.present]
