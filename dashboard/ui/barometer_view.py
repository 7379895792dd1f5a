"""What the barometer page shows: bars, areas, items and one branch as a weather card, from the queries' answers."""

import html
import re
from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from dashboard import catalogue, numbers, periods
from dashboard.catalogue.barometer import CLOUDY, MISSING, NOT_APPLICABLE, OVERCAST, RAIN, SUNNY, TOO_FEW
from dashboard.charts import Figure, Foot
from dashboard.charts.areas import Layer, stacked_areas
from dashboard.charts.stacked import Bar, Segment, stacked_bars
from dashboard.frames import records
from dashboard.queries.barometer import ITEM_WORDS, LEVELS
from dashboard.ui.scope import MAX_BARS, Scope
from dashboard.ui.tables import Column, Rows, reported_only

#: Level → fill and sign. One hue, light to dark; the sign says it without colour. Not the lights of targets.
LOOKS = {SUNNY: ("#EEF2F7", "○"), CLOUDY: ("#B4CCE6", "◎"), OVERCAST: ("#6C98CB", "◐"), RAIN: ("#1D4E89", "●")}
QUARTER = 3
PURPOSE = "自评用途，不作考核依据"
MOST_ITEMS = 8
BRANCH_COLUMNS = [
    Column("district_name", "县市区", short=True), Column("town_name", "乡镇街道", short=True),
    Column("unit_name", "党组织"),
    Column("n_lost", "阴、雨项数", True), Column("n_applicable", "适用项数", True), Column("why", "失分项", wide=True),
]  # fmt: skip


def methods_of(numbers_: Mapping[str, Decimal], least_members: int) -> tuple[tuple[str, str], ...]:
    """算法说明, with the limits of the catalogue.

    Args:
        numbers_: `catalogue.load().numbers`.
        least_members: Members below which only levels are shown.
    """
    sunny, cloudy, overcast, least = (int(numbers_[f"barometer_{name}"]) for name in
                                      ("sunny", "cloudy", "overcast", "least_items"))  # fmt: skip
    return (
        ("一项怎样定档", "每项按雨、阴、多云、晴的顺序判定，先符合的为准；"
         "比率用未取整的原值比，再四舍五入显示。各档界限见晴雨表卡片。"),
        ("总评", f"阴或雨的项数0至{sunny}项且没有雨为晴；不超过{cloudy}项（或{sunny}项以内但有雨）为多云；"
         f"{cloudy + 1}至{overcast}项为阴；{overcast + 1}项及以上，或任一否决项为雨的，总评为雨。"
         "女党员占比只亮档，不计数。"),
        ("不计入的", "不适用的项（如离退休支部的年龄）、没有报送的项不计；"
         f"计数的适用项不足{least}项的写“数据不足”，不评。"),
        ("各地占比", "按支部个数合计计算，分母是有总评的支部；没有报送的县市区不计入，也不当作晴。"),
        ("台账上没有的", "本县台账有登记而该支部没有的，按没有（未列入、未启动、无问题）计；"
         "本县没有报台账的，写“未报”。"),
        ("小支部", f"党员不足{least_members}名的只显示档位，不显示占比；人数少于3名的占比也不显示。"),
        ("用途", "自评用，不作考核依据；界限在口径目录中可改，改后重算。"),
    )  # fmt: skip


def methods_now() -> tuple[tuple[str, str], ...]:
    """算法说明 with the limits in force."""
    rules = catalogue.load()
    return methods_of(rules.numbers, max(item.min_members or 0 for item in rules.barometer.items))


def named(level: int) -> str:
    """`● 雨`."""
    return f"{LOOKS[level][1]} {ITEM_WORDS[level]}" if level in LOOKS else ITEM_WORDS[level]


