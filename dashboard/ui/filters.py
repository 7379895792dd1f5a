"""What can be chosen on a page: indicator, period, level, units. The URL is the truth (`row`).

Keys in the URL: indicator, period, level, under, peer, compare, district; values are codes (`econ_income_total`,
`2024-06`), as on the command line.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dashboard import levels, periods
from dashboard.queries import IndicatorRow
from dashboard.ui.data import Figures
from dashboard.ui.row import MAX_DISTRICTS, MEMORY, Row
from dashboard.ui.selection import Selection

__all__ = ["MAX_DISTRICTS", "MEMORY", "Row", "Selection"]

ALL, NONE = "all", "none"
COMPARISONS = {"previous": "上一期", "last_year": "上年同期", "year_start": "上年末", NONE: "不比较"}
DISTRICT, TOWN, VILLAGE = (levels.level_no(name) for name in ("district", "town", "village"))


def unique_labels(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code → label, with the code added where two labels would read the same."""
    listed = list(pairs)
    counts: dict[str, int] = {}
    for _, label in listed:
        counts[label] = counts.get(label, 0) + 1
    return {code: label if counts[label] == 1 else f"{label}（{code}）" for code, label in listed}


def with_values(figures: Figures) -> dict[str, str]:
    """Code → name of the indicators that have values: core ones first, the others by theme."""
    return figures.remember("indicators with values", lambda: _with_values(figures))


def _with_values(figures: Figures) -> dict[str, str]:
    known = figures.indicators()
    filled = set(figures.ask("indicator_periods")["code"])
    far = 10_000

    def order(row: IndicatorRow) -> tuple[int, bool, str, int, int]:
        theme, place = str(row.row["theme"] or ""), row.row["theme_order"] or far
        return (row.row["core_order"] or far, row.is_registered, theme, place, row.key)

    # A parameter is a setting, not an achievement: it has no place and no trend.
    offered = (known[code] for code in filled if code in known and known[code].row["tier"] != "parameter")
    rows = sorted(offered, key=order)
    return unique_labels((row.code, row.name) for row in rows)


def choose_indicator(row: Row, figures: Figures) -> IndicatorRow | None:
    """The indicator, None when nothing has values."""
    options = with_values(figures)
    if not options:
        return None
    known = figures.indicators()
    return known[row.one("indicator", "指标", options, first_ranked(options, known), width=280)]


def first_ranked(options: Iterable[str], known: Mapping[str, IndicatorRow]) -> str:
    """The indicator shown when none is asked for: the first that has places, the core ones coming first."""
    listed = list(options)
    return next((code for code in listed if known[code].direction != "neutral"), listed[0])


def choose_level(row: Row, figures: Figures, indicator: IndicatorRow, *, newest: bool = False) -> int:
    """The level whose units are compared: only levels with values; by default the highest with several units.

    Args:
        row: The row of choices.
        figures: The snapshot.
        indicator: The indicator.
        newest: Where levels above have later figures, the default is the one of those: a line needs no neighbours.
    """
    held = figures.indicator_periods(indicator.code)
    several: dict[int, int] = {}
    latest: dict[int, int] = {}
    for level, units, period in zip(*(held[name].tolist() for name in ("level", "n_units", "period_key")), strict=True):
        several[level], latest[level] = max(several.get(level, 0), units), max(latest.get(level, 0), period)
    offered = sorted(several)
    if reaches_villages(figures, indicator) and offered[-1] < VILLAGE:
        offered.append(VILLAGE)
    default = next((level for level in offered if several.get(level, 0) > 1), offered[0])
    if newest and latest.get(default, 0) < max(latest.values()):
        default = min(level for level in latest if latest[level] == max(latest.values()))
    options = {levels.level_name(level): levels.level_zh(level) for level in offered}
    return levels.level_no(row.one("level", "比较到", options, levels.level_name(default), width=124))


def reaches_villages(figures: Figures, indicator: IndicatorRow) -> bool:
    """Whether single villages have a value of their own: everything is counted there, and nothing is divided."""
    known = figures.indicators()
    parts = [known[term.code].row["collected_level"] for term in indicator.terms if term.code in known]
    return not indicator.has_denominator and not indicator.own_level_only and set(parts) == {"village"}


def period_keys(figures: Figures, indicator: IndicatorRow, level: int) -> list[int]:
    """Periods in which units of a level have values, newest first; a village's are those of its town."""
    known = figures.indicator_periods(indicator.code)
    held, keys = known["level"].tolist(), known["period_key"].tolist()
    wanted = min(level, max(held))
    every = sorted({key for own, key in zip(held, keys, strict=True) if own == wanted}, reverse=True)
    found: list[int] = figures.ask("own_periods", code=indicator.code, keys=tuple(every))
    return found


