"""Answers to the distinct texts of a file, joined back to its rows, and the doubts about them."""

from dataclasses import dataclass

import pyarrow as pa

from etl.staging import SHEETS_PER_FILE, Staged

_PLACE_WORDS = frozenset({"file", "sheet", "row", "column", "value", "outcome"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding that every row with one text shares."""

    code: str
    outcome: str
    field: str
    shown: str
    words: dict[str, object]


def report(
    staged: Staged, doubts: list[Doubt | None], join: str, alias: str, *, spare: frozenset[int] = frozenset()
) -> None:
    """Name the rows behind each doubt, in file order; a harmless spelling is named once, not row by row."""
    if not any(doubts):
        return
    rows = staged.con.execute(
        f"SELECT s.rid, s.sheet_no, s.row_no, {alias}.at FROM stage s {join}"
        f" WHERE {alias}.at IN (SELECT unnest(?::INTEGER[])) ORDER BY s.rid",
        [[at for at, doubt in enumerate(doubts) if doubt]],
    ).fetchall()
    told: set[tuple[int, int]] = set()
    out: list[int] = []
    for rid, sheet_no, row_no, at in rows:
        doubt = doubts[at]
        once = (sheet_no // SHEETS_PER_FILE if staged.members else 0, at)
        if doubt is None or rid in spare or (doubt.outcome == "normalise" and once in told):
            continue
        told.add(once)
        words = {key: value for key, value in doubt.words.items() if key not in _PLACE_WORDS}
        staged.add_row(
            doubt.code, sheet_no, row_no, name=doubt.field, value=doubt.shown, outcome=doubt.outcome or None, **words
        )
        if doubt.outcome == "out":
            out.append(rid)
    staged.leave_out(out)


def put(staged: Staged, name: str, columns: dict[str, pa.Array]) -> None:
    """Make a temporary table of columns."""
    staged.con.register("_map", pa.table(columns))
    staged.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM _map")
    staged.con.unregister("_map")
