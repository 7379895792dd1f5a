"""看水平 × 看变化: every unit in one of seven named boxes, for an indicator or for all of them together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import numbers, periods
from dashboard.queries import places, standing, values
from dashboard.queries.board import NOT_CLASSED, Board, Row, read_board
from dashboard.queries.cuts import cuts_between
from dashboard.queries.indicators import QueryError
from dashboard.queries.matrix import row_texts
from dashboard.queries.movement_rules import BETTER, LEVELS, LIKE, SAME, WORSE, Rules, load_rules
from dashboard.queries.several import sums_of_pairs
from dashboard.queries.sums import Sums
from dashboard.queries.values import REPORTED
from dashboard.warehouse import Warehouse

TOTAL = "total"
LAST_YEAR, PREVIOUS = "last_year", "previous"
COLUMNS = ("unit_code", "unit_name", "peer_group", "level", "change", "box", "order", "meaning", "sentence", "why",
           "shown", "prev_shown", "change_shown", "n_better", "n_worse", "n_up", "n_down", "n_compared")  # fmt: skip
_WHY = {"missing": "未报", "not_applicable": "不适用", "small": "分母小，不归类", "error": "分子大于分母，须核实",
        "unclassed": "可比单位太少，不分好差"}  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One indicator over all units: earlier values in the areas of now, and which way they really went."""

    base: int
    before: np.ndarray
    goes: np.ndarray


def movable(wh: Warehouse, period_key: int, level: str | int = "district") -> dict[str, str]:
    """Code → name of the core indicators with a class and a value at a period, in catalogue order."""
    board = read_board(wh, period_key, places.level_number(level))
    return {row.ind.code: row.ind.name for row in board.rows if row.rule != NOT_CLASSED}


def movement(
    wh: Warehouse, period_key: int, code: str = TOTAL, compare: str = LAST_YEAR, level: str | int = "district"
) -> pd.DataFrame:
    """Put every unit of a level into its box.

    Args:
        wh: The snapshot.
        period_key: Period looked at; each indicator at its newest period up to it.
        code: A core indicator that is classed against the whole, or total for all of them together.
        compare: last_year, or previous (the report before; cumulative figures are compared with last year anyway).
        level: Level of the units.

    Returns:
        One row a unit in official order, columns as COLUMNS: level (better, like, worse: the honest class), change
        (better, same, worse: at least the effective gap, and for a rate one unit), box, order and meaning (of the
        catalogue), sentence (computed), why (empty in a box, else why not: 未报, 分母小 and so on); for an indicator
        shown, prev_shown and change_shown, for the total the counts of indicators.
        attrs: code, name, period_key, period_text, base_text, whole_name, boxes (names in order).

    Raises:
        QueryError: The indicator is not classed, or has no value.
    """
    board = read_board(wh, period_key, places.level_number(level))
    rules = load_rules()
    rows = [index for index, row in enumerate(board.rows) if row.rule != NOT_CLASSED]
    chosen = rows if code == TOTAL else [index for index in rows if board.rows[index].ind.code == code]
    if not chosen:
        listed = "、".join(board.rows[index].ind.code for index in rows)
        raise QueryError(f"“{code}”不与整体比好差或没有数据，不能看水平和变化。可用：{TOTAL}、{listed}")
    moved = _moves(wh, board, chosen, compare)
    made = _total(board, moved, rules) if code == TOTAL else _single(board, chosen[0], moved[chosen[0]], rules)
    table = pd.DataFrame(made, columns=list(COLUMNS))
    first = board.rows[chosen[0]]
    whole = board.whole.unit_name if board.whole else "整体"
    base = "上年同期" if compare == LAST_YEAR else "上次报送"
    if code != TOTAL:
        base = periods.label_zh(moved[chosen[0]].base, first.ind.frequency)
    table.attrs = {
        "code": code, "name": "核心指标总体" if code == TOTAL else first.ind.name, "period_key": period_key,
        "period_text": periods.label_zh(period_key) if code == TOTAL else first.period_text, "base_text": base,
        "whole_name": whole, "boxes": rules.names(),
    }  # fmt: skip
    return table


def _moves(wh: Warehouse, board: Board, rows: list[int], compare: str) -> dict[int, Moved]:
    """Earlier values of the chosen indicators with one query, in the areas of now."""
    bases = {index: _base(wh, board.rows[index], compare) for index in rows}
    by_key = {board.rows[index].ind.key: board.rows[index].ind for index in rows}
    pairs = sorted({(board.rows[index].ind.key, base) for index, base in bases.items()})
    sums = sums_of_pairs(wh, by_key, pairs, board.level, board.period_key)
    cuts = cuts_between(wh, min(bases.values()), board.period_key)
    found = {}
    for index, base in bases.items():
        row = board.rows[index]
        then = sums.get((row.ind.code, base))
        broken = any(base < cut <= row.at for cut in cuts.get(row.ind.key, ()))
        found[index] = _one(board, index, base, None if broken else then)
    return found


def _base(wh: Warehouse, row: Row, compare: str) -> int:
    if compare == PREVIOUS and not row.ind.accumulates:
        before = values.period_before(wh, row.ind, row.at)
        if before is not None:
            return before
    return periods.same_last_year(row.at)


