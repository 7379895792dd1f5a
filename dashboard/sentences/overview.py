"""Where everything stands: lights, the largest gap, and what has not come in."""

from __future__ import annotations

import pandas as pd

from dashboard import periods
from dashboard.frames import records
from dashboard.numbers import difference_text, format_value
from dashboard.sentences.common import fit, names

LIGHTS = ("绿", "黄", "红")


def overview_sentence(cards: pd.DataFrame) -> str:
    """Say how many indicators are on schedule, which are furthest behind, and how much is not reported.

    Args:
        cards: rows as of ``queries.overview_cards``: name (or short_name), light (绿, 黄, 红 or missing), lead_points,
            value, n_reported, n_expected, period_key.
    """
    if cards.empty:
        return "没有可显示的指标。"
    name = "short_name" if "short_name" in cards else "name"
    lit = cards[cards["light"].isin(LIGHTS)]
    counts = {colour: int((lit["light"] == colour).sum()) for colour in LIGHTS}
    slightly = int(((lit["light"] == "绿") & (lit["lead_points"] < 0)).sum())
    keys = cards["period_key"].dropna().astype(int)
    as_of = f"截至{periods.as_of_zh(int(keys.max()))}，" if len(keys) else ""
    silent, partial = _silent(cards), _partial(cards)
    if cards.attrs.get("published"):
        return fit([(0, as_of + _published(cards, name))])
    if lit.empty:
        lights = f"{len(cards)}项指标均不亮灯（未设目标或未报）"
    elif counts["绿"] == len(lit) and not slightly and len(lit) == len(cards) and not silent and not partial:
        lights = f"{len(lit)}项指标全部达到时序"
    else:
        green = f"绿灯{counts['绿']}项" + (f"（其中略低{slightly}项）" if slightly else "")
        others = [f"{colour}灯{counts[colour]}项" for colour in ("黄", "红") if counts[colour]]
        lights = f"{len(lit)}项亮灯指标中" + "、".join([green, *others])
    behind = lit[(lit["light"] != "绿") & lit["lead_points"].notna()].sort_values("lead_points", kind="stable")
    worst = _furthest(behind, name)
    unreported = "、".join(
        words for words in (f"{silent}项尚无数据" if silent else "", f"{partial}项未报全" if partial else "") if words
    )
    return fit([(0, as_of + lights), (2, worst), (3, unreported)])


def _published(cards: pd.DataFrame, name: str) -> str:
    """The first figures of a home that holds only published ones; there is no target to judge them by."""
    known = cards[cards["value"].notna()]
    told = [f"{row[name]}{row['shown']}{row['unit']}" for row in records(known.head(3))]
    return f"{cards.attrs.get('unit_name') or ''}{'、'.join(told)}；共{len(known)}项公开数，不设目标、不评判"


def _furthest(behind: pd.DataFrame, name: str) -> str:
    """The indicator furthest behind: in points where there are rates, else the first count with its own words."""
    if not len(behind):
        return ""
    points = pd.Series(True, index=behind.index)
    if "unit" in behind:
        points = behind["unit"] == "%"
        if "target_kind" in behind:
            points |= behind["target_kind"] == "annual"
    if points.any():
        row = behind[points].iloc[0]
        return f"差距最大的是{row[name]}，差{difference_text(row['lead_points'], '%', 1)}"
    row = behind.iloc[0]
    words = str(row["lead_text"]) if "lead_text" in behind and pd.notna(row["lead_text"]) else f"{row['light']}灯"
    return f"尚有差距的是{row[name]}（{words}）"


def _silent(cards: pd.DataFrame) -> int:
    return int(cards["value"].isna().sum())


def _partial(cards: pd.DataFrame) -> int:
    if not {"n_reported", "n_expected"} <= set(cards.columns):
        return 0
    reported, expected = (pd.to_numeric(cards[name], errors="coerce") for name in ("n_reported", "n_expected"))
    short = reported < expected
    return int((short.fillna(False).astype(bool) & cards["value"].notna()).sum())


def completeness_sentence(frame: pd.DataFrame) -> str:
    """Say how much of what is due has come in, and who owes most.

    Args:
        frame: a row a template and district: template, unit_name, n_reported, n_expected.
    """
    due = frame[frame["n_expected"].fillna(0) > 0]
    if due.empty:
        return "本期没有应报的表。"
    owed = (due["n_expected"] - due["n_reported"].fillna(0)).clip(lower=0)
    late = owed > 0
    districts = due["unit_name"].nunique()
    if not late.any():
        return f"{due['template'].nunique()}类表、{districts}个县市区全部报齐。"
    came, all_due = int((due["n_expected"] - owed).sum()), int(due["n_expected"].sum())
    rate = format_value(None, "%", 1, numerator=came, denominator=all_due)
    by_district = owed.groupby(due["unit_name"], sort=False).sum()
    most = by_district[by_district == by_district.max()]
    return fit(
        [
            (0, f"应报单位已报{rate}"),
            (0, f"{due.loc[late, 'unit_name'].nunique()}个县市区的{due.loc[late, 'template'].nunique()}类表未报齐"),
            (1, f"{names(most.index, '个县市区')}缺报最多（{int(most.iloc[0])}个单位）"),
        ]
    )
