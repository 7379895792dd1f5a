"""Rules on the figures and dates of one row that a template declares: sums, dates, months gone by, score bands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from etl.conditions import all_sql, literal, same_scale
from etl.staging import Staged, quoted


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A predicate that is true where a row breaks a rule.

    Attributes:
        sql: Over `typed`.
        code: Finding code.
        outcome: Outcome when broken.
        fields: Fields whose values the finding shows, the first one named as the column.
        words: Further words of the finding.
    """

    sql: str
    code: str
    outcome: str
    fields: tuple[str, ...]
    words: dict[str, str]


def row_rule(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """The predicate of a declared rule, None where the kind is no rule on one row or the file lacks its columns.

    Args:
        staged: The file.
        check: An entry of the template's `checks`.
    """
    made = _RULES.get(str(check["kind"]))
    return made(staged, check) if made is not None else None


def _rule(staged: Staged, check: Mapping[str, Any], sql: str, code: str, fields: tuple[str, ...]) -> RowCheck:
    guard = all_sql(staged.template, check.get("when"))
    words = {"rule": str(check.get("message", ""))}
    return RowCheck(f"coalesce({sql}, false) AND {guard}", code, str(check["outcome"]), fields, words)


def _sum_le(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """Parts that need not be all there is: together they are no more than the total."""
    total = staged.template.field(check["total"])
    parts = tuple(name for name in check["parts"] if name in staged.present)
    if total.name not in staged.present or not parts:
        return None
    terms = [same_scale(quoted(name), staged.template.field(name), "", total)[0] for name in parts]
    added = " + ".join(f"coalesce({term}, 0)" for term in terms)
    return _rule(staged, check, f"{added} > {quoted(total.name)}", "PARTS_ABOVE_TOTAL", (total.name, *parts))


def _month_count(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """Something due once a month: as many times as months have gone by in the year."""
    field, day = staged.template.field(check["field"]), str(check["date"])
    if not {field.name, day} <= set(staged.present):
        return None
    months = f"month({quoted(day)}) * {literal(field, 1)}"
    return _rule(staged, check, f"{quoted(field.name)} <> {months}", "COUNT_NOT_MONTHS", (field.name, day))


def _date_within(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """A date at most some months after another one."""
    name, start = str(check["field"]), str(check["from"])
    if not {name, start} <= set(staged.present):
        return None
    # The day after is counted from, so that the end of February is followed by the end of February.
    limit = f"{quoted(start)} + INTERVAL 1 DAY + INTERVAL {int(check['months'])} MONTH - INTERVAL 1 DAY"
    return _rule(staged, check, f"{quoted(name)} > {limit}", "DATE_TOO_LATE", (name, start))


def _score_band(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """A grade follows from the points; no one gets more than was applied for (`cap`)."""
    score, result = staged.template.field(check["field"]), staged.template.field(check["result"])
    if not {score.name, result.name} <= set(staged.present):
        return None
    bands = sorted(((least, grade) for least, grade in check["bands"]), reverse=True)
    whens = " ".join(f"WHEN {quoted(score.name)} >= {literal(score, least)} THEN {grade}" for least, grade in bands)
    earned, given = f"(CASE {whens} END)", quoted(result.name)
    cap = str(check.get("cap", ""))
    due = f"least({earned}, coalesce({quoted(cap)}, {earned}))" if cap in staged.present else earned
    lowest = min(grade for _, grade in bands)
    sql = (
        f"{quoted(score.name)} IS NOT NULL AND CASE WHEN {earned} IS NULL THEN {given} >= {lowest}"
        f" ELSE {given} <> {due} END"
    )
    shown = (score.name, result.name, *((cap,) if cap in staged.present else ()))
    return _rule(staged, check, sql, "SCORE_NOT_IN_BAND", shown)


_RULES: dict[str, Callable[[Staged, Mapping[str, Any]], RowCheck | None]] = {
    "sum_le": _sum_le,
    "month_count": _month_count,
    "date_within": _date_within,
    "score_band": _score_band,
}
