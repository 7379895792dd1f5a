"""The further views of the ranking page: improvement, moves of places, funnel, spread among like units; two lists."""

import html
import itertools
from typing import Any

import pandas as pd

from dashboard import levels, numbers, periods, queries
from dashboard.charts import funnel_chart, group_boxes, progress_bars, slope_chart
from dashboard.frames import records
from dashboard.queries import spread
from dashboard.sentences import class_sentence
from dashboard.sentences.views import moves_sentence, progress_sentence, spread_sentence
from dashboard.ui import methods, ranking_view, unit_words, words
from dashboard.ui.data import Figures
from dashboard.ui.ranking_view import foot, source
from dashboard.ui.selection import Selection
from dashboard.ui.tables import Column
from dashboard.ui.view import View

#: What is said of the last places.
LAST = ["unit_name", "rank", "tied", "value", "shown", "num", "den", "gap_next", "gap_whole", "best", "worst"]
IMPROVED = ["place", "tied", "unit_name", "prev_shown", "shown", "change_shown", "why"]
#: Lines of the two lists below the bars.
LISTED = 8


def make(name: str, figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """The view of this name; bars where it has nothing to show."""
    makers = {
        ranking_view.PROGRESS: progress, ranking_view.MOVES: moves, ranking_view.FUNNEL: funnel,
        ranking_view.GROUPS: groups,
    }  # fmt: skip
    return makers.get(name, ranking_view.bars)(figures, frame, chosen)


def noun_of(chosen: Selection) -> str:
    """Measure word and name of the compared units."""
    return f"个{levels.level_zh(chosen.level)}"


def improvement(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """Units by improvement; `frame` is the ranking for the same choice."""
    ind = chosen.indicator
    asked: dict[str, Any] = {
        "code": ind.code, "period_key": chosen.period, "level": chosen.level, "under": chosen.under,
        "peer_group": chosen.peer, "compare_period": chosen.compare, "among": chosen.among,
    }  # fmt: skip
    found: pd.DataFrame = figures.remember(
        ("improvement", *asked.values()), lambda: queries.improvement(figures.wh, **asked, frame=frame)
    )
    return found


def from_to(row: dict[str, Any]) -> str:
    """`12 → 15`."""
    return f"{row['prev_shown']} → {row['shown']}"


def with_texts(found: pd.DataFrame) -> pd.DataFrame:
    """Units by improvement, with texts for picture and table."""
    rows = records(found)
    table = words.bare(found, *found.attrs)
    table["from_to"] = [from_to(row) for row in rows]
    ranks = zip(found["place"], found["tied"], strict=True)
    table["place_no"], table["place"] = found["place"], [unit_words.place_or_dash(rank, tied) for rank, tied in ranks]
    table["hover"] = [
        f"<b>{row['unit_name']}</b><br>{from_to(row)}<br>{row['why'] or row['change_shown']}" for row in rows
    ]
    return table


def since_words(figures: Figures, chosen: Selection, base: int) -> str:
    """`较2024年12月`."""
    return f"较{periods.label_zh(base, chosen.indicator.frequency)}"


def progress(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """Who improved most."""
    ind = chosen.indicator
    table = with_texts(improvement(figures, frame, chosen))
    since = since_words(figures, chosen, table.attrs["base_period"])
    told = table.assign(place=table["place_no"])
    told.attrs = table.attrs
    sentence = progress_sentence(told, ind, frequency=ind.frequency, noun=noun_of(chosen))
    unit = "%" if table.attrs["rule"] == "percent" else numbers.POINTS if ind.is_rate else ind.unit
    figure = progress_bars(
        table, title=f"{ind.name}进步榜（{chosen.scope}，{chosen.period_label}{since}）",
        foot=foot(figures, chosen, unit), focus=chosen.districts,
    )  # fmt: skip
    columns = [
        Column("place", "进步名次"), Column("unit_name", levels.level_zh(chosen.level)),
        Column("prev_shown", since.removeprefix("较"), True), Column("shown", chosen.period_label, True),
        Column("change_shown", "变化", True), Column("why", "不排的原因"), Column("unit_code", "代码"),
    ]  # fmt: skip
    note = "变化小于最小有效差的写“持平”；基数小、分母小、缺一期的不排"
    return View([sentence], figure, lambda: table, columns, source(figures, chosen, note), methods.PROGRESS, "_进步榜")


def moves(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """Places then and now."""
    ind = chosen.indicator
    both = frame[frame["rank_change"].notna()]
    before = frame.attrs["compare_period"]
    rows = both.assign(
        shown_prev=numbers.format_column(both["value_prev"], ind.unit, ind.decimals),
        rank=both["rank_prev"] - both["rank_change"],
    )
    since = since_words(figures, chosen, int(before))
    hover = [f"<b>{row['unit_name']}</b><br>{row['shown_prev']} → {row['shown']}<br>{unit_words.moved(row) or '—'}"
             for row in records(rows)]  # fmt: skip
    left = int(len(frame) - len(both))
    apart = f"；{left}{noun_of(chosen)}缺一期位次，不画" if left else ""
    figure = slope_chart(
        words.bare(rows).assign(hover=hover),
        title=f"{ind.name}位次升降（{chosen.scope}，{since}）",
        foot=foot(figures, chosen, ind.unit),
        before=periods.label_zh(int(before), ind.frequency),
        now=chosen.period_label,
        focus=chosen.districts,
    )
    shown, unit = words.without_money_unit(words.bare(frame, "whole_name"), ind)
    return View(
        [moves_sentence(words.bare(frame), since=since, noun=noun_of(chosen))], figure,
        lambda: unit_words.ranking_table(shown, ind), ranking_view.columns(chosen, unit),
        source(figures, chosen, f"只比两期都有位次的单位，位次在这些单位中重排{apart}"), methods.RANKING, "_位次升降",
    )  # fmt: skip


def funnel(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """Rate against denominator."""
    found = spread.funnel(chosen.indicator, frame)
    if found is None:
        return ranking_view.bars(figures, frame, chosen)
    ind, whole = chosen.indicator, str(frame.attrs.get("whole_name") or "整体")
    drawn = unit_words.with_hover(unit_words.by_size(words.bare(found.points, "whole_name")), chosen)
    table = found.funnel.table
    sentence = class_sentence(table, list(frame["unit_name"]), noun=noun_of(chosen), whole=whole)
    figure = funnel_chart(
        drawn, found.band, title=f"{ind.name}漏斗图（{chosen.scope}，{chosen.period_label}）",
        foot=foot(figures, chosen, ind.unit), whole=whole, focus=chosen.districts,
        counted=words.counted(ind, figures),
    )  # fmt: skip
    listed = frame.assign(compared=table["word"].to_numpy(), one_unit=table["one_unit"].round(2).to_numpy())
    columns = [
        Column("unit_name", levels.level_zh(chosen.level)), Column("shown", ind.name, True),
        Column("numerator", "分子", True), Column("denominator", "分母", True),
        Column("one_unit", "一个单位的影响（个百分点）", True), Column("compared", f"与{whole}比"),
        Column("status", "状态"), Column("unit_code", "代码"),
    ]  # fmt: skip
    cited = source(figures, chosen, "差距超过偶然波动且不小于最小有效差，才分好差")
    sentences = [f"截至{chosen.as_of}，{sentence}"]
    return View(sentences, figure, lambda: words.bare(listed), columns, cited, methods.FUNNEL, "_漏斗图")


def groups(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> View:
    """Spread within like units."""
    ind = chosen.indicator
    rows, table = spread.groups(ind, frame)
    drawn = unit_words.with_hover(unit_words.by_size(words.bare(rows, "whole_name")), chosen)
    sentence = spread_sentence(table, rows, ind, chosen.districts, noun=noun_of(chosen))
    figure = group_boxes(
        drawn, table, title=f"{ind.name}在同类中的分布（{chosen.period_label}）", foot=foot(figures, chosen, ind.unit),
        lines=ranking_view.lines(frame, chosen), focus=chosen.districts,
    )  # fmt: skip
    shown, unit = words.without_money_unit(words.bare(frame, "whole_name"), ind)
    columns = [Column("peer_group", "同类"), *ranking_view.columns(chosen, unit)]
    cited = source(figures, chosen, "方框为中间一半，不足5个单位的不画框")
    sentences = [f"截至{chosen.as_of}，{sentence}"]
    return View(
        sentences, figure, lambda: unit_words.ranking_table(shown, ind), columns, cited, methods.GROUPS, "_同类分布"
    )


def lists(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> str:
    """进步榜 and 后三名 as HTML, beside each other where there is room; empty for indicators without places."""
    ind = chosen.indicator
    if ind.direction not in ("higher", "lower") or not frame["rank"].notna().any():
        return ""
    return f'<div class="facts pair">{_progress_list(figures, frame, chosen)}{_last_list(frame, chosen)}</div>'


def _progress_list(figures: Figures, frame: pd.DataFrame, chosen: Selection) -> str:
    table = improvement(figures, frame, chosen)
    since = since_words(figures, chosen, table.attrs["base_period"])
    rows = records(table, IMPROVED)
    lines = [f"<li>{unit_words.place_or_dash(row['place'], row['tied'])}　<b>{html.escape(row['unit_name'])}</b>　"
             f"{html.escape(from_to(row))}　{html.escape(row['change_shown'])}</li>"
             for row in itertools.islice((row for row in rows if not row["why"]), LISTED)]  # fmt: skip
    apart = "；".join([f"{row['unit_name']}：{row['why']}" for row in rows if row["why"]][:LISTED])
    more = f"<p>不排：{html.escape(apart)}</p>" if apart else ""
    body = f"<ul>{''.join(lines)}</ul>" if lines else "<p>没有可以排列的变化。</p>"
    return f"<section><h2>进步榜（{html.escape(since)}）</h2>{body}{more}</section>"


def _last_list(frame: pd.DataFrame, chosen: Selection) -> str:
    last = spread.last_places(chosen.indicator, words.bare(frame, "whole_name")[LAST])
    if last.empty:
        return ""
    lines = []
    for row in records(last.head(LISTED)):
        place = numbers.rank_text(row["rank"], tied=bool(row["tied"]))
        firm = unit_words.firmness(row)
        said = "，".join([*row["lacks"], *([firm] if firm else [])])
        lines.append(f"<li>{place}　<b>{html.escape(row['unit_name'])}</b>　{html.escape(row['shown'])}"
                     f"{'：' if said else ''}{html.escape(said)}</li>")  # fmt: skip
    return f"<section><h2>后三名差在哪</h2><ul>{''.join(lines)}</ul></section>"
