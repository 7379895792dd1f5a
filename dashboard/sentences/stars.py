"""What star ratings say: coverage against the round before, who lost stars, what is due."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import numbers, periods
from dashboard.sentences.common import MISSING, fit, names

GONE = -1
#: The answer above a page may be longer than the line under a chart.
LONG = 120

STARS = (("star5", "五星"), ("star4", "四星"), ("star3", "三星"))


def structure_sentence(table: pd.DataFrame, period_key: int) -> str:
    """Coverage of the whole, its make-up, and the two ends.

    Args:
        table: As of `queries.star_structure`.
        period_key: Its round.
    """
    attrs = table.attrs
    if attrs["whole_value"] is None:
        return f"{periods.label_zh(period_key)}没有可以计算的农村星级覆盖率。"
    ranked = table[table["rank"].notna()]
    counts = "、".join(f"{word}{numbers.plain(attrs[name], 0)}个" for name, word in STARS)
    ends = ""
    if len(ranked) > 1:
        best, last = ranked.iloc[0], ranked.iloc[-1]
        ends = f"最高{best['unit_name']}（{best['shown']}），最低{last['unit_name']}（{last['shown']}）"
    silent = list(table.loc[table["status"] == MISSING, "unit_name"])
    when, whole = periods.as_of_zh(period_key), attrs["whole_name"]
    return fit([
        (0, f"截至{when}，{whole}农村星级党组织覆盖率{attrs['whole_shown']}（{counts}）"),
        (1, ends),
        (3, f"{names(silent)}未报，不在内" if silent else ""),
        (2, f"另有{attrs['proposed']:.0f}个拟评定、未命名，不计入" if attrs["proposed"] else ""),
    ], longest=LONG)  # fmt: skip


def flow_sentence(flows: pd.DataFrame, losses: pd.DataFrame, from_key: int, *, noun: str = "district_name") -> str:
    """How many rose, fell and were struck off since a round, and where most of them are.

    Args:
        flows: As of `queries.star_flows`.
        losses: As of `queries.star_losses`.
        from_key: The round compared with.
        noun: Column of `losses` that names the units told of.
    """
    moved = flows[flows["after"] != GONE]
    up = int(moved.loc[moved["after"] > moved["before"], "n"].sum())
    since = f"与{periods.label_zh(from_key)}批次比"
    if losses.empty:
        return fit([(0, f"{since}，升星{up}个，没有降星、摘星")])
    kinds = losses["kind"].value_counts()
    told = "、".join(f"{kind}{kinds[kind]}个" for kind in ("降星", "摘星") if kind in kinds)
    by_unit = losses.groupby([noun, "kind"], sort=False).size().unstack(fill_value=0)
    worst = by_unit.sum(axis=1).sort_values(ascending=False, kind="stable")
    tied = int((worst == worst.iloc[0]).sum())
    most = ""
    if len(worst) > 1 and tied == 1:
        own: Mapping[str, int] = by_unit.loc[worst.index[0]].to_dict()
        parts = "、".join(f"{kind}{own[kind]}个" for kind in ("降星", "摘星") if own.get(kind))
        most = f"{worst.index[0]}最多（{parts}），占{numbers.format_value(worst.iloc[0] / worst.sum() * 100, '%', 0)}"
    return fit([(0, f"{since}，升星{up}个，{told}"), (1, most)])


def due_sentence(due: pd.DataFrame | None, within: int) -> str:
    """How many reviews are overdue and due soon."""
    if due is None:
        return "星级评定表没有填报“有效期至”，到期核验无法提示。"
    late = int((due["left"] < 0).sum())
    if due.empty:
        return f"今后{within}个月没有星级到期的党组织。"
    return fit(
        [
            (
                0,
                f"今后{within}个月内星级到期、须核验的{len(due) - late}个"
                + (f"，已逾期未核验的{late}个" if late else ""),
            )
        ]
    )


def carried_words(table: pd.DataFrame) -> str:
    """A caveat where units did not report the round: in flows their stars are those of the round before."""
    silent = _silent(table)
    return f"{names(silent)}本批未报，流向中沿用其上次结果。" if silent else ""


def standing_words(table: pd.DataFrame) -> str:
    """A caveat where units did not report: counts of stars elsewhere hold what they were rated before."""
    silent, standing = _silent(table), table.attrs["standing"]
    if not silent:
        return ""
    held = "、".join(f"{word}{standing[name]:.0f}个" for name, word in STARS if standing[name])
    return f"{names(silent)}本批未报，图中不计" + (f"；总览、排名的星级数仍含其有效的原评定（{held}）" if held else "")


def _silent(table: pd.DataFrame) -> Sequence[str]:
    return list(table.loc[table["status"] == MISSING, "unit_name"])
