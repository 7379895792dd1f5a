"""Matters of a ledger against what was reported of them before: states, progress, deadlines.

Which states a ledger has and which one may follow which stands in `data/catalogue/ledgers.csv`. Two reports may lie
several steps apart, so a state is allowed when it can be reached.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dashboard.catalogue import CATALOGUE_DIR, Template
from etl.conditions import all_sql
from etl.staging import Staged, quoted
from etl.typed import drop_left_out

#: Columns of `new_state` that are stored.
COLUMNS = "period_key, unit_code, item, state, progress, due_on, updated_on"
_LAST_BATCH = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger allows.

    Attributes:
        name: Its Chinese name.
        states: Its states.
        after: State → states that it can lead to, over any number of steps.
    """

    name: str
    states: frozenset[str]
    after: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A matter in the file and the last thing known of it before."""

    rid: int
    sheet_no: int
    row_no: int
    ledger: str
    state: str
    progress: int | None
    due_on: date | None
    spared: bool
    state_before: str | None
    progress_before: int | None
    due_before: date | None
    later: date | None


@lru_cache(maxsize=1)
def ledgers() -> dict[str, Ledger]:
    """Every ledger by code."""
    with (CATALOGUE_DIR / "ledgers.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["ledger"] != "common"]
    found = {}
    for code in dict.fromkeys(row["ledger"] for row in rows):
        own = [row for row in rows if row["ledger"] == code]
        title = {row["code"]: row["title"] for row in own if row["row_type"] == "state"}
        steps = [
            (title[row["from_state"]], title[row["to_state"]])
            for row in own
            if row["row_type"] == "transition" and row["from_state"] in title and row["to_state"] in title
        ]
        found[code] = Ledger(own[0]["name"], frozenset(title.values()), _reachable(frozenset(title.values()), steps))
    return found


def _reachable(states: frozenset[str], steps: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    reach: dict[str, set[str]] = {state: {two for one, two in steps if one == state} for state in states}
    grown = True
    while grown:
        grown = False
        for found in reach.values():
            further = set().union(*(reach[state] for state in found)) - found
            found |= further
            grown = grown or bool(further)
    return {state: frozenset(found) for state, found in reach.items()}


def _declared(template: Template, kind: str) -> Mapping[str, Any] | None:
    return next((check for check in template.checks if check["kind"] == kind), None)


def keeps(template: Template) -> bool:
    """Whether the matters of a form are remembered, so that the next report can be held against them."""
    return _declared(template, "ledger_state") is not None


def check(staged: Staged) -> None:
    """Leave out matters in a state that their ledger does not allow and ask about those that went back.

    Fills the temporary table `new_state`. Findings go to `staged`.
    """
    if not keeps(staged.template):
        return
    _collect(staged)
    out: list[int] = []
    for row in _rows(staged):
        ledger = ledgers().get(row.ledger)
        if ledger is not None and not _state_allowed(staged, row, ledger):
            out.append(row.rid)
            continue
        _ask_about(staged, row)
    staged.leave_out(out)
    if out:
        drop_left_out(staged)
        staged.con.execute("DELETE FROM new_state WHERE rid IN (SELECT rid FROM left_out)")


def _collect(staged: Staged) -> None:
    """`new_state`: the matters of the file."""
    names = {"updated_on", "progress"}
    monotone = _declared(staged.template, "item_monotone")
    state = _declared(staged.template, "ledger_state") or {}
    moved, progress = monotone["fields"] if monotone else sorted(names, reverse=True)
    spared = all_sql(staged.template, monotone.get("except")) if monotone else "true"
    changed = next((x for x in staged.template.checks if x["kind"] == "changed" and x.get("within") == "item"), None)
    due = quoted(changed["field"]) if changed else "CAST(NULL AS DATE)"
    staged.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE new_state AS
        SELECT t.rid, t.sheet_no, t.row_no, t.period_key, u.unit_code, t.item, {quoted(state["ledger"])} AS ledger,
               {quoted(state["state"])} AS state, {quoted(progress)} AS progress, {due} AS due_on,
               {quoted(moved)} AS updated_on, {spared} AS spared
        FROM typed t JOIN dim_unit u ON u.unit_key = t.unit_key"""
    )