def choose_period(row: Row, figures: Figures, indicator: IndicatorRow, level: int) -> int:
    """The period: only those in which units of the level have values, newest first."""
    return pick_period(row, period_keys(figures, indicator, level), indicator.frequency)


def core_periods(figures: Figures) -> list[int]:
    """Periods in which any core indicator has values, newest first."""
    known = figures.ask("indicator_periods")
    core = [code for code, ind in figures.indicators().items() if ind.row["core_order"] is not None]
    return sorted({int(key) for key in known.loc[known["code"].isin(core), "period_key"]}, reverse=True)


def pick_period(row: Row, keys: Sequence[int], frequency: str = "月") -> int:
    """A choice among period keys, newest first. One without values moves to the last one before it."""
    options = {periods.label(key): periods.label_zh(key, frequency) for key in keys}
    default = keys[0]
    try:
        wanted = periods.parse_period(row.asked("period") or "")
    except ValueError:
        wanted = keys[0]
    default = next((key for key in keys if key <= wanted), keys[0])
    return periods.parse_period(row.one("period", "时期", options, periods.label(default), width=148))


def choose_peer(row: Row, figures: Figures, level: int, period: int) -> str | None:
    """The peer group, None for all or where there are no groups."""
    groups = [group for group in figures.ask("units", level=level, period_key=period)["peer_group"].dropna() if group]
    names = list(dict.fromkeys(groups))
    if len(names) < 2:
        return None
    chosen = row.one("peer", "同类", {ALL: "全部", **{name: name for name in names}}, ALL, width=124)
    return None if chosen == ALL else chosen


def choose_among(row: Row, peer: str | None) -> str:
    """Whom places are about where only one peer group is shown: the group itself, or everybody."""
    if peer is None:
        return "peers"
    return row.one("among", "名次按", {"peers": "同类", "all": "全部"}, "peers", width=110)


def choose_compare(
    row: Row, figures: Figures, indicator: IndicatorRow, period: int, level: int, *, label: str = "位次变化比",
    key: str = "compare",
) -> int | None:  # fmt: skip
    """The earlier period compared with; only those in which the level has values."""
    keys = set(period_keys(figures, indicator, level))
    targets = {
        "previous": max((key for key in keys if key < period), default=None),
        "last_year": periods.same_last_year(period),
        "year_start": periods.year_end(period) - 12,
    }
    offered = {name: COMPARISONS[name] for name, key in targets.items() if key in keys}
    offered[NONE] = COMPARISONS[NONE]
    return targets.get(row.one(key, label, offered, next(iter(offered)), width=124))


def names_of(units: pd.DataFrame) -> dict[str, str]:
    """Code → name of units with `unit_code`, `unit_name`, no two names alike."""
    return unique_labels(zip(units["unit_code"], units["unit_name"], strict=True))


def districts(figures: Figures, period: int) -> dict[str, str]:
    """Code → name of the districts of a period."""
    return names_of(figures.ask("units", level=DISTRICT, period_key=period))


def choose_under(row: Row, figures: Figures, level: int, period: int) -> tuple[str | None, str]:
    """Code and name of the unit whose parts are compared; (None, "") for everything.

    Towns and villages are offered under each district, villages also under each town of the district chosen.
    """
    if level < TOWN:
        return None, ""
    tops = figures.ask("units", level=DISTRICT, period_key=period)
    labels = list(zip(tops["unit_code"], tops["unit_name"], strict=True))
    asked = row.asked("under")
    if level >= VILLAGE and asked and asked != ALL:
        labels += _towns_beside(figures, asked, tops, period)
    options = {ALL: "全部", **unique_labels(labels)}
    chosen = row.one("under", "范围", options, ALL, width=190)
    return (None, "") if chosen == ALL else (chosen, options[chosen])


def _towns_beside(figures: Figures, asked: str, tops: pd.DataFrame, period: int) -> list[tuple[str, str]]:
    """Towns of the district that is chosen, or that holds the town chosen."""
    for code, name in zip(tops["unit_code"], tops["unit_name"], strict=True):
        towns = figures.ask("units", level=TOWN, period_key=period, under=code)
        if asked == code or asked in set(towns["unit_code"]):
            pairs = zip(towns["unit_code"], towns["unit_name"], strict=True)
            return [(town, f"{name} · {words}") for town, words in pairs]
    return []


def choose_districts(
    row: Row,
    figures: Figures,
    level: int,
    period: int,
    *,
    label: str = "突出显示",
    under: str | None = None,
) -> tuple[str, ...]:
    """Up to five units to be shown strong, by code; among all villages of a city there is nothing to pick from."""
    if level >= VILLAGE and under is None:
        return ()
    known = figures.ask("units", level=level, period_key=period, under=under)
    options = names_of(known)
    return row.several("district", label, options, ())
