"""The one row of choices above a page. The URL is the truth: a link shows the same view, today and next year.

Keys in the URL: indicator, period, level, under, peer, compare, district; values are codes (`econ_income_total`,
`2024-06`), as on the command line. Streamlit's own `bind="query-params"` is not used: it writes the words on the screen
instead of codes, and leaves defaults out, so that a link without a period would show another month as soon as one is
loaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pandas as pd
import streamlit as st

from dashboard import levels, periods
from dashboard.queries import IndicatorRow
from dashboard.ui.data import Figures

#: More series than this cannot be told apart.
MAX_DISTRICTS = 5
ALL, NONE = "all", "none"
COMPARISONS = {"previous": "上一期", "last_year": "上年同期", "year_start": "上年末", NONE: "不比较"}
DISTRICT, TOWN, VILLAGE = (levels.level_no(name) for name in ("district", "town", "village"))
MEMORY = "choices"


def _changed(key: str) -> None:
    """A widget was used: its value goes into the URL before the page runs again."""
    value = st.session_state[f"choice-{key}"]
    words = ",".join(value) if isinstance(value, list) else value
    st.session_state.setdefault(MEMORY, {})[key] = words
    if words:
        st.query_params[key] = words
    elif key in st.query_params:
        del st.query_params[key]


class Row:
    """The row of choices of one page run; as a context manager it puts all of them into the URL when it ends."""

    def __init__(self) -> None:
        self._box = st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small")
        self._chosen: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._box.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._box.__exit__(kind, error, trace)
        if kind is not None:
            return
        self._memory().update(self._chosen)
        wanted = {key: value for key, value in self._chosen.items() if value}
        if any(st.query_params.get(key) != value for key, value in wanted.items()):
            st.query_params.update(wanted)

    @staticmethod
    def _memory() -> dict[str, str]:
        """Choices made on other pages of this session."""
        memory: dict[str, str] = st.session_state.setdefault(MEMORY, {})
        return memory

    def asked(self, key: str) -> str | None:
        """What the URL asks for under a key, else what was chosen on another page."""
        return st.query_params[key] if key in st.query_params else self._memory().get(key)

    def one(self, key: str, label: str, options: Mapping[str, str], default: str, *, width: int = 200) -> str:
        """One choice from a list.

        Args:
            key: Key in the URL.
            label: Words above the box.
            options: Code → words, in the order shown.
            default: Code taken when neither URL nor session name one of the options.
            width: Pixels.
        """
        asked = self.asked(key)
        value = asked if asked is not None and asked in options else default
        self._chosen[key] = value
        widget = f"choice-{key}"
        if st.session_state.get(widget, value) != value:
            st.session_state[widget] = value
        codes = list(options)
        st.selectbox(
            label,
            codes,
            index=codes.index(value),
            key=widget,
            on_change=_changed,
            args=(key,),
            width=width,
            format_func=lambda code: options.get(code, str(code)),
            placeholder="请选择",
        )
        return value

    def several(self, key: str, label: str, options: Mapping[str, str], default: Sequence[str]) -> tuple[str, ...]:
        """Up to five choices from a list; arguments as for `one`."""
        asked = self.asked(key)
        named = (asked or "").split(",")
        value = [code for code in named if code in options][:MAX_DISTRICTS]
        if asked is None:
            value = [code for code in default if code in options]
        self._chosen[key] = ",".join(value)
        widget = f"choice-{key}"
        if st.session_state.get(widget, value) != value:
            st.session_state[widget] = value
        st.multiselect(
            label,
            list(options),
            default=None if widget in st.session_state else value,
            key=widget,
            on_change=_changed,
            args=(key,),
            format_func=lambda code: options.get(code, str(code)),
            max_selections=MAX_DISTRICTS,
            placeholder=f"最多选 {MAX_DISTRICTS} 个",
            width=210,
        )
        return tuple(value)

    def text(self, key: str, label: str, hint: str, *, width: int = 300) -> str:
        """A word to look for; `hint` stands in the empty box."""
        value = st.query_params.get(key, "")
        self._chosen[key] = value
        widget = f"choice-{key}"
        if st.session_state.get(widget, value) != value:
            st.session_state[widget] = value
        st.session_state.setdefault(widget, value)
        st.text_input(label, key=widget, on_change=_changed, args=(key,), placeholder=hint, width=width)
        return value.strip()


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

    def order(row: IndicatorRow) -> tuple[int, str, int, int]:
        return (row.row["core_order"] or far, str(row.row["theme"] or ""), row.row["theme_order"] or far, row.key)

    rows = sorted((known[code] for code in filled if code in known), key=order)
    return unique_labels((row.code, row.name) for row in rows)


def choose_indicator(row: Row, figures: Figures) -> IndicatorRow | None:
    """The indicator, None when nothing has values."""
    options = with_values(figures)
    if not options:
        return None
    known = figures.indicators()
    judged = (code for code in options if known[code].direction != "neutral")
    return known[row.one("indicator", "指标", options, next(judged, next(iter(options))), width=280)]


def choose_level(row: Row, figures: Figures, indicator: IndicatorRow) -> int:
    """The level whose units are compared: only levels with values; by default the highest with several units."""
    several = figures.indicator_periods(indicator.code).groupby("level")["n_units"].max()
    offered = sorted(int(level) for level in several.index)
    if reaches_villages(figures, indicator) and offered[-1] < VILLAGE:
        offered.append(VILLAGE)
    default = next((level for level in offered if several.get(level, 0) > 1), offered[0])
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
    kept = known.loc[known["level"] == min(level, int(known["level"].max())), "period_key"]
    return sorted({int(key) for key in kept}, reverse=True)


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


def choose_compare(row: Row, figures: Figures, indicator: IndicatorRow, period: int, level: int) -> int | None:
    """The period for the change of place; only those in which the level has values."""
    keys = set(period_keys(figures, indicator, level))
    targets = {
        "previous": max((key for key in keys if key < period), default=None),
        "last_year": periods.same_last_year(period),
        "year_start": periods.year_end(period) - 12,
    }
    offered = {name: COMPARISONS[name] for name, key in targets.items() if key in keys}
    offered[NONE] = COMPARISONS[NONE]
    return targets.get(row.one("compare", "位次变化比", offered, next(iter(offered)), width=124))


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
    default: Sequence[str] = (),
    under: str | None = None,
) -> tuple[str, ...]:
    """Up to five units to be shown strong, by code; among all villages of a city there is nothing to pick from."""
    if level >= VILLAGE and under is None:
        return ()
    known = figures.ask("units", level=level, period_key=period, under=under)
    options = unique_labels(zip(known["unit_code"], known["unit_name"], strict=True))
    return row.several("district", label, options, default)


@dataclass(frozen=True)
class Selection:
    """What a person has chosen.

    Attributes:
        indicator: The indicator.
        period: Period key.
        level: Level of the compared units, by number.
        under: Code of the unit whose parts are compared, None for everything.
        under_name: Its name, empty for everything.
        peer: Peer group, None for all.
        compare: Period key compared with, None for no comparison.
        districts: Codes of the units shown strong.
    """

    indicator: IndicatorRow
    period: int
    level: int
    under: str | None = None
    under_name: str = ""
    peer: str | None = None
    compare: int | None = None
    districts: tuple[str, ...] = ()

    def parts(self) -> tuple[object, ...]:
        """The choices besides the indicator, to remember something worked out for them."""
        return (self.period, self.level, self.under, self.peer, self.compare, self.districts)

    @property
    def period_label(self) -> str:
        """Such as `2024年二季度`."""
        return periods.label_zh(self.period, self.indicator.frequency)

    @property
    def as_of(self) -> str:
        """Such as `2024年6月30日`."""
        return periods.as_of_zh(self.period)

    @property
    def compare_label(self) -> str:
        """`较2024年5月`, empty without comparison."""
        return f"较{periods.label_zh(self.compare, self.indicator.frequency)}" if self.compare is not None else ""

    @property
    def scope(self) -> str:
        """Who is compared, such as `云岭县各乡镇街道` or `各县市区（城区）`."""
        peer = f"（{self.peer}）" if self.peer else ""
        return f"{self.under_name}各{levels.level_zh(self.level)}{peer}"
