"""What a whole picture says: who differs from the whole most often, and where one unit is strong or falls short."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import periods
from dashboard.numbers import rank_text
from dashboard.sentences.common import MISSING, fit, names

CLASSED = ("better", "like", "worse")
LISTED = 5


def matrix_sentence(cells: pd.DataFrame, *, noun: str = "个区") -> list[str]:
    """Say who stands clearly above or below the whole most often, and who has not reported.

    Args:
        cells: rows as of ``queries.matrix``, perhaps filtered by theme or peer group; attrs whole_name, period_key.
        noun: measure word and name of the units.
    """
    units = cells[cells["role"] == "unit"]
    if units.empty:
        return ["没有可比较的单位。"]
    whole = cells.attrs.get("whole_name") or "全市"
    as_of = f"截至{periods.as_of_zh(int(cells.attrs['period_key']))}，" if "period_key" in cells.attrs else ""
    classed = units[units["class"].isin(CLASSED)]
    head = f"{as_of}{units['unit_code'].nunique()}{noun}、{units['code'].nunique()}项指标"
    n_classed = classed["code"].nunique()
    if not n_classed:
        return [fit([(0, head), (0, "单位太少或均为总量、中性指标，不分好差")]), *_unreported(units, noun)]
    better, worse = _most(classed, "better", noun), _most(classed, "worse", noun)
    clauses = [
        (0, f"{head}中{n_classed}项可与{whole}比好差"),
        (2, f"明显好的以{better}最多" if better else f"没有明显好于{whole}的"),
        (2, f"明显差的以{worse}最多" if worse else f"没有明显差于{whole}的"),
    ]
    return [fit(clauses), *_unreported(units, noun)]


def _most(classed: pd.DataFrame, code: str, noun: str) -> str:
    counts = classed[classed["class"] == code].groupby("unit_name", sort=False).size()
    if counts.empty:
        return ""
    first = counts[counts == counts.max()]
    return f"{names(first.index, noun)}（{'各' if len(first) > 1 else ''}{int(counts.max())}项）"


def _unreported(units: pd.DataFrame, noun: str) -> list[str]:
    """Name who owes most; a gap is a fact about reporting, not a bad figure."""
    counts = units[units["status"] == MISSING].groupby("unit_name", sort=False).size().sort_values(ascending=False)
    if counts.empty:
        return []
    listed = "、".join(f"{name}{count}项" for name, count in counts.head(LISTED).items())
    more = f"等{len(counts)}{noun}" if len(counts) > LISTED else ""
    return [f"未报共{int(counts.sum())}格：{listed}{more}，不按差计。"]


def strengths(table: pd.DataFrame, code: str) -> pd.DataFrame:
    """Rows of ``queries.profile`` in which the unit is clearly better, or clearly worse, farthest first.

    Small denominators have a class of their own and never appear; a zero shared with others is no strength.

    Args:
        table: rows as of ``queries.profile``.
        code: better or worse.
    """
    rows = table[table["class"] == code]
    shared_zero = (rows["value"] == 0) & (rows["shared"].fillna(0) > 0)
    rows = rows[~shared_zero] if code == "better" else rows
    return rows.sort_values("distance", ascending=code == "worse", kind="stable")


def strength_words(row: dict[str, object], whole: str) -> str:
    """One strength or shortfall: 农村星级覆盖率 65.6%，低于示例市（80.6%）14.9个百分点，第8／8."""
    tail = "%" if row["unit"] == "%" else str(row["unit"] or "")
    middle = "各县市区中位数" if row["middle_is_median"] else whole
    side = "高于" if float(str(row["difference"])) > 0 else "低于"
    compared = f"{side}{middle}（{row['whole_shown']}{tail}）{row['difference_text']}"
    place = row["place"]
    shared = row["shared"]
    at = "" if pd.isna(place) else f"，{rank_text(place, tied=bool(shared), n=int(str(row['n_ranked'])))}"
    return f"{row['name']} {row['shown']}{tail}，{compared}{at}"


def profile_sentence(table: pd.DataFrame) -> list[str]:
    """Say in how many indicators a unit is clearly above or below the whole, where it is best and worst, what it owes.

    Args:
        table: rows as of ``queries.profile`` with its attrs.
    """
    name, whole = table.attrs["unit_name"], table.attrs["whole_name"] or "整体"
    as_of = periods.as_of_zh(int(table.attrs["period_key"]))
    counts = {code: int((table["class"] == code).sum()) for code in (*CLASSED, "small")}
    n_classed = sum(counts[code] for code in CLASSED)
    missing = int((table["status"] == MISSING).sum())
    owed = f"{missing}项未报，不按差计" if missing else ""
    small = f"{counts['small']}项分母小，只看数不分好差" if counts["small"] else ""
    if not n_classed:
        why = "单位太少或未报，不分好差" if missing < len(table) else "各项均未报"
        return [fit([(0, f"截至{as_of}，{name}{why}"), (1, owed if missing < len(table) else "")])]
    first = fit(
        [
            (0, f"截至{as_of}，{name}可与{whole}比的{n_classed}项中，{_share(counts, whole)}"),
            (1, owed),
            (2, small),
        ]
    )
    best, worst = (list(strengths(table, code)["name"].head(3)) for code in ("better", "worse"))
    second = [
        f"最突出的是{'、'.join(best)}" if best else "",
        f"差距最大的是{'、'.join(worst)}" if worst else "",
    ]
    said = [words for words in second if words]
    return [first, *(["；".join(said) + "。"] if said else [])]


def _share(counts: dict[str, int], whole: str) -> str:
    if counts["like"] and not counts["better"] and not counts["worse"]:
        return f"都与{whole}相当"
    told: Sequence[str] = [
        f"{counts[code]}项{word}" for code, word in
        (("better", "明显好"), ("like", "相当"), ("worse", "明显差")) if counts[code]
    ]  # fmt: skip
    return "、".join(told)