def shares_chart(units: pd.DataFrame, scope: Scope, period: int, foot: Foot) -> Figure:
    """Levels by unit as 100 % bars, most at 雨 first; units without a result below."""
    shown = units.sort_values("share", ascending=False, kind="stable", na_position="last").head(MAX_BARS)
    bars = [
        Bar(row["unit_name"], "", f"{row[RAIN]:,}" if row["n"] else "", row["unit_code"],
            "" if row["n"] else "数据不足" if row[TOO_FEW] else "未报")
        for row in records(shown)
    ]  # fmt: skip
    segments = [
        Segment(named(level), LOOKS[level][0], shown[level].astype(float).tolist(),
                [_share(n, total) for n, total in zip(shown[level], shown["n"], strict=True)])
        for level in (RAIN, OVERCAST, CLOUDY, SUNNY)
    ]  # fmt: skip
    title = f"各档支部占比（{scope.name}各{scope.noun}，{periods.label_zh(period, '季')}）"
    return stacked_bars(bars, segments, title=title, foot=foot, shares=True, value_head="雨级（个）")


def _share(n: int, total: int) -> str:
    return numbers.format_value(None, "%", numerator=int(n), denominator=int(total)) if total else ""


def shares_rows(units: pd.DataFrame) -> Rows:
    """The table behind the bars."""
    rows = units.rename(columns={level: f"n{level}" for level in (*LEVELS, TOO_FEW)})
    rows = rows.assign(share_text=[_share(n, total) for n, total in zip(units[RAIN], units["n"], strict=True)])
    rows["status"] = ["已报" if n or few else "未报" for n, few in zip(units["n"], units[TOO_FEW], strict=True)]
    counts = [Column(f"n{level}", f"{ITEM_WORDS[level]}（个）", True) for level in LEVELS]
    columns = [Column("unit_name", "单位"), *counts, Column("n", "参评（个）", True),
               Column("share_text", "雨级占比", True), Column(f"n{TOO_FEW}", "数据不足（个）", True),
               Column("status", "状态")]  # fmt: skip
    return reported_only(rows, columns), columns


#: A sum over branches that differ in number by more than this share is another sum.
SLACK = 0.02


def history_chart(history: pd.DataFrame, scope: Scope, foot: Foot) -> Figure:
    """Four levels over time, 雨 at the bottom where its clearing is read off the axis."""
    layers = [
        Layer(named(level), LOOKS[level][0], history[level].tolist()) for level in (RAIN, OVERCAST, CLOUDY, SUNNY)
    ]
    keys = history["period_key"].astype(int).tolist()
    title = f"雨级清零曲线（{scope.name}，各档支部个数）"
    return stacked_areas(keys, layers, title=title, foot=foot, step=QUARTER, lowest_word="雨")


def history_note(history: pd.DataFrame) -> str:
    """Since when clearly other branches take part, whose numbers must not be read as a rise or fall; may be empty."""
    totals = history[[RAIN, OVERCAST, CLOUDY, SUNNY]].sum(axis=1).tolist()
    for at in range(len(totals) - 1, 0, -1):
        then, now = totals[at - 1], totals[at]
        if then and abs(now - then) > then * SLACK:
            since = periods.label_zh(int(history["period_key"].iloc[at]), "季")
            return f"{since}起参评支部由{then:,.0f}个变为{now:,.0f}个，前后个数不能直接比"
    return ""


def history_rows(history: pd.DataFrame) -> Rows:
    """The table behind the areas, newest first."""
    rows, columns = shares_rows(history.iloc[::-1].assign(unit_name=""))
    rows["period_text"] = [periods.label_zh(int(key), "季") for key in rows["period_key"]]
    return rows, [Column("period_text", "时期", short=True), *columns[1:-1]]


def items_chart(items: pd.DataFrame, scope: Scope, foot: Foot) -> Figure:
    """The items that most branches lose, by the number of branches at 雨 and 阴."""
    shown = items[items["is_counted"] & (items["lost"] > 0)].head(MOST_ITEMS)
    bars = [Bar(row["name"], "", f"{row['lost']:,}", str(row["number"])) for row in records(shown)]
    segments = [
        Segment(named(level), LOOKS[level][0], shown[level].astype(float).tolist(), [f"{n:,}" for n in shown[level]])
        for level in (RAIN, OVERCAST)
    ]
    title = f"失分最多的项目（{scope.name}，支部个数）"
    return stacked_bars(bars, segments, title=title, foot=foot, shares=False, value_head="阴、雨（个）")


