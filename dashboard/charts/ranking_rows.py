"""The rows of the ranking chart: those with a bar, in order of place, and those below the rule."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers
from dashboard.charts import template
from dashboard.frames import records

#: With more ranked units than this only the two ends are drawn; the table has all of them.
MAX_ROWS = 40
ENDS = 15
#: Rows for single units below the rule; more are named as a count.
MAX_APART = 8
#: Columns that rows are made of, as far as they are there.
COLUMNS = ("unit_code", "unit_name", "value", "shown", "rank", "tied", "rank_change", "is_new", "status", "hover",
           "moved")  # fmt: skip
#: The one status whose value is compared.
REPORTED = "已报"
#: Units that the indicator does not concern are in the table only.
NOT_APPLICABLE = "不适用"


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        y: Where it lies, counted downwards.
        name: The unit.
        place: Such as `第3名`, empty without.
        value: Length of the bar, None below the rule.
        shown: The value as text.
        change: Change of place as text.
        code: Code of the unit, empty for a count of units.
        hover: Shown when it is pointed at.
        colour: Of the bar.
    """

    y: float
    name: str
    place: str
    value: float | None
    shown: str
    change: str
    code: str
    hover: str
    colour: str


def place_words(rank: Any, tied: Any) -> str:
    """`第3名` or `并列第2`, empty without a place."""
    return "" if pd.isna(rank) else numbers.rank_text(rank, tied=bool(tied))


def change_words(change: Any, is_new: Any = False) -> str:
    """`▲2`, `▼3`, `—` for the same place, `新` for a unit that was not there before, empty when unknown."""
    return numbers.rank_change_text(change, is_new=bool(pd.notna(is_new) and is_new))


def cells(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a ranking with the columns that the picture needs."""
    return records(frame, COLUMNS)


def drawn(frame: pd.DataFrame) -> np.ndarray:
    """Which rows of a ranking are drawn one by one: those with a bar at the two ends, and few below the rule."""
    status = frame["status"].to_numpy()
    barred = (status == REPORTED) & frame["value"].notna().to_numpy()
    apart = ~barred & (status != NOT_APPLICABLE)
    found = apart & (apart.sum() <= MAX_APART)
    rows = np.flatnonzero(barred)
    found[rows if len(rows) <= MAX_ROWS else np.r_[rows[:ENDS], rows[-ENDS:]]] = True
    return found


def ranked_rows(cells: list[dict[str, Any]], focus: set[str]) -> tuple[list[Row], int]:
    """Rows with a bar, and how many in the middle are left out."""
    ranked = [row for row in cells if row["status"] == REPORTED and pd.notna(row["value"])]
    skipped = 0
    places: list[float] = list(range(len(ranked)))
    if len(ranked) > MAX_ROWS:
        skipped = len(ranked) - 2 * ENDS
        ranked = ranked[:ENDS] + ranked[-ENDS:]
        places = [*range(ENDS), *range(ENDS + 1, 2 * ENDS + 1)]
    rows = []
    for y, row in zip(places, ranked, strict=True):
        strong = not focus or row["unit_code"] in focus
        rows.append(
            Row(
                y=y,
                name=row["unit_name"],
                place=place_words(row["rank"], row["tied"]),
                value=float(row["value"]),
                shown=str(row["shown"]),
                change=str(row["moved"]) if "moved" in row else change_words(row["rank_change"], row["is_new"]),
                code=row["unit_code"],
                hover=str(row.get("hover") or f"{row['unit_name']}：{row['shown']}"),
                colour=template.FOCUS if strong else template.OTHERS,
            )
        )
    return rows, skipped


def apart_rows(cells: list[dict[str, Any]], start: float) -> list[Row]:
    """Rows below the rule: one a unit, or one a status when there are many."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in cells:
        if (row["status"] != REPORTED or pd.isna(row["value"])) and row["status"] != NOT_APPLICABLE:
            groups.setdefault("未报" if row["status"] == REPORTED else str(row["status"]), []).append(row)
    many = sum(len(group) for group in groups.values()) > MAX_APART
    rows: list[Row] = []
    for words, group in groups.items():
        if many:
            names = "、".join(row["unit_name"] for row in group[:3]) + ("等" if len(group) > 3 else "")
            text = f"{len(group)} 个：{names}"
            rows.append(Row(start + len(rows), words, "", None, text, "", "", f"{words}{text}", ""))
            continue
        for row in group:
            text = f"{words}　{row['shown']}" if pd.notna(row["value"]) else words
            hover = str(row.get("hover") or f"{row['unit_name']}：{text}")
            rows.append(Row(start + len(rows), row["unit_name"], "", None, text, "", row["unit_code"], hover, ""))
    return rows
