"""What is measured: indicators as the snapshot knows them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from dashboard.warehouse import Warehouse

#: How a measure is reported when its figures add up within the calendar year.
ACCUMULATING = ("ytd", "event")
#: A state that holds until the next report: it has a value in every month, but says something new only in some.
CARRIED = ("carry", "carry_year")
MONTHLY = "月"
#: Months between two reports → frequency.
_BY_STEP = {2: "双月", 3: "季", 6: "半年", 12: "年"}


class QueryError(ValueError):
    """A question that cannot be answered as put; the message is a Chinese sentence naming the choices."""


class UnknownIndicator(QueryError):
    """No indicator of this code in the snapshot."""


#: Keys from here on are given to indicators that a home registers by itself.
FIRST_REGISTERED = 20_000


@dataclass(frozen=True, slots=True)
class Term:
    """One measure on one side of an indicator."""

    side: str
    measure_key: int
    code: str
    reported: str
    coef: Decimal
    builds_up: bool


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of a snapshot with its terms.

    Attributes:
        frequency: How often it says something new; that of its form where a carried state is named monthly.
        has_denominator: Whether a value is a quotient of two sums.
        accumulates: Whether the numerator starts again from zero each January, also by counting what does.
        number: What a stored numerator (over a stored denominator) is multiplied with to give the shown unit.
        row: Every column of `dim_indicator`.
    """

    key: int
    code: str
    name: str
    unit: str
    direction: str
    frequency: str
    reported: str
    factor: int
    num_scale: int
    den_scale: int
    decimals: int
    own_level_only: bool
    min_denominator: int | None
    terms: tuple[Term, ...]
    has_denominator: bool
    accumulates: bool
    number: Decimal
    row: dict[str, Any]

    @property
    def is_registered(self) -> bool:
        """Whether no catalogue defines it: a statistics bureau's download brought it along."""
        return self.key >= FIRST_REGISTERED

    @property
    def is_rate(self) -> bool:
        """Whether changes are told in percentage points."""
        return self.unit == "%"

    @property
    def is_share(self) -> bool:
        """Whether this is a rate of counts, so that chance and small denominators can be reckoned with."""
        return self.is_rate and self.has_denominator and self.factor == 100 and self.num_scale == self.den_scale == 0

    @property
    def effective_gap(self) -> float | None:
        """The smallest difference worth an arrow, in the shown unit."""
        gap = self.row["effective_gap"]
        return None if gap is None else float(gap)

    @property
    def is_duty(self) -> bool:
        """Whether everything or nothing is asked: such a target is never softened by chance."""
        return self.target_kind in ("full", "zero")

    @property
    def is_flow(self) -> bool:
        """Whether this is a cumulative sum itself, so that the month's own figure is a difference."""
        return not self.has_denominator and all(term.reported in ACCUMULATING for term in self.terms)

    @property
    def target(self) -> float | None:
        """The catalogue's target in the shown unit."""
        return self.row["target"]

    @property
    def target_kind(self) -> str:
        """annual, floor, ceiling, zero, full or empty."""
        return self.row["target_kind"] or ""


def _plain(value: Any) -> Any:
    """A cell as plain Python, missing as None."""
    return None if value is None or value is pd.NA or value != value else getattr(value, "item", lambda: value)()


def all_indicators(wh: Warehouse) -> dict[str, IndicatorRow]:
    """Every indicator of the snapshot by code, in catalogue order."""
    known: dict[str, IndicatorRow] | None = wh.memory.get("indicators")
    if known is None:
        known = _read_indicators(wh)
        wh.memory["indicators"] = known
    return known


def indicators_by_key(wh: Warehouse) -> dict[int, IndicatorRow]:
    """The same by key."""
    known: dict[int, IndicatorRow] | None = wh.memory.get("indicators_by_key")
    if known is None:
        known = {ind.key: ind for ind in all_indicators(wh).values()}
        wh.memory["indicators_by_key"] = known
    return known