def items_rows(items: pd.DataFrame) -> Rows:
    """The table behind the items, all nineteen."""
    codes = (*LEVELS, NOT_APPLICABLE, MISSING)
    rows = items.rename(columns={level: f"n{level}" for level in codes})
    rows = rows.assign(
        lost_text=[numbers.format_value(share, "%") for share in items["lost_share"]],
        kind=["否决项" if veto else "" if counted else "只亮档" for veto, counted in
              zip(items["is_veto"], items["is_counted"], strict=True)],
    )  # fmt: skip
    counts = [Column(f"n{level}", f"{ITEM_WORDS[level]}（个）", True) for level in codes]
    return rows, [Column("number", "序号", True), Column("name", "项目"), Column("lost_text", "阴、雨占比", True),
                  *counts, Column("kind", "说明")]  # fmt: skip


def card_html(card: pd.DataFrame) -> str:
    """Nineteen tiles in two groups: sign and word of the level, value, and the limits of all four levels."""
    groups = "".join(
        f"<h3>{html.escape(str(group))}</h3><ol>{''.join(_tile(row) for row in records(rows))}</ol>"
        for group, rows in card.groupby("group", sort=False)
    )
    return f'<div class="weather">{groups}</div>'


def _tile(row: dict[str, object]) -> str:
    level, limits = int(str(row["level"])), dict(row["limits"])  # type: ignore[call-overload]
    said = row["value"] or row["why_hidden"] or row["note"]
    small = ' class="small"' if not row["value"] else ""
    mark = "<em>否决项</em>" if row["is_veto"] else "" if row["is_counted"] else "<em>只亮档</em>"
    on = {row["word"]: ' class="on"'}
    listed = "".join(
        f"<li{on.get(word, '')}>{html.escape(word)}　{html.escape(limit_words(str(text)))}</li>"
        for word, text in limits.items()
    )
    return (
        f'<li class="w-{level}"><p class="name">{row["number"]} {html.escape(str(row["name"]))}{mark}</p>'
        f'<p class="level">{html.escape(named(level))}</p><p{small}>{html.escape(str(said))}</p>'
        f"<ul>{listed}</ul></li>"
    )


#: A limit of the rules → how people say it; tried in this order.
_LIMITS = (
    (re.compile(r"([^<>=\s]+)<=x<=([^<>=\s]+)"), r"\1至\2"),
    (re.compile(r"([^<>=\s]+)<=x<([^<>=\s]+)"), r"不低于\1、低于\2"),
    (re.compile(r"([^<>=\s]+)<x<=([^<>=\s]+)"), r"超过\1、不超过\2"),
    (re.compile(r"x?>="), "不低于"), (re.compile(r"x?<="), "不超过"), (re.compile(r"x?>"), "超过"),
    (re.compile(r"x?<"), "低于"), (re.compile(r"x="), ""), (re.compile(r"\s"), ""),
)  # fmt: skip


def limit_words(limit: str) -> str:
    """A limit as people say it: `不低于15、低于25` for `15<=x<25`."""
    for pattern, words in _LIMITS:
        limit = pattern.sub(words, limit)
    return limit


def card_rows(card: pd.DataFrame) -> Rows:
    """The card as a table."""
    rows = card.assign(shown=[value or why or note for value, why, note in
                              zip(card["value"], card["why_hidden"], card["note"], strict=True)])  # fmt: skip
    for word in ("晴", "多云", "阴", "雨"):
        rows[word] = [limit_words(limits[word]) for limits in card["limits"]]
    limits = [Column(word, f"{word}的界限") for word in ("晴", "多云", "阴", "雨")]
    return rows, [Column("number", "序号", True), Column("name", "项目"), Column("word", "档位"),
                  Column("shown", "数值"), *limits]  # fmt: skip
