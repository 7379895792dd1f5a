"""Checks within a row and between the rows of a file, as the template declares them."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from dashboard.catalogue import Field
from etl.conditions import all_sql, same_scale
from etl.rowrules import RowCheck, row_rule
from etl.staging import Staged, quoted, scaled_text
from etl.typed import drop_left_out


def check_rows(staged: Staged) -> None:
    """Run every range and contract check in one scan; broken rows are left out or questioned."""
    checks = list(_checks(staged))
    for start in range(0, len(checks), 60):
        _run(staged, checks[start : start + 60])
    drop_left_out(staged)


def _run(staged: Staged, checks: list[RowCheck]) -> None:
    bits = " + ".join(f"(CASE WHEN {check.sql} THEN {1 << bit} ELSE 0 END)::BIGINT" for bit, check in enumerate(checks))
    broken = staged.con.execute(
        f"SELECT * FROM (SELECT rid, {bits} AS mask FROM typed) WHERE mask <> 0 ORDER BY rid"
    ).fetchall()
    if not broken:
        return
    out: list[int] = []
    for bit, check in enumerate(checks):
        rids = [rid for rid, mask in broken if mask >> bit & 1]
        if not rids:
            continue
        _report(staged, check, rids)
        if check.outcome == "out":
            out.extend(rids)
    staged.leave_out(sorted(set(out)))


def _report(staged: Staged, check: RowCheck, rids: list[int]) -> None:
    names = ", ".join(quoted(name) for name in check.fields)
    rows = staged.con.execute(
        f"SELECT sheet_no, row_no, {names} FROM typed WHERE rid IN (SELECT unnest(?)) ORDER BY rid", [rids]
    ).fetchall()
    for sheet_no, row_no, *values in rows:
        shown = [_shown(staged.template.field(name), value) for name, value in zip(check.fields, values, strict=True)]
        described = "，".join(f"{staged.title(name)}为{text}" for name, text in zip(check.fields, shown, strict=True))
        staged.add_row(
            check.code,
            sheet_no,
            row_no,
            name=check.fields[0],
            value=shown[0],
            found=described,
            outcome=check.outcome,
            **check.words,
        )


def _shown(field: Field, value: Any) -> str:
    if value is None:
        return "空"
    if field.type in ("number", "integer"):
        text = scaled_text(int(value), field.scale)
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _checks(staged: Staged) -> Iterator[RowCheck]:
    template = staged.template
    for field in template.fields:
        if field.type not in ("number", "integer") or field.name not in staged.present:
            continue
        for bound, op, code in ((field.minimum, "<", "RANGE_BELOW"), (field.maximum, ">", "RANGE_ABOVE")):
            if bound is not None:
                limit = int(Decimal(str(bound)).scaleb(field.scale))
                if op == "<" and limit <= 0 and staged.large and staged.large.never_negative(field.name):
                    continue
                yield RowCheck(
                    f"coalesce({quoted(field.name)} {op} {limit}, false)",
                    code,
                    "out",
                    (field.name,),
                    {"limit": f"{Decimal(str(bound)).normalize():f}"},
                )
    for check in template.checks:
        made = _contract_check(staged, check)
        if made is not None:
            yield made


def _contract_check(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    make = _CONTRACT.get(str(check["kind"]), row_rule)
    return make(staged, check)


def _outcome(check: Mapping[str, Any]) -> str:
    return str(check.get("outcome", "confirm"))


def _sum_check(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """Parts that do not add up to their total."""
    template = staged.template
    total, parts = template.field(check["total"]), list(check["parts"])
    if not {total.name, *parts} <= set(staged.present):
        return None
    tolerance = int(Decimal(str(check.get("tolerance", "0"))).scaleb(total.scale))
    terms = [same_scale(quoted(name), template.field(name), "", total)[0] for name in parts]
    added = " + ".join(f"coalesce({term}, 0)" for term in terms)
    guard = all_sql(template, check.get("when"))
    sql = f"coalesce(abs({quoted(total.name)} - ({added})) > {tolerance}, false) AND {guard}"
    return RowCheck(sql, "SUM_MISMATCH", _outcome(check), (total.name, *parts), {})


def _compared(staged: Staged, left: str, right: str) -> tuple[str, str] | None:
    """SQL of two fields in one scale, None where the file lacks one of them."""
    if not {left, right} <= set(staged.present):
        return None
    one, two = staged.template.field(left), staged.template.field(right)
    return same_scale(quoted(left), one, quoted(right), two)


def _part_check(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """A part above its whole."""
    found = _compared(staged, check["left"], check["right"])
    if found is None:
        return None
    one, two = found
    sql = f"coalesce({one} > {two}, false) AND {all_sql(staged.template, check.get('when'))}"
    code = str(check.get("code", "PART_ABOVE_WHOLE"))
    return RowCheck(sql, code, _outcome(check), (check["left"], check["right"]), {})


def _share_check(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """A part above a share of its whole."""
    found = _compared(staged, check["part"], check["total"])
    if found is None:
        return None
    one, two = found
    sql = f"coalesce({one} * 100 > {int(check['percent'])} * {two}, false)"
    words = {"rule": str(check.get("message", ""))}
    return RowCheck(sql, "RULE_BROKEN", _outcome(check), (check["part"], check["total"]), words)


def _condition_check(staged: Staged, check: Mapping[str, Any]) -> RowCheck | None:
    """Rows of one kind that lack what goes with it."""
    template, when, then = staged.template, check.get("when", []), check.get("then", [])
    known = {field.name for field in template.fields}
    names = tuple(dict.fromkeys(str(item[0]) for item in [*then, *when] if item[0] in known))
    if not set(names) <= set(staged.present) and not check.get("even_absent"):
        return None
    sql = f"({all_sql(template, when)}) AND NOT ({all_sql(template, then)})"
    words = {"rule": str(check.get("message", "")), "check": str(check.get("code", ""))}
    return RowCheck(sql, "RULE_BROKEN", _outcome(check), names, words)


#: Kind of a check in a template's contract → what makes its statement; all other kinds are rules of a row.
_CONTRACT: dict[str, Callable[[Staged, Mapping[str, Any]], RowCheck | None]] = {
    "sum": _sum_check, "eq_sum": _sum_check, "le": _part_check, "share": _share_check, "condition": _condition_check,
}  # fmt: skip
