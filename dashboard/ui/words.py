"""The answer in words above a picture: who, how much, against what, since when, what is missing. Always computed."""

import re
from collections.abc import Sequence

import pandas as pd

from dashboard import levels, numbers
from dashboard.frames import records
from dashboard.queries import IndicatorRow
from dashboard.sentences import ranking_sentence, trend_sentence
from dashboard.sentences.common import MISSING, REPORTED, SMALL
from dashboard.ui import unit_words
from dashboard.ui.data import Figures
from dashboard.ui.filters import Selection

#: Nobody owes a published figure.
PUBLIC, NOT_PUBLISHED = "public", "没有公开数"
#: The source of a picture of many indicators.
MANY_FORMS = "各报表，见指标口径"
#: Names listed before the rest is counted.
NAMED = 5
MAX_REMARKS = 4
#: Chosen units whose standing is told in words.
MAX_FOCUS = 2
MAX_SOURCES = 3
MONEY = ("万元", "亿元")
#: What is said of single units of a ranking.
STANDING = ["unit_code", "unit_name", "rank", "best", "worst", "place_all", "n_all", "place_peer", "n_peer"]
#: A clause that only counts units without a place.
LEFT_OUT = re.compile(r"\d+个[^，；]*(未报|样本小|不适用)(，未排名)?")


def names(listed: Sequence[str], limit: int = NAMED) -> str:
    """`青河区、云岭县` or `青河区、云岭县等12个`."""
    few = "、".join(listed[:limit])
    return few if len(listed) <= limit else f"{few}等{len(listed)}个"


def source_of(indicator: IndicatorRow, figures: Figures) -> str:
    """Which tables an indicator is reported in; for a computed one those of its parts."""
    titles, known = figures.template_titles(), figures.indicators()
    parts = [indicator, *(known[term.code] for term in indicator.terms if term.code in known)]
    names = dict.fromkeys(name for part in parts for name in str(part.row["template"] or "").split(";"))
    listed = [f"《{titles[name]}》" for name in names if name in titles]
    return "、".join(listed[:MAX_SOURCES]) + ("等" if len(listed) > MAX_SOURCES else "") or "见指标口径"


def counted(indicator: IndicatorRow, figures: Figures) -> str:
    """What the denominators are counted in, empty where they are of several kinds."""
    known = figures.indicators()
    units = {known[term.code].unit for term in indicator.terms if term.side == "d" and term.code in known}
    return units.pop() if len(units) == 1 else ""


def direction_words(indicator: IndicatorRow) -> str:
    """How places are given."""
    known = {"higher": "越高越好", "lower": "越低越好", "target": "越接近目标越好"}
    return known.get(indicator.direction, "不作评价，不排名次")


def bare(frame: pd.DataFrame, *kept: str) -> pd.DataFrame:
    """The frame with only the named attributes: pandas copies all of them deeply at every single step."""
    light = frame.copy(deep=False)
    light.attrs = {name: frame.attrs.get(name) for name in kept}
    return light


def ranking_answer(frame: pd.DataFrame, chosen: Selection) -> list[str]:
    """Who leads and is last, the whole against the target, who is missing by name.

    Args:
        frame: As given by `queries.ranking`.
        chosen: What the person chose.
    """
    noun = f"个{levels.level_zh(chosen.level)}"
    told = bare(frame, "whole_name", "whole_value", "whole_shown", "break_note")
    clauses = ranking_sentence(told, chosen.indicator, noun=noun).removesuffix("。").split("；")
    # Units without a place are named one by one in the last sentence.
    first = "；".join(clause for clause in clauses if not LEFT_OUT.fullmatch(clause)) + "。"
    absent = NOT_PUBLISHED if chosen.indicator.row["tier"] == PUBLIC else MISSING
    apart = _apart(frame, absent)
    sentences = [first, _whole(frame, chosen.indicator), focus_answer(frame, chosen.districts), apart]
    return [sentence for sentence in sentences if sentence]


def _whole(frame: pd.DataFrame, ind: IndicatorRow) -> str:
    value, name = frame.attrs.get("whole_value"), frame.attrs.get("whole_name")
    if value is None:
        return ""
    shown = with_unit(str(frame.attrs["whole_shown"]), ind)
    target, judged = frame.attrs.get("target"), ind.has_denominator and ind.direction in ("higher", "lower")
    parts = []
    if target is not None and ind.has_denominator:
        parts.append(f"{name} {shown}{against(value, target, ind)}")
    elif not (judged and ind.unit == "%"):
        # A rate without a target was compared with the whole in the sentence before.
        added = not ind.has_denominator and not ind.own_level_only
        parts.append(f"{name}{'合计' if added else ''} {shown}")
    if judged:
        gaps = frame["gap_whole"].to_numpy()[frame["status"].to_numpy() == REPORTED]
        better = int((gaps < 0).sum() if ind.direction == "lower" else (gaps > 0).sum())
        parts.append(f"{int(frame['rank'].notna().sum())}个有名次，{better}个好于{name}")
    return "；".join(parts) + "。"


