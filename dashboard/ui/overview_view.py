"""The pictures at the head of the overview: lights in words, short boards by theme, progress against the calendar."""

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import numbers, periods
from dashboard.charts import Bar, Figure, Foot, Segment, stacked_bars
from dashboard.charts.bullets import Bullet, bullet_bars
from dashboard.charts.classes import BETTER, LIKE, WORSE, class_words
from dashboard.charts.template import FOCUS
from dashboard.charts.template import LIGHTS as LOOKS
from dashboard.frames import records
from dashboard.queries.shortfalls import LIGHTS, lights_by_theme
from dashboard.sentences.common import fit, names
from dashboard.ui.data import Figures
from dashboard.ui.tables import Column

LIGHT, THEMES, PROGRESS = "lights", "themes", "progress"
NAMES = {LIGHT: "灯号", THEMES: "短板", PROGRESS: "进度"}
NONE_COLOUR = "#E8ECF0"


@dataclass(frozen=True)
class Picture:
    """One picture with what it says and the table behind it."""

    figure: Figure
    sentence: str
    table: pd.DataFrame
    columns: list[Column]
    note: str
    title: str


def given_only_below(figures: Figures, cards: pd.DataFrame, unit: str | None) -> pd.Series:
    """Which cards of the whole are empty because every unit has a figure of its own that adds up to nothing."""
    known = figures.indicators()
    own = [unit is None and code in known and known[code].own_level_only for code in cards["code"]]
    return cards["value"].isna() & pd.Series(own, index=cards.index, dtype=bool)


def lamps(cards: pd.DataFrame) -> str:
    """Lights in words with the names of the yellow and red ones, as HTML."""
    lit = cards[cards["light"].isin(LIGHTS)]
    parts = []
    for light in ("红", "黄", "绿"):
        rows = lit[lit["light"] == light]
        told = "、".join(f"{row['name']}（{row['lead_text']}）" for row in records(rows))
        words = told if light != "绿" else "、".join(rows["name"])
        parts.append(
            f'<section><h2><span class="light light-{light}">{LOOKS[light][1]} {light}灯 {len(rows)} 项</span></h2>'
            f"<p>{html.escape(words) or '没有。'}</p></section>"
        )
    return f'<div class="facts pair">{"".join(parts)}</div>'


def lights(cards: pd.DataFrame, foot: Foot, name: str) -> Picture | None:
    """Lights by theme."""
    table = lights_by_theme(cards)
    if cards["light"].isin(LIGHTS).sum() == 0:
        return None
    bars = [Bar(row["theme"], "", _counted(row), "") for row in records(table)]
    looks = [*((light, f"{light}灯", *LOOKS[light]) for light in ("红", "黄", "绿")),
             ("none", "不亮灯（未设目标或未报）", NONE_COLOUR, "■")]  # fmt: skip
    segments = [
        Segment(words, colour, table[column].astype(float).tolist(), [str(n) if n else "" for n in table[column]], sign)
        for column, words, colour, sign in looks
    ]
    title = f"{name}各主题灯号（{len(cards)}项核心指标）"
    worst = table[(table["红"] + table["黄"]) > 0]
    said = [f"{row['theme']}{_counted(row)}（{names(row['short'], '项')}）" for row in records(worst.head(3))]
    sentence = fit([(0, f"{name}亮黄灯、红灯的集中在{said[0]}" if said else f"{name}没有黄灯、红灯"),
                    *((2, more) for more in said[1:])], 140)  # fmt: skip
    columns = [Column("theme", "主题"), *(Column(light, f"{light}灯", True) for light in LIGHTS),
               Column("none", "不亮灯", True), Column("listed", "红灯、黄灯指标")]  # fmt: skip
    listed = table.assign(listed=["、".join(short) for short in table["short"]])
    figure = stacked_bars(bars, segments, title=title, foot=foot, shares=False)
    return Picture(figure, sentence, listed, columns, "与目标或时序比；未设目标的不亮灯", title)


def _counted(row: dict[str, Any]) -> str:
    words = [f"{light}{row[light]}" for light in ("红", "黄") if row[light]]
    return "、".join(words) or "—"


