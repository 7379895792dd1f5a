"""Star ratings of rural Party organisations: the structure now, what became of each star, who lost one, what is due."""

import numpy as np
import pandas as pd

from dashboard import periods
from dashboard.queries import places, star_states, values
from dashboard.queries.indicators import all_indicators, indicator
from dashboard.queries.known_periods import reported_periods
from dashboard.queries.ranking import ranking
from dashboard.queries.register import NONE, register
from dashboard.queries.several import several
from dashboard.warehouse import Warehouse, plain_column

LEVEL, VALID, RATE = "star_level", "star_valid_months", "rural_star_cover_rate"
COUNTS = ("star5_cnt", "star4_cnt", "star3_cnt")
PROPOSED = ("star5_proposed_cnt", "star4_proposed_cnt", "star3_proposed_cnt")
RURAL = "农村"
#: Reviews are listed this many months ahead, as reminders usually go out.
DUE_WITHIN = 6
WORDS = {5: "五星", 4: "四星", 3: "三星", 0: "无星级"}
GONE = -1


def star_rounds(wh: Warehouse) -> list[int]:
    """Months in which ratings were reported, newest first; empty where the snapshot holds none."""
    if LEVEL not in all_indicators(wh):
        return []
    return reported_periods(wh, indicator(wh, LEVEL).key)


def star_structure(wh: Warehouse, period_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """Who has how many organisations of each star, by place in the rate of coverage.

    Args:
        wh: The snapshot.
        period_key: A month with ratings.
        level: Level of the units, by number, not below the town.
        under: Code of the unit whose parts they are.

    Returns:
        Rows and columns of `queries.ranking` for the rate of coverage, plus star5, star4, star3 (named ones that hold;
        a proposal is none), none (rated organisations without star) and proposed (asked for this year, not named),
        all missing where the unit has not reported. attrs as there, plus star5, star4, star3, none, proposed of the
        whole, and standing (stars of units that have not reported, as rated before and still valid).
    """
    places_ = ranking(wh, RATE, period_key, level, under)
    read = several(wh, [RATE, *COUNTS, *PROPOSED], period_key, level, under)
    attrs, places_.attrs = places_.attrs, {}  # which pandas would copy with every column
    keys = read.table["unit_key"].to_numpy()
    order = np.argsort(keys)
    at = order[np.searchsorted(keys[order], places_["unit_key"].to_numpy())]
    silent = places_["status"].to_numpy() == values.MISSING
    parts = {"star5": COUNTS[0], "star4": COUNTS[1], "star3": COUNTS[2]}
    own = {name: read.figures(code) for name, code in parts.items()}
    standing = {name: float(np.nansum(column[at][silent])) for name, column in own.items()}
    proposed = sum(np.nan_to_num(read.figures(code)) for code in PROPOSED)
    own |= {"proposed": proposed, "none": read.figures(RATE, "den") - sum(own.values())}
    shown = {name: np.where(silent, np.nan, column[at]) for name, column in own.items()}
    table = places_.assign(**shown)
    # The whole counts only those that reported, like the rate itself.
    whole = {name: np.nan_to_num(shown[name]).sum() for name in (*parts, "none")}
    asked = sum(read.whole_figure(code) or 0 for code in PROPOSED)
    table.attrs = {**attrs, "proposed": asked, "standing": standing, **whole}
    return table


def star_flows(wh: Warehouse, from_key: int, to_key: int, level: int, under: str | None = None) -> pd.DataFrame:
    """What became of each star between two dates, organisation by organisation.

    Returns:
        One row a unit, star before and star after: unit_key, unit_code, unit_name (missing for organisations that no
        longer exist), before, after (5, 4, 3, 0 = none, GONE), n, n_first (of these, rated for the first time).
    """
    found = star_states.flows(wh, _states(wh, from_key, to_key, under), level)
    units = places.units(wh, level, to_key, under)
    known, group = register(wh), found.pop("group")
    rows = np.full(len(known) + 1, -1)
    rows[known.places(units["unit_key"].to_numpy())] = np.arange(len(units))
    at = rows[group]
    keys = np.ma.masked_where(group == NONE, known.keys[group])
    columns = {"unit_key": plain_column(keys if (group == NONE).any() else keys.data)} | found
    for name in ("unit_code", "unit_name"):
        columns[name] = np.where(at >= 0, units[name].to_numpy(dtype=object)[at], None)
    return pd.DataFrame(columns)


def star_losses(wh: Warehouse, from_key: int, to_key: int, under: str | None = None) -> pd.DataFrame:
    """Organisations with fewer stars than before, and the row of the file that says so.

    Returns:
        unit_code, unit_name, town_name, district_name, before, after (stars), kind (降星 or 摘星), from_star, to_star
        (words), period_key, period_text (round of the last decision), file, sheet, row, batch_id, loaded_by.
    """
    table = pd.DataFrame(star_states.losses(wh, _states(wh, from_key, to_key, under)))
    table["kind"] = np.where(table["after"] >= 3, "降星", "摘星")
    table["from_star"] = table["before"].map(star_words)
    table["to_star"] = table["after"].map(star_words)
    table["period_text"] = [periods.label_zh(int(key)) for key in table["period_key"]]
    return table


def star_due(wh: Warehouse, period_key: int, under: str | None = None, within: int = DUE_WITHIN) -> pd.DataFrame | None:
    """Organisations whose star runs out within some months, or has run out without a review.

    Returns:
        unit_code, unit_name, town_name, district_name, stars, star_text, due_key, due_text, left (months, negative =
        overdue), state (words), period_key, file, sheet, row, batch_id, loaded_by; None where no date of validity has
        ever been reported, which is not the same as nothing being due.
    """
    known = all_indicators(wh)
    if VALID not in known or not reported_periods(wh, known[VALID].key):
        return None
    held = places.place(wh, under, period_key) if under is not None else None
    valid = star_states.States(wh, known[VALID].key, period_key, period_key, held)
    stars = _states(wh, period_key, period_key, under)
    table = pd.DataFrame(star_states.due(wh, stars, valid, period_key + within))
    table["star_text"] = table["stars"].map(star_words)
    table["due_text"] = [periods.label_zh(int(key)) for key in table["due_key"]]
    table["left"] = table["due_key"] - period_key
    table["state"] = [_left_words(int(left)) for left in table["left"]]
    return table


def star_words(stars: int) -> str:
    """`五星`, or `无星级` below three."""
    return WORDS.get(int(stars), WORDS[0])


def _left_words(left: int) -> str:
    return f"逾期{-left}个月" if left < 0 else "本月到期" if left == 0 else f"还有{left}个月"


def _states(wh: Warehouse, from_key: int, to_key: int, under: str | None) -> star_states.States:
    held = places.place(wh, under, to_key) if under is not None else None
    return star_states.States(wh, indicator(wh, LEVEL).key, from_key, to_key, held, RURAL)