def with_unit(shown: str, ind: IndicatorRow) -> str:
    """A printed value with its unit, which rates and amounts of money carry already."""
    return shown if ind.unit in ("%", *MONEY) or shown == numbers.MISSING else f"{shown}{ind.unit}"


def against(value: float, target: float, ind: IndicatorRow) -> str:
    """`，低于目标（85.0%）1.8个百分点`."""
    goal = numbers.format_value(target, ind.unit, ind.decimals)
    gap = round(value - target, 10)
    if gap == 0:
        return f"，与目标（{goal}）持平"
    side = "高于" if gap > 0 else "低于"
    return f"，{side}目标（{goal}）{numbers.difference_text(gap, ind.unit, ind.decimals)}"


def focus_answer(frame: pd.DataFrame, focus: Sequence[str]) -> str:
    """Where the chosen units stand in the whole and among like ones; without a choice, how firm the first place is."""
    whole = str(frame.attrs.get("whole_name") or "全部")
    rows = [row for row in records(frame, STANDING) if pd.notna(row["rank"])]
    told = []
    for row in [row for row in rows if row["unit_code"] in focus][:MAX_FOCUS]:
        firm = unit_words.firmness(row)
        told.append(f"{row['unit_name']}：{unit_words.standing(row, whole)}" + (f"（{firm}）" if firm else ""))
    first = [row for row in rows if row["rank"] == 1 and pd.notna(row["best"])]
    if not told and len(first) == 1:
        told.append(f"分母所限，第1名{first[0]['unit_name']}与第2—{int(first[0]['worst'])}名差距不明显")
    return "；".join(told) + "。" if told else ""


def _apart(frame: pd.DataFrame, absent: str) -> str:
    parts = []
    found = list(zip(frame["status"], frame["unit_name"], strict=True))
    for status, word, note in ((MISSING, absent, ""), (SMALL, SMALL, "，分母小、不排名次")):
        listed = [name for known, name in found if known == status]
        if listed:
            parts.append(f"{word}{len(listed)}个{note}：{names(listed)}")
    return "；".join(parts) + "。" if parts else ""


def unowed(frame: pd.DataFrame, ind: IndicatorRow) -> pd.DataFrame:
    """The ranking of a published figure, in which nobody is called late."""
    if ind.row["tier"] != PUBLIC:
        return frame
    return frame.assign(status=[NOT_PUBLISHED if word == MISSING else word for word in frame["status"]])


def places(frame: pd.DataFrame) -> dict[str, str]:
    """Code → name of the units in a frame, in its order; the whole first where it is known."""
    listed = dict(zip(frame["unit_code"], frame["unit_name"], strict=True))
    whole = frame.attrs.get("whole_code")
    return {whole: frame.attrs["whole_name"], **listed} if whole else listed


def without_money_unit(frame: pd.DataFrame, ind: IndicatorRow) -> tuple[pd.DataFrame, str]:
    """Values without 万元 or 亿元 in every cell, and the unit that heads them instead."""
    if ind.unit not in MONEY:
        return frame, ind.unit
    printed = [text for text, value in zip(frame["shown"], frame["value"], strict=True) if value == value]
    for unit in MONEY:
        if printed and all(text.endswith(unit) for text in printed):
            return frame.assign(shown=[text.removesuffix(unit) for text in frame["shown"]]), unit
    return frame, ind.unit


def caveat(frame: pd.DataFrame) -> str:
    """How the places were given, without date and counts, which stand elsewhere on the page."""
    pieces = [piece for clause in str(frame.attrs["caption"]).split("。") for piece in clause.split("；")]
    return "；".join(piece for piece in pieces if piece and not piece.startswith("截至") and "未报" not in piece)


def trend_answer(frame: pd.DataFrame, ind: IndicatorRow) -> list[str]:
    """How the chosen units, or the whole, moved; and what to mind when reading the line.

    Args:
        frame: As given by `queries.trend`.
        ind: The indicator.
    """
    told = frame[frame["role"] == "focus"]
    told = told if len(told) else frame[frame["role"] == "whole"]
    remarks = dict.fromkeys(part for note in told["note"] if note for part in note.split("；"))
    minded = f"注意：{'；'.join(list(remarks)[:MAX_REMARKS])}。" if remarks else ""
    return [sentence for sentence in (trend_sentence(frame, ind), minded) if sentence]
