"""The words of a profile: strengths, shortfalls, targets, changes, missing reports; and the texts of its table."""

import html
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard import numbers
from dashboard.charts.template import LIGHTS
from dashboard.frames import records
from dashboard.sentences.picture import strength_words, strengths

MISSING = "未报"
#: Lines in each list; the table has all.
MOST = 5
NAMED = 8
#: A place is not broken into two lines.
PLACE = re.compile(r"(并列)?第\d+／\d+")
#: What is left of a list to be cleared says the value by itself.
LEFT = "还有"
#: The worst light first.
URGENCY = {"红": 0, "黄": 1}


def with_words(table: pd.DataFrame) -> pd.DataFrame:
    """The profile with rank, peer_rank, best, worst, light_text and hover as text."""
    rows = records(table)
    return table.assign(
        rank=[_place(row["place"], row["n_ranked"], row["shared"]) for row in rows],
        peer_rank=[_place(row["peer_place"], row["peer_ranked"], 0) for row in rows],
        best=[_end(row["best_shown"], row["best_names"]) for row in rows],
        worst=[_end(row["worst_shown"], row["worst_names"]) for row in rows],
        light_text=[f"{row['light']}灯：{row['light_word']}" if row["light_word"] else "" for row in rows],
        hover=[_hover(row, table.attrs) for row in rows],
    )


def _place(place: Any, n: Any, shared: Any) -> str:
    return "" if pd.isna(place) else numbers.rank_text(place, tied=bool(shared), n=int(n))


def _end(shown: str, names: str) -> str:
    listed = names.split("、")
    who = names if len(listed) <= 2 else f"{listed[0]}等{len(listed)}个"
    return f"{shown}　{who}" if names else ""


def _hover(row: dict[str, Any], attrs: dict[Any, Any]) -> str:
    tail = row["unit"]
    middle = "各单位中位数" if row["middle_is_median"] else attrs["whole_name"]
    parts = [f"<b>{row['name']}</b>　{row['shown']}{tail}", f"{middle} {row['whole_shown']}"]
    parts += [f"同类 {row['peer_shown']}"] if row["peer_shown"] != numbers.MISSING else []
    parts += [f"上年同期 {row['last_year_shown']}"] if row["last_year_shown"] != numbers.MISSING else []
    for word, end in (("最好", "best"), ("最差", "worst")):
        parts.append(f"{word} {_end(row[f'{end}_shown'], row[f'{end}_names'])}")
    return "<br>".join(parts)


def spine_note(table: pd.DataFrame) -> str:
    """What the spine leaves out."""
    left = int((table["rule"] == "none").sum())
    return f"另有{left}项总量或中性指标，见表格。" if left else ""


def _no_lamps(table: pd.DataFrame) -> str:
    """A unit that has reported nothing has no lights either, which is no praise."""
    lit = int(table["light"].isin(list(LIGHTS)).sum())
    return f"亮灯的{lit}项都是绿灯。" if lit else "没有亮灯的指标。"


def lists(table: pd.DataFrame) -> str:
    """Five short lists as HTML."""
    whole = str(table.attrs["whole_name"] or "整体")
    better, worse = ([strength_words(row, whole) for row in records(strengths(table, code))]
                     for code in ("better", "worse"))  # fmt: skip
    sections = [
        _section("强项", better, f"没有明显好于{whole}的指标。"),
        _section("短板", worse, f"没有明显差于{whole}的指标。"),
        _section("目标没有达到", list(_targets(table)), _no_lamps(table), escape=False),
        _section("变化最大的比率", _changes(table), "与上次报送相比，没有超过最小有效差的变化。"),
        _section("还没有报的", _owed(table), "应报的都已报。"),
    ]
    return f'<div class="facts">{"".join(sections)}</div>'


def _section(title: str, lines: list[str], empty: str, *, escape: bool = True) -> str:
    shown = [
        PLACE.sub(r'<span class="keep">\g<0></span>', html.escape(line) if escape else line) for line in lines[:MOST]
    ]
    body = f"<ul>{''.join(f'<li>{line}</li>' for line in shown)}</ul>" if shown else f"<p>{html.escape(empty)}</p>"
    more = f"<p>另有 {len(lines) - MOST} 项，见表格。</p>" if len(lines) > MOST else ""
    return f"<section><h2>{html.escape(title)}</h2>{body}{more}</section>"


def _targets(table: pd.DataFrame) -> Iterable[str]:
    """Red before yellow; what is left to do, never softened by chance."""
    lit = table[table["light"].isin(list(URGENCY))]
    for row in records(lit.sort_values("light", key=lambda column: column.map(URGENCY), kind="stable")):
        sign = LIGHTS[row["light"]][1]
        left = row["lead_text"].startswith(LEFT)
        value = "" if left else f" {row['shown']}{row['unit']}，"
        words = html.escape(f"{row['name']}{value}{row['lead_text']}")
        yield f'<i class="l-{row["light"]}" title="{row["light"]}灯">{sign}</i>{words}（{row["light"]}灯）'


def _owed(table: pd.DataFrame) -> list[str]:
    """Names of what is due and missing, by period."""
    rows = table[table["status"] == MISSING]
    return [
        f"{when}（{len(group)}项）：{'、'.join(group['name'].head(NAMED))}{'等' if len(group) > NAMED else ''}"
        for when, group in rows.groupby("period_text", sort=False)
    ]


def _changes(table: pd.DataFrame) -> list[str]:
    """The rates that moved most, for better or worse; where one unit moves a rate by much it says nothing."""
    real = table["change_is_real"].astype(bool) & (table["changed_for"] != "")
    moved = table[real & (table["unit"] == "%") & ~table["class"].isin(["small", "error"])]
    moved = moved.sort_values("change", key=lambda column: column.abs(), ascending=False, kind="stable")
    arrows = {True: "▲", False: "▼"}
    return [
        f"{arrows[row['change'] > 0]} {row['name']} {row['shown']}{row['unit']}，"
        f"{row['change_base']}{row['change_text']}（{'变好' if row['changed_for'] == 'better' else '变差'}）"
        for row in records(moved)
    ]
