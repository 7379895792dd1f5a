"""What a comparison says: who is ahead in how many indicators, what changed, whether a total only follows a count."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard import periods
from dashboard.frames import records
from dashboard.queries.comparison import OTHER_UNITS
from dashboard.sentences.common import fit, names


def units_sentence(cells: pd.DataFrame, chosen: Mapping[str, str]) -> str:
    """Say in how many indicators each chosen unit is ahead of the others by what matters.

    Args:
        cells: rows as of ``queries.compare_units`` with attrs.
        chosen: code → name of the chosen units.
    """
    attrs = cells.attrs
    as_of = periods.as_of_zh(int(attrs["period_key"]))
    if not attrs["n_judged"]:
        return f"截至{as_of}，所选单位没有两个以上都可比的指标。"
    won = sorted(attrs["best"].items(), key=lambda item: -item[1])
    told = "、".join(f"{chosen[code]}占优{count}项" for code, count in won)
    close = f"{attrs['n_close']}项差距小于最小有效差" if attrs["n_close"] else ""
    owed = cells[(cells["role"] == "unit") & (cells["status"] == "未报")].groupby("unit_name", sort=False).size()
    silent = "、".join(f"{name}{count}项未报" for name, count in owed.items())
    return fit([(0, f"截至{as_of}，可比的{attrs['n_judged']}项中{told}"), (1, close), (2, silent)], 140)


def periods_sentence(table: pd.DataFrame) -> str:
    """Say how many indicators got better and worse between two times, and which most.

    Args:
        table: rows as of ``queries.compare_periods`` with attrs.
    """
    attrs = table.attrs
    before, now = (periods.label_zh(int(attrs[name])) for name in ("base_period", "period_key"))
    better, worse = (table.loc[table["goes"] == word, "name"] for word in ("better", "worse"))
    head = f"{attrs['unit_name']}{now}与{before}比，{len(better)}项变好、{len(worse)}项变差、{attrs['n_same']}项持平"
    other = int((table["why"] == OTHER_UNITS).sum())
    return fit([(0, head), (3, f"{other}项合计数因{OTHER_UNITS}，不作比较" if other else ""),
                (1, f"变差的是{names(worse, '项')}" if len(worse) else ""),
                (2, f"变好的有{names(better, '项')}" if len(better) else "")], 140)  # fmt: skip


def total_sentence(table: pd.DataFrame, total: str, average: str, counted: str, measured: str = "") -> str:
    """Say whether the largest totals are also the highest averages, and how many villages stand behind them.

    Args:
        table: a row a unit with both values: unit_name, x_shown, y_shown, x_place, y_place, count.
        total: name of the total.
        average: name of the average.
        counted: what is counted below, such as 个村.
        measured: unit of the averages, where they are printed without it.
    """
    known = table[table["x_place"].notna() & table["y_place"].notna()]
    if len(known) < 2:
        return f"可比的单位不足两个，看不出{total}与{average}的关系。"
    top = known.sort_values("x_place").head(3)
    first = top.iloc[0]
    apart = top[top["y_place"] > 3]
    best = known.sort_values("y_place").iloc[0]
    n = len(known)
    clauses = [
        (0, f"{total}最大的是{first['unit_name']}（{first['x_shown']}），{average}列第{int(first['y_place'])}／{n}"),
        (
            1,
            f"{average}最高的是{best['unit_name']}（{best['y_shown']}{measured}），{total}列第{int(best['x_place'])}／{n}",
        ),
    ]
    if len(apart):
        counts = "、".join(f"{row['unit_name']}{int(row['count'])}{counted}" for row in records(apart))
        said = f"总量前3名中{names(apart['unit_name'])}的{average}不在前3，总量大主要因为村多（{counts}）"
        clauses.insert(1, (0, said))
    else:
        clauses.insert(1, (0, f"总量前3名的{average}也在前3，总量大不只是因为村多"))
    return fit(clauses, 150)


def pair_sentence(table: pd.DataFrame, corners: Mapping[str, list[str]]) -> str:
    """Say who stands in which corner.

    Args:
        table: a row a unit with both values.
        corners: words of a corner → names of the units in it, in order.
    """
    if table.empty:
        return "没有两项都有数的单位。"
    told = [(at, f"{words}的有{names(units)}") for at, (words, units) in enumerate(corners.items()) if units]
    return fit(told, 150)
