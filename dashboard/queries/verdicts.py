"""What the figures of a board are said to be: the honest class of every cell, and its light."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard import periods
from dashboard.catalogue import Catalogue
from dashboard.queries import lights
from dashboard.queries.board_read import BoardRead
from dashboard.queries.indicators import IndicatorRow
from dashboard.queries.values import MISSING, NOT_APPLICABLE, REPORTED, SMALL
from dashboard.statistics.grids import share_classes, value_classes

#: How a row is compared with the whole: rates of counts by chance and gap, other quotients and scores by a plain rule,
#: totals (which follow the size of a district) and indicators without good or bad not at all.
SHARE, VALUE, NOT_CLASSED = "share", "value", "none"
PLAIN = "plain"
_BY_STATUS = {MISSING: "missing", NOT_APPLICABLE: "not_applicable", SMALL: "small"}
#: The gap that matters where the catalogue gives none, in percentage points or in the unit.
USUAL_GAP = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One core indicator.

    Attributes:
        ind: The indicator.
        at: The newest period up to the one asked for in which a unit of the level has a value.
        is_current: Whether that is the period that was due.
        rule: SHARE, VALUE or NOT_CLASSED.
    """

    ind: IndicatorRow
    at: int
    is_current: bool
    rule: str

    @property
    def period_text(self) -> str:
        """Such as `2024年二季度`."""
        return periods.label_zh(self.at, self.ind.frequency)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the figures of a board are said to be; arrays as there.

    Attributes:
        classes: As of `statistics.funnels`, and plain where a row is not classed.
        reference: What each indicator was compared with, NaN for rows not classed.
        light: Indicators × (whole, units): 绿, 黄, 红 or None.
        light_word: Its word.
        lead: The lead behind it.
    """

    classes: np.ndarray
    reference: np.ndarray
    light: np.ndarray
    light_word: np.ndarray
    lead: np.ndarray

    def only(self, units: np.ndarray) -> "Verdicts":
        """Those of some units, by their places."""
        both = np.r_[0, units + 1]
        return Verdicts(self.classes[:, units], self.reference,
                        *(column[:, both] for column in (self.light, self.light_word, self.lead)))  # fmt: skip


def rule_of(ind: IndicatorRow) -> str:
    """How an indicator is compared with the whole."""
    if ind.direction not in ("higher", "lower"):
        return NOT_CLASSED
    if ind.is_share:
        return SHARE
    return VALUE if ind.has_denominator or ind.own_level_only else NOT_CLASSED


def classes_of(
    rows: Sequence[Row], figures: dict[str, np.ndarray], value: np.ndarray, status: np.ndarray, whole_values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The honest class of every cell, and what each row was compared with."""
    classes = np.full(value.shape, PLAIN, dtype=object)
    reference = np.full(len(rows), np.nan)
    better_up = np.array([row.ind.direction == "higher" for row in rows], dtype=bool)
    gaps = np.array([_gap(row.ind) for row in rows])
    open_to = status == REPORTED
    for rule in (SHARE, VALUE):
        at = [index for index, row in enumerate(rows) if row.rule == rule]
        if not at:
            continue
        if rule == SHARE:
            top, bottom = (figures[name][at, 1:] for name in ("num", "den"))
            classes[at] = share_classes(top, bottom, gaps[at], better_up[at])
            reference[at] = whole_values[at]
        else:
            known = np.where(open_to[at], value[at], np.nan)
            classes[at], reference[at] = value_classes(known, whole_values[at], gaps[at], better_up[at])
    for word, code in _BY_STATUS.items():
        classes[status == word] = code
    return classes, reference


def _gap(ind: IndicatorRow) -> float:
    gap = ind.row["effective_gap"]
    return USUAL_GAP if gap is None else float(gap)


def lights_of(known: Catalogue, read: BoardRead, rows: Sequence[Row], value: np.ndarray) -> list[np.ndarray]:
    """Light, word and lead of the whole and every unit."""
    codes = read.codes
    light, word = np.full(value.shape, None, dtype=object), np.full(value.shape, "", dtype=object)
    lead = np.full(value.shape, np.nan)
    for index, row in enumerate(rows):
        if not row.ind.target_kind:
            continue
        goal = lights.goals(row.ind, row.at, codes, known.targets, read.own_targets(row.ind, row.at))
        lead[index] = lights.leads(row.ind, row.at, value[index], goal, read.paired(row.ind, row.at))
        light[index], word[index] = lights.colours(row.ind.target_kind, lead[index], known.lights)
    return [light, word, lead]