def divided_by(wh: Warehouse, numerator: int, denominator: int) -> IndicatorRow | None:
    """The first indicator that is one measure over another, None without one."""
    known: dict[tuple[tuple[str, int, int], ...], IndicatorRow] | None = wh.memory.get("indicators_by_terms")
    if known is None:
        known = {}
        for ind in all_indicators(wh).values():
            known.setdefault(tuple((term.side, term.measure_key, int(term.coef)) for term in ind.terms), ind)
        wh.memory["indicators_by_terms"] = known
    return known.get((("n", numerator, 1), ("d", denominator, 1)))


def _read_indicators(wh: Warehouse) -> dict[str, IndicatorRow]:
    terms: dict[int, list[Term]] = {}
    for row in wh.query("all_terms").to_dict("records"):
        code, reported = row["code"] or "", row["reported"] or ""
        builds_up = bool(row["builds_up"]) if not pd.isna(row["builds_up"]) else False
        term = Term(row["side"], int(row["measure_key"]), code, reported, Decimal(row["coef"]), builds_up)
        terms.setdefault(int(row["indicator_key"]), []).append(term)
    rhythms = wh.arrays("rhythms")
    steps = dict(zip(rhythms["indicator_key"].tolist(), rhythms["step"].tolist(), strict=True))
    found: dict[str, IndicatorRow] = {}
    for raw in wh.query("all_indicators").to_dict("records"):
        row = {str(name): _plain(value) for name, value in raw.items()}
        key = int(row["indicator_key"])
        reported = row["reported"] or ""
        own = (Term("n", key, row["code"], reported, Decimal(1), reported in ACCUMULATING),)
        of = tuple(terms.get(key, own))
        found[row["code"]] = _indicator(row, of, _frequency(str(row["frequency"] or ""), of, steps.get(key)))
    return found


def _frequency(named: str, terms: tuple[Term, ...], step: int | None) -> str:
    """How often an indicator says something new.

    A state that holds until the next report has a value in every month. Where it is named monthly but its form comes
    once a quarter, the months between only repeat the quarter's end.
    """
    if named != MONTHLY or step is None or not any(term.reported in CARRIED for term in terms):
        return named
    return _BY_STEP.get(step, named)


def _indicator(row: dict[str, Any], terms: tuple[Term, ...], frequency: str) -> IndicatorRow:
    num_scale, den_scale, factor = (int(row[name] or 0) for name in ("num_scale", "den_scale", "factor"))
    has_denominator = any(term.side == "d" for term in terms)
    number = Decimal(10) ** -num_scale * (factor or 1)
    return IndicatorRow(
        key=int(row["indicator_key"]),
        code=row["code"],
        name=row["name"] or row["code"],
        unit=row["unit"] or "",
        direction=row["direction"] or "neutral",
        frequency=frequency,
        reported=row["reported"] or "",
        factor=factor or 1,
        num_scale=num_scale,
        den_scale=den_scale,
        decimals=int(row["decimals"] or 0),
        own_level_only=bool(row["own_level_only"]),
        min_denominator=row["min_denominator"],
        terms=terms,
        has_denominator=has_denominator,
        accumulates=any(term.builds_up for term in terms if term.side == "n"),
        number=number * Decimal(10) ** den_scale if has_denominator else number,
        row=row,
    )


def indicator(wh: Warehouse, code: str) -> IndicatorRow:
    """One indicator by code.

    Raises:
        UnknownIndicator: No such code; the message lists codes that look alike, else the core ones.
    """
    known = all_indicators(wh)
    if code in known:
        return known[code]
    near = [name for name in known if code and (code in name or code in known[name].name)]
    choice = near or [row.code for row in known.values() if row.row["core_order"] is not None] or list(known)
    listed = "、".join(choice[:40]) + ("……" if len(choice) > 40 else "")
    raise UnknownIndicator(f"没有这个指标：{code}。可用：{listed}")