def _one(board: Board, index: int, base: int, then: Sums | None) -> Moved:
    ind, now = board.rows[index].ind, board.values[index]
    before = np.full(len(now), np.nan) if then is None else values.floats(ind, then.num, then.den, guarded=True)
    den = board.sums[index].den.floats()
    real = standing.real_change(ind, now, before, den)
    up = now > before if ind.direction == "higher" else now < before
    goes = np.where(real, np.where(up, BETTER, WORSE), SAME).astype(object)
    goes[np.isnan(now) | np.isnan(before) | (board.status[index] != REPORTED)] = ""
    return Moved(base, before, goes)


def _single(board: Board, index: int, moved: Moved, rules: Rules) -> list[dict[str, Any]]:
    row, whole = board.rows[index], board.whole.unit_name if board.whole else "整体"
    ind = row.ind
    statuses = list(board.status[index])
    both = np.r_[board.whole_values[index], board.values[index], moved.before]
    unit, texts = row_texts(row, both, ["", *statuses, *[""] * len(statuses)], both[1:])
    tail = unit if unit in ("%", "万元", "亿元") else ""
    n = len(statuses)
    found = []
    for at, (code, name, group) in enumerate(_units(board)):
        level, change = str(board.verdicts.classes[index, at]), str(moved.goes[at])
        shown, before = texts[1 + at], texts[1 + n + at]
        why = _WHY.get(level, "") or ("" if change else "基期没有可比的数")
        difference = round(float(board.values[index, at] - moved.before[at]), 10)
        size = _signed(ind.unit, ind.decimals, difference) if change in (BETTER, WORSE) else "变化不大"
        against = round(float(board.values[index, at] - board.verdicts.reference[index]), 10)
        words = {BETTER: f"明显好于{whole}", LIKE: f"与{whole}相当", WORSE: f"明显差于{whole}"}.get(level, "")
        apart = numbers.difference_text(against, ind.unit, ind.decimals) if level in (BETTER, WORSE) else ""
        when = periods.label_zh(moved.base, ind.frequency)
        side = f"（{'高' if against > 0 else '低'}{apart}）" if apart else ""
        said = f"{shown}{tail}，{words}{side}；较{when}（{before}{tail}）{size}"
        row_found = _boxed(rules, level, change, why)
        found.append({
            "unit_code": code, "unit_name": name, "peer_group": group, **row_found, "shown": f"{shown}{tail}",
            "prev_shown": f"{before}{tail}", "change_shown": size if change else "",
            "sentence": f"{name}：{why or said}。", "n_better": None, "n_worse": None, "n_up": None, "n_down": None,
            "n_compared": None,
        })  # fmt: skip
    return found


def _total(board: Board, moved: dict[int, Moved], rules: Rules) -> list[dict[str, Any]]:
    rows = list(moved)
    classes = board.verdicts.classes[rows]
    goes = np.array([moved[index].goes for index in rows], dtype=object)
    counts = {name: (classes == name).sum(axis=0) for name in LEVELS}
    up, down, known = (goes == BETTER).sum(axis=0), (goes == WORSE).sum(axis=0), (goes != "").sum(axis=0)
    compared = sum(counts.values())
    found = []
    for at, (code, name, group) in enumerate(_units(board)):
        n, n_changed = int(compared[at]), int(known[at])
        better, worse, n_up, n_down = (int(c[at]) for c in (counts[BETTER], counts[WORSE], up, down))
        why = "" if min(n, n_changed) >= rules.least_compared else f"可比的只有{min(n, n_changed)}项，不归类"
        level = _net(better - worse, rules.net_level, LIKE)
        change = _net(n_up - n_down, rules.net_change, SAME)
        silent = int((classes[:, at] == "missing").sum())
        said = (f"可与整体比的{n}项中明显好{better}项、明显差{worse}项；"
                f"有前期数的{n_changed}项中进步{n_up}项、退步{n_down}项")  # fmt: skip
        said += f"；另有{silent}项未报" if silent else ""
        found.append({
            "unit_code": code, "unit_name": name, "peer_group": group, **_boxed(rules, level, change, why),
            "shown": "", "prev_shown": "", "change_shown": "", "sentence": f"{name}：{why or said}。",
            "n_better": better, "n_worse": worse, "n_up": n_up, "n_down": n_down, "n_compared": n,
        })  # fmt: skip
    return found


def _units(board: Board) -> list[tuple[str, str, str]]:
    names = ("unit_code", "unit_name", "peer_group")
    return list(zip(*(board.units[name] for name in names), strict=True))


def _net(net: int, limit: int, middle: str) -> str:
    return BETTER if net >= limit else WORSE if net <= -limit else middle


def _boxed(rules: Rules, level: str, change: str, why: str) -> dict[str, Any]:
    box = None if why else rules.boxes.get((level, change))
    if box is None:
        return {"level": level, "change": change, "box": "", "order": 0, "meaning": "", "why": why or "不归类"}
    return {"level": level, "change": change, "box": box.name, "order": box.order, "meaning": box.meaning, "why": ""}


def _signed(unit: str, decimals: int, size: float) -> str:
    return f"{'+' if size > 0 else '−'}{numbers.difference_text(size, unit, decimals)}"