def themes(figures: Figures, period: int, unit: str, foot: Foot) -> Picture | None:
    """One unit's classes by theme, beside like units."""
    table = figures.ask("classes_by_theme", period_key=period, unit=unit)
    if table.empty:
        return None
    attrs = table.attrs
    whole, name = attrs["whole_name"], attrs["unit_name"]
    bars = [Bar(row["theme"], "", _share(row), "") for row in records(table)]
    fills = {"worse": WORSE, "like": LIKE, "better": BETTER}
    looks = [(code, class_words(code, whole), fill) for code, fill in fills.items()]
    segments = [
        Segment(words, colour, table[column].astype(float).tolist(), [str(n) if n else "" for n in table[column]])
        for column, words, colour in looks
    ]
    title = f"{name}短板在哪个主题（{periods.label_zh(period)}）"
    short = table[table["worse"] > 0]
    said = [f"{row['theme']}{row['n']}项中{row['worse']}项明显差（{names(row['names_worse'], '项')}）"
            for row in records(short.head(3))]  # fmt: skip
    sentence = fit([(0, f"{name}短板在{said[0]}" if said else f"{name}没有明显差于{whole}的指标"),
                    *((2, more) for more in said[1:])], 140)  # fmt: skip
    group = f"同类（{attrs['peer_group']}）差的占比" if attrs["peer_group"] else "同类差的占比"
    columns = [Column("theme", "主题"), Column("worse", "明显差", True), Column("like", "相当", True),
               Column("better", "明显好", True), Column("peer_text", group, True),
               Column("listed", "明显差的指标")]  # fmt: skip
    listed = table.assign(
        listed=["、".join(worse) for worse in table["names_worse"]],
        peer_text=[numbers.format_value(value, "%", 0) for value in table["peer_worse"].round(9)],
    )
    figure = stacked_bars(bars, segments, title=title, foot=foot, shares=False, value_head="差的占比（同类）")
    return Picture(figure, sentence, listed, columns, "只数可与整体比好差的指标；分母小、未报的不计", title)


def _share(row: dict[str, Any]) -> str:
    """Share of clearly worse ones, and that of like units in brackets."""
    own, peer = (numbers.format_value(round(row[name], 9), "%", 0) for name in ("share_worse", "peer_worse"))
    return own if peer == numbers.MISSING else f"{own}（{peer}）"


def progress(cards: pd.DataFrame, foot: Foot, name: str) -> Picture | None:
    """Annual targets against the calendar."""
    known = cards[cards["completion"].notna() & cards["schedule"].notna()]
    if known.empty:
        return None
    known = known.sort_values("lead_points", kind="stable")
    rows = [
        Bullet(row["name"], row["code"], float(row["completion"]) * 100,
               numbers.format_value(float(row["completion"]) * 100, "%", 1), str(row["lead_text"]))
        for row in records(known)
    ]  # fmt: skip
    newest = int(known["period_key"].max())
    schedule = float(known.loc[known["period_key"] == newest, "schedule"].iloc[0]) * 100
    title = f"{name}年度目标完成进度与时序"
    behind = known[known["lead_points"] < 0]
    head = f"{name}{len(known)}项年度目标中{len(known) - len(behind)}项达到时序"
    last = [f"{row['name']}{row['lead_text']}" for row in records(behind.head(3))]
    sentence = fit([(0, head), (1, f"落后最多的是{'、'.join(last)}" if last else "")], 140)
    columns = [Column("name", "指标"), Column("period_text", "时期"), Column("shown", "完成", True),
               Column("target_shown", "年度目标", True), Column("done", "完成率", True),
               Column("lead_text", "与时序比")]  # fmt: skip
    table = known.assign(done=[row.value for row in rows])
    figure = bullet_bars(rows, title=title, foot=foot, schedule=schedule, heads=("完成率", "与时序比"),
                         whole="年度目标", over=FOCUS)  # fmt: skip
    mixed = known["period_key"].nunique() > 1
    note = "时序按月数除以12；" + (
        "各指标时期不同，时序线为最新一期的，差几个点按各自时期算" if mixed else "差几个百分点见右"
    )
    return Picture(figure, sentence, table, columns, note, title)