def _rows(staged: Staged) -> list[_Row]:
    """Every matter of the file with its last report of an earlier date, stored or in the file itself."""
    with staged.store_plans():
        found = staged.con.execute(
            f"""WITH stored AS (
                -- a batch of the open transaction is not in the register of batches yet; it is active
                SELECT l.* FROM ledger_state l LEFT JOIN dim_batch b USING (batch_key)
                WHERE coalesce(b.state, 'active') = 'active'
                  AND (l.unit_code, l.item) IN (SELECT (unit_code, item) FROM new_state)),
            known AS (
                SELECT {COLUMNS}, batch_key FROM stored
                UNION ALL SELECT {COLUMNS}, {_LAST_BATCH} FROM new_state),
            dated AS (
                SELECT *, (datediff('day', DATE '1900-01-01', updated_on)::BIGINT << 32) + batch_key AS rank FROM known)
            SELECT n.rid, any_value(n.sheet_no), any_value(n.row_no), any_value(n.ledger), any_value(n.state),
                   any_value(n.progress), any_value(n.due_on), any_value(n.spared),
                   arg_max(k.state, k.rank) FILTER (WHERE k.updated_on < n.updated_on),
                   arg_max(k.progress, k.rank) FILTER (WHERE k.updated_on < n.updated_on),
                   arg_max(k.due_on, k.rank) FILTER (WHERE k.updated_on < n.updated_on),
                   max(k.updated_on) FILTER (WHERE k.updated_on > n.updated_on AND k.period_key = n.period_key
                                             AND k.batch_key < {_LAST_BATCH})
            FROM new_state n JOIN dated k ON k.unit_code = n.unit_code AND k.item = n.item
            GROUP BY n.rid ORDER BY n.rid"""
        ).fetchall()
    return [_Row(*row) for row in found]


def _state_allowed(staged: Staged, row: _Row, ledger: Ledger) -> bool:
    declared = _declared(staged.template, "ledger_state") or {}
    place = {"name": str(declared["state"]), "value": row.state, "ledger": ledger.name}
    if row.state not in ledger.states:
        staged.add_row(
            "LEDGER_STATE_UNKNOWN", row.sheet_no, row.row_no, **place, outcome=str(declared["outcome"]),
            states="、".join(sorted(ledger.states)),
        )  # fmt: skip
        return False
    before = row.state_before
    if before is None or before == row.state or before not in ledger.states or row.state in ledger.after[before]:
        return True
    staged.add_row(
        "LEDGER_MOVE", row.sheet_no, row.row_no, **place, before=before, outcome=str(declared["outcome"]),
        allowed="、".join(sorted(ledger.after[before])) or "无",
    )  # fmt: skip
    return False


def _ask_about(staged: Staged, row: _Row) -> None:
    """Progress or dates that went back, a deadline that moved."""
    monotone = _declared(staged.template, "item_monotone")
    if monotone is not None:
        moved, progress = monotone["fields"]
        words = {"rule": str(monotone["message"]), "outcome": str(monotone["outcome"])}
        if row.later is not None:
            staged.add_row(
                "LEDGER_BACKWARD", row.sheet_no, row.row_no, name=moved, found=f"已有{row.later}的更新", **words
            )
        now, before = row.progress, row.progress_before
        if not row.spared and now is not None and before is not None and now < before:
            told = f"上次{before}%，本次{now}%"
            staged.add_row(
                "LEDGER_BACKWARD", row.sheet_no, row.row_no, name=progress, value=str(now), found=told, **words
            )
    changed = next((x for x in staged.template.checks if x["kind"] == "changed" and x.get("within") == "item"), None)
    if changed is not None and None not in (row.due_on, row.due_before) and row.due_on != row.due_before:
        staged.add_row(
            "RULE_BROKEN", row.sheet_no, row.row_no, name=changed["field"], value=str(row.due_on),
            found=f"由{row.due_before}改为{row.due_on}", rule=str(changed["message"]), outcome=str(changed["outcome"]),
        )  # fmt: skip
