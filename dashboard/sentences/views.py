"""What the further views of a ranking say: improvement, moves of places, spread within like units."""

from __future__ import annotations

import pandas as pd

from dashboard import periods
from dashboard.frames import records
from dashboard.numbers import difference_text
from dashboard.sentences.common import Measured, fit, names
from dashboard.sentences.ranking import CARRIED

RULES = {"percent": "按增幅", "own": "按变化量"}


def progress_sentence(table: pd.DataFrame, indicator: Measured, *, frequency: str, noun: str = "个区") -> str:
    """Say who improved most and least since when, and who has no place and why.

    Args:
        table: rows as of ``queries.improvement`` with attrs.
        indicator: the indicator.
        frequency: how periods are named.
        noun: measure word and name of the units.
    """
    since = f"较{periods.label_zh(int(table.attrs['base_period']), frequency)}"
    ranked = table[table["place"].notna()]
    apart = _apart(table, noun)
    if ranked.empty:
        return fit([(0, f"{since}没有可以排列的变化"), (1, apart)])
    best, last = ranked[ranked["place"] == 1], ranked[ranked["place"] == ranked["place"].max()]
    if not ranked["is_real"].any():
        return fit([(0, f"{since}各单位变化均小于最小有效差，看不出进退"), (1, apart)])
    clauses = []
    if best["is_real"].any() and best["better_by"].iloc[0] > 0:
        clauses.append((0, f"{since}，{names(best['unit_name'], noun)}进步最大（{_change(best)}）"))
    else:
        clauses.append((0, f"{since}，没有单位有实际进步"))
    if last["is_real"].any() and len(last) < len(ranked):
        word = "退步最大" if last["better_by"].iloc[0] < 0 else "进步最小"
        clauses.append((2, f"{names(last['unit_name'], noun)}{word}（{_change(last)}）"))
    elif len(last) < len(ranked):
        clauses.append((3, f"{int((~ranked['is_real']).sum())}{noun}持平"))
    return fit([*clauses, (0, apart)], 150)


def _change(rows: pd.DataFrame) -> str:
    row = rows.iloc[0]
    return f"{row['prev_shown']}到{row['shown']}，{row['change_shown']}"


def _apart(table: pd.DataFrame, noun: str) -> str:
    """Units without a place by kind of reason; the reason itself stands at their row."""
    rest = table[table["why"] != ""]
    if rest.empty:
        return ""
    kinds = {"未报": "未报", "分母小": "分母小", "样本小": "分母小", "基数小": "基数小", "基期为0": "基期为0",
             "口径": "口径有变化"}  # fmt: skip
    counts: dict[str, list[str]] = {}
    for why, name in zip(rest["why"], rest["unit_name"], strict=True):
        kind = next((word for head, word in kinds.items() if why.startswith(head)), "基期不可比")
        counts.setdefault(kind, []).append(name)
    return "、".join(f"{names(listed, noun)}{kind}" for kind, listed in counts.items()) + "，不排"


def moves_sentence(frame: pd.DataFrame, *, since: str, noun: str = "个区") -> str:
    """Say who rose and who fell by places since when; falls and rises that are no real change are counted apart.

    Args:
        frame: rows as of ``queries.ranking`` with rank_change, is_real, is_new.
        since: such as 较2024年5月.
        noun: measure word and name of the units.
    """
    known = frame[frame["rank_change"].notna()]
    if known.empty:
        return f"{since}没有两期都有位次的单位。"
    steps = known["rank_change"].astype(int)
    moved, real = steps != 0, known["is_real"].astype(bool)
    risen, fallen = known[real & (steps > 0)], known[real & (steps < 0)]
    if not moved.any():
        return f"{since}，{len(known)}{noun}位次都没有变。"
    clauses = [(0, f"{since}，{_most(risen, '升', noun) or '没有单位实际上升'}"),
               (0, _most(fallen, "降", noun) or "没有单位实际下降")]  # fmt: skip
    slight = known.loc[moved & ~real, "unit_name"]
    if len(slight):
        clauses.append((1, f"{names(slight, noun)}位次有变，但分母小或变化小，不足以说明进退"))
    clauses.append((2, f"{int((~moved).sum())}{noun}位次未变" if (~moved).any() else ""))
    return fit(clauses)


def _most(rows: pd.DataFrame, word: str, noun: str) -> str:
    if rows.empty:
        return ""
    size = rows["rank_change"].astype(int).abs()
    most = int(size.max())
    first = names(rows.loc[size == most, "unit_name"], noun)
    more = f"，共{len(rows)}{noun}{word}位" if len(rows) > int((size == most).sum()) else ""
    return f"{first}{word}{most}位{more}"


def spread_sentence(
    groups: pd.DataFrame, rows: pd.DataFrame, indicator: Measured, focus: tuple[str, ...], *, noun: str = "个区"
) -> str:
    """Say which group stands higher, and where the chosen unit stands in its own.

    Args:
        groups: rows as of ``queries.spread.groups``.
        rows: the units behind them: unit_code, unit_name, peer_group, value, shown, place_peer, n_peer.
        indicator: the indicator.
        focus: codes of chosen units.
        noun: measure word and name of the units.
    """
    clauses = []
    tail = "" if indicator.unit in CARRIED else indicator.unit
    for row in records(rows[rows["unit_code"].isin(focus)].head(2)):
        middle = groups.loc[groups["peer_group"] == row["peer_group"], "middle"].iloc[0]
        place = f"第{int(row['place_peer'])}／{int(row['n_peer'])}" if pd.notna(row["place_peer"]) else ""
        difference = round(row["value"] - middle, 10)
        where = f"{row['unit_name']}（{row['shown']}）在{row['peer_group']}"
        side = "高于" if difference > 0 else "低于" if difference < 0 else "等于"
        size = difference_text(difference, indicator.unit, indicator.decimals) if difference else ""
        clauses.append((0, f"{where}中{place}，{side}同类中位数{size}"))
    if len(groups) == 1:
        row = groups.iloc[0]
        clauses.append((0, f"{row['n']}{noun}的中位数为{row['middle_shown']}{tail}"))
        if row["n"] > 3:
            size = difference_text(round(row["upper"] - row["lower"], 10), indicator.unit, indicator.decimals)
            clauses.append((1, f"中间一半相差{size}"))
    else:
        told = "、".join(f"{row['peer_group']}{row['middle_shown']}{tail}" for row in records(groups))
        clauses.append((1, f"各类中位数：{told}"))
        few = groups.loc[groups["n"] < 5, "peer_group"]
        if len(few) == len(groups):
            clauses.append((2, "各类单位都少，只作参考"))
        elif len(few):
            clauses.append((2, f"{'、'.join(few)}单位少，只作参考"))
    return fit(clauses)
